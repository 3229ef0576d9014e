//! As of when the books are asked for.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use xiaonuan_domain::calendar::{Day, Instant, Zone};
use xiaonuan_domain::record::Seq;
use xiaonuan_persistence::balances::AsRecorded;

/// A text that is no day, moment or record number.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected a day such as 2026-03-31 or a time with an offset; for recording also a record number")]
pub struct NotAMoment;

/// Up to which business time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upto {
    /// The end of a day of the community.
    Day(Day),
    /// A moment.
    Instant(Instant),
}

/// Up to which recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// A record.
    Number(Seq),
    /// A moment or the end of a day.
    Time(Upto),
}

/// A view of the books as someone asks for it; nothing said means as they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsAsked {
    /// The business time.
    pub at: Option<Upto>,
    /// The recording.
    pub recorded: Option<Recorded>,
}

impl Upto {
    /// The moment in a community's zone.
    #[must_use]
    pub fn in_zone(self, zone: &Zone) -> Instant {
        match self {
            Upto::Day(day) => zone.end_of(day).just_before(),
            Upto::Instant(at) => at,
        }
    }
}

impl AsAsked {
    /// Up to where recording counts, in a community's zone.
    #[must_use]
    pub fn recording(&self, zone: &Zone) -> AsRecorded {
        match self.recorded {
            None => AsRecorded::Everything,
            Some(Recorded::Number(number)) => AsRecorded::Number(number),
            Some(Recorded::Time(time)) => AsRecorded::Time(time.in_zone(zone)),
        }
    }
}

impl FromStr for Upto {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        if let Ok(day) = text.parse() {
            return Ok(Upto::Day(day));
        }
        text.parse().map(Upto::Instant).map_err(|_| NotAMoment)
    }
}

impl FromStr for Recorded {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits {
            let number = text.parse().ok().filter(|number| *number > 0);
            return number.map(Recorded::Number).ok_or(NotAMoment);
        }
        text.parse().map(Recorded::Time)
    }
}

impl fmt::Display for Upto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Upto::Day(day) => day.fmt(f),
            Upto::Instant(at) => at.fmt(f),
        }
    }
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recorded::Number(number) => number.fmt(f),
            Recorded::Time(time) => time.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_asked_for_by_day_moment_or_number() {
        for text in ["2026-03-31", "2026-03-31T08:00:00.000000Z"] {
            assert_eq!(text.parse::<Upto>().expect("a moment").to_string(), text);
            assert_eq!(text.parse::<Recorded>().expect("a moment").to_string(), text);
        }
        assert_eq!("120".parse(), Ok(Recorded::Number(120)));
        for text in ["", "0", "-1", "2026-02-30", "1e3", "99999999999999999999", "昨天"] {
            assert_eq!(text.parse::<Recorded>(), Err(NotAMoment), "{text}");
        }
        assert_eq!("120".parse::<Upto>(), Err(NotAMoment));
    }

    #[test]
    fn a_day_reaches_to_its_last_moment() {
        let zone: Zone = "Asia/Shanghai".parse().expect("a zone");
        let upto: Upto = "2026-03-31".parse().expect("a day");
        assert_eq!(upto.in_zone(&zone).to_string(), "2026-03-31T15:59:59.999999Z");
    }
}
