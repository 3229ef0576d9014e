//! What a shop is told: of all that is about a person, one answer.

use serde_json::{Value, json};
use xiaonuan_domain::books::Books;
use xiaonuan_domain::command::{CardNamed, Command};
use xiaonuan_domain::ledger::{Head, Ledger};
use xiaonuan_tests::ask::{redeem, voucher, yuan};
use xiaonuan_tests::changes::registers;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::shop::{Answer, Phone, Street};

/// The cards of people whom D08 is not for, each for another reason, and what stands on no card.
async fn hidden(street: &Street) -> Vec<(&'static str, String)> {
    let card = async |number: &str, resident: &str| street.card(number, resident).await.token;
    let ended = json!([{"category": "disabled", "grade": 1, "from": "2026-01-01", "to": "2026-06-30"}]);
    let resident = json!({"code": "R09", "name": "居民", "phone": "00000000", "eligibility": ended});
    street.post("/residents", &resident).await.done();
    let all = vec![
        ("of another category", card("K03", "R03").await),
        ("of another grade", card("K04", "R04").await),
        ("no more", card("K09", "R09").await),
        ("not yet", card("K06", "R06").await),
        ("moved away", card("K07", "R07").await),
        ("blocked", card("K08", "R08").await),
        ("issued again", card("K01", "R01").await),
        ("ended", card("K02", "R02").await),
        ("on no card", "a".repeat(26)),
        ("no short code", "ACDEFG".to_owned()),
    ];
    let held = |grade: i64, from: &str, to: &str| {
        json!([{"category": "dibao", "from": "2025-01-01", "to": "2026-12-31"},
        {"category": "disabled", "grade": grade, "from": from, "to": to}])
    };
    for (resident, eligibility) in [
        ("R04", held(3, "2026-01-01", "2026-12-31")),
        ("R06", held(1, "2026-07-02", "2026-12-31")),
        ("R07", held(1, "2026-01-01", "2026-12-31")),
        ("R08", held(1, "2026-01-01", "2026-12-31")),
        ("R01", held(1, "2026-01-01", "2026-12-31")),
        ("R02", held(1, "2026-01-01", "2026-12-31")),
    ] {
        street
            .edit("residents", resident, &json!({"eligibility": eligibility}))
            .await
            .done();
    }
    street
        .edit("residents", "R07", &json!({"to": "2026-06-30"}))
        .await
        .done();
    street.edit("cards", "K08", &json!({"state": "blocked"})).await.done();
    street.issue("K01").await;
    street.edit("cards", "K02", &json!({"to": "2026-06-30"})).await.done();
    all
}

fn same(answers: &[(&str, Answer)]) {
    let (_, first) = &answers[0];
    assert_eq!((first.status, first.code()), (409, "not_available"), "{first:?}");
    assert!(
        first.body.get("facts").is_none() && first.body.get("late").is_none(),
        "{first:?}"
    );
    for (why, answer) in answers {
        assert_eq!((answer.status, &answer.text), (first.status, &first.text), "{why}");
        let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names(answer), names(first), "{why}");
    }
}

async fn claims(
    (street, phone): (&Street, &Phone),
    set: &str,
    cards: &[(&'static str, String)],
    fields: &Value,
) -> Vec<(&'static str, Answer)> {
    let mut answers = Vec::new();
    for (at, (why, card)) in cards.iter().enumerate() {
        let mut fields = fields.clone();
        fields["card"] = json!(card);
        let reference = format!("HX{set}-{at}");
        answers.push((*why, street.confirm(phone, &reference, &fields).await));
    }
    answers
}

async fn whatever_is_about_a_person_is_the_same_by_every_byte(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let cards = hidden(&street).await;
    // Reasons that come before the person, and after, change nothing of that.
    for (set, fields) in [
        ("a", json!({"discount": "D08"})),
        ("b", json!({"discount": "D08", "bill": "0.01"})),
        ("c", json!({"discount": "D08", "voucher": "10.00"})),
    ] {
        // Each of these counts as a wrong code, so that a phone is soon made to wait.
        let phone = street.phone(&format!("SJ-{set}")).await;
        same(&claims((&street, &phone), set, &cards, &fields).await);
    }
    // Vouchers alone: whoever has some is told how much is left. Of whoever has none it is told nothing, good card or not.
    let other = street.phone("SJ-e").await;
    same(&claims((&street, &other), "e", &cards, &json!({"voucher": "0.01"})).await);
    let gone = [
        "moved away",
        "blocked",
        "issued again",
        "ended",
        "on no card",
        "no short code",
    ];
    let gone: Vec<_> = cards.iter().filter(|(why, _)| gone.contains(why)).cloned().collect();
    same(&claims((&street, &phone), "d", &gone, &json!({"voucher": "10.00"})).await);
    let mut quotes = Vec::new();
    for (why, card) in &gone {
        quotes.push((*why, street.quote(&phone, card, "50.00").await));
    }
    same(&quotes);
    fixture_books_are_sound(fixture).await;
}

async fn a_shops_own_mistakes_are_told_before_anything_about_a_person(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let good = street.card("K03", "R03").await.token;
    let cards = [("good", good), ("on no card", "b".repeat(26))];
    for (set, fields, code) in [
        ("a", json!({"discount": "D77"}), "unknown_discount"),
        ("b", json!({"discount": "D02"}), "unknown_discount"),
        ("c", json!({}), "nothing_claimed"),
        ("d", json!({"discount": "D01", "bill": "-1.00"}), "invalid_amount"),
    ] {
        let answers = claims((&street, &phone), set, &cards, &fields).await;
        for (why, answer) in &answers {
            assert_eq!(answer.code(), code, "{why}: {answer:?}");
        }
        assert_eq!(answers[0].1.text, answers[1].1.text);
    }
    street
        .edit("discounts", "D01", &json!({"state": "suspended"}))
        .await
        .done();
    for (why, answer) in claims((&street, &phone), "e", &cards, &json!({"discount": "D01"})).await {
        assert_eq!(answer.code(), "discount_not_active", "{why}");
    }
}

async fn only_offers_of_everybody_and_of_this_person_are_listed(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let (plain, entitled) = (street.card("K0003", "R03").await, street.card("K0004", "R04").await);
    let held = json!([{"category": "dibao", "from": "2025-01-01", "to": "2026-12-31"},
                      {"category": "disabled", "grade": 2, "from": "2026-01-01", "to": "2026-12-31"}]);
    street
        .edit("residents", "R04", &json!({"eligibility": held}))
        .await
        .done();
    let listed = |quote: &Value| -> Vec<String> {
        let offers = quote["offers"].as_array().expect("offers").iter();
        let mut codes: Vec<String> = offers
            .map(|offer| offer["discount_code"].as_str().expect("a code").to_owned())
            .collect();
        codes.sort();
        codes
    };
    let quote = street.quote(&phone, &plain.token, "50.00").await.done();
    assert_eq!(listed(&quote), ["D01"]);
    assert_eq!((&quote["surname"], &quote["card_tail"]), (&json!("居"), &json!("0003")));
    assert_eq!(quote["offers"][0]["title"], "D01 邻里优惠");
    let quote = street.quote(&phone, &entitled.short, "50.00").await.done();
    assert_eq!(listed(&quote), ["D01", "D08"]);
    // Where the shop has nothing for this person, that is no other answer than for somebody who is not there.
    street
        .edit("discounts", "D01", &json!({"state": "suspended"}))
        .await
        .done();
    let nothing = street.quote(&phone, &plain.token, "50.00").await;
    let nobody = street.quote(&phone, &"c".repeat(26), "50.00").await;
    assert_eq!(nothing.code(), "not_available");
    assert_eq!(nothing.text, nobody.text);
}

async fn an_answer_has_no_more_than_a_shop_needs(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    street
        .books
        .accept(voucher("DIS1", "2026-06-01", "F1", "R03", "20", "2026-12-31"))
        .await;
    let phone = street.phone("SJ01").await;
    let card = street.card("K0003", "R03").await;
    let fields = json!({"card": card.short.to_lowercase(), "discount": "D01", "voucher": "20.00", "receipt": "XP1"});
    let answer = street.confirm(&phone, "HX1", &fields).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(
        answer.body,
        json!({"ref": "HX1", "occurred_at": "2026-07-01T09:00:00+08:00", "surname": "居", "card_tail": "0003",
               "bill": "50.00", "discount_code": "D01", "title": "D01 邻里优惠", "discount": "5.00", "voucher": "20.00",
               "due": "25.00", "receipt": "XP1", "branch": null})
    );
    let again = street.confirm(&phone, "HX1", &fields).await;
    assert_eq!(
        (again.status, &again.text),
        (201, &answer.text),
        "asked again it is told the same"
    );
    assert!(again.headers.contains_key("idempotency-replayed"));
    // The books know who confirmed it where, and name neither card nor person.
    let records = street.books.records().await;
    let last = records.last().expect("a record");
    let document: Value = serde_json::from_str(&last.document).expect("JSON");
    assert_eq!(document["device"], "SJ01");
    for subject in ["card", "staff", "resident"] {
        assert_eq!(document[subject].as_str().map(str::len), Some(32), "{document}");
    }
    let text = last.document.to_string();
    assert!(!text.contains("K0003") && !text.contains("SY-SJ01"), "{text}");
    fixture_books_are_sound(fixture).await;
}

/// What is read under the lock is what takes time.
async fn as_much_is_read_for_nobody_as_for_anybody(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    street.cap(Some("100.00")).await;
    hidden(&street).await;
    let registers = registers(&street.books).await;
    let ledger = Ledger::new(Head::EMPTY, registers, Books::new(None));
    let read = |card: &str, discount: &str| {
        let Command::Redeem(mut claim) = redeem("HX1", "2026-07-01 09:00", "M01", "", discount, "50") else {
            unreachable!("it is a claim")
        };
        claim.card = Some(CardNamed::Known {
            number: card.to_owned(),
            issue: 1,
        });
        claim.counter = Some(Box::default());
        claim.voucher = yuan("10");
        let command = Command::Redeem(claim);
        let is_a_spender = ledger.spender(&command).is_some();
        (is_a_spender, ledger.touched(std::iter::once(&command)).len())
    };
    for discount in ["D01", "D08"] {
        let good = read("K03", discount);
        assert!(good.0 && good.1 >= 4, "{good:?}");
        for card in ["", "K99", "K04", "K07", "K08", "K01", "K02"] {
            assert_eq!(read(card, discount), good, "{card} {discount}");
        }
    }
}

async fn fixture_books_are_sound(fixture: &Fixture) {
    xiaonuan_tests::office::Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    whatever_is_about_a_person_is_the_same_by_every_byte,
    a_shops_own_mistakes_are_told_before_anything_about_a_person,
    only_offers_of_everybody_and_of_this_person_are_listed,
    an_answer_has_no_more_than_a_shop_needs,
    as_much_is_read_for_nobody_as_for_anybody,
);
