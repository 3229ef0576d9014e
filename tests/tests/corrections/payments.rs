//! Help that was paid by mistake: the payment is taken back, and the approval holds again.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;
use xiaonuan_app::report::ReportName;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::command::{Approved, CaseStep, Command, StepCase};
use xiaonuan_domain::record::{RecordKind as Kind, Seq};
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_persistence::journal::Entry;
use xiaonuan_persistence::outcome::{Binding, ContentHash, Key, Outcome};
use xiaonuan_tests::ask::{
    bill, cash, code, day, donation, entry, redeem, reverse, reverse_number, settle, settle_part, spend, voucher,
};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

const PAID: Kind = Kind::DisbursementPaid;

/// 100.00 in a fund.
async fn with_money(fixture: &Fixture) -> Books {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
}

static ASKED: AtomicU64 = AtomicU64::new(0);

/// Takes a step under a key of its own, as each request has one.
async fn take(books: &Books, case: &str, date: &str, step: CaseStep) -> Seq {
    let command = Command::StepCase(Box::new(StepCase {
        case: code(case),
        date: day(date),
        by: "出纳".to_owned(),
        step,
        evidence: Vec::new(),
    }));
    let key = Key {
        scope: "request/case-step",
        key: format!("key-{}", ASKED.fetch_add(1, Ordering::Relaxed)),
        content: ContentHash::default(),
        conflict: C::IdempotencyKeyReused,
        binding: Binding::Every,
    };
    let entry = Entry::under(key, &Actor::operator("test"), Ok(command));
    match books.append(&[entry]).await.remove(0).outcome {
        Outcome::Accepted(seq) => seq,
        Outcome::Refused(refusal) => panic!("{case} was refused: {refusal} {:?}", refusal.facts),
    }
}

fn pay(approval: Seq) -> CaseStep {
    CaseStep::Pay {
        approval: Approved::Record(approval),
        from: xiaonuan_domain::account::Held::Bank,
        duplicate_reason: Some("另一项困难".to_owned()),
    }
}

fn cancel() -> CaseStep {
    CaseStep::Cancel {
        reason: "不再需要".to_owned(),
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

async fn encumbered(fixture: &Fixture, day: &str) -> Vec<(String, String)> {
    let report = Office::of(fixture)
        .report(ReportName::Encumbrances, "qingzhu", day)
        .await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = report["rows"].as_array().expect("rows").iter();
    rows.map(|row| (text(&row["ref"]), text(&row["state"]))).collect()
}

/// Of help in one step the record before the payment approved it.
async fn every_kind_of_help_is_promised_again(fixture: &Fixture) {
    let books = with_money(fixture).await;
    let given = [
        cash("DIS1", "2026-01-05", "F1", "R01", "10"),
        voucher("DIS2", "2026-01-05", "F1", "R02", "20", "2026-03-31"),
        bill("DIS3", "2026-01-05", "F1", "R03", "M01", "30"),
    ];
    let mut paid = Vec::new();
    for help in given {
        paid.push(books.accept(help).await);
    }
    for (place, of) in ["DIS1", "DIS2", "DIS3"].into_iter().enumerate() {
        let early = reverse(&format!("EARLY{place}"), "2026-01-04", PAID, of);
        assert_eq!(books.refuse(early).await.code, C::BeforeOriginal);
        let own = format!("CX{place}");
        books.accept(reverse(&own, "2026-01-06", PAID, of)).await;
        let again = reverse(&format!("AGAIN{place}"), "2026-01-06", PAID, of);
        assert_eq!(books.refuse(again).await.code, C::AlreadyReversed);
    }
    let promised = [
        ("general/F1/bank", 10_000),
        ("general/F1/payable/M01", 0),
        ("general/F1/programme/cash", 0),
        ("general/F1/programme/voucher", 0),
        ("general/F1/programme/bill", 0),
        ("budget/F1/encumbered", 6_000),
        ("budget/F1/available", 4_000),
        ("budget/F1/spent/help", 0),
    ];
    balances(&books, &promised).await;
    let standing = encumbered(fixture, "2026-01-31").await;
    assert_eq!(standing.len(), 3, "{standing:?}");
    assert!(standing.iter().all(|(_, state)| state == "approved"), "{standing:?}");
    sound(fixture, &books).await;
    // It can be paid again, or given up.
    for (of, paid) in ["DIS1", "DIS2", "DIS3"].into_iter().zip(&paid) {
        take(&books, of, "2026-01-07", pay(paid - 1)).await;
    }
    books.accept(spend("RED1", "2026-01-08 10:00", "M02", "R02", "5")).await;
    balances(
        &books,
        &[("budget/F1/encumbered", 0), ("general/F1/payable/M01", -3_000)],
    )
    .await;
    // The second payment has a name of its own; its number names it as well.
    let payments = books.records().await.into_iter();
    let payments: Vec<Seq> = payments
        .filter(|record| record.kind == PAID.as_str() && record.seq > paid[2])
        .map(|record| record.seq)
        .collect();
    books.accept(reverse_number("CX8", "2026-01-09", payments[0])).await;
    let used = books.refuse(reverse_number("CX9", "2026-01-09", payments[1])).await;
    assert_eq!((used.code, &*used.facts["amount"]), (C::VoucherUsed, "5.00"));
    take(&books, "DIS1", "2026-01-10", cancel()).await;
    assert!(encumbered(fixture, "2026-01-31").await.is_empty());
    books.accept(donation("DON2", "2026-04-01", "F1", "1")).await;
    balances(&books, &[("budget/F1/available", 6_600)]).await;
    sound(fixture, &books).await;
}

/// A voucher of which something was redeemed stays, until that is taken back; one that has ended stays for good. A
/// second one, after the first was taken back, is another voucher.
async fn a_voucher_is_taken_back_only_unused(fixture: &Fixture) {
    let books = with_money(fixture).await;
    let paid = books
        .accept(voucher("V1", "2026-01-02", "F1", "R01", "30", "2026-01-31"))
        .await;
    books
        .accept(spend("RED1", "2026-01-05 10:00", "M01", "R01", "12"))
        .await;
    let used = books.refuse(reverse("CX1", "2026-01-06", PAID, "V1")).await;
    assert_eq!((used.code, used.late), (C::VoucherUsed, false));
    books
        .accept(reverse("CX2", "2026-01-10", Kind::Redemption, "RED1"))
        .await;
    // On the 6th some of it was still spent.
    let late = books.refuse(reverse("CX3", "2026-01-06", PAID, "V1")).await;
    assert_eq!((late.code, late.late), (C::VoucherUsed, true));
    books.accept(reverse("CX4", "2026-01-10", PAID, "V1")).await;
    let gone = books.refuse(spend("RED2", "2026-01-11 10:00", "M01", "R01", "1")).await;
    assert_eq!(gone.code, C::VoucherInsufficient);
    let again = take(&books, "V1", "2026-01-12", pay(paid - 1)).await;
    books.accept(spend("RED3", "2026-01-13 10:00", "M01", "R01", "7")).await;
    sound(fixture, &books).await;
    books.accept(donation("DON2", "2026-02-02", "F1", "1")).await;
    let ended = books.refuse(reverse_number("CX5", "2026-02-03", again)).await;
    assert_eq!(ended.code, C::VoucherUsed);
    let expired = books.records().await.into_iter();
    let expired: Vec<_> = expired.filter(|record| record.kind == "voucher_expiry").collect();
    assert_eq!(expired.len(), 1);
    assert!(
        expired[0].document.contains(r#""amount":"23.00""#),
        "{}",
        expired[0].document
    );
    balances(&books, &[("budget/F1/available", 9_400)]).await;
    sound(fixture, &books).await;
}

/// What the merchant already got for a bill is to be given back, and is taken off what it gets next.
async fn a_bill_that_is_settled_becomes_receivable(fixture: &Fixture) {
    let books = with_money(fixture).await;
    books.accept(bill("B1", "2026-01-05", "F1", "R01", "M01", "30")).await;
    books.accept(settle_part("JS1", "2026-01-06", "M01", "20")).await;
    books.accept(reverse("CX1", "2026-01-07", PAID, "B1")).await;
    let expected = [
        ("general/F1/payable/M01", 0),
        ("general/F1/receivable/M01", 2_000),
        ("budget/F1/encumbered", 3_000),
    ];
    balances(&books, &expected).await;
    let last = books.records().await.pop().expect("a record");
    assert!(
        last.document
            .contains(r#""receivable":[{"amount":"20.00","fund":"F1"}]"#),
        "{}",
        last.document
    );
    take(&books, "B1", "2026-01-08", cancel()).await;
    books.accept(bill("B2", "2026-01-09", "F1", "R02", "M01", "25")).await;
    books.accept(settle("JS2", "2026-01-10", "M01")).await;
    balances(&books, &[("general/F1/bank", 7_500), ("general/F1/receivable/M01", 0)]).await;
    sound(fixture, &books).await;
}

/// Help in a later step than the payment is taken back not before that step, and is to be signed for again.
async fn what_was_signed_for_is_taken_back_after_it_was_signed(fixture: &Fixture) {
    let books = with_money(fixture).await;
    let paid = books.accept(cash("DIS1", "2026-01-05", "F1", "R01", "10")).await;
    let sign = || CaseStep::Sign {
        instead: None,
        agent: None,
    };
    take(&books, "DIS1", "2026-01-08", sign()).await;
    let early = books.refuse(reverse("CX1", "2026-01-07", PAID, "DIS1")).await;
    assert_eq!((early.code, &*early.facts["day"]), (C::BeforeOriginal, "2026-01-08"));
    books.accept(reverse("CX2", "2026-01-08", PAID, "DIS1")).await;
    take(&books, "DIS1", "2026-01-09", pay(paid - 1)).await;
    take(&books, "DIS1", "2026-01-10", sign()).await;
    sound(fixture, &books).await;
}

async fn help_that_was_taken_back_counts_for_nobody(fixture: &Fixture) {
    let books = with_money(fixture).await;
    books.accept(bill("B1", "2026-01-05", "F1", "R01", "M01", "30")).await;
    books
        .accept(redeem("RED1", "2026-01-06 10:00", "M01", "R02", "D01", "100"))
        .await;
    books.accept(reverse("CX1", "2026-01-20", PAID, "B1")).await;
    let office = Office::of(fixture);
    for (day, people) in [("2026-01-10", 2), ("2026-01-31", 1)] {
        let report = office.report(ReportName::Beneficiaries, "qingzhu", day).await;
        let rows = report["rows"].as_array().expect("rows").iter();
        let mut rows = rows.filter(|row| row["category"] == "dibao");
        assert_eq!(rows.next().expect("a row")["people"], people, "{day}");
    }
    let merchants = office.report(ReportName::Merchants, "qingzhu", "2026-01-31").await;
    let rows = merchants["rows"].as_array().expect("rows").iter();
    let mut rows = rows.filter(|row| row["merchant"] == "M01");
    assert_eq!(rows.next().expect("a row")["payable"], "5.00");
    sound(fixture, &books).await;
}

/// What can be named no more is said so, whether it is named by reference or by number, alone or among others.
async fn naming_what_was_taken_back_is_refused(fixture: &Fixture) {
    let books = with_money(fixture).await;
    let paid = books
        .accept(voucher("V1", "2026-01-02", "F1", "R01", "30", "2026-01-31"))
        .await;
    let spent = books.accept(spend("RED1", "2026-01-03 10:00", "M01", "R01", "5")).await;
    books
        .accept(reverse("CX1", "2026-01-04", Kind::Redemption, "RED1"))
        .await;
    let reversal = books.accept(reverse("CX2", "2026-01-05", PAID, "V1")).await;
    let named = |round: usize| {
        let own = |place: usize| format!("CY{round}-{place}");
        let claim = spend(&format!("LATE{round}"), "2026-01-07 10:00", "M01", "R01", "1");
        let day = "2026-01-06";
        [
            (reverse(&own(0), day, Kind::Reversal, "CX2"), C::NotReversible),
            (reverse_number(&own(1), day, reversal), C::NotReversible),
            (reverse(&own(2), day, PAID, "V1"), C::AlreadyReversed),
            (reverse_number(&own(3), day, paid), C::AlreadyReversed),
            (reverse(&own(4), day, Kind::Redemption, "RED1"), C::AlreadyReversed),
            (reverse_number(&own(5), day, spent), C::AlreadyReversed),
            (reverse_number(&own(6), day, paid - 1), C::NotReversible),
            (
                reverse(&own(7), day, Kind::DisbursementApproved, "V1"),
                C::NotReversible,
            ),
            (reverse(&own(8), day, Kind::VoucherExpiry, "V1"), C::UnknownRecord),
            (claim, C::VoucherInsufficient),
        ]
    };
    for (command, code) in named(1) {
        assert_eq!(books.refuse(command).await.code, code);
    }
    let (commands, codes): (Vec<Command>, Vec<C>) = named(2).into_iter().unzip();
    let answers = books.append(&commands.into_iter().map(entry).collect::<Vec<_>>()).await;
    for (answer, code) in answers.into_iter().zip(codes) {
        assert!(
            matches!(&answer.outcome, Outcome::Refused(refusal) if refusal.code == code),
            "{answer:?}"
        );
    }
    sound(fixture, &books).await;
}

/// A voucher that ended leaves records that name it; when its payment was taken back before, they name none.
async fn what_names_a_voucher_that_was_taken_back_is_refused(fixture: &Fixture) {
    let books = with_money(fixture).await;
    let paid = books
        .accept(voucher("V1", "2026-01-02", "F1", "R01", "30", "2026-01-31"))
        .await;
    books.accept(reverse("CX1", "2026-01-03", PAID, "V1")).await;
    take(&books, "V1", "2026-01-04", pay(paid - 1)).await;
    books
        .accept(spend("RED1", "2026-01-05 10:00", "M01", "R01", "12"))
        .await;
    books.accept(donation("DON2", "2026-02-02", "F1", "1")).await;
    let records = books.records().await;
    let expiry = records
        .iter()
        .find(|record| record.kind == "voucher_expiry")
        .expect("it ended");
    for (place, of) in [paid, paid + 1, expiry.seq].into_iter().enumerate() {
        let refused = books
            .refuse(reverse_number(&format!("CY{place}"), "2026-02-03", of))
            .await;
        assert!(
            matches!(refused.code, C::AlreadyReversed | C::NotReversible),
            "{refused:?}"
        );
    }
    let expiry = reverse("CY3", "2026-02-03", Kind::VoucherExpiry, &expiry.reference);
    assert_eq!(books.refuse(expiry).await.code, C::NotReversible);
    // What was spent of the second voucher comes back and goes to the fund at once, and is named in vain as well.
    let back = books
        .accept(reverse("CX2", "2026-02-03", Kind::Redemption, "RED1"))
        .await;
    for (place, of) in [back, back + 1].into_iter().enumerate() {
        let refused = books
            .refuse(reverse_number(&format!("CZ{place}"), "2026-02-04", of))
            .await;
        assert_eq!(refused.code, C::NotReversible);
    }
    balances(&books, &[("budget/F1/available", 10_100)]).await;
    sound(fixture, &books).await;
}

xiaonuan_tests::on_both!(
    every_kind_of_help_is_promised_again,
    a_voucher_is_taken_back_only_unused,
    a_bill_that_is_settled_becomes_receivable,
    what_was_signed_for_is_taken_back_after_it_was_signed,
    help_that_was_taken_back_counts_for_nobody,
    naming_what_was_taken_back_is_refused,
    what_names_a_voucher_that_was_taken_back_is_refused,
);
