//! Commands of goods: given in kind, written off, found.

use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::code::Code;
use crate::goods::{LossCause, ValueBasis};
use crate::kind::DonorKind;
use crate::money::Money;

/// An event of a fund's stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GoodsEvent {
    /// A donation in kind 实物捐赠.
    Donate(GoodsDonation),
    /// Goods that are no more, or no good any more 报废、盘亏.
    WriteOff(StockWriteOff),
    /// Goods that were found when the stock was counted 盘盈.
    Find(StockFound),
}

/// A donation in kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsDonation {
    /// The reference.
    pub reference: Code,
    /// The day it was given.
    pub date: Day,
    /// Who gave it.
    pub donor: String,
    /// Who gave it, by the code under which they are registered. Then name and kind are the register's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered: Option<Code>,
    /// A person or an organisation.
    pub donor_kind: DonorKind,
    /// The fund it is for, as given.
    pub fund: String,
    /// The number of the receipt that the donor got (公益事业捐赠票据).
    pub receipt: Option<Code>,
    /// The one person for whom it is meant; empty for none. Such a gift is refused.
    pub beneficiary: String,
    /// What was given.
    pub goods: Vec<GoodsGiven>,
}

/// An item that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsGiven {
    /// The item.
    pub item: Code,
    /// Its name; may be empty for an item that was given before.
    pub name: String,
    /// The unit in which it is counted; may be empty for an item that was given before.
    pub unit: String,
    /// How many.
    pub quantity: u32,
    /// What all of them are worth 公允价值.
    pub value: Money,
    /// What the value rests on.
    pub basis: ValueBasis,
    /// The number or name of that paper, or where the price was seen.
    pub evidence: String,
}

/// So many of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCount {
    /// The item.
    pub item: Code,
    /// How many.
    pub quantity: u32,
}

/// Goods to take off the stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockWriteOff {
    /// The reference.
    pub reference: Code,
    /// The day.
    pub date: Day,
    /// The fund, as given.
    pub fund: String,
    /// What.
    pub goods: Vec<ItemCount>,
    /// Why, of a few.
    pub cause: LossCause,
    /// Why, in words.
    pub reason: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who approved it.
    pub approved_by: String,
}

/// Goods that were found when the stock was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockFound {
    /// The reference.
    pub reference: Code,
    /// The day.
    pub date: Day,
    /// The fund, as given.
    pub fund: String,
    /// What, and what it is worth.
    pub goods: Vec<ItemFound>,
    /// How that came about.
    pub reason: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who approved it.
    pub approved_by: String,
}

/// So many of an item that were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFound {
    /// The item.
    pub item: Code,
    /// How many.
    pub quantity: u32,
    /// What all of them are worth.
    pub value: Money,
}

impl GoodsEvent {
    /// The reference.
    #[must_use]
    pub const fn reference(&self) -> &Code {
        match self {
            GoodsEvent::Donate(it) => &it.reference,
            GoodsEvent::WriteOff(it) => &it.reference,
            GoodsEvent::Find(it) => &it.reference,
        }
    }

    /// The day.
    #[must_use]
    pub const fn date(&self) -> Day {
        match self {
            GoodsEvent::Donate(it) => it.date,
            GoodsEvent::WriteOff(it) => it.date,
            GoodsEvent::Find(it) => it.date,
        }
    }

    /// The fund, as given.
    #[must_use]
    pub fn fund(&self) -> &str {
        match self {
            GoodsEvent::Donate(it) => &it.fund,
            GoodsEvent::WriteOff(it) => &it.fund,
            GoodsEvent::Find(it) => &it.fund,
        }
    }

    /// The items that it names.
    #[must_use]
    pub fn items(&self) -> Vec<&Code> {
        match self {
            GoodsEvent::Donate(it) => it.goods.iter().map(|line| &line.item).collect(),
            GoodsEvent::WriteOff(it) => it.goods.iter().map(|line| &line.item).collect(),
            GoodsEvent::Find(it) => it.goods.iter().map(|line| &line.item).collect(),
        }
    }
}
