//! What is paid from hand: help in cash, charges, settlements; and what comes back to where it was paid from.

use xiaonuan_domain::account::{Charge, Held};
use xiaonuan_domain::command::money::MoneyEvent;
use xiaonuan_domain::command::{Command, Disbursement, PaySettlement, Settlement};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_tests::ask::{
    approve, bill, cash, charge, donation, donation_in_hand, owed_to, pay, prepare, reverse, settle, settle_part,
    voucher,
};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

use crate::check;

/// The same, paid from what is in hand.
fn from_hand(command: Command) -> Command {
    let from = Held::Hand;
    match command {
        Command::Disburse(asked) => Command::Disburse(Disbursement { from, ..asked }),
        Command::Settle(asked) => Command::Settle(Settlement { from, ..asked }),
        Command::PaySettlement(asked) => Command::PaySettlement(PaySettlement { from, ..asked }),
        Command::Money(event) => Command::Money(Box::new(match *event {
            MoneyEvent::Charge(mut asked) => {
                asked.from = from;
                MoneyEvent::Charge(asked)
            }
            other => other,
        })),
        other => other,
    }
}

async fn money_in_hand_pays_help_charges_and_merchants(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books.accept(donation_in_hand("DON2", "2026-01-01", "F1", "50")).await;
    books.accept(bill("DIS1", "2026-01-02", "F1", "R03", "M01", "20")).await;
    books
        .accept(from_hand(cash("DIS2", "2026-01-03", "F1", "R03", "10")))
        .await;
    books
        .accept(from_hand(charge("FEE1", "2026-01-03", "F1", Charge::BankCharge, "1")))
        .await;
    books
        .accept(from_hand(settle_part("JS1", "2026-01-04", "M01", "5")))
        .await;
    assert_eq!(books.balance("general/F1/cash").await, 3400);
    assert_eq!(books.balance("general/F1/bank").await, 10_000);
    for (command, code) in [
        (cash("DIS3", "2026-01-05", "F1", "R04", "34.01"), C::CashInsufficient),
        (
            charge("FEE2", "2026-01-05", "F1", Charge::HostFee, "34.01"),
            C::CashInsufficient,
        ),
        (
            voucher("DIS4", "2026-01-05", "F1", "R04", "1", "2026-03-31"),
            C::NotInCash,
        ),
        (bill("DIS5", "2026-01-05", "F1", "R04", "M01", "1"), C::NotInCash),
    ] {
        assert_eq!(books.refuse(from_hand(command)).await.code, code);
    }
    // A settlement goes back to where it was paid from.
    books
        .accept(reverse("CX1", "2026-01-06", RecordKind::Settlement, "JS1"))
        .await;
    assert_eq!(books.balance("general/F1/cash").await, 3900);
    books
        .accept(prepare("JS2", "2026-01-07", owed_to("M01", None), "甲"))
        .await;
    books.accept(approve("JS2", "乙")).await;
    books.accept(from_hand(pay("JS2", "2026-02-02", "丙"))).await;
    assert_eq!(books.balance("general/F1/cash").await, 1900);
    assert_eq!(books.balance("general/F1/bank").await, 10_000);
    books
        .accept(bill("DIS6", "2026-02-03", "F1", "R05", "M01", "19.01"))
        .await;
    let refusal = books.refuse(from_hand(settle("JS3", "2026-02-04", "M01"))).await;
    assert_eq!(refusal.code, C::CashInsufficient);
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn what_is_paid_from_the_bank_is_recorded_as_ever(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books.accept(cash("DIS1", "2026-01-03", "F1", "R03", "10")).await;
    books
        .accept(charge("FEE1", "2026-01-03", "F1", Charge::BankCharge, "1"))
        .await;
    books.accept(bill("DIS2", "2026-01-03", "F1", "R04", "M01", "2")).await;
    books.accept(settle("JS1", "2026-01-04", "M01")).await;
    for record in books.records().await {
        assert!(!record.document.contains("\"from\""), "{}", record.document);
    }
}

xiaonuan_tests::on_both!(
    money_in_hand_pays_help_charges_and_merchants,
    what_is_paid_from_the_bank_is_recorded_as_ever,
);
