//! Balances by fund and sort of account.

use std::collections::HashMap;

use xiaonuan_domain::account::{AccountKind, Book};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::register::FundNo;
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::error::StoreError;

use super::view::View;
use crate::report::{Cell, Phrase, Wording};

/// The balances of all accounts of a fund and sort, added up: debits less credits.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums(HashMap<(FundNo, AccountKind), i64>);

impl Sums {
    pub(super) async fn of(view: &View, as_of: AsOf, kinds: &[AccountKind]) -> Result<Self, StoreError> {
        let mut sums = HashMap::new();
        for account in view.database.balances(view.community, as_of, kinds).await? {
            if let Some(fund) = account.fund {
                *sums.entry((fund, account.kind)).or_insert(0) += account.balance;
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
            *sums.0.entry((sum.fund, sum.kind)).or_insert(0) -= sum.change;
        }
        Ok(sums)
    }

    /// Debits less credits.
    pub(super) fn get(&self, fund: FundNo, kind: AccountKind) -> i64 {
        self.0.get(&(fund, kind)).copied().unwrap_or(0)
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

/// So many fen.
pub(super) const fn yuan(fen: i64) -> Cell {
    Cell::Amount(Money::from_fen(fen))
}

/// So many fen, or nothing for none: the other side of an entry stays blank.
pub(super) const fn yuan_or_blank(fen: i64) -> Cell {
    if fen == 0 { Cell::Empty } else { yuan(fen) }
}
