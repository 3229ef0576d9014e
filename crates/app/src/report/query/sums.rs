//! Balances by fund and sort of account.

use std::collections::HashMap;

use xiaonuan_domain::account::{AccountKind, Book, Side};
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::register::FundNo;
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::error::StoreError;

use super::view::View;
use crate::report::{Cell, Phrase, Wording};

/// The balances of all accounts of a fund and sort, added up: debits less credits.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums(HashMap<(FundNo, AccountKind), Sum>);

impl Sums {
    pub(super) async fn of(view: &View, as_of: AsOf, kinds: &[AccountKind]) -> Result<Self, StoreError> {
        let mut sums: HashMap<_, Sum> = HashMap::new();
        for account in view.database.balances(view.community, as_of, kinds).await? {
            if let Some(fund) = account.fund {
                *sums.entry((fund, account.kind)).or_default() += Sum::from_fen(account.balance);
            }
        }
        Ok(Sums(sums))
    }

    /// The same, but income, expenses and net assets as if no year had been closed: what came in and went out since ever.
    pub(super) async fn unclosed(view: &View, as_of: AsOf, kinds: &[AccountKind]) -> Result<Self, StoreError> {
        let mut sums = Self::of(view, as_of, kinds).await?;
        let closed: Vec<_> = kinds
            .iter()
            .copied()
            .filter(|kind| kind.is_income() || kind.is_expense() || kind.is_net_assets())
            .collect();
        for sum in view.database.closed_sums(view.community, as_of, &closed).await? {
            *sums.0.entry((sum.fund, sum.kind)).or_default() += -Sum::from_fen(sum.change);
        }
        Ok(sums)
    }

    /// What stood before a stretch of time: what came in and went out until then, and what the books began with in it.
    /// An opening balance is never a change.
    pub(super) async fn before(
        view: &View,
        (before, after): (AsOf, AsOf),
        kinds: &[AccountKind],
    ) -> Result<Self, StoreError> {
        let sums = Self::unclosed(view, before, kinds).await?;
        sums.with_openings(view, (before, after), kinds).await
    }

    /// With opening balances between two moments.
    pub(super) async fn with_openings(
        mut self,
        view: &View,
        (before, after): (AsOf, AsOf),
        kinds: &[AccountKind],
    ) -> Result<Self, StoreError> {
        let opened = view.database.opened_sums(view.community, (before.at, after), kinds);
        for sum in opened.await? {
            *self.0.entry((sum.fund, sum.kind)).or_default() += Sum::from_fen(sum.change);
        }
        Ok(self)
    }

    /// Debits less credits.
    pub(super) fn get(&self, fund: FundNo, kind: AccountKind) -> Sum {
        self.0.get(&(fund, kind)).copied().unwrap_or_default()
    }
}

/// The sorts of accounts of a book.
pub(super) fn kinds_of(book: Book) -> Vec<AccountKind> {
    AccountKind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.book() == book)
        .collect()
}

/// The note on accounts whose numbers were not compared with the newest rule, if there are any.
pub(super) fn unverified(kinds: impl Iterator<Item = AccountKind>) -> Option<Phrase> {
    let unverified = kinds.filter_map(AccountKind::chart_line).filter(|line| !line.verified);
    let mut codes: Vec<&str> = unverified.map(|line| line.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let listed = codes
        .iter()
        .filter_map(|code| code.parse().ok())
        .map(Cell::Code)
        .collect();
    (!codes.is_empty()).then(|| Phrase::new(Wording::UnverifiedCodes).with("codes", Cell::List(listed)))
}

/// A balance of debits less credits as it reads on a side.
pub(super) fn on_side(side: Side, balance: Sum) -> Sum {
    match side {
        Side::Debit => balance,
        Side::Credit => -balance,
    }
}

/// An amount.
pub(super) fn yuan(amount: impl Into<Sum>) -> Cell {
    Cell::Amount(amount.into())
}

/// An amount, or nothing for none: the other side of an entry stays blank.
pub(super) fn yuan_or_blank(amount: Sum) -> Cell {
    if amount.is_zero() { Cell::Empty } else { yuan(amount) }
}
