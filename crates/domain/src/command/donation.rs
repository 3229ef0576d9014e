//! A donation of money.

use serde::{Deserialize, Serialize};

use crate::account::Held;
use crate::calendar::Day;
use crate::code::Code;
use crate::kind::{DonationMethod, DonorKind};
use crate::money::Money;

/// A donation of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Donation {
    /// The reference.
    pub reference: Code,
    /// The day it was given.
    pub date: Day,
    /// Who gave it.
    pub donor: String,
    /// Who gave, by the code under which they are registered. Then name and kind are the register's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered: Option<Code>,
    /// A person or an organisation.
    pub donor_kind: DonorKind,
    /// The fund it is for, as given.
    pub fund: String,
    /// How much.
    pub amount: Money,
    /// How it came.
    pub method: DonationMethod,
    /// Where it lies now. A gift in cash is banked unless it is said to be kept in hand.
    #[serde(default, skip_serializing_if = "Held::is_bank")]
    pub held: Held,
    /// The number of the receipt that the donor got (公益事业捐赠票据).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Code>,
    /// The one person for whom it is meant; empty for none. Such a gift is refused.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub beneficiary: String,
}
