use std::path::PathBuf;

use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use tempfile::TempDir;
use xiaonuan_domain::command::{Command, Reduction};

use super::*;
use crate::import::folder::Folder;
use crate::import::malformed::Malformed;
use crate::import::row::Content;

fn written() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("模板.xlsx");
    write(&path).expect("a template");
    (folder, path)
}

/// The template as someone leaves it who changes these cells of the example rows.
fn filled_in(change: impl Fn(Table, &Column, &str) -> String) -> (TempDir, Result<Folder, Malformed>) {
    let (folder, path) = written();
    let mut template: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let mut filled = Workbook::new();
    for table in Table::ALL {
        let cells = template.worksheet_range(table.chinese()).expect("a sheet");
        let sheet = filled.add_worksheet().set_name(table.chinese()).expect("a name");
        for (place, column, _) in columns(table) {
            sheet.write_string(0, place, column.chinese).expect("a header");
            match cells.get_value((1, u32::from(place))) {
                Some(Data::DateTime(serial)) => {
                    let format = Shape::of(column).format();
                    sheet
                        .write_number_with_format(1, place, serial.as_f64(), &format)
                        .expect("a day");
                }
                Some(Data::Float(number)) => {
                    sheet.write_number(1, place, *number).expect("a number");
                }
                Some(cell) if !cell.is_empty() => {
                    let text = change(table, column, &cell.to_string());
                    sheet.write_string(1, place, text).expect("a text");
                }
                _ => {}
            }
        }
    }
    filled.add_worksheet().set_name(HELP_SHEET).expect("a name");
    let path = folder.path().join("filled.xlsx");
    filled.save(&path).expect("a workbook");
    let opened = Folder::open(&path);
    (folder, opened)
}

#[test]
fn every_column_is_explained_with_an_example() {
    for table in Table::ALL {
        let guide = guide::of(table);
        assert_eq!(guide.columns.len(), table.columns().len(), "{table:?}");
        assert!(is_example(guide.columns[0].example), "{table:?}");
        for (_, column, guide) in columns(table) {
            assert!(!guide.help.is_empty(), "{table:?} {}", column.name);
            let choices = column.vocabulary.choices();
            let chosen = choices.iter().any(|choice| choice.0 == guide.example);
            assert!(
                choices.is_empty() || chosen || column.vocabulary.is_list(),
                "{table:?} {}",
                column.name
            );
        }
    }
}

#[test]
fn an_untouched_template_asks_for_the_community() {
    let (_folder, path) = written();
    let error = Folder::open(&path).expect_err("still the example");
    assert!(matches!(error, Malformed::CommunityExample { row: 2, .. }), "{error}");
    assert!(error.to_string().contains("sheet 社区, row 2"), "{error}");
}

#[test]
fn examples_that_are_left_in_enter_no_books() {
    let (_folder, opened) = filled_in(|table, _, cell| match table {
        Table::Community => cell.replace(EXAMPLE, ""),
        _ => cell.to_owned(),
    });
    let plan = opened.expect("in order").plan().expect("in order");
    assert_eq!(plan.len(), 9);
    for row in plan.rows(0..9).expect("rows") {
        assert!(is_example(&row.reference));
        match row.content {
            Content::Unreadable(refusal) => assert_eq!(refusal.code.as_str(), "invalid_code"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_filled_in_template_asks_of_the_books_what_it_says() {
    let (_folder, opened) = filled_in(|_, _, cell| cell.replace(EXAMPLE, ""));
    let opened = opened.expect("in order");
    assert_eq!(opened.community().community.code.as_str(), "qingzhu");
    let rows = opened.plan().expect("in order").rows(0..9).expect("rows");
    let commands: Vec<&Command> = rows
        .iter()
        .map(|row| match &row.content {
            Content::Ask(command) => command,
            other => panic!("{} {other:?}", row.reference),
        })
        .collect();
    match commands[..] {
        [
            Command::RegisterFund(fund),
            Command::RegisterMerchant(merchant),
            Command::RegisterDiscount(discount),
            Command::RegisterResident(resident),
            Command::Money(opening),
            Command::Donate(donation),
            Command::Disburse(help),
            Command::Redeem(claim),
            Command::Settle(settlement),
        ] => {
            assert_eq!(fund.details.purposes, ["临时救助", "节日慰问"]);
            assert_eq!(merchant.phone, "13900000002");
            assert!(matches!(discount.terms.reduction, Reduction::Percent(_)));
            assert_eq!(resident.eligibility.len(), 2);
            assert_eq!(opening.amount().to_string(), "1000.00");
            assert_eq!(donation.amount.to_string(), "1000.00");
            assert_eq!(
                help.expires_on.map(|day| day.to_string()).as_deref(),
                Some("2026-03-31")
            );
            assert_eq!(claim.at, "2026-01-10T09:30:00+08:00".parse().expect("a time"));
            assert_eq!(
                (claim.bill.to_string(), claim.voucher.to_string()),
                ("63.50".into(), "10.00".into())
            );
            assert_eq!((settlement.reference.as_str(), settlement.amount), ("SET0001", None));
        }
        _ => panic!("{commands:?}"),
    }
}

#[test]
fn a_file_that_exists_is_not_written_over_and_all_templates_are_alike() {
    let (_folder, path) = written();
    let before = std::fs::read(&path).expect("a file");
    assert!(matches!(write(&path), Err(TemplateError::Unwritable { .. })));
    assert_eq!(std::fs::read(&path).expect("a file"), before);
    let (_other_folder, other) = written();
    assert_eq!(std::fs::read(&other).expect("a file"), before);
}
