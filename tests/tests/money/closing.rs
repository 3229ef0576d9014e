//! Closing of months and years.

use xiaonuan_app::report::ReportName;
use xiaonuan_domain::account::Charge;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::closing::{ClosePeriod, Closing, ReopenPeriod};
use xiaonuan_domain::command::money::OpeningItem;
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_domain::register::Span;
use xiaonuan_tests::ask::{
    bill, by_reference, cash, charge, close, code, day, donation, entry, interest, moment, open, opening, redeem,
    reopen, reopening, settle, spend, voucher,
};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

use crate::check;

async fn document(books: &Books, seq: i64) -> (String, serde_json::Value) {
    let records = books.records().await;
    let record = records.iter().find(|record| record.seq == seq).expect("the record");
    let document = serde_json::from_str(&record.document).expect("JSON");
    (record.effective_on.clone(), document)
}

async fn a_settlement_dated_into_a_closed_month_pays_what_is_owed_when_it_is_booked(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-05", "F1", "500")).await;
    books.accept(close("M1", Span::Month, "2026-01-15")).await;
    books.accept(bill("DIS1", "2026-01-20", "F1", "R03", "M01", "4")).await;
    let paid = books.accept(settle("JS1", "2026-01-25", "M01")).await;
    assert_eq!(document(&books, paid).await.1["amount"], "4.00");
    check(fixture).await;
}

async fn a_year_that_was_left_open_says_which_months_are_reopened_first(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2025-12-05", "F1", "500")).await;
    books.accept(close("M12", Span::Month, "2025-12-31")).await;
    books.accept(close("M1", Span::Month, "2026-01-31")).await;
    let refusal = books.refuse(close("Y1", Span::Year, "2025-12-31")).await;
    assert_eq!(
        (refusal.code, &*refusal.facts["reopen"]),
        (C::PeriodOutOfOrder, "2026-01")
    );
    books.accept(reopen("O1", Span::Month, "2026-01-31")).await;
    books.accept(close("Y1B", Span::Year, "2025-12-31")).await;
    books.accept(close("M1B", Span::Month, "2026-01-31")).await;
    let refusal = books.refuse(close("Y2", Span::Year, "2025-12-31")).await;
    assert_eq!(refusal.code, C::AlreadyClosed);
    check(fixture).await;
}

async fn what_is_dated_into_a_closed_month_is_booked_on_the_first_open_day(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-05", "F1", "500")).await;
    books
        .accept(voucher("V1", "2026-01-06", "F1", "R01", "20", "2026-01-20"))
        .await;
    books
        .accept(voucher("V2", "2026-01-06", "F1", "R01", "30", "2026-03-20"))
        .await;
    books.accept(close("M1", Span::Month, "2026-01-15")).await;
    // What was due in January had gone back before it was closed.
    assert_eq!(books.balance("budget/F1/spent/expired").await, -2000);
    for command in [
        donation("DON2", "2026-01-31", "F1", "1"),
        cash("DIS1", "2026-01-07", "F1", "R03", "2"),
        bill("DIS2", "2026-01-08", "F1", "R03", "M03", "3"),
        voucher("DIS3", "2026-01-08", "F1", "R04", "4", "2026-01-20"),
        redeem("RED1", "2026-01-09 10:00", "M01", "R05", "D01", "10"),
        spend("RED2", "2026-01-10 10:00", "M01", "R01", "5"),
        settle("SET1", "2026-01-11", "M01"),
        interest("INT1", "2026-01-12", "F1", "1"),
        charge("FEE1", "2026-01-12", "F1", Charge::BankCharge, "0.10"),
    ] {
        let true_day = match &command {
            Command::Redeem(claim) => fixture_day(claim.at),
            Command::Donate(it) => it.date.to_string(),
            Command::Disburse(it) => it.date.to_string(),
            Command::Settle(it) => it.date.to_string(),
            Command::Money(it) => it.date().to_string(),
            other => panic!("{other:?}"),
        };
        let seq = books.accept(command).await;
        let (booked, document) = document(&books, seq).await;
        assert_eq!(booked, "2026-02-01", "{document}");
        assert_eq!(document["dated_on"], true_day, "{document}");
    }
    // DIS3 had ended in January: it goes back on the first open day, before anything else is decided.
    books.accept(donation("DON3", "2026-02-02", "F1", "1")).await;
    assert_eq!(books.balance("budget/F1/spent/expired").await, -2400);
    let seq = books.accept(donation("DON4", "2026-02-02", "F1", "1")).await;
    assert!(document(&books, seq).await.1.get("dated_on").is_none());
    books.obey_the_laws().await;
    check(fixture).await;
}

fn fixture_day(at: xiaonuan_domain::calendar::Instant) -> String {
    let zone: xiaonuan_domain::calendar::Zone = "Asia/Shanghai".parse().expect("a zone");
    zone.day_of(at).to_string()
}

async fn periods_close_in_order_and_reopen_from_the_last(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-05", "F1", "500")).await;
    let refused = async |command: Command, expected: C| assert_eq!(books.refuse(command).await.code, expected);
    refused(reopen("X1", Span::Month, "2026-03-01"), C::PeriodNotClosed).await;
    refused(close("X2", Span::Month, "2026-07-01"), C::FutureDate).await;
    books.accept(close("M3", Span::Month, "2026-03-01")).await;
    refused(close("X3", Span::Month, "2026-03-31"), C::AlreadyClosed).await;
    refused(close("X4", Span::Month, "2026-01-01"), C::AlreadyClosed).await;
    refused(close("X5", Span::Month, "2026-05-01"), C::PeriodOutOfOrder).await;
    refused(close("X6", Span::Year, "2025-05-01"), C::AlreadyClosed).await;
    refused(close("M3", Span::Month, "2026-04-30"), C::RefConflict).await;
    books.accept(close("M4", Span::Month, "2026-04-30")).await;
    refused(reopen("X7", Span::Month, "2026-03-31"), C::PeriodOutOfOrder).await;
    refused(reopen("X8", Span::Month, "2026-05-31"), C::PeriodNotClosed).await;
    let alone = ReopenPeriod {
        approved_by: " 会计".to_owned(),
        ..reopening("X9", Span::Month, "2026-04-01")
    };
    refused(Command::Close(Box::new(Closing::Reopen(alone))), C::SelfApproval).await;
    let unsaid = ReopenPeriod {
        reason: " ".to_owned(),
        ..reopening("X9", Span::Month, "2026-04-01")
    };
    refused(Command::Close(Box::new(Closing::Reopen(unsaid))), C::ReasonRequired).await;
    let before = books.head().await;
    let seq = books.accept(reopen("R4", Span::Month, "2026-04-01")).await;
    let (_, particulars) = document(&books, seq).await;
    assert!(!particulars.to_string().contains("漏记"), "{particulars}");
    let seq = books.accept(donation("DON2", "2026-04-02", "F1", "1")).await;
    assert_eq!(document(&books, seq).await.0, "2026-04-02");
    books.accept(close("M4b", Span::Month, "2026-04-02")).await;
    // What was closed is part of the registers as of a record; another process sees the same.
    let database = fixture.process.database();
    let then = database.registers_at(books.community, before).await.expect("registers");
    assert_eq!(then.closings.through(), Some(day("2026-04-30")));
    let then = database.registers_at(books.community, seq).await.expect("registers");
    assert_eq!(then.closings.through(), Some(day("2026-03-31")));
    let elsewhere = books.in_process(&fixture.another_process(3).await);
    let seq = elsewhere.accept(donation("DON3", "2026-04-05", "F1", "1")).await;
    assert_eq!(document(&books, seq).await.0, "2026-05-01");
    check(fixture).await;
}

async fn the_first_closing_closes_no_earlier_month_in_silence(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let closing = |reference: &str, within: &str, from: Option<&str>| {
        Command::Close(Box::new(Closing::Close(ClosePeriod {
            reference: code(reference),
            span: Span::Month,
            day: day(within),
            from: from.map(day),
        })))
    };
    books.accept(donation("DON1", "2026-01-05", "F1", "500")).await;
    let refused = books.refuse(closing("M1", "2026-03-01", None)).await;
    assert_eq!(
        (refused.code, &*refused.facts["due"]),
        (C::EarlierMonthsOpen, "2026-01")
    );
    let refused = books.refuse(closing("M1", "2026-03-01", Some("2026-02-01"))).await;
    assert_eq!(refused.code, C::EarlierMonthsOpen);
    let refused = books.refuse(closing("M1", "2026-03-01", Some("2026-04-01"))).await;
    assert_eq!((refused.code, &*refused.facts["due"]), (C::PeriodOutOfOrder, "2026-03"));
    // Said, it is done, and the record says it too.
    let seq = books.accept(closing("M1", "2026-03-01", Some("2026-01-31"))).await;
    assert_eq!(document(&books, seq).await.1["from"], "2026-01-01");
    let refused = books.refuse(closing("M2", "2026-05-01", None)).await;
    assert_eq!((refused.code, &*refused.facts["due"]), (C::PeriodOutOfOrder, "2026-04"));
    let seq = books.accept(reopen("R1", Span::Month, "2026-03-01")).await;
    assert_eq!(document(&books, seq).await.1["everything"], true);
    // The first month needs no more words; nor is anything said of what a later one leaves closed.
    let seq = books.accept(closing("M3", "2026-01-01", None)).await;
    assert_eq!(document(&books, seq).await.1.get("from"), None);
    books.accept(closing("M4", "2026-02-01", None)).await;
    let refused = books.refuse(reopen("R2", Span::Month, "2026-01-01")).await;
    assert_eq!((refused.code, &*refused.facts["due"]), (C::PeriodOutOfOrder, "2026-02"));
    let seq = books.accept(reopen("R2", Span::Month, "2026-02-01")).await;
    assert_eq!(document(&books, seq).await.1.get("everything"), None);
    // Nor within one batch.
    books.accept(reopen("R3", Span::Month, "2026-01-01")).await;
    let batch = [
        entry(donation("DON2", "2026-01-01", "F1", "1")),
        entry(closing("M5", "2026-03-01", None)),
    ];
    let answers = books.append(&batch).await;
    let refused = matches!(answers[1].outcome, xiaonuan_persistence::outcome::Outcome::Refused(_));
    assert!(refused);
    check(fixture).await;
}

async fn a_year_closes_into_net_assets_and_opens_again(fixture: &Fixture) {
    fixture.clock.set(moment("2027-03-01 09:00"));
    let books = fixture.open(Neighbourhood::qingzhu().open_fund("U1")).await;
    for command in [
        donation("DON1", "2026-01-05", "F1", "500"),
        donation("DON2", "2026-01-05", "U1", "100"),
        interest("INT1", "2026-03-21", "U1", "2"),
        charge("FEE1", "2026-03-21", "F1", Charge::HostFee, "10"),
        cash("DIS1", "2026-06-01", "F1", "R03", "200"),
        cash("DIS2", "2026-06-01", "U1", "R03", "30"),
        donation("DON3", "2027-01-05", "F1", "7"),
    ] {
        books.accept(command).await;
    }
    let refusal = books.refuse(close("Y1", Span::Year, "2026-12-31")).await;
    assert_eq!(refusal.code, C::PeriodOutOfOrder);
    let office = Office::of(fixture);
    let statement = office.report(ReportName::FundStatement, "qingzhu", "2026-12-31").await;
    let before = books.balances().await;
    books.accept(close("M12", Span::Month, "2026-12-01")).await;
    books.accept(close("Y2", Span::Year, "2026-01-01")).await;
    for (address, fen) in [
        ("general/F1/donation", -700),
        ("general/F1/programme/cash", 0),
        ("general/F1/cost/host-fee", 0),
        ("general/F1/net-assets/restricted", -29_000),
        ("general/F1/net-assets/unrestricted", 0),
        ("general/U1/donation", 0),
        ("general/U1/other-income", 0),
        ("general/U1/programme/cash", 0),
        ("general/U1/net-assets/unrestricted", -7200),
    ] {
        assert_eq!(books.balance(address).await, fen, "{address}");
    }
    let kinds = books.kinds_after(books.head().await - 2).await;
    let kinds: Vec<_> = kinds.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["net_assets_reclassified", "year_closed"]);
    // What came in and went out is told as before.
    let closed = office.report(ReportName::FundStatement, "qingzhu", "2026-12-31").await;
    assert_eq!(closed["rows"], statement["rows"]);
    books.obey_the_laws().await;
    check(fixture).await;
    // Help of the closed year that comes to light later is booked in the new one.
    let seq = books.accept(cash("DIS3", "2026-12-30", "F1", "R03", "1")).await;
    assert_eq!(document(&books, seq).await.0, "2027-01-01");
    let refusal = books.refuse(reopen("X1", Span::Month, "2026-12-01")).await;
    assert_eq!(refusal.code, C::PeriodOutOfOrder);
    books.accept(reopen("R1", Span::Year, "2026-12-01")).await;
    let mut after = books.balances().await;
    assert_eq!(after.remove("general/F1/programme/cash"), Some(20_100));
    for (address, fen) in &before {
        if ["donation", "net-assets", "cost", "other-income"]
            .iter()
            .any(|kind| address.contains(kind))
        {
            assert_eq!(after.get(address), Some(fen), "{address}");
        }
    }
    books.obey_the_laws().await;
    books.accept(close("Y3", Span::Year, "2026-12-01")).await;
    assert_eq!(books.balance("general/F1/net-assets/restricted").await, -29_000);
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn a_fund_spends_its_own_sort_first_and_then_the_other(fixture: &Fixture) {
    fixture.clock.set(moment("2027-03-01 09:00"));
    let books = fixture.open(Neighbourhood::qingzhu().open_fund("U1")).await;
    for command in [
        open(opening("O1", "F1", OpeningItem::Bank, "100")),
        open(opening("O2", "F1", OpeningItem::Unrestricted, "80")),
        open(opening("O3", "U1", OpeningItem::Bank, "100")),
        open(opening("O4", "U1", OpeningItem::Restricted, "80")),
        donation("DON1", "2026-02-01", "F1", "10"),
        donation("DON2", "2026-02-01", "U1", "10"),
        cash("DIS1", "2026-03-01", "F1", "R03", "50"),
        cash("DIS2", "2026-03-01", "U1", "R04", "50"),
        // The other fund has enough of its own.
        donation("DON3", "2026-02-01", "F2", "10"),
        cash("DIS3", "2026-03-01", "F2", "R05", "4"),
    ] {
        books.accept(command).await;
    }
    let office = Office::of(fixture);
    let told = async || {
        let mut rows = Vec::new();
        for name in [ReportName::BalanceSheet, ReportName::Activities] {
            let report = office.report(name, "qingzhu", "2026-12-31").await;
            rows.extend(report["rows"].as_array().expect("rows").clone());
        }
        rows
    };
    let before = told().await;
    books.accept(close("M12", Span::Month, "2026-12-01")).await;
    books.accept(close("Y1", Span::Year, "2026-12-01")).await;
    for (address, fen) in [
        // F1 had 30 that were restricted and spent 50, U1 as much that was not.
        ("general/F1/net-assets/restricted", 0),
        ("general/F1/net-assets/unrestricted", -6000),
        ("general/U1/net-assets/restricted", -6000),
        ("general/U1/net-assets/unrestricted", 0),
        ("general/F2/net-assets/restricted", -600),
        ("general/F2/net-assets/unrestricted", 0),
    ] {
        assert_eq!(books.balance(address).await, fen, "{address}");
    }
    // Closing changes where it stands, not what is told.
    assert_eq!(told().await, before);
    let line = |name: &str| {
        let mut rows = before.iter().filter(|row| row["line"] == name);
        rows.next().expect("the line").clone()
    };
    assert_eq!(
        [
            line("restricted")["closing"].clone(),
            line("unrestricted")["closing"].clone()
        ],
        ["66.00", "60.00"]
    );
    assert_eq!(line("reclassified")["year_unrestricted"], "54.00");
    books.obey_the_laws().await;
    check(fixture).await;
    books.accept(reopen("R1", Span::Year, "2026-12-01")).await;
    assert_eq!(books.balance("general/F1/net-assets/restricted").await, -2000);
    assert_eq!(books.balance("general/U1/net-assets/restricted").await, -8000);
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn a_year_that_closes_and_opens_again_in_one_batch_is_as_it_was(fixture: &Fixture) {
    fixture.clock.set(moment("2027-03-01 09:00"));
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-05", "F1", "500")).await;
    books.accept(cash("DIS1", "2026-06-01", "F1", "R03", "200")).await;
    books.accept(close("M12", Span::Month, "2026-12-01")).await;
    let before = books.balances().await;
    let batch = vec![
        entry(close("Y1", Span::Year, "2026-12-01")),
        entry(reopen("R1", Span::Year, "2026-12-01")),
    ];
    books.accept_all(batch).await;
    let mut after = books.balances().await;
    after.retain(|address, fen| *fen != 0 || before.contains_key(address));
    assert_eq!(after, before);
    check(fixture).await;
}

async fn expiries_and_batches_go_on_over_a_closed_month(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let batch = [
        entry(donation("DON1", "2026-01-05", "F1", "500")),
        entry(voucher("V1", "2026-01-06", "F1", "R01", "20", "2026-02-10")),
        entry(close("M1", Span::Month, "2026-01-15")),
        entry(close("M2", Span::Month, "2026-02-15")),
        entry(donation("DON2", "2026-02-05", "F1", "1")),
        by_reference(Command::ExpireDue(moment("2026-02-20 00:00"))),
        entry(reopen("R2", Span::Month, "2026-02-15")),
        entry(donation("DON3", "2026-02-05", "F1", "1")),
    ];
    for answer in books.append(&batch).await {
        assert!(matches!(
            answer.outcome,
            xiaonuan_persistence::outcome::Outcome::Accepted(_)
        ));
    }
    assert_eq!(books.balance("budget/F1/spent/expired").await, -2000);
    books.obey_the_laws().await;
    check(fixture).await;
}

xiaonuan_tests::on_both!(
    what_is_dated_into_a_closed_month_is_booked_on_the_first_open_day,
    a_settlement_dated_into_a_closed_month_pays_what_is_owed_when_it_is_booked,
    periods_close_in_order_and_reopen_from_the_last,
    a_year_that_was_left_open_says_which_months_are_reopened_first,
    the_first_closing_closes_no_earlier_month_in_silence,
    a_year_closes_into_net_assets_and_opens_again,
    a_fund_spends_its_own_sort_first_and_then_the_other,
    a_year_that_closes_and_opens_again_in_one_batch_is_as_it_was,
    expiries_and_batches_go_on_over_a_closed_month,
);
