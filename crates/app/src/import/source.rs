//! One table where it lies: a file on disk, or a sheet in memory, read row by row.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;

use encoding_rs::{Encoding, UTF_8};

use crate::import::cells::Cells;
use crate::import::encoding::{self, Found};
use crate::import::header::Header;
use crate::import::malformed::{Label, Malformed, letters};
use crate::import::record::{self, Fault, Place, ROW_LIMIT, Records};
use crate::import::table::Table;

/// Bytes that can be read from any offset.
#[derive(Debug)]
pub(crate) enum Bytes {
    /// On disk.
    File(File),
    /// In memory.
    Memory(Vec<u8>),
}

impl Bytes {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match self {
            Bytes::File(file) => file.read_at(buffer, offset),
            Bytes::Memory(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                (&bytes[from..]).read(buffer)
            }
        }
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        match self {
            Bytes::File(file) => file.read_exact_at(buffer, offset),
            Bytes::Memory(_) if self.read_at(buffer, offset)? == buffer.len() => Ok(()),
            Bytes::Memory(_) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn from(&self, offset: u64) -> From<'_> {
        From { bytes: self, offset }
    }
}

/// Reads on from an offset.
struct From<'a> {
    bytes: &'a Bytes,
    offset: u64,
}

impl Read for From<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read_at(buffer, self.offset)?;
        self.offset += count as u64;
        Ok(count)
    }
}

/// A table that was read once and found in order.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) table: Table,
    /// What people call it: the file's or the sheet's name.
    pub(crate) label: Label,
    bytes: Bytes,
    encoding: &'static Encoding,
    begin: u64,
    header: Header,
    /// Rows that hold something, the header not counted.
    pub(crate) rows: u32,
    /// Rows that hold nothing.
    pub(crate) blank: u32,
}

impl Source {
    /// Reads the whole table once and refuses it if anything in it is malformed.
    pub(crate) fn open(table: Table, label: Label, bytes: Bytes) -> Result<Source, Malformed> {
        let (encoding, begin) = detect(&label, &bytes)?;
        let mut source = Source {
            table,
            label,
            bytes,
            encoding,
            begin,
            header: Header::default(),
            rows: 0,
            blank: 0,
        };
        let (mut rows, mut blank) = (0, 0);
        source.header = source.read_header()?;
        source.each(|_, _, cells| {
            match cells {
                Some(_) => rows += 1,
                None => blank += 1,
            }
            Ok(())
        })?;
        (source.rows, source.blank) = (rows, blank);
        Ok(source)
    }

    fn read_header(&self) -> Result<Header, Malformed> {
        let mut bytes = Vec::new();
        let first = self.records().next(&mut bytes);
        first.map_err(|fault| fault_of(&self.label, fault))?;
        let cells = record::cells(&bytes)
            .map(|cell| self.decode(cell))
            .collect::<Result<Vec<_>, _>>()?;
        Header::read(self.table, &self.label, &cells)
    }

    fn records(&self) -> Records<From<'_>> {
        Records::new(self.bytes.from(self.begin), self.begin)
    }

    /// Hands every row below the header to `visit`, in file order; blank ones without cells.
    pub(crate) fn each(
        &self,
        mut visit: impl FnMut(Place, &[u8], Option<Cells<'_>>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        let (mut records, mut bytes) = (self.records(), Vec::new());
        let fault = |fault| fault_of(&self.label, fault);
        records.next(&mut bytes).map_err(fault)?;
        while let Some(place) = records.next(&mut bytes).map_err(fault)? {
            let cells = self.cells(&bytes, place.row)?;
            visit(place, &bytes, cells)?;
        }
        Ok(())
    }

    /// Reads the bytes of a row again.
    pub(crate) fn reread(&self, offset: u64, length: u32, into: &mut Vec<u8>) -> Result<(), Malformed> {
        into.resize(length as usize, 0);
        self.bytes
            .read_exact_at(into, offset)
            .map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => self.changed(),
                _ => unopenable(&self.label, error),
            })
    }

    /// A row's cells: trimmed, with Chinese codes as their English, in the table's own order; none if all are empty.
    pub(crate) fn cells<'a>(&self, bytes: &'a [u8], row: u32) -> Result<Option<Cells<'a>>, Malformed> {
        let columns = self.table.columns();
        let mut texts = vec![Cow::Borrowed(""); columns.len()];
        let (mut blank, mut nameless, mut count) = (true, None, 0);
        for (place, cell) in record::cells(bytes).enumerate() {
            count = place + 1;
            let text = self.decode(cell)?;
            if text.is_empty() {
                continue;
            }
            blank = false;
            match self.header.column_at(place) {
                Some(Some(column)) => texts[column] = columns[column].vocabulary.translate(text),
                Some(None) => nameless = nameless.or(Some(place)),
                None => {}
            }
        }
        let file = || self.label.clone();
        if blank {
            return Ok(None);
        }
        if count > self.header.len() {
            return Err(Malformed::LongRow {
                file: file(),
                row,
                cells: count,
                columns: self.header.len(),
            });
        }
        if let Some(place) = nameless {
            return Err(Malformed::NamelessColumn {
                file: file(),
                row,
                at: letters(place),
            });
        }
        Ok(Some(Cells::new(self.table, texts)))
    }

    /// A cell's text without the spaces around it.
    fn decode<'a>(&self, cell: Cow<'a, [u8]>) -> Result<Cow<'a, str>, Malformed> {
        let text = match cell {
            Cow::Borrowed(bytes) => self.encoding.decode_without_bom_handling_and_without_replacement(bytes),
            Cow::Owned(bytes) => self
                .encoding
                .decode_without_bom_handling_and_without_replacement(&bytes)
                .map(|text| Cow::Owned(text.into_owned())),
        };
        match text.ok_or_else(|| self.changed())? {
            Cow::Borrowed(text) => Ok(Cow::Borrowed(text.trim())),
            Cow::Owned(text) if text.trim().len() < text.len() => Ok(Cow::Owned(text.trim().to_owned())),
            Cow::Owned(text) => Ok(Cow::Owned(text)),
        }
    }

    /// What is said when the bytes are not what they were before.
    pub(crate) fn changed(&self) -> Malformed {
        Malformed::Changed {
            file: self.label.clone(),
        }
    }
}

fn detect(label: &Label, bytes: &Bytes) -> Result<(&'static Encoding, u64), Malformed> {
    let file = || label.clone();
    if matches!(bytes, Bytes::Memory(_)) {
        return Ok((UTF_8, 0));
    }
    let found = encoding::detect(|offset| bytes.from(offset)).map_err(|error| unopenable(label, error))?;
    let row = |offset| row_at(bytes, offset);
    Err(match found {
        Found::Text(encoding, begin) => return Ok((encoding, begin)),
        Found::Utf16 => Malformed::Utf16 { file: file() },
        Found::Workbook => Malformed::WorkbookAsCsv { file: file() },
        Found::Binary(at) => Malformed::Binary {
            file: file(),
            row: row(at),
        },
        Found::BrokenUtf8(at) => Malformed::BrokenUtf8 {
            file: file(),
            row: row(at),
        },
        Found::Neither(utf8, gb) => Malformed::Encoding {
            file: file(),
            utf8_row: row(utf8),
            gb_row: row(gb),
        },
    })
}

/// The row in which a byte stands, as far as rows can be told.
fn row_at(bytes: &Bytes, offset: u64) -> u32 {
    let (mut records, mut row_bytes) = (Records::new(bytes.from(0), 0), Vec::new());
    let mut row = 1;
    while let Ok(Some(place)) = records.next(&mut row_bytes) {
        if place.offset > offset {
            break;
        }
        row = place.row;
    }
    row
}

/// What is said when a file cannot be read.
pub(crate) fn unopenable(label: &Label, error: io::Error) -> Malformed {
    Malformed::Unopenable {
        file: label.clone(),
        error,
    }
}

fn fault_of(label: &Label, fault: Fault) -> Malformed {
    let file = label.clone();
    match fault {
        Fault::UnclosedQuote { row, cell } => Malformed::UnclosedQuote {
            file,
            row,
            at: letters(cell),
        },
        Fault::AfterQuote { row, cell } => Malformed::AfterQuote {
            file,
            row,
            at: letters(cell),
        },
        Fault::TooLong { row } => Malformed::RowTooLong {
            file,
            row,
            limit: ROW_LIMIT,
        },
        Fault::TooMany => Malformed::TooManyRows { file },
        Fault::Unreadable(error) => Malformed::Unopenable { file, error },
    }
}
