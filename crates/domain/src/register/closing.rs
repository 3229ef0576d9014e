//! Which periods are closed. Closings follow each other in time, and the last is reopened first, so that all days up to
//! one are closed and all after it are open.

use super::ClosingNo;
use crate::calendar::{Day, Instant, Zone};
use crate::kind::kinds;
use crate::record::Seq;

kinds! {
    /// How long a period is that is closed.
    Span {
        /// A month 月结.
        Month = "month",
        /// A year, with its result taken to net assets 年结.
        Year = "year",
    }
}

impl Span {
    /// The last day of the period in which a day is.
    #[must_use]
    pub fn last_day(self, day: Day) -> Day {
        match self {
            Span::Month => day.last_of_month(),
            Span::Year => (0..11).fold(day.first_of_year().last_of_month(), |last, _| {
                last.next().map_or(last, Day::last_of_month)
            }),
        }
    }
}

/// A period that was closed or reopened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingRow {
    /// The record that did it.
    pub since: Seq,
    /// Whether it was closed, not reopened.
    pub closed: bool,
    /// A month or a year.
    pub span: Span,
    /// The last day of the period.
    pub last_day: Day,
}

/// All closings and reopenings in order, and what they come to.
#[derive(Clone, Debug)]
pub struct Closings {
    rows: Vec<ClosingRow>,
    standing: Vec<usize>,
    opens_at: Instant,
}

impl Default for Closings {
    fn default() -> Self {
        Closings {
            rows: Vec::new(),
            standing: Vec::new(),
            opens_at: Instant::MIN,
        }
    }
}

impl Closings {
    /// Adds a row; answers its number, from 1.
    pub fn push(&mut self, row: ClosingRow, zone: &Zone) -> ClosingNo {
        if row.closed {
            self.standing.push(self.rows.len());
        } else {
            self.standing.pop();
        }
        self.rows.push(row);
        self.opens_at = self.through().map_or(Instant::MIN, |day| zone.end_of(day));
        ClosingNo(u32::try_from(self.rows.len()).expect("fewer than four billion rows"))
    }

    /// All rows in order.
    #[must_use]
    pub fn rows(&self) -> &[ClosingRow] {
        &self.rows
    }

    /// The closing that would be reopened next.
    #[must_use]
    pub fn last(&self) -> Option<&ClosingRow> {
        self.standing.last().map(|at| &self.rows[*at])
    }

    /// The last day of the first month that was closed by itself after a day.
    #[must_use]
    pub fn first_after(&self, day: Day) -> Option<Day> {
        let standing = self.standing.iter().map(|at| &self.rows[*at]);
        let mut after = standing.filter(|row| row.span == Span::Month && row.last_day > day);
        after.next().map(|row| row.last_day)
    }

    /// Whether the month that ends on a day was closed by itself, and the year that ends with it was not.
    #[must_use]
    pub fn lacks_year(&self, last_day: Day) -> bool {
        let holds = |span| {
            let mut standing = self.standing.iter().map(|at| &self.rows[*at]);
            standing.any(|row| (row.span, row.last_day) == (span, last_day))
        };
        holds(Span::Month) && !holds(Span::Year)
    }

    /// Whether nothing stays closed once the last closing is taken back.
    #[must_use]
    pub fn stands_alone(&self) -> bool {
        self.standing.len() == 1
    }

    /// The last closed day.
    #[must_use]
    pub fn through(&self) -> Option<Day> {
        self.last().map(|row| row.last_day)
    }

    /// The first instant that is open.
    #[must_use]
    pub fn opens_at(&self) -> Instant {
        self.opens_at
    }
}
