//! Taking back what merchants gave: use, budget and money come back, and what was paid for it is owed back.

use xiaonuan_domain::record::{RecordKind, read_postings};
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::ask::{bill, cash, donation, entry, moment, redeem, reverse, reverse_number, settle};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

const RED: RecordKind = RecordKind::Redemption;

/// Two redemptions at M01: F1 bears 10.00 of the first and 5.00 of the second.
async fn with_redemptions(fixture: &Fixture) -> Books {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(redeem("RED1", "2026-01-05 10:00", "M01", "R01", "D01", "200"))
        .await;
    books
        .accept(redeem("RED2", "2026-01-06 10:00", "M01", "R02", "D01", "100"))
        .await;
    books
}

async fn each_posting_comes_back_negative_on_its_side(fixture: &Fixture) {
    let books = with_redemptions(fixture).await;
    books.accept(reverse("CX1", "2026-01-07", RED, "RED1")).await;
    let records = books.records().await;
    let [original, .., reversal] = &records[records.len() - 3..] else {
        panic!("three records at least");
    };
    assert_eq!(
        (original.reference.as_str(), reversal.reference.as_str()),
        ("RED1", "CX1")
    );
    assert_eq!(
        (reversal.kind.as_str(), reversal.reverses),
        ("reversal", Some(original.seq))
    );
    assert_eq!(reversal.occurred_at(), moment("2026-01-07 00:00"));
    let negated: Vec<_> = read_postings(&original.postings)
        .expect("postings")
        .into_iter()
        .map(|(address, side, amount)| (address, side, -amount))
        .collect();
    assert_eq!(read_postings(&reversal.postings).expect("postings"), negated);
    assert!(!reversal.document.contains("录入有误"), "a reason is free text");
    assert_eq!(books.balance("budget/F1/available").await, 9500);
    assert_eq!(books.balance("general/F1/payable/M01").await, -500);
    assert_eq!(books.balance("memo/discount/D01").await, 1000);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_use_comes_back_and_can_be_used_again(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    for (reference, resident) in [("RED1", "R01"), ("RED2", "R02")] {
        books
            .accept(redeem(reference, "2026-01-05 10:00", "M02", resident, "D02", "20"))
            .await;
    }
    let again = || redeem("RED3", "2026-01-06 10:00", "M02", "R01", "D02", "20");
    assert_eq!(books.refuse_for_now(again()).await.code, RefusalCode::UsageLimitReached);
    books.accept(reverse("CX1", "2026-01-05", RED, "RED1")).await;
    // Asked under another key: a refusal stands for as long as it is asked alike.
    let another = redeem("RED4", "2026-01-06 10:00", "M02", "R01", "D02", "20");
    books.accept(another).await;
    books.obey_the_laws().await;
}

async fn a_record_is_taken_back_once_and_only_if_it_can_be(fixture: &Fixture) {
    let books = with_redemptions(fixture).await;
    books.accept(cash("DIS1", "2026-01-06", "F1", "R03", "10")).await;
    let reversal = books.accept(reverse("CX1", "2026-01-07", RED, "RED1")).await;
    let refused = [
        (reverse("CX1", "2026-01-07", RED, "RED2"), RefusalCode::RefConflict),
        (reverse("CX2", "2026-01-08", RED, "RED1"), RefusalCode::AlreadyReversed),
        (reverse("CX3", "2026-01-05", RED, "RED2"), RefusalCode::BeforeOriginal),
        (reverse("CX4", "2026-07-02", RED, "RED2"), RefusalCode::FutureDate),
        (reverse("CX5", "2026-01-08", RED, "RED9"), RefusalCode::UnknownRecord),
        (reverse_number("CX6", "2026-01-08", 999), RefusalCode::UnknownRecord),
        (
            reverse_number("CX7", "2026-01-08", reversal),
            RefusalCode::NotReversible,
        ),
        (reverse_number("CX8", "2026-01-08", 1), RefusalCode::NotReversible),
        (
            reverse("CX9", "2026-01-08", RecordKind::DisbursementApproved, "DIS1"),
            RefusalCode::NotReversible,
        ),
    ];
    let head = books.head().await;
    for (command, code) in refused {
        let said = format!("{command:?}");
        assert_eq!(books.refuse_for_now(command).await.code, code, "{said}");
    }
    assert_eq!(books.head().await, head);
    let xiaonuan_domain::command::Command::Reverse(mut silent) = reverse("CX10", "2026-01-08", RED, "RED2") else {
        panic!("a reversal");
    };
    silent.reason = "  ".to_owned();
    let silent = xiaonuan_domain::command::Command::Reverse(silent);
    assert_eq!(books.refuse_for_now(silent).await.code, RefusalCode::ReasonRequired);
}

async fn of_many_who_take_one_record_back_one_does(fixture: &Fixture) {
    let books = with_redemptions(fixture).await;
    let asked = (0..8).map(|number| reverse(&format!("CX{number}"), "2026-01-07", RED, "RED1"));
    assert_eq!(books.accepted_of(asked.collect()).await, 1);
    books.obey_the_laws().await;
}

async fn a_batch_can_record_and_take_back(fixture: &Fixture) {
    let books = with_redemptions(fixture).await;
    let entries = [
        redeem("RED3", "2026-01-08 10:00", "M01", "R03", "D01", "100"),
        reverse("CX1", "2026-01-08", RED, "RED3"),
        redeem("RED4", "2026-01-08 11:00", "M01", "R03", "D01", "100"),
        reverse("CX2", "2026-01-09", RED, "RED4"),
    ];
    books.accept_all(entries.map(entry).into()).await;
    assert_eq!(books.balance("budget/F1/available").await, 8500);
    books.obey_the_laws().await;
}

async fn what_a_merchant_was_paid_is_owed_back_and_taken_off_the_next_payment(fixture: &Fixture) {
    let books = with_redemptions(fixture).await;
    books.accept(settle("JS1", "2026-01-31", "M01")).await;
    books.accept(bill("DIS1", "2026-02-01", "F1", "R03", "M01", "4")).await;
    // 10.00 is to be given back; 4.00 of it is still owed by the fund and stays there.
    books.accept(reverse("CX1", "2026-02-02", RED, "RED1")).await;
    assert_eq!(books.balance("general/F1/payable/M01").await, 0);
    assert_eq!(books.balance("general/F1/receivable/M01").await, 600);
    let refusal = books.refuse_for_now(settle("JS2", "2026-02-03", "M01")).await;
    assert_eq!(refusal.code, RefusalCode::NothingPayable);
    books.obey_the_laws().await;

    books.accept(bill("DIS2", "2026-02-04", "F1", "R03", "M01", "20")).await;
    books.accept(settle("JS3", "2026-02-05", "M01")).await;
    let records = books.records().await;
    let paid = &records.last().expect("a record").document;
    let offsets = r#""offsets":[{"amount":"6.00","fund":"F1"}],"shares":[{"amount":"14.00","fund":"F1"}]"#;
    assert!(paid.contains(offsets), "{paid}");
    assert_eq!(books.balance("general/F1/receivable/M01").await, 0);
    assert_eq!(books.balance("general/F1/payable/M01").await, 0);
    assert_eq!(books.balance("memo/settled/M01").await, 2900);
    assert_eq!(books.balance("general/F1/bank").await, 7100);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_payment_may_only_take_off_what_must_be_given_back(fixture: &Fixture) {
    let books = with_redemptions(fixture).await;
    books.accept(settle("JS1", "2026-01-31", "M01")).await;
    books.accept(reverse("CX1", "2026-02-02", RED, "RED1")).await;
    books.accept(bill("DIS1", "2026-02-03", "F1", "R03", "M01", "7")).await;
    books.accept(settle("JS2", "2026-02-04", "M01")).await;
    assert_eq!(books.balance("general/F1/payable/M01").await, 0);
    assert_eq!(books.balance("general/F1/receivable/M01").await, 300);
    assert_eq!(books.balance("memo/settled/M01").await, 1500);
    books.obey_the_laws().await;
}

async fn a_reversal_that_comes_late_keeps_every_later_bound(fixture: &Fixture) {
    let books = with_redemptions(fixture).await;
    books.accept(settle("JS1", "2026-01-31", "M01")).await;
    // On 10 January all was still owed, but what was paid on the 31st must not exceed what was owed then.
    books.accept(reverse("CX1", "2026-01-10", RED, "RED1")).await;
    assert_eq!(books.balance("general/F1/receivable/M01").await, 1000);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    each_posting_comes_back_negative_on_its_side,
    a_use_comes_back_and_can_be_used_again,
    a_record_is_taken_back_once_and_only_if_it_can_be,
    of_many_who_take_one_record_back_one_does,
    a_batch_can_record_and_take_back,
    what_a_merchant_was_paid_is_owed_back_and_taken_off_the_next_payment,
    a_payment_may_only_take_off_what_must_be_given_back,
    a_reversal_that_comes_late_keeps_every_later_bound,
);
