//! Whether a hidden value can be guessed by what is answered.

use super::{NAMES, RESIDENT};
use crate::world::Got;
use crate::world::OWN;
use crate::world::World;
use serde_json::Value;
use serde_json::json;
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;

/// A dry run does not tell whether a hidden value is this one.
async fn a_dry_run_tells_nothing_of_what_is_hidden(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let row = world.ask("fund_administrator", "GET", RESIDENT, &Value::Null).await;
    let path = format!("{RESIDENT}?dry_run=true");
    for guess in ["周九", "周十"] {
        let mut body = row.json();
        body["name"] = json!(guess);
        let shows = world.of("fund_administrator");
        let got = world.ask_as(shows, ("PUT", &path), row.etag.as_deref(), &body).await;
        assert_eq!(
            (got.status, got.json()["errors"][0]["code"].as_str()),
            (422, Some("masked")),
            "{guess}"
        );
    }
}

/// Neither a code nor a state of a row that has passed tells somebody whether what another sent is what they guess.
async fn what_another_sent_is_not_told_to_who_guesses_it(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive("second_administrator", false).await;
    world.grant("second_administrator", Role::FundAdministrator).await;
    let ask = async |login: &str, method: &str, path: &str, under: Option<&str>, body: &Value| {
        world.ask_as(world.of(login), (method, path), under, body).await
    };
    let row = world.ask("fund_administrator", "GET", RESIDENT, &Value::Null).await;
    let telephone = |to: &str| {
        let mut body = row.json();
        body["phone"] = json!(to);
        body
    };
    let tag = row.etag.as_deref();
    let changed = ask("fund_administrator", "PUT", RESIDENT, tag, &telephone("13900000088")).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let again = ask("fund_administrator", "PUT", RESIDENT, tag, &telephone("13900000088")).await;
    assert_eq!(
        (again.status, &again.text),
        (200, &changed.text),
        "their own is told again"
    );
    let donor = |name: &str| json!({"code": "J7", "kind": "person", "name": name});
    let path = format!("{OWN}/donors");
    let registered = ask("fund_administrator", "POST", &path, None, &donor("钱七")).await;
    assert_eq!(registered.status, 201, "{}", registered.text);
    let told = |got: &Got| {
        let mut told = got.json();
        told["request_id"] = Value::Null;
        (got.status, told)
    };
    for (method, path, under, right, wrong) in [
        ("PUT", RESIDENT, tag, telephone("13900000088"), telephone("13900000077")),
        ("POST", path.as_str(), None, donor("钱七"), donor("钱八")),
        ("POST", path.as_str(), Some("k1"), donor("钱七"), donor("钱八")),
    ] {
        let mut answers = Vec::new();
        for guess in [&wrong, &right] {
            answers.push(told(&ask("second_administrator", method, path, under, guess).await));
        }
        assert!(answers[0].0 >= 400, "{answers:?}");
        if under != Some("k1") {
            assert_eq!(answers[0], answers[1], "{method} {path}");
        } else {
            // Under one key of their own, two guesses are two requests, whichever is right.
            assert_eq!(answers[1].1["code"], "idempotency_key_reused");
        }
    }
}

async fn a_row_that_is_sent_back_masked_keeps_what_was_hidden(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let row = world.ask("fund_administrator", "GET", RESIDENT, &Value::Null).await;
    let mut sent = row.json();
    sent["building"] = json!("3栋");
    let administrator = world.of("fund_administrator");
    let changed = world
        .ask_as(administrator, ("PUT", RESIDENT), row.etag.as_deref(), &sent)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let whole = world.revealed("fund_administrator", RESIDENT, "check").await;
    assert!(
        NAMES.iter().all(|name| whole.text.contains(name)) && whole.text.contains("3栋"),
        "{}",
        whole.text
    );
    // What is made up of masks otherwise is nobody's name.
    sent.as_object_mut().expect("a row").remove("changed");
    sent["name"] = json!("王*");
    let refused = world
        .ask_as(administrator, ("PUT", RESIDENT), whole.etag.as_deref(), &sent)
        .await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(refused.json()["errors"][0]["code"], "masked");
    sent["name"] = json!("王九");
    let renamed = world
        .ask_as(administrator, ("PUT", RESIDENT), whole.etag.as_deref(), &sent)
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    let history = world
        .ask(
            "fund_administrator",
            "GET",
            &format!("{RESIDENT}/history"),
            &Value::Null,
        )
        .await;
    assert!(
        NAMES.iter().all(|name| !history.text.contains(name)),
        "{}",
        history.text
    );
}

xiaonuan_tests::on_both!(
    a_dry_run_tells_nothing_of_what_is_hidden,
    what_another_sent_is_not_told_to_who_guesses_it,
    a_row_that_is_sent_back_masked_keeps_what_was_hidden,
);
