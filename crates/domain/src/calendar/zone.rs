//! Time zones: where days begin and end.

use std::str::FromStr;

use jiff::civil;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use super::{Day, Instant};

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
