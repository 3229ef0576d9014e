//! Statements by state, and what merchants must give back.

use xiaonuan_app::check::Law;
use xiaonuan_app::report::ReportName;
use xiaonuan_domain::command::StatementStep;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_tests::ask::{confirm, draw_up, reverse, settle, step};
use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::office::Office;

use super::statements::with_january;

async fn statements_stand_where_their_last_step_left_them(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    let office = Office::of(fixture);
    books.accept(draw_up("DZ1", "M01", "2026-01", "甲")).await;
    books.accept(draw_up("DZ2", "M01", "2026-01", "甲")).await;
    books.accept(step("DZ2", StatementStep::Send, "甲")).await;
    books.accept(step("DZ2", confirm("INV1"), "店长")).await;
    let report = office.report(ReportName::Statements, "qingzhu", "2026-07-01").await;
    let rows = report["rows"].as_array().expect("rows");
    let said: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["ref"].as_str(),
                row["state"].as_str(),
                row["owed"].as_str(),
                row["invoice"].as_str(),
            )
        })
        .collect();
    let expected = [
        (Some("DZ2"), Some("confirmed"), Some("19.00"), Some("INV1")),
        (Some("DZ1"), Some("replaced"), Some("19.00"), None),
    ];
    assert_eq!(said, expected);
}

async fn what_is_to_be_given_back_is_listed_by_fund_and_merchant(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    let office = Office::of(fixture);
    books.accept(settle("JS1", "2026-02-01", "M01")).await;
    let report = office.report(ReportName::Receivables, "qingzhu", "2026-07-01").await;
    assert_eq!(report["rows"].as_array().map(Vec::len), Some(0));
    books
        .accept(reverse("CX1", "2026-02-02", RecordKind::Redemption, "RED1"))
        .await;
    let report = office.report(ReportName::Receivables, "qingzhu", "2026-07-01").await;
    let row = &report["rows"][0];
    assert_eq!(
        (row["fund"].as_str(), row["merchant"].as_str()),
        (Some("F1"), Some("M01"))
    );
    assert_eq!(
        (row["receivable"].as_str(), row["payable"].as_str()),
        (Some("10.00"), Some("0.00"))
    );
    let statement = office.report(ReportName::TrialBalance, "qingzhu", "2026-07-01").await;
    let rows = statement["rows"].as_array().expect("rows");
    assert!(
        rows.iter()
            .any(|row| row["code"] == "1122" && row["closing"] == "10.00")
    );
}

/// Whoever changes a record that a statement lists is found out by the statement too.
async fn a_statement_that_lists_something_else_is_found(fixture: &Fixture) {
    let (books, first) = with_january(fixture).await;
    books.accept(draw_up("DZ1", "M01", "2026-01", "甲")).await;
    let office = Office::of(fixture);
    office.check_sound("qingzhu").await;
    let (mut raw, lay_open, other) = match fixture.backend {
        Backend::Sqlite => (fixture.raw().await, "DROP TRIGGER record_no_update", "zeroblob(32)"),
        Backend::Postgres => (
            fixture.raw().await,
            "ALTER TABLE record DISABLE TRIGGER record_append_only",
            "decode(repeat('00', 32), 'hex')",
        ),
    };
    raw.execute(lay_open).await.expect("the trigger is off");
    let change = format!("UPDATE record SET leaf_hash = {other} WHERE seq = {first}");
    raw.execute(&change).await.expect("the record is changed");
    let findings = office.check("qingzhu").await;
    let broken: Vec<_> = findings
        .by_law()
        .filter(|(law, _, broken)| *broken > 0 && *law != Law::Outcomes)
        .map(|(law, ..)| law)
        .collect();
    assert_eq!(broken, [Law::Hashes, Law::Statements]);
}

xiaonuan_tests::on_both!(
    statements_stand_where_their_last_step_left_them,
    what_is_to_be_given_back_is_listed_by_fund_and_merchant,
    a_statement_that_lists_something_else_is_found,
);
