//! Goods: items, how many, and what they are worth.

use std::fmt;
use std::str::FromStr;

use crate::code::{Code, NotACode};
use crate::kind::kinds;

kinds! {
    /// What the value of goods that were given rests on (价值依据).
    ValueBasis {
        /// An invoice or another paper of the giver 发票、凭据.
        Invoice = "invoice",
        /// An appraisal 评估.
        Appraisal = "appraisal",
        /// The price of the same or a like thing on the market 市价.
        Market = "market",
    }
}

kinds! {
    /// Why goods are taken off the stock (出账原因).
    LossCause {
        /// Past its date 过期.
        Expired = "expired",
        /// Damaged 毁损.
        Damaged = "damaged",
        /// Not found when the stock was counted 盘亏.
        Missing = "missing",
    }
}

/// The most characters of a code, and so of an item.
const LONGEST: usize = 32;

/// The code of an item, small enough to be copied with an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item([u8; LONGEST]);

impl Item {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(LONGEST);
        std::str::from_utf8(&self.0[..length]).expect("codes are ASCII")
    }
}

impl From<&Code> for Item {
    fn from(code: &Code) -> Self {
        let mut bytes = [0; LONGEST];
        bytes[..code.as_str().len()].copy_from_slice(code.as_str().as_bytes());
        Item(bytes)
    }
}

impl FromStr for Item {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        text.parse::<Code>().map(|code| Item::from(&code))
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Item({})", self.as_str())
    }
}

/// What some of the pieces of a stock are worth, in fen: their share at the weighted average, halves away from zero; all
/// that is left goes with the last piece. More than there are count as all.
#[must_use]
pub fn average(pieces: i64, of_pieces: i64, worth: i64) -> i64 {
    if pieces >= of_pieces {
        return worth;
    }
    let share = i128::from(pieces) * i128::from(worth);
    let (whole, rest) = (share / i128::from(of_pieces), share % i128::from(of_pieces));
    let exact = whole + i128::from(2 * rest >= i128::from(of_pieces));
    i64::try_from(exact).expect("a share of an amount is no more than the amount")
}

/// Whether so many pieces can be worth so much (fen): at least a fen each, and nothing without pieces. Shares at the
/// weighted average never lead out of this, whatever is taken in which order.
#[must_use]
pub const fn is_worth(pieces: i128, worth: i128) -> bool {
    if pieces == 0 {
        worth == 0
    } else {
        pieces > 0 && worth >= pieces
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_item_reads_back_as_its_code() {
        for text in ["RICE10", "a_b-C", "0", "x".repeat(32).as_str()] {
            assert_eq!(text.parse::<Item>().expect("a code").to_string(), text);
        }
        assert!("大米".parse::<Item>().is_err());
    }

    #[test]
    fn shares_are_rounded_and_the_last_piece_takes_what_is_left() {
        // 3 pieces for 1.00: 0.33, then 0.34 of 0.67, then 0.33.
        assert_eq!(average(1, 3, 100), 33);
        assert_eq!(average(1, 2, 67), 34);
        assert_eq!(average(1, 1, 33), 33);
        assert_eq!(average(2, 3, 100), 67);
        assert_eq!(average(9, 3, 100), 100);
        assert_eq!(average(i64::MAX - 1, i64::MAX, i64::MAX), i64::MAX - 1);
    }

    proptest! {
        #[test]
        fn whatever_is_taken_the_rest_is_worth_its_pieces(
            pieces in 1i64..500, above in 0i64..100_000, takes in prop::collection::vec(1i64..60, 1..40)
        ) {
            let (mut left, mut worth, mut gone) = (pieces, pieces + above, 0);
            for take in takes {
                let take = take.min(left);
                if take == 0 { break }
                let share = average(take, left, worth);
                prop_assert!(is_worth(take.into(), share.into()));
                (left, worth, gone) = (left - take, worth - share, gone + share);
                prop_assert!(is_worth(left.into(), worth.into()), "{left} pieces worth {worth}");
                prop_assert_eq!(gone + worth, pieces + above);
            }
        }
    }
}
