//! Corrections 冲销: a record is taken back by another one, never changed. Amounts are those of the original, negative
//! on the original's sides (红字), so that turnover is not inflated.

use serde::Deserialize;

use super::draft::{Contents, Draft};
use super::original::Original;
use super::{Circumstances, Ledger};
use crate::account::{Account, Bound, Side};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::{Correction, Entered, Reversal};
use crate::commitment::PrivateValue;
use crate::document::{CaseLink, ReasonValue, ReversalDocument, SettlementShare};
use crate::entropy::SubjectId;
use crate::money::Money;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::voucher::VoucherNo;

impl RecordKind {
    /// Whether records of this kind can be taken back. What ends by itself or is a correction cannot.
    #[must_use]
    pub const fn is_reversible(self) -> bool {
        matches!(
            self,
            RecordKind::Donation
                | RecordKind::DonationReturned
                | RecordKind::Redemption
                | RecordKind::Settlement
                | RecordKind::DisbursementPaid
                | RecordKind::GoodsDonated
                | RecordKind::StockWrittenOff
                | RecordKind::StockFound
                | RecordKind::Interest
                | RecordKind::Charge
                | RecordKind::CashWithdrawn
                | RecordKind::CashDeposited
                | RecordKind::Transfer
                | RecordKind::OpeningBalance
                | RecordKind::OpeningVoucher
        )
    }

    /// Whether it opens a fund's books.
    #[must_use]
    pub const fn is_of_an_opening(self) -> bool {
        matches!(self, RecordKind::OpeningBalance | RecordKind::OpeningVoucher)
    }
}

/// What a reversal is, besides what it takes back.
pub(super) struct TakingBack {
    pub(super) reference: Code,
    pub(super) date: Day,
    pub(super) reason: PrivateValue,
    pub(super) replaced_by: Option<Seq>,
    /// Who stood at the counter, as they are in the journal.
    pub(super) staff: Option<SubjectId>,
    /// Of which disbursement it is a step.
    pub(super) case: Option<CaseLink>,
    pub(super) officer: Option<PrivateValue>,
    pub(super) evidence: Option<PrivateValue>,
}

impl TakingBack {
    fn of(asked: &Reversal, circumstances: &mut Circumstances<'_>) -> Self {
        let reason = ReasonValue {
            reason: asked.reason.trim().to_owned(),
        };
        TakingBack {
            reference: asked.reference.clone(),
            date: asked.date,
            reason: PrivateValue::seal("reason", &reason, circumstances.entropy),
            replaced_by: None,
            staff: None,
            case: None,
            officer: None,
            evidence: None,
        }
    }
}

/// Whom and what a record's contents name, whatever its kind.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    fund: Option<Code>,
    merchant: Option<Code>,
    resident: Option<SubjectId>,
}

impl Ledger {
    /// Rules, in order: `reason_required`, `unknown_record`, `not_reversible`, `already_reversed`, `before_original`,
    /// `given_back`; of a payment `before_original` again for one dated before a later step; `voucher_used`, of opening
    /// balances `fund_insufficient`; then the bounds in the order of the original's postings, and for goods
    /// `stock_moved_since`.
    pub(super) fn reverse(&mut self, asked: &Reversal, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        let original = self.check_reversal(asked)?;
        let mut reversal = TakingBack::of(asked, circumstances);
        reversal.staff = asked.counter.as_ref().and_then(|counter| self.staff_at(counter));
        let Some(reference) = original.disbursement() else {
            self.take_back(reversal, &original, circumstances)?;
            return Ok(());
        };
        let case = self.cases.get(&reference).ok_or(RefusalCode::UnknownDisbursement)?;
        if asked.date < case.day {
            return Err(Refusal::new(RefusalCode::BeforeOriginal).with("day", case.day));
        }
        reversal.case = Some(case.link());
        let case = case.clone();
        let case = self.take_payment_back(reversal, case, &original, circumstances)?;
        self.keep_case(case, true)
    }

    /// Rules, in order: those of a reversal, `not_reversible` for anything but a donation of the sort that is entered,
    /// `future_date` for one given after its correction, those of such a donation, then the bounds. The new donation
    /// comes first, so that what is spent already does not stand in the way of a correction that leaves the fund as much
    /// as before.
    pub(super) fn correct(&mut self, asked: &Correction, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        let original = self.check_reversal(&asked.reversal)?;
        if original.kind != asked.entered.record_kind() {
            return Err(not_reversible(original.kind));
        }
        if asked.entered.date() > asked.reversal.date {
            return Err(RefusalCode::FutureDate.into());
        }
        let at = self.reversal_at(&asked.reversal, &original);
        let replaces = Some(original.seq);
        let replaced_by = match &asked.entered {
            Entered::Donation(donation) => self.receive(donation, at, replaces, circumstances)?,
            Entered::Goods(donation) => self.receive_goods(donation, at, replaces, circumstances)?,
        };
        let reversal = TakingBack {
            replaced_by: Some(replaced_by),
            ..TakingBack::of(&asked.reversal, circumstances)
        };
        self.take_back(reversal, &original, circumstances)?;
        Ok(())
    }

    fn check_reversal(&self, asked: &Reversal) -> Result<Original, Refusal> {
        if asked.reason.trim().is_empty() {
            return Err(RefusalCode::ReasonRequired.into());
        }
        let original = self.originals.find(&asked.of).ok_or(RefusalCode::UnknownRecord)?;
        if !original.kind.is_reversible() {
            return Err(not_reversible(original.kind));
        }
        if let Some(by) = original.reversed_by {
            return Err(Refusal::new(RefusalCode::AlreadyReversed).with("by", by));
        }
        let day = original.true_day();
        if asked.date < day {
            return Err(Refusal::new(RefusalCode::BeforeOriginal).with("day", day));
        }
        self.check_given_back(asked, original)?;
        Ok(original.clone())
    }

    /// Some of a donation may have been given back then, or at any later business time, though not any more by now.
    fn check_given_back(&self, asked: &Reversal, original: &Original) -> Result<(), Refusal> {
        let Some(given) = original.given() else {
            return Ok(());
        };
        let at = self
            .draft_reversing(asked.date, original.seq, original.occurred_at)
            .at();
        let room = self.books.headroom(&Account::Returned(given), Bound::AtMost(0), at);
        if room.lasting >= 0 {
            return Ok(());
        }
        let mut refusal = Refusal::new(RefusalCode::GivenBack).with("amount", Money::from_fen(-room.lasting));
        refusal.late = room.recorded >= 0;
        Err(refusal)
    }

    /// When a reversal happens: with its day, but on the original's day not before the original.
    pub(super) fn reversal_at(&self, asked: &Reversal, original: &Original) -> Instant {
        let day = self.registers.community.zone.start_of(asked.date);
        day.max(original.occurred_at)
    }

    /// Records that something is taken back.
    pub(super) fn take_back(
        &mut self,
        reversal: TakingBack,
        original: &Original,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let mut draft = self.draft_reversing(reversal.date, original.seq, original.occurred_at);
        let at = draft.at();
        self.check_unused(original, at)?;
        self.check_owned(original, at)?;
        let receivable = self.post_in_red(&mut draft, original)?;
        self.check_stock(&draft)?;
        let TakingBack {
            reference,
            reason,
            replaced_by,
            staff,
            case,
            officer,
            evidence,
            ..
        } = reversal;
        let named: Named = serde_json::from_str(&original.document).unwrap_or_default();
        let document = ReversalDocument {
            of: original.kind,
            of_reference: original.reference.clone(),
            of_day: original.day,
            fund: named.fund,
            merchant: named.merchant,
            resident: named.resident,
            receivable,
            replaced_by,
            reason: reason.commitment(),
            staff,
            case,
            officer: officer.as_ref().map(PrivateValue::commitment),
            evidence: evidence.as_ref().map(PrivateValue::commitment),
        };
        let contents = Contents {
            kind: RecordKind::Reversal,
            reference,
            document: &document,
            private: evidence.into_iter().chain([reason]).chain(officer).collect(),
        };
        let seq = self.seal(draft, contents, circumstances)?;
        if original.kind == RecordKind::Redemption {
            self.expire_again(original, at, seq, circumstances);
        }
        self.originals.mark(original.seq, seq);
        if original.kind == RecordKind::Donation
            && let Some(donated) = self.donations.get_mut(&original.reference)
        {
            donated.reversed_by = Some(seq);
        }
        Ok(seq)
    }

    /// Posts the original's amounts, negative on its sides. What a merchant already got of it becomes receivable; answers
    /// how much, by fund.
    fn post_in_red(&mut self, draft: &mut Draft, original: &Original) -> Result<Vec<SettlementShare>, Refusal> {
        let mut receivable = Vec::new();
        for (account, side, amount) in &original.postings {
            match self.as_held(*account) {
                account @ Account::Payable(fund, merchant) if *side == Side::Credit => {
                    let kept = self.room(account, draft.at()).lasting.min(*amount);
                    let paid = Money::from_fen(amount - kept);
                    self.post_units(draft, account, *side, -kept)?;
                    self.post(draft, Account::Receivable(fund, merchant), Side::Debit, paid)?;
                    if paid.is_positive() {
                        let fund = self.registers.funds.get(fund).code.clone();
                        receivable.push(SettlementShare { fund, amount: paid });
                    }
                }
                account => self.post_units(draft, account, *side, -amount)?,
            }
        }
        Ok(receivable)
    }

    /// The account of a record on file as the books hold it: a stored one does not say how much was given.
    pub(super) fn as_held(&self, account: Account) -> Account {
        let Account::Returned(given) = account else {
            return account;
        };
        let mut known = self.donations.values().map(|donated| donated.given);
        Account::Returned(known.find(|known| known.seq == given.seq).unwrap_or(given))
    }

    /// Refuses with `voucher_used` to take a voucher back of which anything was redeemed or has expired, then or at any
    /// later business time.
    fn check_unused(&self, original: &Original, at: Instant) -> Result<(), Refusal> {
        for (account, side, amount) in &original.postings {
            if account.voucher().is_none() || *side != Side::Credit {
                continue;
            }
            let room = self.room(*account, at);
            if room.lasting < *amount {
                let mut refusal = Refusal::new(RefusalCode::VoucherUsed);
                refusal.late = room.recorded >= *amount;
                return Err(refusal.with("amount", Money::from_fen(amount - room.lasting)));
            }
        }
        Ok(())
    }

    /// Refuses with `fund_insufficient` to take back an opening balance that the fund's net assets of that sort no longer
    /// hold: some of it was split off, or was spent and closed.
    fn check_owned(&self, original: &Original, at: Instant) -> Result<(), Refusal> {
        if original.kind != RecordKind::OpeningBalance {
            return Ok(());
        }
        for (account, side, amount) in &original.postings {
            let Account::NetAssets(fund, _) = *account else {
                continue;
            };
            let room = self.books.headroom(account, Bound::AtMost(0), at);
            if *side == Side::Credit && *amount > room.lasting.max(0) {
                let fund = &self.registers.funds.get(fund).code;
                let mut refusal = Refusal::new(RefusalCode::FundInsufficient).with("fund", fund);
                refusal.late = *amount <= room.recorded;
                let left = Money::from_fen(room.lasting.max(0));
                return Err(refusal.with("left", left).with("needed", Money::from_fen(*amount)));
            }
        }
        Ok(())
    }

    /// Money that came back to a voucher which has ended goes on to its fund: when it came back, but not before the
    /// voucher ended.
    fn expire_again(&mut self, original: &Original, at: Instant, cause: Seq, circumstances: &mut Circumstances<'_>) {
        let spent = original
            .postings
            .iter()
            .filter_map(|(account, _, amount)| Some((account.voucher()?, Money::from_fen(*amount))));
        let ended: Vec<(VoucherNo, Money)> = spent.filter(|(number, _)| self.has_ended(*number)).collect();
        for (number, amount) in ended {
            let ends = self.vouchers.get(number).expires_at;
            self.expire(number, amount, ends.max(at), Some(cause), circumstances);
        }
    }

    /// Whether a voucher's expiry is behind: due up to where expiries are recorded, or on record already. The second
    /// may hold without the first when a voucher that had ended was entered late.
    fn has_ended(&self, number: VoucherNo) -> bool {
        let voucher = self.vouchers.get(number);
        let expired = (RecordKind::VoucherExpiry, voucher.grant.clone());
        voucher.expires_at <= self.head.expired_through || self.taken.contains(&expired)
    }
}

fn not_reversible(kind: RecordKind) -> Refusal {
    Refusal::new(RefusalCode::NotReversible).with("kind", kind)
}
