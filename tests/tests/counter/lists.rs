//! Claims by list: what becomes of each row, before and after, and what a shop learns by it.

use serde_json::{Value, json};
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::shop::{Answer, BOOKS, Street};

/// The shop's number for each resident.
fn number_of(resident: &str) -> String {
    format!("HR-20{}", &resident[1..])
}

async fn known(street: &Street, resident: &str) {
    let number = number_of(resident);
    let body = json!({"code": format!("KH-{resident}"), "merchant": "M01", "resident": resident, "number": number,
                      "consent": "TY-2026-014", "from": "2026-06-01"});
    street.post("/customers", &body).await.done();
}

/// M01 claims by list for R01 to R07; M02 knows R08.
pub(crate) async fn heating(fixture: &Fixture) -> Street {
    let street = Street::of(fixture).await;
    for resident in 1..=7 {
        known(&street, &format!("R{resident:02}")).await;
    }
    let other = json!({"code": "KH-R08", "merchant": "M02", "resident": "R08", "number": "SC-8", "consent": "TY-8",
                       "from": "2026-06-01"});
    street.post("/customers", &other).await.done();
    street.edit("merchants", "M01", &json!({"by_list": true})).await.done();
    street
}

fn row(number: &str, bill: &str) -> Value {
    json!({"number": number, "bill": bill, "date": "2026-06-30"})
}

async fn rehearsed(street: &Street, rows: &[Value]) -> Value {
    let body = json!({"merchant": "M01", "rows": rows});
    street.post("/lists?dry_run=true", &body).await.done()
}

async fn sent(street: &Street, key: &str, rows: &[Value]) -> Answer {
    let body = json!({"merchant": "M01", "rows": rows});
    street
        .send("POST", &format!("{BOOKS}/lists"), &[("idempotency-key", key)], &body)
        .await
}

fn reasons(told: &Value) -> Vec<&str> {
    let rows = told["rows"].as_array().expect("rows");
    rows.iter().map(|row| row["reason"].as_str().unwrap_or("")).collect()
}

pub(crate) async fn redemptions(fixture: &Fixture) -> i64 {
    let mut raw = fixture.raw().await;
    raw.number("SELECT count(*) FROM record WHERE kind = 'redemption'")
        .await
}

/// Ten rows, of which a number is unknown, one is another shop's, and a bill is none.
fn ten() -> Vec<Value> {
    let mut rows: Vec<Value> = (1..=7)
        .map(|resident| row(&number_of(&format!("R{resident:02}")), "100.00"))
        .collect();
    rows.insert(1, row("HR-9999", "80.00"));
    rows.insert(4, row("SC-8", "80.00"));
    rows.push(json!({"number": "hr-1", "bill": "0.00", "date": "2026-06-30"}));
    rows
}

async fn three_bad_rows_of_ten_hinder_no_other_and_nothing_is_recorded_twice(fixture: &Fixture) {
    let street = heating(fixture).await;
    let told = rehearsed(&street, &ten()).await;
    let sums = |told: &Value| {
        json!([
            told["recorded"],
            told["refused"],
            told["bills"],
            told["off"],
            told["due"]
        ])
    };
    assert_eq!(sums(&told), json!([7, 3, "700.00", "70.00", "630.00"]), "{told}");
    let expected = [
        "",
        "unknown_customer",
        "",
        "",
        "unknown_customer",
        "",
        "",
        "",
        "",
        "invalid_amount",
    ];
    assert_eq!(reasons(&told), expected);
    let first = &told["rows"][0];
    assert_eq!(
        json!([
            first["number"],
            first["surname"],
            first["discount_code"],
            first["discount"],
            first["due"],
            first["ref"]
        ]),
        json!(["HR-2001", "居", "D01", "10.00", "90.00", null])
    );
    assert_eq!(redemptions(fixture).await, 0, "a rehearsal records nothing");

    let done = sent(&street, "2026-06", &ten()).await.done();
    assert_eq!(sums(&done), sums(&told));
    assert_eq!(reasons(&done), expected);
    assert_eq!(redemptions(fixture).await, 7);
    let again = sent(&street, "2026-06", &ten()).await.done();
    let references = |told: &Value| -> Vec<Value> {
        told["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["ref"].clone())
            .collect()
    };
    assert_eq!(references(&again), references(&done));
    assert_eq!(again["rows"][0]["repeated"], true);
    assert_eq!((reasons(&again), redemptions(fixture).await), (expected.to_vec(), 7));
    // Under another key the same bills are known all the same.
    let other = sent(&street, "2026-06-again", &ten()).await.done();
    assert_eq!((other["recorded"].clone(), redemptions(fixture).await), (json!(0), 7));
    assert_eq!(reasons(&other)[0], "bill_recorded");
    Office::of(fixture).check_sound("qingzhu").await;
    no_number_stands_anywhere(fixture).await;
}

/// Two people confirm one list at the same moment, each in a window of their own.
async fn a_list_that_two_confirm_at_once_is_recorded_once(fixture: &Fixture) {
    let street = heating(fixture).await;
    let bills = ten();
    let mut other = ten();
    other[0]["receipt"] = json!("FP-1");
    let (one, other) = tokio::join!(sent(&street, "ours", &bills), sent(&street, "theirs", &other));
    let (one, other) = (one.done(), other.done());
    assert_eq!(redemptions(fixture).await, 7, "{one} {other}");
    for place in [0, 2, 3, 5, 6, 7, 8] {
        for told in [&one, &other] {
            let reason = told["rows"][place]["reason"].as_str();
            assert!(matches!(reason, None | Some("bill_recorded")), "{told}");
        }
    }
    Office::of(fixture).check_sound("qingzhu").await;
}

/// Neither a record nor, of a file, any byte of it holds a number.
async fn no_number_stands_anywhere(fixture: &Fixture) {
    let mut raw = fixture.raw().await;
    for rows in raw.rows("SELECT document FROM record").await {
        assert!(!rows[0].contains("HR-20"), "{}", rows[0]);
    }
    if fixture.backend != Backend::Sqlite {
        return;
    }
    let path = fixture.address.trim_start_matches("sqlite://");
    for part in ["", "-wal"] {
        let bytes = std::fs::read(format!("{path}{part}")).unwrap_or_default();
        let needle = b"HR-20";
        assert!(
            !bytes.windows(needle.len()).any(|there| there == needle),
            "{path}{part}"
        );
    }
}

async fn each_row_has_the_best_offer_and_sees_those_before_it(fixture: &Fixture) {
    let street = heating(fixture).await;
    let disabled = json!([{"category": "dibao", "from": "2025-01-01", "to": "2026-12-31"},
                          {"category": "disabled", "grade": 1, "from": "2026-01-01", "to": "2026-12-31"}]);
    street
        .edit("residents", "R03", &json!({"eligibility": disabled}))
        .await
        .done();
    // 5 yuan off are better than a tenth of 20, and worse than a tenth of 100.
    let told = rehearsed(&street, &[row("HR-2003", "20"), row("HR-2004", "20")]).await;
    let chosen = |told: &Value, at: usize| told["rows"][at]["discount_code"].clone();
    assert_eq!((chosen(&told, 0), chosen(&told, 1)), (json!("D08"), json!("D01")));
    assert_eq!(
        chosen(&rehearsed(&street, &[row("HR-2003", "100")]).await, 0),
        json!("D01")
    );
    // The fund has 1,000.00 and bears 450.00 of each: the third is too much.
    let large: Vec<Value> = ["HR-2001", "HR-2002", "HR-2004"]
        .map(|number| row(number, "9000.00"))
        .into();
    let expected = ["", "", "discount_budget_exhausted"];
    assert_eq!(reasons(&rehearsed(&street, &large).await), expected);
    assert_eq!(reasons(&sent(&street, "large", &large).await.done()), expected);
}

async fn what_became_impossible_meanwhile_is_told_and_the_others_stand(fixture: &Fixture) {
    let street = heating(fixture).await;
    let told = rehearsed(&street, &[row("HR-2001", "100"), row("HR-2002", "100")]).await;
    let mut rows = vec![row("HR-2001", "100"), row("HR-2002", "100")];
    for (at, row) in rows.iter_mut().enumerate() {
        row["discount"] = told["rows"][at]["discount_code"].clone();
    }
    // One of them asks for their data to be left alone, before the shop confirms.
    street
        .edit("residents", "R01", &json!({"restricted": true}))
        .await
        .done();
    let done = sent(&street, "k1", &rows).await.done();
    assert_eq!(reasons(&done), ["unknown_customer", ""]);
    street
        .edit("residents", "R01", &json!({"restricted": false}))
        .await
        .done();
    let discount = street.get("/registers/discounts/D01").await.done();
    let mut suspended = json!({"state": "suspended", "terms": discount["terms"]});
    suspended["terms"] = discount["terms"].clone();
    let tag = discount["changed"].to_string();
    let path = format!("{BOOKS}/registers/discounts/D01");
    street
        .send("PUT", &path, &[("if-match", tag.as_str())], &suspended)
        .await
        .done();
    // What was recorded stays, and what is sent again under the key is told as it was.
    let again = sent(&street, "k1", &rows).await.done();
    assert_eq!(reasons(&again), ["discount_not_active", ""]);
    assert_eq!(again["rows"][1]["repeated"], true);
    assert_eq!(redemptions(fixture).await, 1);
    // A row that is mended goes under a new key.
    let mended = sent(&street, "k1", &[row("HR-2002", "90")]).await.done();
    assert_eq!(reasons(&mended), ["idempotency_key_reused"]);
}

async fn a_list_tells_the_one_reason_of_each_row(fixture: &Fixture) {
    let street = heating(fixture).await;
    street
        .edit("residents", "R05", &json!({"to": "2026-06-01"}))
        .await
        .done();
    let dated = |number: &str, date: &str| json!({"number": number, "bill": "50", "date": date});
    let rows = [
        row("HR-2001", "50"),
        // The same in full-width letters.
        row("ＨＲ-2001", "60"),
        dated("HR-2002", "2026-04-29"),
        dated("HR-2003", "2026-07-02"),
        dated("HR-2004", "2026-05-31"),
        row("HR-2005", "50"),
        row("HR-2006", "-5"),
    ];
    let expected = [
        "row_repeated",
        "row_repeated",
        "unknown_customer",
        "future_date",
        "unknown_customer",
        "not_available",
        "invalid_amount",
    ];
    assert_eq!(reasons(&rehearsed(&street, &rows).await), expected);
    let old = json!({"code": "KH-old", "merchant": "M01", "resident": "R02", "number": "HR-old", "consent": "TY-1",
                     "from": "2026-01-01"});
    street.post("/customers", &old).await.done();
    let told = rehearsed(
        &street,
        &[dated("HR-old", "2026-04-29"), dated("HR-old2", "2026-04-29")],
    )
    .await;
    assert_eq!(reasons(&told), ["bill_too_old", "unknown_customer"]);
    assert_eq!(
        reasons(&rehearsed(&street, &[dated("HR-old", "2026-04-30")]).await),
        [""]
    );
    // A shop that the office did not allow it claims nothing so, and one that is not there is not told from another's.
    street.edit("merchants", "M01", &json!({"by_list": false})).await.done();
    let body = json!({"merchant": "M01", "rows": [row("HR-2001", "50")]});
    assert_eq!(
        street.post("/lists?dry_run=true", &body).await.code(),
        "list_not_allowed"
    );
    assert_eq!(street.get("/lists/M01").await.done()["customers"], json!([]));
    assert_eq!(street.get("/lists/M99").await.status, 404);
}

async fn consent_stands_for_the_card_and_ends_with_its_day(fixture: &Fixture) {
    let street = heating(fixture).await;
    // A card that is lost, and the cap of a day on cards, are nothing to a list, and it does not tell of them.
    street.card("K01", "R01").await;
    street.edit("cards", "K01", &json!({"state": "blocked"})).await.done();
    street.card("KAAA9876", "R02").await;
    street.cap(Some("1.00")).await;
    let list = street.get("/lists/M01").await.done();
    assert_eq!(
        list["customers"][0],
        json!({"number": "HR-2001", "surname": "居", "card_tail": "K01"})
    );
    assert_eq!(
        list["customers"][1],
        json!({"number": "HR-2002", "surname": "居", "card_tail": "9876"})
    );
    assert_eq!(list["customers"].as_array().map(Vec::len), Some(7));
    assert!(!list.to_string().contains("R0"), "{list}");
    let ended = street.edit("customers", "KH-R01", &json!({"to": "2026-07-01"})).await;
    ended.done();
    fixture.clock.set(moment("2026-07-02 09:00"));
    let list = street.get("/lists/M01").await.done();
    assert_eq!(list["customers"].as_array().map(Vec::len), Some(6));
    let dated = |date: &str| json!({"number": "HR-2001", "bill": "50", "date": date});
    assert_eq!(
        reasons(&rehearsed(&street, &[dated("2026-07-02")]).await),
        ["unknown_customer"]
    );
    let done = sent(&street, "k2", &[dated("2026-07-01")]).await.done();
    assert_eq!(reasons(&done), [""]);
    // Taken back, the bill can be claimed again.
    let reference = done["rows"][0]["ref"].as_str().expect("a reference");
    let wrong =
        json!({"ref": "CX1", "of": format!("redemption/{reference}"), "date": "2026-07-02", "reason": "抄错表"});
    let undone = street
        .send(
            "POST",
            &format!("{BOOKS}/reversals"),
            &[("idempotency-key", "CX1")],
            &wrong,
        )
        .await;
    undone.done();
    assert_eq!(reasons(&sent(&street, "k3", &[dated("2026-07-01")]).await.done()), [""]);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_number_is_one_shops_for_one_resident_at_a_time(fixture: &Fixture) {
    let street = heating(fixture).await;
    let new = |code: &str, merchant: &str, number: &str, from: &str| json!({"code": code, "merchant": merchant, "resident": "R08", "number": number, "consent": "TY-9", "from": from});
    for (body, expected) in [
        (new("X1", "M01", "HR-2001", "2026-06-15"), "duplicate_customer"),
        (new("X1", "M01", "ＨＲ-2001", "2027-01-01"), "duplicate_customer"),
        (new("X1", "M99", "HR-1", "2026-06-15"), "unknown_merchant"),
        (new("KH-R01", "M01", "HR-1", "2026-06-15"), "duplicate_code"),
    ] {
        assert_eq!(street.post("/customers", &body).await.code(), expected, "{body}");
    }
    // The same number of another shop is another.
    street
        .post("/customers", &new("X2", "M02", "HR-2001", "2026-06-15"))
        .await
        .done();
    let fixed = street.edit("customers", "KH-R02", &json!({"number": "HR-7777"})).await;
    assert_eq!(fixed.code(), "row_fixed");
    let fixed = street.edit("customers", "KH-R02", &json!({"from": "2026-06-02"})).await;
    assert_eq!(fixed.code(), "days_fixed");
    street
        .edit("customers", "KH-R01", &json!({"to": "2026-07-31"}))
        .await
        .done();
    assert_eq!(
        street
            .post("/customers", &new("X3", "M01", "HR-2001", "2026-07-31"))
            .await
            .code(),
        "duplicate_customer"
    );
    street
        .post("/customers", &new("X3", "M01", "HR-2001", "2026-08-01"))
        .await
        .done();
    let back = street.edit("customers", "KH-R01", &json!({"to": "2026-08-01"})).await;
    assert_eq!(back.code(), "duplicate_customer");
}

on_both![
    a_list_that_two_confirm_at_once_is_recorded_once,
    three_bad_rows_of_ten_hinder_no_other_and_nothing_is_recorded_twice,
    each_row_has_the_best_offer_and_sees_those_before_it,
    what_became_impossible_meanwhile_is_told_and_the_others_stand,
    a_list_tells_the_one_reason_of_each_row,
    consent_stands_for_the_card_and_ends_with_its_day,
    a_number_is_one_shops_for_one_resident_at_a_time,
];
