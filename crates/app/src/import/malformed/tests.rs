use super::*;
use crate::messages::Language;

fn one_of_each() -> Vec<Malformed> {
    let file = || Label::Sheet("核销".to_owned());
    let text = || "甲".to_owned();
    let at = || "AB".to_owned();
    let (path, row) = (|| "账本.xlsx".to_owned(), 7);
    vec![
        Malformed::NoSuchPath { path: path() },
        Malformed::NotReadable {
            path: path(),
            remedy: Remedy::SaveAsXlsx,
        },
        Malformed::NoTables { path: path() },
        Malformed::BothNames {
            one: text(),
            other: text(),
        },
        Malformed::Unopenable {
            file: file(),
            error: std::io::ErrorKind::PermissionDenied.into(),
        },
        Malformed::NotAFile { file: file() },
        Malformed::Workbook {
            path: path(),
            error: text(),
        },
        Malformed::WorkbookTooBig {
            path: path(),
            mebibytes: 128,
        },
        Malformed::WorkbookUnpacksTooBig {
            path: path(),
            mebibytes: 512,
        },
        Malformed::WorkbookTooMany { path: path() },
        Malformed::WorkbookDamaged { path: path() },
        Malformed::SheetTooBig {
            file: file(),
            mebibytes: 512,
        },
        Malformed::SheetPlaces { file: file() },
        Malformed::DigitsLost {
            file: file(),
            row,
            at: at(),
            column: "id_number",
        },
        Malformed::WorkbookAsCsv { file: file() },
        Malformed::Utf16 { file: file() },
        Malformed::Binary { file: file(), row },
        Malformed::Encoding {
            file: file(),
            utf8_row: row,
            gb_row: 8,
        },
        Malformed::BrokenUtf8 { file: file(), row },
        Malformed::NoHeader { file: file() },
        Malformed::NotAHeader {
            file: file(),
            table: Table::Claims,
        },
        Malformed::Delimiter {
            file: file(),
            found: Delimiter::Tab,
        },
        Malformed::UnknownColumn {
            file: file(),
            at: at(),
            column: text(),
            nearest: "ref",
        },
        Malformed::DoubledColumn {
            file: file(),
            at: at(),
            first: "A".to_owned(),
            column: text(),
        },
        Malformed::LongRow {
            file: file(),
            row,
            cells: 3,
            columns: 2,
        },
        Malformed::NamelessColumn {
            file: file(),
            row,
            at: at(),
        },
        Malformed::UnclosedQuote {
            file: file(),
            row,
            at: at(),
        },
        Malformed::AfterQuote {
            file: file(),
            row,
            at: at(),
        },
        Malformed::RowTooLong {
            file: file(),
            row,
            limit: 1 << 20,
        },
        Malformed::TooManyRows { file: file() },
        Malformed::NoCommunity,
        Malformed::CommunityRows { file: file(), found: 2 },
        Malformed::CommunityExample { file: file(), row },
        Malformed::CommunityCode {
            file: file(),
            row,
            code: text(),
        },
        Malformed::CommunityText {
            file: file(),
            row,
            column: "name",
            most: 200,
        },
        Malformed::UnknownZone {
            file: file(),
            row,
            zone: text(),
        },
        Malformed::Changed { file: file() },
    ]
}

#[test]
fn everything_malformed_is_told_in_both_languages_in_one_line() {
    for malformed in one_of_each() {
        let chinese = malformed.message(Language::Chinese);
        let english = malformed.message(Language::English);
        assert_eq!(malformed.to_string(), english);
        for message in [&chinese, &english] {
            assert!(!message.contains("No localization"), "{message}");
            assert!(!message.contains(['{', '\u{2068}', '\n']), "{message}");
        }
        assert!(chinese.ends_with(['。', '？']), "{chinese}");
        assert_ne!(chinese, english);
    }
}

#[test]
fn a_place_is_told_as_a_spreadsheet_shows_it() {
    let lost = Malformed::DigitsLost {
        file: Label::Sheet("居民".to_owned()),
        row: 5,
        at: "D".to_owned(),
        column: "id_number",
    };
    let chinese = lost.message(Language::Chinese);
    assert!(
        chinese.starts_with("工作表“居民”，第 5 行 D 列（身份证号）：") && chinese.contains("设为“文本”"),
        "{chinese}"
    );
    let english = lost.message(Language::English);
    assert!(
        english.starts_with("sheet 居民, row 5, column D (id_number): ") && english.contains("as text"),
        "{english}"
    );
}

#[test]
fn columns_are_lettered_as_spreadsheets_do() {
    for (at, expected) in [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (51, "AZ"),
        (52, "BA"),
        (701, "ZZ"),
        (702, "AAA"),
    ] {
        assert_eq!(letters(at), expected);
    }
}
