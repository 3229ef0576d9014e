//! A day, a month or a year, as the address of a list says it.

use std::fmt;
use std::str::FromStr;

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::command::Month;

/// A day `2026-11-30`, a month `2026-11`, or a year `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    Day(Day),
    Month(Month),
    Year(i16),
}

/// It is none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotAStretch;

impl Stretch {
    pub(super) fn month_of(day: Day) -> Self {
        let (year, month, _) = day.parts();
        Stretch::Month(Month { year, month })
    }

    pub(super) fn year_of(day: Day) -> Self {
        let (year, ..) = day.parts();
        Stretch::Year(year)
    }

    pub(super) fn first(self) -> Day {
        let day = match self {
            Stretch::Day(day) => return day,
            Stretch::Month(Month { year, month }) => format!("{year:04}-{month:02}-01"),
            Stretch::Year(year) => format!("{year:04}-01-01"),
        };
        day.parse().expect("the first of a month of the books is a day")
    }

    pub(super) fn last(self) -> Day {
        match self {
            Stretch::Day(day) => day,
            Stretch::Month(month) => month.last_day(),
            Stretch::Year(year) => format!("{year:04}-12-31").parse().expect("a year of the books has one"),
        }
    }

    /// The one before, of the same length.
    pub(super) fn before(self) -> Option<Self> {
        self.beside(self.first().previous()?)
    }

    /// The one after.
    pub(super) fn after(self) -> Option<Self> {
        self.beside(self.last().next()?)
    }

    fn beside(self, day: Day) -> Option<Self> {
        let beside = match self {
            Stretch::Day(_) => Stretch::Day(day),
            Stretch::Month(_) => Stretch::month_of(day),
            Stretch::Year(_) => Stretch::year_of(day),
        };
        day.is_of_the_books().then_some(beside)
    }
}

impl FromStr for Stretch {
    type Err = NotAStretch;

    fn from_str(text: &str) -> Result<Self, NotAStretch> {
        let stretch = match text.len() {
            4 if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Stretch::Year(text.parse().map_err(|_| NotAStretch)?)
            }
            7 => Stretch::Month(text.parse().map_err(|_| NotAStretch)?),
            _ => Stretch::Day(text.parse().map_err(|_| NotAStretch)?),
        };
        let is_of_the_books = match stretch {
            Stretch::Day(day) => day.is_of_the_books(),
            Stretch::Month(Month { year, .. }) | Stretch::Year(year) => (1900..=2200).contains(&year),
        };
        is_of_the_books.then_some(stretch).ok_or(NotAStretch)
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stretch::Day(day) => write!(f, "{day}"),
            Stretch::Month(month) => write!(f, "{month}"),
            Stretch::Year(year) => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_are_told_by_their_length() {
        for (text, first, last, before, after) in [
            ("2026-03-01", "2026-03-01", "2026-03-01", "2026-02-28", "2026-03-02"),
            ("2026-12", "2026-12-01", "2026-12-31", "2026-11", "2027-01"),
            ("2028-02", "2028-02-01", "2028-02-29", "2028-01", "2028-03"),
            ("2026", "2026-01-01", "2026-12-31", "2025", "2027"),
        ] {
            let stretch: Stretch = text.parse().expect("a stretch");
            assert_eq!(stretch.to_string(), text);
            assert_eq!(
                [stretch.first(), stretch.last()].map(|day| day.to_string()),
                [first, last]
            );
            let beside = [stretch.before(), stretch.after()];
            assert_eq!(beside.map(|it| it.expect("one").to_string()), [before, after]);
        }
        for text in [
            "",
            "26",
            "2026-13",
            "2026-02-30",
            "1899",
            "+026",
            "2026-1-1",
            "9999",
            "2026-03-01T00:00",
        ] {
            assert_eq!(text.parse::<Stretch>(), Err(NotAStretch), "{text}");
        }
        assert!("1900".parse::<Stretch>().expect("a year").before().is_none());
    }
}
