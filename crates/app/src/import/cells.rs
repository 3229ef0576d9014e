//! The cells of one row, and reading them as what they shall be.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use xiaonuan_domain::calendar::{Day, Instant, PeriodLength, Zone};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::percent::Percent;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use crate::import::malformed::shortened;
use crate::import::table::Table;

/// The trimmed cells of a row in the order of its table's columns, Chinese codes as their English.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cells<'a> {
    pub(crate) table: Table,
    texts: Vec<Cow<'a, str>>,
}

impl<'a> Cells<'a> {
    /// As many texts as the table has columns.
    pub(crate) fn new(table: Table, texts: Vec<Cow<'a, str>>) -> Self {
        Cells { table, texts }
    }

    /// The cell under an English name.
    pub(crate) fn text(&self, column: &str) -> &str {
        let columns = self.table.columns();
        let at = columns.iter().position(|known| known.name == column);
        &self.texts[at.expect("only columns of the table are asked for")]
    }

    /// The row's own code or reference.
    pub(crate) fn key(&self) -> &str {
        &self.texts[0]
    }

    /// The first 16 bytes of SHA-256 over the cells, each led by its length in bytes (4 bytes, big-endian).
    pub(crate) fn hash(&self) -> [u8; 16] {
        let mut hasher = Sha256::new();
        for text in &self.texts {
            let length = u32::try_from(text.len()).expect("a cell is shorter than a row may be");
            hasher.update(length.to_be_bytes());
            hasher.update(text.as_bytes());
        }
        let digest: [u8; 32] = hasher.finalize().into();
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        hash
    }

    /// When an event was: its time, or the midnight of its date. Before everything if that cannot be read.
    pub(crate) fn when(&self, zone: &Zone) -> Instant {
        let Some(column) = self.table.when() else {
            return Instant::MIN;
        };
        let text = self.text(column);
        let instant = if self.table == Table::Claims {
            text.parse().ok()
        } else {
            text.parse().ok().map(|day| zone.start_of(day))
        };
        instant.unwrap_or(Instant::MIN)
    }
}

/// Reads cells one by one and remembers the worst of what cannot be read: the first in the order of the codes.
pub(crate) struct Reading<'c> {
    cells: &'c Cells<'c>,
    refusal: Option<Refusal>,
}

/// Columns whose cells no message repeats.
const PERSONAL: [&str; 8] = [
    "resident",
    "household",
    "id_number",
    "phone",
    "name",
    "contact",
    "eligibility",
    "building",
];

impl<'c> Reading<'c> {
    pub(crate) fn new(cells: &'c Cells<'c>) -> Self {
        Reading { cells, refusal: None }
    }

    /// What could not be read, if anything.
    pub(crate) fn into_refusal(self) -> Option<Refusal> {
        self.refusal
    }

    /// The cell as it is.
    pub(crate) fn text(&self, column: &str) -> String {
        self.cells.text(column).to_owned()
    }

    pub(crate) fn is_empty(&self, column: &str) -> bool {
        self.cells.text(column).is_empty()
    }

    /// The row's own code or reference.
    pub(crate) fn key(&mut self) -> Option<Code> {
        self.parsed(self.cells.table.key(), RefusalCode::InvalidCode)
    }

    pub(crate) fn day(&mut self, column: &'static str) -> Option<Day> {
        self.parsed(column, RefusalCode::InvalidDate)
    }

    pub(crate) fn instant(&mut self, column: &'static str) -> Option<Instant> {
        self.parsed(column, RefusalCode::InvalidTime)
    }

    pub(crate) fn percent(&mut self, column: &'static str) -> Option<Percent> {
        self.parsed(column, RefusalCode::InvalidNumber)
    }

    pub(crate) fn amount(&mut self, column: &'static str) -> Option<Money> {
        self.parsed(column, RefusalCode::InvalidAmount)
    }

    /// One of a kind's codes.
    pub(crate) fn kind<T: FromStr<Err: Display>>(&mut self, column: &'static str) -> Option<T> {
        self.parsed(column, RefusalCode::InvalidKind)
    }

    pub(crate) fn yes_or_no(&mut self, column: &'static str) -> Option<bool> {
        match self.cells.text(column) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => self.refuse(column, RefusalCode::InvalidKind, "expected one of: yes no"),
        }
    }

    pub(crate) fn period(&mut self, column: &'static str) -> Option<PeriodLength> {
        self.parsed(column, RefusalCode::InvalidKind)
    }

    /// A whole number from 1; one beyond what is counted reads as the highest that is.
    pub(crate) fn count(&mut self, column: &'static str) -> Option<u32> {
        let text = self.cells.text(column);
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let significant = text.trim_start_matches('0');
        if !digits || significant.is_empty() {
            return self.refuse(column, RefusalCode::InvalidNumber, "expected a whole number from 1");
        }
        Some(significant.parse().unwrap_or(u32::MAX))
    }

    /// What a text reads as under its own rules.
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&mut self, column: &'static str, code: RefusalCode) -> Option<T> {
        match self.cells.text(column).parse() {
            Ok(value) => Some(value),
            Err(expected) => self.refuse(column, code, expected),
        }
    }

    /// Remembers that a cell cannot be read, unless something worse was found before.
    pub(crate) fn refuse<T>(&mut self, column: &'static str, code: RefusalCode, expected: impl Display) -> Option<T> {
        if self.refusal.as_ref().is_none_or(|worst| code < worst.code) {
            let refusal = Refusal::new(code).with("column", column).with("expected", expected);
            self.refusal = Some(if PERSONAL.contains(&column) {
                refusal
            } else {
                refusal.with("value", shortened(self.cells.text(column)))
            });
        }
        None
    }
}

/// `None` for an empty cell, else what `read` makes of it; the outer `None` if that fails.
pub(crate) fn optional<'c, T>(
    reading: &mut Reading<'c>,
    column: &'static str,
    read: impl FnOnce(&mut Reading<'c>, &'static str) -> Option<T>,
) -> Option<Option<T>> {
    if reading.is_empty(column) {
        Some(None)
    } else {
        read(reading, column).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_cells_never_changes() {
        let cells = Cells::new(
            Table::Settlements,
            vec!["SET1".into(), "2026-02-01".into(), "商户".into(), "".into()],
        );
        let expected = {
            let mut bytes = Vec::new();
            for text in ["SET1", "2026-02-01", "商户", ""] {
                bytes.extend_from_slice(&[0, 0, 0, u8::try_from(text.len()).expect("short")]);
                bytes.extend_from_slice(text.as_bytes());
            }
            Sha256::digest(&bytes)[..16].to_vec()
        };
        assert_eq!(cells.hash().to_vec(), expected);
        let shown: String = cells.hash().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(shown, "c3c2ee99b4a50e2733795907ce7c7e43");
    }
}
