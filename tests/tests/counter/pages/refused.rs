//! What the pages of the counter say of what cannot be used.

use super::{DEVICE, open, with};
use crate::shop::Street;
use serde_json::json;
use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::neighbourhood::Offer;
use xiaonuan_tests::on_both;

async fn whatever_is_about_a_person_is_one_page(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let lost = street.card("K04", "R04").await;
    let gone = street.card("K05", "R05").await;
    let on_screen = street.bill(&phone, &card.token, "50").await.form();
    street.edit("cards", "K04", &json!({"state": "blocked"})).await.done();
    street
        .edit("residents", "R05", &json!({"to": "2026-06-30"}))
        .await
        .done();
    street.edit("cards", "K03", &json!({"state": "blocked"})).await.done();
    let nobodys = "a".repeat(26);
    let shown = street.show(&phone, &nobodys).await;
    shown.says("Not available today, please ask the community.");
    // Whoever typed a code is asked to compare it, whatever the reason.
    let mistyped = street.show(&phone, "ACDEFG").await;
    mistyped.says("compare it with the card");
    let mistyped = mistyped.text.replace("ACDEFG", "");
    for code in [
        &lost.token,
        &lost.short,
        &gone.token,
        &gone.short,
        &card.token,
        &card.short,
    ] {
        let expected = if code.len() == 6 { &mistyped } else { &shown.text };
        let said = street.show(&phone, code).await.text.replace(code.as_str(), "");
        assert_eq!(&said, expected, "{code}");
        let address = street.look(&phone, &format!("/k/{code}")).await;
        assert_eq!(&address.text.replace(code.as_str(), ""), expected, "{code}");
    }
    // A card that is blocked while it is on the screen is like any other.
    let asked = street.press(&phone, "/counter/quote", &on_screen).await;
    assert_eq!(asked.text, shown.text);
    // Whoever confirmed is told besides that nothing was recorded, and nothing else.
    let confirmed = street.press(&phone, "/counter/confirm", &on_screen).await;
    assert_eq!(
        confirmed.says("Not recorded. ").text.replace("Not recorded. ", ""),
        shown.text
    );
    assert!(street.recorded(&phone).await.is_empty());
    // What stands for a card stands for nothing on another phone, nor once it is changed.
    let other = street.phone("SJ02").await;
    assert_eq!(
        street.press(&other, "/counter/quote", &on_screen).await.text.len(),
        shown.text.len()
    );
    street.edit("cards", "K03", &json!({"state": "active"})).await.done();
    let elsewhere = street.press(&other, "/counter/quote", &on_screen).await;
    elsewhere.says("Not available today").is_silent_of("K03");
    let forged = with(on_screen.clone(), &[("card", &"0".repeat(218))]);
    street
        .press(&phone, "/counter/quote", &forged)
        .await
        .says("Not available today");
    street.press(&phone, "/counter/quote", &on_screen).await.says("K03");
}

async fn what_somebody_has_not_leaves_no_trace(fixture: &Fixture) {
    let (street, phone, _) = open(fixture).await;
    let held = |grade: i64, from: &str| {
        json!({"eligibility": [{"category": "dibao", "from": "2025-01-01", "to": "2026-12-31"},
                               {"category": "disabled", "grade": grade, "from": from, "to": "2026-12-31"}]})
    };
    let mut pages = Vec::new();
    for (card, resident, held) in [
        ("K11", "R04", None),
        ("K12", "R06", Some(held(3, "2026-01-01"))),
        ("K13", "R07", Some(held(1, "2026-07-02"))),
    ] {
        if let Some(held) = held {
            street.edit("residents", resident, &held).await.done();
        }
        let codes = street.card(card, resident).await;
        let page = street.bill(&phone, &codes.token, "50").await;
        page.says("D01").is_silent_of("D08").is_silent_of("D09");
        pages.push(page.without(&["card", "ref"]).replace(card, ""));
        // Naming the offer is refused like everything else.
        let named = with(
            page.form(),
            &[("discount", "D08"), ("shown_discount", "D08"), ("shown_off", "5.00")],
        );
        let named = street.press(&phone, "/counter/confirm", &named).await;
        named.says("Not recorded. Not available today");
        pages.push(named.without(&["card", "ref"]).replace(card, ""));
    }
    for page in pages.chunks(2) {
        assert_eq!(page, &pages[..2]);
    }
}

async fn a_budget_that_runs_out_before_the_customer_is_told_with_what_it_comes_to_now(fixture: &Fixture) {
    let neighbourhood = Neighbourhood::qingzhu()
        .discount(Offer::off("D08", "M01", "8").budget("10"))
        .discount(Offer::off("D09", "M01", "6").uses(1, UsesScope::Resident, PeriodLength::Week));
    let books = fixture.open(neighbourhood).await;
    let street = Street::keeping(fixture, books).await;
    let phone = street.phone(DEVICE).await;
    let (one, other) = (street.card("K03", "R03").await, street.card("K04", "R04").await);
    let before = street.bill(&phone, &one.token, "50").await;
    before.says("¥42.00");
    let faster = street.bill(&phone, &other.token, "50").await;
    assert_eq!(
        street.press(&phone, "/counter/confirm", &faster.form()).await.status,
        303
    );
    let told = street.press(&phone, "/counter/confirm", &before.form()).await;
    told.says("Not recorded.").says("budget").says("¥44.00");
    assert_eq!(street.recorded(&phone).await.len(), 1);
    assert_eq!(street.press(&phone, "/counter/confirm", &told.form()).await.status, 303);
    // What is used up says so, and from when it is there again: the next Monday.
    let later = street.bill(&phone, &one.token, "60").await;
    later.says("usable again from 6 July").says("disabled");
    let shown = street.show(&phone, &one.token).await;
    shown.says("usable again from 6 July").says("10% off");
}

async fn a_counter_that_is_none_any_more_records_nothing(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let quoted = street.bill(&phone, &card.token, "50").await.form();
    street
        .edit("devices", DEVICE, &json!({"state": "blocked"}))
        .await
        .done();
    for path in ["/counter/confirm", "/counter/quote"] {
        let answer = street.press(&phone, path, &quoted).await;
        assert_eq!(answer.status, 401);
        answer.says("This is no counter").is_silent_of("K03");
    }
    street.edit("devices", DEVICE, &json!({"state": "active"})).await.done();
    assert!(street.recorded(&phone).await.is_empty());
    // Sent again once it is one, it is recorded as of when it was confirmed.
    let late = with(quoted, &[("waited", "600")]);
    assert_eq!(street.press(&phone, "/counter/confirm", &late).await.status, 303);
    assert_eq!(
        street.recorded(&phone).await[0]["occurred_at"],
        json!("2026-07-01T09:20:00+08:00")
    );
}

on_both!(
    whatever_is_about_a_person_is_one_page,
    what_somebody_has_not_leaves_no_trace,
    a_budget_that_runs_out_before_the_customer_is_told_with_what_it_comes_to_now,
    a_counter_that_is_none_any_more_records_nothing,
);
