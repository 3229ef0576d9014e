//! The sums that must hold after every record, per fund.

use std::collections::HashMap;

use xiaonuan_domain::account::{AccountKind, Book};
use xiaonuan_domain::register::FundNo;

/// What a fund has and owes, kept along the journal. Each figure is debits less credits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FundSums {
    /// At the bank and in hand.
    bank: i64,
    receivable: i64,
    payable: i64,
    vouchers: i64,
    available: i64,
    encumbered: i64,
    inventory: i64,
    goods: i64,
    /// Net assets, income and expenses.
    owned: i64,
}

impl FundSums {
    /// Takes a change of one of the fund's accounts.
    pub(super) fn change(&mut self, kind: AccountKind, by: i64) {
        use AccountKind as K;
        match kind {
            K::Bank | K::Cash => self.bank += by,
            K::Receivable => self.receivable += by,
            K::Payable => self.payable += by,
            K::Voucher => self.vouchers += by,
            K::Available => self.available += by,
            K::Encumbered => self.encumbered += by,
            K::Inventory => self.inventory += by,
            K::GoodsAvailable | K::GoodsEncumbered => self.goods += by,
            K::NetUnrestricted | K::NetRestricted => self.owned += by,
            _ if kind.is_income() || kind.is_expense() => self.owned += by,
            _ => {}
        }
    }

    /// The laws that do not hold, with their figures in fen.
    pub(super) fn broken(&self) -> Option<String> {
        let promised = self.available + self.encumbered - self.vouchers - self.payable;
        if self.bank + self.receivable != promised {
            return Some(format!(
                "bank {} + receivable {} is not available + encumbered + vouchers + owed {promised} (fen)",
                self.bank, self.receivable
            ));
        }
        if self.inventory != self.goods {
            return Some(format!(
                "inventory {} is not goods available + encumbered {} (fen)",
                self.inventory, self.goods
            ));
        }
        let owned = -self.owned;
        let free = self.available + self.encumbered + self.goods;
        (free != owned).then(|| {
            format!("available + encumbered + goods {free} is not net assets + income − expenses {owned} (fen)")
        })
    }
}

/// The sums of one record by book, and by fund in the books that are balanced per fund.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordSums {
    sums: HashMap<(Book, Option<FundNo>), i64>,
}

impl RecordSums {
    /// Takes a posting.
    pub(super) fn add(&mut self, kind: AccountKind, fund: Option<FundNo>, change: i64) {
        let key = match kind.book() {
            Book::Usage => return,
            Book::Memo => (Book::Memo, None),
            book @ (Book::General | Book::Budget | Book::Stock) => (book, fund),
        };
        *self.sums.entry(key).or_default() += change;
    }

    /// A book that does not sum to zero.
    pub(super) fn unbalanced(&self) -> Option<(Book, i64)> {
        self.sums
            .iter()
            .find(|(_, sum)| **sum != 0)
            .map(|((book, _), sum)| (*book, *sum))
    }
}
