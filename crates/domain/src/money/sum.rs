//! Sums of amounts.

use std::fmt;
use std::iter;
use std::ops::{Add, AddAssign, Neg, Sub};

use super::Money;

/// A sum of amounts in fen. Wider than an amount of the books: whatever they hold can be added up without overflow, so
/// that a report of many large amounts has totals like any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sum(i128);

impl Sum {
    /// Nothing.
    pub const ZERO: Sum = Sum(0);

    /// A sum of so many fen.
    #[must_use]
    pub fn from_fen(fen: impl Into<i128>) -> Self {
        Sum(fen.into())
    }

    /// The whole number of fen.
    #[must_use]
    pub const fn fen(self) -> i128 {
        self.0
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Sum(self.0.abs())
    }

    /// Whether the sum is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the sum is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl From<Money> for Sum {
    fn from(amount: Money) -> Self {
        Sum(amount.fen().into())
    }
}

impl Add for Sum {
    type Output = Sum;

    fn add(self, other: Sum) -> Sum {
        Sum(self.0 + other.0)
    }
}

impl Sub for Sum {
    type Output = Sum;

    fn sub(self, other: Sum) -> Sum {
        Sum(self.0 - other.0)
    }
}

impl Neg for Sum {
    type Output = Sum;

    fn neg(self) -> Sum {
        Sum(-self.0)
    }
}

impl<T: Into<Sum>> AddAssign<T> for Sum {
    fn add_assign(&mut self, other: T) {
        self.0 += other.into().0;
    }
}

impl<T: Into<Sum>> iter::Sum<T> for Sum {
    fn sum<I: Iterator<Item = T>>(amounts: I) -> Self {
        amounts.fold(Sum::ZERO, |sum, amount| sum + amount.into())
    }
}

/// Always two decimals: `12.30`, `-0.05`.
impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_the_largest_amounts_overflows_their_sum() {
        let largest: Money = "999999999999.99".parse().expect("an amount");
        let sum: Sum = (0..100_000).map(|_| largest).sum();
        assert_eq!(sum.to_string(), "99999999999999000.00");
        assert!(sum.fen() > i128::from(i64::MAX));
        let mut both = sum;
        both += Money::from_fen(i64::MIN);
        assert_eq!((both - sum).to_string(), "-92233720368547758.08");
        assert_eq!((-sum).abs(), sum);
    }
}
