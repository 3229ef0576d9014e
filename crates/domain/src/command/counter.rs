//! What is asked at a shop's counter: by which card a resident is known, and who stands there.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::Instant;
use crate::code::Code;
use crate::money::Money;

/// How a card is named.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardNamed {
    /// By what stands on it: the token of its QR code, or its short code. It is a secret, and looked up before anything is
    /// decided.
    Presented(String),
    /// By its number, and of which issue what was presented is; an empty number for what stands on no card.
    Known {
        /// The card's number.
        number: String,
        /// The issue. Once there is another one, it is no good any more.
        issue: u32,
    },
}

/// Debugging shows nothing of what opens a card.
impl fmt::Debug for CardNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CardNamed::Presented(_) => f.write_str("Presented(..)"),
            CardNamed::Known { number, issue } => write!(f, "Known({number}, {issue})"),
        }
    }
}

impl CardNamed {
    /// Its number, once it is known.
    #[must_use]
    pub fn number(&self) -> &str {
        match self {
            CardNamed::Presented(_) => "",
            CardNamed::Known { number, .. } => number,
        }
    }

    /// What stands on no card.
    #[must_use]
    pub const fn nobodys() -> Self {
        CardNamed::Known {
            number: String::new(),
            issue: 0,
        }
    }

    /// Whether what was presented is of an issue.
    #[must_use]
    pub fn is_of(&self, known: u32) -> bool {
        matches!(self, CardNamed::Known { issue, .. } if *issue == known)
    }
}

/// Who stands at a shop's counter. A claim that comes from one is decided in another order: what is about the shop and its
/// offer comes first, so that nothing about the person is told by what is refused before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtCounter {
    /// The shop's device, where it is one.
    pub device: Option<Code>,
    /// By which pairing its phone is known. Once another phone was paired with it, that one is a stranger.
    pub pairing: Option<u32>,
    /// Who uses it, where that is known.
    pub staff: Option<Code>,
    /// Whether it only asks what a bill comes to, whose receipt is not printed yet.
    #[serde(skip)]
    pub quotes: bool,
    /// What the discount takes off as it was shown, where it was. Nothing else is recorded.
    #[serde(skip)]
    pub shown_off: Option<Money>,
}

/// A merchant's claim: what a resident's bill was paid down by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// The reference.
    pub reference: Code,
    /// When the bill was paid.
    pub at: Instant,
    /// Where, as given.
    pub merchant: String,
    /// Whose bill, as given.
    pub resident: String,
    /// By which discount, as given; empty for none.
    pub discount: String,
    /// The bill.
    pub bill: Money,
    /// How much of it vouchers pay.
    pub voucher: Money,
    /// The number of the shop's own receipt, where it has one.
    pub receipt: Option<Code>,
    /// The merchant's branch, where it is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<Code>,
    /// The card by which the resident is known, instead of their code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<CardNamed>,
    /// The row of the shop's own number for the resident, on a list: instead of their code or card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Code>,
    /// Who stands at the counter, where a shop asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counter: Option<Box<AtCounter>>,
}
