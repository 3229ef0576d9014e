//! Why a folder cannot be read at all: where it is, what it is, and what to do about it.

use std::fmt;

use crate::import::table::Table;
use crate::messages::Language;

mod words;

/// A table as people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// A file, by its name.
    File(String),
    /// A sheet of a workbook, by its name.
    Sheet(String),
}

/// What to give instead of what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The folder in which the CSV file lies.
    Folder,
    /// A workbook saved anew.
    SaveAsXlsx,
    /// A folder, or a workbook.
    FolderOrWorkbook,
}

/// What separates cells in place of commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// A tab.
    Tab,
    /// `;`
    Semicolon,
    /// `|`
    Bar,
    /// `，`
    FullComma,
    /// `；`
    FullSemicolon,
    /// `、`
    Enumeration,
}

/// Input that stops the whole import before anything is written. [`Malformed::message`] names file, row and column as
/// a spreadsheet shows them, and never a cell of personal data.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant's message says what it is")]
pub enum Malformed {
    NoSuchPath {
        path: String,
    },
    NotReadable {
        path: String,
        remedy: Remedy,
    },
    NoTables {
        path: String,
    },
    BothNames {
        one: String,
        other: String,
    },
    Unopenable {
        file: Label,
        error: std::io::Error,
    },
    NotAFile {
        file: Label,
    },
    Workbook {
        path: String,
        error: String,
    },
    WorkbookTooBig {
        path: String,
        mebibytes: u64,
    },
    WorkbookUnpacksTooBig {
        path: String,
        mebibytes: u64,
    },
    WorkbookTooMany {
        path: String,
    },
    WorkbookDamaged {
        path: String,
    },
    SheetTooBig {
        file: Label,
        mebibytes: u64,
    },
    SheetPlaces {
        file: Label,
    },
    DigitsLost {
        file: Label,
        row: u32,
        at: String,
        column: &'static str,
    },
    WorkbookAsCsv {
        file: Label,
    },
    Utf16 {
        file: Label,
    },
    Binary {
        file: Label,
        row: u32,
    },
    Encoding {
        file: Label,
        utf8_row: u32,
        gb_row: u32,
    },
    BrokenUtf8 {
        file: Label,
        row: u32,
    },
    NoHeader {
        file: Label,
    },
    NotAHeader {
        file: Label,
        table: Table,
    },
    Delimiter {
        file: Label,
        found: Delimiter,
    },
    UnknownColumn {
        file: Label,
        at: String,
        column: String,
        nearest: &'static str,
    },
    DoubledColumn {
        file: Label,
        at: String,
        first: String,
        column: String,
    },
    LongRow {
        file: Label,
        row: u32,
        cells: usize,
        columns: usize,
    },
    NamelessColumn {
        file: Label,
        row: u32,
        at: String,
    },
    UnclosedQuote {
        file: Label,
        row: u32,
        at: String,
    },
    AfterQuote {
        file: Label,
        row: u32,
        at: String,
    },
    RowTooLong {
        file: Label,
        row: u32,
        limit: usize,
    },
    TooManyRows {
        file: Label,
    },
    NoCommunity,
    CommunityRows {
        file: Label,
        found: u32,
    },
    CommunityExample {
        file: Label,
        row: u32,
    },
    CommunityCode {
        file: Label,
        row: u32,
        code: String,
    },
    CommunityText {
        file: Label,
        row: u32,
        column: &'static str,
        most: usize,
    },
    UnknownZone {
        file: Label,
        row: u32,
        zone: String,
    },
    Changed {
        file: Label,
    },
}

/// In English, for logs; people are told in their language by [`Malformed::message`].
impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl std::error::Error for Malformed {}

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
mod tests;
