//! The stock of a fund: pieces of items and what they are worth.
//!
//! Every item has two parts in a fund: what may still be promised, and what is promised and not yet given. What leaves
//! the first takes its share at the weighted average of the moment; what is in the second keeps the value at which it
//! was promised. In both parts there is value exactly where there are pieces, at least a fen for each.

use super::Ledger;
use super::draft::Draft;
use crate::account::{Account, Side};
use crate::books::Crossed;
use crate::calendar::Instant;
use crate::code::Code;
use crate::command::ItemCount;
use crate::document::GoodsPart;
use crate::goods::{Item, average, is_worth};
use crate::money::Money;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::FundNo;

/// What moves in a part of the stock: an item, how many pieces, and what they are worth.
#[derive(Clone, Copy)]
pub(super) struct Parcel {
    pub(super) item: Item,
    pub(super) pieces: i64,
    pub(super) worth: Money,
}

impl From<&GoodsPart> for Parcel {
    fn from(part: &GoodsPart) -> Self {
        Parcel {
            item: Item::from(&part.item),
            pieces: part.quantity.into(),
            worth: part.worth(),
        }
    }
}

/// What parts are worth in total.
pub(super) fn worth(parts: &[GoodsPart]) -> Result<Money, Refusal> {
    let mut sum = Money::ZERO;
    for part in parts {
        sum = sum.plus(part.worth())?;
    }
    Ok(sum)
}

/// The accounts of an item in a fund.
pub(super) fn accounts(fund: FundNo, item: Item) -> [Account; 6] {
    [
        Account::Stock(fund, item),
        Account::Reserved(fund, item),
        Account::Moved(fund, item),
        Account::GoodsAvailable(fund, item),
        Account::GoodsEncumbered(fund, item),
        Account::Inventory(fund, item),
    ]
}

impl Ledger {
    /// Rules, in order: `goods_required`, then for each `goods_required` again where there is none of it,
    /// `item_repeated`, `unknown_item`.
    pub(super) fn check_counts(&self, goods: &[ItemCount]) -> Result<(), Refusal> {
        check_lines(goods.iter().map(|line| (&line.item, line.quantity)))?;
        goods.iter().try_for_each(|line| self.known(&line.item))
    }

    pub(super) fn known(&self, item: &Code) -> Result<(), Refusal> {
        if self.items.contains_key(item) {
            Ok(())
        } else {
            Err(unknown(item))
        }
    }

    /// What pieces that may still be promised are worth at a moment.
    pub(super) fn valued(&self, fund: FundNo, goods: &[ItemCount], at: Instant) -> Result<Vec<GoodsPart>, Refusal> {
        let value = |line: &ItemCount| {
            let item = Item::from(&line.item);
            let then = |account| {
                let balance = self.books.balance_at(&account, at);
                balance.map_err(|_| Refusal::new(RefusalCode::AmountTooLarge))
            };
            let pieces = then(Account::Stock(fund, item))?;
            let worth = then(Account::GoodsAvailable(fund, item))?;
            Ok(GoodsPart {
                value: Some(Money::from_fen(average(line.quantity.into(), pieces, worth))),
                ..GoodsPart::from(line)
            })
        };
        goods.iter().map(value).collect()
    }

    /// Adds pieces that come into the fund to what may be promised.
    pub(super) fn take_in(&mut self, draft: &mut Draft, fund: FundNo, parcel: Parcel) -> Result<(), Refusal> {
        let Parcel { item, pieces, worth } = parcel;
        self.post_units(draft, Account::Stock(fund, item), Side::Debit, pieces)?;
        self.post_units(draft, Account::Moved(fund, item), Side::Credit, pieces)?;
        self.post(draft, Account::GoodsAvailable(fund, item), Side::Debit, worth)?;
        self.post(draft, Account::Inventory(fund, item), Side::Debit, worth)
    }

    /// Takes pieces that may be promised out of the fund.
    pub(super) fn take_out(&mut self, draft: &mut Draft, fund: FundNo, parcel: Parcel) -> Result<(), Refusal> {
        let Parcel { item, pieces, worth } = parcel;
        self.post_units(draft, Account::Stock(fund, item), Side::Credit, pieces)?;
        self.post_units(draft, Account::Moved(fund, item), Side::Debit, pieces)?;
        self.post(draft, Account::GoodsAvailable(fund, item), Side::Credit, worth)?;
        self.post(draft, Account::Inventory(fund, item), Side::Credit, worth)
    }

    /// Promises pieces.
    pub(super) fn reserve(&mut self, draft: &mut Draft, fund: FundNo, parcel: Parcel) -> Result<(), Refusal> {
        let Parcel { item, pieces, worth } = parcel;
        self.post_units(draft, Account::Stock(fund, item), Side::Credit, pieces)?;
        self.post_units(draft, Account::Reserved(fund, item), Side::Debit, pieces)?;
        self.post(draft, Account::GoodsAvailable(fund, item), Side::Credit, worth)?;
        self.post(draft, Account::GoodsEncumbered(fund, item), Side::Debit, worth)
    }

    /// Gives a promise up: pieces may be promised again, at the value at which they were.
    pub(super) fn release(&mut self, draft: &mut Draft, fund: FundNo, parcel: Parcel) -> Result<(), Refusal> {
        let Parcel { item, pieces, worth } = parcel;
        self.post_units(draft, Account::Reserved(fund, item), Side::Credit, pieces)?;
        self.post_units(draft, Account::Stock(fund, item), Side::Debit, pieces)?;
        self.post(draft, Account::GoodsEncumbered(fund, item), Side::Credit, worth)?;
        self.post(draft, Account::GoodsAvailable(fund, item), Side::Debit, worth)
    }

    /// Gives promised pieces out; taken back with `sign` −1.
    pub(super) fn hand_out(
        &mut self,
        draft: &mut Draft,
        fund: FundNo,
        parcel: Parcel,
        sign: i64,
    ) -> Result<(), Refusal> {
        let Parcel { item, pieces, worth } = parcel;
        let (pieces, worth) = (sign * pieces, sign * worth.fen());
        self.post_units(draft, Account::Reserved(fund, item), Side::Credit, pieces)?;
        self.post_units(draft, Account::Moved(fund, item), Side::Debit, pieces)?;
        self.post_units(draft, Account::GoodsEncumbered(fund, item), Side::Credit, worth)?;
        self.post_units(draft, Account::Inventory(fund, item), Side::Credit, worth)
    }

    /// Refuses with `stock_moved_since` what would leave pieces without value or value without pieces, now or at any
    /// later business time.
    pub(super) fn check_stock(&self, draft: &Draft) -> Result<(), Refusal> {
        for account in draft.accounts() {
            let (fund, item, worth) = match account {
                Account::Stock(fund, item) => (fund, item, Account::GoodsAvailable(fund, item)),
                Account::Reserved(fund, item) => (fund, item, Account::GoodsEncumbered(fund, item)),
                _ => continue,
            };
            if let Err(crossed) = self.books.fit(&account, &worth, draft.at(), is_worth) {
                let mut refusal = Refusal::new(RefusalCode::StockMovedSince);
                refusal.late = matches!(crossed, Crossed::Bound { late: true, .. });
                let fund = &self.registers.funds.get(fund).code;
                return Err(refusal.with("fund", fund).with("item", item));
            }
        }
        Ok(())
    }
}

/// Refuses no lines, lines of nothing, and an item that stands twice.
pub(super) fn check_lines<'a>(lines: impl Iterator<Item = (&'a Code, u32)>) -> Result<(), Refusal> {
    let mut seen: Vec<&Code> = Vec::new();
    for (item, quantity) in lines {
        if quantity == 0 {
            return Err(Refusal::new(RefusalCode::GoodsRequired).with("item", item));
        }
        if seen.contains(&item) {
            return Err(Refusal::new(RefusalCode::ItemRepeated).with("item", item));
        }
        seen.push(item);
    }
    if seen.is_empty() {
        return Err(RefusalCode::GoodsRequired.into());
    }
    Ok(())
}

pub(super) fn unknown(item: &Code) -> Refusal {
    Refusal::new(RefusalCode::UnknownItem).with("item", item)
}
