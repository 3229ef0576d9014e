//! The balance sheet, the statement of activities and the journals of cash and bank.

use serde_json::Value;
use xiaonuan_app::report::ReportName;
use xiaonuan_domain::account::Charge;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::money::{MoneyEvent, Opening, OpeningItem};
use xiaonuan_tests::ask::{
    bill, cash, charge, code, day, deposit, donation, give_back, interest, transfer, voucher, withdraw, yuan,
};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

fn lines(report: &Value, columns: &[&str]) -> Vec<String> {
    let row = |row: &Value| {
        let cells: Vec<_> = columns
            .iter()
            .map(|column| row[*column].as_str().unwrap_or(""))
            .collect();
        cells.join(" ")
    };
    report["rows"].as_array().expect("rows").iter().map(row).collect()
}

async fn the_sheet_balances_and_activities_lead_from_one_to_the_next(fixture: &Fixture) {
    let books = fixture
        .open(Neighbourhood::qingzhu().open_fund("U1").open_fund("U2"))
        .await;
    for command in [
        donation("DON1", "2026-01-05", "F1", "500"),
        donation("DON2", "2026-01-05", "U1", "100"),
        interest("INT1", "2026-02-01", "U1", "2"),
        charge("FEE1", "2026-02-01", "F1", Charge::HostFee, "10"),
        cash("DIS1", "2026-02-02", "F1", "R03", "200"),
        voucher("DIS2", "2026-02-03", "F1", "R04", "40", "2026-12-31"),
        bill("DIS3", "2026-02-04", "U1", "R03", "M01", "30"),
        withdraw("W1", "2026-02-05", "F1", "50"),
        deposit("P1", "2026-02-05", "F1", "20"),
        give_back("B1", "2026-02-06", "DON1", "100"),
        transfer("T1", "2026-02-07", "U1", "U2", "5"),
    ] {
        books.accept(command).await;
    }
    let office = Office::of(fixture);
    let sheet = office.report(ReportName::BalanceSheet, "qingzhu", "2026-02-28").await;
    assert_eq!(
        lines(&sheet, &["line", "code", "opening", "closing"]),
        [
            "cash 1001 0.00 30.00",
            "bank 1002 0.00 262.00",
            "receivable 1122 0.00 0.00",
            "assets  0.00 292.00",
            "payable 2202 0.00 30.00",
            "voucher 2209 0.00 40.00",
            "liabilities  0.00 70.00",
            "unrestricted 3101 0.00 72.00",
            "restricted 3102 0.00 150.00",
            "net_assets  0.00 222.00",
            "liabilities_and_net_assets  0.00 292.00",
        ]
    );
    let notes = sheet["notes"].to_string();
    assert!(
        notes.contains("1001") && notes.contains("3102") && !notes.contains("1002"),
        "{notes}"
    );
    let activities = office.report(ReportName::Activities, "qingzhu", "2026-02-28").await;
    assert_eq!(
        lines(
            &activities,
            &["line", "unrestricted", "restricted", "total", "year_total"]
        ),
        [
            "donation 0.00 -100.00 -100.00 500.00",
            "other_income 2.00 0.00 2.00 2.00",
            "income 2.00 -100.00 -98.00 502.00",
            "cash 200.00 0.00 200.00 200.00",
            "voucher 40.00 0.00 40.00 40.00",
            "bill 30.00 0.00 30.00 30.00",
            "discount 0.00 0.00 0.00 0.00",
            "cost 10.00 0.00 10.00 10.00",
            "expense 280.00 0.00 280.00 280.00",
            "reclassified 250.00 -250.00 0.00 0.00",
            "transfer 0.00 0.00 0.00 0.00",
            "net_assets -28.00 -350.00 -378.00 222.00",
        ]
    );
    let journal = office.report(ReportName::CashJournal, "qingzhu", "2026-02-28").await;
    assert_eq!(
        lines(&journal, &["row", "date", "debit", "credit", "balance"]),
        [
            "opening   ".to_owned() + " 0.00",
            "entry 2026-02-05 50.00  50.00".to_owned(),
            "entry 2026-02-05  20.00 30.00".to_owned(),
            "day_total 2026-02-05 50.00 20.00 30.00".to_owned(),
            "month_total  50.00 20.00 30.00".to_owned(),
            "year_total  50.00 20.00 30.00".to_owned(),
            "closing    30.00".to_owned(),
        ]
    );
    let bank = office.report(ReportName::BankJournal, "qingzhu", "2026-02-28").await;
    let days = lines(&bank, &["row"]).iter().filter(|row| *row == "day_total").count();
    assert_eq!(days, 9);
}

fn opening(reference: &str, date: &str, item: OpeningItem, amount: &str) -> Command {
    Command::Money(Box::new(MoneyEvent::Open(Opening {
        reference: code(reference),
        date: day(date),
        fund: "U1".to_owned(),
        item,
        amount: yuan(amount),
        merchant: String::new(),
        resident: "R01".to_owned(),
        expires_on: Some(day("2026-12-31")),
        goods: None,
    })))
}

async fn what_the_books_began_with_is_no_change(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu().open_fund("U1")).await;
    for command in [
        opening("O1", "2026-01-01", OpeningItem::Bank, "100"),
        opening("O2", "2026-01-01", OpeningItem::Voucher, "30"),
        opening("O3", "2026-01-01", OpeningItem::Restricted, "20"),
        donation("DON1", "2026-01-05", "U1", "8"),
        donation("DON2", "2026-02-05", "U1", "5"),
    ] {
        books.accept(command).await;
    }
    let office = Office::of(fixture);
    let activities = office.report(ReportName::Activities, "qingzhu", "2026-01-31").await;
    let columns = ["line", "unrestricted", "restricted", "year_total"];
    let told = lines(&activities, &columns);
    assert_eq!(told.first().map(String::as_str), Some("donation 8.00 0.00 8.00"));
    assert!(told.contains(&"transfer 0.00 0.00 0.00".to_owned()), "{told:?}");
    assert_eq!(told.last().map(String::as_str), Some("net_assets 8.00 0.00 8.00"));
    let statement = office.report(ReportName::FundStatement, "qingzhu", "2026-02-28").await;
    let told = lines(&statement, &["fund", "line", "amount", "year_to_date"]);
    assert!(told.contains(&"U1 opening 70.00 70.00".to_owned()), "{told:?}");
    assert!(told.contains(&"U1 closing 83.00 83.00".to_owned()), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("transfer")), "{told:?}");
    let sheet = office.report(ReportName::BalanceSheet, "qingzhu", "2026-02-28").await;
    let told = lines(&sheet, &["line", "opening", "closing"]);
    for line in [
        "bank 100.00 113.00",
        "voucher 30.00 30.00",
        "unrestricted 50.00 63.00",
        "restricted 20.00 20.00",
    ] {
        assert!(told.contains(&line.to_owned()), "{line} in {told:?}");
    }
}

xiaonuan_tests::on_both!(
    the_sheet_balances_and_activities_lead_from_one_to_the_next,
    what_the_books_began_with_is_no_change,
);
