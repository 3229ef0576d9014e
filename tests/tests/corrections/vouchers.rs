//! Voucher money that comes back: it can be spent again, or goes on to the fund if the voucher has ended.

use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_tests::ask::{donation, moment, reverse, spend, voucher};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

const RED: RecordKind = RecordKind::Redemption;

/// A voucher of 30.00 until 31 January, of which 12.00 and 8.00 are spent.
async fn with_voucher(fixture: &Fixture) -> Books {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(voucher("V1", "2026-01-02", "F1", "R01", "30", "2026-01-31"))
        .await;
    books
        .accept(spend("RED1", "2026-01-05 10:00", "M01", "R01", "12"))
        .await;
    books.accept(spend("RED2", "2026-01-06 10:00", "M01", "R01", "8")).await;
    books
}

/// Business times and amounts of all expiries.
async fn expiries(books: &Books) -> Vec<(xiaonuan_domain::calendar::Instant, String)> {
    let records = books.records().await.into_iter();
    let expiries = records.filter(|record| record.kind == "voucher_expiry");
    expiries
        .map(|record| {
            let document: serde_json::Value = serde_json::from_str(&record.document).expect("JSON");
            (
                record.occurred_at(),
                document["amount"].as_str().expect("an amount").to_owned(),
            )
        })
        .collect()
}

async fn sound(fixture: &Fixture, books: &Books) {
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn money_that_comes_back_in_time_can_be_spent_again(fixture: &Fixture) {
    let books = with_voucher(fixture).await;
    books.accept(reverse("CX1", "2026-01-07", RED, "RED1")).await;
    books
        .accept(spend("RED3", "2026-01-08 10:00", "M01", "R01", "22"))
        .await;
    sound(fixture, &books).await;
}

async fn money_that_comes_back_after_the_end_goes_to_the_fund_at_once(fixture: &Fixture) {
    let books = with_voucher(fixture).await;
    let cause = books.accept(reverse("CX1", "2026-02-10", RED, "RED1")).await;
    let expected = [
        (moment("2026-02-01 00:00"), "10.00".to_owned()),
        (moment("2026-02-10 00:00"), "12.00".to_owned()),
    ];
    assert_eq!(expiries(&books).await, expected);
    assert_eq!(books.balance("budget/F1/available").await, 9200);
    // The reversal is answered with its own number; the expiry comes with it.
    let last = books.records().await.pop().expect("a record");
    assert_eq!(last.seq, cause + 1);
    let named = format!(r#""cause":{cause}"#);
    assert!(last.document.contains(&named), "{}", last.document);
    // One per grant and reversal: another gives another.
    books.accept(reverse("CX2", "2026-02-10", RED, "RED2")).await;
    assert_eq!(expiries(&books).await.len(), 3);
    assert_eq!(books.balance("budget/F1/available").await, 10_000);
    sound(fixture, &books).await;
}

async fn a_late_reversal_before_the_end_returns_the_money_at_the_end(fixture: &Fixture) {
    let books = with_voucher(fixture).await;
    books.tell(Command::ExpireDue(moment("2026-03-01 00:00"))).await;
    books.accept(reverse("CX1", "2026-01-10", RED, "RED1")).await;
    let end = moment("2026-02-01 00:00");
    let expected = [(end, "10.00".to_owned()), (end, "12.00".to_owned())];
    assert_eq!(expiries(&books).await, expected);
    sound(fixture, &books).await;
}

/// A voucher that was spent wholly leaves no expiry when it ends; what comes back then is the first.
async fn a_voucher_without_an_expiry_gets_a_further_one(fixture: &Fixture) {
    let books = with_voucher(fixture).await;
    books
        .accept(spend("RED3", "2026-01-07 10:00", "M01", "R01", "10"))
        .await;
    books.accept(reverse("CX1", "2026-02-10", RED, "RED3")).await;
    assert_eq!(
        expiries(&books).await,
        [(moment("2026-02-10 00:00"), "10.00".to_owned())]
    );
    sound(fixture, &books).await;
}

/// A voucher that had ended when it was entered sets back the mark up to which expiries are recorded. The end of another
/// is behind all the same.
async fn a_mark_that_was_set_back_does_not_end_a_voucher_twice(fixture: &Fixture) {
    let books = with_voucher(fixture).await;
    books.accept(donation("DON2", "2026-03-01", "F1", "1")).await;
    books
        .accept(voucher("V2", "2026-01-03", "F1", "R02", "5", "2026-01-20"))
        .await;
    books.accept(reverse("CX1", "2026-01-10", RED, "RED1")).await;
    books.accept(donation("DON3", "2026-03-02", "F1", "1")).await;
    let end = moment("2026-02-01 00:00");
    let expected = [
        (end, "10.00".to_owned()),
        (end, "12.00".to_owned()),
        (moment("2026-01-21 00:00"), "5.00".to_owned()),
    ];
    assert_eq!(expiries(&books).await, expected);
    sound(fixture, &books).await;
}

xiaonuan_tests::on_both!(
    money_that_comes_back_in_time_can_be_spent_again,
    money_that_comes_back_after_the_end_goes_to_the_fund_at_once,
    a_late_reversal_before_the_end_returns_the_money_at_the_end,
    a_voucher_without_an_expiry_gets_a_further_one,
    a_mark_that_was_set_back_does_not_end_a_voucher_twice,
);
