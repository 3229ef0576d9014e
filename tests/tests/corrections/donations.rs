//! Donations that were entered wrongly: taken back, or corrected in one entry.

use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::ask::{cash, correct, donation, moment, reverse};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

const DON: RecordKind = RecordKind::Donation;

async fn a_donation_is_taken_back_unless_it_is_spent(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books.accept(donation("DON2", "2026-01-02", "F1", "30")).await;
    books.accept(cash("DIS1", "2026-01-10", "F1", "R01", "40")).await;
    let refusal = books.refuse_for_now(reverse("CX1", "2026-01-11", DON, "DON1")).await;
    assert_eq!((refusal.code, refusal.late), (RefusalCode::BankInsufficient, false));
    assert_eq!(refusal.facts["needed"], "100.00");
    books.accept(reverse("CX2", "2026-01-11", DON, "DON2")).await;
    books.accept(donation("DON3", "2026-02-01", "F1", "90")).await;
    // Enough is there now, but was not before 1 February.
    let refusal = books.refuse_for_now(reverse("CX3", "2026-01-20", DON, "DON1")).await;
    assert_eq!((refusal.code, refusal.late), (RefusalCode::BankInsufficient, true));
    books.accept(reverse("CX4", "2026-02-02", DON, "DON1")).await;
    assert_eq!(books.balance("general/F1/bank").await, 5000);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_wrong_donor_is_corrected_though_the_money_is_spent(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let original = books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books.accept(cash("DIS1", "2026-01-10", "F1", "R01", "100")).await;
    let again = donation("DON2", "2026-01-01", "F1", "100");
    let last = books.accept(correct("CX1", "2026-01-20", "DON1", again)).await;
    let records = books.records().await;
    let [.., entered, reversal] = &records[..] else {
        panic!("two records at least");
    };
    assert_eq!((reversal.seq, reversal.reverses), (last, Some(original)));
    assert_eq!(entered.occurred_at(), moment("2026-01-20 00:00"));
    assert!(
        entered.document.contains(&format!(r#""replaces":{original}"#)),
        "{}",
        entered.document
    );
    assert!(
        entered.document.contains(r#""given_on":"2026-01-01""#),
        "{}",
        entered.document
    );
    let linked = format!(r#""replaced_by":{}"#, entered.seq);
    assert!(reversal.document.contains(&linked), "{}", reversal.document);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_correction_is_done_wholly_or_not_at_all(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books.accept(cash("DIS1", "2026-01-10", "F1", "R01", "100")).await;
    let head = books.head().await;
    let elsewhere = || donation("DON2", "2026-01-01", "F2", "100");
    let refusal = books
        .refuse_for_now(correct("CX1", "2026-01-20", "DON1", elsewhere()))
        .await;
    assert_eq!(refusal.code, RefusalCode::BankInsufficient);
    let nowhere = donation("DON2", "2026-01-01", "F9", "100");
    let refusal = books
        .refuse_for_now(correct("CX2", "2026-01-20", "DON1", nowhere))
        .await;
    assert_eq!(refusal.code, RefusalCode::UnknownFund);
    let taken = donation("DON1", "2026-01-01", "F1", "100");
    let refusal = books.refuse_for_now(correct("CX3", "2026-01-20", "DON1", taken)).await;
    assert_eq!(refusal.code, RefusalCode::RefConflict);
    let later = donation("DON2", "2026-01-21", "F1", "100");
    let refusal = books.refuse_for_now(correct("CX4", "2026-01-20", "DON1", later)).await;
    assert_eq!(refusal.code, RefusalCode::FutureDate);
    assert_eq!(books.head().await, head);
    books.accept(donation("DON3", "2026-01-15", "F1", "100")).await;
    books.accept(correct("CX5", "2026-01-20", "DON1", elsewhere())).await;
    assert_eq!(books.balance("general/F2/bank").await, 10_000);
    assert_eq!(books.balance("general/F1/bank").await, 0);
    books.obey_the_laws().await;
}

xiaonuan_tests::on_both!(
    a_donation_is_taken_back_unless_it_is_spent,
    a_wrong_donor_is_corrected_though_the_money_is_spent,
    a_correction_is_done_wholly_or_not_at_all,
);
