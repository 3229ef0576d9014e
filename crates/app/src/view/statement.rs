//! An account's statement 明细账: its postings in order of business time, with the balance after each.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use xiaonuan_domain::account::Side;
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::Line;

use super::{AccountName, Reading, ViewError};

/// From which day to which; both are in, nothing said means from the first or to the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

/// A place in a statement: after so many late postings, and after the postings in order up to a record. Good for
/// one account as recorded at one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    in_order: Seq,
    late: usize,
}

/// A text that is no place in a statement.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a place in a statement comes from the page before")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.in_order, self.late)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (in_order, late) = text.split_once('-').ok_or(NotACursor)?;
        Ok(Cursor {
            in_order: in_order.parse().map_err(|_| NotACursor)?,
            late: late.parse().map_err(|_| NotACursor)?,
        })
    }
}

/// A page of an account's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The account's number.
    pub number: i64,
    /// What it is called.
    pub name: AccountName,
    /// The balance before the page's first line.
    pub opening: i64,
    /// Whether the page is the statement's first.
    pub is_first: bool,
    /// The lines.
    pub lines: Vec<StatementLine>,
    /// Debits of the whole period.
    pub debit: i64,
    /// Credits of the whole period.
    pub credit: i64,
    /// The balance at the end of the period.
    pub closing: i64,
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
    /// The business key.
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
    pub balance: i64,
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
        let late = self
            .database
            .late_lines(self.community, number, self.as_of.number)
            .await?;
        let first = Cursor::at(opening, &late);
        let last = Cursor::at(closing, &late);
        let start = after.unwrap_or(first).between(first, last);
        let ordered = self
            .database
            .lines_in_order(self.community, number, start.in_order, last.in_order, most + 1)
            .await?;
        let (page, next) = merge(start, ordered, &late[start.late..last.late], most as usize);
        let turnover = self
            .database
            .turnover_of(self.community, number, opening, closing)
            .await?;
        let balance = self.balance_at(number, start, &late).await?;
        Ok(Statement {
            number,
            name,
            opening: balance,
            is_first: start == first,
            lines: self.lines(&account.address, page, balance).await?,
            debit: turnover.debit,
            credit: turnover.credit,
            closing: self.balance_at(number, last, &late).await?,
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

    /// The balance in business order at a place: the running balance there knows every late posting recorded so far,
    /// whatever its business time; those are taken out and the ones that belong before the place are put in.
    async fn balance_at(&self, number: i64, place: Cursor, late: &[Line]) -> Result<i64, StoreError> {
        let running = self
            .database
            .running_balance(self.community, number, place.in_order)
            .await?;
        let known = late
            .iter()
            .filter(|line| line.seq <= place.in_order)
            .map(Line::change)
            .sum::<i64>();
        let before = late[..place.late].iter().map(Line::change).sum::<i64>();
        Ok(running - known + before)
    }

    async fn lines(&self, address: &str, page: Vec<Line>, opening: i64) -> Result<Vec<StatementLine>, ViewError> {
        let numbers = page.iter().map(|line| line.seq).collect();
        let reversals = self
            .database
            .reversals(self.community, numbers, self.as_of)
            .await?;
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
                reference: line.reference,
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

impl Cursor {
    /// The place of a view.
    fn at(view: AsOf, late: &[Line]) -> Self {
        Cursor {
            in_order: view.settled(),
            late: late.partition_point(|line| line.occurred_at() <= view.at),
        }
    }

    /// This place, or the nearest one between two others.
    fn between(self, first: Cursor, last: Cursor) -> Self {
        Cursor {
            in_order: self.in_order.clamp(first.in_order, last.in_order),
            late: self.late.clamp(first.late, last.late),
        }
    }
}

/// The next lines in order of business time, then number, and the place after them unless they are the last.
fn merge(start: Cursor, ordered: Vec<Line>, late: &[Line], most: usize) -> (Vec<Line>, Option<Cursor>) {
    let mut place = start;
    let mut page = Vec::new();
    let (mut ordered, mut late) = (ordered.into_iter().peekable(), late.iter().peekable());
    let key = |line: &Line| (line.occurred_at(), line.seq);
    while page.len() < most {
        let is_late = match (ordered.peek(), late.peek()) {
            (None, None) => return (page, None),
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (Some(one), Some(other)) => key(other) < key(one),
        };
        let next = if is_late { late.next().cloned() } else { ordered.next() };
        page.extend(next);
        if is_late {
            place.late += 1;
        } else {
            place.in_order = page.last().map_or(place.in_order, |line| line.seq);
        }
    }
    let more = ordered.peek().is_some() || late.peek().is_some();
    (page, more.then_some(place))
}
