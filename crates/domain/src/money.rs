//! Money: whole fen behind checked operations, with a decimal face in yuan.

mod sum;
mod typed;

use std::fmt;
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

pub use self::sum::Sum;
pub use self::typed::as_typed;
use crate::percent::Percent;

/// An amount in fen (1/100 yuan). Never a float; arithmetic that would overflow says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// A text that is not an amount in yuan.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("an amount is yuan with at most 12 digits before the point and 1 or 2 after it, such as 12.30")]
pub struct NotAnAmount;

/// An amount beyond what the books can hold (about 92 quadrillion yuan).
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the amount is too large for the books")]
pub struct MoneyOverflow;

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// An amount of so many fen.
    #[must_use]
    pub const fn from_fen(fen: i64) -> Self {
        Money(fen)
    }

    /// The whole number of fen.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyOverflow`] when it leaves the range of the books.
    pub fn plus(self, other: Money) -> Result<Money, MoneyOverflow> {
        self.0.checked_add(other.0).map(Money).ok_or(MoneyOverflow)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyOverflow`] when it leaves the range of the books.
    pub fn minus(self, other: Money) -> Result<Money, MoneyOverflow> {
        self.0.checked_sub(other.0).map(Money).ok_or(MoneyOverflow)
    }

    /// So many percent of this amount, rounded to the fen with halves away from zero.
    #[must_use]
    pub fn percent(self, percent: Percent) -> Money {
        let exact = Decimal::from(self.0) * percent.fraction();
        let fen = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Money(fen.to_i64().expect("a share of at most 100 % of an i64 is an i64"))
    }

    /// The amount in yuan, exact.
    #[must_use]
    pub fn yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Whether the amount is above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether the amount is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

/// Reads yuan: ASCII digits, at most 12 before the point and 1 or 2 after it if there is one; a minus sign
/// may lead. No plus, comma, exponent or space.
impl FromStr for Money {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, cents) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !(1..=12).contains(&whole.len())
            || !(1..=2).contains(&cents.len())
            || !all_digits(whole)
            || !all_digits(cents)
        {
            return Err(NotAnAmount);
        }
        let yuan: i64 = whole.parse().map_err(|_| NotAnAmount)?;
        let mut fen: i64 = cents.parse().map_err(|_| NotAnAmount)?;
        if cents.len() == 1 {
            fen *= 10;
        }
        let total = yuan * 100 + fen;
        Ok(Money(if negative { -total } else { total }))
    }
}

/// Always two decimals: `12.30`, `-0.05`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Sum::from(*self).fmt(f)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        for (text, fen) in [
            ("0", 0),
            ("12.3", 1230),
            ("12.30", 1230),
            ("-0.05", -5),
            ("007.5", 750),
            ("999999999999.99", 99_999_999_999_999),
        ] {
            assert_eq!(text.parse::<Money>(), Ok(Money(fen)), "{text}");
        }
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1.234",
            "+1",
            "1,000.00",
            "1e3",
            " 1",
            "１",
            "1000000000000",
            "--1",
            "1.2.3",
        ] {
            assert_eq!(text.parse::<Money>(), Err(NotAnAmount), "{text}");
        }
    }

    #[test]
    fn halves_round_away_from_zero() {
        let percent: Percent = "50".parse().expect("a percentage");
        for (fen, half) in [(1, 1), (3, 2), (5, 3), (2, 1), (-1, -1), (-3, -2)] {
            assert_eq!(Money(fen).percent(percent), Money(half), "{fen}");
        }
    }

    #[test]
    fn printing_keeps_two_decimals_and_the_sign() {
        for (fen, text) in [
            (0, "0.00"),
            (-5, "-0.05"),
            (123, "1.23"),
            (i64::MIN, "-92233720368547758.08"),
        ] {
            assert_eq!(Money(fen).to_string(), text);
        }
    }
}
