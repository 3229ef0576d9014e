//! What one person may get through cards on a day.

use serde_json::json;
use xiaonuan_tests::ask::voucher;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::shop::{Phone, Street};

/// Asks for 10 % off a bill of a moment by card.
async fn off(street: &Street, phone: &Phone, reference: &str, card: &str, at: &str, bill: &str) -> String {
    let fields = json!({"card": card, "discount": "D01", "at": format!("{at}:00+08:00"), "bill": bill});
    let answer = street.confirm(phone, reference, &fields).await;
    if answer.status == 201 {
        "done".to_owned()
    } else {
        answer.code().to_owned()
    }
}

async fn funded(fixture: &Fixture) -> (Street, Phone) {
    let street = Street::of(fixture).await;
    street
        .books
        .accept(voucher("DIS1", "2026-06-01", "F1", "R03", "100", "2026-12-31"))
        .await;
    let phone = street.phone("SJ01").await;
    (street, phone)
}

async fn the_cap_may_be_reached_and_not_crossed(fixture: &Fixture) {
    let (street, phone) = funded(fixture).await;
    let card = street.card("K03", "R03").await.token;
    street.cap(Some("30.00")).await;
    let at = "2026-07-01T09:00";
    assert_eq!(off(&street, &phone, "HX1", &card, at, "100.00").await, "done");
    // Discount and voucher count together: 10.00 before, 5.00 and 15.00 now.
    let both = |voucher: &str| json!({"card": card, "discount": "D01", "bill": "50.00", "voucher": voucher});
    let over = street.confirm(&phone, "HX2", &both("15.01")).await;
    assert_eq!((over.code(), over.body.get("facts")), ("card_daily_cap_reached", None));
    assert_eq!(street.confirm(&phone, "HX3", &both("15.00")).await.status, 201);
    assert_eq!(
        off(&street, &phone, "HX4", &card, at, "0.10").await,
        "card_daily_cap_reached"
    );
    // Another card of the same person gives nothing more, nor does a day that the counter says it was; another person does.
    let second = street.card("K33", "R03").await.token;
    for (reference, card, at) in [
        ("HX5", &second, at),
        ("HX6", &card, "2026-06-30T09:00"),
        ("HX7", &card, "2026-06-28T10:00"),
    ] {
        assert_eq!(
            off(&street, &phone, reference, card, at, "0.10").await,
            "card_daily_cap_reached",
            "{at}"
        );
    }
    let other = street.card("K04", "R04").await.token;
    assert_eq!(off(&street, &phone, "HX8", &other, at, "300.00").await, "done");
    Office::of(fixture).check_sound("qingzhu").await;
}

/// Within the days that a counter may record afterwards, a lost card spends what it may spend on one.
async fn a_lost_card_spends_the_cap_of_one_day_however_its_bills_are_dated(fixture: &Fixture) {
    let (street, phone) = funded(fixture).await;
    let card = street.card("K03", "R03").await.token;
    street.cap(Some("30.00")).await;
    let mut told = Vec::new();
    for (at, moment) in ["06-30T08:30", "06-29T08:30", "06-28T10:30", "07-01T08:30"]
        .into_iter()
        .enumerate()
    {
        let at_time = format!("2026-{moment}:00+08:00");
        let fields = json!({"card": card, "voucher": "20.00", "bill": "50.00", "at": at_time});
        told.push(street.confirm(&phone, &format!("HX{at}"), &fields).await.status);
    }
    assert_eq!(told, [201, 409, 409, 409]);
    // What is left of the day's cap, it still spends; on the next day it spends as much again.
    let rest = json!({"card": card, "voucher": "10.00", "bill": "50.00"});
    assert_eq!(street.confirm(&phone, "HX8", &rest).await.status, 201);
    fixture.clock.advance(24 * 3_600);
    street.come(&phone, "SY-SJ01", "2048").await.done();
    let next = json!({"card": card, "voucher": "30.00", "bill": "50.00", "at": "2026-07-02T09:00:00+08:00"});
    assert_eq!(street.confirm(&phone, "HX9", &next).await.status, 201);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_is_taken_back_may_be_got_again_that_day(fixture: &Fixture) {
    let (street, phone) = funded(fixture).await;
    let card = street.card("K03", "R03").await.token;
    street.cap(Some("10.00")).await;
    let today = "2026-07-01T09:00";
    // Also where the bill was an earlier day's.
    for (round, at) in ["2026-06-30T09:00", today].into_iter().enumerate() {
        let reference = |name: &str| format!("{name}{round}");
        let bill = |name: &'static str| (reference(name), if name == "HXA" { at } else { today });
        let (first, at) = bill("HXA");
        assert_eq!(off(&street, &phone, &first, &card, at, "100.00").await, "done");
        let (second, at) = bill("HXB");
        assert_eq!(
            off(&street, &phone, &second, &card, at, "1.00").await,
            "card_daily_cap_reached"
        );
        let own = reference("CX");
        let of = format!("redemption/{first}");
        let back = json!({"ref": own, "of": of, "date": "2026-07-01", "reason": "退货"});
        let path = format!("{}/reversals", crate::shop::BOOKS);
        street
            .send("POST", &path, &[("idempotency-key", own.as_str())], &back)
            .await
            .done();
    }
    assert_eq!(off(&street, &phone, "HX3", &card, today, "100.00").await, "done");
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_late_bill_counts_on_its_own_day_and_on_that_of_recording(fixture: &Fixture) {
    let (street, phone) = funded(fixture).await;
    let card = street.card("K03", "R03").await.token;
    street.cap(Some("10.00")).await;
    let capped = "card_daily_cap_reached";
    for (reference, at, bill, told) in [
        ("HX1", "2026-07-01T09:00", "60.00", "done"),
        ("HX2", "2026-06-29T18:00", "80.00", capped),
        ("HX3", "2026-06-29T18:00", "40.00", "done"),
        ("HX4", "2026-06-30T08:00", "0.10", capped),
    ] {
        assert_eq!(
            off(&street, &phone, reference, &card, at, bill).await,
            told,
            "{reference}"
        );
    }
    fixture.clock.advance(24 * 3_600);
    street.come(&phone, "SY-SJ01", "2048").await.done();
    for (reference, at, bill, told) in [
        ("HX5", "2026-06-29T17:00", "60.10", capped),
        ("HX6", "2026-06-29T17:00", "60.00", "done"),
        ("HX7", "2026-07-01T08:00", "0.10", capped),
        ("HX8", "2026-07-02T08:00", "40.10", capped),
        ("HX9", "2026-07-02T08:00", "40.00", "done"),
    ] {
        assert_eq!(
            off(&street, &phone, reference, &card, at, bill).await,
            told,
            "{reference}"
        );
    }
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn nothing_is_counted_without_a_cap_or_a_card(fixture: &Fixture) {
    let (street, phone) = funded(fixture).await;
    let card = street.card("K03", "R03").await.token;
    let at = "2026-07-01T09:00";
    let counted = async || {
        street
            .books
            .balances()
            .await
            .keys()
            .filter(|address| address.contains("on-card"))
            .count()
    };
    assert_eq!(off(&street, &phone, "HX1", &card, at, "100.00").await, "done");
    assert_eq!(counted().await, 0);
    street.cap(Some("5.00")).await;
    street
        .books
        .accept(xiaonuan_tests::ask::redeem(
            "HX2",
            "2026-07-01 09:00",
            "M01",
            "R03",
            "D01",
            "100",
        ))
        .await;
    assert_eq!(counted().await, 0, "the office names people, and no card");
    assert_eq!(off(&street, &phone, "HX3", &card, at, "50.00").await, "done");
    assert_eq!(counted().await, 2);
    // A lower cap, or none, leaves what was right as it was.
    street.cap(Some("1.00")).await;
    assert_eq!(
        off(&street, &phone, "HX4", &card, at, "1.00").await,
        "card_daily_cap_reached"
    );
    Office::of(fixture).check_sound("qingzhu").await;
    street.cap(None).await;
    assert_eq!(off(&street, &phone, "HX5", &card, at, "100.00").await, "done");
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    the_cap_may_be_reached_and_not_crossed,
    a_lost_card_spends_the_cap_of_one_day_however_its_bills_are_dated,
    what_is_taken_back_may_be_got_again_that_day,
    a_late_bill_counts_on_its_own_day_and_on_that_of_recording,
    nothing_is_counted_without_a_cap_or_a_card,
);
