//! An account's statement 明细账: its postings in order of business time, with the balance after each.

use std::collections::HashMap;

use xiaonuan_domain::account::Side;
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::ledger::told_reference;
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::Line;

use super::{AccountName, Reading, ViewError};
use crate::walk::{Cursor, Lines};

/// From which day to which; both are in, nothing said means from the first or to the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

/// A page of an account's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The account's number.
    pub number: i64,
    /// What it is called.
    pub name: AccountName,
    /// The balance before the page's first line.
    pub opening: i128,
    /// Whether the page is the statement's first.
    pub is_first: bool,
    /// The lines.
    pub lines: Vec<StatementLine>,
    /// Debits of the whole period.
    pub debit: i128,
    /// Credits of the whole period.
    pub credit: i128,
    /// The balance at the end of the period.
    pub closing: i128,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// A posting on a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// The community's day.
    pub day: String,
    /// The record's number.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// What people call it.
    pub reference: String,
    /// The resident it concerns, by code.
    pub resident: Option<Code>,
    /// The accounts on the other side.
    pub contra: Vec<AccountName>,
    /// The side.
    pub side: Side,
    /// How much, in the book's unit; negative in a reversal.
    pub amount: i64,
    /// The balance after it.
    pub balance: i128,
    /// The record that it reverses.
    pub reverses: Option<Seq>,
    /// The record that reversed it.
    pub reversed_by: Option<Seq>,
}

impl Reading {
    /// A page of an account's statement, of at most so many lines.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when there is no such account; [`ViewError::Store`] when the database fails.
    pub async fn statement(
        &self,
        number: i64,
        period: Period,
        after: Option<Cursor>,
        most: u32,
    ) -> Result<Statement, ViewError> {
        let account = self.database.account(self.community, number).await?;
        let account = account.ok_or(ViewError::Missing)?;
        let name = self.account_name(&account.address).ok_or(ViewError::Missing)?;
        let (opening, closing) = self.ends(period).await?;
        let (first, last) = (Cursor::at(opening), Cursor::at(closing));
        let start = after.unwrap_or(first).between(first, last);
        let mut walk = Lines::new(self.database.clone(), self.community, number, start, closing);
        let page = walk.page(most as usize).await?;
        let next = walk.next_place().await?;
        let turnover = self
            .database
            .turnover_of(self.community, number, opening, closing)
            .await?;
        let balance = self.balance_at(number, start).await?;
        Ok(Statement {
            number,
            name,
            opening: balance,
            is_first: start == first,
            lines: self.lines(&account.address, page, balance).await?,
            debit: turnover.debit,
            credit: turnover.credit,
            closing: self.balance_at(number, last).await?,
            next,
        })
    }

    /// The views before the period and at its end; neither is later than this reading.
    async fn ends(&self, period: Period) -> Result<(AsOf, AsOf), StoreError> {
        let zone = self.zone();
        let until = period
            .to
            .map_or(self.as_of.at, |day| zone.end_of(day).just_before().min(self.as_of.at));
        let from = period.from.map_or(Instant::MIN, |day| zone.start_of(day).just_before());
        let view = |at| self.database.view(self.community, at, self.as_of.number);
        Ok((view(from.min(until)).await?, view(until).await?))
    }

    async fn balance_at(&self, number: i64, place: Cursor) -> Result<i128, StoreError> {
        self.database
            .balance_at(self.community, number, place.in_order, place.late, self.as_of.number)
            .await
    }

    async fn lines(&self, address: &str, page: Vec<Line>, opening: i128) -> Result<Vec<StatementLine>, ViewError> {
        let numbers = page.iter().map(|line| line.seq).collect();
        let reversals = self.database.reversals(self.community, numbers, self.as_of).await?;
        let reversals: HashMap<Seq, Seq> = reversals.into_iter().collect();
        let mut balance = opening;
        let line = |line: Line| {
            balance += line.change();
            let unreadable = |why: &str| StoreError::unreadable(format!("record {}", line.seq), why);
            Ok(StatementLine {
                kind: line.kind.parse().map_err(|_| unreadable("its kind is unknown"))?,
                resident: self.resident_of(&line.document),
                contra: self
                    .contra(address, line.side(), &line.postings)
                    .map_err(|why| unreadable(&why))?,
                side: line.side(),
                amount: line.amount,
                balance,
                reverses: line.reverses,
                reversed_by: reversals.get(&line.seq).copied(),
                day: line.effective_on,
                seq: line.seq,
                reference: told_reference(&line.reference, &line.document),
            })
        };
        page.into_iter().map(line).collect()
    }

    /// The accounts of the same book and fund on the other side.
    fn contra(&self, address: &str, side: Side, postings: &str) -> Result<Vec<AccountName>, String> {
        let Some(own) = self.account_name(address) else {
            return Ok(Vec::new());
        };
        let names = read_postings(postings)?
            .into_iter()
            .filter(|(_, other, _)| *other != side)
            .filter_map(|(other, ..)| self.account_name(&other))
            .filter(|name| name.kind.book() == own.kind.book() && name.fund == own.fund);
        Ok(names.collect())
    }
}
