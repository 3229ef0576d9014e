//! Operations of goods as commands.

use xiaonuan_domain::command::{
    Command, GoodsDonation, GoodsEvent, GoodsGiven, ItemCount, ItemFound, StockFound, StockWriteOff,
};
use xiaonuan_domain::goods::{LossCause, ValueBasis};
use xiaonuan_domain::kind::DonorKind;
use xiaonuan_domain::money::Money;
use xiaonuan_tests::ask::code;

use crate::neighbourhood::day;
use crate::operation::{Operation, Parcel};

fn pieces(pieces: i64) -> u32 {
    u32::try_from(pieces).expect("a few")
}

fn count(item: &str, of: i64) -> ItemCount {
    ItemCount {
        item: code(item),
        quantity: pieces(of),
    }
}

pub(super) fn counts(goods: &[(String, i64)]) -> Vec<ItemCount> {
    goods.iter().map(|(item, of)| count(item, *of)).collect()
}

pub(super) fn command(operation: &Operation) -> Command {
    Command::Goods(Box::new(match operation {
        Operation::GiveGoods(asked) => GoodsEvent::Donate(GoodsDonation {
            reference: code(&asked.reference),
            date: day(asked.day),
            donor: if asked.donor.is_some() {
                String::new()
            } else {
                "某热心居民".to_owned()
            },
            registered: asked.donor.as_deref().map(code),
            donor_kind: DonorKind::Person,
            fund: asked.fund.clone(),
            receipt: None,
            beneficiary: String::new(),
            goods: asked.goods.iter().map(|parcel| given(parcel, asked.unit)).collect(),
        }),
        Operation::WriteOff(asked) => GoodsEvent::WriteOff(StockWriteOff {
            reference: code(&asked.reference),
            date: day(asked.day),
            fund: asked.fund.clone(),
            goods: asked.goods.iter().map(|of| count(&of.item, of.pieces)).collect(),
            cause: LossCause::Damaged,
            reason: "盘点".to_owned(),
            prepared_by: asked.prepared_by.to_owned(),
            approved_by: asked.approved_by.to_owned(),
        }),
        Operation::Find(asked) => GoodsEvent::Find(StockFound {
            reference: code(&asked.reference),
            date: day(asked.day),
            fund: asked.fund.clone(),
            goods: asked.goods.iter().map(found).collect(),
            reason: "盘点".to_owned(),
            prepared_by: asked.prepared_by.to_owned(),
            approved_by: asked.approved_by.to_owned(),
        }),
        other => unreachable!("{other:?} is of no goods"),
    }))
}

fn given(parcel: &Parcel, unit: Option<&'static str>) -> GoodsGiven {
    GoodsGiven {
        item: code(&parcel.item),
        name: unit.map_or_else(String::new, |_| format!("{} 物资", parcel.item)),
        unit: unit.unwrap_or_default().to_owned(),
        quantity: pieces(parcel.pieces),
        value: Money::from_fen(parcel.fen),
        basis: ValueBasis::Market,
        evidence: "市价".to_owned(),
    }
}

fn found(parcel: &Parcel) -> ItemFound {
    ItemFound {
        item: code(&parcel.item),
        quantity: pieces(parcel.pieces),
        value: Money::from_fen(parcel.fen),
    }
}
