//! Imports after the first: refused rows that are tried again, changed cells, and rows that come late.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;
use xiaonuan_app::import::{Options, Table};
use xiaonuan_app::report::ReportName;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::numbers::uscc;
use xiaonuan_tests::office::{Line, Office, ordinary};
use xiaonuan_tests::on_both;
use xiaonuan_tests::small_books::small_books;
use xiaonuan_tests::tables::{Form, Tables};

use crate::expected::AFTERWARDS;

struct Desk<'a> {
    fixture: &'a Fixture,
    office: Office,
    folder: TempDir,
    tables: Tables,
}

impl Desk<'_> {
    fn at(fixture: &Fixture) -> Desk<'_> {
        fixture.clock.set(moment(AFTERWARDS));
        Desk {
            fixture,
            office: Office::of(fixture),
            folder: tempfile::tempdir().expect("a folder"),
            tables: small_books(),
        }
    }

    fn add(&mut self, table: Table, row: &str) {
        let sheet = self.tables.0.get_mut(&table).expect("a table");
        let row = row.split(',').map(str::to_owned).collect();
        sheet.rows.push((0, row));
    }

    fn set(&mut self, table: Table, reference: &str, column: &str, text: &str) {
        self.tables
            .0
            .get_mut(&table)
            .expect("a table")
            .set(table, reference, column, text);
    }

    fn path(&self) -> PathBuf {
        self.tables.write(&self.folder.path().join("books"), Form::Utf8)
    }

    async fn import(&self) -> Vec<Line> {
        self.office.import(&self.path()).await
    }

    async fn retry(&self) -> Vec<Line> {
        let options = Options {
            retry_refused: true,
            ..ordinary()
        };
        self.office.import_with(&self.path(), &options).await
    }

    async fn fund(&self, as_of: &str, field: &str) -> Value {
        let report = self.office.report(ReportName::Funds, "qz", as_of).await;
        report["rows"][0][field].clone()
    }

    async fn head(&self) -> i64 {
        self.fixture.raw().await.number("SELECT seq FROM journal_head").await
    }
}

/// The code of a row by its reference, empty if it was accepted.
fn code<'a>(lines: &'a [Line], file: &str, reference: &str) -> &'a str {
    let line = lines
        .iter()
        .find(|line| line.file == file && line.reference == reference);
    &line.unwrap_or_else(|| panic!("{file} {reference} is not listed")).code
}

async fn refused_rows_are_decided_again_only_if_that_is_asked_for(fixture: &Fixture) {
    let mut desk = Desk::at(fixture);
    let first = desk.import().await;
    assert_eq!(code(&first, "disbursements.csv", "H1"), "fund_insufficient");
    assert_eq!(code(&first, "merchants.csv", "M2"), "invalid_uscc");
    desk.add(Table::Donations, "G2,2026-02-14,甲,person,F,500.00,bank");
    let second = desk.import().await;
    assert_eq!(code(&second, "donations.csv", "G2"), "");
    assert_eq!(
        code(&second, "disbursements.csv", "H1"),
        "fund_insufficient",
        "answered as before"
    );
    let third = desk.retry().await;
    assert_eq!(code(&third, "disbursements.csv", "H1"), "", "now there is money");
    assert_eq!(code(&third, "merchants.csv", "M2"), "invalid_uscc", "as wrong as ever");
    assert_eq!(desk.fund("2026-02-15", "available").await, "450.00");
    let head = desk.head().await;
    assert_eq!(desk.retry().await, third, "what was accepted then is not decided again");
    assert_eq!(desk.import().await, third);
    assert_eq!(desk.head().await, head);
    desk.office.check_sound("qz").await;
}

async fn a_refused_row_is_decided_anew_once_its_cells_have_changed(fixture: &Fixture) {
    let mut desk = Desk::at(fixture);
    desk.import().await;
    desk.set(Table::Disbursements, "H1", "amount", "30.00");
    desk.set(Table::Merchants, "M2", "uscc", &uscc(2));
    let second = desk.import().await;
    assert_eq!(code(&second, "disbursements.csv", "H1"), "");
    assert_eq!(code(&second, "merchants.csv", "M2"), "");
    desk.set(Table::Disbursements, "H1", "amount", "31.00");
    let third = desk.import().await;
    assert_eq!(
        code(&third, "disbursements.csv", "H1"),
        "ref_conflict",
        "now it was accepted"
    );
    assert_eq!(desk.fund("2026-02-28", "disbursed").await, "90.00");
    desk.office.check_sound("qz").await;
}

async fn a_row_that_is_refused_for_another_reason_is_answered_with_the_newest(fixture: &Fixture) {
    let mut desk = Desk::at(fixture);
    desk.import().await;
    desk.set(Table::Disbursements, "H1", "approved_by", "a");
    let second = desk.import().await;
    assert_eq!(code(&second, "disbursements.csv", "H1"), "self_approval");
    assert_eq!(desk.import().await, second);
}

async fn an_accepted_reference_with_other_cells_is_a_conflict(fixture: &Fixture) {
    let mut desk = Desk::at(fixture);
    let first = desk.import().await;
    let original = desk.tables.clone();
    let head = desk.head().await;
    desk.set(Table::Community, "qz", "name", "白杨社区");
    desk.set(Table::Funds, "F", "name", "大基金");
    desk.set(Table::Merchants, "M1", "phone", "1");
    desk.set(Table::Residents, "R1", "name", "丙");
    desk.set(Table::Donations, "G1", "amount", "100.0");
    desk.set(Table::Disbursements, "V1", "purpose", "");
    desk.set(Table::Claims, "C1", "time", "2026-02-20T02:00:00Z");
    for retry in [false, true] {
        let lines = if retry { desk.retry().await } else { desk.import().await };
        for (file, reference) in [
            ("community.csv", "qz"),
            ("funds.csv", "F"),
            ("merchants.csv", "M1"),
            ("residents.csv", "R1"),
        ] {
            assert_eq!(code(&lines, file, reference), "duplicate_code", "{file}");
        }
        for (file, reference) in [
            ("donations.csv", "G1"),
            ("disbursements.csv", "V1"),
            ("claims.csv", "C1"),
        ] {
            assert_eq!(code(&lines, file, reference), "ref_conflict", "{file}");
        }
    }
    assert_eq!(desk.head().await, head, "a conflict records nothing");
    desk.tables = original;
    assert_eq!(desk.import().await, first, "what was accepted stays so");
    desk.office.check_sound("qz").await;
}

/// The voucher of ¥60 has ended with ¥40 left when these come: a donation and a claim from before its end, and help that
/// the fund could have borne at the time, but not together with what it has promised since.
async fn rows_that_come_late_are_booked_at_their_time(fixture: &Fixture) {
    let mut desk = Desk::at(fixture);
    desk.import().await;
    assert_eq!(desk.fund("2026-03-31", "available").await, "40.00");
    assert_eq!(desk.fund("2026-04-01", "available").await, "80.00");
    desk.add(Table::Donations, "G0,2026-02-05,乙,person,F,7.00,cash");
    desk.add(Table::Disbursements, "H2,2026-02-06,F,R2,cash,47.01,,取暖,a,b,");
    desk.add(Table::Disbursements, "H3,2026-02-06,F,R2,cash,47.00,,取暖,a,b,");
    let lines = desk.import().await;
    assert_eq!(code(&lines, "donations.csv", "G0"), "");
    assert_eq!(
        code(&lines, "disbursements.csv", "H2"),
        "fund_insufficient",
        "there were ¥107.00 then, but not since"
    );
    assert_eq!(code(&lines, "disbursements.csv", "H3"), "");
    for (as_of, available, bank) in [
        ("2026-02-04", "100.00", "100.00"),
        ("2026-02-05", "107.00", "107.00"),
        ("2026-02-06", "60.00", "60.00"),
        ("2026-02-10", "0.00", "60.00"),
        ("2026-04-01", "40.00", "60.00"),
    ] {
        assert_eq!(desk.fund(as_of, "available").await, available, "{as_of}");
        assert_eq!(desk.fund(as_of, "bank").await, bank, "{as_of}");
    }
    assert_eq!(desk.import().await, lines);
    desk.office.check_sound("qz").await;
}

/// The fund has enough today, but had not at a time between: that is another thing than not having enough.
async fn a_late_refusal_says_that_it_is_late(fixture: &Fixture) {
    let mut desk = Desk::at(fixture);
    desk.import().await;
    desk.add(Table::Claims, "C0,2026-03-01T08:00:00+08:00,M1,R1,,40.00,40.00");
    desk.add(Table::Disbursements, "H2,2026-02-06,F,R2,cash,40.01,,取暖,a,b,");
    desk.add(Table::Disbursements, "H3,2026-02-06,F,R2,cash,80.01,,取暖,a,b,");
    let path = desk.path();
    let foreseen = desk.office.rehearse(&path).await;
    let lines = desk.import().await;
    assert_eq!(foreseen, lines);
    assert_eq!(code(&lines, "disbursements.csv", "H2"), "fund_insufficient");
    assert_eq!(code(&lines, "disbursements.csv", "H3"), "fund_insufficient");
    assert_eq!(
        code(&lines, "claims.csv", "C0"),
        "voucher_insufficient",
        "what was left has returned to the fund"
    );
    let database = fixture.process.database();
    let community = database.community("qz").await.expect("it reads").expect("it is there");
    for (scope, key) in [
        ("claims.csv", "C0"),
        ("disbursements.csv", "H2"),
        ("disbursements.csv", "H3"),
    ] {
        let kept = database
            .outcomes(community, scope, vec![key.to_owned()])
            .await
            .expect("it reads");
        let Outcome::Refused(refusal) = &kept[key].outcome else {
            panic!("{key} was refused")
        };
        assert_eq!(refusal.late, key == "H2", "{key}: {refusal:?}");
    }
    desk.office.check_sound("qz").await;
}

async fn what_lies_in_the_future_is_refused_and_accepted_when_its_time_has_come(fixture: &Fixture) {
    let desk = Desk::at(fixture);
    fixture.clock.set(moment("2026-02-20 09:59"));
    let lines = desk.import().await;
    assert_eq!(code(&lines, "claims.csv", "C1"), "future_date");
    fixture.clock.set(moment("2026-02-20 10:00"));
    assert_eq!(
        code(&desk.import().await, "claims.csv", "C1"),
        "future_date",
        "answered as before"
    );
    assert_eq!(code(&desk.retry().await, "claims.csv", "C1"), "");
    desk.office.check_sound("qz").await;
}

on_both!(
    refused_rows_are_decided_again_only_if_that_is_asked_for,
    a_refused_row_is_decided_anew_once_its_cells_have_changed,
    a_row_that_is_refused_for_another_reason_is_answered_with_the_newest,
    an_accepted_reference_with_other_cells_is_a_conflict,
    rows_that_come_late_are_booked_at_their_time,
    a_late_refusal_says_that_it_is_late,
    what_lies_in_the_future_is_refused_and_accepted_when_its_time_has_come,
);
