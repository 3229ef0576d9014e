//! What a resident is shown of their own, and what a counter is shown of its day.

use serde_json::{Value, json};
use xiaonuan_tests::ask::voucher;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::shop::{Answer, BOOKS, Codes, Phone, Street};

/// Opens a card on a phone of its holder's.
pub(crate) async fn opened(street: &Street, codes: &Codes) -> (String, Value) {
    let body = json!({"token": codes.token, "pin": codes.pin});
    let answer = street.post("/card", &body).await;
    (answer.cookie(), answer.done())
}

pub(crate) async fn own(street: &Street, cookie: &str, path: &str) -> Answer {
    let path = format!("{BOOKS}/card{path}");
    street.send("GET", &path, &[("cookie", cookie)], &Value::Null).await
}

async fn undo(street: &Street, phone: &Phone, reference: &str, of: &str) -> Answer {
    let headers = [("cookie", phone.cookie.as_str()), ("idempotency-key", reference)];
    let body = json!({"ref": reference, "of": of});
    street.send("POST", "/api/v1/counter/reversals", &headers, &body).await
}

async fn a_resident_sees_their_own_and_nobody_elses(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    for (reference, resident, amount, until) in [
        ("DIS1", "R03", "20", "2026-12-31"),
        ("DIS2", "R03", "30", "2026-08-31"),
        ("DIS3", "R04", "50", "2026-12-31"),
    ] {
        let help = voucher(reference, "2026-06-01", "F1", resident, amount, until);
        street.books.accept(help).await;
    }
    let phone = street.phone("SJ01").await;
    let (third, fourth) = (street.card("K03", "R03").await, street.card("K04", "R04").await);
    let fields = json!({"card": third.token, "discount": "D01", "voucher": "31.00"});
    street.confirm(&phone, "HX1", &fields).await.done();
    let fields = json!({"card": fourth.token, "discount": "D01"});
    street.confirm(&phone, "HX2", &fields).await.done();

    let (cookie, card) = opened(&street, &third).await;
    assert_eq!(own(&street, &cookie, "").await.done(), card);
    assert_eq!((&card["card"], &card["resident"]), (&json!("K03"), &json!("R03")));
    // The voucher that ends first was spent first, and is used up.
    assert_eq!(card["voucher_left"], "19.00");
    assert_eq!(card["vouchers"], json!([{"left": "19.00", "until": "2026-12-31"}]));
    let offers: Vec<&str> = card["offers"]
        .as_array()
        .expect("offers")
        .iter()
        .map(|offer| offer["discount"].as_str().expect("a code"))
        .collect();
    assert!(offers.contains(&"D01") && !offers.contains(&"D09"), "{offers:?}");

    let history = own(&street, &cookie, "/history").await.done();
    let used = history["used"].as_array().expect("rows");
    assert_eq!(used.len(), 1, "{history}");
    assert_eq!(used[0]["ref"], "HX1");
    assert_eq!(
        (&used[0]["bill"], &used[0]["voucher"], &used[0]["undone"]),
        (&json!("50.00"), &json!("31.00"), &json!(false))
    );
    undo(&street, &phone, "CX1", "HX1").await.done();
    let history = own(&street, &cookie, "/history").await.done();
    assert_eq!(history["used"][0]["undone"], true);
    assert_eq!(own(&street, &cookie, "").await.done()["voucher_left"], "50.00");
    for path in ["", "/history"] {
        assert_eq!(
            own(&street, "__Host-card=abcdefghijklmnopqrstuvwxyz", path)
                .await
                .status,
            404
        );
    }
    assert_eq!(own(&street, &cookie, "/history?before=0").await.status, 422);
}

async fn a_counter_sees_its_day_and_undoes_what_it_did_just_now(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let (phone, other) = (street.phone("SJ01").await, street.phone("SJ02").await);
    let card = street.card("K03", "R03").await.token;
    let fields = json!({"card": card, "discount": "D01"});
    for (phone, reference) in [(&phone, "HX1"), (&other, "HX2"), (&phone, "HX3")] {
        street.confirm(phone, reference, &fields).await.done();
    }
    let day = street.at(&phone, "GET", "/redemptions", &Value::Null).await.done();
    let rows = day["redemptions"].as_array().expect("rows");
    let references: Vec<&Value> = rows.iter().map(|row| &row["ref"]).collect();
    assert_eq!(references, ["HX3", "HX1"], "its own, the last first");
    assert_eq!(
        (&rows[0]["staff"], &rows[0]["undone"]),
        (&json!("SY-SJ01"), &json!(false))
    );
    assert_eq!(rows[0]["undo_until"], "2026-07-01T09:45:00+08:00");
    assert!(!day.to_string().contains("R03"), "{day}");

    // Another device's is not this one's to undo.
    assert_eq!(undo(&street, &phone, "CX2", "HX2").await.code(), "not_allowed");
    assert_eq!(undo(&street, &phone, "CX9", "HX9").await.code(), "unknown_record");
    let undone = undo(&street, &phone, "CX1", "HX1").await;
    assert_eq!((undone.status, &undone.body["of"]), (201, &json!("HX1")));
    assert_eq!(
        undo(&street, &phone, "CX1", "HX1").await.headers["idempotency-replayed"],
        "true"
    );
    let day = street.at(&phone, "GET", "/redemptions", &Value::Null).await.done();
    let first = &day["redemptions"][1];
    assert_eq!((&first["undone"], &first["undo_until"]), (&json!(true), &Value::Null));

    fixture.clock.advance(15 * 60);
    assert_eq!(undo(&street, &phone, "CX3", "HX3").await.code(), "not_allowed");
    let day = street.at(&phone, "GET", "/redemptions", &Value::Null).await.done();
    assert_eq!(day["redemptions"][0]["undo_until"], Value::Null);
    // On the next day the list begins anew.
    fixture.clock.advance(24 * 3_600);
    street.come(&phone, "SY-SJ01", "2048").await.done();
    let day = street.at(&phone, "GET", "/redemptions", &Value::Null).await.done();
    assert_eq!(day["redemptions"], json!([]));
}

async fn nothing_is_told_at_a_counter_at_which_nobody_stands(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let card = street.card("K03", "R03").await.token;
    street.at(&phone, "POST", "/leave", &Value::Null).await;
    assert_eq!(street.quote(&phone, &card, "50.00").await.code(), "pin_required");
    let fields = json!({"card": card, "discount": "D01"});
    assert_eq!(street.confirm(&phone, "HX1", &fields).await.code(), "pin_required");
    assert_eq!(
        street.at(&phone, "GET", "/redemptions", &Value::Null).await.code(),
        "pin_required"
    );
    assert_eq!(undo(&street, &phone, "CX1", "HX1").await.code(), "pin_required");
}

async fn a_counter_does_not_go_back_to_weeks_that_nobody_used(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let card = street.card("K03", "R03").await.token;
    let at = |at: &str| json!({"card": card, "discount": "D01", "at": at});
    let late = street.confirm(&phone, "HX1", &at("2026-06-28T09:30:00+08:00")).await;
    assert_eq!(
        (late.code(), &late.body["facts"]["hours"]),
        ("claim_too_old", &json!("72"))
    );
    street
        .confirm(&phone, "HX2", &at("2026-06-28T09:31:00+08:00"))
        .await
        .done();
}

on_both!(
    a_resident_sees_their_own_and_nobody_elses,
    a_counter_sees_its_day_and_undoes_what_it_did_just_now,
    nothing_is_told_at_a_counter_at_which_nobody_stands,
    a_counter_does_not_go_back_to_weeks_that_nobody_used,
);
