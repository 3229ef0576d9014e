//! Many who ask at once: no bound is crossed, and what is left is exact.

use std::sync::Arc;

use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{cash, donation, redeem, settle_part, spend, voucher};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::{Neighbourhood, Offer};

const CALLERS: usize = 32;

/// One command per caller; the n-th is made with a reference of its own.
fn callers(command: impl Fn(usize, &str) -> Command) -> Vec<Command> {
    (1..=CALLERS).map(|n| command(n, &format!("X{n:02}"))).collect()
}

async fn nobody_overspends_a_fund(fixture: &Fixture) {
    let books = fixture
        .open(Neighbourhood::new("qingzhu").fund("F1").residents(1))
        .await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    let asked = callers(|_, reference| cash(reference, "2026-02-01", "F1", "R001", "7"));
    assert_eq!(books.accepted_of(asked).await, 14);
    assert_eq!(books.balance("budget/F1/available").await, 200);
    assert_eq!(books.balance("general/F1/bank").await, 200);
    books.obey_the_laws().await;
}

async fn nobody_overspends_a_discounts_budget(fixture: &Fixture) {
    let offer = Offer::off("D01", "M01", "3").budget("50");
    let books = fixture
        .open(
            Neighbourhood::new("qingzhu")
                .merchant("M01")
                .residents(32)
                .discount(offer),
        )
        .await;
    let asked = callers(|n, reference| redeem(reference, "2026-02-01 10:00", "M01", &format!("R{n:03}"), "D01", "20"));
    assert_eq!(books.accepted_of(asked).await, 16);
    assert_eq!(books.balance("memo/discount/D01").await, 4800);
    assert_eq!(books.balance("memo/borne-merchant/M01").await, -4800);
    books.obey_the_laws().await;
}

async fn nobody_uses_a_discount_too_often(fixture: &Fixture) {
    let offer = Offer::off("D01", "M01", "3").uses(3, UsesScope::Household, PeriodLength::Week);
    let town = Neighbourhood::new("qingzhu").merchant("M01").discount(offer);
    let town = town.resident_of("R1", "H1").resident_of("R2", "H1").resident("R3");
    let books = fixture.open(town).await;
    let one_week = callers(|n, reference| {
        let resident = ["R1", "R2"][n % 2];
        redeem(reference, "2026-03-01 10:00", "M01", resident, "D01", "20")
    });
    assert_eq!(books.accepted_of(one_week).await, 3);
    books
        .accept(redeem("ALONE", "2026-03-01 10:00", "M01", "R3", "D01", "20"))
        .await;
    books
        .accept(redeem("NEXT", "2026-03-02 10:00", "M01", "R1", "D01", "20"))
        .await;
    assert_eq!(books.balance("memo/discount/D01").await, 1500);
    books.obey_the_laws().await;
}

async fn nobody_overspends_a_voucher(fixture: &Fixture) {
    let books = fixture
        .open(Neighbourhood::new("qingzhu").fund("F1").merchant("M01").residents(1))
        .await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(voucher("DIS1", "2026-01-02", "F1", "R001", "20", "2026-06-30"))
        .await;
    books
        .accept(voucher("DIS2", "2026-01-02", "F1", "R001", "14", "2026-05-31"))
        .await;
    let asked = callers(|_, reference| spend(reference, "2026-02-01 10:00", "M01", "R001", "10"));
    assert_eq!(books.accepted_of(asked).await, 3);
    assert_eq!(books.balance("general/F1/payable/M01").await, -3000);
    let left: i64 = balances_below(&books, "general/F1/voucher/").await;
    assert_eq!(left, -400);
    books.obey_the_laws().await;
}

async fn balances_below(books: &Books, prefix: &str) -> i64 {
    let balances = books.balances().await;
    balances
        .iter()
        .filter(|(address, _)| address.starts_with(prefix))
        .map(|(_, balance)| balance)
        .sum()
}

async fn nobody_is_paid_more_than_is_owed(fixture: &Fixture) {
    let books = fixture
        .open(Neighbourhood::new("qingzhu").fund("F1").merchant("M01").residents(1))
        .await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(voucher("DIS1", "2026-01-02", "F1", "R001", "90", "2026-06-30"))
        .await;
    books
        .accept(spend("RED1", "2026-01-03 10:00", "M01", "R001", "65"))
        .await;
    let asked = callers(|_, reference| settle_part(reference, "2026-02-01", "M01", "4"));
    assert_eq!(books.accepted_of(asked).await, 16);
    assert_eq!(books.balance("general/F1/payable/M01").await, -100);
    assert_eq!(books.balance("memo/settled/M01").await, 6400);
    books.obey_the_laws().await;
}

async fn two_processes_share_every_bound(fixture: &Fixture) {
    let offer = Offer::off("D01", "M01", "3").budget("31").borne_by("F1", "50");
    let town = Neighbourhood::new("qingzhu")
        .fund("F1")
        .merchant("M01")
        .residents(2)
        .discount(offer);
    let here = fixture.open(town).await;
    let there = here.in_process(&fixture.another_process(99).await);
    here.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    there
        .accept(voucher("DIS1", "2026-01-02", "F1", "R001", "30", "2026-06-30"))
        .await;
    let half = |n: usize, reference: &str| match n % 3 {
        0 => redeem(reference, "2026-02-01 10:00", "M01", "R002", "D01", "20"),
        1 => spend(reference, "2026-02-01 10:00", "M01", "R001", "7"),
        _ => cash(reference, "2026-02-01", "F1", "R002", "11"),
    };
    let asked_here = callers(half);
    let asked_there = callers(|n, reference| half(n, &format!("Y{reference}")));
    let (one, other) = tokio::join!(here.accepted_of(asked_here), there.accepted_of(asked_there));
    // Whatever the order: ten discounts of ¥3, four spendings of ¥7, and as often ¥11 as the fund then has.
    assert_eq!(here.balance("memo/discount/D01").await, 3000);
    assert_eq!(balances_below(&here, "general/F1/voucher/").await, -200);
    let left = there.balance("budget/F1/available").await;
    assert!((0..1100).contains(&left), "{left}");
    let cash = 7000 - 1500 - left;
    assert_eq!(cash % 1100, 0);
    assert_eq!(
        one + other,
        10 + 4 + usize::try_from(cash / 1100).expect("not below zero")
    );
    here.obey_the_laws().await;
}

async fn what_one_process_registers_the_other_knows_at_once(fixture: &Fixture) {
    let here = fixture
        .open(Neighbourhood::new("qingzhu").fund("F1").residents(1))
        .await;
    let there = here.in_process(&fixture.another_process(99).await);
    here.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    there.accept(cash("DIS1", "2026-01-02", "F1", "R001", "1")).await;
    let more = Neighbourhood::new("qingzhu")
        .fund("F1")
        .residents(3)
        .fund("F2")
        .merchant("M01")
        .registrations;
    for (at, command) in more.into_iter().skip(2).enumerate() {
        let (registering, using) = if at % 2 == 0 { (&here, &there) } else { (&there, &here) };
        registering.accept(command.clone()).await;
        let reference = format!("AFTER{at}");
        let used = match &command {
            Command::RegisterResident(it) => cash(&reference, "2026-02-01", "F1", it.resident.as_str(), "1"),
            Command::RegisterFund(it) => donation(&reference, "2026-02-01", it.fund.as_str(), "1"),
            _ => continue,
        };
        using.accept(used).await;
    }
    here.obey_the_laws().await;
}

/// Registers are read once and shared, for as long as the head says that none has changed; an older view has the older.
async fn registers_are_kept_until_one_changes(fixture: &Fixture) {
    let here = fixture
        .open(Neighbourhood::new("qingzhu").fund("F1").residents(2))
        .await;
    let there = here.in_process(&fixture.another_process(99).await);
    let read = async |books: &Books, at: i64| {
        let registers = books.process.database().registers_at(books.community, at).await;
        registers.expect("the database works")
    };
    let first = read(&there, i64::MAX).await;
    here.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    let before = here.head().await;
    assert!(
        Arc::ptr_eq(&first, &read(&there, before).await),
        "a donation changes no register"
    );
    here.accept(Neighbourhood::new("qingzhu").fund("F2").registrations.remove(0))
        .await;
    for books in [&here, &there] {
        assert_eq!(read(books, i64::MAX).await.funds.len(), 2);
        assert_eq!(read(books, before).await.funds.len(), 1, "as it stood then");
        assert_eq!(read(books, i64::MAX).await.funds.len(), 2);
        let now = read(books, before + 1).await;
        assert!(Arc::ptr_eq(&now, &read(books, i64::MAX).await));
    }
}

async fn communities_record_beside_each_other(fixture: &Fixture) {
    let one = fixture
        .open(Neighbourhood::new("qingzhu").fund("F1").residents(1))
        .await;
    let other = fixture.open(Neighbourhood::new("baimu").fund("F1").residents(1)).await;
    let mut waiting = Vec::new();
    for n in 0..CALLERS {
        let books = if n % 2 == 0 { one.clone() } else { other.clone() };
        let gift = donation(&format!("DON{n}"), "2026-01-01", "F1", "1");
        waiting.push(tokio::spawn(async move { books.tell_grouped(gift).await }));
    }
    for answer in waiting {
        assert!(matches!(answer.await.expect("no panic"), Outcome::Accepted(_)));
    }
    for books in [one, other] {
        assert_eq!(books.balance("general/F1/bank").await, 1600);
        books.obey_the_laws().await;
    }
}

xiaonuan_tests::on_both!(
    nobody_overspends_a_fund,
    nobody_overspends_a_discounts_budget,
    nobody_uses_a_discount_too_often,
    nobody_overspends_a_voucher,
    nobody_is_paid_more_than_is_owed,
    two_processes_share_every_bound,
    what_one_process_registers_the_other_knows_at_once,
    registers_are_kept_until_one_changes,
    communities_record_beside_each_other,
);
