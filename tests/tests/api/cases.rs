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

async fn what_is_posted_is_objected_to_and_answered_by_requests(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    api.post("/donations", "d1", &donation("DON1", "F1", "100")).await;
    let terms = json!({"fund": "F1", "resident": "R01", "kind": "cash", "amount": "30", "purpose": "取暖"});
    let take = async |name: &str, key: &str, body: Value| api.post(&format!("/cases/C1/{name}"), key, &body).await;
    assert_eq!(
        take("prepare", "p1", step(1, "甲", json!({"terms": terms}))).await.0,
        201
    );
    let (_, approved) = take("approve", "p2", step(2, "乙", json!({}))).await;
    let (_, whole) = api.get("/cases/C1").await;
    assert_eq!(
        (&whole["payable_from"], &whole["objections"]),
        (&Value::Null, &json!([]))
    );
    let silent = take("post", "p3", step(3, "丁", json!({}))).await;
    assert_eq!((silent.0, &silent.1["code"]), (409, &json!("posting_too_short")));
    let long = take("post", "p4", step(3, "丁", json!({"days": 366}))).await;
    assert_eq!(long.1["code"], "invalid_request");
    let (status, posted) = take("post", "p5", step(3, "丁", json!({"days": 5}))).await;
    assert_eq!((status, &posted["kind"]), (201, &json!("disbursement_posted")));
    assert_eq!(
        posted["document"]["posting"],
        json!({"first_day": "2026-02-03", "last_day": "2026-02-07"})
    );
    let object = step(4, "居民", json!({"reason": "家中有存款"}));
    let (status, objected) = take("object", "p6", object).await;
    assert_eq!(status, 201, "{objected}");
    // What was said is no one's to read in the document.
    assert!(!objected["document"].to_string().contains("存款"));
    let (_, whole) = api.get("/cases/C1").await;
    assert_eq!(
        (&whole["state"], &whole["objections"]),
        (&json!("objected"), &json!([objected["seq"]]))
    );
    assert_eq!(api.get("/cases?state=objected").await.1["cases"][0]["ref"], "C1");
    let silent = take("answer", "p7", step(5, "丁", json!({}))).await;
    assert_eq!(silent.1["errors"][0]["field"], "findings");
    let findings = json!({"findings": "存款是他人的"});
    let (status, answered) = take("answer", "p8", step(5, "丁", findings)).await;
    assert_eq!(
        (status, &answered["document"]["answers"]),
        (201, &json!([objected["seq"]]))
    );
    let (_, whole) = api.get("/cases/C1").await;
    let shown = ["state", "posting_from", "posting_to", "payable_from"].map(|name| whole[name].as_str());
    assert_eq!(
        shown,
        [
            Some("posted"),
            Some("2026-02-03"),
            Some("2026-02-07"),
            Some("2026-02-08")
        ]
    );
    let pay = json!({"approved": approved["seq"]});
    let early = take("pay", "p9", step(7, "丙", pay.clone())).await;
    assert_eq!(early.1["code"], "posting_open");
    assert_eq!(take("pay", "p10", step(8, "丙", pay)).await.0, 201);
    assert_eq!(api.get("/cases/C1").await.1["payable_from"], Value::Null);
}

xiaonuan_tests::on_both!(
    help_is_taken_through_its_steps_by_requests,
    what_is_posted_is_objected_to_and_answered_by_requests,
);
