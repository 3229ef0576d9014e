//! Sheets for the printer: what opens a card stands on one print, and nothing on any tells why somebody has it.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use xiaonuan_tests::ask::{moment, voucher};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::numbers;
use xiaonuan_tests::on_both;

use crate::browser::{Browser, Shown};
use crate::shop::{BOOKS, Street};

const SHEETS: &str = "/c/qingzhu/sheets";

/// A street where P01 is a resident who is entitled to nothing any more, beside R03 who is; both have a
/// voucher.
async fn street(fixture: &Fixture) -> Street {
    let street = Street::of(fixture).await;
    let held = json!([{"category": "hardship", "from": "2026-01-01", "to": "2026-06-05"}]);
    let plain = json!({"code": "P01", "name": "居民P01", "phone": "00000000", "building": "1栋", "eligibility": held,
                       "id_number": numbers::id_number(900)});
    street.post("/residents", &plain).await.done();
    for (reference, resident) in [("DIS1", "R03"), ("DIS2", "P01")] {
        let help = voucher(reference, "2026-06-01", "F1", resident, "20", "2026-12-31");
        street.books.accept(help).await;
    }
    street
}

async fn printed(street: &Street, what: &str, codes: &str) -> Shown {
    let mut browser = Browser::on(street);
    static PRINTS: AtomicU32 = AtomicU32::new(0);
    let key = format!("print{}", PRINTS.fetch_add(1, Ordering::Relaxed));
    let page = browser
        .post(&format!("{SHEETS}/{what}"), &[("codes", codes), ("key", &key)])
        .await;
    assert_eq!(page.status, 200, "{}", page.text);
    page
}

/// The texts of a print, without pictures of codes, and with one person's name and number for everybody's.
fn texts(page: &Shown, resident: &str) -> Vec<String> {
    let mut text = String::new();
    for (at, part) in page.text.split("<svg role=\"img\"").enumerate() {
        text.push_str(if at == 0 {
            part
        } else {
            part.split_once("</svg>").expect("a picture").1
        });
    }
    let text = text.replace(resident, "X");
    text.split('<').map(str::to_owned).collect()
}

/// Whether two texts are alike, or hold one code and another of the same length.
fn are_alike(one: &str, other: &str) -> bool {
    let is_mark = |letter: char| letter.is_ascii_alphanumeric();
    one.chars().count() == other.chars().count()
        && one
            .chars()
            .zip(other.chars())
            .all(|(one, other)| one == other || (is_mark(one) && is_mark(other)))
}

async fn nothing_on_a_print_tells_why_somebody_has_it(fixture: &Fixture) {
    let street = street(fixture).await;
    for what in ["cards", "vouchers"] {
        let (entitled, plain) = (printed(&street, what, "R03").await, printed(&street, what, "P01").await);
        let (entitled, plain) = (texts(&entitled, "R03"), texts(&plain, "P01"));
        assert_eq!(entitled.len(), plain.len(), "{what}");
        let mut differ = 0;
        for (one, other) in entitled.iter().zip(&plain) {
            assert!(are_alike(one, other), "{what}: {one} / {other}");
            differ += usize::from(one != other);
        }
        // Codes, PIN and the ends of the number, or that end alone.
        assert!(differ <= 8, "{what}: {differ}");
    }
    let mut chinese = printed(&street, "vouchers", "R03 P01").await.text;
    chinese.push_str(&printed(&street, "cards", "R03 P01").await.text);
    for need in ["dibao", "低保", "Minimum", "entitled to", "DIS1", "F1", "帮扶", "过冬"] {
        let card = chinese.replace("Shops need no PIN", "");
        assert!(!card.contains(need), "{need}");
    }
}

async fn a_print_makes_cards_that_work_and_ends_those_before(fixture: &Fixture) {
    let street = street(fixture).await;
    let phone = street.phone("SJ01").await;
    let old = street.card("K03", "R03").await;
    let mut browser = Browser::on(&street);
    let form = browser.get(SHEETS).await;
    form.says("Residents without a card (8)");
    let asked = [("what", "cards"), ("who", "codes"), ("codes", "R03，P01\nR99")];
    let chosen = browser.post(SHEETS, &asked).await;
    chosen.says("2 cards will be made");
    chosen.says("1 of them have a card.");
    chosen.says("R99");
    assert_eq!(
        street.quote(&phone, &old.token, "50.00").await.status,
        200,
        "nothing is made yet"
    );

    let page = printed(&street, "cards", "R03 P01").await;
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.text.matches("class=\"pass\"").count(), 2);
    assert_eq!(page.text.matches("class=\"leaf letter\"").count(), 2);
    page.says("https://localhost:8443/card?c=qingzhu");
    assert_eq!(street.quote(&phone, &old.token, "50.00").await.code(), "not_available");
    let tokens: Vec<String> = page
        .text
        .split("letters\">")
        .skip(1)
        .map(|part| part.split('<').next().expect("a text").replace(' ', ""))
        .collect();
    assert_eq!(tokens.len(), 2);
    for token in &tokens {
        assert_eq!(street.quote(&phone, token, "50.00").await.status, 200, "{token}");
    }
    let pin = page.text.split("class=\"pin\"").nth(2).expect("a letter");
    let pin = pin
        .split("<b>")
        .nth(1)
        .and_then(|part| part.split('<').next())
        .expect("a PIN");
    let mut holder = Browser::on(&street);
    let fields = [("token", &*tokens[1]), ("c", "qingzhu"), ("pin", pin)];
    assert_eq!(holder.post("/card/open", &fields).await.leads_to(), "/card");
    browser.get(SHEETS).await.says("Residents without a card (7)");
    // The number of a new card tells nothing, and what opened it lies nowhere.
    let cards = street.get("/registers/cards").await.done().to_string();
    assert!(!cards.contains(&tokens[0]) && !cards.contains(pin), "{cards}");
}

async fn sheets_are_for_those_for_whom_something_is_done(fixture: &Fixture) {
    let street = street(fixture).await;
    street
        .edit("residents", "R05", &json!({"restricted": true}))
        .await
        .done();
    street
        .edit("residents", "R06", &json!({"to": "2026-06-30"}))
        .await
        .done();
    let mut browser = Browser::on(&street);
    browser.get(SHEETS).await.says("Residents without a card (7)");
    for (codes, told) in [
        ("", "required"),
        ("R05 R06 R99", "Nothing can be printed for these codes"),
    ] {
        let asked = [("what", "cards"), ("who", "codes"), ("codes", codes)];
        let page = browser.post(SHEETS, &asked).await;
        assert!(page.text.contains("id=\"sheets-codes-fault\""), "{told}: {}", page.text);
        assert!(
            page.text.contains(&format!("{codes}</textarea>")),
            "what was typed stays"
        );
    }
    let page = printed(&street, "cards", "R05 R06 R07").await;
    assert_eq!(page.text.matches("class=\"pass\"").count(), 1);
    let building = [("what", "vouchers"), ("who", "building"), ("building", "1栋")];
    let page = browser.post(SHEETS, &building).await;
    page.says("7 residents chosen");
    let page = printed(&street, "vouchers", "P01 R03 R04").await;
    assert_eq!(page.text.matches("class=\"slip\"").count(), 2, "R04 has none");
    page.says("Of 3 residents chosen, 2 have vouchers.");
    page.says("¥20.00");
    page.says("M01 便民店");
    let nobody = printed(&street, "vouchers", "R04").await;
    nobody.says("Nobody who was chosen has a voucher");
    let many: Vec<String> = (0..41).map(|number| format!("X{number}")).collect();
    let many = browser
        .post(
            &format!("{SHEETS}/cards"),
            &[("codes", &*many.join(" ")), ("key", "many")],
        )
        .await;
    assert_eq!(many.status, 422);
}

async fn whoever_is_erased_has_no_card_to_open_or_print(fixture: &Fixture) {
    let street = street(fixture).await;
    let card = json!({"code": "K05", "resident": "R05", "from": "2026-01-01", "to": "2026-12-31"});
    street.post("/cards", &card).await.done();
    let codes = street.issue("K05").await;
    fixture.clock.set(moment("2057-01-01 09:30"));
    let path = format!("{BOOKS}/erasures");
    let erased = street
        .send(
            "POST",
            &path,
            &[("idempotency-key", "erase")],
            &json!({"resident": "R05"}),
        )
        .await;
    erased.done();
    let mut browser = Browser::on(&street);
    let fields = [("token", &*codes.token), ("c", "qingzhu"), ("pin", &*codes.pin)];
    browser.post("/card/open", &fields).await.says("It was not opened");
    let asked = [("what", "cards"), ("who", "codes"), ("codes", "R05")];
    browser
        .post(SHEETS, &asked)
        .await
        .says("Nothing can be printed for these codes");
}

async fn a_print_is_made_once_however_long_ago(fixture: &Fixture) {
    let street = street(fixture).await;
    let codes = street.card("K05", "R05").await;
    let mut browser = Browser::on(&street);
    let fields = [("codes", "R03"), ("key", "print-once")];
    assert_eq!(browser.post(&format!("{SHEETS}/cards"), &fields).await.status, 200);
    // Whoever opens a card has tries forgotten that are over; that a print was made is none of these.
    fixture.clock.advance(3 * 24 * 3_600);
    let opened = json!({"token": codes.token, "pin": codes.pin});
    assert_eq!(street.post("/card", &opened).await.status, 200);
    let again = browser.post(&format!("{SHEETS}/cards"), &fields).await;
    assert_eq!(again.status, 409, "{}", again.text);
    assert!(again.text.contains("printed before"), "{}", again.text);
}

on_both!(
    a_print_is_made_once_however_long_ago,
    nothing_on_a_print_tells_why_somebody_has_it,
    a_print_makes_cards_that_work_and_ends_those_before,
    sheets_are_for_those_for_whom_something_is_done,
    whoever_is_erased_has_no_card_to_open_or_print,
);
