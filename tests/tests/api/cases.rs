//! Help in steps by requests: each under a key, three people, and listed where it stands.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

use crate::world::{Api, donation};

fn step(day: u8, by: &str, more: Value) -> Value {
    let mut body = json!({"date": format!("2026-02-{day:02}"), "by": by});
    for (name, value) in more.as_object().expect("fields") {
        body[name] = value.clone();
    }
    body
}

async fn help_is_taken_through_its_steps_by_requests(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    assert_eq!(
        api.post("/donations", "d1", &donation("DON1", "F1", "100")).await.0,
        201
    );
    let terms = json!({"fund": "F1", "resident": "R01", "kind": "cash", "amount": "30", "purpose": "取暖"});
    let begun = json!({"ref": "C1", "date": "2026-02-01", "by": "网格员", "terms": terms});
    assert_eq!(
        api.post("/cases", "", &begun).await.1["code"],
        "idempotency_key_required"
    );
    let first = api.post("/cases", "c1", &begun).await;
    assert_eq!((first.0, &first.1["kind"]), (201, &json!("disbursement_applied")));
    assert_eq!(api.post("/cases", "c1", &begun).await, first);
    let visit = step(2, "戊", json!({"visitors": ["戊", "己"], "findings": "屋内温度低"}));
    assert_eq!(api.post("/cases/C1/visit", "c2", &visit).await.0, 201);
    assert_eq!(
        api.post("/cases/C1/prepare", "c3", &step(3, "甲", json!({}))).await.0,
        201
    );
    // The same key and body at another step asks something else.
    let reused = api.post("/cases/C1/review", "c3", &step(3, "甲", json!({}))).await;
    assert_eq!(reused.1["code"], "idempotency_key_reused");
    let refused = api.post("/cases/C1/approve", "c4", &step(4, "甲", json!({}))).await;
    assert_eq!(refused.1["code"], "self_approval");
    let (status, approved) = api.post("/cases/C1/approve", "c5", &step(4, "乙", json!({}))).await;
    assert_eq!(status, 201, "{approved}");
    assert_eq!(api.available("F1").await, "70.00");
    let (_, listed) = api.get("/cases?state=approved").await;
    assert_eq!(listed["cases"][0]["ref"], "C1");
    assert_eq!(api.get("/cases?state=paid").await.1["cases"], json!([]));
    assert_eq!(api.get("/cases?state=lost").await.0, 422);
    let (_, whole) = api.get("/cases/C1").await;
    assert_eq!(
        (&whole["amount"], &whole["approved"]),
        (&json!("30.00"), &approved["seq"])
    );
    assert_eq!(whole["terms"], approved["document"]["terms"]);
    let pay = step(5, "丙", json!({"approved_hash": whole["terms"]}));
    assert_eq!(api.post("/cases/C1/pay", "c6", &pay).await.0, 201);
    let (_, whole) = api.get("/cases/C1").await;
    assert_eq!(whole["state"], "paid");
    assert_eq!(whole["records"].as_array().map(Vec::len), Some(5));
    assert_eq!(api.get("/cases/C2").await.0, 404);
    assert_eq!(
        api.post("/cases/C1/dance", "c7", &step(5, "丙", json!({}))).await.0,
        404
    );
}

xiaonuan_tests::on_both!(help_is_taken_through_its_steps_by_requests);
