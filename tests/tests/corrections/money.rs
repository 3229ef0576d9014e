//! Every other event of a fund's money is taken back like a donation: in red, once, within the bounds.

use std::collections::BTreeMap;

use serde_json::Value;
use xiaonuan_app::report::ReportName;
use xiaonuan_domain::account::Charge;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::RecordKind as Kind;
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_tests::ask::{
    cash, charge, deposit, donation, donation_in_hand, give_back, interest, reverse, transfer, withdraw,
};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

/// Two unrestricted funds, the first with 100.00 at the bank and 20.00 in hand.
async fn with_money(fixture: &Fixture) -> Books {
    let town = Neighbourhood::qingzhu().open_fund("U1").open_fund("U2");
    let books = fixture.open(town).await;
    books.accept(donation("DON1", "2026-01-01", "U1", "100")).await;
    books.accept(donation_in_hand("DON2", "2026-01-01", "U1", "20")).await;
    books
}

async fn standing(books: &Books) -> BTreeMap<String, i64> {
    let mut balances = books.balances().await;
    balances.retain(|_, balance| *balance != 0);
    balances
}

async fn sound(fixture: &Fixture, books: &Books) {
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn each_event_of_money_is_taken_back_to_what_was_before(fixture: &Fixture) {
    let books = with_money(fixture).await;
    let before = standing(&books).await;
    let day = "2026-01-05";
    let events = [
        (interest("E1", day, "U1", "3.21"), Kind::Interest),
        (charge("E2", day, "U1", Charge::BankCharge, "2"), Kind::Charge),
        (charge("E3", day, "U1", Charge::HostFee, "4"), Kind::Charge),
        (withdraw("E4", day, "U1", "30"), Kind::CashWithdrawn),
        (deposit("E5", day, "U1", "10"), Kind::CashDeposited),
        (transfer("E6", day, "U1", "U2", "60"), Kind::Transfer),
        (give_back("E7", day, "DON1", "40"), Kind::DonationReturned),
    ];
    for (place, (event, kind)) in events.into_iter().enumerate() {
        let seq = books.accept(event).await;
        assert_ne!(standing(&books).await, before, "{kind}");
        let (own, of) = (format!("CX{place}"), format!("E{}", place + 1));
        let early = reverse(&format!("EARLY{place}"), "2026-01-04", kind, &of);
        assert_eq!(books.refuse(early).await.code, C::BeforeOriginal, "{kind}");
        let back = books.accept(reverse(&own, day, kind, &of)).await;
        assert_eq!(standing(&books).await, before, "{kind}");
        let record = books.records().await.pop().expect("a record");
        assert_eq!((record.seq, record.reverses), (back, Some(seq)));
        let again = reverse(&format!("AGAIN{place}"), "2026-01-06", kind, &of);
        assert_eq!(books.refuse(again).await.code, C::AlreadyReversed, "{kind}");
    }
    sound(fixture, &books).await;
}

/// What came in and is spent, or went to hand and was used there, cannot be taken back; nor if only a later day forbids.
async fn bounds_hold_for_every_reversal(fixture: &Fixture) {
    let books = with_money(fixture).await;
    books.accept(interest("E1", "2026-01-02", "U2", "50")).await;
    books.accept(transfer("E2", "2026-01-03", "U1", "U2", "60")).await;
    books.accept(withdraw("E3", "2026-01-03", "U2", "30")).await;
    books.accept(deposit("E4", "2026-01-03", "U1", "20")).await;
    books.accept(cash("DIS1", "2026-01-04", "U2", "R01", "80")).await;
    books.accept(cash("DIS2", "2026-01-04", "U1", "R02", "60")).await;
    books.accept(deposit("E5", "2026-01-05", "U2", "30")).await;
    let refused: [(Command, C); 4] = [
        (reverse("CX1", "2026-01-06", Kind::Interest, "E1"), C::BankInsufficient),
        (reverse("CX2", "2026-01-06", Kind::Transfer, "E2"), C::FundInsufficient),
        (
            reverse("CX3", "2026-01-06", Kind::CashWithdrawn, "E3"),
            C::CashInsufficient,
        ),
        (
            reverse("CX4", "2026-01-06", Kind::CashDeposited, "E4"),
            C::BankInsufficient,
        ),
    ];
    let head = books.head().await;
    for (command, code) in refused {
        let said = format!("{command:?}");
        let refusal = books.refuse_for_now(command).await;
        assert_eq!((refusal.code, refusal.late), (code, false), "{said}");
    }
    assert_eq!(books.head().await, head);
    books.accept(donation("DON3", "2026-02-01", "U2", "50")).await;
    let late = books
        .refuse_for_now(reverse("CX5", "2026-01-20", Kind::Interest, "E1"))
        .await;
    assert_eq!((late.code, late.late), (C::BankInsufficient, true));
    books.accept(reverse("CX6", "2026-02-01", Kind::Interest, "E1")).await;
    sound(fixture, &books).await;
}

/// A donation of which a return was taken back may be given back again, up to what was given, or be taken back itself:
/// but not on a day on which some of it was still given back.
async fn what_was_given_back_by_mistake_counts_no_more(fixture: &Fixture) {
    let books = with_money(fixture).await;
    books.accept(give_back("B1", "2026-01-05", "DON1", "40")).await;
    let refusal = books.refuse(give_back("B2", "2026-01-06", "DON1", "60.01")).await;
    assert_eq!(refusal.code, C::ExceedsDonation);
    let refusal = books.refuse(reverse("CX1", "2026-01-06", Kind::Donation, "DON1")).await;
    assert_eq!((refusal.code, refusal.late), (C::GivenBack, false));
    books
        .accept(reverse("CX2", "2026-01-10", Kind::DonationReturned, "B1"))
        .await;
    let late = books.refuse(reverse("CX3", "2026-01-07", Kind::Donation, "DON1")).await;
    assert_eq!((late.code, late.late), (C::GivenBack, true));
    assert_eq!(late.facts["amount"], "40.00");
    books.accept(give_back("B3", "2026-01-11", "DON1", "100")).await;
    books
        .accept(reverse("CX4", "2026-01-12", Kind::DonationReturned, "B3"))
        .await;
    books.accept(reverse("CX5", "2026-01-13", Kind::Donation, "DON1")).await;
    let gone = books.refuse(give_back("B4", "2026-01-14", "DON1", "1")).await;
    assert_eq!(gone.code, C::AlreadyReversed);
    sound(fixture, &books).await;
}

fn cell(report: &Value, line: (&str, &str), column: &str) -> String {
    let rows = report["rows"].as_array().expect("rows").iter();
    let mut found = rows.filter(|row| row[line.0] == line.1);
    let row = found.next().unwrap_or_else(|| panic!("no {line:?}: {report:#}"));
    row[column].as_str().unwrap_or_default().to_owned()
}

async fn reports_tell_what_stands(fixture: &Fixture) {
    let books = with_money(fixture).await;
    books.accept(interest("E1", "2026-01-02", "U1", "5")).await;
    books
        .accept(charge("E2", "2026-01-02", "U1", Charge::BankCharge, "2"))
        .await;
    books.accept(withdraw("E3", "2026-01-02", "U1", "30")).await;
    books.accept(give_back("B1", "2026-01-02", "DON1", "40")).await;
    for (own, kind, of) in [
        ("CX1", Kind::Interest, "E1"),
        ("CX2", Kind::Charge, "E2"),
        ("CX3", Kind::CashWithdrawn, "E3"),
        ("CX4", Kind::DonationReturned, "B1"),
    ] {
        books.accept(reverse(own, "2026-02-03", kind, of)).await;
    }
    let office = Office::of(fixture);
    let report = async |name, day| office.report(name, "qingzhu", day).await;
    for (day, given) in [("2026-01-31", "80.00"), ("2026-02-28", "120.00")] {
        let donors = report(ReportName::DonorTotals, day).await;
        assert_eq!(donors["totals"]["amount"], given, "{day}");
    }
    let year = report(ReportName::FundStatement, "2026-02-28").await;
    let rows = year["rows"].as_array().expect("rows").iter();
    let of_fund: Vec<&Value> = rows.filter(|row| row["fund"] == "U1").collect();
    let amount = |line: &str| {
        let row = of_fund.iter().find(|row| row["line"] == line);
        row.map_or("0.00", |row| row["amount"].as_str().unwrap_or_default())
    };
    let lines = ["donation", "other_income", "cost", "closing"].map(amount);
    assert_eq!(lines, ["120.00", "0.00", "0.00", "120.00"]);
    let sheet = report(ReportName::BalanceSheet, "2026-02-28").await;
    let of_sheet = ["cash", "bank", "net_assets"].map(|line| cell(&sheet, ("line", line), "closing"));
    assert_eq!(of_sheet, ["20.00", "100.00", "120.00"]);
    for (name, of) in [(ReportName::CashJournal, "30.00"), (ReportName::BankJournal, "-5.00")] {
        let journal = report(name, "2026-02-28").await;
        let rows = journal["rows"].as_array().expect("rows").iter();
        let red: Vec<&Value> = rows.filter(|row| row["row"] == "reversal").collect();
        assert!(!red.is_empty(), "{journal:#}");
        let amounts = red.iter().flat_map(|row| [&row["debit"], &row["credit"]]);
        let amounts: Vec<&str> = amounts.filter_map(Value::as_str).collect();
        assert!(amounts.iter().all(|amount| amount.starts_with('-')), "{amounts:?}");
        assert!(amounts.iter().any(|amount| amount.ends_with(of)), "{amounts:?}");
    }
}

xiaonuan_tests::on_both!(
    each_event_of_money_is_taken_back_to_what_was_before,
    bounds_hold_for_every_reversal,
    what_was_given_back_by_mistake_counts_no_more,
    reports_tell_what_stands,
);
