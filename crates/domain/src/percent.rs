//! Percentages of 0 to 100 with at most four decimals, exact.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A percentage in ten-thousandths of a percent: `33.3` is 333,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u32);

/// A text that is not a percentage.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a percentage is 0 to 100 with at most 4 decimals and no sign, such as 33.3")]
pub struct NotAPercentage;

impl Percent {
    /// None of it.
    pub const ZERO: Percent = Percent(0);
    const WHOLE: u32 = 1_000_000;

    /// The ten-thousandths of a percent, 0 to 1,000,000.
    #[must_use]
    pub const fn ten_thousandths(self) -> u32 {
        self.0
    }

    /// The percentage of so many ten-thousandths, if it is at most 100.
    #[must_use]
    pub const fn from_ten_thousandths(value: u32) -> Option<Self> {
        if value <= Self::WHOLE {
            Some(Percent(value))
        } else {
            None
        }
    }

    /// The share as a fraction of one, exact.
    #[must_use]
    pub fn fraction(self) -> Decimal {
        Decimal::new(i64::from(self.0), 6)
    }

    /// Whether there is any share at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// Reads digits on both sides of an optional point; no sign.
impl FromStr for Percent {
    type Err = NotAPercentage;

    fn from_str(text: &str) -> Result<Self, NotAPercentage> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(decimals) || decimals.len() > 4 {
            return Err(NotAPercentage);
        }
        let significant = whole.trim_start_matches('0');
        if significant.len() > 3 {
            return Err(NotAPercentage);
        }
        let units: u32 = if significant.is_empty() {
            0
        } else {
            significant.parse().map_err(|_| NotAPercentage)?
        };
        let parts: u32 = format!("{decimals:0<4}").parse().map_err(|_| NotAPercentage)?;
        Percent::from_ten_thousandths(units * 10_000 + parts).ok_or(NotAPercentage)
    }
}

/// Without trailing zeros: `33.3`, `50`.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Decimal::new(i64::from(self.0), 4).normalize())
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_exactly_or_not_at_all() {
        for (text, value) in [
            ("0", 0),
            ("33.3", 333_000),
            ("66.6667", 666_667),
            ("100", 1_000_000),
            ("100.0000", 1_000_000),
            ("007.5", 75_000),
        ] {
            assert_eq!(text.parse::<Percent>(), Ok(Percent(value)), "{text}");
        }
        for text in [
            "", "100.0001", "101", "-1", "+1", ".5", "5.", "1.00000", "1e1", "5%", "１",
        ] {
            assert_eq!(text.parse::<Percent>(), Err(NotAPercentage), "{text}");
        }
    }
}
