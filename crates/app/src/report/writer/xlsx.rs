//! XLSX for spreadsheets: on the sheet of the rows itself what the report is, labels that stay in sight, the rows with
//! numbers as numbers and codes as text, and the totals. A second sheet says it all once more, with the notes.
//!
//! Rows wait in a temporary file. The same rows give the same bytes for ever: no clock enters the file.

mod number;

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;
use xiaonuan_domain::calendar::Day;

use self::number::number;
use super::{WriteError, Writer};
use crate::messages::Messages;
use crate::report::{Cell, Choice, ColumnKind, Heading, Phrase, Row, RowStyle, Totals};

/// The most rows of a sheet.
const ROWS_OF_A_SHEET: u32 = 1_048_576;
/// The longest text of a cell, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

pub(super) struct Xlsx {
    messages: &'static Messages,
    workbook: Workbook,
    formats: Formats,
    heading: Option<Heading>,
    /// Sheets that are full.
    full: Vec<Worksheet>,
    sheet: Option<Worksheet>,
    /// The row of the labels on the open sheet.
    label_row: u32,
    next_row: u32,
    most_rows: u32,
}

impl Xlsx {
    pub(super) fn new(messages: &'static Messages) -> Self {
        Xlsx {
            messages,
            workbook: Workbook::new(),
            formats: Formats::new(),
            heading: None,
            full: Vec::new(),
            sheet: None,
            label_row: 0,
            next_row: 0,
            most_rows: ROWS_OF_A_SHEET,
        }
    }

    /// Makes room for a row: a further sheet with the same head when there is none or it is full.
    fn make_room(&mut self) -> Result<(), XlsxError> {
        if self.next_row >= self.most_rows {
            self.close()?;
        }
        if self.sheet.is_none() {
            self.sheet = Some(self.open()?);
        }
        Ok(())
    }

    /// Ends the open sheet: its rows, and neither head nor totals, can be filtered and sorted.
    fn close(&mut self) -> Result<(), XlsxError> {
        if let Some(mut sheet) = self.sheet.take() {
            let columns = self.heading.as_ref().map_or(0, |heading| heading.columns.len());
            let last = u16::try_from(columns).unwrap_or(u16::MAX).saturating_sub(1);
            if self.next_row > self.label_row + 1 {
                sheet.autofilter(self.label_row, 0, self.next_row - 1, last)?;
            }
            self.full.push(sheet);
        }
        Ok(())
    }

    fn open(&mut self) -> Result<Worksheet, XlsxError> {
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        let Some(heading) = &self.heading else {
            return Ok(sheet);
        };
        let title = heading.report.title(heading.host.is_some(), self.messages);
        match self.full.len() {
            0 => sheet.set_name(title)?,
            full => sheet.set_name(format!("{title} {}", full + 1))?,
        };
        sheet.write_string_with_format(0, 0, fitting(&heading.title(self.messages)), &self.formats.title)?;
        let mut row = 1;
        for line in heading.lines(self.messages) {
            sheet.write_string(row, 0, fitting(&line))?;
            row += 1;
        }
        let row = row + 1;
        let mut labels = heading.labels(self.messages);
        let mut kinds: Vec<_> = heading.columns.iter().map(|column| column.kind).collect();
        if heading.report.marks_rows() {
            labels.push(self.messages.column("row"));
            kinds.push(ColumnKind::Choice);
        }
        for ((at, label), kind) in (0_u16..).zip(labels).zip(kinds) {
            // Room for the label and for the mark of the filter beside it.
            let label_width = u8::try_from(label.width() + 4).unwrap_or(u8::MAX);
            sheet.set_column_width(at, width(kind).max(label_width))?;
            let format = if kind.is_numeric() {
                &self.formats.number_label
            } else {
                &self.formats.label
            };
            sheet.write_string_with_format(row, at, label, format)?;
        }
        sheet.set_freeze_panes(row + 1, 0)?;
        sheet.set_repeat_rows(row, row)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        self.label_row = row;
        self.next_row = row + 1;
        Ok(sheet)
    }

    /// The totals below the rows, or that there are none.
    fn foot(&mut self, totals: &Totals) -> Result<(), XlsxError> {
        self.make_room()?;
        let row = self.next_row;
        let is_empty = self.full.is_empty() && row == self.label_row + 1;
        let columns = self.heading.as_ref().map_or(&[][..], |heading| heading.columns);
        self.close()?;
        let Some(sheet) = self.full.last_mut() else {
            return Ok(());
        };
        if is_empty {
            sheet.write_string(row, 0, self.messages.text("report-empty"))?;
            return Ok(());
        }
        if totals.is_empty() {
            return Ok(());
        }
        for (at, column) in (0_u16..).zip(columns) {
            let total = totals.iter().find(|(name, _)| *name == column.name);
            let word = Cell::Text(self.messages.text("report-total"));
            let cell = match total {
                Some((_, cell)) => cell,
                None if at == 0 => &word,
                None => &Cell::Empty,
            };
            put(sheet, (row, at), cell, &self.formats.total, self.messages)?;
        }
        Ok(())
    }

    /// The sheet that says what the report is, its totals and its notes.
    fn about(&self, heading: &Heading, totals: &Totals) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(self.messages.text("report-about"))?;
        sheet.set_column_width(0, 28)?.set_column_width(1, 22)?;
        sheet.write_string_with_format(0, 0, fitting(&heading.title(self.messages)), &self.formats.title)?;
        let mut row = 1;
        for line in heading.lines(self.messages) {
            sheet.write_string(row, 0, fitting(&line))?;
            row += 1;
        }
        for (name, cell) in totals {
            let column = heading.columns.iter().find(|column| column.name == *name);
            let label = column.map_or_else(
                || self.messages.column(name),
                |column| heading.label(column, self.messages),
            );
            let label = [("column", self.messages.text("report-total")), ("value", label)];
            let label = label.each_ref().map(|(name, value)| (*name, value.as_str()));
            sheet.write_string(row, 0, self.messages.text_with("report-filter", &label))?;
            put(&mut sheet, (row, 1), cell, &self.formats.sum, self.messages)?;
            row += 1;
        }
        for note in heading.note_lines(self.messages) {
            sheet.write_string(row, 0, fitting(&note))?;
            row += 1;
        }
        Ok(sheet)
    }
}

impl Writer for Xlsx {
    fn begin(&mut self, heading: &Heading, _out: &mut Vec<u8>) -> Result<(), WriteError> {
        let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
        let properties = DocProperties::new()
            .set_title(fitting(&heading.title(self.messages)))
            .set_creation_datetime(&created);
        self.workbook.set_properties(&properties);
        self.heading = Some(heading.clone());
        self.make_room()?;
        Ok(())
    }

    fn rows(&mut self, rows: &[Row], _out: &mut Vec<u8>) -> Result<(), WriteError> {
        let messages = self.messages;
        let marks_rows = self.heading.as_ref().is_some_and(|heading| heading.report.marks_rows());
        for row in rows {
            self.make_room()?;
            let sheet = self.sheet.as_mut().expect("room was made for the row");
            let mark = marks_rows.then_some(Cell::Choice(Choice::Row(row.style)));
            let formats = self.formats.of(row.style);
            for (column, cell) in (0_u16..).zip(row.cells.iter().chain(&mark)) {
                put(sheet, (self.next_row, column), cell, formats, messages)?;
            }
            if let Some(remark) = row.remark {
                let beside = u16::try_from(row.cells.len() + usize::from(marks_rows)).unwrap_or(u16::MAX);
                put(
                    sheet,
                    (self.next_row, beside),
                    &Cell::from(Phrase::from(remark)),
                    formats,
                    messages,
                )?;
            }
            self.next_row += 1;
        }
        Ok(())
    }

    fn end(&mut self, totals: &Totals, out: &mut Vec<u8>) -> Result<(), WriteError> {
        self.foot(totals)?;
        for sheet in self.full.drain(..) {
            self.workbook.push_worksheet(sheet);
        }
        if let Some(heading) = self.heading.take() {
            let about = self.about(&heading, totals)?;
            self.workbook.push_worksheet(about);
        }
        out.append(&mut self.workbook.save_to_buffer()?);
        Ok(())
    }
}

/// The looks of cells, made once: a file names each of them once.
struct Formats {
    title: Format,
    label: Format,
    number_label: Format,
    entry: Style,
    sum: Style,
    total: Style,
    reversal: Style,
}

/// The looks of one row's cells.
struct Style {
    text: Format,
    amount: Format,
    count: Format,
    seq: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let label = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        let total = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        Formats {
            title: Format::new().set_bold().set_font_size(14),
            number_label: label.clone().set_align(FormatAlign::Right),
            label,
            entry: Style::new(&Format::new()),
            sum: Style::new(&Format::new().set_bold()),
            total: Style::new(&total.set_border_bottom(FormatBorder::Double)),
            reversal: Style::new(&Format::new().set_font_color(Color::RGB(0x00B3_261E))),
        }
    }

    const fn of(&self, style: RowStyle) -> &Style {
        match style {
            RowStyle::Reversal => &self.reversal,
            style if style.is_sum() => &self.sum,
            _ => &self.entry,
        }
    }
}

impl Style {
    fn new(base: &Format) -> Self {
        let shown = |format: &str| base.clone().set_num_format(format);
        Style {
            text: shown("@"),
            amount: shown("#,##0.00"),
            count: shown("#,##0"),
            seq: shown("0"),
            day: shown("yyyy-mm-dd"),
        }
    }
}

/// Writes a cell. Text is always a text cell, so that nothing is taken for a formula or loses a leading zero.
fn put(
    sheet: &mut Worksheet,
    at: (u32, u16),
    cell: &Cell,
    style: &Style,
    messages: &Messages,
) -> Result<(), XlsxError> {
    let (row, column) = at;
    let written = match cell {
        Cell::Empty => sheet.write_blank(row, column, &style.text),
        Cell::Amount(amount) => digits(sheet, at, &amount.to_string(), &style.amount, &style.text),
        Cell::Count(count) => digits(sheet, at, &count.to_string(), &style.count, &style.text),
        Cell::Seq(seq) => digits(sheet, at, &seq.to_string(), &style.seq, &style.text),
        Cell::Day(day) => match date(*day) {
            Some(date) => sheet.write_datetime_with_format(row, column, &date, &style.day),
            None => sheet.write_string_with_format(row, column, day.to_string(), &style.text),
        },
        other => sheet.write_string_with_format(row, column, fitting(&other.shown(messages)), &style.text),
    };
    written.map(|_| ())
}

/// Writes digits as a number, or as text where a cell's number would not give all of them back.
fn digits<'a>(
    sheet: &'a mut Worksheet,
    (row, column): (u32, u16),
    digits: &str,
    as_number: &Format,
    as_text: &Format,
) -> Result<&'a mut Worksheet, XlsxError> {
    match number(digits) {
        Some(number) => sheet.write_number_with_format(row, column, number, as_number),
        None => sheet.write_string_with_format(row, column, digits, as_text),
    }
}

/// The day as a spreadsheet counts it, for the years that it can.
fn date(day: Day) -> Option<ExcelDateTime> {
    let (year, month, day) = day.parts();
    ExcelDateTime::from_ymd(year.to_u16()?, month.to_u8()?, day.to_u8()?).ok()
}

/// The text as far as a cell holds it.
fn fitting(text: &str) -> String {
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= LONGEST_TEXT
    };
    text.chars().take_while(fits).collect()
}

/// How wide a column is, in digits.
const fn width(kind: ColumnKind) -> u8 {
    match kind {
        ColumnKind::Text => 26,
        ColumnKind::Time => 20,
        ColumnKind::Amount => 16,
        ColumnKind::Code | ColumnKind::Choice => 14,
        ColumnKind::Day => 12,
        ColumnKind::Seq | ColumnKind::Count => 10,
    }
}

#[cfg(test)]
mod tests;
