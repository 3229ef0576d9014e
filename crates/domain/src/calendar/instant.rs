//! Instants.

use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use super::Day;

/// A moment, in whole microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub(super) i64);

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
    pub(super) fn timestamp(self) -> jiff::Timestamp {
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
