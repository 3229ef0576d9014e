//! Offers for so few people that their use gives them away.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::numbers;
use xiaonuan_tests::on_both;

use crate::shop::{BOOKS, Street};

fn discount(code: &str, state: &str, eligible: &str) -> Value {
    json!({"code": code, "merchant": "M01", "state": state, "title": "办公室名", "public_title": "邻里价", "percent": "5",
           "eligible": eligible, "fund_share": "0", "valid_from": "2026-07-01", "valid_to": "2026-12-31"})
}

fn warned(answer: &Value) -> Vec<&str> {
    let warnings = answer["warnings"].as_array().into_iter().flatten();
    warnings
        .map(|warning| warning["code"].as_str().expect("a code"))
        .collect()
}

async fn an_approval_for_nine_people_is_warned_of_and_one_for_ten_is_not(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let person = |n: u32| {
        json!({"code": format!("G{n:02}"), "name": "居民", "id_number": numbers::id_number(700 + n), "eligibility":
               [{"category": "elderly_alone", "from": "2026-01-01", "to": "2026-12-31"}]})
    };
    for n in 1..=9 {
        street.post("/residents", &person(n)).await.done();
    }
    let drafted = street
        .post("/discounts", &discount("D20", "draft", "elderly_alone"))
        .await
        .done();
    assert!(warned(&drafted).is_empty(), "it is not approved: {drafted}");
    let dry = format!("{BOOKS}/discounts?dry_run=true");
    let rehearsed = street
        .send("POST", &dry, &[], &discount("D21", "approved", "elderly_alone"))
        .await
        .done();
    assert_eq!(warned(&rehearsed), ["small_group"]);
    let made = street
        .post("/discounts", &discount("D21", "approved", "elderly_alone"))
        .await;
    assert_eq!(made.status, 201, "it is not refused");
    assert_eq!(warned(&made.body), ["small_group"]);
    let message = made.body["warnings"][0]["en"].as_str().expect("words");
    assert!(message.contains("Fewer than ten"), "{message}");
    let all = street
        .post("/discounts", &discount("D22", "approved", "all"))
        .await
        .done();
    assert!(warned(&all).is_empty());
    street
        .edit("discounts", "D20", &json!({"state": "offered"}))
        .await
        .done();
    let approved = street
        .edit("discounts", "D20", &json!({"state": "approved"}))
        .await
        .done();
    assert_eq!(warned(&approved), ["small_group"]);
    street
        .edit("discounts", "D20", &json!({"state": "suspended"}))
        .await
        .done();
    street.post("/residents", &person(10)).await.done();
    let approved = street
        .edit("discounts", "D20", &json!({"state": "approved"}))
        .await
        .done();
    assert!(warned(&approved).is_empty(), "{approved}");
    // Who has moved away is of no group.
    street
        .edit("residents", "G10", &json!({"to": "2026-06-30"}))
        .await
        .done();
    let made = street
        .post("/discounts", &discount("D23", "approved", "elderly_alone"))
        .await
        .done();
    assert_eq!(warned(&made), ["small_group"]);
}

on_both!(an_approval_for_nine_people_is_warned_of_and_one_for_ten_is_not);
