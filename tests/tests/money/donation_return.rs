//! Donations given back: never more in total than was given, nor than the fund has available.

use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{cash, donation, entry, give_back};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

use crate::check;

async fn a_donation_is_given_back_in_parts_and_never_more_than_it_was(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let seq = books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books.accept(donation("DON2", "2026-01-01", "F1", "100")).await;
    books.accept(give_back("BACK1", "2026-01-02", "DON1", "60")).await;
    let refusal = books.refuse(give_back("BACK2", "2026-01-03", "DON1", "40.01")).await;
    assert_eq!(refusal.code, C::ExceedsDonation);
    assert_eq!(refusal.facts["left"], "40.00");
    books.accept(give_back("BACK3", "2026-01-03", "DON1", "40")).await;
    assert_eq!(books.balance(&format!("memo/returned/{seq}")).await, 10_000);
    for (address, fen) in [
        ("general/F1/bank", 10_000),
        ("general/F1/donation", -10_000),
        ("budget/F1/available", 10_000),
        ("budget/F1/authorised/donation", -10_000),
        ("memo/returns", -10_000),
    ] {
        assert_eq!(books.balance(address).await, fen, "{address}");
    }
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn what_was_spent_or_promised_is_not_given_back(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-05", "F1", "100")).await;
    books.accept(cash("DIS1", "2026-01-06", "F1", "R03", "30")).await;
    for (command, code) in [
        (give_back("B1", "2026-01-07", "DON1", "70.01"), C::FundInsufficient),
        (give_back("B2", "2026-01-07", "DON9", "1"), C::UnknownDonation),
        (give_back("B3", "2026-01-07", "某人", "1"), C::UnknownDonation),
        (give_back("B4", "2026-01-04", "DON1", "1"), C::BeforeDonation),
        (give_back("B5", "2026-01-07", "DON1", "-1"), C::InvalidAmount),
    ] {
        assert_eq!(books.refuse(command).await.code, code);
    }
    books.accept(give_back("B6", "2026-01-07", "DON1", "70")).await;
    check(fixture).await;
}

async fn many_at_once_never_get_more_than_was_given(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "10")).await;
    books.accept(donation("DON2", "2026-01-01", "F1", "100")).await;
    let asked = (0..20).map(|at| give_back(&format!("B{at}"), "2026-01-02", "DON1", "3"));
    assert_eq!(books.accepted_of(asked.collect()).await, 3);
    books.obey_the_laws().await;
}

async fn a_donation_of_the_same_batch_can_be_given_back(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let batch = [
        entry(donation("DON1", "2026-01-01", "F1", "10")),
        entry(give_back("B1", "2026-01-02", "DON1", "6")),
        entry(give_back("B2", "2026-01-02", "DON1", "6")),
    ];
    let accepted: Vec<bool> = books
        .append(&batch)
        .await
        .into_iter()
        .map(|answer| matches!(answer.outcome, Outcome::Accepted(_)))
        .collect();
    assert_eq!(accepted, [true, true, false]);
    books.obey_the_laws().await;
    check(fixture).await;
}

xiaonuan_tests::on_both!(
    a_donation_is_given_back_in_parts_and_never_more_than_it_was,
    what_was_spent_or_promised_is_not_given_back,
    many_at_once_never_get_more_than_was_given,
    a_donation_of_the_same_batch_can_be_given_back,
);
