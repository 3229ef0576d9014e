//! Transfers between funds: only where both are unrestricted.

use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_tests::ask::{cash, donation, transfer};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

use crate::check;

async fn unrestricted_money_moves_in_one_record(fixture: &Fixture) {
    let books = fixture
        .open(Neighbourhood::qingzhu().open_fund("U1").open_fund("U2"))
        .await;
    books.accept(donation("DON1", "2026-01-01", "U1", "100")).await;
    let head = books.accept(transfer("T1", "2026-01-02", "U1", "U2", "60")).await;
    assert_eq!(head, books.head().await);
    for (address, fen) in [
        ("general/U1/bank", 4000),
        ("general/U1/net-assets/unrestricted", 6000),
        ("budget/U1/available", 4000),
        ("budget/U1/authorised/transfer", 6000),
        ("general/U2/bank", 6000),
        ("general/U2/net-assets/unrestricted", -6000),
        ("budget/U2/available", 6000),
        ("budget/U2/authorised/transfer", -6000),
    ] {
        assert_eq!(books.balance(address).await, fen, "{address}");
    }
    books.accept(cash("DIS1", "2026-01-03", "U2", "R03", "60")).await;
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn restricted_money_stays_in_its_fund(fixture: &Fixture) {
    let books = fixture
        .open(Neighbourhood::qingzhu().open_fund("U1").open_fund("U2"))
        .await;
    books.accept(donation("DON1", "2026-01-01", "U1", "100")).await;
    books.accept(donation("DON2", "2026-01-01", "F1", "100")).await;
    for (from, to, amount, code) in [
        ("F1", "U1", "1", C::RestrictedFund),
        ("U1", "F1", "1", C::RestrictedFund),
        ("U1", "U1", "1", C::SameFund),
        ("U1", "U9", "1", C::UnknownFund),
        ("U1", "U2", "100.01", C::FundInsufficient),
        ("U1", "U2", "0", C::InvalidAmount),
    ] {
        assert_eq!(
            books.refuse(transfer("T1", "2026-01-02", from, to, amount)).await.code,
            code
        );
    }
}

xiaonuan_tests::on_both!(
    unrestricted_money_moves_in_one_record,
    restricted_money_stays_in_its_fund
);
