//! Closing of months and years, and reopening. A closed period refuses nothing: what is dated into it is booked on the
//! first open day, and its document names its true day.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draft::{Contents, Draft};
use super::{Circumstances, Ledger, NewRow};
use crate::account::{Account, Activity, Charge, Restriction, Side};
use crate::calendar::{Day, Instant};
use crate::command::closing::{ClosePeriod, Closing, ReopenPeriod};
use crate::commitment::PrivateValue;
use crate::document::closing::{ClosedDocument, ReclassifiedDocument, ReopenedDocument, ReopeningValue};
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{ClosingRow, FundNo, Span};

/// A record's postings as they were read: address, side and amount.
pub type PostingsRead = Vec<(String, Side, i64)>;

/// Changes of balances by account.
type Changes = BTreeMap<Account, i64>;

impl Ledger {
    /// When something is booked: at its time, or on the first open day if that is closed.
    pub(super) fn booked(&self, at: Instant) -> Instant {
        at.max(self.registers.closings.opens_at())
    }

    /// Rules of closing, in order: `already_closed`, `period_out_of_order`, `earlier_months_open`. Of reopening: `period_not_closed`,
    /// `period_out_of_order`, `self_approval`, `reason_required`.
    pub(super) fn change_periods(
        &mut self,
        asked: &Closing,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        match asked {
            Closing::Close(it) => self.close(it, asked, circumstances),
            Closing::Reopen(it) => self.reopen(it, asked, circumstances),
        }
    }

    fn close(
        &mut self,
        it: &ClosePeriod,
        asked: &Closing,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let (span, last_day) = (it.span, asked.last_day());
        let standing = self.registers.closings.last();
        let in_order = match (span, standing) {
            (_, Some(row)) if last_day < row.last_day || (last_day == row.last_day && span <= row.span) => {
                return Err(match self.registers.closings.first_after(last_day) {
                    // Its months are closed and it is not: nothing can be closed before what is closed already.
                    Some(month) if span == Span::Year && self.registers.closings.lacks_year(last_day) => {
                        Refusal::new(RefusalCode::PeriodOutOfOrder).with("reopen", month_of(month))
                    }
                    _ => Refusal::new(RefusalCode::AlreadyClosed).with("day", row.last_day),
                });
            }
            (Span::Month, None) => true,
            (Span::Month, Some(row)) => row.last_day.next().map(|day| span.last_day(day)) == Some(last_day),
            (Span::Year, standing) => standing.is_some_and(|row| row.last_day == last_day),
        };
        if !in_order {
            let due = standing.and_then(|row| row.last_day.next());
            let due = due.unwrap_or(last_day).last_of_month();
            return Err(Refusal::new(RefusalCode::PeriodOutOfOrder).with("due", month_of(due)));
        }
        let from = self.first_closed(it, last_day)?;
        let at = match span {
            Span::Month => circumstances.now,
            Span::Year => asked.last_instant(&self.registers.community.zone),
        };
        let (mut results, mut freed) = (Vec::new(), Vec::new());
        if span == Span::Year {
            for fund in self.closable_funds() {
                let (changes, restricted) = self.result_of(fund, at)?;
                results.push(changes);
                freed.extend((restricted != 0).then_some((fund, restricted)));
            }
        }
        if !freed.is_empty() {
            self.reclassify(it, asked, &freed, circumstances)?;
        }
        let mut draft = Draft::new(at);
        for changes in &results {
            self.post_changes(&mut draft, changes)?;
        }
        let document = ClosedDocument { span, last_day, from };
        let contents = Contents {
            kind: asked.record_kind(),
            reference: it.reference.clone(),
            document: &document,
            private: Vec::new(),
        };
        let since = self.seal(draft, contents, circumstances)?;
        self.note_closing(ClosingRow {
            since,
            closed: true,
            span,
            last_day,
        });
        Ok(())
    }

    /// The first day that is closed with a period, where it is the first one and that is said. A closing never closes
    /// months with records before it in silence.
    fn first_closed(&self, it: &ClosePeriod, last_day: Day) -> Result<Option<Day>, Refusal> {
        let open = self.registers.closings.last().map(|row| row.last_day.next());
        let first = open.flatten().unwrap_or(last_day.first_of_month());
        let from = it.from.map(Day::first_of_month);
        if from.is_some_and(|from| from > first) {
            return Err(Refusal::new(RefusalCode::PeriodOutOfOrder).with("due", month_of(first)));
        }
        if open.is_some() {
            return Ok(None);
        }
        let made = self.records.iter().filter(|record| !record.postings.is_empty());
        let earliest = made.map(|record| record.occurred_at).chain(self.earliest).min();
        let earliest = earliest.map(|at| self.registers.community.zone.day_of(at));
        match earliest.filter(|day| *day < from.unwrap_or(first)) {
            Some(day) => Err(Refusal::new(RefusalCode::EarlierMonthsOpen).with("due", month_of(day))),
            None => Ok(from),
        }
    }

    /// What closing a year changes in a fund, and how much of its restricted net assets was spent: income goes to net
    /// assets of the fund's sort, expenses to unrestricted ones.
    fn result_of(&self, fund: FundNo, at: Instant) -> Result<(Changes, i64), Refusal> {
        let too_large = || Refusal::new(RefusalCode::AmountTooLarge);
        let sum = |one: i64, other: i64| one.checked_add(other).ok_or_else(too_large);
        let own = self.registers.restriction(fund);
        let standing = self.books.balance_at(&Account::NetAssets(fund, own), at);
        // What the fund owns of its own sort with the income of the year, as debits less credits.
        let mut owned = standing.map_err(|_| too_large())?;
        let mut changes = Changes::new();
        let mut expenses = 0_i64;
        for account in income(fund).into_iter().chain(costs(fund)) {
            let balance = self.books.balance_at(&account, at).map_err(|_| too_large())?;
            changes.insert(account, balance.checked_neg().ok_or_else(too_large)?);
            let to = if account.kind().is_income() {
                owned = sum(owned, balance)?;
                own
            } else {
                expenses = sum(expenses, balance)?;
                Restriction::Unrestricted
            };
            let net = changes.entry(Account::NetAssets(fund, to)).or_default();
            *net = sum(*net, balance)?;
        }
        // Money of the fund's own sort is spent first, and only what it cannot bear is spent of the other.
        let overspent = sum(owned, expenses)?;
        let freed = match own {
            Restriction::Restricted => sum(expenses, overspent.max(0).checked_neg().ok_or_else(too_large)?)?,
            Restriction::Unrestricted => overspent.max(0),
        };
        Ok((changes, freed))
    }

    /// Restricted money that was spent was unrestricted when it was spent (净资产重分类).
    fn reclassify(
        &mut self,
        it: &ClosePeriod,
        asked: &Closing,
        freed: &[(FundNo, i64)],
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let mut draft = Draft::new(asked.last_instant(&self.registers.community.zone));
        for (fund, freed) in freed {
            let joins = freed.checked_neg().ok_or(RefusalCode::AmountTooLarge)?;
            let changes = Changes::from([
                (Account::NetAssets(*fund, Restriction::Restricted), *freed),
                (Account::NetAssets(*fund, Restriction::Unrestricted), joins),
            ]);
            self.post_changes(&mut draft, &changes)?;
        }
        let document = ReclassifiedDocument {
            last_day: asked.last_day(),
        };
        let contents = Contents {
            kind: RecordKind::NetAssetsReclassified,
            reference: it.reference.clone(),
            document: &document,
            private: Vec::new(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    fn reopen(
        &mut self,
        it: &ReopenPeriod,
        asked: &Closing,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let (span, last_day) = (it.span, asked.last_day());
        let last = self.last_closed(span, last_day)?;
        let today = self.registers.community.zone.day_of(circumstances.now);
        if self.is_one_person(&it.requested_by, &it.approved_by, today) {
            return Err(RefusalCode::SelfApproval.into());
        }
        if [&it.requested_by, &it.approved_by, &it.reason]
            .iter()
            .any(|text| text.trim().is_empty())
        {
            return Err(RefusalCode::ReasonRequired.into());
        }
        let particulars = ReopeningValue {
            requested_by: it.requested_by.clone(),
            approved_by: it.approved_by.clone(),
            reason: it.reason.clone(),
        };
        let particulars = PrivateValue::seal("particulars", &particulars, circumstances.entropy);
        let document = ReopenedDocument {
            span,
            last_day,
            closed: last.since,
            everything: self.registers.closings.stands_alone(),
            particulars: particulars.commitment(),
        };
        let at = match span {
            Span::Month => circumstances.now,
            Span::Year => asked.last_instant(&self.registers.community.zone),
        };
        let closed_by = self.closed_by.clone();
        let (closings, reclassified): (Vec<_>, Vec<_>) = closed_by.iter().partition(|(seq, _)| *seq == last.since);
        for (seq, postings) in reclassified {
            self.unclassify(it, (*seq, postings), (at, last_day), circumstances)?;
        }
        let mut draft = match span {
            Span::Month => Draft::new(at),
            Span::Year => Draft::reversing(at, last.since),
        };
        for (_, postings) in closings {
            self.post_back(&mut draft, postings)?;
        }
        let contents = Contents {
            kind: asked.record_kind(),
            reference: it.reference.clone(),
            document: &document,
            private: vec![particulars],
        };
        let since = self.seal(draft, contents, circumstances)?;
        self.note_closing(ClosingRow {
            since,
            closed: false,
            span,
            last_day,
        });
        Ok(())
    }

    /// The last closing, if it is the one of such a period: periods are opened again in the opposite order.
    fn last_closed(&self, span: Span, last_day: Day) -> Result<ClosingRow, Refusal> {
        let Some(last) = self.registers.closings.last().cloned() else {
            return Err(RefusalCode::PeriodNotClosed.into());
        };
        if (last.span, last.last_day) != (span, last_day) {
            let closed = last_day <= last.last_day;
            let code = if closed {
                RefusalCode::PeriodOutOfOrder
            } else {
                RefusalCode::PeriodNotClosed
            };
            let last_closed = match last.span {
                Span::Month => month_of(last.last_day),
                Span::Year => year_of(last.last_day),
            };
            return Err(Refusal::new(code).with("due", last_closed));
        }
        Ok(last)
    }

    /// Takes back what a year's closing reclassified.
    fn unclassify(
        &mut self,
        it: &ReopenPeriod,
        (seq, postings): (Seq, &PostingsRead),
        (at, last_day): (Instant, Day),
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let mut draft = Draft::reversing(at, seq);
        self.post_back(&mut draft, postings)?;
        let contents = Contents {
            kind: RecordKind::NetAssetsReclassified,
            reference: it.reference.clone(),
            document: &ReclassifiedDocument { last_day },
            private: Vec::new(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    fn note_closing(&mut self, row: ClosingRow) {
        let registers = Arc::make_mut(&mut self.registers);
        let number = registers.closings.push(row, &registers.community.zone);
        self.rows.push(NewRow::Closing(number));
    }

    fn post_changes(&mut self, draft: &mut Draft, changes: &Changes) -> Result<(), Refusal> {
        changes.iter().try_for_each(|(account, change)| {
            let side = if *change < 0 { Side::Credit } else { Side::Debit };
            self.post_units(
                draft,
                *account,
                side,
                change.checked_abs().ok_or(RefusalCode::AmountTooLarge)?,
            )
        })
    }

    /// Posts what a record posted with the amounts negated (红字).
    fn post_back(&mut self, draft: &mut Draft, postings: &[(String, Side, i64)]) -> Result<(), Refusal> {
        let accounts: BTreeMap<String, Account> = self
            .closable_funds()
            .into_iter()
            .flat_map(closed_accounts)
            .map(|account| (account.address(&self.registers, &self.vouchers), account))
            .collect();
        postings.iter().try_for_each(|(address, side, amount)| {
            let account = accounts[address];
            self.post_units(draft, account, *side, -amount)
        })
    }

    /// The funds whose accounts were loaded: one that was registered within the batch has nothing to close.
    fn closable_funds(&self) -> Vec<FundNo> {
        let funds = self.registers.funds.iter().map(|(fund, _)| fund);
        funds
            .filter(|fund| self.books.holds(&Account::OtherIncome(*fund)))
            .collect()
    }

    /// What closing or reopening a year may post to.
    pub(super) fn closing_accounts(&self, asked: &Closing) -> Vec<Account> {
        match asked.span() {
            Span::Month => Vec::new(),
            Span::Year => self
                .registers
                .funds
                .iter()
                .flat_map(|(fund, _)| closed_accounts(fund))
                .collect(),
        }
    }
}

/// `2026-01` of a day.
fn month_of(day: Day) -> String {
    day.to_string().chars().take(7).collect()
}

/// `2026` of a day.
fn year_of(day: Day) -> String {
    day.to_string().chars().take(4).collect()
}

fn closed_accounts(fund: FundNo) -> Vec<Account> {
    let net_assets = Restriction::ALL.iter().map(|to| Account::NetAssets(fund, *to));
    income(fund).into_iter().chain(costs(fund)).chain(net_assets).collect()
}

const fn income(fund: FundNo) -> [Account; 3] {
    [
        Account::DonationIncome(fund),
        Account::OtherIncome(fund),
        Account::DonationInKind(fund),
    ]
}

fn costs(fund: FundNo) -> impl Iterator<Item = Account> {
    let activities = Activity::ALL
        .iter()
        .map(move |activity| Account::Programme(fund, *activity));
    let charges = Charge::ALL.iter().map(move |charge| Account::Cost(fund, *charge));
    activities.chain(charges).chain([Account::StockLoss(fund)])
}
