//! Opening balances: a community that comes with old books.

use xiaonuan_app::import::Table;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::money::{MoneyEvent, Opening, OpeningItem};
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_tests::ask::{cash, code, day, donation, entry, settle, spend, voucher, yuan};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::small_books::small_books;
use xiaonuan_tests::tables::{Form, Tables};

use crate::check;

fn open(reference: &str, fund: &str, item: OpeningItem, amount: &str) -> Opening {
    Opening {
        reference: code(reference),
        date: day("2026-01-01"),
        fund: fund.to_owned(),
        item,
        amount: yuan(amount),
        merchant: String::new(),
        resident: String::new(),
        expires_on: None,
    }
}

fn told(opening: Opening) -> Command {
    Command::Money(Box::new(MoneyEvent::Open(opening)))
}

fn owed(reference: &str, fund: &str, merchant: &str, amount: &str) -> Opening {
    Opening {
        merchant: merchant.to_owned(),
        ..open(reference, fund, OpeningItem::Payable, amount)
    }
}

fn granted(reference: &str, fund: &str, resident: &str, amount: &str, last_day: &str) -> Opening {
    Opening {
        resident: resident.to_owned(),
        expires_on: Some(day(last_day)),
        ..open(reference, fund, OpeningItem::Voucher, amount)
    }
}

async fn old_books_go_on_here(fixture: &Fixture) {
    for together in [false, true] {
        let mut town = Neighbourhood::qingzhu();
        town.community.code = code(if together { "together" } else { "qingzhu" });
        let books = fixture.open(town).await;
        let lines = [
            told(open("O1", "F1", OpeningItem::Bank, "900")),
            told(open("O2", "F1", OpeningItem::Cash, "100")),
            told(owed("O3", "F1", "M01", "150")),
            told(granted("O4", "F1", "R01", "50", "2026-03-31")),
            told(granted("O5", "F1", "R02", "20", "2026-01-31")),
            told(open("O6", "F1", OpeningItem::Unrestricted, "80")),
            spend("RED1", "2026-01-20 10:00", "M02", "R01", "30"),
            settle("SET1", "2026-01-25", "M01"),
        ];
        if together {
            books.accept_all(lines.into_iter().map(entry).collect()).await;
        } else {
            for line in lines {
                books.accept(line).await;
            }
        }
        for (address, fen) in [
            ("general/F1/bank", 75_000),
            ("general/F1/cash", 10_000),
            ("general/F1/payable/M01", 0),
            ("general/F1/payable/M02", -3000),
            ("general/F1/net-assets/restricted", -70_000),
            ("general/F1/net-assets/unrestricted", -8000),
            ("budget/F1/available", 78_000),
            ("budget/F1/authorised/opening", -78_000),
        ] {
            assert_eq!(books.balance(address).await, fen, "{address}");
        }
        // R02's voucher ends; what was left of it is free.
        books.accept(donation("DON1", "2026-02-01", "F1", "1")).await;
        assert_eq!(books.balance("budget/F1/available").await, 80_100);
        books.obey_the_laws().await;
    }
    check(fixture).await;
}

async fn opening_balances_come_before_all_others(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(told(open("O1", "F1", OpeningItem::Bank, "100"))).await;
    books.accept(told(granted("O2", "F1", "R01", "10", "2026-03-31"))).await;
    for (opening, refusal) in [
        (open("O1", "F1", OpeningItem::Cash, "1"), C::RefConflict),
        (open("O3", "F9", OpeningItem::Bank, "1"), C::UnknownFund),
        (open("O3", "F1", OpeningItem::Bank, "0"), C::InvalidAmount),
        (owed("O3", "F1", "M09", "1"), C::UnknownMerchant),
        (owed("O3", "F1", "M01", "90.01"), C::FundInsufficient),
        (granted("O3", "F1", "R09", "1", "2026-03-31"), C::UnknownResident),
        (granted("O3", "F1", "R01", "1", "2025-12-31"), C::AlreadyExpired),
        (open("O3", "F1", OpeningItem::Voucher, "1"), C::UnknownResident),
        (open("O3", "F1", OpeningItem::Restricted, "1"), C::InvalidKind),
        (
            open("O3", "F1", OpeningItem::Unrestricted, "90.01"),
            C::FundInsufficient,
        ),
    ] {
        assert_eq!(books.refuse(told(opening)).await.code, refusal);
    }
    // A voucher is named by its grant, whichever record granted it.
    let again = voucher("O2", "2026-01-02", "F1", "R01", "5", "2026-03-31");
    assert_eq!(books.refuse(again).await.code, C::RefConflict);
    books.accept(spend("RED1", "2026-01-20 10:00", "M02", "R01", "1")).await;
    let refusal = books.refuse(told(open("O4", "F1", OpeningItem::Bank, "1"))).await;
    assert_eq!(refusal.code, C::FundHasBegun);
    // Another fund has not begun; within one batch it does.
    let batch = [
        entry(told(open("O5", "F2", OpeningItem::Bank, "7"))),
        entry(cash("DIS0", "2026-01-02", "F2", "R03", "8")),
        entry(told(open("O6", "F2", OpeningItem::Cash, "7"))),
        entry(cash("DIS1", "2026-01-02", "F2", "R03", "1")),
        entry(told(open("O7", "F2", OpeningItem::Cash, "7"))),
    ];
    let answers = books.append(&batch).await;
    let accepted: Vec<bool> = answers
        .iter()
        .map(|answer| matches!(answer.outcome, xiaonuan_persistence::outcome::Outcome::Accepted(_)))
        .collect();
    assert_eq!(accepted, [true, false, true, true, false]);
    check(fixture).await;
}

async fn opening_balances_come_by_file(fixture: &Fixture) {
    let mut tables = small_books();
    let header = "ref,date,fund,item,amount,merchant,resident,expires_on\n";
    let rows = "Q1,2026-01-01,F,银行存款,500.00,,,\nQ2,2026-01-01,F,payable,20.00,M1,,\n\
                Q3,2026-01-01,F,代金券,30.00,,R2,2026-02-05\nQ4,2026-01-01,F,voucher,30.00,,R2,\n\
                Q5,2026-01-01,F,现款,30.00,,,\nQ6,2026-02-02,F,bank,30.00,,,\n";
    let opening = Tables::of(&[(Table::Opening, &format!("{header}{rows}"))]);
    tables.0.extend(opening.0);
    let place = tempfile::tempdir().expect("a folder");
    let folder = tables.write(&place.path().join("books"), Form::Workbook);
    let office = Office::of(fixture);
    let rehearsed = office.rehearse(&folder).await;
    let lines = office.import(&folder).await;
    assert_eq!(rehearsed, lines);
    assert_eq!(office.import(&folder).await, lines);
    let codes: Vec<_> = lines
        .iter()
        .filter(|line| line.file == "opening.csv")
        .map(|line| line.code.as_str())
        .collect();
    assert_eq!(codes, ["", "", "", "invalid_date", "invalid_kind", "fund_has_begun"]);
    office.check_sound("qz").await;
}

xiaonuan_tests::on_both!(
    old_books_go_on_here,
    opening_balances_come_before_all_others,
    opening_balances_come_by_file,
);
