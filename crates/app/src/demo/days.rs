//! Days to go through and to count with.

use jiff::civil::{Date, date};
use xiaonuan_domain::calendar::Day;

/// The first day of the season.
pub(super) const OPENING: Date = date(2025, 11, 1);
/// The last day of the season.
pub(super) const CLOSING: Date = date(2026, 4, 30);
/// New Year of the lunar calendar, 春节.
pub(super) const SPRING_FESTIVAL: Date = date(2026, 2, 17);
/// The fair of the alliance, a Saturday and a Sunday.
pub(super) const FAIR: [Date; 2] = [date(2026, 3, 14), date(2026, 3, 15)];

/// Every day from one to another, both included.
pub(super) fn from_to(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
}

/// How many days lie between two.
pub(super) fn between(earlier: Date, later: Date) -> i64 {
    later.duration_since(earlier).as_hours() / 24
}

/// So many days later.
pub(super) fn after(date: Date, days: i64) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
}

/// So many days earlier.
pub(super) fn before(date: Date, days: i64) -> Date {
    date.checked_sub(jiff::Span::new().days(days)).unwrap_or(Date::MIN)
}

/// The day as the books know it.
pub(super) fn day(date: Date) -> Day {
    date.to_string().parse().expect("a date of four-digit years is a day")
}

/// A moment of that day, so many seconds after midnight, as files write it in China.
pub(super) fn moment(date: Date, second: i64) -> String {
    format!(
        "{date}T{:02}:{:02}:{:02}+08:00",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}
