//! An account's statement.

use askama::Template;
use xiaonuan_app::view::{Period, Statement, StatementLine};
use xiaonuan_domain::account::{Book, Side};
use xiaonuan_domain::code::Code;

use super::{Frame, Page, Place};
use crate::fault::Fault;
use crate::link::Links;
use crate::open::{Open, PathNumber};
use crate::query::{StatementQuery, ValidQuery, said};
use crate::words::t;

/// How many lines a page has.
pub(crate) const LINES: u32 = 100;

#[derive(Template)]
#[template(path = "statement.html")]
pub(crate) struct StatementPage {
    pub(crate) frame: Frame,
    pub(crate) statement: Statement,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    /// The view with recording pinned, for the pages that belong to this one.
    pub(crate) pinned: Links,
}

/// A page of an account's statement.
pub(crate) async fn show(
    open: Open,
    PathNumber(number): PathNumber,
    ValidQuery(query): ValidQuery<StatementQuery>,
) -> Result<Page<StatementPage>, Fault> {
    let after = said(query.after.as_ref());
    let statement = open.reading.statement(number, query.period(), after, LINES).await?;
    Ok(Page(StatementPage {
        frame: Frame::of(&open, Place::Accounts),
        pinned: open.links.pinned(open.reading.number()),
        statement,
        from: query.from,
        to: query.to,
    }))
}

impl StatementQuery {
    pub(crate) fn period(&self) -> Period {
        Period {
            from: said(self.from.as_ref()),
            to: said(self.to.as_ref()),
        }
    }
}

impl StatementPage {
    fn book(&self) -> Book {
        self.statement.name.kind.book()
    }

    fn balance(&self, balance: &i128) -> String {
        self.frame.words.balance(&self.book(), balance)
    }

    fn quantity<T: Copy + Into<i128>>(&self, quantity: &T) -> String {
        self.frame.words.quantity(&self.book(), quantity)
    }

    fn debit(&self, line: &StatementLine) -> String {
        self.on_side(line, Side::Debit)
    }

    fn credit(&self, line: &StatementLine) -> String {
        self.on_side(line, Side::Credit)
    }

    /// The amount in the column of a side, if the line stands there.
    fn on_side(&self, line: &StatementLine, side: Side) -> String {
        if line.side == side {
            self.quantity(&line.amount)
        } else {
            String::new()
        }
    }

    fn resident<'a>(&self, line: &'a StatementLine) -> Option<&'a str> {
        line.resident.as_ref().map(Code::as_str)
    }

    /// The balance at the foot of a page that has a next one.
    fn carried(&self) -> i128 {
        self.statement
            .lines
            .last()
            .map_or(self.statement.opening, |line| line.balance)
    }

    fn contra(&self, line: &StatementLine) -> String {
        let words = &self.frame.words;
        let names: Vec<String> = line.contra.iter().map(|name| words.account(name)).collect();
        names.join(&t!(words, "list-separator"))
    }

    fn next_page(&self) -> Option<String> {
        let next = self.statement.next?;
        let (from, to) = (self.from.as_deref(), self.to.as_deref());
        Some(self.pinned.statement(self.statement.number, from, to, Some(next)))
    }

    fn first_page(&self) -> Option<String> {
        let (from, to) = (self.from.as_deref(), self.to.as_deref());
        let first = || self.pinned.statement(self.statement.number, from, to, None);
        (!self.statement.is_first).then(first)
    }
}
