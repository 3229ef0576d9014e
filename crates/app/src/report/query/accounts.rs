//! The accounts of the general book in a period: what stood on each, what moved, what stands.

use std::collections::{BTreeMap, HashMap};

use xiaonuan_domain::account::{AccountKind, Book};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::register::{FundNo, MerchantNo};
use xiaonuan_persistence::balances::{AccountBalance, Turnover};
use xiaonuan_persistence::error::StoreError;

use super::naming::name;
use super::period::Period;
use super::sums::kinds_of;
use super::view::View;
use crate::report::{Cell, Phrase, Wording};

/// An account of the general book, or all vouchers of a fund taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LedgerAccount {
    pub(super) fund: FundNo,
    pub(super) kind: AccountKind,
    pub(super) merchant: Option<MerchantNo>,
    /// The item of goods.
    pub(super) item: Option<Code>,
    /// Its number; none for all vouchers together.
    pub(super) number: Option<i64>,
    /// Whether anything was posted to it in the period, even if that cancels out.
    pub(super) moved: bool,
    /// Debits less credits before the period.
    pub(super) opening: Sum,
    /// Debits of the period.
    pub(super) debit: Sum,
    /// Credits of the period.
    pub(super) credit: Sum,
    /// Debits less credits after the period.
    pub(super) closing: Sum,
    /// Debits and credits of the year in which the period begins, before it.
    pub(super) year_before: [Sum; 2],
}

impl LedgerAccount {
    /// The account as people call it, without its fund.
    pub(super) fn name(&self, view: &View) -> Cell {
        let merchant = self.merchant.and_then(|number| view.registers.merchants.find(number));
        let party = match (&self.item, merchant) {
            (Some(item), _) => Cell::Code(item.clone()),
            (None, Some(merchant)) => Cell::Text(merchant.details.name.clone()),
            (None, None) => Cell::Empty,
        };
        name(self.kind, party, &view.registers)
    }

    /// The fund and the account.
    pub(super) fn full_name(&self, view: &View) -> Cell {
        let fund = Cell::Text(view.registers.funds.get(self.fund).details.name.clone());
        Phrase::new(Wording::AccountOf)
            .with("account", fund)
            .with("party", self.name(view))
            .into()
    }

    fn is_of_interest(&self) -> bool {
        self.moved || !self.opening.is_zero()
    }
}

/// The accounts that were asked for and on which anything stood or moved: by fund, then in the order of the chart,
/// then by merchant. All vouchers of a fund are one.
pub(super) async fn of_general_book(view: &View, period: &Period) -> Result<Vec<LedgerAccount>, StoreError> {
    let mut accounts: BTreeMap<_, LedgerAccount> = BTreeMap::new();
    for account in one_by_one(view, period).await? {
        let number = account.number.filter(|_| account.kind != AccountKind::Voucher);
        let together = accounts.entry((
            account.fund,
            account.kind,
            account.merchant,
            account.item.clone(),
            number,
        ));
        let together = together.or_insert(LedgerAccount {
            number,
            moved: false,
            opening: Sum::ZERO,
            debit: Sum::ZERO,
            credit: Sum::ZERO,
            closing: Sum::ZERO,
            year_before: [Sum::ZERO; 2],
            ..account
        });
        together.moved |= account.moved;
        together.opening += account.opening;
        together.debit += account.debit;
        together.credit += account.credit;
        together.closing += account.closing;
        together.year_before[0] += account.year_before[0];
        together.year_before[1] += account.year_before[1];
    }
    Ok(accounts.into_values().filter(LedgerAccount::is_of_interest).collect())
}

/// The account of a number, which may be a single voucher's.
pub(super) async fn of_number(view: &View, period: &Period, number: i64) -> Result<Option<LedgerAccount>, StoreError> {
    let accounts = one_by_one(view, period).await?;
    Ok(accounts.into_iter().find(|account| account.number == Some(number)))
}

async fn one_by_one(view: &View, period: &Period) -> Result<Vec<LedgerAccount>, StoreError> {
    let kinds = kinds_of(Book::General);
    let database = &view.database;
    let before = database.balances(view.community, period.opening, &kinds).await?;
    let before: HashMap<i64, i64> = before
        .into_iter()
        .map(|account| (account.number, account.balance))
        .collect();
    let moved = database
        .turnovers(view.community, period.opening, period.closing, &kinds)
        .await?;
    let moved = by_number(moved);
    let year_before = match view.request.from {
        None => HashMap::new(),
        Some(from) => {
            let new_year = view
                .at(view.zone().start_of(from.first_of_year()).just_before())
                .await?;
            by_number(
                database
                    .turnovers(view.community, new_year, period.opening, &kinds)
                    .await?,
            )
        }
    };
    let account = |account: AccountBalance| {
        let turnover = moved.get(&account.number).copied();
        let year_before = year_before.get(&account.number).copied().unwrap_or_default();
        Some(LedgerAccount {
            fund: account.fund?,
            kind: account.kind,
            merchant: account.merchant,
            item: account.item(),
            number: Some(account.number),
            moved: turnover.is_some(),
            opening: Sum::from_fen(before.get(&account.number).copied().unwrap_or(0)),
            debit: Sum::from_fen(turnover.unwrap_or_default().debit),
            credit: Sum::from_fen(turnover.unwrap_or_default().credit),
            closing: Sum::from_fen(account.balance),
            year_before: [year_before.debit, year_before.credit].map(Sum::from_fen),
        })
    };
    let accounts = database.balances(view.community, period.closing, &kinds).await?;
    let is_asked_for = |account: &LedgerAccount| {
        view.fund.is_none_or(|only| account.fund == only)
            && view.merchant.is_none_or(|only| account.merchant == Some(only))
    };
    Ok(accounts.into_iter().filter_map(account).filter(is_asked_for).collect())
}

fn by_number(moved: Vec<Turnover>) -> HashMap<i64, Turnover> {
    moved.into_iter().map(|turnover| (turnover.number, turnover)).collect()
}
