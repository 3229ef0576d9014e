//! Goods: donations in kind, writing off, finding; and goods as a part of help.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::{self, Command, GoodsEvent};
use xiaonuan_domain::kind::{DisbursementKind, DonorKind};

use super::event::donor_agrees;
use super::{Ask, count, read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::{at, outside};

/// The most items of one entry: a record holds no more.
const MOST_ITEMS: i64 = 100;
/// The most pieces of an item in one entry.
pub(super) const MOST_PIECES: i64 = 1_000_000;

fn event(event: GoodsEvent) -> Command {
    Command::Goods(Box::new(event))
}

fn some<T>(lines: &[T]) -> Result<(), ValidationError> {
    if lines.is_empty() {
        return Err(outside(FieldCode::Count, 1, MOST_ITEMS));
    }
    not_too_many(lines)
}

/// Refuses more items than a record holds.
pub(super) fn not_too_many<T>(lines: &[T]) -> Result<(), ValidationError> {
    if lines.len() > MOST_ITEMS as usize {
        return Err(outside(FieldCode::Count, 0, MOST_ITEMS));
    }
    Ok(())
}

/// So many pieces of an item.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pieces {
    /// The item's code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "RICE10")]
    item: String,
    /// How many pieces.
    #[validate(range(min = 1, max = MOST_PIECES))]
    #[schema(example = 2)]
    quantity: i64,
}

impl Pieces {
    pub(super) fn read(&self) -> command::ItemCount {
        command::ItemCount {
            item: read(&self.item),
            quantity: count(self.quantity),
        }
    }
}

/// Refuses help in goods with an amount, help in money without, and goods where money is given.
pub(super) fn goods_or_money(kind: &str, amount: Option<&String>, goods: &[Pieces]) -> Result<(), ValidationError> {
    let of_goods = kind == DisbursementKind::Goods.as_str();
    match (of_goods, amount, goods) {
        (true, Some(_), _) => Err(at("amount", FieldCode::Unasked)),
        (true, None, []) => Err(at("goods", FieldCode::Count)),
        (false, None, _) => Err(at("amount", FieldCode::Required)),
        (false, Some(_), [_, ..]) => Err(at("goods", FieldCode::Unasked)),
        _ => Ok(()),
    }
}

/// An item that was given.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoodsLine {
    /// The item's code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "RICE10")]
    item: String,
    /// Its name, the first time that it is given; later it is the same or left out.
    #[serde(default)]
    #[validate(custom(function = "field::text"))]
    #[schema(example = "大米 10 公斤装")]
    name: Option<String>,
    /// The unit in which pieces are counted, likewise.
    #[serde(default)]
    #[validate(custom(function = "field::text"))]
    #[schema(example = "袋")]
    unit: Option<String>,
    /// How many pieces.
    #[validate(range(min = 1, max = MOST_PIECES))]
    #[schema(example = 50)]
    quantity: i64,
    /// What all of them are worth, in yuan: the fair value 公允价值, at least 0.01 each.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "2500.00")]
    value: String,
    /// What the value rests on: invoice, appraisal or market.
    #[validate(custom(function = "field::value_basis"))]
    #[schema(example = "invoice")]
    basis: String,
    /// The number or name of that paper, or where the price was seen.
    #[validate(custom(function = "field::text"))]
    #[schema(example = "发票 26222000000001234567")]
    evidence: String,
}

/// A donation in kind 实物捐赠.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "donor_of_goods"))]
pub(crate) struct GoodsDonation {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "WZ-2026-001")]
    reference: String,
    /// The day it was given.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-02")]
    date: String,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::text"))]
    #[schema(example = "青竹粮油店")]
    donor: Option<String>,
    /// person or organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::donor_kind"))]
    #[schema(example = "organisation")]
    donor_kind: Option<String>,
    /// Who gave it, by the code of the register of donors, instead of name and kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::code"))]
    donor_code: Option<String>,
    /// The fund it is for.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "xiaonuan")]
    fund: String,
    /// The number of the receipt that the donor got 公益事业捐赠票据.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    receipt: Option<String>,
    /// The one person for whom it is meant. Such a gift is refused: the fund would only pass it on 受托代理.
    #[serde(default)]
    #[validate(custom(function = "field::maybe_text"))]
    beneficiary: Option<String>,
    /// What was given.
    #[validate(custom(function = "some"), nested)]
    goods: Vec<GoodsLine>,
}

fn donor_of_goods(donation: &GoodsDonation) -> Result<(), ValidationError> {
    donor_agrees(
        donation.donor_code.as_ref(),
        donation.donor.as_ref(),
        donation.donor_kind.as_ref(),
    )
}

impl Ask for GoodsDonation {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        event(GoodsEvent::Donate(self.read()))
    }
}

impl GoodsDonation {
    pub(super) fn read(self) -> command::GoodsDonation {
        let line = |line: GoodsLine| command::GoodsGiven {
            item: read(&line.item),
            name: line.name.unwrap_or_default(),
            unit: line.unit.unwrap_or_default(),
            quantity: count(line.quantity),
            value: read(&line.value),
            basis: read(&line.basis),
            evidence: line.evidence,
        };
        command::GoodsDonation {
            reference: read(&self.reference),
            date: read(&self.date),
            donor: self.donor.unwrap_or_default(),
            registered: read_if(self.donor_code.as_ref()),
            donor_kind: read_if(self.donor_kind.as_ref()).unwrap_or(DonorKind::Person),
            fund: self.fund,
            receipt: read_if(self.receipt.as_ref()),
            beneficiary: self.beneficiary.unwrap_or_default(),
            goods: self.goods.into_iter().map(line).collect(),
        }
    }
}

/// Goods to take off the stock: expired, damaged, or not there when counted 报废、盘亏.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StockWriteOff {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "PD-2026-001")]
    reference: String,
    /// The day.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-30")]
    date: String,
    /// The fund.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "xiaonuan")]
    fund: String,
    /// What.
    #[validate(custom(function = "some"), nested)]
    goods: Vec<Pieces>,
    /// expired, damaged or missing.
    #[validate(custom(function = "field::loss_cause"))]
    #[schema(example = "expired")]
    cause: String,
    /// Why, in words.
    #[validate(custom(function = "field::text"))]
    reason: String,
    /// Who prepared it.
    #[validate(custom(function = "field::text"))]
    prepared_by: String,
    /// Who approved it: someone else.
    #[validate(custom(function = "field::text"))]
    approved_by: String,
}

impl Ask for StockWriteOff {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        event(GoodsEvent::WriteOff(command::StockWriteOff {
            reference: read(&self.reference),
            date: read(&self.date),
            fund: self.fund,
            goods: self.goods.iter().map(Pieces::read).collect(),
            cause: read(&self.cause),
            reason: self.reason,
            prepared_by: self.prepared_by,
            approved_by: self.approved_by,
        }))
    }
}

/// So many pieces of an item that were found.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundPieces {
    /// The item's code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "RICE10")]
    item: String,
    /// How many pieces.
    #[validate(range(min = 1, max = MOST_PIECES))]
    #[schema(example = 1)]
    quantity: i64,
    /// What all of them are worth, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "50.00")]
    value: String,
}

/// Goods that were found when the stock was counted 盘盈.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StockFound {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "PD-2026-002")]
    reference: String,
    /// The day.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-30")]
    date: String,
    /// The fund.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "xiaonuan")]
    fund: String,
    /// What, and what it is worth.
    #[validate(custom(function = "some"), nested)]
    goods: Vec<FoundPieces>,
    /// How that came about.
    #[validate(custom(function = "field::text"))]
    reason: String,
    /// Who prepared it.
    #[validate(custom(function = "field::text"))]
    prepared_by: String,
    /// Who approved it: someone else.
    #[validate(custom(function = "field::text"))]
    approved_by: String,
}

impl Ask for StockFound {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        let line = |line: &FoundPieces| command::ItemFound {
            item: read(&line.item),
            quantity: count(line.quantity),
            value: read(&line.value),
        };
        event(GoodsEvent::Find(command::StockFound {
            reference: read(&self.reference),
            date: read(&self.date),
            fund: self.fund,
            goods: self.goods.iter().map(line).collect(),
            reason: self.reason,
            prepared_by: self.prepared_by,
            approved_by: self.approved_by,
        }))
    }
}
