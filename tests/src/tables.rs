//! Books as tables of texts: read from a folder, changed by a test, and written again in any of the forms that an
//! import reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use encoding_rs::{GB18030, UTF_8};
use rust_xlsxwriter::Workbook;
use xiaonuan_app::import::Table;
use xiaonuan_domain::calendar::{Day, Instant, Zone};

/// A folder of `tests/fixtures`.
#[must_use]
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// A form of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// CSV in UTF-8.
    Utf8,
    /// CSV in UTF-8 with a byte-order mark.
    Utf8WithMark,
    /// CSV in GB 18030.
    Gb18030,
    /// A workbook in which every cell is a text.
    Workbook,
}

/// One table.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The first row.
    pub header: Vec<String>,
    /// All other rows, each with the number that it had when it was read: the header is row 1.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Sheet {
    /// The place of a column by its English name, whatever the header calls it.
    ///
    /// # Panics
    /// When the header does not name it.
    #[must_use]
    pub fn place(&self, table: Table, name: &str) -> usize {
        let column = table.columns().iter().find(|column| column.name == name);
        let column = column.unwrap_or_else(|| panic!("{name} is no column of {table:?}"));
        let named = |cell: &String| cell.trim() == column.name || cell.trim() == column.chinese;
        self.header.iter().position(named).expect("the header names it")
    }

    /// A row's own code or reference.
    #[must_use]
    pub fn reference<'a>(&self, table: Table, row: &'a [String]) -> &'a str {
        let place = self.place(table, table.columns()[0].name);
        row.get(place).map_or("", |cell| cell.trim())
    }

    /// When an event happened, if that can be read.
    #[must_use]
    pub fn moment(&self, table: Table, row: &[String], zone: &Zone) -> Option<Instant> {
        let name = if table == Table::Claims { "time" } else { "date" };
        let cell = row.get(self.place(table, name))?.trim();
        if table == Table::Claims {
            return cell.parse().ok();
        }
        cell.parse::<Day>().ok().map(|day| zone.start_of(day))
    }

    /// Puts another text into the cell of the row with a code or reference.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn set(&mut self, table: Table, reference: &str, column: &str, text: &str) {
        let place = self.place(table, column);
        let row = (0..self.rows.len())
            .find(|row| self.reference(table, &self.rows[*row].1) == reference)
            .unwrap_or_else(|| panic!("no row {reference}"));
        let cells = &mut self.rows[row].1;
        cells.resize(cells.len().max(place + 1), String::new());
        text.clone_into(&mut cells[place]);
    }
}

/// The tables of a folder.
#[derive(Clone, Debug, Default)]
pub struct Tables(pub BTreeMap<Table, Sheet>);

impl Tables {
    /// Reads the CSV files of a folder, UTF-8 or GB 18030.
    ///
    /// # Panics
    /// When that does not work.
    #[must_use]
    pub fn read(folder: &Path) -> Tables {
        let mut tables = BTreeMap::new();
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                continue;
            }
            let table = Table::named(&stem).unwrap_or_else(|| panic!("{stem} is no table"));
            let bytes = fs::read(&path).expect("the file reads");
            let text = UTF_8.decode_without_bom_handling_and_without_replacement(&bytes);
            let text = text.unwrap_or_else(|| GB18030.decode(&bytes).0).into_owned();
            let mut rows = csv(text.trim_start_matches('\u{feff}'));
            let header = rows.remove(0);
            let rows = (2..).zip(rows).collect();
            tables.insert(table, Sheet { header, rows });
        }
        Tables(tables)
    }

    /// Tables of few rows, given as texts.
    #[must_use]
    pub fn of(texts: &[(Table, &str)]) -> Tables {
        let sheet = |text: &str| {
            let mut rows = csv(text);
            let header = rows.remove(0);
            Sheet {
                header,
                rows: (2..).zip(rows).collect(),
            }
        };
        Tables(texts.iter().map(|(table, text)| (*table, sheet(text))).collect())
    }

    /// Those rows of events for which something holds, and everything of the registers; the other rows.
    #[must_use]
    pub fn split(&self, first: impl Fn(Table, &Sheet, &[String]) -> bool) -> (Tables, Tables) {
        let (mut one, mut other) = (Tables::default(), Tables::default());
        for (table, sheet) in &self.0 {
            let (mut these, mut those) = (sheet.clone(), sheet.clone());
            these
                .rows
                .retain(|(_, row)| table.is_register() || first(*table, sheet, row));
            those
                .rows
                .retain(|(_, row)| !table.is_register() && !first(*table, sheet, row));
            one.0.insert(*table, these);
            if *table == Table::Community {
                those = sheet.clone();
            }
            other.0.insert(*table, those);
        }
        (one, other)
    }

    /// Writes them into a folder that is made, or beside it as a workbook; answers the path to import.
    ///
    /// # Panics
    /// When that does not work.
    #[must_use]
    pub fn write(&self, folder: &Path, form: Form) -> PathBuf {
        if form == Form::Workbook {
            return self.write_workbook(&folder.with_extension("xlsx"));
        }
        fs::create_dir_all(folder).expect("a folder");
        for (table, sheet) in &self.0 {
            let mut text = String::new();
            for row in std::iter::once(&sheet.header).chain(sheet.rows.iter().map(|(_, row)| row)) {
                let cells: Vec<String> = row
                    .iter()
                    .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                    .collect();
                text += &(cells.join(",") + "\r\n");
            }
            let bytes = match form {
                Form::Utf8WithMark => format!("\u{feff}{text}").into_bytes(),
                Form::Gb18030 => GB18030.encode(&text).0.into_owned(),
                Form::Utf8 | Form::Workbook => text.into_bytes(),
            };
            fs::write(folder.join(table.file_name()), bytes).expect("the file is written");
        }
        folder.to_owned()
    }

    fn write_workbook(&self, path: &Path) -> PathBuf {
        let mut workbook = Workbook::new();
        for (table, sheet) in &self.0 {
            let page = workbook.add_worksheet().set_name(table.chinese()).expect("a name");
            for (at, row) in std::iter::once(&sheet.header)
                .chain(sheet.rows.iter().map(|(_, row)| row))
                .enumerate()
            {
                for (place, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                    let (at, place) = (u32::try_from(at).expect("few"), u16::try_from(place).expect("few"));
                    page.write_string(at, place, cell).expect("a cell");
                }
            }
        }
        workbook.save(path).expect("the workbook is written");
        path.to_owned()
    }
}

/// The rows of a CSV text; those without any text are empty rows.
///
/// # Panics
/// When a quotation mark is not closed.
#[must_use]
pub fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(character) = chars.next() {
        match character {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted, "a quotation mark is not closed");
    if !row.is_empty() || !cell.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}
