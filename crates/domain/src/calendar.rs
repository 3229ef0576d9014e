//! Instants, days and periods in a community's own time zone.

mod instant;
mod period;
mod range;
mod zone;

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

pub use self::instant::{Instant, NotAnInstant};
pub use self::period::{Period, PeriodLength};
pub use self::zone::{NotAZone, Zone};

/// A day of the calendar, from 0001-01-01 to 9999-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

/// A text that is not a day.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a day is YYYY-MM-DD and exists in the calendar, such as 2026-01-31")]
pub struct NotADay;

impl Day {
    /// The day after, unless this is the last one.
    #[must_use]
    pub fn next(self) -> Option<Day> {
        self.0.tomorrow().ok().map(Day)
    }

    /// The day before, unless this is the first one.
    #[must_use]
    pub fn previous(self) -> Option<Day> {
        self.0.yesterday().ok().filter(|date| date.year() >= 1).map(Day)
    }

    /// Year, month and day of the month.
    #[must_use]
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn first_of_month(self) -> Day {
        Day(self.0.first_of_month())
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn last_of_month(self) -> Day {
        Day(self.0.last_of_month())
    }

    /// How many days come until another; below zero if it is earlier.
    #[must_use]
    pub fn days_until(self, other: Day) -> i64 {
        other.0.duration_since(self.0).as_secs() / (24 * 60 * 60)
    }

    /// The first day of this day's year.
    #[must_use]
    pub fn first_of_year(self) -> Day {
        Day(self.0.first_of_year())
    }

    /// The day after so many whole years have passed since the end of this day's year, while there is such a day.
    #[must_use]
    pub fn first_of_year_after(self, years: u16) -> Option<Day> {
        let year = i32::from(self.0.year()) + 1 + i32::from(years);
        let first = jiff::civil::Date::new(i16::try_from(year).ok()?, 1, 1);
        first.ok().map(Day)
    }
}

/// Reads `YYYY-MM-DD` in ASCII digits, a real day.
impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| {
                if at == 4 || at == 7 {
                    *byte == b'-'
                } else {
                    byte.is_ascii_digit()
                }
            });
        if !shape {
            return Err(NotADay);
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<i16>().map_err(|_| NotADay);
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let small = |value: i16| i8::try_from(value).map_err(|_| NotADay);
        if year < 1 {
            return Err(NotADay);
        }
        civil::Date::new(year, small(month)?, small(day)?)
            .map(Day)
            .map_err(|_| NotADay)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().expect("a known zone")
    }

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn instant(text: &str) -> Instant {
        text.parse().expect("an instant")
    }

    #[test]
    fn times_are_read_exactly_or_not_at_all() {
        assert_eq!(instant("1970-01-01T08:00:00.5+08:00"), Instant(500_000));
        assert_eq!(
            instant("2026-06-25T08:38:48+08:00").to_string(),
            "2026-06-25T00:38:48.000000Z"
        );
        assert_eq!(
            instant("2026-06-25T00:38:48.000001Z"),
            Instant(instant("2026-06-25T00:38:48Z").0 + 1)
        );
        assert_eq!(instant("9999-12-31T23:59:59Z"), Instant::MAX);
        for text in [
            "",
            "2026-06-25",
            "2026-06-25 08:38:48Z",
            "2026-06-25t08:38:48Z",
            "2026-06-25T08:38:48z",
            "2026-06-25T08:38:60Z",
            "2026-06-25T24:00:00Z",
            "2026-06-25T08:38:48",
            "2026-06-25T08:38:48.Z",
            "2026-06-25T08:38:48.1234567Z",
            "2026-06-25T08:38:48+0800",
            "2026-06-25T08:38:48+24:00",
            "2026-02-30T08:38:48Z",
            "2026-06-25T08:38Z",
            "2026-06-25T0é:38:48Z",
        ] {
            assert_eq!(text.parse::<Instant>(), Err(NotAnInstant), "{text}");
        }
    }

    #[test]
    fn days_are_real_days() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "0000-01-01",
            "2026-1-01",
            "2026/01/01",
            "２026-01-01",
            "20260101",
            "",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
        assert_eq!(day("2024-02-29").to_string(), "2024-02-29");
        assert_eq!(day("9999-12-31").next(), None);
    }

    #[test]
    fn a_day_begins_at_its_first_instant_even_where_midnight_is_skipped() {
        assert_eq!(
            zone("Asia/Shanghai").start_of(day("2026-04-01")),
            instant("2026-03-31T16:00:00Z")
        );
        let cairo = zone("Africa/Cairo");
        assert_eq!(cairo.start_of(day("2026-04-24")), instant("2026-04-24T01:00:00+03:00"));
        assert_eq!(cairo.day_of(instant("2026-04-23T21:59:59.999999Z")), day("2026-04-23"));
        assert_eq!(zone("Asia/Shanghai").end_of(day("9999-12-31")), Instant::MAX);
    }

    #[test]
    fn weeks_belong_to_iso_years() {
        let week = |text| PeriodLength::Week.containing(day(text));
        assert_eq!(week("2026-12-31"), week("2027-01-01"));
        assert_eq!(week("2027-01-01").to_string(), "2026-W53");
    }

    #[test]
    fn unknown_zones_are_refused() {
        for name in ["", "Asia/Nowhere", "asia/shanghai", "+08:00"] {
            assert_eq!(name.parse::<Zone>().err(), Some(NotAZone), "{name}");
        }
    }
}
