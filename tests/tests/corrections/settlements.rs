//! Payments to merchants that were taken back.

use xiaonuan_domain::record::RecordKind;
use xiaonuan_tests::ask::{bill, donation, redeem, reverse, settle};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

async fn a_payment_that_is_taken_back_is_owed_again(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(redeem("RED1", "2026-01-05 10:00", "M01", "R01", "D01", "200"))
        .await;
    books.accept(settle("JS1", "2026-01-31", "M01")).await;
    books
        .accept(reverse("CX1", "2026-02-01", RecordKind::Redemption, "RED1"))
        .await;
    books.accept(bill("DIS1", "2026-02-02", "F1", "R01", "M01", "25")).await;
    books.accept(settle("JS2", "2026-02-03", "M01")).await;
    assert_eq!(books.balance("general/F1/bank").await, 7500);
    for (reference, of, owed, back) in [("CX2", "JS2", -2500, 1000), ("CX3", "JS1", -3500, 1000)] {
        books
            .accept(reverse(reference, "2026-02-04", RecordKind::Settlement, of))
            .await;
        assert_eq!(books.balance("general/F1/payable/M01").await, owed);
        assert_eq!(books.balance("general/F1/receivable/M01").await, back);
    }
    assert_eq!(books.balance("memo/settled/M01").await, 0);
    assert_eq!(books.balance("general/F1/bank").await, 10_000);
    books.accept(settle("JS3", "2026-02-05", "M01")).await;
    assert_eq!(books.balance("general/F1/bank").await, 7500);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(a_payment_that_is_taken_back_is_owed_again);
