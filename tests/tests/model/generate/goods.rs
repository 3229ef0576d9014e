//! Making up what happens to goods.

use super::Author;
use crate::operation::{GoodsGift, Operation, Parcel, StockCount};

const ITEMS: [&str; 3] = ["RICE", "OIL", "QUILT"];

impl Author {
    fn item(&mut self) -> String {
        let item = if self.dice.chance(2) {
            "NONE"
        } else {
            self.dice.word(&ITEMS)
        };
        item.to_owned()
    }

    fn pieces_of(&self, fund: &str, item: &str) -> i64 {
        self.model.paper.balance(&format!("stock/{fund}/stock/{item}"))
    }

    /// Some pieces of what is there, often all and sometimes one more.
    pub(super) fn some_goods(&mut self, fund: &str) -> Vec<(String, i64)> {
        let there: Vec<String> = ITEMS
            .iter()
            .filter(|item| self.pieces_of(fund, item) > 0)
            .map(|item| (*item).to_owned())
            .collect();
        let lines = if self.dice.chance(25) { 2 } else { 1 };
        let mut goods: Vec<(String, i64)> = Vec::new();
        for _ in 0..lines {
            let item = if there.is_empty() || self.dice.chance(4) {
                self.item()
            } else {
                self.dice.pick(&there).clone()
            };
            let left = self.pieces_of(fund, &item);
            let pieces = match self.dice.below(8) {
                0 => left,
                1 => left + 1,
                _ => 1 + self.dice.below((left / 2).max(1)),
            };
            let is_new = goods.iter().all(|(other, _)| *other != item);
            if is_new || self.dice.chance(15) {
                goods.push((item, pieces.max(1)));
            }
        }
        goods
    }

    /// A fund that has goods, if there is any.
    pub(super) fn fund_with_goods(&mut self) -> String {
        let funds = self.model.registers.funds.keys();
        let has = |fund: &&String| ITEMS.iter().any(|item| self.pieces_of(fund, item) > 0);
        let with: Vec<String> = funds.filter(has).cloned().collect();
        if with.is_empty() || self.dice.chance(5) {
            self.fund()
        } else {
            self.dice.pick(&with).clone()
        }
    }

    fn worth(&mut self, pieces: i64) -> i64 {
        match self.dice.below(25) {
            0 => pieces - 1,
            1 | 2 => pieces,
            _ => pieces + 1 + self.dice.below(4_000),
        }
    }

    fn parcels(&mut self) -> Vec<Parcel> {
        let lines = if self.dice.chance(30) { 2 } else { 1 };
        let mut parcels: Vec<Parcel> = Vec::new();
        for _ in 0..lines {
            let item = self.item();
            let pieces = 1 + self.dice.below(12);
            let is_new = parcels.iter().all(|other| other.item != item);
            if is_new || self.dice.chance(15) {
                let fen = self.worth(pieces);
                parcels.push(Parcel { item, pieces, fen });
            }
        }
        parcels
    }

    pub(super) fn gift_in_kind(&mut self) -> Operation {
        let used = self.references("goods_donated");
        let goods = self.parcels();
        Operation::GiveGoods(GoodsGift {
            reference: self.reference("W", used),
            day: self.day(),
            fund: self.fund(),
            donor: self.donor(),
            goods,
            unit: *self.dice.pick(&[
                Some("袋"),
                Some("袋"),
                Some("袋"),
                Some("袋"),
                Some("袋"),
                None,
                Some("箱"),
            ]),
        })
    }

    pub(super) fn stock_count(&mut self) -> Operation {
        let is_found = self.dice.chance(35);
        let kind = if is_found { "stock_found" } else { "stock_written_off" };
        let used = self.references(kind);
        let fund = self.fund_with_goods();
        let goods = if is_found {
            self.parcels()
        } else {
            let some = self.some_goods(&fund).into_iter();
            some.map(|(item, pieces)| Parcel { item, pieces, fen: 0 }).collect()
        };
        let count = StockCount {
            reference: self.reference("N", used),
            day: self.day(),
            fund,
            goods,
            prepared_by: self.person(),
            approved_by: self.person(),
        };
        if is_found {
            Operation::Find(count)
        } else {
            Operation::WriteOff(count)
        }
    }
}
