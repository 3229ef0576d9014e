//! Cash in hand against bank; interest, charges and fees.

use xiaonuan_domain::account::{Charge, Held};
use xiaonuan_domain::command::{Command, Donation};
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_tests::ask::{cash, charge, deposit, donation, donation_in_hand, interest, withdraw};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

use crate::check;

async fn cash_goes_into_hand_and_back(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books.accept(donation_in_hand("DON2", "2026-01-02", "F1", "30")).await;
    assert_eq!(books.balance("general/F1/cash").await, 3000);
    assert_eq!(books.balance("general/F1/bank").await, 10_000);
    books.accept(withdraw("W1", "2026-01-03", "F1", "60")).await;
    books.accept(deposit("P1", "2026-01-04", "F1", "50.50")).await;
    assert_eq!(books.balance("general/F1/cash").await, 3950);
    assert_eq!(books.balance("general/F1/bank").await, 9050);
    assert_eq!(books.balance("budget/F1/available").await, 13_000);
    for (command, code) in [
        (withdraw("W2", "2026-01-05", "F1", "90.51"), C::BankInsufficient),
        (deposit("P2", "2026-01-05", "F1", "39.51"), C::CashInsufficient),
        (withdraw("W3", "2026-01-05", "F9", "1"), C::UnknownFund),
        (withdraw("W4", "2026-01-05", "F1", "0"), C::InvalidAmount),
        (deposit("P3", "2026-12-31", "F1", "1"), C::FutureDate),
    ] {
        assert_eq!(books.refuse(command).await.code, code);
    }
    // On the second nothing had been withdrawn yet.
    let late = books.refuse(deposit("P4", "2026-01-02", "F1", "31")).await;
    assert_eq!((late.code, late.late), (C::CashInsufficient, true));
    // Help in cash is paid from the bank: what is in hand does not count.
    let refusal = books.refuse(cash("DIS1", "2026-01-06", "F1", "R03", "100")).await;
    assert_eq!(refusal.code, C::BankInsufficient);
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn only_a_gift_in_cash_is_kept_in_hand(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let Command::Donate(banked) = donation("DON1", "2026-01-01", "F1", "100") else {
        panic!("a donation")
    };
    let refusal = books
        .refuse(Command::Donate(Donation {
            held: Held::Hand,
            ..banked
        }))
        .await;
    assert_eq!(refusal.code, C::NotInCash);
    let seq = books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    let records = books.records().await;
    let record = records.iter().find(|record| record.seq == seq).expect("the record");
    assert!(!record.document.contains("held"), "{}", record.document);
}

async fn interest_and_fees_change_what_may_be_promised(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(interest("INT1", "2026-01-01", "F1", "3.21")).await;
    books
        .accept(charge("FEE1", "2026-01-02", "F1", Charge::BankCharge, "0.21"))
        .await;
    books
        .accept(charge("FEE2", "2026-01-02", "F1", Charge::HostFee, "1"))
        .await;
    for (address, fen) in [
        ("general/F1/bank", 200),
        ("general/F1/other-income", -321),
        ("general/F1/cost/bank-charge", 21),
        ("general/F1/cost/host-fee", 100),
        ("budget/F1/available", 200),
        ("budget/F1/authorised/other", -321),
        ("budget/F1/spent/cost", 121),
    ] {
        assert_eq!(books.balance(address).await, fen, "{address}");
    }
    let refusal = books
        .refuse(charge("FEE3", "2026-01-03", "F1", Charge::HostFee, "2.01"))
        .await;
    assert_eq!(refusal.code, C::FundInsufficient);
    let again = books
        .accept(charge("FEE2", "2026-01-02", "F1", Charge::HostFee, "1"))
        .await;
    assert_eq!(again, books.head().await, "asked again, it is answered as before");
    books.obey_the_laws().await;
    check(fixture).await;
}

xiaonuan_tests::on_both!(
    cash_goes_into_hand_and_back,
    only_a_gift_in_cash_is_kept_in_hand,
    interest_and_fees_change_what_may_be_promised,
);
