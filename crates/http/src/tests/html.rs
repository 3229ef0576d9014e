//! What holds for the markup of every page, whatever it is filled with.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s=<>"/]+(?:="[^"]*")?)*)\s*(/?)>"#).expect("a pattern")
});
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"([^\s=<>"/]+)(?:="([^"]*)")?"#).expect("a pattern"));

const VOID: [&str; 7] = ["meta", "link", "input", "br", "img", "hr", "col"];

/// What no paragraph holds: the browser would end it there, and what follows would stand outside.
const BLOCKS: [&str; 10] = [
    "p", "div", "form", "section", "table", "ul", "ol", "dl", "fieldset", "h2",
];

/// An element as its tag opens it.
pub(super) struct Element<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    /// The names of the elements that it stands in, the outermost first.
    within: Vec<&'a str>,
}

impl Element<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    }

    fn is_field(&self) -> bool {
        let is_shown = self.get("type") != Some("hidden");
        matches!(self.name, "select" | "textarea") || (self.name == "input" && is_shown)
    }
}

/// A page taken apart: its elements in their order, and each run of text with what it stands in.
#[derive(Default)]
struct Markup<'a> {
    elements: Vec<Element<'a>>,
    texts: Vec<Text<'a>>,
}

/// A run of text.
struct Text<'a> {
    told: &'a str,
    /// What it stands in, the outermost first.
    within: Vec<&'a str>,
    /// Whether nothing else stands in the innermost of that.
    is_alone: bool,
}

/// Takes a page apart; it fails where an element is not closed, or closed by another.
fn markup<'a>(name: &str, page: &'a str) -> Markup<'a> {
    let mut open: Vec<&str> = Vec::new();
    let mut markup = Markup::default();
    let (mut from, mut just_opened) = (0, false);
    for tag in TAG.captures_iter(page) {
        let whole = tag.get(0).expect("the whole");
        let between = &page[from..whole.start()];
        assert!(!between.contains('<') || from == 0, "{name}: no tag in {between}");
        from = whole.end();
        let ends = !tag[1].is_empty();
        if !between.trim().is_empty() {
            markup.texts.push(Text {
                told: between,
                within: open.clone(),
                is_alone: just_opened && ends,
            });
        }
        let element = tag.get(2).expect("a name").as_str();
        just_opened = !ends && tag[4].is_empty() && !VOID.contains(&element);
        if ends {
            assert_eq!(
                open.pop(),
                Some(element),
                "{name}: what is closed before {}",
                &page[whole.start()..]
            );
            continue;
        }
        let attributes = ATTRIBUTE.captures_iter(tag.get(3).map_or("", |rest| rest.as_str()));
        let attributes = attributes.map(|it| {
            let text = |nth| it.get(nth).map_or("", |part: regex::Match<'a>| part.as_str());
            (text(1), text(2))
        });
        markup.elements.push(Element {
            name: element,
            attributes: attributes.collect(),
            within: open.clone(),
        });
        if !VOID.contains(&element) && tag[4].is_empty() {
            open.push(element);
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} are not closed");
    markup
}

/// What keeps the direction of its text to itself.
const ISOLATES: [&str; 4] = ["bdi", "option", "textarea", "title"];
impl Text<'_> {
    /// Elements keep the direction of what is alone in them to themselves: blocks as browsers have it, the others by our style.
    fn is_isolated(&self) -> bool {
        self.is_alone || self.within.iter().any(|element| ISOLATES.contains(element))
    }
}

/// Where the text stands in nothing that keeps its direction to itself.
pub(super) fn leaks(name: &str, page: &str, text: &str) -> Vec<String> {
    let texts = markup(name, page).texts.into_iter();
    let leaks = texts.filter(|it| it.told.contains(text) && !it.is_isolated());
    leaks
        .map(|it| format!("{name}: {} within {:?}", it.told.trim(), it.within.last()))
        .collect()
}

/// Checks a page: balanced, one heading, every field labelled, what describes something there, nothing inline.
pub(super) fn check(name: &str, page: &str) {
    let elements = markup(name, page).elements;
    let named = |sought: &str| elements.iter().filter(|element| element.name == sought).count();
    for (element, times) in [("h1", 1), ("main", 1), ("footer", 1), ("title", 1), ("header", 1)] {
        assert_eq!(named(element), times, "{name}: {element}");
    }
    assert_eq!(named("table"), named("caption"), "{name}: a table without a caption");
    let mut ids = BTreeSet::new();
    for element in &elements {
        if let Some(id) = element.get("id") {
            assert!(!id.is_empty() && ids.insert(id), "{name}: {id} is there twice");
        }
        let is_inline = |attribute: &str| attribute == "style" || attribute.starts_with("on");
        assert!(
            !element.attributes.iter().any(|(attribute, _)| is_inline(attribute)),
            "{name}: {} has something inline",
            element.name
        );
        assert!(element.name != "style", "{name} has a style sheet within it");
        assert!(
            element.name != "script" || element.get("src").is_some(),
            "{name} has a script within it"
        );
        if BLOCKS.contains(&element.name) {
            assert!(
                !element.within.contains(&"p"),
                "{name}: {} in a paragraph",
                element.name
            );
        }
        assert!(
            element.name != "form" || !element.within.contains(&"form"),
            "{name}: a form in a form"
        );
        assert!(
            element.name != "img" || element.get("alt").is_some(),
            "{name}: a picture without words"
        );
        let in_a_head = element.within.contains(&"thead");
        assert!(
            element.name != "th" || !in_a_head || element.get("scope").is_some(),
            "{name}: a head without scope"
        );
    }
    let labels: BTreeSet<&str> = elements
        .iter()
        .filter(|it| it.name == "label")
        .filter_map(|it| it.get("for"))
        .collect();
    assert!(
        labels.iter().all(|label| ids.contains(label)),
        "{name}: a label of nothing in {labels:?}"
    );
    for element in &elements {
        if element.is_field() {
            let is_labelled = element.within.contains(&"label")
                || element.get("aria-label").is_some()
                || element.get("aria-labelledby").is_some()
                || element.get("id").is_some_and(|id| labels.contains(id));
            assert!(is_labelled, "{name}: no label for {:?}", element.attributes);
        }
        for attribute in ["aria-describedby", "aria-labelledby"] {
            for id in element.get(attribute).unwrap_or_default().split_whitespace() {
                assert!(ids.contains(id), "{name}: {attribute} names {id}, which is not there");
            }
        }
    }
}

#[test]
fn the_check_finds_what_it_is_for() {
    let page = |main: &str| {
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><title>t</title></head><body><header></header>\
             <main><h1>h</h1>{main}</main><footer></footer></body></html>"
        )
    };
    check(
        "good",
        &page("<label for=\"a\">A</label><input id=\"a\" required><p>x<br>y</p>"),
    );
    for bad in [
        "<p><b>x</p></b>",
        "<p>",
        "<h1>twice</h1>",
        "<input name=\"a\">",
        "<select></select>",
        "<label for=\"a\">A</label>",
        "<i id=\"a\"></i><i id=\"a\"></i>",
        "<i style=\"color: red\"></i>",
        "<i onclick=\"x\"></i>",
        "<script>1</script>",
        "<style>a</style>",
        "<p><form></form></p>",
        "<form><form></form></form>",
        "<img src=\"a\">",
        "<table></table>",
        "<b aria-describedby=\"nothing\"></b>",
    ] {
        let page = page(bad);
        let found = std::panic::catch_unwind(|| check("bad", &page));
        assert!(found.is_err(), "{bad}");
    }
}
