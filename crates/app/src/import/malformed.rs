//! Why a folder cannot be read at all: where it is, what it is, and what to do about it.

use thiserror::Error;

/// Input that stops the whole import before anything is written. Texts name file, row and column as a spreadsheet
/// shows them, and never a cell of personal data.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "each variant's text says what it is")]
pub enum Malformed {
    #[error("{path}: there is nothing here; give the folder that holds the CSV files, or one .xlsx workbook")]
    NoSuchPath { path: String },
    #[error("{path}: neither a folder nor an .xlsx workbook; {remedy}")]
    NotReadable { path: String, remedy: &'static str },
    #[error(
        "{path}: none of the tables is here; name the files community.csv, funds.csv, claims.csv and so on (or 社区.csv, \
         基金.csv, 核销.csv), the sheets of a workbook alike without .csv"
    )]
    NoTables { path: String },
    #[error("{one} and {other} are the same table; join them, or remove one of the two")]
    BothNames { one: String, other: String },
    #[error("{file}: cannot be read: {error}")]
    Unopenable { file: String, error: std::io::Error },
    #[error(
        "{path}: this workbook cannot be read: {error}; open it, save it as .xlsx without a password, and try again"
    )]
    Workbook { path: String, error: String },
    #[error("{file}: this is a workbook that was named .csv; give the .xlsx file itself, or save each sheet as CSV")]
    WorkbookAsCsv { file: String },
    #[error("{file}: this is UTF-16; save it as CSV in UTF-8 (“CSV UTF-8”) or GB 18030")]
    Utf16 { file: String },
    #[error("{file}, row {row}: this is binary data (a zero byte), not a text; save the table as CSV again")]
    Binary { file: String, row: u32 },
    #[error(
        "{file}: neither UTF-8 (a wrong byte in row {utf8_row}) nor GB 18030 (a wrong byte in row {gb_row}); \
         save it as “CSV UTF-8”"
    )]
    Encoding { file: String, utf8_row: u32, gb_row: u32 },
    #[error("{file}, row {row}: the file begins as UTF-8 but a byte here is not; save it as “CSV UTF-8” again")]
    BrokenUtf8 { file: String, row: u32 },
    #[error("{file}: row 1 is empty; write the names of the columns there, or remove the table")]
    NoHeader { file: String },
    #[error("{file}, row 1: no cell is the name of a column; the first row must name the columns, such as {example}")]
    NotAHeader { file: String, example: String },
    #[error("{file}, row 1: the cells are separated by {found}; save the table as CSV with commas")]
    Delimiter { file: String, found: &'static str },
    #[error("{file}, row 1, column {at}: no column is called “{column}”; did you mean “{nearest}”?")]
    UnknownColumn {
        file: String,
        at: String,
        column: String,
        nearest: &'static str,
    },
    #[error("{file}, row 1, column {at}: “{column}” stands here a second time, first in column {first}; remove one")]
    DoubledColumn {
        file: String,
        at: String,
        first: String,
        column: String,
    },
    #[error(
        "{file}, row {row}: {cells} cells, but row 1 names {columns} columns; remove the cells at the end, or put \
         quotation marks around a cell that holds a comma"
    )]
    LongRow {
        file: String,
        row: u32,
        cells: usize,
        columns: usize,
    },
    #[error(
        "{file}, row {row}, column {at}: there is something here, but row 1 does not name the column; name it or clear it"
    )]
    NamelessColumn { file: String, row: u32, at: String },
    #[error(
        "{file}, row {row}, column {at}: a quotation mark is opened and never closed; close it, or write \"\" for one \
         that belongs to the text"
    )]
    UnclosedQuote { file: String, row: u32, at: String },
    #[error(
        "{file}, row {row}, column {at}: something follows the closing quotation mark; put the whole cell into \
         quotation marks, and write \"\" for one that belongs to the text"
    )]
    AfterQuote { file: String, row: u32, at: String },
    #[error(
        "{file}, row {row}: the row is longer than {limit} bytes; check that the file is a CSV table with line ends"
    )]
    RowTooLong { file: String, row: u32, limit: usize },
    #[error("{file}: more rows than can be counted; split the table")]
    TooManyRows { file: String },
    #[error("community.csv (社区) is missing; it says in one row which community these books are of")]
    NoCommunity,
    #[error("{file}: {found} rows, but exactly one is needed: the community's code, name, district and time zone")]
    CommunityRows { file: String, found: u32 },
    #[error("{file}, row {row}: this is still the example; fill in your community in its place")]
    CommunityExample { file: String, row: u32 },
    #[error("{file}, row {row}, column community: “{code}” is not a code; use 1 to 32 of A-Z a-z 0-9 _ -")]
    CommunityCode { file: String, row: u32, code: String },
    #[error(
        "{file}, row {row}, column timezone: no time zone is called “{zone}”; write an IANA name such as Asia/Shanghai"
    )]
    UnknownZone { file: String, row: u32, zone: String },
    #[error("{file}: changed while it was read; close it in other programs and import again")]
    Changed { file: String },
}

/// A column as a spreadsheet letters it: 0 is A, 26 is AA.
pub(crate) fn letters(mut at: usize) -> String {
    let mut text = Vec::new();
    loop {
        text.push(char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    text.iter().rev().collect()
}

/// The beginning of a text, for messages.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 64;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
