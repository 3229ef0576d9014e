//! Goods in few words: all of them are bags of rice.

use xiaonuan_domain::command::{Command, GoodsDonation, GoodsEvent, GoodsGiven, ItemCount, StockWriteOff};
use xiaonuan_domain::goods::{LossCause, ValueBasis};
use xiaonuan_domain::kind::DonorKind;

use super::{code, day, yuan};

/// Bags that are given to a fund, and what all of them are worth.
#[must_use]
pub fn in_kind(reference: &str, date: &str, fund: &str, quantity: u32, value: &str) -> Command {
    Command::Goods(Box::new(GoodsEvent::Donate(GoodsDonation {
        registered: None,
        reference: code(reference),
        date: day(date),
        donor: "某粮油店".to_owned(),
        donor_kind: DonorKind::Organisation,
        fund: fund.to_owned(),
        receipt: None,
        beneficiary: String::new(),
        goods: vec![GoodsGiven {
            item: code("RICE10"),
            name: "大米".to_owned(),
            unit: "袋".to_owned(),
            quantity,
            value: yuan(value),
            basis: ValueBasis::Market,
            evidence: "超市标价".to_owned(),
        }],
    })))
}

/// Bags of a fund that are past their date.
#[must_use]
pub fn write_off(reference: &str, date: &str, fund: &str, quantity: u32) -> Command {
    Command::Goods(Box::new(GoodsEvent::WriteOff(StockWriteOff {
        reference: code(reference),
        date: day(date),
        fund: fund.to_owned(),
        goods: vec![ItemCount {
            item: code("RICE10"),
            quantity,
        }],
        cause: LossCause::Expired,
        reason: "过期".to_owned(),
        prepared_by: "经办人".to_owned(),
        approved_by: "审批人".to_owned(),
    })))
}
