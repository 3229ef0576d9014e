//! After everything that the API can record, whoever takes the database away learns nothing of anybody.

use serde_json::Value;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;
use xiaonuan_tests::stolen::Stolen;

use crate::sample::{self, Right};

/// Stands at the end of everything that is said of people, and nowhere else.
const MARK: &str = "鑫焱垚";

/// Fields that are personal wherever they stand.
const PERSONAL: &[&str] = &[
    "answer",
    "approved_by",
    "building",
    "by",
    "contact",
    "donor",
    "duplicate_reason",
    "evidence",
    "findings",
    "instead",
    "note",
    "paid_by",
    "phone",
    "prepared_by",
    "reason",
    "requested_by",
    "source",
    "visitors",
];
/// Fields that are personal in the registers of people.
const OF_PEOPLE: &[&str] = &["name", "address"];

/// Marks what is personal in a body.
fn mark(body: &mut Value, is_of_people: bool) {
    match body {
        Value::Array(values) => values.iter_mut().for_each(|value| mark(value, is_of_people)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let personal =
                    PERSONAL.contains(&name.as_str()) || (is_of_people && OF_PEOPLE.contains(&name.as_str()));
                match value {
                    Value::String(text) if personal => text.push_str(MARK),
                    // The officer whom a link is of.
                    Value::String(text) if text.starts_with("officer:") => text.push_str(MARK),
                    Value::Array(values) if name == "evidence" => values.iter_mut().for_each(|value| mark(value, true)),
                    Value::Array(values) if personal => values.iter_mut().for_each(mark_text),
                    _ => mark(value, is_of_people),
                }
            }
        }
        _ => {}
    }
}

fn mark_text(value: &mut Value) {
    if let Value::String(text) = value {
        text.push_str(MARK);
    }
}

fn marked(mut right: Right) -> Right {
    let of_people = ["residents", "donors", "agents", "households"];
    let is_of_people = of_people.iter().any(|register| right.path.contains(register));
    mark(&mut right.body, is_of_people);
    right
}

async fn a_stolen_database_shows_nobody_after_every_operation(fixture: &Fixture) {
    let api = sample::books(fixture).await;
    let mut marks = 0;
    for (at, right) in sample::requests().into_iter().enumerate() {
        let right = marked(right);
        marks += right.body.to_string().matches(MARK).count();
        sample::make(&api, &right, &format!("{MARK}-{at}").replace(MARK, "wangxiuying")).await;
    }
    // What is refused is kept too.
    for (at, right) in sample::requests().into_iter().enumerate() {
        let right = sample::filled(&api, marked(right)).await;
        let key = format!("wangxiuying-again-{at}");
        let headers = [("idempotency-key", key.as_str()), ("if-match", "\"0\"")];
        api.told((right.method, &right.path), &headers, &right.body).await;
    }
    assert!(marks > 60, "{marks} texts are looked for");
    let stolen = Stolen::from(fixture);
    for known in ["青竹社区", "便民店", "小暖专项"] {
        assert!(stolen.shows(known).is_some(), "{known}");
    }
    let id_number = xiaonuan_tests::numbers::id_number(9_001);
    let personal = [
        MARK,
        &id_number,
        "wangxiuying",
        "\"R99\"",
        "\"H09\"",
        "\"H08\"",
        "\"A09\"",
        "\"L09\"",
    ];
    stolen.shows_none_of(personal);
    // Nor who is entitled to what.
    stolen.shows_none_of(["\"category\":\"dibao\""]);
}

on_both!(a_stolen_database_shows_nobody_after_every_operation);
