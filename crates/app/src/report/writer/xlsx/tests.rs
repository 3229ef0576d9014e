//! What a spreadsheet reads back.

use std::io::{Cursor, Read};

use calamine::{Data, DataType, Reader, Xlsx as Reading};
use xiaonuan_domain::money::Sum;
use zip::ZipArchive;

use super::super::sample::{self, Sample};
use super::*;
use crate::messages::Language;
use crate::report::{Format as Form, ReportName};

fn bytes(sample: Sample, chunk: usize) -> Vec<u8> {
    sample::pieces(Form::Xlsx, Language::Chinese, sample, chunk).concat()
}

fn sheets(bytes: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book = Reading::new(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.worksheets().into_iter();
    let rows = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    sheets.map(|(name, range)| (name, rows(range))).collect()
}

/// The rows of a sheet from its labels on; above them it says what it is.
fn table(rows: &[Vec<Data>]) -> &[Vec<Data>] {
    let blank = rows.iter().position(|row| row.iter().all(|cell| *cell == Data::Empty));
    &rows[blank.expect("a blank row") + 1..]
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

#[test]
fn the_sheet_says_what_it_is_above_its_rows_and_what_they_come_to_below() {
    let sheets = sheets(&bytes(sample::donors(), 2));
    assert_eq!(sheets.len(), 2);
    let (name, rows) = &sheets[0];
    assert_eq!(name, "捐赠台账");
    let above: Vec<_> = rows.iter().map_while(|row| row[0].as_string()).collect();
    assert_eq!(
        above,
        [
            "捐赠台账",
            "社区：青竹社区（qingzhu）",
            "期间：2026-01-01 至 2026-06-30",
            "基金编号：xiaonuan",
            "截至：2026-07-01 00:00（时差 +08:00）",
            "计至第 7214 号记录",
            "金额单位：元",
        ]
    );
    let rows = table(rows);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0][..3], [text("日期"), text("单号"), text("捐赠人")]);
    assert_eq!(rows[0][7], text("金额"));
    assert_eq!(rows[1][2], text("竹园超市"));
    assert_eq!(rows[1][3], text("单位"));
    assert_eq!(rows[1][7], Data::Float(4342.0));
    assert_eq!(rows[2][7], Data::Float(-12.5));
    assert_eq!(rows[3][1], text("-1"));
    assert!(matches!(&rows[1][0], Data::DateTime(day) if day.to_ymd_hms_milli().0 == 2026));
    assert_eq!((&rows[4][0], &rows[4][7]), (&text("合计"), &Data::Float(4329.55)));
}

/// The labels stay in sight, and rows alone are sorted and filtered.
#[test]
fn labels_are_frozen_and_rows_can_be_filtered() {
    let mut archive = ZipArchive::new(Cursor::new(bytes(sample::donors(), 2))).expect("an archive");
    let mut sheet = String::new();
    let mut file = archive.by_name("xl/worksheets/sheet1.xml").expect("the sheet");
    file.read_to_string(&mut sheet).expect("text");
    assert!(sheet.contains("ySplit=\"9\""), "{sheet:.600}");
    assert!(sheet.contains("<autoFilter ref=\"A9:L12\""), "{sheet}");
}

#[test]
fn the_second_sheet_says_what_it_is_and_gives_the_totals() {
    let sheets = sheets(&bytes(sample::donors(), 2));
    let (name, rows) = &sheets[1];
    assert_eq!(name, "说明");
    assert_eq!(rows[0][0], text("捐赠台账"));
    assert!(rows.iter().any(|row| row[0] == text("期间：2026-01-01 至 2026-06-30")));
    assert!(
        rows.iter()
            .any(|row| row[0] == text("合计：金额") && row[1] == Data::Float(4329.55))
    );
}

#[test]
fn hostile_text_is_text() {
    for donor in [
        "=1+1",
        "\u{1b}[2J<&>\"\u{0}",
        "  两边  ",
        "_x0041_",
        &"长".repeat(40_000),
    ] {
        let sheets = sheets(&bytes(sample::donor(donor), 1));
        let Data::String(read) = &table(&sheets[0].1)[1][2] else {
            panic!("{donor:.20} is not text: {sheets:?}")
        };
        if donor.contains('长') {
            assert_eq!(read.chars().count(), LONGEST_TEXT);
        } else if !donor.contains('\u{0}') {
            assert_eq!(read, donor);
        }
    }
}

#[test]
fn amounts_beyond_15_digits_are_text_with_every_digit() {
    let sheets = sheets(&bytes(sample::wide(), 1));
    let rows = table(&sheets[0].1);
    assert_eq!(rows[1][1], Data::Float(0.01));
    assert_eq!(rows[2][1], text("92233720368547758.07"));
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    assert_eq!(bytes(sample::ledger(), 1), bytes(sample::ledger(), 3));
}

/// Two runs within a second would not show a clock, so look at every moment that a file holds.
#[test]
fn no_clock_enters_the_file() {
    let mut archive = ZipArchive::new(Cursor::new(bytes(sample::ledger(), 1))).expect("an archive");
    for at in 0..archive.len() {
        let moment = archive.by_index(at).expect("a file").last_modified().expect("a moment");
        assert_eq!(
            (moment.year(), moment.month(), moment.day(), moment.second()),
            (1980, 1, 1, 0)
        );
    }
    let mut core = String::new();
    let mut file = archive.by_name("docProps/core.xml").expect("its properties");
    file.read_to_string(&mut core).expect("text");
    let moments: Vec<_> = core
        .split("dcterms:W3CDTF\">")
        .skip(1)
        .map(|rest| &rest[..20])
        .collect();
    assert_eq!(moments, ["2026-01-01T00:00:00Z"; 2]);
}

#[test]
fn no_rows_are_said_below_the_labels() {
    let sheets = sheets(&bytes(sample::empty(ReportName::Vouchers), 1));
    let rows = table(&sheets[0].1);
    assert_eq!(rows[0], [text("居民编号"), text("代金券余额")]);
    assert_eq!(rows[1][0], text("没有记录"));
}

#[test]
fn sums_and_carried_balances_are_marked() {
    let sheets = sheets(&bytes(sample::ledger(), 1));
    let marks: Vec<_> = table(&sheets[0].1).iter().map(|row| row[9].to_string()).collect();
    assert_eq!(marks, ["行类型", "期初余额", "已冲销", "冲销", "本月合计"]);
}

#[test]
fn rows_beyond_a_sheet_go_on_in_the_next() {
    let (heading, rows, totals) = sample::vouchers(25);
    let mut writer = Xlsx::new(Messages::of(Language::Chinese));
    writer.most_rows = 17;
    let mut out = Vec::new();
    writer.begin(&heading, &mut out).expect("written");
    for chunk in rows.chunks(4) {
        writer.rows(chunk, &mut out).expect("written");
    }
    writer.end(&totals, &mut out).expect("written");
    let sheets = sheets(&out);
    let of_rows = &sheets[..3];
    let shapes: Vec<_> = of_rows
        .iter()
        .map(|(name, rows)| (name.as_str(), table(rows).len()))
        .collect();
    assert_eq!(
        shapes,
        [("代金券余额表", 11), ("代金券余额表 2", 11), ("代金券余额表 3", 6)]
    );
    assert_eq!(table(&sheets[2].1)[5], [text("R0024"), Data::Float(24.0)]);
}

#[test]
fn many_rows_are_all_there() {
    let sheets = sheets(&bytes(sample::vouchers(20_000), 500));
    assert_eq!(table(&sheets[0].1).len(), 20_001);
    assert_eq!(table(&sheets[0].1)[20_000], [text("R19999"), Data::Float(19_999.0)]);
}

#[test]
fn a_total_beyond_the_range_of_the_books_is_text_with_every_digit() {
    let (heading, rows, _) = sample::donors();
    let sum = Cell::Amount(Sum::from_fen(9_999_999_999_999_900_000_i128));
    let sheets = sheets(&bytes((heading, rows, vec![("amount", sum)]), 2));
    assert_eq!(table(&sheets[0].1)[4][7], text("99999999999999000.00"));
}
