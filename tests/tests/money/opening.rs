//! Opening balances: a community that comes with old books.

use xiaonuan_app::import::Table;
use xiaonuan_app::report::ReportName;
use xiaonuan_domain::command::money::{Opening, OpeningGoods, OpeningItem};
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_tests::ask::{
    bill, cash, code, day, donation, entry, in_kind, open, opening, settle, spend, voucher, write_off,
};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::small_books::small_books;
use xiaonuan_tests::tables::{Form, Tables};

use crate::check;

fn owed(reference: &str, fund: &str, merchant: &str, amount: &str) -> Opening {
    Opening {
        merchant: merchant.to_owned(),
        ..opening(reference, fund, OpeningItem::Payable, amount)
    }
}

fn granted(reference: &str, fund: &str, resident: &str, amount: &str, last_day: &str) -> Opening {
    Opening {
        resident: resident.to_owned(),
        expires_on: Some(day(last_day)),
        ..opening(reference, fund, OpeningItem::Voucher, amount)
    }
}

fn to_give_back(reference: &str, fund: &str, merchant: &str, amount: &str) -> Opening {
    Opening {
        item: OpeningItem::Receivable,
        ..owed(reference, fund, merchant, amount)
    }
}

/// Bags of rice, and what all of them are worth.
fn bags(reference: &str, fund: &str, quantity: u32, amount: &str) -> Opening {
    Opening {
        goods: Some(OpeningGoods {
            item: code("RICE10"),
            name: "大米".to_owned(),
            unit: "袋".to_owned(),
            quantity,
        }),
        ..opening(reference, fund, OpeningItem::Goods, amount)
    }
}

async fn goods_and_what_merchants_must_give_back_go_on_here(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let lines = [
        open(opening("O1", "F1", OpeningItem::Bank, "100")),
        open(to_give_back("O2", "F1", "M01", "30")),
        open(bags("O3", "F1", 10, "500")),
        open(bags("O4", "F2", 1, "45")),
    ];
    books.accept_all(lines.into_iter().map(entry).collect()).await;
    for (address, value) in [
        ("general/F1/receivable/M01", 3000),
        ("general/F1/inventory/RICE10", 50_000),
        ("general/F1/net-assets/restricted", -63_000),
        ("budget/F1/available", 13_000),
        ("budget/F1/authorised/opening", -13_000),
        ("budget/F1/goods-available/RICE10", 50_000),
        ("budget/F1/goods-authorised/opening", -50_000),
        ("stock/F1/stock/RICE10", 10),
        ("stock/F1/moved/RICE10", -10),
        ("general/F2/net-assets/restricted", -4500),
    ] {
        assert_eq!(books.balance(address).await, value, "{address}");
    }
    let line = |opening: Opening, change: &dyn Fn(&mut OpeningGoods)| {
        let mut goods = opening.goods.clone().expect("goods");
        change(&mut goods);
        open(Opening {
            goods: Some(goods),
            ..opening
        })
    };
    let missing = Opening {
        goods: None,
        ..bags("O5", "F1", 1, "1")
    };
    let strange = Opening {
        item: OpeningItem::Bank,
        ..bags("O5", "F1", 1, "1")
    };
    for (command, refusal) in [
        (open(to_give_back("O5", "F1", "M09", "1")), C::UnknownMerchant),
        (open(missing), C::GoodsRequired),
        (open(strange), C::InvalidKind),
        (open(bags("O5", "F1", 0, "1")), C::GoodsRequired),
        (open(bags("O5", "F1", 101, "1")), C::InvalidAmount),
        (
            line(bags("O5", "F1", 1, "1"), &|goods| goods.unit = "箱".to_owned()),
            C::ItemConflict,
        ),
        (
            line(bags("O5", "F1", 1, "1"), &|goods| {
                goods.item = code("OIL5");
                goods.unit = String::new();
            }),
            C::UnknownItem,
        ),
    ] {
        assert_eq!(books.refuse(command).await.code, refusal);
    }
    // The item is known now: old and new bags are of one stock.
    books.accept(in_kind("WZ1", "2026-01-05", "F1", 5, "265")).await;
    books.accept(write_off("BF1", "2026-01-06", "F1", 1)).await;
    assert_eq!(books.balance("general/F1/inventory/RICE10").await, 71_400);
    let refusal = books.refuse(open(bags("O6", "F1", 1, "1"))).await;
    assert_eq!(refusal.code, C::FundHasBegun);
    // The next settlement takes off what is to be given back.
    books.accept(bill("DIS1", "2026-01-07", "F1", "R03", "M01", "50")).await;
    books.accept(settle("JS1", "2026-01-08", "M01")).await;
    assert_eq!(books.balance("general/F1/bank").await, 8000);
    assert_eq!(books.balance("general/F1/receivable/M01").await, 0);
    // What was there is no income of the year.
    let office = Office::of(fixture);
    let sheet = office.report(ReportName::BalanceSheet, "qingzhu", "2026-01-08").await;
    let rows = sheet["rows"].as_array().expect("rows");
    let opening = |line: &str| {
        let mut found = rows.iter().filter(|row| row["line"] == line);
        found.next().expect("the line")["opening"].clone()
    };
    assert_eq!(
        [opening("receivable"), opening("inventory"), opening("restricted")],
        ["30.00", "545.00", "675.00"]
    );
    books.obey_the_laws().await;
    check(fixture).await;
}

async fn old_books_go_on_here(fixture: &Fixture) {
    for together in [false, true] {
        let mut town = Neighbourhood::qingzhu();
        town.community.code = code(if together { "together" } else { "qingzhu" });
        let books = fixture.open(town).await;
        let lines = [
            open(opening("O1", "F1", OpeningItem::Bank, "900")),
            open(opening("O2", "F1", OpeningItem::Cash, "100")),
            open(owed("O3", "F1", "M01", "150")),
            open(granted("O4", "F1", "R01", "50", "2026-03-31")),
            open(granted("O5", "F1", "R02", "20", "2026-01-31")),
            open(opening("O6", "F1", OpeningItem::Unrestricted, "80")),
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
    books.accept(open(opening("O1", "F1", OpeningItem::Bank, "100"))).await;
    books.accept(open(granted("O2", "F1", "R01", "10", "2026-03-31"))).await;
    for (opening, refusal) in [
        (opening("O1", "F1", OpeningItem::Cash, "1"), C::RefConflict),
        (opening("O3", "F9", OpeningItem::Bank, "1"), C::UnknownFund),
        (opening("O3", "F1", OpeningItem::Bank, "0"), C::InvalidAmount),
        (owed("O3", "F1", "M09", "1"), C::UnknownMerchant),
        (owed("O3", "F1", "M01", "90.01"), C::FundInsufficient),
        (granted("O3", "F1", "R09", "1", "2026-03-31"), C::UnknownResident),
        (granted("O3", "F1", "R01", "1", "2025-12-31"), C::AlreadyExpired),
        (opening("O3", "F1", OpeningItem::Voucher, "1"), C::UnknownResident),
        (opening("O3", "F1", OpeningItem::Restricted, "1"), C::InvalidKind),
        (
            opening("O3", "F1", OpeningItem::Unrestricted, "90.01"),
            C::FundInsufficient,
        ),
    ] {
        assert_eq!(books.refuse(open(opening)).await.code, refusal);
    }
    // A voucher is named by its grant, whichever record granted it.
    let again = voucher("O2", "2026-01-02", "F1", "R01", "5", "2026-03-31");
    assert_eq!(books.refuse(again).await.code, C::RefConflict);
    books.accept(spend("RED1", "2026-01-20 10:00", "M02", "R01", "1")).await;
    let refusal = books.refuse(open(opening("O4", "F1", OpeningItem::Bank, "1"))).await;
    assert_eq!(refusal.code, C::FundHasBegun);
    // Another fund has not begun; within one batch it does.
    let batch = [
        entry(open(opening("O5", "F2", OpeningItem::Bank, "7"))),
        entry(cash("DIS0", "2026-01-02", "F2", "R03", "8")),
        entry(open(opening("O6", "F2", OpeningItem::Cash, "7"))),
        entry(cash("DIS1", "2026-01-02", "F2", "R03", "1")),
        entry(open(opening("O7", "F2", OpeningItem::Cash, "7"))),
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
    let header = "ref,date,fund,item,amount,merchant,resident,expires_on,goods,goods_name,unit,quantity\n";
    let rows = "Q1,2026-01-01,F,银行存款,500.00,,,\nQ2,2026-01-01,F,payable,20.00,M1,,\n\
                Q3,2026-01-01,F,代金券,30.00,,R2,2026-02-05\nQ4,2026-01-01,F,voucher,30.00,,R2,\n\
                Q5,2026-01-01,F,现款,30.00,,,\nQ6,2026-02-02,F,bank,30.00,,,\n\
                Q7,2026-01-01,F,实物,30.00,,,,RICE10,大米,袋,3\nQ8,2026-01-01,F,goods,30.00,,,,OIL5,,,2\n\
                Q9,2026-01-01,F,goods,30.00,,,,RICE10,,,0\nQ10,2026-01-01,F,商户应退,5.00,M1,,\n";
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
    let refused = ["invalid_date", "invalid_kind", "fund_has_begun"];
    assert_eq!(codes[..3], ["", "", ""]);
    assert_eq!(codes[3..6], refused);
    assert_eq!(codes[6..], ["", "unknown_item", "invalid_number", ""]);
    office.check_sound("qz").await;
}

xiaonuan_tests::on_both!(
    old_books_go_on_here,
    goods_and_what_merchants_must_give_back_go_on_here,
    opening_balances_come_before_all_others,
    opening_balances_come_by_file,
);
