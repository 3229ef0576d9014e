//! Accounts and their balances.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::code::Code;
use xiaonuan_persistence::balances::AccountBalance;

use super::{AccountName, Reading, ViewError};

/// Which accounts to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Of this sort only.
    pub kind: Option<AccountKind>,
    /// Of this fund only.
    pub fund: Option<Code>,
    /// Of this merchant only.
    pub merchant: Option<Code>,
}

/// An account with its balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    /// Its number.
    pub number: i64,
    /// What it is called.
    pub name: AccountName,
    /// Debits less credits, in the book's unit.
    pub balance: i64,
}

impl Reading {
    /// Accounts with their balances, book by book in the order of the chart. Without a sort of their own, all but
    /// the counts of uses, of which there are as many as visits.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when the filter names what does not exist; [`ViewError::Store`] when the database fails.
    pub async fn accounts(&self, filter: &AccountFilter) -> Result<Vec<ListedAccount>, ViewError> {
        let kinds: Vec<AccountKind> = match filter.kind {
            Some(kind) => vec![kind],
            None => AccountKind::ALL
                .iter()
                .copied()
                .filter(|kind| kind.is_listed())
                .collect(),
        };
        let fund = match &filter.fund {
            Some(code) => Some(self.registers.funds.by_code(code).ok_or(ViewError::Missing)?.0),
            None => None,
        };
        let merchant = match &filter.merchant {
            Some(code) => Some(self.registers.merchants.by_code(code).ok_or(ViewError::Missing)?.0),
            None => None,
        };
        let mut rows = self.database.balances(self.community, self.as_of, &kinds).await?;
        rows.retain(|row| fund.is_none_or(|fund| row.fund == Some(fund)));
        rows.retain(|row| merchant.is_none_or(|merchant| row.merchant == Some(merchant)));
        let place = |kind: AccountKind| AccountKind::ALL.iter().position(|known| *known == kind);
        rows.sort_by_key(|row| (place(row.kind), row.fund.map(|fund| fund.0), row.number));
        Ok(rows.into_iter().filter_map(|row| self.listed(row)).collect())
    }

    fn listed(&self, row: AccountBalance) -> Option<ListedAccount> {
        Some(ListedAccount {
            number: row.number,
            name: self.account_name(&row.address)?,
            balance: row.balance,
        })
    }
}
