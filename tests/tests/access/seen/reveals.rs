//! Residents are told who saw them in full, by whatever way.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::world::{OWN, World};

async fn a_resident_is_told_of_every_reveal_in_which_they_stood(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let own = world.revealed("auditor", &format!("{OWN}/cases/BF9"), "of-help").await;
    let record = format!("records/{}", own.json()["last"]);
    for (path, reason) in [
        ("registers/residents", "of-a-list"),
        ("registers/residents/R09", "of-a-row"),
        ("registers/residents/R01", "of-another"),
        ("registers/customers/KH2", "of-a-number"),
        ("registers/customers/KH1", "of-another"),
        ("cases/BF1", "of-another"),
        (record.as_str(), "of-a-record"),
        ("reports/donors?format=json", "of-a-report"),
    ] {
        let got = world.revealed("auditor", &format!("{OWN}/{path}"), reason).await;
        assert_eq!(got.status, 200, "{path}: {}", got.text);
    }
    let path = format!("{OWN}/registers/residents/R09/personal-data");
    let told = world.revealed("auditor", &path, "of-all").await.json();
    let accesses = told["accesses"].as_array().expect("a list").iter();
    let accesses: Vec<(&str, &Value)> = accesses
        .map(|access| (access["what"].as_str().expect("what"), &access["reason"]))
        .collect();
    assert_eq!(
        accesses,
        [
            ("revealed/cases/{reference}", &json!("of-help")),
            ("revealed/registers/residents", &Value::Null),
            ("revealed/registers/residents/{code}", &json!("of-a-row")),
            ("revealed/registers/customers/{code}", &json!("of-a-number")),
            ("revealed/records/{number}", &json!("of-a-record")),
            ("revealed/reports/{report}", &Value::Null),
            ("revealed/registers/residents/{code}/personal-data", &json!("of-all")),
        ]
    );
}

/// A program that may do everything says why as people do; else it sees names masked.
async fn programs_see_names_in_full_for_a_reason_alone(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let path = format!("{OWN}/registers/residents/R09");
    for scopes in [&["everything"][..], &["act_for_officers", "read_people"]] {
        let program = world.token(Some("qingzhu"), None, scopes).await;
        let masked = world.ask_as(&program, ("GET", &path), None, &Value::Null).await;
        assert_eq!(masked.json()["name"], "周*", "{scopes:?}: {}", masked.text);
        let whole = world.revealed_to(&program, &path, "sync").await;
        assert_eq!(whole.json()["name"], "周九", "{scopes:?}: {}", whole.text);
        // What it sends back as it was shown keeps what was hidden.
        let mut body = masked.json();
        body["building"] = json!("3栋");
        let changed = world
            .ask_as(&program, ("PUT", &path), masked.etag.as_deref(), &body)
            .await;
        if scopes[0] == "everything" {
            assert_eq!(changed.status, 200, "{}", changed.text);
        }
        assert_eq!(world.revealed_to(&program, &path, "sync").await.json()["name"], "周九");
    }
    let log = world
        .ask("auditor", "GET", &format!("{OWN}/access-log"), &Value::Null)
        .await;
    let accesses = log.json()["accesses"].as_array().cloned().unwrap_or_default();
    assert_eq!(accesses.len(), 4, "{}", log.text);
    let is_programs = |access: &Value| access["who"].as_str().is_some_and(|who| who.starts_with("program/"));
    assert!(accesses.iter().all(is_programs), "{}", log.text);
}

on_both!(
    a_resident_is_told_of_every_reveal_in_which_they_stood,
    programs_see_names_in_full_for_a_reason_alone,
);
