//! Writers: a report as a table for the terminal, CSV, JSON or XLSX.

mod csv;
pub(crate) use csv::lines;
mod json;
#[cfg(test)]
mod sample;
mod table;
mod xlsx;

use std::fmt;
use std::str::FromStr;

use rust_xlsxwriter::XlsxError;
use thiserror::Error;

use super::{Heading, Row, Totals};
use crate::messages::Messages;

/// A form in which a report is given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table for a terminal.
    Table,
    /// For spreadsheets and scripts.
    Csv,
    /// For spreadsheets, with numbers as numbers.
    Xlsx,
    /// For programs.
    Json,
    /// A page; written by whoever serves pages.
    Html,
}

/// A text that names no format.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("there is no format \"{0}\"; the formats are: table, csv, xlsx, json, html")]
pub struct NotAFormat(pub String);

/// A report could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The workbook could not be made; mostly because its temporary file could not.
    #[error("the XLSX file could not be made")]
    Xlsx(#[from] XlsxError),
    /// A row doesn't fit the columns.
    #[error("a row has {0} cells for {1} columns")]
    RowLength(usize, usize),
}

/// Turns a report into bytes as its rows come: `begin` once, `rows` any number of times, `end` once.
pub trait Writer: Send {
    /// Writes what stands before the rows.
    ///
    /// # Errors
    /// [`WriteError`].
    fn begin(&mut self, heading: &Heading, out: &mut Vec<u8>) -> Result<(), WriteError>;

    /// Writes some rows.
    ///
    /// # Errors
    /// [`WriteError`].
    fn rows(&mut self, rows: &[Row], out: &mut Vec<u8>) -> Result<(), WriteError>;

    /// Writes what stands after the rows.
    ///
    /// # Errors
    /// [`WriteError`].
    fn end(&mut self, totals: &Totals, out: &mut Vec<u8>) -> Result<(), WriteError>;
}

impl Format {
    /// All of them.
    pub const ALL: &[Format] = &[Format::Table, Format::Csv, Format::Xlsx, Format::Json, Format::Html];

    /// The name in addresses and options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
            Format::Html => "html",
        }
    }

    /// The ending of a file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Table => "txt",
            other => other.as_str(),
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Table => "text/plain; charset=utf-8",
            Format::Csv => "text/csv; charset=utf-8; header=present",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
            Format::Html => "text/html; charset=utf-8",
        }
    }

    /// A writer of this format for readers of a language; none for pages, which have templates.
    #[must_use]
    pub fn writer(self, messages: &'static Messages) -> Option<Box<dyn Writer>> {
        match self {
            Format::Table => Some(Box::new(table::Table::new(messages))),
            Format::Csv => Some(Box::new(csv::Csv::new(messages))),
            Format::Xlsx => Some(Box::new(xlsx::Xlsx::new(messages))),
            Format::Json => Some(Box::new(json::Json::new(messages))),
            Format::Html => None,
        }
    }
}

impl FromStr for Format {
    type Err = NotAFormat;

    fn from_str(text: &str) -> Result<Self, NotAFormat> {
        let found = Format::ALL.iter().find(|format| format.as_str() == text);
        found.copied().ok_or_else(|| NotAFormat(text.to_owned()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(*format));
        }
        let message = "pdf".parse::<Format>().expect_err("no format").to_string();
        assert!(
            Format::ALL.iter().all(|format| message.contains(format.as_str())),
            "{message}"
        );
    }
}
