//! What a resident says is wrong, on their own phone, and what the office answers.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::own::{opened, own};
use crate::shop::{Answer, BOOKS, Street};

const DAY: i64 = 24 * 3_600;

async fn complain(street: &Street, cookie: &str, key: &str, body: &Value) -> Answer {
    let path = format!("{BOOKS}/card/complaints");
    let headers = [("cookie", cookie), ("idempotency-key", key)];
    street.send("POST", &path, &headers, body).await
}

async fn a_complaint_is_kept_and_its_answer_is_shown(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let (third, fourth) = (street.card("K03", "R03").await, street.card("K04", "R04").await);
    let fields = json!({"card": third.token, "discount": "D01"});
    street.confirm(&phone, "HX1", &fields).await.done();
    let (cookie, card) = opened(&street, &third).await;
    let (other, _) = opened(&street, &fourth).await;
    assert_eq!(card["complaints"], json!([]));

    let body = json!({"text": "那天我没有去过这家店", "about": "HX1"});
    let filed = complain(&street, &cookie, "k1", &body).await;
    assert_eq!(filed.status, 201, "{filed:?}");
    let code = filed.body["code"].as_str().expect("a code").to_owned();
    assert_eq!(filed.body["on"], "2026-07-01");
    // The same again is the same complaint; another under its key is refused.
    let again = complain(&street, &cookie, "k1", &body).await;
    assert_eq!((again.status, &again.body), (201, &filed.body));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let reused = complain(&street, &cookie, "k1", &json!({"text": "别的事"})).await;
    assert_eq!(reused.code(), "idempotency_key_reused");
    // Somebody else's key is another one, and what somebody else used is as unknown to them as nothing.
    for about in ["HX1", "HX9"] {
        let theirs = complain(&street, &other, "k1", &json!({"text": "不对", "about": about})).await;
        assert_eq!((theirs.status, theirs.code()), (422, "unknown_record"), "{theirs:?}");
    }
    let told = own(&street, &cookie, "").await.done()["complaints"].clone();
    assert_eq!(
        told,
        json!([{"code": code, "text": "那天我没有去过这家店", "about": "HX1", "on": "2026-07-01",
                "answer": null, "answered_on": null}])
    );
    assert_eq!(own(&street, &other, "").await.done()["complaints"], json!([]));

    // An answer has its day, not one that has not come, and what was said stays as it was.
    let edit = async |fields: Value| street.edit("complaints", &code, &fields).await;
    assert_eq!(edit(json!({"answer": "已更正"})).await.code(), "answer_incomplete");
    let tomorrow = json!({"answer": "已更正", "to": "2026-07-02"});
    assert_eq!(edit(tomorrow).await.code(), "future_date");
    assert_eq!(edit(json!({"text": "没事了"})).await.code(), "row_fixed");
    fixture.clock.advance(DAY);
    edit(json!({"answer": "查过了，已经更正", "to": "2026-07-02"}))
        .await
        .done();
    let (cookie, card) = opened(&street, &third).await;
    let told = &card["complaints"][0];
    assert_eq!(
        (&told["answer"], &told["answered_on"]),
        (&json!("查过了，已经更正"), &json!("2026-07-02"))
    );
    // One who is registered by the same list has had nothing.
    let late = json!({"code": "R98", "name": "甲", "phone": "13900000098"});
    let about = json!({"code": "TS98", "resident": "R98", "text": "好", "about": "HX1", "from": "2026-07-01"});
    let list = json!({"requests": [{"key": "1", "operation": "resident", "body": late},
                                   {"key": "2", "operation": "complaint", "body": about}]});
    let answers = street.post("/batches", &list).await.done()["answers"].clone();
    assert_eq!(answers[1]["problem"]["code"], "unknown_record", "{answers}");
    // Whoever closed the card says nothing more.
    own(&street, &cookie, "").await.done();
    street.edit("cards", "K03", &json!({"state": "blocked"})).await.done();
    assert_eq!(complain(&street, &cookie, "k2", &body).await.status, 404);

    let rows = street.get("/registers/complaints?of=R03").await.done()["rows"].clone();
    assert_eq!((&rows[0]["code"], &rows[0]["resident"]), (&json!(code), &json!("R03")));
    let mut raw = fixture.raw().await;
    let records = raw
        .rows("SELECT kind, actor, document FROM record WHERE kind LIKE 'complaint%' ORDER BY seq")
        .await;
    let kinds: Vec<&str> = records.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(kinds, ["complaint_registered", "complaint_changed"]);
    assert!(records[0][1].starts_with("card/"), "{records:?}");
    for row in &records {
        for said in ["没有去过", "更正", "R03", code.as_str()] {
            assert!(!row.iter().any(|cell| cell.contains(said)), "{said}: {row:?}");
        }
    }
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_can_be_filed_on_a_day_is_bounded(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let (cookie, _) = opened(&street, &street.card("K03", "R03").await).await;
    let file = async |key: String| complain(&street, &cookie, &key, &json!({"text": "出错了"})).await;
    let mut codes = Vec::new();
    for count in 0..5 {
        codes.push(file(format!("k{count}")).await.done()["code"].clone());
    }
    let sixth = file("k6".to_owned()).await;
    assert_eq!(
        (sixth.code(), &sixth.body["facts"]["most"]),
        ("too_many_complaints", &json!("5"))
    );
    // Of five that are answered none waits; the office itself files as many as it is told.
    let told = json!({"code": "TS-DH", "resident": "R03", "text": "来电反映", "from": "2026-07-01"});
    street.post("/complaints", &told).await.done();
    for code in [&codes[0], &codes[1]] {
        let answered = json!({"answer": "已答复", "to": "2026-07-01"});
        let code = code.as_str().expect("a code");
        street.edit("complaints", code, &answered).await.done();
    }
    file("k7".to_owned()).await.done();
    assert_eq!(file("k8".to_owned()).await.code(), "too_many_complaints");
    // Under a key that was refused nothing else comes of it; another day has a bound of its own.
    assert_eq!(file("k6".to_owned()).await.code(), "too_many_complaints");
    for bad in [
        json!({"text": ""}),
        json!({"text": "字".repeat(1_001)}),
        json!({"text": "好", "resident": "R04"}),
    ] {
        assert_eq!(complain(&street, &cookie, "k9", &bad).await.status, 422, "{bad}");
    }
    let path = format!("{BOOKS}/card/complaints");
    let body = json!({"text": "出错了"});
    let no_key = street.send("POST", &path, &[("cookie", cookie.as_str())], &body).await;
    assert_eq!((no_key.status, no_key.code()), (400, "idempotency_key_required"));
    let nobodys = complain(&street, "__Host-card=abcdefghijklmnopqrstuvwxyz", "k1", &body).await;
    assert_eq!(nobodys.status, 404);
    assert_eq!(complain(&street, "", "k1", &body).await.status, 404);
    fixture.clock.advance(DAY);
    let (cookie, _) = opened(&street, &street.issue("K03").await).await;
    complain(&street, &cookie, "k1", &body).await.done();
}

on_both!(
    a_complaint_is_kept_and_its_answer_is_shown,
    what_can_be_filed_on_a_day_is_bounded,
);
