//! Papers that count once: a donor's receipt, a shop's receipt, a merchant's invoice.

use xiaonuan_domain::command::{Claim, Command, Donation, GoodsDonation, GoodsEvent, StatementStep};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::{Refusal, RefusalCode as C};
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{
    code, confirm, correct, donation, draw_up, entry, in_kind, moment, redeem, reverse, spend, step, voucher,
};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

use crate::check;

/// The same with a receipt of that number.
fn with(number: &str, command: Command) -> Command {
    let receipt = Some(code(number));
    match command {
        Command::Donate(asked) => Command::Donate(Donation { receipt, ..asked }),
        Command::Redeem(asked) => Command::Redeem(Claim { receipt, ..asked }),
        Command::Goods(event) => Command::Goods(Box::new(match *event {
            GoodsEvent::Donate(asked) => GoodsEvent::Donate(GoodsDonation { receipt, ..asked }),
            other => other,
        })),
        other => other,
    }
}

fn says(refusal: &Refusal, code: C, record: i64) {
    assert_eq!((refusal.code, &refusal.facts["record"]), (code, &record.to_string()));
}

async fn a_donors_receipt_is_of_one_donation(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let first = books
        .accept(with("PJ1", donation("DON1", "2026-01-01", "F1", "100")))
        .await;
    let money = with("PJ1", donation("DON2", "2026-01-02", "F2", "7"));
    says(&books.refuse(money).await, C::ReceiptUsed, first);
    let goods = with("PJ1", in_kind("WZ1", "2026-01-02", "F1", 2, "20"));
    says(&books.refuse(goods).await, C::ReceiptUsed, first);
    // The same request again is answered as before.
    let again = with("PJ1", donation("DON1", "2026-01-01", "F1", "100"));
    assert_eq!(books.accept(again).await, first);
    // A correction has the receipt that the donation had; the wrong one no longer counts, the right one does.
    let right = with("PJ1", donation("DON3", "2026-01-01", "F2", "100"));
    books.accept(correct("CX1", "2026-01-03", "DON1", right)).await;
    let third = books
        .refuse(with("PJ1", donation("DON4", "2026-01-04", "F1", "1")))
        .await;
    assert_eq!(third.code, C::ReceiptUsed);
    assert_ne!(third.facts["record"], first.to_string());
    // Nor may a correction take another donation's receipt.
    let other = books
        .accept(with("PJ2", in_kind("WZ2", "2026-01-04", "F1", 2, "20")))
        .await;
    let wrong = with("PJ2", donation("DON5", "2026-01-01", "F1", "100"));
    let taken = books.refuse(correct("CX2", "2026-01-05", "DON3", wrong)).await;
    says(&taken, C::ReceiptUsed, other);
    // What is taken back frees its receipt.
    books
        .accept(reverse("CX3", "2026-01-06", RecordKind::GoodsDonated, "WZ2"))
        .await;
    books
        .accept(with("PJ2", donation("DON6", "2026-01-07", "F1", "3")))
        .await;
    books
        .accept(reverse("CX4", "2026-01-08", RecordKind::Donation, "DON3"))
        .await;
    books
        .accept(with("PJ1", donation("DON7", "2026-01-09", "F2", "7")))
        .await;
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn a_shops_receipt_is_redeemed_once(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(voucher("DIS1", "2026-01-01", "F1", "R05", "50", "2026-03-31"))
        .await;
    let claim = |reference: &str| redeem(reference, "2026-01-05 10:00", "M01", "R01", "D01", "20");
    let first = books.accept(with("POS-17", claim("RED1"))).await;
    says(
        &books.refuse(with("POS-17", claim("RED2"))).await,
        C::ShopReceiptUsed,
        first,
    );
    // Other shops number their receipts alike, and without a number nothing is compared.
    books
        .accept(with("POS-17", spend("RED3", "2026-01-05 11:00", "M02", "R05", "5")))
        .await;
    books.accept(claim("RED4")).await;
    books.accept(claim("RED5")).await;
    // Within one batch the second is refused.
    let batch = [
        entry(with("POS-18", claim("RED6"))),
        entry(with("POS-18", claim("RED7"))),
        entry(with("POS-19", claim("RED8"))),
    ];
    let answers = books.append(&batch).await;
    let refused = |at: usize| match &answers[at].outcome {
        Outcome::Refused(refusal) => Some(refusal.code),
        Outcome::Accepted(_) => None,
    };
    assert_eq!(
        [refused(0), refused(1), refused(2)],
        [None, Some(C::ShopReceiptUsed), None]
    );
    books
        .accept(reverse("CX1", "2026-01-06", RecordKind::Redemption, "RED1"))
        .await;
    books.accept(with("POS-17", claim("RED9"))).await;
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn an_invoice_confirms_one_statement_of_its_merchant(fixture: &Fixture) {
    fixture.clock.set(moment("2026-04-02 09:00"));
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(voucher("DIS1", "2026-01-01", "F1", "R05", "50", "2026-12-31"))
        .await;
    for (claim, at, merchant) in [
        ("RED1", "2026-01-05 10:00", "M01"),
        ("RED2", "2026-02-05 10:00", "M01"),
        ("RED3", "2026-01-05 10:00", "M02"),
    ] {
        books.accept(spend(claim, at, merchant, "R05", "5")).await;
    }
    for (statement, merchant, month) in [("DZ1", "M01", "2026-01"), ("DZ2", "M02", "2026-01")] {
        books.accept(draw_up(statement, merchant, month, "甲")).await;
        books.accept(step(statement, StatementStep::Send, "甲")).await;
    }
    let first = books.accept(step("DZ1", confirm("发票 1"), "店长")).await;
    books.accept(step("DZ2", confirm("发票 1"), "店长")).await;
    books.accept(draw_up("DZ3", "M01", "2026-02", "甲")).await;
    books.accept(step("DZ3", StatementStep::Send, "甲")).await;
    let refusal = books.refuse_for_now(step("DZ3", confirm(" 发票 1 "), "店长")).await;
    says(&refusal, C::InvoiceUsed, first);
    books.accept(step("DZ3", confirm("发票 2"), "店长")).await;
    check(fixture).await;
}

xiaonuan_tests::on_both!(
    a_donors_receipt_is_of_one_donation,
    a_shops_receipt_is_redeemed_once,
    an_invoice_confirms_one_statement_of_its_merchant,
);
