//! Opening balances.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::money::{self, MoneyEvent, OpeningItem};

use super::goods::MOST_PIECES;
use super::{Ask, count, read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::at;

/// One line of what a fund had and owed when its books began 期初余额.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "goods_alone"))]
pub(crate) struct OpeningBalance {
    /// The reference, new for each; a voucher's is its grant.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "QC-2026-001")]
    reference: String,
    /// The day on which the books begin.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-01-01")]
    date: String,
    /// The fund.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "xiaonuan")]
    fund: String,
    /// bank, cash, payable, receivable, goods, voucher; or restricted, unrestricted: how much of the net assets is of the
    /// other sort than the fund.
    #[validate(custom(function = "field::opening_item"))]
    #[schema(example = "bank")]
    item: String,
    /// How much, in yuan; of goods, what all pieces are worth, at least 0.01 each.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "20000.00")]
    amount: String,
    /// Of a payable: the merchant that it is owed to. Of a receivable: the one that must give it back.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    merchant: Option<String>,
    /// Of a voucher: whose it is.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    resident: Option<String>,
    /// Of a voucher: its last day.
    #[serde(default)]
    #[validate(custom(function = "field::last_day"))]
    expires_on: Option<String>,
    /// Of goods: the pieces of one item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    goods: Option<OpeningGoods>,
}

/// Pieces of an item that were there when the books began.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpeningGoods {
    /// The item's code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "RICE10")]
    item: String,
    /// Its name, for an item that was never named before; later it is the same or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::text"))]
    #[schema(example = "大米 10 公斤装")]
    name: Option<String>,
    /// The unit in which pieces are counted, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::text"))]
    #[schema(example = "袋")]
    unit: Option<String>,
    /// How many pieces.
    #[validate(range(min = 1, max = MOST_PIECES))]
    #[schema(example = 20)]
    quantity: i64,
}

fn goods_alone(asked: &OpeningBalance) -> Result<(), ValidationError> {
    match (asked.item == OpeningItem::Goods.as_str(), &asked.goods) {
        (true, None) => Err(at("goods", FieldCode::Required)),
        (false, Some(_)) => Err(at("goods", FieldCode::Unasked)),
        _ => Ok(()),
    }
}

impl OpeningGoods {
    fn read(self) -> money::OpeningGoods {
        money::OpeningGoods {
            item: read(&self.item),
            name: self.name.unwrap_or_default(),
            unit: self.unit.unwrap_or_default(),
            quantity: count(self.quantity),
        }
    }
}

impl Ask for OpeningBalance {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::Money(Box::new(MoneyEvent::Open(money::Opening {
            reference: read(&self.reference),
            date: read(&self.date),
            fund: self.fund,
            item: read(&self.item),
            amount: read(&self.amount),
            merchant: self.merchant.unwrap_or_default(),
            resident: self.resident.unwrap_or_default(),
            expires_on: read_if(self.expires_on.as_ref()),
            goods: self.goods.map(OpeningGoods::read),
        })))
    }
}
