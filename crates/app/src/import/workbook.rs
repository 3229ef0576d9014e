//! The sheets of a workbook as comma-separated text in memory, so that from there on there is one way to read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Seek};
use std::path::Path;

use calamine::{DataRef, Reader, SheetType, Xlsx};
use xiaonuan_domain::calendar::Zone;

use crate::import::folder::{community, file_at, only_one};
use crate::import::malformed::{Label, Malformed, letters};
use crate::import::number::{Moment, loses_digits, shown};
use crate::import::record::quote;
use crate::import::source::{Bytes, Source, unopenable};
use crate::import::table::Table;
use crate::import::template::{HELP_SHEET, is_of_text};

mod first;
mod guard;

pub(crate) use self::first::first_sheet;

/// The tables among a workbook's sheets; sheets of other names are left alone.
pub(crate) fn sheets(path: &Path) -> Result<(Vec<Source>, Vec<String>), Malformed> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|error| unopenable(&file_at(path), error))?;
    guard::caught(|| {
        guard::check(&shown, &file)?;
        read(&shown, file)
    })
    .unwrap_or(Err(Malformed::WorkbookDamaged { path: shown.clone() }))
}

fn read(shown: &str, mut file: File) -> Result<(Vec<Source>, Vec<String>), Malformed> {
    let broken = |error: String| Malformed::Workbook {
        path: shown.to_owned(),
        error,
    };
    file.rewind().map_err(|error| broken(error.to_string()))?;
    let mut workbook =
        Xlsx::new(BufReader::new(file)).map_err(|error: calamine::XlsxError| broken(error.to_string()))?;
    let sheets = workbook.sheets_metadata().iter();
    let names: Vec<String> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let (mut sources, mut zone, mut left) = (Vec::new(), None, TEXT_LIMIT);
    for table in Table::ALL {
        let Some(name) = only_one(table, &names, |name| Table::named(name.trim()))? else {
            continue;
        };
        let label = Label::Sheet(name.clone());
        let failed = |error: calamine::XlsxError| broken(error.to_string());
        let since_1904 = workbook.has_1904_epoch();
        let mut cells = workbook.worksheet_cells_reader(name).map_err(failed)?;
        let percents: Vec<bool> = cells.styles().iter().map(shows_percent).collect();
        let mut sheet = Sheet::new(&label, table, zone.as_ref(), since_1904, left);
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(failed)? {
            let percent = percents.get(style).is_some_and(|percent| *percent);
            sheet.add(cell.get_position(), cell.get_value(), percent)?;
        }
        let text = sheet.finish();
        left = left.saturating_sub(text.len());
        let source = Source::open(table, label, Bytes::Memory(text.into_bytes()))?;
        if table == Table::Community {
            zone = Some(community(&source)?.community.zone);
        }
        sources.push(source);
    }
    let is_known = |name: &str| Table::named(name.trim()).is_some() || name.trim() == HELP_SHEET;
    Ok((sources, names.into_iter().filter(|name| !is_known(name)).collect()))
}

/// The cells of one row by their columns; empty ones are left out.
type Texts = BTreeMap<u32, String>;

/// The most rows and columns that a sheet can have.
const SHEET_LIMITS: (u32, u32) = (1 << 20, 1 << 14);

/// The most bytes that the text of all sheets may have; more belongs into CSV files, which are not held in memory.
const TEXT_LIMIT: usize = 512 << 20;

/// A sheet on its way to become text: row by row with a line end each, so that rows keep their numbers.
struct Sheet<'a> {
    label: &'a Label,
    table: Table,
    zone: Option<&'a Zone>,
    since_1904: bool,
    limit: usize,
    text: String,
    row: u32,
    texts: Texts,
    /// Which of the table's columns stands where, once the header is read.
    columns: BTreeMap<u32, usize>,
}

impl<'a> Sheet<'a> {
    fn new(label: &'a Label, table: Table, zone: Option<&'a Zone>, since_1904: bool, limit: usize) -> Self {
        Sheet {
            label,
            table,
            zone,
            since_1904,
            limit,
            text: String::new(),
            row: 0,
            texts: Texts::new(),
            columns: BTreeMap::new(),
        }
    }

    /// Adds the next cell.
    fn add(&mut self, (row, place): (u32, u32), value: &DataRef<'_>, percent: bool) -> Result<(), Malformed> {
        let file = || self.label.clone();
        if row < self.row || row >= SHEET_LIMITS.0 || place >= SHEET_LIMITS.1 {
            return Err(Malformed::SheetPlaces { file: file() });
        }
        if self.text.len() > self.limit {
            return Err(Malformed::SheetTooBig {
                file: file(),
                mebibytes: (TEXT_LIMIT >> 20) as u64,
            });
        }
        if row > self.row {
            self.end_row(row);
        }
        let column = self.columns.get(&place).map(|at| &self.table.columns()[*at]);
        if let Some(column) = column.filter(|column| is_of_text(column) && has_lost_digits(value)) {
            return Err(Malformed::DigitsLost {
                file: self.label.clone(),
                row: row + 1,
                at: letters(place as usize),
                column: column.name,
            });
        }
        let is_time =
            self.table == Table::Claims && column.is_some_and(|column| Some(column.name) == self.table.when());
        let shows = Shows {
            percent,
            since_1904: self.since_1904,
            zone: self.zone.filter(|_| is_time),
        };
        let shown = shows.text(value);
        if shown.contains('\0') {
            return Err(Malformed::Binary {
                file: self.label.clone(),
                row: row + 1,
            });
        }
        if !shown.trim().is_empty() {
            self.texts.insert(place, shown);
        }
        Ok(())
    }

    /// Ends the row that was begun, and goes on to another one.
    fn end_row(&mut self, next: u32) {
        if self.row == 0 {
            let known = |(place, name): (&u32, &String)| Some((*place, self.table.column(name.trim())?));
            self.columns = self.texts.iter().filter_map(known).collect();
        }
        finish(&mut self.text, &mut self.texts);
        self.text
            .extend(std::iter::repeat_n('\n', (next - self.row - 1) as usize));
        self.row = next;
    }

    fn finish(mut self) -> String {
        finish(&mut self.text, &mut self.texts);
        self.text
    }
}

/// Whether a cell is a number of which a spreadsheet keeps the first digits only.
fn has_lost_digits(value: &DataRef<'_>) -> bool {
    match value {
        DataRef::Float(number) => loses_digits(*number),
        DataRef::Int(number) => number.unsigned_abs() >= 1_000_000_000_000_000,
        _ => false,
    }
}

fn finish(text: &mut String, texts: &mut Texts) {
    let mut place = 0;
    for (column, cell) in std::mem::take(texts) {
        while place < column {
            text.push(',');
            place += 1;
        }
        quote(&cell, text);
    }
    text.push('\n');
}

/// Whether a number format multiplies by a hundred; a quoted or escaped sign is only text.
fn shows_percent(style: &calamine::Style) -> bool {
    let code = style.number_format.as_ref().map_or("", |format| &format.format_code);
    let (mut quoted, mut escaped) = (false, false);
    code.chars().any(|sign| {
        let percent = sign == '%' && !quoted && !escaped;
        quoted ^= sign == '"' && !escaped;
        escaped = sign == '\\' && !escaped && !quoted;
        percent
    })
}

/// How a cell shows what it holds.
struct Shows<'a> {
    percent: bool,
    since_1904: bool,
    /// Where times are asked for.
    zone: Option<&'a Zone>,
}

impl Shows<'_> {
    fn text(&self, value: &DataRef<'_>) -> String {
        match value {
            DataRef::Empty => String::new(),
            DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => shown(*number, self.percent).unwrap_or_else(|| number.to_string()),
            DataRef::Bool(yes) => yes.to_string().to_uppercase(),
            DataRef::DateTime(serial) => {
                let (serial, is_day) = (serial.as_f64(), serial.is_datetime());
                let moment = Moment::of_serial(serial, self.since_1904).filter(|_| is_day);
                moment.map_or_else(
                    || shown(serial, false).unwrap_or_default(),
                    |moment| self.moment(&moment),
                )
            }
            DataRef::DateTimeIso(text) => {
                Moment::of_iso(text).map_or_else(|| text.clone(), |moment| self.moment(&moment))
            }
            DataRef::Error(error) => error.to_string(),
        }
    }

    fn moment(&self, moment: &Moment) -> String {
        self.zone.map_or_else(|| moment.date(), |zone| moment.time(zone))
    }
}

#[cfg(test)]
mod tests;
