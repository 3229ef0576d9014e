//! In which years the books live: all other days and times are slips of the pen, and the calendar's ends are far.

use std::ops::RangeInclusive;

use super::{Day, Instant};

/// The years of days and times that people say.
const YEARS: RangeInclusive<i16> = 1900..=2200;

/// The last day of the calendar, which people write where something never ends.
const FOR_EVER: (i16, i8, i8) = (9999, 12, 31);

impl Day {
    /// Whether something can have happened or begun on it.
    #[must_use]
    pub fn is_of_the_books(self) -> bool {
        YEARS.contains(&self.parts().0)
    }

    /// Whether something can hold until it, which may be for ever.
    #[must_use]
    pub fn is_an_end(self) -> bool {
        self.is_of_the_books() || self.parts() == FOR_EVER
    }
}

impl Instant {
    /// Reads a time at which something can have happened: its year counts as it is written.
    #[must_use]
    pub fn of_the_books(text: &str) -> Option<Instant> {
        let instant = text.parse().ok()?;
        text.get(..4)?.parse().ok().filter(|year| YEARS.contains(year))?;
        Some(instant)
    }
}
