//! What had ended stays so when the machine's clock is moved back.

use serde_json::{Value, json};
use xiaonuan_domain::command::CardNamed;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::shop::{BOOKS, Street};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// Whoever asks anything meanwhile lets the service know how late it is.
async fn somebody_looks(street: &Street) {
    let nobody = street.open_link("qingzhu.SJ01.aaaaaaaaaaaaaaaaaaaaaaaaaa").await;
    assert_eq!(nobody.status, 404);
}

async fn a_link_that_had_ended_pairs_no_phone(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let body = json!({"code": "SJ01", "merchant": "M01", "name": "前台手机", "from": "2026-01-01"});
    street.post("/devices", &body).await.done();
    let link = street.link("SJ01").await;
    fixture.clock.advance(16 * MINUTE);
    somebody_looks(&street).await;
    fixture.clock.advance(-15 * MINUTE);
    assert_eq!(street.open_link(&link).await.status, 404);
    // A new one lasts as long as ever, and ends in time.
    let link = street.link("SJ01").await;
    fixture.clock.advance(14 * MINUTE);
    assert_eq!(street.open_link(&link).await.status, 201);
}

async fn a_card_that_was_left_open_stays_closed(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let codes = street.card("K03", "R03").await;
    let body = json!({"token": codes.token, "pin": codes.pin});
    let cookie = street.post("/card", &body).await.cookie();
    let own = async || {
        let said = [("cookie", cookie.as_str())];
        street
            .send("GET", &format!("{BOOKS}/card"), &said, &Value::Null)
            .await
            .status
    };
    assert_eq!(own().await, 200);
    fixture.clock.advance(31 * MINUTE);
    // A shop's phone is looked at, and nobody looks at the card.
    street.at(&phone, "GET", "", &Value::Null).await.done();
    fixture.clock.advance(-20 * MINUTE);
    assert_eq!(own().await, 404);
}

async fn who_had_left_a_counter_does_not_stand_there_again(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let other = street.phone("SJ02").await;
    let card = street.card("K03", "R03").await;
    let device = street.service.device(phone.cookie.trim_start_matches("__Host-device="));
    let device = device.await.expect("it is looked up").expect("it is one");
    let shown = CardNamed::Known {
        number: "K03".to_owned(),
        issue: 1,
    };
    let stands = street.service.stand_in(&device, &shown).await.expect("it is a card");
    let stood = async || {
        let card = street.service.stood_in_for(&device, stands.reveal()).await;
        card.expect("it is looked up") == shown
    };
    assert!(stood().await);
    fixture.clock.advance(31 * MINUTE);
    street.at(&other, "GET", "", &Value::Null).await.done();
    fixture.clock.advance(-20 * MINUTE);
    let seen = street.at(&phone, "GET", "", &Value::Null).await.done();
    assert_eq!(seen["staff"], Value::Null);
    let claim = json!({"card": card.token, "discount": "D01"});
    assert_eq!(street.confirm(&phone, "HX1", &claim).await.code(), "pin_required");
    // Nor does what stood for a card longer than a counter may record things.
    fixture.clock.advance(73 * HOUR);
    somebody_looks(&street).await;
    street.at(&other, "GET", "", &Value::Null).await.done();
    fixture.clock.advance(-70 * HOUR);
    assert!(!stood().await);
}

on_both!(
    a_link_that_had_ended_pairs_no_phone,
    a_card_that_was_left_open_stays_closed,
    who_had_left_a_counter_does_not_stand_there_again,
);
