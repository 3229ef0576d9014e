//! Days and moments as plain numbers, on the community's own clock.

/// Days since 1970-01-01.
pub(crate) type Day = i64;

/// Microseconds since the first of those days began.
pub(crate) type At = i64;

pub(crate) const MINUTE: At = 60_000_000;
pub(crate) const DAY: At = 24 * 60 * MINUTE;

/// The day of a date.
pub(crate) fn day(year: i64, month: i64, of_month: i64) -> Day {
    let years = if month <= 2 { year - 1 } else { year };
    let since_march = (month + 9) % 12;
    let of_year = (153 * since_march + 2) / 5 + of_month - 1;
    years * 365 + years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400) + of_year - 719_468
}

/// Year, month and day of the month.
pub(crate) fn date(of: Day) -> (i64, i64, i64) {
    let mut year = 1970 + of.div_euclid(366);
    while day(year + 1, 1, 1) <= of {
        year += 1;
    }
    let month = (1..=12)
        .rfind(|month| day(year, *month, 1) <= of)
        .expect("January began");
    (year, month, of - day(year, month, 1) + 1)
}

/// `2026-01-31`.
pub(crate) fn text(of: Day) -> String {
    let (year, month, of_month) = date(of);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// The day of `2026-01-31`.
pub(crate) fn read(text: &str) -> Day {
    let parts: Vec<i64> = text.split('-').map(|part| part.parse().expect("digits")).collect();
    day(parts[0], parts[1], parts[2])
}

/// `2026-01-31T08:30:00+08:00`.
pub(crate) fn moment(at: At) -> String {
    let minute = at.rem_euclid(DAY) / MINUTE;
    format!("{}T{:02}:{:02}:00+08:00", text(day_of(at)), minute / 60, minute % 60)
}

/// The day in which a moment lies.
pub(crate) fn day_of(at: At) -> Day {
    at.div_euclid(DAY)
}

/// `2026-01`.
pub(crate) fn month(of: Day) -> String {
    text(of)[..7].to_owned()
}

pub(crate) fn first_of_month(of: Day) -> Day {
    of - date(of).2 + 1
}

pub(crate) fn last_of_month(of: Day) -> Day {
    first_of_month(first_of_month(of) + 31) - 1
}

pub(crate) fn first_of_year(of: Day) -> Day {
    day(date(of).0, 1, 1)
}

pub(crate) fn last_of_year(of: Day) -> Day {
    day(date(of).0, 12, 31)
}
