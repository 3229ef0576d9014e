//! What is left of a voucher returns to its fund before anything is decided at or after its end.

use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{by_reference, cash, donation, entry, moment, spend, voucher};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

async fn with_vouchers(fixture: &Fixture) -> (Books, i64) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(voucher("V1", "2026-01-02", "F1", "R01", "30", "2026-01-31"))
        .await;
    books
        .accept(voucher("V2", "2026-01-02", "F1", "R02", "20", "2026-01-20"))
        .await;
    books
        .accept(voucher("V3", "2026-01-03", "F1", "R03", "50", "2026-01-31"))
        .await;
    let head = books
        .accept(spend("RED1", "2026-01-05 10:00", "M01", "R01", "12"))
        .await;
    (books, head)
}

fn expiry(reference: &str) -> (RecordKind, String) {
    (RecordKind::VoucherExpiry, reference.to_owned())
}

async fn money_that_is_due_back_is_back_before_it_is_needed(fixture: &Fixture) {
    let (books, head) = with_vouchers(fixture).await;
    // All ¥100 had been promised; ¥88 of vouchers end unspent.
    books.accept(cash("DIS1", "2026-02-01", "F1", "R04", "88")).await;
    let expected = [expiry("V2"), expiry("V1"), expiry("V3")];
    assert_eq!(books.kinds_after(head).await[..3], expected);
    let records = books.records().await;
    let ends: Vec<_> = records
        .iter()
        .skip(usize::try_from(head).expect("small"))
        .take(3)
        .collect();
    let ends: Vec<_> = ends.into_iter().map(|record| record.occurred_at()).collect();
    let last = moment("2026-02-01 00:00");
    assert_eq!(ends, [moment("2026-01-21 00:00"), last, last]);
    assert_eq!(books.balance("budget/F1/available").await, 0);
    assert_eq!(books.balance("budget/F1/spent/expired").await, -8800);
    books.obey_the_laws().await;
}

async fn a_voucher_is_good_until_the_end_of_its_last_day(fixture: &Fixture) {
    let (books, head) = with_vouchers(fixture).await;
    books
        .accept(spend("RED2", "2026-01-31 23:59", "M01", "R01", "10"))
        .await;
    assert_eq!(
        books.kinds_after(head).await,
        [expiry("V2"), (RecordKind::Redemption, "RED2".to_owned())]
    );
    let refusal = books.refuse(spend("RED3", "2026-02-01 00:00", "M01", "R01", "1")).await;
    assert_eq!((refusal.code, refusal.late), (RefusalCode::VoucherInsufficient, false));
    assert_eq!(books.kinds_after(head).await[2..], [expiry("V1"), expiry("V3")]);
    // What comes to light later cannot be paid from what has gone back.
    let refusal = books.refuse(spend("RED4", "2026-01-30 12:00", "M01", "R03", "1")).await;
    assert_eq!(refusal.code, RefusalCode::VoucherInsufficient);
    books.obey_the_laws().await;
}

async fn each_voucher_expires_once(fixture: &Fixture) {
    let (books, head) = with_vouchers(fixture).await;
    let due = |day: &str| by_reference(Command::ExpireDue(moment(&format!("{day} 00:00"))));
    let batch = [
        due("2026-01-21"),
        due("2026-01-21"),
        due("2026-02-01"),
        due("2026-01-21"),
        due("2026-06-01"),
    ];
    let answers: Vec<_> = books
        .append(&batch)
        .await
        .into_iter()
        .map(|answer| answer.outcome)
        .collect();
    assert_eq!(answers, [1, 1, 3, 3, 3].map(|more| Outcome::Accepted(head + more)));
    books.append(&batch).await;
    assert_eq!(
        books.kinds_after(head).await,
        [expiry("V2"), expiry("V1"), expiry("V3")]
    );
    books.obey_the_laws().await;
}

async fn what_is_refused_lets_due_vouchers_expire_all_the_same(fixture: &Fixture) {
    let (books, head) = with_vouchers(fixture).await;
    books.refuse(cash("DIS1", "2026-01-25", "F1", "R04", "1000")).await;
    assert_eq!(books.kinds_after(head).await, [expiry("V2")]);
    assert_eq!(books.balance("budget/F1/available").await, 2000);
}

async fn nothing_expires_by_what_is_dated_in_the_future(fixture: &Fixture) {
    let (books, head) = with_vouchers(fixture).await;
    fixture.clock.set(moment("2026-01-15 12:00"));
    let refusal = books.refuse(cash("DIS1", "2026-03-01", "F1", "R04", "1")).await;
    assert_eq!(refusal.code, RefusalCode::FutureDate);
    let due = by_reference(Command::ExpireDue(moment("2026-02-01 00:00")));
    assert!(matches!(
        books.append(&[due]).await.remove(0).outcome,
        Outcome::Refused(_)
    ));
    assert_eq!(books.head().await, head);
}

async fn a_voucher_recorded_after_its_end_expires_before_the_next_entry(fixture: &Fixture) {
    for together in [false, true] {
        let mut town = Neighbourhood::qingzhu();
        town.community.code = if together { "together" } else { "apart" }.parse().expect("a code");
        let books = fixture.open(town).await;
        books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
        books
            .accept(voucher("V0", "2026-01-01", "F1", "R02", "5", "2026-03-15"))
            .await;
        let head = books.accept(donation("DON2", "2026-03-01", "F1", "1")).await;
        let told = [
            voucher("V1", "2026-01-02", "F1", "R01", "30", "2026-01-31"),
            voucher("V2", "2026-01-03", "F1", "R01", "20", "2026-01-20"),
            spend("RED1", "2026-01-04 10:00", "M01", "R01", "25"),
            // At the end of V2: only V2, of which 20 were spent first, has ended.
            spend("RED2", "2026-01-21 00:00", "M01", "R01", "10"),
            donation("DON3", "2026-02-01", "F1", "1"),
            donation("DON4", "2026-04-01", "F1", "1"),
        ];
        if together {
            books.accept_all(told.into_iter().map(entry).collect()).await;
        } else {
            for command in told {
                books.accept(command).await;
            }
        }
        let kinds: Vec<_> = books.kinds_after(head).await.into_iter().skip(4).collect();
        let redemption = |reference: &str| (RecordKind::Redemption, reference.to_owned());
        let gift = |reference: &str| (RecordKind::Donation, reference.to_owned());
        let expected = [
            redemption("RED1"),
            redemption("RED2"),
            expiry("V1"),
            gift("DON3"),
            expiry("V0"),
            gift("DON4"),
        ];
        assert_eq!(kinds, expected);
        assert_eq!(books.balance("budget/F1/spent/expired").await, -2000);
        books.obey_the_laws().await;
    }
}

xiaonuan_tests::on_both!(
    money_that_is_due_back_is_back_before_it_is_needed,
    a_voucher_is_good_until_the_end_of_its_last_day,
    each_voucher_expires_once,
    what_is_refused_lets_due_vouchers_expire_all_the_same,
    nothing_expires_by_what_is_dated_in_the_future,
    a_voucher_recorded_after_its_end_expires_before_the_next_entry,
);
