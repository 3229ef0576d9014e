//! Instants, days and periods in a community's own time zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A moment, in whole microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// A text that is not a moment.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a time is YYYY-MM-DDTHH:MM:SS, optionally with 1 to 6 decimals, then Z or an offset such as +08:00")]
pub struct NotAnInstant;

impl Instant {
    /// Before everything.
    pub const MIN: Instant = Instant(i64::MIN);
    /// After everything: what never comes due.
    pub const MAX: Instant = Instant(i64::MAX);

    /// The moment so many microseconds after the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Instant(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The moment one microsecond earlier.
    #[must_use]
    pub const fn just_before(self) -> Self {
        Instant(self.0.saturating_sub(1))
    }

    /// The moment as `jiff` has it; saturates outside the years −9999 to 9999.
    fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

/// Reads `YYYY-MM-DDTHH:MM:SS`, optionally `.` and 1 to 6 digits, then `Z` or `±HH:MM`; upper case, ASCII, no
/// second 60. A moment beyond the calendar's last reads as [`Instant::MAX`].
impl FromStr for Instant {
    type Err = NotAnInstant;

    fn from_str(text: &str) -> Result<Self, NotAnInstant> {
        if !text.is_ascii() || text.len() < 20 || text.as_bytes()[10] != b'T' {
            return Err(NotAnInstant);
        }
        let day: Day = text[..10].parse().map_err(|_| NotAnInstant)?;
        let (hour, minute, second) = clock_time(&text[11..19]).ok_or(NotAnInstant)?;
        let (micros, zone) = fraction(&text[19..]).ok_or(NotAnInstant)?;
        let offset_seconds = offset(zone).ok_or(NotAnInstant)?;
        let local = day.0.at(hour, minute, second, 0);
        let Ok(utc) = local.to_zoned_datetime(TimeZone::UTC) else {
            return Ok(Instant::MAX);
        };
        let shifted = utc.timestamp().as_microsecond() + micros - offset_seconds * 1_000_000;
        Ok(Instant(shifted))
    }
}

fn two_digits(text: &str, most: i64) -> Option<i64> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|value| plain && *value <= most)
}

fn clock_time(text: &str) -> Option<(i8, i8, i8)> {
    let bytes = text.as_bytes();
    if bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let part =
        |range: std::ops::Range<usize>, most| two_digits(&text[range], most).and_then(|value| i8::try_from(value).ok());
    Some((part(0..2, 23)?, part(3..5, 59)?, part(6..8, 59)?))
}

/// Splits `.123456+08:00` into microseconds and the rest.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=6).contains(&length) {
        return None;
    }
    let (digits, zone) = rest.split_at(length);
    Some((format!("{digits:0<6}").parse().ok()?, zone))
}

/// Seconds east of Greenwich.
fn offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.as_bytes() {
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    Some(sign * (two_digits(&text[1..3], 23)? * 3600 + two_digits(&text[4..6], 59)? * 60))
}

/// UTC with six decimals, `2026-06-25T00:38:48.000000Z`: the one form in which a moment is hashed.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.timestamp())
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

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

    /// The first day of this day's year.
    #[must_use]
    pub fn first_of_year(self) -> Day {
        Day(self.0.first_of_year())
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

/// A community's time zone, by its IANA name.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A name that is no zone's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a time zone is an IANA name such as Asia/Shanghai")]
pub struct NotAZone;

impl Zone {
    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day on which a moment falls here.
    #[must_use]
    pub fn day_of(&self, at: Instant) -> Day {
        Day(self.rules.to_datetime(at.timestamp()).date())
    }

    /// The first instant of a day here: midnight, or where clocks skip midnight the moment after the skip.
    #[must_use]
    pub fn start_of(&self, day: Day) -> Instant {
        match day
            .0
            .to_zoned_datetime(self.rules.clone())
            .and_then(|zoned| zoned.start_of_day())
        {
            Ok(start) => Instant(start.timestamp().as_microsecond()),
            Err(_) if day.parts().0 > 1 => Instant::MAX,
            Err(_) => Instant::MIN,
        }
    }

    /// The first instant after a day: when what is good until its end has ended.
    #[must_use]
    pub fn end_of(&self, day: Day) -> Instant {
        day.next().map_or(Instant::MAX, |next| self.start_of(next))
    }

    /// A local date and time as a moment; the earlier one where clocks repeat it.
    #[must_use]
    pub fn at(&self, day: Day, hour: i8, minute: i8, second: i8) -> Option<Instant> {
        let local = civil::DateTime::new(day.0.year(), day.0.month(), day.0.day(), hour, minute, second, 0).ok()?;
        let zoned = local.to_zoned_datetime(self.rules.clone()).ok()?;
        Some(Instant(zoned.timestamp().as_microsecond()))
    }

    /// A moment as people here write it, with the offset: `2026-06-25T08:38:48+08:00`; decimals only if there are any.
    #[must_use]
    pub fn display(&self, at: Instant) -> String {
        let zoned = at.timestamp().to_zoned_datetime(self.rules.clone());
        let local = zoned.datetime();
        let mut text = format!(
            "{}T{:02}:{:02}:{:02}",
            Day(local.date()),
            local.hour(),
            local.minute(),
            local.second()
        );
        let micros = at.0.rem_euclid(1_000_000);
        if micros != 0 {
            text.push_str(format!(".{micros:06}").trim_end_matches('0'));
        }
        let minutes = zoned.offset().seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.abs();
        text.push_str(&format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60));
        text
    }
}

impl FromStr for Zone {
    type Err = NotAZone;

    fn from_str(name: &str) -> Result<Self, NotAZone> {
        let rules = TimeZoneDatabase::bundled().get(name).map_err(|_| NotAZone)?;
        if rules.iana_name() == Some(name) {
            Ok(Zone {
                name: name.to_owned(),
                rules,
            })
        } else {
            Err(NotAZone)
        }
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

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

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodLength {
    /// A day.
    Day,
    /// An ISO week.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
    /// For ever.
    Total,
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
