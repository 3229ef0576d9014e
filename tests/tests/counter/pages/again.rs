//! What is asked when a bill looks like one that was recorded just before.

use serde_json::json;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use super::{open, with};

async fn of_two_that_are_sent_at_once_one_is_asked_about(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let one = street.bill(&phone, &card.token, "50").await.form();
    let other = street.bill(&phone, &card.token, "50").await.form();
    let (one, other) = tokio::join!(
        street.press(&phone, "/counter/confirm", &one),
        street.press(&phone, "/counter/confirm", &other)
    );
    let mut told = [one.status, other.status];
    told.sort_unstable();
    assert_eq!(told[0], 303, "one is recorded");
    let asked = if one.status == 303 { other } else { one };
    asked.says("recorded just now");
}

async fn one_like_another_just_before_is_asked_about(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let quoted = street.bill(&phone, &card.token, "50").await;
    assert_eq!(
        street.press(&phone, "/counter/confirm", &quoted.form()).await.status,
        303
    );
    let quoted = street.bill(&phone, &card.short, "50.00").await;
    let asked = street.press(&phone, "/counter/confirm", &quoted.form()).await;
    asked.says("recorded just now, at 09:30").says("Record another one");
    assert_eq!(street.recorded(&phone).await.len(), 1);
    assert_eq!(
        street.press(&phone, "/counter/confirm", &asked.form()).await.status,
        303
    );
    assert_eq!(street.recorded(&phone).await.len(), 2);
    let other = street.bill(&phone, &card.token, "51").await;
    assert_eq!(
        street.press(&phone, "/counter/confirm", &other.form()).await.status,
        303
    );
    fixture.clock.advance(60);
    let later = street.bill(&phone, &card.token, "50").await;
    assert_eq!(
        street.press(&phone, "/counter/confirm", &later.form()).await.status,
        303
    );
    // The page of what was recorded, sent once more with something else in it, records nothing.
    let changed = with(later.form(), &[("receipt", "POS-9")]);
    let changed = street.press(&phone, "/counter/confirm", &changed).await;
    changed.says("What this page asked before is recorded");
    assert_ne!(changed.form()["ref"], later.form()["ref"]);
    assert_eq!(street.recorded(&phone).await.len(), 4);
}

async fn a_busy_minute_hides_nothing(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let other = street.card("K04", "R04").await;
    let before = street.bill(&phone, &card.token, "50").await.form();
    assert_eq!(street.press(&phone, "/counter/confirm", &before).await.status, 303);
    // More than are looked at first.
    for number in 0..25 {
        let fields = json!({"card": other.token, "discount": "D01", "bill": format!("{}.00", 20 + number)});
        street.confirm(&phone, &format!("HX{number}"), &fields).await.done();
    }
    let same = street.bill(&phone, &card.token, "50").await;
    let asked = street.press(&phone, "/counter/confirm", &same.form()).await;
    asked.says("recorded just now, at 09:30");
    assert_eq!(street.recorded(&phone).await.len(), 26);
}

async fn an_amount_of_vouchers_that_is_none_confirms_nothing(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let quoted = street.bill(&phone, &card.token, "50").await;
    quoted.says("¥15.00").says("formaction=\"/counter/confirm\"");
    for typed in ["29,65", "12元5", "x", "-5"] {
        let asked = with(quoted.form(), &[("voucher", typed)]);
        let wrong = street.press(&phone, "/counter/quote", &asked).await;
        assert_eq!(wrong.status, 422, "{typed}");
        wrong.is_silent_of("formaction=\"/counter/confirm\"");
        let form = wrong.form();
        assert_eq!(form["voucher"], typed);
        let confirmed = street.press(&phone, "/counter/confirm", &form).await;
        assert!(confirmed.status != 303, "{confirmed:?}");
        // What is typed instead counts.
        let right = street
            .press(&phone, "/counter/quote", &with(form, &[("voucher", "9.65")]))
            .await;
        right.says("¥35.35");
    }
    assert!(street.recorded(&phone).await.is_empty());
}

on_both!(
    of_two_that_are_sent_at_once_one_is_asked_about,
    one_like_another_just_before_is_asked_about,
    a_busy_minute_hides_nothing,
    an_amount_of_vouchers_that_is_none_confirms_nothing,
);
