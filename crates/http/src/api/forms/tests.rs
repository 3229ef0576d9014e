//! The document's forms are those that readers take.

use regex::Regex;

use super::*;
use crate::field;

#[test]
fn the_pattern_of_words_allows_every_character_that_the_reader_does() {
    let pattern = Regex::new(WORDS).expect("a pattern");
    for letter in '\0'..=char::MAX {
        let within = format!("a{letter}b");
        assert_eq!(pattern.is_match(&within), field::text(&within).is_ok(), "{within:?}");
    }
    for at_an_end in ["a\u{3164}", "\u{e0041}a", "a\u{3000}", " a"] {
        assert!(!pattern.is_match(at_an_end) && field::text(at_an_end).is_err());
    }
}

/// Whatever may be sent is of a form that the document tells.
#[test]
fn every_text_that_is_asked_has_a_form() {
    let document = serde_json::to_value(crate::api::openapi()).expect("JSON");
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let asked = schemas
        .iter()
        .filter(|(_, schema)| schema["additionalProperties"] == false);
    let mut plain = Vec::new();
    for (name, schema) in asked {
        for (field, property) in schema["properties"].as_object().expect("fields") {
            let is_text = property["type"] == "string" || property["type"] == json!(["string", "null"]);
            let forms = ["pattern", "enum", "maxLength"];
            if is_text && forms.iter().all(|form| property[form].is_null()) {
                plain.push(format!("{name}.{field}"));
            }
        }
    }
    assert_eq!(plain, Vec::<String>::new());
}
