//! Opening balances that were wrong: entered again as long as the fund has not begun, and afterwards taken back as far as
//! nothing of them is gone.

use xiaonuan_app::report::ReportName;
use xiaonuan_domain::command::money::{Opening, OpeningItem};
use xiaonuan_domain::record::RecordKind as Kind;
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_tests::ask::{cash, day, donation, interest, open, opening, reverse, settle, spend};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

fn voucher(reference: &str, resident: &str, amount: &str) -> Opening {
    Opening {
        resident: resident.to_owned(),
        expires_on: Some(day("2026-03-31")),
        ..opening(reference, "F1", OpeningItem::Voucher, amount)
    }
}

fn owed(reference: &str, merchant: &str, amount: &str) -> Opening {
    Opening {
        merchant: merchant.to_owned(),
        ..opening(reference, "F1", OpeningItem::Payable, amount)
    }
}

async fn balances(books: &Books, expected: &[(&str, i64)]) {
    for (address, fen) in expected {
        assert_eq!(books.balance(address).await, *fen, "{address}");
    }
}

async fn sound(fixture: &Fixture, books: &Books) {
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_wrong_line_is_entered_again_before_the_fund_begins(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(open(opening("O1", "F1", OpeningItem::Bank, "900"))).await;
    books.accept(open(owed("O2", "M01", "100"))).await;
    books.accept(open(voucher("O3", "R01", "50"))).await;
    books
        .accept(open(opening("O4", "F1", OpeningItem::Unrestricted, "700")))
        .await;
    // Some of it is split off: that comes first.
    let split = books
        .refuse_for_now(reverse("CX1", "2026-01-01", Kind::OpeningBalance, "O1"))
        .await;
    assert_eq!(split.code, C::FundInsufficient);
    for (own, kind, of) in [
        ("CX2", Kind::OpeningBalance, "O4"),
        ("CX3", Kind::OpeningVoucher, "O3"),
        ("CX4", Kind::OpeningBalance, "O2"),
        ("CX5", Kind::OpeningBalance, "O1"),
    ] {
        books.accept(reverse(own, "2026-01-01", kind, of)).await;
    }
    books.accept(open(opening("O5", "F1", OpeningItem::Bank, "1000"))).await;
    books.accept(open(voucher("O6", "R01", "60"))).await;
    let expected = [
        ("general/F1/bank", 100_000),
        ("general/F1/payable/M01", 0),
        ("general/F1/net-assets/restricted", -94_000),
        ("general/F1/net-assets/unrestricted", 0),
        ("budget/F1/available", 94_000),
    ];
    balances(&books, &expected).await;
    books
        .accept(spend("RED1", "2026-01-05 10:00", "M01", "R01", "60"))
        .await;
    let report = Office::of(fixture)
        .report(ReportName::FundStatement, "qingzhu", "2026-01-31")
        .await;
    let rows = report["rows"].as_array().expect("rows").iter();
    let mut lines = rows.filter(|row| row["fund"] == "F1" && row["line"] == "opening");
    assert_eq!(lines.next().expect("a line")["amount"], "940.00", "{report:#}");
    sound(fixture, &books).await;
}

/// Once a fund has begun, what is wrong is taken back on the day it is found, and what was settled is to be given back.
async fn a_line_of_a_fund_that_has_begun_is_taken_back_as_far_as_it_is_there(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(open(opening("O1", "F1", OpeningItem::Bank, "100"))).await;
    books.accept(open(opening("O2", "F1", OpeningItem::Cash, "10"))).await;
    books.accept(open(owed("O3", "M01", "30"))).await;
    books.accept(settle("JS1", "2026-01-04", "M01")).await;
    books.accept(cash("DIS1", "2026-01-05", "F1", "R02", "20")).await;
    let spent = books
        .refuse_for_now(reverse("CX1", "2026-01-06", Kind::OpeningBalance, "O1"))
        .await;
    assert_eq!(spent.code, C::FundInsufficient);
    books
        .accept(reverse("CX2", "2026-01-06", Kind::OpeningBalance, "O2"))
        .await;
    books
        .accept(reverse("CX3", "2026-01-06", Kind::OpeningBalance, "O3"))
        .await;
    let expected = [
        ("general/F1/bank", 5_000),
        ("general/F1/cash", 0),
        ("general/F1/payable/M01", 0),
        ("general/F1/receivable/M01", 3_000),
        ("budget/F1/available", 8_000),
        ("budget/F1/authorised/opening", -10_000),
    ];
    balances(&books, &expected).await;
    let again = books.refuse(open(opening("O4", "F1", OpeningItem::Cash, "9"))).await;
    assert_eq!(again.code, C::FundHasBegun);
    sound(fixture, &books).await;
}

async fn an_opening_voucher_is_taken_back_only_unspent(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(open(opening("O1", "F1", OpeningItem::Bank, "100"))).await;
    books.accept(open(voucher("O2", "R01", "50"))).await;
    books.accept(open(voucher("O3", "R02", "20"))).await;
    books.accept(spend("RED1", "2026-01-05 10:00", "M01", "R01", "1")).await;
    let used = books
        .refuse_for_now(reverse("CX1", "2026-01-06", Kind::OpeningVoucher, "O2"))
        .await;
    assert_eq!((used.code, &*used.facts["amount"]), (C::VoucherUsed, "1.00"));
    books
        .accept(reverse("CX2", "2026-01-06", Kind::OpeningVoucher, "O3"))
        .await;
    let gone = books.refuse(spend("RED2", "2026-01-07 10:00", "M01", "R02", "1")).await;
    assert_eq!(gone.code, C::VoucherInsufficient);
    let twice = books
        .refuse(reverse("CX3", "2026-01-07", Kind::OpeningVoucher, "O3"))
        .await;
    assert_eq!(twice.code, C::AlreadyReversed);
    // The end of what was taken back is no end; what is left of the other returns.
    books.accept(donation("DON1", "2026-04-02", "F1", "1")).await;
    books.accept(interest("E1", "2026-04-02", "F1", "1")).await;
    assert_eq!(books.balance("budget/F1/available").await, 10_100);
    let expired = books.records().await.into_iter();
    assert_eq!(expired.filter(|record| record.kind == "voucher_expiry").count(), 1);
    sound(fixture, &books).await;
}

xiaonuan_tests::on_both!(
    a_wrong_line_is_entered_again_before_the_fund_begins,
    a_line_of_a_fund_that_has_begun_is_taken_back_as_far_as_it_is_there,
    an_opening_voucher_is_taken_back_only_unspent,
);
