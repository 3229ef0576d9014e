//! Reports as pages to read and to print: a table that says whose it is, sums under a double rule, and on papers
//! that are signed the lines for it.

use std::fmt::Write;

use askama::Template;
use xiaonuan_app::report::{
    Cell, Choice, Column, FundLine, Heading, ReportName, Row, RowStyle, Totals, WriteError, Writer,
};

use super::{Desk, ReportForm};
use crate::asset;
use crate::page::{Foot, Frame};
use crate::words::{Words, t};

/// Writes a report as a page.
pub(crate) struct HtmlWriter {
    words: Words,
    desk: Option<Desk>,
    /// What stands below the page, on a desk.
    foot: Option<Foot>,
    report: Option<ReportName>,
    columns: &'static [Column],
    /// What the rows are under, where they are grouped.
    group: Option<String>,
    notes: Vec<String>,
    count: usize,
}

/// A page that stands alone, its style sheet within it.
#[derive(Template)]
#[template(path = "report_begin.html")]
struct Begin {
    words: Words,
    sheet: String,
    report: ReportName,
    is_wide: bool,
    title: String,
    lines: Vec<String>,
    labels: Vec<(String, bool)>,
}

/// A page in the frame of all pages.
#[derive(Template)]
#[template(path = "report_desk.html")]
struct BeginOnDesk {
    frame: Frame,
    form: ReportForm,
    report: ReportName,
    is_wide: bool,
    title: String,
    lines: Vec<String>,
    labels: Vec<(String, bool)>,
}

#[derive(Template)]
#[template(path = "report_rows.html")]
struct Rows {
    words: Words,
    rows: Vec<PaperRow>,
}

/// A row as a paper shows it.
struct PaperRow {
    /// What begins with it.
    group: Option<String>,
    class: &'static str,
    cells: Vec<PaperCell>,
    is_reversed: bool,
}

struct PaperCell {
    text: String,
    class: &'static str,
    remark: Option<String>,
}

#[derive(Template)]
#[template(path = "report_end.html")]
struct End<'a> {
    words: Words,
    foot: Option<&'a Foot>,
    report: Option<ReportName>,
    columns: &'static [Column],
    totals: &'a Totals,
    notes: &'a [String],
    count: usize,
}

impl HtmlWriter {
    /// A writer of a page on a desk, with frame and form; without one the page stands alone.
    pub(crate) fn new(words: Words, desk: Option<Desk>) -> Self {
        HtmlWriter {
            words,
            foot: desk.as_ref().map(|desk| desk.frame.foot.clone()),
            desk,
            report: None,
            columns: &[],
            group: None,
            notes: Vec::new(),
            count: 0,
        }
    }

    fn row(&mut self, row: &Row) -> PaperRow {
        let words = self.words;
        let group = self
            .report
            .filter(|report| is_of_lines(*report))
            .map(|_| group(words, row));
        let begins = group.filter(|group| self.group.as_ref() != Some(group));
        if begins.is_some() {
            self.group.clone_from(&begins);
        }
        let mut remark = row.remark.map(|remark| words.books.text(remark.message_id()));
        let mut cells = Vec::with_capacity(row.cells.len());
        for (column, cell) in self.columns.iter().zip(&row.cells) {
            // What a statement's columns come to stands below it: the last row says what is left.
            let is_total = self.report == Some(ReportName::Statement)
                && row.style == RowStyle::Closing
                && !["summary", "balance"].contains(&column.name);
            let cell = if is_total { &Cell::Empty } else { cell };
            if is_on_paper(self.report, column) {
                let of_line = matches!(cell, Cell::Choice(Choice::Line(_)));
                cells.push(PaperCell {
                    text: self.shown(cell),
                    class: class_of(column, cell),
                    remark: remark.take_if(|_| of_line),
                });
            }
        }
        PaperRow {
            group: begins,
            class: class_of_row(row),
            cells,
            is_reversed: row.style == RowStyle::Reversed,
        }
    }

    /// A cell for people; on a statement to the minute, so that it fits a page.
    fn shown(&self, cell: &Cell) -> String {
        let text = shown(self.words, cell);
        match cell {
            Cell::Time(_) if self.report == Some(ReportName::Statement) => text.get(..16).unwrap_or(&text).to_owned(),
            Cell::Choice(Choice::Line(line)) => sign_of(self.words, *line, text),
            _ => text,
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
        let report = heading.report;
        self.report = Some(report);
        self.columns = heading.columns;
        self.notes = heading.note_lines(words.books);
        let labels = heading.columns.iter().zip(heading.labels(words.books));
        let labels = labels.filter(|(column, _)| is_on_paper(Some(report), column));
        let labels: Vec<_> = labels
            .map(|(column, label)| (label, column.kind.is_numeric()))
            .collect();
        let (title, lines) = (heading.title(words.books), heading.lines(words.books));
        // Papers that are signed are filed upright.
        let is_wide = labels.len() > 8 && !is_signed(report);
        match self.desk.take() {
            Some(Desk { frame, mut form }) => {
                form.fill(heading.period);
                let page = BeginOnDesk {
                    frame,
                    form,
                    report,
                    is_wide,
                    title,
                    lines,
                    labels,
                };
                put(&page, out);
            }
            None => {
                let page = Begin {
                    words,
                    sheet: asset::text("xiaonuan.css"),
                    report,
                    is_wide,
                    title,
                    lines,
                    labels,
                };
                put(&page, out);
            }
        }
        Ok(())
    }

    fn rows(&mut self, rows: &[Row], out: &mut Vec<u8>) -> Result<(), WriteError> {
        if let Some(row) = rows.iter().find(|row| row.cells.len() != self.columns.len()) {
            return Err(WriteError::RowLength(row.cells.len(), self.columns.len()));
        }
        self.count += rows.len();
        let rows = rows.iter().map(|row| self.row(row)).collect();
        put(
            &Rows {
                words: self.words,
                rows,
            },
            out,
        );
        Ok(())
    }

    fn end(&mut self, totals: &Totals, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let page = End {
            words: self.words,
            foot: self.foot.as_ref(),
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

impl End<'_> {
    fn on_paper(&self) -> impl Iterator<Item = &'static Column> {
        let report = self.report;
        self.columns.iter().filter(move |column| is_on_paper(report, column))
    }

    fn width(&self) -> usize {
        self.on_paper().count()
    }

    /// The total of each column; the first one without says that they are totals.
    fn cells(&self) -> Vec<(String, bool)> {
        let of = |column: &Column| {
            let total = self.totals.iter().find(|(name, _)| *name == column.name);
            total.map_or_else(String::new, |(_, cell)| shown(self.words, cell))
        };
        self.on_paper()
            .map(|column| (of(column), column.kind.is_numeric()))
            .collect()
    }

    fn count(&self) -> String {
        let mut count = String::new();
        write!(count, "{}", self.count).expect("a text takes a number");
        self.words.books.text_with("report-rows", &[("count", &count)])
    }

    fn is_of_lines(&self) -> bool {
        self.report.is_some_and(is_of_lines)
    }

    fn is_signed(&self) -> bool {
        self.report.is_some_and(is_signed)
    }

    /// Whether the merchant confirms it.
    fn is_confirmed(&self) -> bool {
        self.report == Some(ReportName::Statement)
    }
}

/// Whether people put their names and seals under it.
const fn is_signed(report: ReportName) -> bool {
    matches!(
        report,
        ReportName::Statement
            | ReportName::Disclosure
            | ReportName::FundStatement
            | ReportName::BalanceSheet
            | ReportName::Activities
    )
}

/// Whether its rows are the lines of a statement, fund by fund.
const fn is_of_lines(report: ReportName) -> bool {
    matches!(report, ReportName::Disclosure | ReportName::FundStatement)
}

/// Whether a column stands on paper. Left out is what the group says, and on a statement what another column says too:
/// its summary has the reference, and both parts of a discount stand there.
fn is_on_paper(report: Option<ReportName>, column: &Column) -> bool {
    match report {
        Some(ReportName::Disclosure | ReportName::FundStatement) => !["fund", "name"].contains(&column.name),
        Some(ReportName::Statement) => !["seq", "ref", "discount"].contains(&column.name),
        _ => true,
    }
}

/// What a line is under: its fund, or all of them.
fn group(words: Words, row: &Row) -> String {
    match &row.cells[..] {
        [Cell::Empty, all, ..] => shown(words, all),
        [code, name, ..] => t!(
            words,
            "paper-fund",
            name = shown(words, name),
            code = shown(words, code)
        ),
        _ => String::new(),
    }
}

/// A line of a statement with what is done with it: what came is added, what went is taken off.
fn sign_of(words: Words, line: FundLine, text: String) -> String {
    match line {
        FundLine::Income => t!(words, "paper-plus", line = text),
        FundLine::Expense => t!(words, "paper-minus", line = text),
        FundLine::Closing => t!(words, "paper-equals", line = text),
        _ => text,
    }
}

fn class_of_row(row: &Row) -> &'static str {
    let line = row.cells.iter().find_map(|cell| match cell {
        Cell::Choice(Choice::Line(line)) => Some(line),
        _ => None,
    });
    match (row.style, line) {
        (_, Some(FundLine::Donation | FundLine::Activity(_))) => "detail",
        (_, Some(FundLine::Change)) => "aside",
        (_, Some(FundLine::Closing)) => "sum closing",
        (RowStyle::Reversal, _) => "reversal",
        (_, Some(_)) => "sum",
        (style, _) if style.is_sum() => "sum",
        _ => "",
    }
}

fn class_of(column: &Column, cell: &Cell) -> &'static str {
    let is_negative = matches!(cell, Cell::Amount(amount) if amount.is_negative());
    match (column.kind.is_numeric(), is_negative) {
        (true, true) => "num neg",
        (true, false) => "num",
        (false, _) if matches!(cell, Cell::Time(_)) => "time",
        (false, _) => "",
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
