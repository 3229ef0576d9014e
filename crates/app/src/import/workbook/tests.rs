use rust_xlsxwriter::{Format, Workbook as NewWorkbook, Worksheet, XlsxError};
use tempfile::TempDir;
use xiaonuan_domain::command::Command;

use super::*;
use crate::import::folder::Folder;
use crate::import::row::{Content, Row};

mod crafted;

type Fill<'a> = dyn Fn(&mut Worksheet) -> Result<(), XlsxError> + 'a;

/// A workbook with a community and these sheets.
fn open(sheets: &[(&str, &Fill)]) -> (TempDir, Result<Folder, Malformed>) {
    let mut workbook = NewWorkbook::new();
    let community: &Fill = &|sheet| {
        sheet
            .write_row_matrix(0, 0, [["社区编号", "时区"], ["qz", "Asia/Shanghai"]])
            .map(|_| ())
    };
    for (name, fill) in [("community", community)].iter().chain(sheets) {
        fill(workbook.add_worksheet().set_name(*name).expect("a name")).expect("cells");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("账本.xlsx");
    workbook.save(&path).expect("a workbook");
    let opened = Folder::open(&path);
    (folder, opened)
}

fn rows(sheets: &[(&str, &Fill)]) -> Vec<Row> {
    let plan = open(sheets).1.expect("in order").plan().expect("in order");
    plan.rows(0..plan.len()).expect("rows")
}

#[test]
fn numbers_days_and_times_are_read_as_they_are_shown() {
    let claims: &Fill = &|sheet| {
        let time = Format::new().set_num_format("yyyy/m/d h:mm");
        sheet.write_row(0, 1, ["ref", " time ", "bill_amount", "voucher_amount", "resident"])?;
        sheet.write_row(2, 1, ["C1"])?;
        sheet.write_number_with_format(2, 2, 46_198.360_277_777_78, &time)?;
        sheet.write_number(2, 3, 0.1 + 0.2)?;
        sheet.write_number(2, 5, 13_900_000_000_f64)?;
        sheet.write_row(3, 1, ["C2", "2026-06-25T08:38:48Z", "1.00", "0.5"])?;
        Ok(())
    };
    let donations: &Fill = &|sheet| {
        let day = Format::new().set_num_format("yyyy年m月d日");
        sheet.write_row(0, 0, ["单号", "日期", "捐赠人类型", "金额", "方式", "捐赠人"])?;
        sheet.write_row(1, 0, ["D1", "", "个人", "", "现金", "甲,\"乙\"\n丙"])?;
        sheet.write_number_with_format(1, 1, 46_023.0, &day)?;
        sheet.write_number(1, 3, 200.0)?;
        Ok(())
    };
    let rows = rows(&[("claims", claims), ("捐赠", donations), ("备注", &|_| Ok(()))]);
    let [
        Content::Ask(Command::Donate(gift)),
        Content::Ask(Command::Redeem(first)),
        Content::Ask(Command::Redeem(second)),
    ] = [&rows[0].content, &rows[1].content, &rows[2].content]
    else {
        panic!("{rows:?}")
    };
    assert_eq!(
        (gift.date.to_string(), gift.amount.to_string()),
        ("2026-01-01".into(), "200.00".into())
    );
    assert_eq!(gift.donor, "甲,\"乙\"\n丙");
    assert_eq!((rows[1].row, rows[2].row), (3, 4));
    assert_eq!(first.at, "2026-06-25T08:38:48+08:00".parse().expect("a time"));
    assert_eq!(
        (first.bill.to_string(), first.resident.as_str()),
        ("0.30".into(), "13900000000")
    );
    assert_eq!(second.voucher.to_string(), "0.50");
}

#[test]
fn percentages_are_read_as_percentages() {
    let discounts: &Fill = &|sheet| {
        let percent = Format::new().set_num_format("0.0%");
        sheet.write_row(
            0,
            0,
            [
                "discount",
                "kind",
                "eligible",
                "valid_from",
                "valid_to",
                "value",
                "fund_share",
            ],
        )?;
        sheet.write_row(1, 0, ["D", "折扣", "不限", "2026-01-01", "2026-12-31"])?;
        let literal = Format::new().set_num_format("0\"%\"\\%");
        sheet.write_number_with_format(1, 5, 10, &literal)?;
        sheet.write_number_with_format(1, 6, 0.333, &percent)?;
        Ok(())
    };
    let rows = rows(&[("优惠", discounts)]);
    let Content::Ask(Command::RegisterDiscount(discount)) = &rows[0].content else {
        panic!("{rows:?}")
    };
    assert_eq!(discount.terms.fund_share.to_string(), "33.3");
    let ten = xiaonuan_domain::percent::Percent::from_ten_thousandths(100_000).expect("ten percent");
    assert_eq!(
        discount.terms.reduction,
        xiaonuan_domain::command::Reduction::Percent(ten)
    );
}

#[test]
fn a_time_of_day_or_a_duration_is_no_time() {
    let claims: &Fill = &|sheet| {
        sheet.write_row(0, 0, ["ref", "time", "bill_amount"])?;
        for (row, format) in [(1, "h:mm"), (2, "[h]:mm:ss")] {
            sheet.write_row(row, 0, [if row == 1 { "C1" } else { "C2" }, "", "1"])?;
            let serial = if row == 1 { 0.5 } else { 46_198.5 };
            sheet.write_number_with_format(row, 1, serial, &Format::new().set_num_format(format))?;
        }
        Ok(())
    };
    for (row, expected) in rows(&[("claims", claims)]).iter().zip(["0.5", "46198.5"]) {
        match &row.content {
            Content::Unreadable(refusal) => assert_eq!(refusal.facts["value"], expected),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_a_sheet_has_wrong_is_said_with_its_name_and_row() {
    let header: &Fill = &|sheet| sheet.write_row(0, 0, ["ref", "tiem"]).map(|_| ());
    let nameless: &Fill = &|sheet| {
        sheet.write_row(0, 0, ["ref"])?;
        sheet.write_row(4, 0, ["A", "", "x"]).map(|_| ())
    };
    let claims: &Fill = &|sheet| sheet.write_row(0, 0, ["ref"]).map(|_| ());
    let cases: [(&[(&str, &Fill)], &str); 4] = [
        (
            &[("核销", header)],
            "sheet 核销, row 1, column B: no column is called “tiem”",
        ),
        (&[("claims", nameless)], "sheet claims, row 5: 3 cells"),
        (
            &[("claims", claims), ("核销", claims)],
            "claims and 核销 are the same table",
        ),
        (&[("结算", &|_| Ok(()))], "sheet 结算: row 1 is empty"),
    ];
    for (sheets, expected) in cases {
        let message = open(sheets).1.expect_err(expected).to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_sheet_is_the_same_as_its_file() {
    let fill: &Fill = &|sheet| {
        sheet.write_row(0, 0, ["商户编号", "ref", "date", "amount"])?;
        sheet.write_row(1, 0, ["M01", "S1", "2026-02-01", ""])?;
        sheet.write_number(1, 3, 181.62).map(|_| ())
    };
    let from_sheet = rows(&[("settlements", fill)]).remove(0);
    let folder =
        crate::import::plan::tests::folder(&[("结算.csv", "ref,date,merchant,amount\nS1,2026-02-01,M01,181.62\n")]);
    let from_file = Folder::open(folder.path()).expect("in order").plan().expect("in order");
    assert_eq!(from_file.row(0).expect("a row").cells_hash, from_sheet.cells_hash);
}
