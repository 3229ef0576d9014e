//! What somebody sees of a page, and whether everybody can use it.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::tab::{Look, PHONE, SCREEN, Tab, text};

/// The rules of axe that are those of WCAG 2.2 AA.
const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// Where somebody is after pressing Tab, and whether they can see it.
const FOCUSED: &str = r"(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const marks = m => getComputedStyle(m).outlineStyle !== 'none' && parseFloat(getComputedStyle(m).outlineWidth) >= 2;
  const at = [[box.width / 2, box.height / 2], [3, box.height / 2]].map(([x, y]) => document.elementFromPoint(box.left + x, box.top + y));
  const before = window.focusedBefore;
  window.focusedBefore = e;
  return {
    name: (e.getAttribute('aria-label') || e.innerText || e.value || e.name || e.tagName).replace(/\s+/g, ' ').trim().slice(0, 40),
    href: e.getAttribute('href') || '',
    // Within a date there are several places, which the browser marks itself; a large field is marked by the line below it.
    marked: before === e || [e, e.closest('label')].some(m => m && marks(m))
      || getComputedStyle(e.parentElement).boxShadow !== 'none',
    shown: at.some(top => top && (e.contains(top) || top.contains(e))),
    after: !before || before === e || !!(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
})()";

/// Puts somebody at the first place of a page, wherever the page itself puts them; says where that leads.
const FIRST: &str = r"(() => {
  const first = document.querySelector('a[href], button, input:not([type=hidden]), select, textarea, summary');
  first.focus();
  window.focusedBefore = first;
  return first.getAttribute('href');
})()";

/// What makes a page wider than the window: what reaches beyond it, and nothing clips.
const BESIDE: &str = r"(() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= innerWidth) return [];
  const clipped = e => e && e !== document.body && (getComputedStyle(e).overflowX !== 'visible' || clipped(e.parentElement));
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !clipped(e.parentElement))
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120)).concat('it is ' + page.scrollWidth + ' wide');
})()";

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")
}

/// The script of axe-core.
fn axe() -> String {
    let path = target().join("axe/axe.min.js");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}: run `make axe`", path.display()))
}

impl Tab {
    /// Waits until a text can be read.
    pub(crate) fn see(&mut self, words: &str) {
        let words = self.said(words);
        let expression = format!("document.body.innerText.includes({}) || null", json!(words));
        self.until(&format!("{words:?} is to be read"), &expression);
    }

    /// What can be read on the page.
    pub(crate) fn reads(&mut self) -> String {
        text(&self.value("document.body.innerText"))
    }

    /// A text must not be on the page.
    pub(crate) fn see_no(&mut self, words: &str) {
        let (words, read) = (self.said(words), self.reads());
        assert!(!read.contains(&words), "{words:?} is to be read: {read}");
    }

    /// What the first thing that a selector names reads.
    pub(crate) fn text_of(&mut self, selector: &str) -> String {
        text(&self.value(&format!("document.querySelector({}).innerText.trim()", json!(selector))))
    }

    /// A picture of the whole page, in `target/screens`.
    pub(crate) fn picture(&mut self, name: &str) {
        let folder = target().join("screens");
        std::fs::create_dir_all(&folder).expect("a folder");
        let shade = if self.look.is_dark { "dark" } else { "light" };
        let file = format!("{name}-{}-{}-{shade}.png", self.look.width, self.look.language.tag());
        let asked = json!({"captureBeyondViewport": true, "optimizeForSpeed": true});
        let picture = text(&self.ask("Page.captureScreenshot", asked)["data"]);
        std::fs::write(folder.join(file), STANDARD.decode(picture).expect("base64")).expect("a file");
    }

    /// Looks at the page as everybody may: in light and dark, on a phone and a screen, with large text and zoomed. It
    /// must say its language, break no rule of accessibility and scroll in one direction only.
    pub(crate) fn inspect(&mut self, name: &str) {
        let look = self.look;
        let language = text(&self.value("document.documentElement.lang"));
        assert_eq!(language, look.language.tag(), "{name}");
        let mut found = Vec::new();
        for width in [PHONE, SCREEN] {
            for is_dark in [false, true] {
                self.look(Look { width, is_dark, ..look });
                self.picture(name);
                found.extend(self.broken_rules());
                found.extend(self.beside_the_window("as it is"));
            }
        }
        self.look(Look { width: PHONE, ..look });
        let size = "parseFloat(getComputedStyle(document.body).fontSize)";
        let before = self.value(size);
        self.text_size(32);
        self.until("text is as large as asked for", &format!("{size} > {before} || null"));
        found.extend(self.beside_the_window("with large text"));
        self.text_size(16);
        self.size(SCREEN / 2, 2);
        found.extend(self.beside_the_window("at 200 %"));
        self.look(look);
        assert!(found.is_empty(), "{name}: {found:#?}");
    }

    /// What breaks a rule of WCAG 2.2 AA, as far as a program can see.
    fn broken_rules(&mut self) -> Vec<String> {
        if self.value("typeof axe == 'object'") != json!(true) {
            self.value(&format!("{}; 0", axe()));
        }
        let asked = json!({"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]});
        let told = "v.flatMap(v => v.nodes.map(n => [v.id, v.help, n.target, n.html, n.failureSummary].join(' | ')))";
        let found = self.value(&format!(
            "axe.run(document, {asked}).then(({{violations: v}}) => {told})"
        ));
        self.findings(&found)
    }

    /// What lies beside the window.
    fn beside_the_window(&mut self, how: &str) -> Vec<String> {
        let found = self.value(BESIDE);
        let found = self.findings(&found);
        found.into_iter().map(|found| format!("{how}: {found}")).collect()
    }

    fn findings(&self, found: &Value) -> Vec<String> {
        let told = |found: &Value| {
            format!(
                "{} {}: {}",
                self.look.width,
                if self.look.is_dark { "dark" } else { "light" },
                text(found)
            )
        };
        found.as_array().expect("a list").iter().map(told).collect()
    }

    /// Goes through the page by Tab: first past what is on every page, then in the order in which it is read, and each place
    /// is marked and can be seen. Answers what was met.
    pub(crate) fn tab_through(&mut self, name: &str) -> Vec<String> {
        let first = self.value(FIRST);
        assert_eq!(first, "#main", "{name}: first comes the way to the text");
        let mut met: Vec<String> = Vec::new();
        loop {
            self.key("Tab");
            let place = self.value(FOCUSED);
            if place.is_null() || place["href"] == "#main" {
                return met;
            }
            for must in ["marked", "shown", "after"] {
                assert_eq!(
                    place[must],
                    Value::Bool(true),
                    "{name}, {:?}, {must}: {place}",
                    self.look
                );
            }
            met.push(text(&place["name"]));
            assert!(met.len() < 400, "{name}: it ends somewhere");
        }
    }
}
