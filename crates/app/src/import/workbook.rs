//! The sheets of a workbook as comma-separated text in memory, so that from there on there is one way to read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, Reader, SheetType, Xlsx};
use xiaonuan_domain::calendar::Zone;

use crate::import::folder::{community, only_one};
use crate::import::malformed::Malformed;
use crate::import::number::{Moment, shown};
use crate::import::record::quote;
use crate::import::source::{Bytes, Source, unopenable};
use crate::import::table::Table;
use crate::import::template::HELP_SHEET;

type Workbook = Xlsx<BufReader<File>>;

/// The tables among a workbook's sheets; sheets of other names are left alone.
pub(crate) fn sheets(path: &Path) -> Result<(Vec<Source>, Vec<String>), Malformed> {
    let shown = path.display().to_string();
    let broken = |error: String| Malformed::Workbook {
        path: shown.clone(),
        error,
    };
    let file = File::open(path).map_err(|error| unopenable(&shown, error))?;
    let mut workbook =
        Xlsx::new(BufReader::new(file)).map_err(|error: calamine::XlsxError| broken(error.to_string()))?;
    let sheets = workbook.sheets_metadata().iter();
    let names: Vec<String> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let (mut sources, mut zone) = (Vec::new(), None);
    for table in Table::ALL {
        let Some(name) = only_one(table, &names, |name| Table::named(name.trim()))? else {
            continue;
        };
        let text = as_text(&mut workbook, name, table, zone.as_ref()).map_err(broken)?;
        let source = Source::open(table, format!("sheet {name}"), Bytes::Memory(text.into_bytes()))?;
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

/// The most bytes that a sheet's text may have; more belongs into CSV files, which are not held in memory.
const TEXT_LIMIT: usize = 1 << 29;

/// Row by row with a line end each, so that rows keep their numbers.
fn as_text(workbook: &mut Workbook, sheet: &str, table: Table, zone: Option<&Zone>) -> Result<String, String> {
    let since_1904 = workbook.has_1904_epoch();
    let failed = |error: calamine::XlsxError| error.to_string();
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(failed)?;
    let percents: Vec<bool> = reader.styles().iter().map(shows_percent).collect();
    let (mut text, mut texts, mut row, mut times) = (String::new(), Texts::new(), 0, None);
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(failed)? {
        let (at, column) = cell.get_position();
        if at < row || at >= SHEET_LIMITS.0 || column >= SHEET_LIMITS.1 || text.len() > TEXT_LIMIT {
            return Err(format!("sheet {sheet} is too large, or its rows are out of order"));
        }
        if at > row {
            if row == 0 {
                times = time_column(table, &texts);
            }
            finish(&mut text, &mut texts);
            text.extend(std::iter::repeat_n('\n', (at - row - 1) as usize));
            row = at;
        }
        let shows = Shows {
            percent: percents.get(style).is_some_and(|percent| *percent),
            since_1904,
            zone: zone.filter(|_| row > 0 && times == Some(column)),
        };
        let shown = shows.text(cell.get_value());
        if !shown.trim().is_empty() {
            texts.insert(column, shown);
        }
    }
    finish(&mut text, &mut texts);
    Ok(text)
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

/// Where the header has the column whose cells are times.
fn time_column(table: Table, header: &Texts) -> Option<u32> {
    let time = table.when().filter(|_| table == Table::Claims)?;
    let time = table.column(time);
    let mut columns = header.iter();
    columns
        .find(|(_, name)| table.column(name.trim()) == time)
        .map(|(column, _)| *column)
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
