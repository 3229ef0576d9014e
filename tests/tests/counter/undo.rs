//! What is taken back at a shop's device, and by whom.

use serde_json::{Value, json};
use xiaonuan_app::desk::{DeskError, Request};
use xiaonuan_domain::command::{Command, Reversal};
use xiaonuan_tests::ask::day;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::shop::{Answer, Phone, Street};

/// Two people of M01, of whom the first stands at its device, and somebody's card.
async fn two_of_a_shop(street: &Street) -> (Phone, String) {
    let phone = street.phone("SJ01").await;
    let second = json!({"code": "SY-2", "merchant": "M01", "name": "钱进", "from": "2026-01-01"});
    street.post("/staff", &second).await.done();
    street.post("/staff/SY-2/pin", &json!({"pin": "1357"})).await.done();
    let card = street.card("K03", "R03").await.token;
    (phone, card)
}

async fn undo(street: &Street, phone: &Phone, reference: &str, of: &str) -> Answer {
    let headers = [("cookie", phone.cookie.as_str()), ("idempotency-key", reference)];
    let body = json!({"ref": reference, "of": of});
    street.send("POST", "/api/v1/counter/reversals", &headers, &body).await
}

async fn listed(street: &Street, phone: &Phone) -> Vec<String> {
    let today = street.at(phone, "GET", "/redemptions", &Value::Null).await.done();
    let rows = today["redemptions"].as_array().expect("redemptions").iter();
    rows.map(|row| row["ref"].as_str().expect("a reference").to_owned())
        .collect()
}

async fn staff_take_back_what_they_confirmed_and_no_colleagues(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let (phone, card) = two_of_a_shop(&street).await;
    let fields = json!({"card": card, "discount": "D01"});
    street.confirm(&phone, "HX1", &fields).await.done();
    street.come(&phone, "SY-2", "1357").await.done();
    street.confirm(&phone, "HX2", &fields).await.done();
    assert_eq!(undo(&street, &phone, "CX1", "HX1").await.code(), "not_allowed");
    assert_eq!(listed(&street, &phone).await, ["HX2"], "nor do they see it");
    street.come(&phone, "SY-SJ01", "2048").await.done();
    assert_eq!(listed(&street, &phone).await, ["HX1"]);
    let undone = undo(&street, &phone, "CX1", "HX1").await;
    assert_eq!(
        undone.status, 201,
        "what was not allowed is kept under no key: {undone:?}"
    );
    // The record of it names who did it, as that of the redemption does.
    let records = street.books.records().await;
    let said = |reference: &str| -> Value {
        let record = records.iter().find(|record| record.reference.as_str() == reference);
        serde_json::from_str(&record.expect("a record").document).expect("JSON")
    };
    let (redeemed, reversed) = (said("HX1"), said("CX1"));
    assert!(reversed["staff"].is_string(), "{reversed}");
    assert_eq!(reversed["staff"], redeemed["staff"]);
    assert_ne!(reversed["staff"], said("HX2")["staff"]);
    // What nobody at a device took back names nobody, and reads as it always did.
    let office = json!({"ref": "CX2", "of": "redemption/HX2", "date": "2026-07-01", "reason": "退货"});
    let path = format!("{}/reversals", crate::shop::BOOKS);
    street
        .send("POST", &path, &[("idempotency-key", "CX2")], &office)
        .await
        .done();
    let last = street.books.records().await.pop().expect("a record");
    assert!(!last.document.contains("staff"), "{}", last.document);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn who_is_blocked_meanwhile_takes_nothing_back(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let (phone, card) = two_of_a_shop(&street).await;
    street
        .confirm(&phone, "HX1", &json!({"card": card, "discount": "D01"}))
        .await
        .done();
    let device = street
        .service
        .device(phone.cookie.trim_start_matches("__Host-device="))
        .await;
    let device = device.expect("it is looked up").expect("it is one");
    let asked = async |reference: &str, pairing: u32| {
        let mut counter = device.stands();
        counter.pairing = Some(pairing);
        let command = Command::Reverse(Reversal {
            reference: reference.parse().expect("a code"),
            of: "redemption/HX1".parse().expect("a record"),
            date: day("2026-07-01"),
            reason: "输错金额".to_owned(),
            counter: Some(Box::new(counter)),
        });
        let request = Request {
            scope: "request/reversal",
            key: None,
            content: Vec::new(),
            command,
        };
        match street.service.perform("qingzhu", &device.actor(), request).await {
            Ok(_) => "done".to_owned(),
            Err(DeskError::Refused(refusal)) => refusal.code.to_string(),
            Err(error) => panic!("{error}"),
        }
    };
    for (register, row) in [("staff", "SY-SJ01"), ("devices", "SJ01")] {
        street.edit(register, row, &json!({"state": "blocked"})).await.done();
        assert_eq!(asked(&format!("CX-{row}"), 1).await, "counter_not_valid", "{register}");
        street.edit(register, row, &json!({"state": "active"})).await.done();
    }
    assert_eq!(
        asked("CX-7", 7).await,
        "counter_not_valid",
        "another phone took its place"
    );
    assert_eq!(asked("CX1", 1).await, "done");
}

on_both!(
    staff_take_back_what_they_confirmed_and_no_colleagues,
    who_is_blocked_meanwhile_takes_nothing_back,
);
