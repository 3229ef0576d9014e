//! What somebody does at a page: they press what they read, and type where it says so.

use serde_json::{Value, json};

use crate::tab::{Tab, text};

/// Finds what can be pressed by the words on it, of several the one that says nothing else, and where it is; nothing where
/// there is none, or something lies upon it.
const PRESSED: &str = r"((words, of) => {
  const said = e => (e.getAttribute('aria-label') || e.innerText || e.value || '').replace(/\s+/g, ' ').trim();
  const all = [...document.querySelectorAll('a[href], button, summary, input[type=submit], label, [role=button]')]
    .filter(e => e.checkVisibility() && !e.disabled && (!of || e.closest(of)));
  const found = all.find(e => said(e) === words) || all.find(e => said(e).includes(words));
  if (!found) return null;
  found.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = found.getClientRects()[0];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  return top && (found.contains(top) || top.contains(found)) ? {x, y} : null;
})";

/// Finds a field by its label, puts what it has into the selection, and says what sort of field it is.
const FIELD: &str = r"(words => {
  const plain = text => (text || '').replace(/\s+/g, ' ').trim();
  const named = [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(e => e.checkVisibility());
  const names = e => [...(e.labels || [])].flatMap(l => [plain(l.innerText), plain(l.querySelector('span')?.innerText)])
    .concat(plain(e.getAttribute('aria-label')))
    .concat((e.getAttribute('aria-labelledby') || '').split(/\s+/).map(id => plain(document.getElementById(id)?.innerText)).join(' '));
  const field = named.find(e => names(e).includes(words)) || named.find(e => names(e).some(n => n.startsWith(words)))
    || named.find(e => names(e).some(n => n.includes(words)));
  if (!field) return null;
  field.focus();
  if (field.select) field.select();
  window.fieldInHand = field;
  return field.tagName === 'SELECT' ? 'choice' : ['date', 'month', 'time', 'checkbox', 'radio', 'file'].includes(field.type) ? field.type : 'text';
})";

impl Tab {
    /// Presses what says so: a button, a link, or whatever opens something.
    pub(crate) fn press(&mut self, words: &str) {
        self.press_in(words, "");
    }

    /// Likewise within what a selector names, such as a row of a list.
    pub(crate) fn press_in(&mut self, words: &str, within: &str) {
        let place = self.place_of(words, within);
        self.press_at(&place);
    }

    /// Presses twice, as a finger does that is not sure.
    pub(crate) fn press_twice(&mut self, words: &str) {
        self.press_twice_in(words, "");
    }

    /// Likewise within what a selector names.
    pub(crate) fn press_twice_in(&mut self, words: &str, within: &str) {
        let place = self.place_of(words, within);
        self.press_at(&place);
        self.press_at(&place);
    }

    fn place_of(&mut self, words: &str, within: &str) -> Value {
        let words = self.said(words);
        self.until(
            &format!("{words:?} can be pressed"),
            &format!("{PRESSED}({}, {})", json!(words), json!(within)),
        )
    }

    fn press_at(&mut self, place: &Value) {
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1});
            self.ask("Input.dispatchMouseEvent", event);
        }
    }

    /// Types into the field of a label, over what it had; chooses, where it is a choice, what reads so.
    pub(crate) fn fill(&mut self, label: &str, typed: &str) {
        match self.take_in_hand(label).as_str() {
            "text" if typed.is_empty() => self.key("Delete"),
            "text" => {
                self.ask("Input.insertText", json!({"text": typed}));
            }
            "choice" => {
                let typed = self.said(typed);
                let chosen = self.value(&format!(
                    "(() => {{ const all = [...fieldInHand.options]; \
                     const one = all.find(o => o.text.trim() === {0} || o.value === {0}) || all.find(o => o.text.includes({0})); \
                     if (!one) return null; fieldInHand.value = one.value; \
                     fieldInHand.dispatchEvent(new Event('change', {{bubbles: true}})); return one.value; }})()",
                    json!(typed)
                ));
                assert!(!chosen.is_null(), "{label:?} has no choice {typed:?}");
            }
            "checkbox" | "radio" => self.press(label),
            _ => {
                self.value(&format!(
                    "fieldInHand.value = {}; fieldInHand.dispatchEvent(new Event('input', {{bubbles: true}}))",
                    json!(typed)
                ));
            }
        }
    }

    /// Takes the field of a label in hand; says of which sort it is.
    pub(crate) fn take_in_hand(&mut self, label: &str) -> String {
        let label = self.said(label);
        text(&self.until(&format!("a field {label:?}"), &format!("{FIELD}({})", json!(label))))
    }

    /// What stands in the field of a label.
    pub(crate) fn typed(&mut self, label: &str) -> String {
        self.take_in_hand(label);
        text(&self.value("fieldInHand.value"))
    }

    /// Presses a key.
    pub(crate) fn key(&mut self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "Delete" => 46,
            _ => panic!("{key} is not known here"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if key == "Enter" && kind == "keyDown" {
                event["text"] = json!("\r");
            }
            self.ask("Input.dispatchKeyEvent", event);
        }
    }
}
