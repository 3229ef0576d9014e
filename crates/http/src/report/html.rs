//! Reports as pages to read and to print: a table that says whose it is, sums under a double rule, and on papers
//! that are signed the lines for it.

use std::fmt::Write;

use askama::Template;
use xiaonuan_app::report::{Cell, Column, Heading, ReportName, Row, RowStyle, Totals, WriteError, Writer};

use crate::asset;
use crate::words::{Words, t};

/// Writes a report as a page.
pub(crate) struct HtmlWriter {
    words: Words,
    back: Option<String>,
    report: Option<ReportName>,
    columns: &'static [Column],
    notes: Vec<String>,
    count: usize,
}

#[derive(Template)]
#[template(path = "report_begin.html")]
struct Begin<'a> {
    words: Words,
    style: String,
    icon: String,
    sheet: String,
    back: Option<&'a str>,
    report: ReportName,
    title: String,
    lines: Vec<String>,
    labels: Vec<(String, bool)>,
}

#[derive(Template)]
#[template(path = "report_rows.html")]
struct Rows<'a> {
    words: Words,
    columns: &'static [Column],
    rows: &'a [Row],
}

#[derive(Template)]
#[template(path = "report_end.html")]
struct End<'a> {
    words: Words,
    report: Option<ReportName>,
    columns: &'static [Column],
    totals: &'a Totals,
    notes: &'a [String],
    count: usize,
}

impl HtmlWriter {
    /// A writer whose page leads back to an address; without one the page stands alone, its style sheet within it.
    pub(crate) fn new(words: Words, back: Option<String>) -> Self {
        HtmlWriter {
            words,
            back,
            report: None,
            columns: &[],
            notes: Vec::new(),
            count: 0,
        }
    }
}

/// Renders into bytes. A template over values that are in memory cannot fail.
fn put(template: &impl Template, out: &mut Vec<u8>) {
    let text = template.render().expect("nothing that a template shows fails to show");
    out.extend_from_slice(text.as_bytes());
}

impl Writer for HtmlWriter {
    fn begin(&mut self, heading: &Heading, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let words = self.words;
        self.report = Some(heading.report);
        self.columns = heading.columns;
        self.notes = heading.note_lines(words.books);
        let numeric = heading.columns.iter().map(|column| column.kind.is_numeric());
        let page = Begin {
            words,
            style: asset::address("xiaonuan.css"),
            icon: asset::address("icon.svg"),
            sheet: if self.back.is_none() {
                asset::text("xiaonuan.css")
            } else {
                String::new()
            },
            back: self.back.as_deref(),
            report: heading.report,
            title: heading.title(words.books),
            lines: heading.lines(words.books),
            labels: heading.labels(words.books).into_iter().zip(numeric).collect(),
        };
        put(&page, out);
        Ok(())
    }

    fn rows(&mut self, rows: &[Row], out: &mut Vec<u8>) -> Result<(), WriteError> {
        if let Some(row) = rows.iter().find(|row| row.cells.len() != self.columns.len()) {
            return Err(WriteError::RowLength(row.cells.len(), self.columns.len()));
        }
        self.count += rows.len();
        let page = Rows {
            words: self.words,
            columns: self.columns,
            rows,
        };
        put(&page, out);
        Ok(())
    }

    fn end(&mut self, totals: &Totals, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let page = End {
            words: self.words,
            report: self.report,
            columns: self.columns,
            totals,
            notes: &self.notes,
            count: self.count,
        };
        put(&page, out);
        Ok(())
    }
}

impl Rows<'_> {
    /// The classes of a row.
    fn class(&self, row: &Row) -> &'static str {
        match row.style {
            RowStyle::Reversal => "reversal",
            style if style.is_sum() => "sum",
            _ => "",
        }
    }

    fn is_reversed(&self, row: &Row) -> bool {
        row.style == RowStyle::Reversed
    }

    fn shown(&self, cell: &Cell) -> String {
        shown(self.words, cell)
    }

    fn is_negative(&self, cell: &Cell) -> bool {
        matches!(cell, Cell::Amount(amount) if amount.is_negative())
    }
}

impl End<'_> {
    /// The total of each column; the first one without says that they are totals.
    fn cells(&self) -> Vec<(String, bool)> {
        let of = |column: &Column| {
            let total = self.totals.iter().find(|(name, _)| *name == column.name);
            total.map_or_else(String::new, |(_, cell)| shown(self.words, cell))
        };
        self.columns
            .iter()
            .map(|column| (of(column), column.kind.is_numeric()))
            .collect()
    }

    fn count(&self) -> String {
        let mut count = String::new();
        write!(count, "{}", self.count).expect("a text takes a number");
        self.words.books.text_with("report-rows", &[("count", &count)])
    }

    /// Whether people put their names and seals under it.
    fn is_signed(&self) -> bool {
        matches!(
            self.report,
            Some(
                ReportName::Statement
                    | ReportName::Disclosure
                    | ReportName::FundStatement
                    | ReportName::BalanceSheet
                    | ReportName::Activities
            )
        )
    }
}

/// A cell for people; negative amounts have a real minus sign.
fn shown(words: Words, cell: &Cell) -> String {
    let text = cell.shown(words.books);
    match cell {
        Cell::Amount(_) | Cell::Count(_) => text.replace('-', "−"),
        _ => text.into_owned(),
    }
}
