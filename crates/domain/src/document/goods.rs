//! The contents of records of goods. Like those of all events they may have a field `dated_on` besides.

use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::code::Code;
use crate::command::ItemCount;
use crate::commitment::Commitment;
use crate::goods::{LossCause, ValueBasis};
use crate::kind::DonorKind;
use crate::money::Money;
use crate::record::Seq;

/// [`crate::record::RecordKind::ItemRegistered`]: what an item is called and counted in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDocument {
    /// The item.
    pub item: Code,
    /// Its name.
    pub name: String,
    /// The unit.
    pub unit: String,
}

/// [`crate::record::RecordKind::GoodsDonated`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsDonationDocument {
    /// The fund.
    pub fund: Code,
    /// What all of it is worth.
    pub amount: Money,
    /// What was given.
    pub goods: Vec<GoodsReceived>,
    /// A person or an organisation.
    pub donor_kind: DonorKind,
    /// Commits to a [`super::DonorValue`].
    pub donor: Commitment,
    /// The number of the receipt that the donor got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Code>,
    /// Commits to a list of [`EvidenceOfValue`].
    pub values: Commitment,
    /// The record that it takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Seq>,
    /// The day it was given, if it is booked on that of a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_on: Option<Day>,
}

/// An item that was received, and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodsReceived {
    /// The item.
    pub item: Code,
    /// How many.
    pub quantity: u32,
    /// What all of them are worth.
    pub value: Money,
    /// What the value rests on.
    pub basis: ValueBasis,
}

/// What the value of an item rests on, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceOfValue {
    /// The item.
    pub item: Code,
    /// The number or name of the paper.
    pub evidence: String,
}

/// Items that help consists of. Their value is known once it is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodsPart {
    /// The item.
    pub item: Code,
    /// How many.
    pub quantity: u32,
    /// What they are worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
}

impl GoodsPart {
    /// How many, whatever they are worth.
    #[must_use]
    pub fn count(&self) -> ItemCount {
        ItemCount {
            item: self.item.clone(),
            quantity: self.quantity,
        }
    }

    /// What they are worth; nothing before that is known.
    #[must_use]
    pub fn worth(&self) -> Money {
        self.value.unwrap_or(Money::ZERO)
    }
}

impl From<&ItemCount> for GoodsPart {
    fn from(count: &ItemCount) -> Self {
        GoodsPart {
            item: count.item.clone(),
            quantity: count.quantity,
            value: None,
        }
    }
}

/// [`crate::record::RecordKind::StockWrittenOff`] and [`crate::record::RecordKind::StockFound`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockDocument {
    /// The fund.
    pub fund: Code,
    /// What all of it is worth.
    pub amount: Money,
    /// What was written off or found.
    pub goods: Vec<GoodsPart>,
    /// Why it was written off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<LossCause>,
    /// Commits to a [`StockValue`].
    pub particulars: Commitment,
}

/// Why stock was written off or found, and who answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockValue {
    /// Why.
    pub reason: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who approved it.
    pub approved_by: String,
}
