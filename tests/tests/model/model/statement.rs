//! Statements of merchants' months.

use std::collections::BTreeSet;

use super::{Model, Told};
use crate::calendar::{DAY, Day, first_of_month, last_of_month, month};
use crate::money::yuan;
use crate::operation::{Answering, Approves, Statement, StatementStep};

/// A statement that was drawn up.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    pub(crate) seq: i64,
    pub(crate) reference: String,
    pub(crate) merchant: String,
    /// The first day of its month.
    pub(crate) month: Day,
    by: &'static str,
    after: Option<String>,
    pub(crate) lines: Vec<i64>,
    pub(crate) owed: i64,
    is_replaced: bool,
    is_sent: bool,
    pub(crate) is_confirmed: bool,
    is_disputed: bool,
    is_approved: bool,
    /// The day of its last step.
    last: Day,
    paid_by: Option<i64>,
}

impl Model {
    /// `draft`, `sent`, `confirmed`, `disputed`, `approved`, `paid` or `replaced`.
    pub(crate) fn state_of(&self, drawn: &Drawn) -> &'static str {
        let is_paid = drawn.paid_by.is_some_and(|seq| self.record(seq).reversed_by.is_none());
        match () {
            () if is_paid => "paid",
            () if drawn.is_replaced => "replaced",
            () if drawn.is_approved => "approved",
            () if drawn.is_disputed => "disputed",
            () if drawn.is_confirmed => "confirmed",
            () if drawn.is_sent => "sent",
            () => "draft",
        }
    }

    fn drawn(&self, reference: &str) -> Option<&Drawn> {
        self.statements.iter().find(|drawn| drawn.reference == reference)
    }

    fn drawn_mut(&mut self, reference: &str) -> &mut Drawn {
        let mut drawn = self.statements.iter_mut();
        drawn.find(|drawn| drawn.reference == reference).expect("it was found")
    }

    pub(super) fn draw_up(&mut self, asked: &Statement) -> Told<i64> {
        self.merchant(&asked.merchant)?;
        let this = first_of_month(asked.month);
        let end = (last_of_month(asked.month) + 1) * DAY;
        if end > self.now {
            return Err("future_date".into());
        }
        if asked.day.is_some_and(|day| day * DAY < end) {
            return Err("before_original".into());
        }
        let of_merchant = || self.statements.iter().filter(|drawn| drawn.merchant == asked.merchant);
        let mut replaces = None;
        if let Some(last) = of_merchant().next_back() {
            let has_agreed = matches!(self.state_of(last), "confirmed" | "approved" | "paid");
            if this > last.month && !has_agreed {
                return Err("statement_open".into());
            }
            if this < last.month || (this == last.month && has_agreed) {
                return Err("wrong_state".into());
            }
            replaces = (this == last.month).then(|| last.reference.clone());
        }
        let after = of_merchant().rfind(|drawn| drawn.month < this);
        let after = after.map(|drawn| drawn.reference.clone());
        let listed = self.listed_through(after.as_deref());
        let lines: Vec<(i64, i64)> = (1..=self.seq())
            .filter(|seq| self.record(*seq).at < end && !listed.contains(seq))
            .filter_map(|seq| Some((seq, self.owed_by(seq, &asked.merchant)?)))
            .collect();
        if lines.is_empty() {
            return Err("nothing_payable".into());
        }
        let seq = self.write_on("statement_drafted", &asked.reference, asked.day);
        let owed: i64 = lines.iter().map(|(_, owed)| owed).sum();
        self.say("/month", month(this));
        self.say("/lines", lines.len());
        self.say("/owed", yuan(owed));
        if let Some(replaced) = &replaces {
            self.drawn_mut(replaced).is_replaced = true;
            self.say("/replaces", replaced);
        }
        self.statements.push(Drawn {
            seq,
            reference: asked.reference.clone(),
            merchant: asked.merchant.clone(),
            month: this,
            by: asked.by,
            after,
            lines: lines.into_iter().map(|(seq, _)| seq).collect(),
            owed,
            is_replaced: false,
            is_sent: false,
            is_confirmed: false,
            is_disputed: false,
            is_approved: false,
            last: asked.day.unwrap_or(self.now.div_euclid(DAY)),
            paid_by: None,
        });
        Ok(seq)
    }

    /// Everything on a statement and on those that it goes on from.
    fn listed_through(&self, last: Option<&str>) -> BTreeSet<i64> {
        let mut listed = BTreeSet::new();
        let mut next = last.and_then(|reference| self.drawn(reference));
        while let Some(drawn) = next {
            listed.extend(&drawn.lines);
            next = drawn.after.as_deref().and_then(|reference| self.drawn(reference));
        }
        listed
    }

    /// What a record came to owe a merchant, if it is one for a statement: what the merchant gave or is owed, and what
    /// took that back, but no payment.
    pub(crate) fn owed_by(&self, seq: i64, merchant: &str) -> Option<i64> {
        let record = self.record(seq);
        let kind = record
            .reverses
            .map_or(record.kind, |original| self.record(original).kind);
        if kind == "settlement" {
            return None;
        }
        let mut owed = None;
        for (account, is_debit, fen) in &record.lines {
            let parts: Vec<&str> = account.split('/').collect();
            let comes_to = match parts[..] {
                ["general", _, "payable" | "receivable", of] if of == merchant => {
                    if *is_debit {
                        -fen
                    } else {
                        *fen
                    }
                }
                ["memo", "borne-merchant", of] if of == merchant => 0,
                _ => continue,
            };
            owed = Some(owed.unwrap_or(0) + comes_to);
        }
        owed
    }

    pub(super) fn step_statement(&mut self, asked: &StatementStep) -> Told<i64> {
        let drawn = self.drawn(&asked.statement).ok_or("unknown_statement")?;
        let (state, drawn_by) = (self.state_of(drawn), drawn.by);
        let (begins, kind) = match asked.step {
            Answering::Send => ("draft", "statement_sent"),
            Answering::Confirm => ("sent", "statement_confirmed"),
            Answering::Dispute(_) => ("sent", "statement_disputed"),
            Answering::Approve => ("confirmed", "statement_approved"),
        };
        if state != begins {
            return Err("wrong_state".into());
        }
        let day = asked.day.unwrap_or(self.now.div_euclid(DAY));
        if day < drawn.last {
            return Err("before_original".into());
        }
        if asked.step == Answering::Approve {
            if asked.approves == Approves::SomethingElse {
                return Err("approval_stale".into());
            }
            if self.is_one_person(asked.by, drawn_by, day) {
                return Err("same_person".into());
            }
            self.check_interest(&[asked.by], None, Some(&drawn.merchant), day)?;
        }
        if let Answering::Dispute(lines) = &asked.step
            && lines.iter().any(|line| !drawn.lines.contains(line))
        {
            return Err("unknown_line".into());
        }
        let seq = self.write_on(kind, &asked.statement, asked.day);
        let drawn = self.drawn_mut(&asked.statement);
        if !matches!(asked.step, Answering::Dispute(_)) {
            drawn.last = drawn.last.max(day);
        }
        match asked.step {
            Answering::Send => drawn.is_sent = true,
            Answering::Confirm => drawn.is_confirmed = true,
            Answering::Dispute(_) => drawn.is_disputed = true,
            Answering::Approve => drawn.is_approved = true,
        }
        Ok(seq)
    }

    /// The merchant of a statement that is to be paid, what is owed by it, and the day of its approval.
    pub(super) fn approved_statement(&self, reference: &str) -> Told<(String, i64, Day)> {
        let drawn = self.drawn(reference).ok_or("unknown_statement")?;
        if self.state_of(drawn) == "approved" {
            Ok((drawn.merchant.clone(), drawn.owed, drawn.last))
        } else {
            Err("wrong_state".into())
        }
    }

    pub(super) fn mark_paid(&mut self, reference: &str, settlement: i64) {
        self.drawn_mut(reference).paid_by = Some(settlement);
    }
}
