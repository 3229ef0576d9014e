//! What records say of people besides registers: who signed for somebody, files, findings, who gave.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::world::{OWN, World};

const AGENT: &str = "赵代办";
const FILE: &str = "李芳 病历.pdf";
const FINDINGS: &str = "独居，肺病";
const DONOR: &str = "捐赠人甲";

fn hash() -> String {
    "ab".repeat(32)
}

/// Help that was visited with a file, paid, and signed for by an agent. Answers the last record.
async fn help(world: &World) -> i64 {
    let row = world.office("GET", OWN, None, &Value::Null).await;
    let settings = json!({"off": ["review", "posting"], "second_factor_optional": true});
    let edit = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
    let changed = world.office("PUT", OWN, row.etag.as_deref(), &edit).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let take = async |step: &str, by: &str, mut body: Value| {
        body["date"] = json!("2026-03-02");
        body["by"] = json!(by);
        let path = format!("{OWN}/cases/BF1/{step}");
        let got = world.office("POST", &path, Some(step), &body).await;
        assert_eq!(got.status, 201, "{step}: {}", got.text);
        got.json()["seq"].clone()
    };
    let file = json!([{"name": FILE, "sha256": hash()}]);
    let visit = json!({"visitors": ["甲", "乙"], "findings": FINDINGS, "evidence": file});
    take("visit", "甲", visit).await;
    take("prepare", "丙", json!({})).await;
    let approved = take("approve", "丁", json!({})).await;
    take("pay", "戊", json!({"approved": approved})).await;
    let signed = take("sign", "戊", json!({"agent": "A1"})).await;
    signed.as_i64().expect("a record")
}

async fn words_of_records_are_masked_as_registers_are(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let signed = help(&world).await;
    let case = format!("{OWN}/cases/BF1");
    for (login, sees) in [
        ("fund_administrator", true),
        ("approver", true),
        ("auditor", true),
        ("grid_worker", true),
        ("accountant", false),
        ("cashier", false),
    ] {
        let got = world.ask(login, "GET", &case, &Value::Null).await;
        assert_eq!(got.status, 200, "{login}");
        for name in [AGENT, FILE] {
            assert!(!got.text.contains(name), "{login} sees {name}");
        }
        assert!(got.text.contains(&hash()), "{login} knows that there is a file");
        assert!(got.text.contains("取暖"), "{login} knows what it is for");
        assert_eq!(got.text.contains(FINDINGS), sees, "{login}: findings");
        assert_eq!(got.text.contains("\"instead\":\"赵**\""), sees, "{login}: who signed");
    }
    for login in ["approver", "accountant", "auditor"] {
        for number in 1..=signed {
            for address in [
                format!("{OWN}/records/{number}"),
                format!("/c/qingzhu/records/{number}"),
            ] {
                let got = world.ask(login, "GET", &address, &Value::Null).await;
                assert_eq!(got.status, 200, "{login}: {address}");
                for name in [AGENT, FILE, DONOR] {
                    assert!(!got.text.contains(name), "{login} sees {name} at {address}");
                }
                let hidden = login == "accountant" && got.text.contains(FINDINGS);
                assert!(!hidden, "{address} tells whoever sees people by code what was found");
            }
        }
    }
    // In full for a reason, which is logged.
    for (address, words) in [
        (case, &[AGENT, FILE, FINDINGS][..]),
        (format!("{OWN}/records/{signed}"), &[AGENT][..]),
    ] {
        let whole = world.revealed("auditor", &address, "audit").await;
        for word in words {
            assert!(whole.text.contains(word), "{address}: {}", whole.text);
        }
    }
    let log = world
        .ask("auditor", "GET", &format!("{OWN}/access-log"), &Value::Null)
        .await;
    let accesses = log.json()["accesses"].as_array().map(Vec::len);
    assert_eq!(accesses, Some(2), "{}", log.text);
}

/// Whoever only pays sees help when it is approved: what was asked for and refused is not theirs to know.
async fn a_cashier_sees_help_from_its_approval_on(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let seen = async |login: &str| {
        let list = world
            .ask(login, "GET", &format!("{OWN}/cases"), &Value::Null)
            .await
            .json();
        let rows = list["cases"].as_array().expect("cases").iter();
        rows.filter_map(|row| row["ref"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let case = async |login: &str, reference: &str| {
        let path = format!("{OWN}/cases/{reference}");
        world.ask(login, "GET", &path, &Value::Null).await.status
    };
    assert!(seen("cashier").await.is_empty());
    assert_eq!(seen("accountant").await, ["BF1", "BF9"]);
    assert_eq!(
        (case("cashier", "BF1").await, case("accountant", "BF1").await),
        (404, 200)
    );
    help(&world).await;
    assert_eq!(seen("cashier").await, ["BF1"]);
    assert_eq!((case("cashier", "BF1").await, case("cashier", "BF9").await), (200, 404));
}

on_both!(
    a_cashier_sees_help_from_its_approval_on,
    words_of_records_are_masked_as_registers_are,
);
