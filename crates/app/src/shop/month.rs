//! A shop's month: what it gave, what it is owed, and when it was paid last.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::money::Sum;

use super::redemptions::{ShopAsked, ShopSums};
use crate::view::{Reading, ViewError};

/// A shop's month up to a day.
#[derive(Clone, Debug)]
pub struct ShopMonth {
    /// What was confirmed in it, taken back not counted.
    pub sums: ShopSums,
    /// How many customers were there; see [`super::ShopPage::customers`].
    pub customers: i64,
    /// What funds owe the shop in all, less what it must give back.
    pub owed: Sum,
    /// What it was paid last.
    pub last_paid: Option<LastPaid>,
}

/// What a shop was paid on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastPaid {
    /// The day.
    pub on: Day,
    /// How much.
    pub amount: Sum,
}

impl Reading {
    /// A shop's month up to a day.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when there is no such shop; [`ViewError::Store`] when the database fails.
    pub async fn shop_month(&self, merchant: &Code, today: Day) -> Result<ShopMonth, ViewError> {
        let asked = ShopAsked {
            merchant: merchant.clone(),
            from: today.first_of_month(),
            to: today,
            branch: None,
            staff: None,
        };
        let page = self.shop_sums(&self.at_shop(&asked).await?).await?;
        let (number, _) = self.registers.merchants.by_code(merchant).ok_or(ViewError::Missing)?;
        let kinds = [AccountKind::Payable, AccountKind::Receivable, AccountKind::Settled];
        let balances = self.database.balances(self.community, self.as_of, &kinds).await?;
        let own = || balances.iter().filter(|account| account.merchant == Some(number));
        let owed = own().filter(|account| account.kind != AccountKind::Settled);
        let owed = owed.map(|account| -Sum::from_fen(account.balance)).sum();
        let settled = own().find(|account| account.kind == AccountKind::Settled);
        let last_paid = match settled {
            Some(settled) => self.last_paid(settled.number).await?,
            None => None,
        };
        Ok(ShopMonth {
            sums: page.sums,
            customers: page.customers,
            owed,
            last_paid,
        })
    }

    async fn last_paid(&self, settled: i64) -> Result<Option<LastPaid>, ViewError> {
        let side = AccountKind::Settled.normal_side();
        let (database, community) = (&self.database, self.community);
        let last = database.last_posted(community, settled, side, self.as_of).await?;
        let Some(on) = last.map(|at| self.zone().day_of(at)) else {
            return Ok(None);
        };
        let number = self.as_of.number;
        let before = self.zone().start_of(on).just_before();
        let before = database.view(community, before, number).await?;
        let until = database.view(community, self.zone().end_of(on), number).await?;
        let moved = database.turnover_of(community, settled, before, until).await?;
        let amount = Sum::from_fen(moved.debit - moved.credit).abs();
        // What was paid and taken back on one day was not paid.
        Ok((!amount.is_zero()).then_some(LastPaid { on, amount }))
    }
}
