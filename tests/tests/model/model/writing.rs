//! Writing records and posting to accounts, within their limits.

use super::{Model, No, Record, Told};
use crate::calendar::{At, DAY, Day, day_of};
use crate::paper::{Change, Limit, Room};

impl Model {
    /// When something is booked: on the first open day if its own is closed.
    pub(crate) fn booked(&self, at: At) -> At {
        at.max(self.opens())
    }

    /// Writes a record that happened at a time, which may be closed; postings follow.
    pub(super) fn write(&mut self, kind: &'static str, reference: Option<&str>, happened: At) -> i64 {
        let at = self.booked(happened);
        self.write_at(kind, reference, at, day_of(happened))
    }

    pub(super) fn write_at(&mut self, kind: &'static str, reference: Option<&str>, at: At, true_day: Day) -> i64 {
        self.records.push(Record {
            kind,
            reference: reference.map(str::to_owned),
            at,
            is_untimed: false,
            true_day,
            reverses: None,
            reversed_by: None,
            moves: false,
            late: false,
            says: Vec::new(),
            lines: Vec::new(),
        });
        if let Some(reference) = reference {
            self.taken.insert((kind, reference.to_owned()));
        }
        self.seq()
    }

    /// Writes a record that happens when it is recorded.
    pub(super) fn write_now(&mut self, kind: &'static str, reference: Option<&str>) -> i64 {
        let seq = self.write_at(kind, reference, self.now, day_of(self.now));
        self.record_mut(seq).is_untimed = true;
        seq
    }

    /// Writes a record of a step: of a day that is named, or of now.
    pub(super) fn write_on(&mut self, kind: &'static str, reference: &str, day: Option<Day>) -> i64 {
        match day.filter(|day| *day != day_of(self.now)) {
            Some(day) => self.write(kind, Some(reference), day * DAY),
            None => self.write_now(kind, Some(reference)),
        }
    }

    pub(super) fn say(&mut self, place: &str, text: impl ToString) {
        let seq = self.seq();
        self.record_mut(seq).says.push((place.to_owned(), text.to_string()));
    }

    pub(super) fn debit(&mut self, account: &str, fen: i64) -> Told {
        let limit = self.limit(account);
        self.post(account, limit, true, fen)
    }

    pub(super) fn credit(&mut self, account: &str, fen: i64) -> Told {
        let limit = self.limit(account);
        self.post(account, limit, false, fen)
    }

    /// Posts to the last record, unless it moves the balance past its limit, or further past it: in the order of
    /// recording, or only at a business time from then on, which is late.
    pub(super) fn post(
        &mut self,
        account: &str,
        limit: Option<(Limit, &'static str)>,
        is_debit: bool,
        fen: i64,
    ) -> Told {
        if fen == 0 {
            return Ok(());
        }
        let seq = self.seq();
        let at = self.record(seq).at;
        let moves = if is_debit { fen } else { -fen };
        if let Some((limit, code)) = limit {
            let towards = match limit {
                Limit::AtLeast(_) => -moves,
                Limit::AtMost(_) => moves,
            };
            let room = self.paper.room(account, limit, at);
            if towards > 0 && towards > room.lasting {
                return Err(No {
                    code: code.to_owned(),
                    late: towards <= room.recorded,
                });
            }
        }
        let highest = self.records.iter().take(self.records.len() - 1);
        let highest = highest.filter(|record| record.moves).map(|record| record.at).max();
        let record = self.record_mut(seq);
        record.moves = true;
        record.late = highest.is_some_and(|highest| at < highest);
        let known = record
            .lines
            .iter_mut()
            .find(|(name, side, _)| (name.as_str(), *side) == (account, is_debit));
        match known {
            Some((.., total)) => *total += fen,
            None => record.lines.push((account.to_owned(), is_debit, fen)),
        }
        self.paper.write(account, Change { seq, at, is_debit, fen });
        Ok(())
    }

    /// The limit of an account and what is said when it is met.
    pub(crate) fn limit(&self, account: &str) -> Option<(Limit, &'static str)> {
        let parts: Vec<&str> = account.split('/').collect();
        match parts[..] {
            ["general", _, "cash"] => Some((Limit::AtLeast(0), "cash_insufficient")),
            ["general", _, "bank"] => Some((Limit::AtLeast(0), "bank_insufficient")),
            ["general", _, "receivable", _] => Some((Limit::AtLeast(0), "exceeds_payable")),
            ["general", _, "payable", _] => Some((Limit::AtMost(0), "exceeds_payable")),
            ["general", _, "voucher", _] => Some((Limit::AtMost(0), "voucher_insufficient")),
            ["budget", _, "available" | "encumbered"] => Some((Limit::AtLeast(0), "fund_insufficient")),
            ["general", _, "inventory", _] | ["budget", _, "goods-available" | "goods-encumbered", _] => {
                Some((Limit::AtLeast(0), "stock_moved_since"))
            }
            ["stock", _, "stock" | "reserved", _] => Some((Limit::AtLeast(0), "stock_insufficient")),
            ["memo", "discount", discount] => {
                let budget = self.registers.discounts[discount].last().budget?;
                Some((Limit::AtMost(budget), "discount_budget_exhausted"))
            }
            ["memo", "returned", donation] => {
                let seq: i64 = donation.parse().expect("a number");
                let donated = self.donations.values().find(|donated| donated.seq == seq)?;
                Some((Limit::AtMost(donated.fen), "exceeds_donation"))
            }
            _ => None,
        }
    }

    pub(crate) fn room(&self, account: &str, at: At) -> Room {
        let (limit, _) = self.limit(account).expect("the account is bounded");
        self.paper.room(account, limit, at)
    }
}
