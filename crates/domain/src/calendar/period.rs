//! Periods within which uses are counted.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use thiserror::Error;

use super::Day;
use crate::kind::kinds;

/// A calendar period within which uses are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// One day.
    Day(Day),
    /// An ISO week of an ISO year: 2026-12-31 and 2027-01-01 share 2026-W53.
    Week(i16, i8),
    /// A month of a year.
    Month(i16, i8),
    /// A year.
    Year(i16),
    /// For ever.
    Total,
}

kinds! {
    /// How long a period is.
    PeriodLength {
        /// A day.
        Day = "day",
        /// An ISO week.
        Week = "week",
        /// A calendar month.
        Month = "month",
        /// A calendar year.
        Year = "year",
        /// For ever.
        Total = "total",
    }
}

impl PeriodLength {
    /// The period of this length in which a day falls.
    #[must_use]
    pub fn containing(self, day: Day) -> Period {
        let (year, month, _) = day.parts();
        match self {
            PeriodLength::Day => Period::Day(day),
            PeriodLength::Week => {
                let week = day.0.iso_week_date();
                Period::Week(week.year(), week.week())
            }
            PeriodLength::Month => Period::Month(year, month),
            PeriodLength::Year => Period::Year(year),
            PeriodLength::Total => Period::Total,
        }
    }
}

impl Period {
    /// The first day after it; none after for ever, nor after the last day of the calendar.
    #[must_use]
    pub fn day_after(self) -> Option<Day> {
        let last = match self {
            Period::Day(day) => day.0,
            Period::Week(year, week) => civil::ISOWeekDate::new(year, week, civil::Weekday::Sunday).ok()?.date(),
            Period::Month(year, month) => civil::Date::new(year, month, 1).ok()?.last_of_month(),
            Period::Year(year) => civil::Date::new(year, 12, 31).ok()?,
            Period::Total => return None,
        };
        Day(last).next()
    }
}

/// `2026-06-25`, `2026-W26`, `2026-06`, `2026`, `total`: part of a usage account's address.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Day(day) => write!(f, "{day}"),
            Period::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            Period::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Period::Year(year) => write!(f, "{year:04}"),
            Period::Total => f.write_str("total"),
        }
    }
}

/// A text that is no period.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a period is a day, an ISO week, a month, a year or total")]
pub struct NotAPeriod;

/// Reads what is printed, and nothing else.
impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let read = || -> Option<Period> {
            if text == "total" {
                return Some(Period::Total);
            }
            if let Some((year, week)) = text.split_once("-W") {
                return Some(Period::Week(year.parse().ok()?, week.parse().ok()?));
            }
            match text.len() {
                4 => Some(Period::Year(text.parse().ok()?)),
                7 => {
                    let (year, month) = text.split_once('-')?;
                    Some(Period::Month(year.parse().ok()?, month.parse().ok()?))
                }
                _ => Some(Period::Day(text.parse().ok()?)),
            }
        };
        read().filter(|period| period.to_string() == text).ok_or(NotAPeriod)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_read_back_as_it_was_printed_and_ends_before_a_day() {
        for text in ["2026-06-25", "2026-W04", "2026-06", "2026", "total"] {
            assert_eq!(
                text.parse::<Period>().map(|period| period.to_string()),
                Ok(text.to_owned())
            );
        }
        for (text, after) in [
            ("2026-02-28", Some("2026-03-01")),
            ("2026-W53", Some("2027-01-04")),
            ("2026-12", Some("2027-01-01")),
            ("2026", Some("2027-01-01")),
            ("total", None),
        ] {
            let day = text.parse::<Period>().expect("a period").day_after();
            assert_eq!(day.map(|day| day.to_string()).as_deref(), after, "{text}");
        }
        for text in ["", "2026-6", "2026-W4", "26", "for ever", "2026-06-31"] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
        }
    }
}
