//! Workbooks that were made to hurt: each is refused with a message, quickly and in little memory.

use std::fs::{self, File};
use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{Format, Workbook as NewWorkbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::messages::Language;

/// A sound workbook: a community, and one donation whose amount is a number.
fn sound() -> Vec<u8> {
    let mut workbook = NewWorkbook::new();
    let sheet = workbook.add_worksheet().set_name("community").expect("a name");
    sheet
        .write_row_matrix(0, 0, [["社区编号", "时区"], ["qz", "Asia/Shanghai"]])
        .expect("cells");
    let sheet = workbook.add_worksheet().set_name("donations").expect("a name");
    sheet
        .write_row_matrix(0, 0, [["ref", "date", "amount"], ["G1", "2026-02-01", ""]])
        .expect("cells");
    sheet.write_number(1, 2, 12).expect("a cell");
    workbook.save_to_buffer().expect("a workbook")
}

/// The sound workbook with one part changed.
fn with(part: &str, change: impl Fn(String) -> Vec<u8>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(sound())).expect("an archive");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let mut changed = false;
    for at in 0..from.len() {
        let mut old = from.by_index(at).expect("a part");
        let name = String::from_utf8(old.name_raw().to_vec()).expect("a name");
        let mut text = Vec::new();
        old.read_to_end(&mut text).expect("a part");
        if name == part {
            changed = true;
            text = change(String::from_utf8(text).expect("XML"));
        }
        to.start_file(name, SimpleFileOptions::default()).expect("a part");
        to.write_all(&text).expect("a part");
    }
    assert!(changed, "there is a part {part}");
    to.finish().expect("an archive").into_inner()
}

/// One place of a part's text replaced.
fn replaced(part: &str, old: &str, new: &str) -> Vec<u8> {
    with(part, |text| {
        assert!(text.contains(old), "{part} has {old}: {text}");
        text.replacen(old, new, 1).into_bytes()
    })
}

fn opened(bytes: &[u8]) -> Result<Folder, Malformed> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("账本.xlsx");
    fs::write(&path, bytes).expect("it is written");
    Folder::open(&path)
}

const SHEET: &str = "xl/worksheets/sheet2.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

#[test]
fn numbers_that_cannot_be_are_refused() {
    assert_eq!(opened(&sound()).expect("in order").rows(Table::Donations), (1, 0));
    let unique = {
        let count = |text: String| text.split("uniqueCount=\"").nth(1).map(str::to_owned).expect("a count");
        let mut found = String::new();
        let mut archive = ZipArchive::new(Cursor::new(sound())).expect("an archive");
        let mut part = archive.by_name(STRINGS).expect("a part");
        part.read_to_string(&mut found).expect("XML");
        let rest = count(found);
        format!("uniqueCount=\"{}\"", &rest[..rest.find('"').expect("an end")])
    };
    let cases = [
        (
            "a row beyond all",
            replaced(
                SHEET,
                "<row r=\"2\" spans=\"1:3\"><c r=\"A2\"",
                "<row r=\"1048577000\"><c",
            ),
        ),
        (
            "a cell beyond all rows",
            replaced(SHEET, "r=\"C2\"", "r=\"C1048577000\""),
        ),
        (
            "a row that overflows",
            replaced(SHEET, "r=\"C2\"", "r=\"C99999999999999999999\""),
        ),
        (
            "a column that overflows",
            replaced(SHEET, "r=\"C2\"", "r=\"ZZZZZZZZZZZZ2\""),
        ),
        ("a column beyond all", replaced(SHEET, "r=\"C2\"", "r=\"XFE2\"")),
        ("rows out of order", replaced(SHEET, "r=\"A2\"", "r=\"A9\"")),
        (
            "a dimension turned round",
            replaced(SHEET, "<dimension ref=\"A1:C2\"", "<dimension ref=\"C2:A1\""),
        ),
        (
            "a string that is not there",
            replaced(SHEET, "<v>7</v>", "<v>4000000000</v>"),
        ),
        (
            "four billion strings",
            replaced(STRINGS, &unique, "uniqueCount=\"4000000000\""),
        ),
        (
            "strings beyond counting",
            replaced(STRINGS, &unique, "uniqueCount='18446744073709551615'"),
        ),
        (
            "strings behind a comment",
            with(STRINGS, |text| {
                text.replacen("<sst", "<!-- sst --><sst", 1).into_bytes()
            }),
        ),
    ];
    for (name, bytes) in cases {
        let malformed = opened(&bytes).expect_err(name);
        let message = malformed.message(Language::Chinese);
        assert!(
            message.contains("账本.xlsx") || message.contains("工作表"),
            "{name}: {message}"
        );
        assert!(
            matches!(
                malformed,
                Malformed::WorkbookDamaged { .. } | Malformed::Workbook { .. } | Malformed::SheetPlaces { .. }
            ),
            "{name}: {message}"
        );
    }
    let vast = replaced(SHEET, "<dimension ref=\"A1:C2\"", "<dimension ref=\"A1:XFD1048576\"");
    assert_eq!(
        opened(&vast).expect("a dimension costs nothing").rows(Table::Donations),
        (1, 0)
    );
}

/// Parts that unpack to very much, whatever the archive says of their size.
#[test]
fn what_unpacks_to_very_much_is_refused() {
    let bomb = with(STRINGS, |text| {
        let mut long = text.into_bytes();
        let end = long.len();
        long.resize(end + (129 << 20), b' ');
        long
    });
    let malformed = opened(&bomb).expect_err("a bomb");
    assert!(
        matches!(malformed, Malformed::WorkbookUnpacksTooBig { mebibytes: 128, .. }),
        "{malformed}"
    );
    let mut lying = bomb;
    let (length, small) = (lying.len(), 1_000_u32.to_le_bytes());
    // The central directory tells the unpacked size 24 bytes after its signature, the local header 22 after its own.
    for at in 0..length - 28 {
        let of = match lying[at..at + 4] {
            [b'P', b'K', 1, 2] => at + 24,
            [b'P', b'K', 3, 4] => at + 22,
            _ => continue,
        };
        let size = u32::from_le_bytes(lying[of..of + 4].try_into().expect("four bytes"));
        if size > 1 << 20 {
            lying[of..of + 4].copy_from_slice(&small);
        }
    }
    let malformed = opened(&lying).expect_err("it lies");
    assert!(
        matches!(
            malformed,
            Malformed::WorkbookUnpacksTooBig { .. } | Malformed::Workbook { .. }
        ),
        "{malformed}"
    );
}

/// A short archive of very many styles that say nothing would become much in memory.
#[test]
fn parts_of_very_many_elements_are_refused() {
    let crafted = with("xl/styles.xml", |text| {
        [text, "<xf/>".repeat(1_000_000)].concat().into_bytes()
    });
    let malformed = opened(&crafted).expect_err("too many");
    assert!(matches!(malformed, Malformed::WorkbookTooMany { .. }), "{malformed}");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("账本.xlsx");
    let mut file = File::create(&path).expect("a file");
    file.write_all(&sound()).expect("it is written");
    file.set_len(129 << 20).expect("it is long");
    let malformed = Folder::open(&path).expect_err("too large");
    assert!(
        matches!(malformed, Malformed::WorkbookTooBig { mebibytes: 128, .. }),
        "{malformed}"
    );
}

#[test]
fn a_zero_character_is_refused_where_it_stands() {
    let crafted = with(STRINGS, |text| text.replacen("G1", "G_x0000_1", 1).into_bytes());
    let message = opened(&crafted).expect_err("a zero").to_string();
    assert!(message.contains("sheet donations, row 2"), "{message}");
}

#[test]
fn numbers_that_lost_digits_are_refused_in_columns_of_text() {
    for (place, number, lost) in [
        (0, 1_234_567_890_123_456_f64, true),
        (0, 123_456_789_012_345_f64, false),
        (1, 220_199_199_205_033_842_f64, true),
        (2, 1e17, false),
    ] {
        let fill: &Fill = &|sheet| {
            sheet.write_row(0, 0, ["ref", "donor", "amount"])?;
            sheet.write_row(1, 0, ["G1", "甲", "1"])?;
            sheet.write_number(1, place, number).map(|_| ())
        };
        let opened = open(&[("捐赠", fill)]).1;
        assert_eq!(opened.is_err(), lost, "{number}");
        if let Err(malformed) = opened {
            let message = malformed.message(Language::Chinese);
            let (letter, name) = [("A", "单号"), ("B", "捐赠人")][usize::from(place)];
            let place = format!("工作表“捐赠”，第 2 行 {letter} 列（{name}）");
            assert!(message.contains(&place) && message.contains("文本"), "{message}");
        }
    }
}

#[test]
fn the_day_that_excel_invented_is_no_day() {
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (serial, expected) in [(59.0, Some("1900-02-28")), (60.0, None), (61.0, Some("1900-03-01"))] {
        let fill: &Fill = &|sheet| {
            sheet.write_row(0, 0, ["ref", "donor_kind", "amount", "method", "date"])?;
            sheet.write_row(1, 0, ["G1", "个人", "1", "现金"])?;
            sheet.write_number_with_format(1, 4, serial, &day).map(|_| ())
        };
        match (&rows(&[("捐赠", fill)])[0].content, expected) {
            (Content::Ask(Command::Donate(gift)), Some(day)) => assert_eq!(gift.date.to_string(), day),
            (Content::Unreadable(refusal), None) => assert_eq!(refusal.code.as_str(), "invalid_date"),
            (other, _) => panic!("{serial}: {other:?}"),
        }
    }
}
