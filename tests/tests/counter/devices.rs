//! Phones that are shops' counters, and who stands at them.

use serde_json::{Value, json};
use xiaonuan_domain::register::Register;
use xiaonuan_persistence::counter::CounterTables;
use xiaonuan_persistence::journal::Clock;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::shop::{Phone, Street};

const DEVICE: &str = "SJ01";

async fn registered(street: &Street) {
    let body = json!({"code": DEVICE, "merchant": "M01", "name": "前台手机", "from": "2026-01-01"});
    street.post("/devices", &body).await.done();
}

async fn where_is(street: &Street, phone: &Phone) -> u16 {
    street.at(phone, "GET", "", &Value::Null).await.status
}

async fn a_link_is_good_once_and_for_a_quarter_of_an_hour(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    registered(&street).await;
    let link = street.link(DEVICE).await;
    let first = street.open_link(&link).await;
    let phone = Phone { cookie: first.cookie() };
    assert_eq!(first.status, 201);
    let again = street.open_link(&link).await;
    let never = street.open_link("qingzhu.aaaaaaaaaaaaaaaaaaaaaaaaaa").await;
    assert_eq!((again.status, again.code()), (404, "not_found"));
    assert_eq!(again.text, never.text, "used or never made is all alike");
    let shown = street.at(&phone, "GET", "", &Value::Null).await.done();
    assert_eq!(
        shown,
        json!({"community": "qingzhu", "device": DEVICE, "name": "前台手机", "merchant": "M01",
                             "branch": null, "staff": null})
    );
    let link = street.link(DEVICE).await;
    fixture.clock.advance(15 * 60);
    assert_eq!(street.open_link(&link).await.status, 404);
    let (before, newest) = (street.link(DEVICE).await, street.link(DEVICE).await);
    assert_eq!(street.open_link(&before).await.status, 404, "a newer link ends it");
    assert_eq!(street.open_link(&newest).await.status, 201);
    assert_eq!(where_is(&street, &phone).await, 401, "another phone is the device now");
}

async fn of_two_phones_at_once_one_becomes_the_device(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    registered(&street).await;
    let link = street.link(DEVICE).await;
    let answers = futures::future::join_all((0..8).map(|_| street.open_link(&link))).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    assert!(
        answers
            .iter()
            .filter(|answer| answer.status != 201)
            .all(|answer| answer.status == 404)
    );
    let phone = Phone {
        cookie: won[0].cookie(),
    };
    assert_eq!(where_is(&street, &phone).await, 200);
    let history = street.get(&format!("/registers/devices/{DEVICE}/history")).await.done();
    assert_eq!(
        history["changes"].as_array().map(Vec::len),
        Some(2),
        "registered, and paired once: {history}"
    );
}

async fn a_blocked_device_is_a_stranger_at_its_next_request(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone(DEVICE).await;
    let card = street.card("K03", "R03").await;
    let claim = json!({"card": card.token, "discount": "D01"});
    assert_eq!(street.confirm(&phone, "HX1", &claim).await.status, 201);
    // What a device asked that is blocked before it is decided is refused under the lock.
    let device = street
        .service
        .device(phone.cookie.trim_start_matches("__Host-device="))
        .await;
    let device = device.expect("it is looked up").expect("it is one");
    assert_eq!(device.staff.as_ref().map(|staff| staff.code.as_str()), Some("SY-SJ01"));
    street
        .edit("devices", DEVICE, &json!({"state": "blocked"}))
        .await
        .done();
    assert_eq!(where_is(&street, &phone).await, 401);
    let late = street.confirm(&phone, "HX2", &claim).await;
    assert_eq!((late.status, late.code()), (401, "no_counter"));
    assert_eq!(street.quote(&phone, &card.token, "50.00").await.status, 401);
    let link = street.post("/devices/pairings", &json!({"device": DEVICE})).await;
    assert_eq!(link.status, 404, "nor is another phone paired with it");
    street.edit("devices", DEVICE, &json!({"state": "active"})).await.done();
    assert_eq!(where_is(&street, &phone).await, 200);
}

async fn a_link_ends_with_whatever_is_changed_of_its_device(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    registered(&street).await;
    let before = street.link(DEVICE).await;
    for state in ["blocked", "active"] {
        street.edit("devices", DEVICE, &json!({"state": state})).await.done();
        let opened = street.open_link(&before).await;
        assert_eq!((opened.status, opened.code()), (404, "not_found"), "{state}");
    }
    let other = street.link(DEVICE).await.replace(DEVICE, "SJ99");
    assert_eq!(street.open_link(&other).await.status, 404);
    let after = street.link(DEVICE).await;
    assert_eq!(street.open_link(&after).await.status, 201);
}

async fn who_is_blocked_in_flight_is_refused_under_the_lock(fixture: &Fixture) {
    use xiaonuan_domain::command::{AtCounter, CardNamed, Command};
    let street = Street::of(fixture).await;
    street.phone(DEVICE).await;
    street.card("K03", "R03").await;
    let asked = |reference: &str| {
        let claim = xiaonuan_tests::ask::redeem(reference, "2026-07-01 09:00", "M01", "", "D01", "50");
        let Command::Redeem(mut claim) = claim else {
            unreachable!("it is a claim")
        };
        claim.card = Some(CardNamed::Known {
            number: "K03".to_owned(),
            issue: 1,
        });
        claim.counter = Some(Box::new(AtCounter {
            device: Some(DEVICE.parse().expect("a code")),
            pairing: Some(1),
            staff: Some("SY-SJ01".parse().expect("a code")),
            ..AtCounter::default()
        }));
        Command::Redeem(claim)
    };
    street.books.accept(asked("HX1")).await;
    street
        .edit("staff", "SY-SJ01", &json!({"state": "blocked"}))
        .await
        .done();
    assert_eq!(
        street.books.refuse(asked("HX2")).await.code.as_str(),
        "counter_not_valid"
    );
    street
        .edit("staff", "SY-SJ01", &json!({"state": "active"}))
        .await
        .done();
    street
        .edit("devices", DEVICE, &json!({"state": "blocked"}))
        .await
        .done();
    assert_eq!(
        street.books.refuse(asked("HX3")).await.code.as_str(),
        "counter_not_valid"
    );
    street.edit("devices", DEVICE, &json!({"state": "active"})).await.done();
    // Nor may a phone whose place another one took meanwhile, or a code that was made anew.
    street.books.accept(asked("HX5")).await;
    street.issue("K03").await;
    assert_eq!(street.books.refuse(asked("HX6")).await.code.as_str(), "card_not_valid");
    street.paired(DEVICE).await;
    assert_eq!(
        street.books.refuse(asked("HX7")).await.code.as_str(),
        "counter_not_valid"
    );
    let mut elsewhere = asked("HX4");
    if let Command::Redeem(claim) = &mut elsewhere {
        claim.merchant = "M02".to_owned();
        claim.discount = "D02".to_owned();
    }
    assert_eq!(street.books.refuse(elsewhere).await.code.as_str(), "counter_not_valid");
}

async fn pins_are_tried_five_times_whoever_tries(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone(DEVICE).await;
    let nobody = street.come(&phone, "SY-99", "2048").await;
    for tried in 0..5 {
        let answer = street.come(&phone, "SY-SJ01", "1111").await;
        assert_eq!((answer.status, answer.code()), (422, "wrong_code"), "{tried}");
        assert_eq!(
            answer.text, nobody.text,
            "nor is it told whether there is such a person"
        );
    }
    let slow = street.come(&phone, "SY-SJ01", "2048").await;
    assert_eq!((slow.status, slow.code()), (429, "too_many_tries"));
    // Neither another device nor a clock that is set back gives more tries.
    let other = street.phone("SJ02").await;
    assert_eq!(street.come(&other, "SY-SJ01", "2048").await.status, 429);
    fixture.clock.advance(-3_600);
    assert_eq!(street.come(&phone, "SY-SJ01", "2048").await.status, 429);
    fixture.clock.advance(3_600);
    street.post("/staff/SY-SJ01/pin", &json!({"pin": "8642"})).await.done();
    assert_eq!(street.come(&phone, "SY-SJ01", "2048").await.code(), "wrong_code");
    assert_eq!(street.come(&phone, "SY-SJ01", "8642").await.status, 200);
    // At one device all names together are tried so often.
    let mut tried = 0;
    while street.come(&other, &format!("SY-{tried}"), "2048").await.status == 422 {
        tried += 1;
    }
    assert!((18..=20).contains(&tried), "{tried}");
    assert_eq!(street.come(&other, "SY-SJ02", "2048").await.status, 429);
    for wrong in [
        json!({}),
        json!({"pin": "123"}),
        json!({"pin": "123456789"}),
        json!({"pin": "12a4"}),
        json!({"pin": "0000"}),
    ] {
        let answer = street.post("/staff/SY-SJ01/pin", &wrong).await;
        let is_drawn = wrong == json!({});
        assert_eq!(answer.status, if is_drawn { 200 } else { 422 }, "{wrong}: {answer:?}");
        assert_eq!(answer.body["pin"].is_string(), is_drawn);
    }
}

/// Comparing a PIN takes a while, and who is given another one meanwhile has to give that.
async fn whose_pin_is_replaced_while_it_is_compared_does_not_stand_there(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone(DEVICE).await;
    street.at(&phone, "POST", "/leave", &Value::Null).await;
    let (database, community) = (fixture.process.database(), street.books.community);
    let registers = database.registers(community).await.expect("they are read");
    let staff = registers
        .entries(Register::Staff)
        .by_code(&"SY-SJ01".parse().expect("a code"));
    let staff = staff.and_then(|(_, row)| row.subject).expect("they are registered");
    let tables = CounterTables::new(database.clone());
    let known = async || {
        let pin = tables.staff_pin(community, staff).await.expect("it is read");
        pin.expect("they have one")
    };
    let device = DEVICE.parse().expect("a code");
    let stand = async |pin: &str| {
        let stood = tables.stand_at(community, (&device, 1), (staff, pin), fixture.clock.now());
        stood.await.expect("it answers")
    };
    let compared = known().await;
    street.post("/staff/SY-SJ01/pin", &json!({"pin": "8642"})).await.done();
    let there = async || street.at(&phone, "GET", "", &Value::Null).await.done()["staff"].clone();
    assert!(!stand(&compared).await);
    assert!(there().await.is_null());
    assert!(stand(&known().await).await, "the new one does");
    assert!(there().await.is_object());
}

async fn each_redemption_has_a_person_who_is_still_there(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone(DEVICE).await;
    let card = street.card("K03", "R03").await;
    let claim = json!({"card": card.token, "discount": "D01"});
    let staff = async || street.at(&phone, "GET", "", &Value::Null).await.done()["staff"].clone();
    assert_eq!(staff().await, json!({"code": "SY-SJ01", "name": "赵敏"}));
    fixture.clock.advance(20 * 60);
    assert!(staff().await.is_object(), "it is used meanwhile");
    fixture.clock.advance(20 * 60);
    assert!(staff().await.is_object());
    fixture.clock.advance(31 * 60);
    assert!(staff().await.is_null());
    let nobody = street.confirm(&phone, "HX1", &claim).await;
    assert_eq!((nobody.status, nobody.code()), (401, "pin_required"));
    street.come(&phone, "SY-SJ01", "2048").await.done();
    assert_eq!(street.confirm(&phone, "HX1", &claim).await.status, 201);
    street.at(&phone, "POST", "/leave", &Value::Null).await;
    assert!(staff().await.is_null());
    street.come(&phone, "SY-SJ01", "2048").await.done();
    street
        .edit("staff", "SY-SJ01", &json!({"state": "blocked"}))
        .await
        .done();
    assert!(staff().await.is_null(), "who is blocked is gone at once");
}

async fn staff_of_another_shop_do_not_stand_here(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone(DEVICE).await;
    let other = json!({"code": "SY-M02", "merchant": "M02", "name": "钱进", "from": "2026-01-01"});
    street.post("/staff", &other).await.done();
    street.post("/staff/SY-M02/pin", &json!({"pin": "2048"})).await.done();
    assert_eq!(street.come(&phone, "SY-M02", "2048").await.code(), "wrong_code");
}

async fn devices_are_listed_with_when_they_were_seen(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone(DEVICE).await;
    street
        .post(
            "/devices",
            &json!({"code": "SJ02", "merchant": "M02", "name": "后厨", "from": "2026-01-01"}),
        )
        .await
        .done();
    fixture.clock.advance(600);
    assert_eq!(where_is(&street, &phone).await, 200);
    let listed = street.get("/devices").await.done();
    let rows = listed["devices"].as_array().expect("devices");
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (&rows[0]["paired_at"], &rows[0]["seen_at"]),
        (&json!("2026-07-01T09:30:00+08:00"), &json!("2026-07-01T09:40:00+08:00"))
    );
    assert_eq!(
        (&rows[1]["code"], &rows[1]["paired_at"], &rows[1]["usable"]),
        (&json!("SJ02"), &Value::Null, &json!(true))
    );
}

on_both!(
    a_link_is_good_once_and_for_a_quarter_of_an_hour,
    of_two_phones_at_once_one_becomes_the_device,
    a_blocked_device_is_a_stranger_at_its_next_request,
    a_link_ends_with_whatever_is_changed_of_its_device,
    who_is_blocked_in_flight_is_refused_under_the_lock,
    pins_are_tried_five_times_whoever_tries,
    whose_pin_is_replaced_while_it_is_compared_does_not_stand_there,
    each_redemption_has_a_person_who_is_still_there,
    staff_of_another_shop_do_not_stand_here,
    devices_are_listed_with_when_they_were_seen,
);
