//! What every page says of itself before it is built, and that it is built from samples.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a page answers first: who opens it and when, which one question it answers, and what is pressed next.
const ANSWERS: [&str; 3] = ["Who:", "Question:", "Next press:"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path());
    let all = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    all.filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

/// The templates that are pages or parts of them on their own, each with the type that fills it.
fn filled() -> BTreeMap<String, String> {
    let mut filled = BTreeMap::new();
    for source in sources(&root().join("src")) {
        let source = text(&source);
        for after in source.split("#[template(path = \"").skip(1) {
            let (template, after) = after.split_once('"').expect("it ends");
            let named = after.split_once("struct ").expect("it is of a type").1;
            let end = named.find(|letter: char| !letter.is_alphanumeric()).expect("it ends");
            filled.insert(template.to_owned(), named[..end].to_owned());
        }
    }
    filled
}

#[test]
fn every_page_says_for_whom_it_is_and_what_comes_next() {
    let filled = filled();
    assert!(filled.len() > 50, "{} templates were found", filled.len());
    for template in filled.keys() {
        let page = text(&root().join("templates").join(template));
        if !page.contains("{% extends") {
            continue;
        }
        let head = page.split("#}").next().expect("a head");
        for answer in ANSWERS {
            assert!(
                head.starts_with("{#") && head.contains(answer),
                "{template} does not say {answer}"
            );
        }
    }
}

#[test]
fn every_page_is_among_the_samples() {
    let folder = root().join("src/tests");
    let samples: String = sources(&folder).iter().map(|path| text(path)).collect();
    for (template, of) in filled() {
        let is_page = text(&root().join("templates").join(&template)).contains("{% extends");
        if !is_page {
            continue;
        }
        assert!(samples.contains(&of), "{template}: no sample of {of}");
    }
}
