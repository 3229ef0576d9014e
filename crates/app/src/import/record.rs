//! Splitting comma-separated bytes into rows and cells, and quoting cells.
//!
//! Works on raw bytes: in UTF-8 and in GB 18030 no byte of a longer character equals a comma, a quote or a line end.

use std::borrow::Cow;
use std::io::Read;

/// The most bytes that one row may have.
pub(crate) const ROW_LIMIT: usize = 1 << 20;

const CHUNK: usize = 1 << 16;

/// Why bytes are not comma-separated rows.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A quote that is opened in this cell is never closed.
    UnclosedQuote { row: u32, cell: usize },
    /// Something follows the closing quote of this cell.
    AfterQuote { row: u32, cell: usize },
    /// The row is longer than [`ROW_LIMIT`].
    TooLong { row: u32 },
    /// There are more rows than can be counted.
    TooMany,
    /// The bytes could not be read.
    Unreadable(std::io::Error),
}

/// Where a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its first byte.
    pub(crate) offset: u64,
    /// Its number, from 1.
    pub(crate) row: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// The rows of a file, one after the other, without ever holding more than one and a buffer.
pub(crate) struct Records<R> {
    reader: R,
    buffer: Box<[u8]>,
    at: usize,
    filled: usize,
    offset: u64,
    row: u32,
}

impl<R: Read> Records<R> {
    /// Rows from a reader whose first byte is at `offset`.
    pub(crate) fn new(reader: R, offset: u64) -> Self {
        Records {
            reader,
            buffer: vec![0; CHUNK].into_boxed_slice(),
            at: 0,
            filled: 0,
            offset,
            row: 0,
        }
    }

    /// Reads the next row into `bytes`, without its line end.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>) -> Result<Option<Place>, Fault> {
        bytes.clear();
        if self.peek()?.is_none() {
            return Ok(None);
        }
        self.row = self.row.checked_add(1).ok_or(Fault::TooMany)?;
        let place = Place {
            offset: self.offset,
            row: self.row,
        };
        let (mut state, mut cell) = (State::CellStart, 0);
        while let Some(byte) = self.peek()? {
            if state != State::Quoted && (byte == b'\n' || byte == b'\r') {
                self.line_end(byte)?;
                return Ok(Some(place));
            }
            state = match (state, byte) {
                (State::CellStart, b'"') | (State::QuoteInQuoted, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::QuoteInQuoted,
                (State::Quoted, _) => State::Quoted,
                (_, b',') => {
                    cell += 1;
                    State::CellStart
                }
                (State::QuoteInQuoted, b' ' | b'\t') => State::QuoteInQuoted,
                (State::QuoteInQuoted, _) => return Err(Fault::AfterQuote { row: self.row, cell }),
                (State::CellStart | State::Plain, _) => State::Plain,
            };
            if bytes.len() >= ROW_LIMIT {
                return Err(match state {
                    State::Quoted => Fault::UnclosedQuote { row: self.row, cell },
                    _ => Fault::TooLong { row: self.row },
                });
            }
            bytes.push(byte);
            self.advance();
        }
        match state {
            State::Quoted => Err(Fault::UnclosedQuote { row: self.row, cell }),
            _ => Ok(Some(place)),
        }
    }

    /// Passes over a line end of one byte or two.
    fn line_end(&mut self, byte: u8) -> Result<(), Fault> {
        self.advance();
        if byte == b'\r' && self.peek()? == Some(b'\n') {
            self.advance();
        }
        Ok(())
    }

    fn advance(&mut self) {
        self.at += 1;
        self.offset += 1;
    }

    #[inline]
    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        if self.at == self.filled {
            self.fill()?;
        }
        Ok(self.buffer[..self.filled].get(self.at).copied())
    }

    fn fill(&mut self) -> Result<(), Fault> {
        self.at = 0;
        self.filled = loop {
            match self.reader.read(&mut self.buffer) {
                Ok(count) => break count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::Unreadable(error)),
            }
        };
        Ok(())
    }
}

/// The cells of one row as [`Records`] gave it.
pub(crate) fn cells(row: &[u8]) -> Cells<'_> {
    Cells { rest: Some(row) }
}

/// See [`cells`].
pub(crate) struct Cells<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cow<'a, [u8]>;

    fn next(&mut self) -> Option<Cow<'a, [u8]>> {
        let row = self.rest?;
        if row.first() == Some(&b'"') {
            return Some(self.quoted(&row[1..]));
        }
        let end = row.iter().position(|byte| *byte == b',');
        self.rest = end.map(|end| &row[end + 1..]);
        Some(Cow::Borrowed(&row[..end.unwrap_or(row.len())]))
    }
}

impl<'a> Cells<'a> {
    /// A cell whose opening quote was just passed.
    fn quoted(&mut self, row: &'a [u8]) -> Cow<'a, [u8]> {
        let mut text: Cow<'a, [u8]> = Cow::Borrowed(&[]);
        let mut from = 0;
        loop {
            let end = row[from..].iter().position(|byte| *byte == b'"');
            let end = end.map_or(row.len(), |end| from + end);
            let doubled = row.get(end + 1) == Some(&b'"');
            let piece = &row[from..if doubled { end + 1 } else { end }];
            if text.is_empty() {
                text = Cow::Borrowed(piece);
            } else {
                text.to_mut().extend_from_slice(piece);
            }
            if !doubled {
                let rest = row.get(end + 1..).unwrap_or_default();
                let comma = rest.iter().position(|byte| *byte == b',');
                self.rest = comma.map(|comma| &rest[comma + 1..]);
                return text;
            }
            from = end + 2;
        }
    }
}

/// Appends a cell, quoted where it must be.
pub(crate) fn quote(cell: &str, row: &mut String) {
    if cell.contains([',', '"', '\r', '\n']) {
        row.push('"');
        row.push_str(&cell.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Result<Vec<(u64, u32, Vec<String>)>, Fault> {
        let mut records = Records::new(text.as_bytes(), 0);
        let (mut bytes, mut rows) = (Vec::new(), Vec::new());
        while let Some(place) = records.next(&mut bytes)? {
            let row = cells(&bytes).map(|cell| String::from_utf8(cell.into_owned()).expect("text"));
            rows.push((place.offset, place.row, row.collect()));
        }
        Ok(rows)
    }

    #[test]
    fn rows_end_at_any_line_end_and_quotes_protect_what_they_hold() {
        let rows = split("a,b\r\n\"1,2\",\"x\"\"y\"\n\"two\r\nlines\" ,z\r\r\n\"\",q\"q\n,").expect("rows");
        let plain: Vec<(u64, u32, Vec<&str>)> = rows
            .iter()
            .map(|(offset, row, cells)| (*offset, *row, cells.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            plain,
            [
                (0, 1, vec!["a", "b"]),
                (5, 2, vec!["1,2", "x\"y"]),
                (18, 3, vec!["two\r\nlines", "z"]),
                (34, 4, vec![""]),
                (36, 5, vec!["", "q\"q"]),
                (43, 6, vec!["", ""]),
            ]
        );
        assert!(split("").expect("no rows").is_empty());
    }

    #[test]
    fn broken_quotes_and_endless_rows_are_named_by_row() {
        assert!(matches!(
            split("a,b\n1,\"2\n3"),
            Err(Fault::UnclosedQuote { row: 2, cell: 1 })
        ));
        assert!(matches!(split("a\n\"b\"c"), Err(Fault::AfterQuote { row: 2, cell: 0 })));
        let long = format!("a\n{}", "x".repeat(ROW_LIMIT + 1));
        assert!(matches!(split(&long), Err(Fault::TooLong { row: 2 })));
        let quoted = format!("a\n\"{}", "x\n".repeat(ROW_LIMIT));
        assert!(matches!(split(&quoted), Err(Fault::UnclosedQuote { row: 2, cell: 0 })));
        assert_eq!(split(&"x".repeat(ROW_LIMIT)).expect("one row").len(), 1);
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_split_again(
            table in prop::collection::vec(prop::collection::vec("[a-c,\"\r\n 社]{0,6}", 1..5), 0..8),
            line_end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        ) {
            let mut text = String::new();
            for row in &table {
                for (at, cell) in row.iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    quote(cell, &mut text);
                }
                text.push_str(line_end);
            }
            let rows: Vec<Vec<String>> = split(&text).expect("rows").into_iter().map(|row| row.2).collect();
            prop_assert_eq!(rows, table);
        }
    }
}
