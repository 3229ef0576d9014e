//! A record in the making: postings are tried against the books one by one, then sealed with a number and a salt.

use serde::Serialize;

use super::{Circumstances, Ledger};
use crate::account::{Account, Side};
use crate::books::Crossed;
use crate::calendar::Instant;
use crate::code::Code;
use crate::commitment::PrivateValue;
use crate::money::Money;
use crate::record::{Posting, Record, RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};

/// The postings of a record in the making.
pub(super) struct Draft {
    at: Instant,
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
    /// A record of something at a business time.
    pub(super) fn new(at: Instant) -> Self {
        Draft {
            at,
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

    fn add(&mut self, account: Account, side: Side, amount: i64) {
        match self
            .postings
            .iter_mut()
            .find(|(known, known_side, _)| *known == account && *known_side == side)
        {
            Some((_, _, total)) => *total += amount,
            None => self.postings.push((account, side, amount)),
        }
    }
}

impl Ledger {
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
        if amount == 0 {
            return Ok(());
        }
        let bound = account.bound(&self.registers);
        match self.books.post(account, bound, draft.at, side.signed(amount)) {
            Ok(()) => {
                draft.add(account, side, amount);
                Ok(())
            }
            Err(Crossed::Overflow) => Err(RefusalCode::AmountTooLarge.into()),
            Err(Crossed::Bound { late, left }) => Err(self.crossed(account, late, left, amount)),
        }
    }

    fn crossed(&self, account: Account, late: bool, left: i64, needed: i64) -> Refusal {
        let mut refusal = Refusal::new(account.kind().refusal());
        refusal.late = late;
        if let Account::Uses(discount, _, period) = account {
            let most = self
                .registers
                .discounts
                .get(discount)
                .terms
                .uses
                .map_or(0, |uses| uses.most);
            return refusal.with("most", most).with("period", period);
        }
        if let Some(fund) = account.fund() {
            refusal = refusal.with("fund", &self.registers.funds.get(fund).code);
        }
        refusal
            .with("left", Money::from_fen(left))
            .with("needed", Money::from_fen(needed.saturating_abs()))
    }

    /// Numbers a draft and adds it to the journal.
    pub(super) fn seal<D: Serialize>(
        &mut self,
        draft: Draft,
        contents: Contents<'_, D>,
        circumstances: &mut Circumstances<'_>,
    ) -> Seq {
        let Draft { at, reverses, postings } = draft;
        let seq = self.head.seq + 1;
        let recorded_at = circumstances.now.max(self.head.recorded_at);
        let late = (!postings.is_empty()).then_some(at < self.head.high_water);
        assert!(
            late.is_none() || self.books.covers(at, self.head.high_water),
            "a late entry needs the balances since its time"
        );
        if late == Some(false) {
            self.head.high_water = at;
        }
        if contents.kind.is_of_a_register() {
            self.head.register_seq = seq;
        }
        self.head.seq = seq;
        self.head.recorded_at = recorded_at;
        let posting = |(account, side, amount): (Account, Side, i64)| Posting {
            account,
            address: account.address(&self.registers, &self.vouchers),
            side,
            amount,
            balance: self.books.balance(&account),
        };
        self.records.push(Record {
            seq,
            kind: contents.kind,
            reference: contents.reference,
            occurred_at: at,
            recorded_at,
            effective_on: self.registers.community.zone.day_of(at),
            actor: circumstances.actor.to_owned(),
            reverses,
            document: serde_json_canonicalizer::to_string(contents.document).expect("documents are JSON"),
            postings: postings.into_iter().map(posting).collect(),
            private: contents.private,
            salt: circumstances.entropy.draw(),
            late,
        });
        seq
    }
}
