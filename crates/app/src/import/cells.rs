//! The cells of one row, and reading them as what they shall be.

use std::borrow::Cow;
use std::str::FromStr;

use xiaonuan_domain::calendar::{Day, Instant, PeriodLength, Zone};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::eligibility::{Eligibility, EligibleFor};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::percent::Percent;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::outcome::ContentHash;

use crate::import::expected::Expected;
use crate::import::malformed::shortened;
use crate::import::table::Table;
use crate::import::vocabulary::Vocabulary;

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

    /// The hash of the cells. Empty cells at the end are left out where their columns were added later, so that a row is
    /// the same as before there were any.
    pub(crate) fn hash(&self) -> ContentHash {
        let mut said = self.table.columns().iter().zip(&self.texts);
        let said = said.rposition(|(column, text)| !column.added || !text.is_empty());
        let texts = self.texts.iter().take(said.map_or(0, |last| last + 1));
        ContentHash::of_parts(texts.map(|text| text.as_bytes()))
    }

    /// The first column whose cell has more characters than it takes, and how many it takes.
    pub(crate) fn too_long(&self) -> Option<(&'static str, usize)> {
        let mut columns = self.table.columns().iter().zip(&self.texts);
        columns.find_map(|(column, text)| {
            // A text has no more characters than bytes.
            let most = column.longest.filter(|most| text.len() > *most)?;
            (text.chars().count() > most).then_some((column.name, most))
        })
    }

    /// When an event was: its time, or the midnight of its date. Before everything if that cannot be read.
    pub(crate) fn when(&self, zone: &Zone) -> Instant {
        let Some(column) = self.table.when() else {
            return Instant::MIN;
        };
        let text = self.text(column);
        let instant = if self.table == Table::Claims {
            Instant::of_the_books(text)
        } else {
            day(text).map(|day| zone.start_of(day))
        };
        instant.unwrap_or(Instant::MIN)
    }
}

/// A day on which something happened or began.
fn day(text: &str) -> Option<Day> {
    text.parse().ok().filter(|day: &Day| day.is_of_the_books())
}

/// A day until which something holds, which may be for ever.
fn last_day(text: &str) -> Option<Day> {
    text.parse().ok().filter(|day: &Day| day.is_an_end())
}

/// Reads cells one by one and remembers the worst of what cannot be read: the first in the order of the codes.
pub(crate) struct Reading<'c> {
    cells: &'c Cells<'c>,
    refusal: Option<Refusal>,
}

/// Columns whose cells no message repeats.
const PERSONAL: [&str; 12] = [
    "resident",
    "household",
    "id_number",
    "phone",
    "name",
    "contact",
    "eligibility",
    "building",
    "donor",
    "purpose",
    "prepared_by",
    "approved_by",
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

    /// Refuses texts that have more characters than their columns take.
    pub(crate) fn lengths(&mut self) {
        if let Some((column, most)) = self.cells.too_long() {
            self.refuse_with(column, Refusal::new(RefusalCode::TextTooLong).with("most", most));
        }
    }

    /// The row's own code or reference.
    pub(crate) fn key(&mut self) -> Option<Code> {
        let column = self.cells.table.key();
        self.parsed(column, RefusalCode::InvalidCode, Expected::Code(column))
    }

    pub(crate) fn day(&mut self, column: &'static str) -> Option<Day> {
        self.read(column, day, RefusalCode::InvalidDate, Expected::Day)
    }

    /// A day until which something holds.
    pub(crate) fn last_day(&mut self, column: &'static str) -> Option<Day> {
        self.read(column, last_day, RefusalCode::InvalidDate, Expected::LastDay)
    }

    pub(crate) fn instant(&mut self, column: &'static str) -> Option<Instant> {
        self.read(column, Instant::of_the_books, RefusalCode::InvalidTime, Expected::Time)
    }

    pub(crate) fn percent(&mut self, column: &'static str) -> Option<Percent> {
        self.parsed(column, RefusalCode::InvalidNumber, Expected::Percent)
    }

    pub(crate) fn amount(&mut self, column: &'static str) -> Option<Money> {
        self.parsed(column, RefusalCode::InvalidAmount, Expected::Amount)
    }

    /// One of a kind's codes.
    pub(crate) fn kind<T: FromStr>(&mut self, column: &'static str) -> Option<T> {
        self.parsed(column, RefusalCode::InvalidKind, self.choice(column))
    }

    /// How help is given. Files give no goods: there is no column for items.
    pub(crate) fn help(&mut self, column: &'static str) -> Option<DisbursementKind> {
        let of_money = |text: &str| text.parse().ok().filter(|kind| *kind != DisbursementKind::Goods);
        let expected = self.choice(column);
        self.read(column, of_money, RefusalCode::InvalidKind, expected)
    }

    /// The choices of a column.
    pub(crate) fn choice(&self, column: &'static str) -> Expected {
        let mut columns = self.cells.table.columns().iter();
        let found = columns.find(|known| known.name == column);
        Expected::Choice(found.map_or(Vocabulary::Anything, |column| column.vocabulary))
    }

    /// What someone is entitled to, and when.
    pub(crate) fn eligibility(&mut self, column: &'static str) -> Option<Vec<Eligibility>> {
        let held = |text: &str| {
            let listed = Eligibility::parse_list(text).ok()?;
            let known = |held: &Eligibility| held.category.of_the_beginning().is_some();
            let sensible = |held: &Eligibility| known(held) && held.from.is_of_the_books() && held.to.is_an_end();
            Some(listed).filter(|listed| listed.iter().all(sensible))
        };
        let expected = self.choice(column);
        self.read(column, held, RefusalCode::InvalidEligibility, expected)
    }

    pub(crate) fn yes_or_no(&mut self, column: &'static str) -> Option<bool> {
        match self.cells.text(column) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => self.refuse(column, RefusalCode::InvalidKind, self.choice(column)),
        }
    }

    pub(crate) fn period(&mut self, column: &'static str) -> Option<PeriodLength> {
        self.kind(column)
    }

    /// A whole number from 1; one beyond what is counted reads as the highest that is.
    pub(crate) fn count(&mut self, column: &'static str) -> Option<u32> {
        let text = self.cells.text(column);
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let significant = text.trim_start_matches('0');
        if !digits || significant.is_empty() {
            return self.refuse(column, RefusalCode::InvalidNumber, Expected::Count);
        }
        Some(significant.parse().unwrap_or(u32::MAX))
    }

    /// How many pieces there are, from 1.
    pub(crate) fn pieces(&mut self, column: &'static str) -> Option<u32> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let read = |text: &str| text.parse().ok().filter(|pieces| *pieces > 0 && digits(text));
        self.read(column, read, RefusalCode::InvalidNumber, Expected::Count)
    }

    /// What a text reads as under its own rules.
    pub(crate) fn parsed<T: FromStr>(
        &mut self,
        column: &'static str,
        code: RefusalCode,
        expected: Expected,
    ) -> Option<T> {
        self.read(column, |text| text.parse().ok(), code, expected)
    }

    /// Who may use a discount, by the categories that every community has from the beginning: files are the same
    /// everywhere.
    pub(crate) fn eligible(&mut self, column: &'static str) -> Option<EligibleFor> {
        let read = |text: &str| {
            let eligible: EligibleFor = text.parse().ok()?;
            let known = eligible
                .categories()
                .all(|(category, _)| category.of_the_beginning().is_some());
            known.then_some(eligible)
        };
        self.read(column, read, RefusalCode::InvalidEligibility, self.choice(column))
    }

    fn read<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
        code: RefusalCode,
        expected: Expected,
    ) -> Option<T> {
        read(self.cells.text(column)).or_else(|| self.refuse(column, code, expected))
    }

    /// Remembers that a cell cannot be read, unless something worse was found before.
    pub(crate) fn refuse<T>(&mut self, column: &'static str, code: RefusalCode, expected: Expected) -> Option<T> {
        self.refuse_with(column, Refusal::new(code).with("expected", expected.code()));
        None
    }

    fn refuse_with(&mut self, column: &'static str, refusal: Refusal) {
        if self.refusal.as_ref().is_none_or(|worst| refusal.code < worst.code) {
            let refusal = refusal.with("column", column);
            self.refusal = Some(if PERSONAL.contains(&column) {
                refusal
            } else {
                refusal.with("value", shortened(self.cells.text(column)))
            });
        }
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
    use sha2::{Digest, Sha256};

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
        assert_eq!(cells.hash().0.to_vec(), expected);
        let shown: String = cells.hash().0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(shown, "c3c2ee99b4a50e2733795907ce7c7e43");
    }

    #[test]
    fn a_row_without_an_added_column_is_the_row_that_it_was() {
        let hash = |texts: &[&'static str]| {
            let mut hasher = Sha256::new();
            for text in texts {
                hasher.update([0, 0, 0, u8::try_from(text.len()).expect("short")]);
                hasher.update(text);
            }
            hasher.finalize()[..16].to_vec()
        };
        let row = |agreement: &'static str| {
            let texts = ["F", "", "", "yes", "", agreement];
            Cells::new(Table::Funds, texts.map(Cow::Borrowed).to_vec()).hash()
        };
        assert_eq!(row("").0.to_vec(), hash(&["F", "", "", "yes", ""]));
        assert_eq!(row("XY-1").0.to_vec(), hash(&["F", "", "", "yes", "", "XY-1"]));
    }
}
