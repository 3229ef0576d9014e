//! A record in the making: postings are tried against the books one by one, then sealed with a number and a salt.

use serde::Serialize;

use super::{Circumstances, Ledger};
use crate::account::{Account, Book, Bound, Side};
use crate::books::Crossed;
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::commitment::PrivateValue;
use crate::money::Money;
use crate::record::{LONGEST_LEAF, Posting, Record, RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};

/// More postings than any leaf holds: each takes more than 16 bytes of it.
const MORE_THAN_FIT: usize = LONGEST_LEAF / 16;

/// The postings of a record in the making.
pub(super) struct Draft {
    at: Instant,
    /// The true day of what is dated into a closed period.
    dated_on: Option<Day>,
    reverses: Option<Seq>,
    postings: Vec<(Account, Side, i64)>,
}

/// What a finished record is, besides its postings.
pub(super) struct Contents<'a, D: Serialize> {
    pub(super) kind: RecordKind,
    pub(super) reference: Code,
    pub(super) document: &'a D,
    pub(super) private: Vec<PrivateValue>,
}

impl Draft {
    /// When it is booked.
    pub(super) fn at(&self) -> Instant {
        self.at
    }

    /// The accounts it posts to.
    pub(super) fn accounts(&self) -> impl Iterator<Item = Account> + '_ {
        self.postings.iter().map(|(account, ..)| *account)
    }

    /// A record of something at a business time.
    pub(super) fn new(at: Instant) -> Self {
        Draft {
            at,
            dated_on: None,
            reverses: None,
            postings: Vec::new(),
        }
    }

    /// A record that takes another back.
    pub(super) fn reversing(at: Instant, original: Seq) -> Self {
        Draft {
            reverses: Some(original),
            ..Draft::new(at)
        }
    }

    /// Adds to what the record moves on a side of an account; nothing when that leaves the range of the books.
    /// Postings beyond what a leaf can hold are not kept, since the record will be refused: looking them up would take
    /// ever longer.
    fn add(&mut self, account: Account, side: Side, amount: i64) -> Option<()> {
        if self.postings.len() > MORE_THAN_FIT {
            return Some(());
        }
        let known = |posting: &&mut (Account, Side, i64)| (posting.0, posting.1) == (account, side);
        match self.postings.iter_mut().find(known) {
            Some((_, _, total)) => *total = total.checked_add(amount)?,
            None => self.postings.push((account, side, amount)),
        }
        Some(())
    }
}

impl Ledger {
    /// A record of something that happened at a time: booked then, or on the first open day if that is closed.
    pub(super) fn draft(&self, at: Instant) -> Draft {
        let booked = self.booked(at);
        Draft {
            dated_on: (booked != at).then(|| self.registers.community.zone.day_of(at)),
            ..Draft::new(booked)
        }
    }

    /// A record that takes another back on a day, but not before it.
    pub(super) fn draft_reversing(&self, day: Day, original: Seq, not_before: Instant) -> Draft {
        let draft = self.draft_of(day);
        Draft {
            at: draft.at.max(not_before),
            reverses: Some(original),
            ..draft
        }
    }

    /// A record of something of a day.
    pub(super) fn draft_of(&self, day: Day) -> Draft {
        self.draft(self.registers.community.zone.start_of(day))
    }

    /// Posts money, unless a bound forbids it.
    pub(super) fn post(
        &mut self,
        draft: &mut Draft,
        account: Account,
        side: Side,
        amount: Money,
    ) -> Result<(), Refusal> {
        self.post_units(draft, account, side, amount.fen())
    }

    /// Posts so many of the book's unit, unless a bound forbids it. Nothing is posted for zero.
    pub(super) fn post_units(
        &mut self,
        draft: &mut Draft,
        account: Account,
        side: Side,
        amount: i64,
    ) -> Result<(), Refusal> {
        let bound = account.bound(&self.registers);
        self.post_within(draft, account, bound, (side, amount))
    }

    /// Posts so many of the book's unit, unless this bound forbids it.
    pub(super) fn post_within(
        &mut self,
        draft: &mut Draft,
        account: Account,
        bound: Option<Bound>,
        (side, amount): (Side, i64),
    ) -> Result<(), Refusal> {
        if amount == 0 {
            return Ok(());
        }
        match self.books.post(account, bound, draft.at, side.signed(amount)) {
            Ok(()) => {
                let added = draft.add(account, side, amount);
                added.ok_or_else(|| RefusalCode::AmountTooLarge.into())
            }
            Err(Crossed::Overflow) => Err(RefusalCode::AmountTooLarge.into()),
            Err(Crossed::Bound { late, left }) => Err(self.crossed((account, bound), late, left, amount)),
        }
    }

    fn crossed(&self, (account, bound): (Account, Option<Bound>), late: bool, left: i64, needed: i64) -> Refusal {
        let mut refusal = Refusal::new(account.kind().refusal());
        refusal.late = late;
        if let (Account::Uses(.., period), Some(Bound::AtMost(most))) = (account, bound) {
            return refusal.with("most", most).with("period", period);
        }
        if let Some(fund) = account.fund() {
            refusal = refusal.with("fund", &self.registers.funds.get(fund).code);
        }
        if let Some(item) = account.item() {
            refusal = refusal.with("item", item);
        }
        if account.kind().book() == Book::Stock {
            return refusal.with("left", left).with("needed", needed.saturating_abs());
        }
        refusal
            .with("left", Money::from_fen(left))
            .with("needed", Money::from_fen(needed.saturating_abs()))
    }

    /// Numbers a draft and adds it to the journal, unless the record would be too long to be hashed.
    pub(super) fn seal<D: Serialize>(
        &mut self,
        draft: Draft,
        contents: Contents<'_, D>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let record = self.record(draft, contents, circumstances);
        if record.leaf_fits(self.registers.community.id) {
            Ok(self.push(record))
        } else {
            Err(RefusalCode::RecordTooLong.into())
        }
    }

    /// The record of a draft with the next number.
    pub(super) fn record<D: Serialize>(
        &self,
        draft: Draft,
        contents: Contents<'_, D>,
        circumstances: &mut Circumstances<'_>,
    ) -> Record {
        let Draft {
            at,
            dated_on,
            reverses,
            postings,
        } = draft;
        let late = (!postings.is_empty()).then_some(at < self.head.high_water);
        let posting = |(account, side, amount): (Account, Side, i64)| Posting {
            account,
            address: account.address(&self.registers, &self.vouchers),
            side,
            amount,
            balance: self.books.balance(&account),
        };
        Record {
            seq: self.head.seq + 1,
            kind: contents.kind,
            reference: contents.reference,
            occurred_at: at,
            recorded_at: circumstances.now.max(self.head.recorded_at),
            effective_on: self.registers.community.zone.day_of(at),
            actor: circumstances.actor.recorded.to_string(),
            reverses,
            document: canonical(contents.document, dated_on),
            postings: postings.into_iter().map(posting).collect(),
            private: contents.private,
            salt: circumstances.entropy.draw(),
            late,
        }
    }

    /// Adds the next record to the journal.
    pub(super) fn push(&mut self, record: Record) -> Seq {
        assert!(
            record.late.is_none() || self.books.covers(record.occurred_at, self.head.high_water),
            "a late entry needs the balances since its time"
        );
        if record.late == Some(false) {
            self.head.high_water = record.occurred_at;
        }
        if record.kind.is_of_a_register() {
            self.head.register_seq = record.seq;
        }
        self.head.seq = record.seq;
        self.head.recorded_at = record.recorded_at;
        let seq = record.seq;
        self.records.push(record);
        seq
    }
}

/// A document as it is stored, with the true day of what is dated into a closed period.
fn canonical(document: &impl Serialize, dated_on: Option<Day>) -> String {
    let text = match dated_on {
        None => serde_json_canonicalizer::to_string(document),
        Some(day) => {
            let mut value = serde_json::to_value(document).expect("documents are JSON");
            let fields = value.as_object_mut().expect("documents are objects");
            fields.insert("dated_on".to_owned(), day.to_string().into());
            serde_json_canonicalizer::to_string(&value)
        }
    };
    text.expect("documents are JSON")
}
