//! Corrections 冲销: a record is taken back by another one, never changed. Amounts are those of the original, negative
//! on the original's sides (红字), so that turnover is not inflated.

use serde::Deserialize;

use super::draft::Contents;
use super::original::Original;
use super::{Circumstances, Ledger};
use crate::account::{Account, Side};
use crate::calendar::Instant;
use crate::code::Code;
use crate::command::{Correction, Reversal};
use crate::commitment::PrivateValue;
use crate::document::{ReasonValue, ReversalDocument, SettlementShare};
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
                | RecordKind::Redemption
                | RecordKind::Settlement
                | RecordKind::GoodsDonated
                | RecordKind::StockWrittenOff
                | RecordKind::StockFound
        )
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
    /// `given_back`, then the bounds in the order of the original's postings,
    /// and for goods `stock_moved_since`.
    pub(super) fn reverse(&mut self, asked: &Reversal, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        let original = self.check_reversal(asked)?;
        self.take_back(asked, &original, None, circumstances)
    }

    /// Rules, in order: those of a reversal, `not_reversible` for anything but a donation, `future_date` for one given
    /// after its correction, those of a donation, then the bounds. The new donation comes first, so that money that is
    /// spent already does not stand in the way of a correction that leaves the fund as much as before.
    pub(super) fn correct(&mut self, asked: &Correction, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        let original = self.check_reversal(&asked.reversal)?;
        if original.kind != RecordKind::Donation {
            return Err(not_reversible(original.kind));
        }
        if asked.donation.date > asked.reversal.date {
            return Err(RefusalCode::FutureDate.into());
        }
        let at = self.reversal_at(&asked.reversal, &original);
        let replaced_by = self.receive(&asked.donation, at, Some(original.seq), circumstances)?;
        self.take_back(&asked.reversal, &original, Some(replaced_by), circumstances)
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
        if let Some(given) = original
            .given()
            .filter(|given| self.books.balance(&Account::Returned(*given)) != 0)
        {
            let returned = Money::from_fen(self.books.balance(&Account::Returned(given)));
            return Err(Refusal::new(RefusalCode::GivenBack).with("amount", returned));
        }
        Ok(original.clone())
    }

    /// When a reversal happens: with its day, but on the original's day not before the original.
    pub(super) fn reversal_at(&self, asked: &Reversal, original: &Original) -> Instant {
        let day = self.registers.community.zone.start_of(asked.date);
        day.max(original.occurred_at)
    }

    fn take_back(
        &mut self,
        asked: &Reversal,
        original: &Original,
        replaced_by: Option<Seq>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let mut draft = self.draft_reversing(asked.date, original.seq, original.occurred_at);
        let at = draft.at();
        let mut receivable = Vec::new();
        for (account, side, amount) in &original.postings {
            match *account {
                Account::Payable(fund, merchant) if *side == Side::Credit => {
                    let kept = self.room(*account, at).lasting.min(*amount);
                    let paid = Money::from_fen(amount - kept);
                    self.post_units(&mut draft, *account, *side, -kept)?;
                    self.post(&mut draft, Account::Receivable(fund, merchant), Side::Debit, paid)?;
                    if paid.is_positive() {
                        let fund = self.registers.funds.get(fund).code.clone();
                        receivable.push(SettlementShare { fund, amount: paid });
                    }
                }
                account => self.post_units(&mut draft, account, *side, -amount)?,
            }
        }
        self.check_stock(&draft)?;
        let reason = ReasonValue {
            reason: asked.reason.trim().to_owned(),
        };
        let reason = PrivateValue::seal("reason", &reason, circumstances.entropy);
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
            case: None,
            officer: None,
            evidence: None,
        };
        let contents = Contents {
            kind: RecordKind::Reversal,
            reference: asked.reference.clone(),
            document: &document,
            private: vec![reason],
        };
        let seq = self.seal(draft, contents, circumstances)?;
        self.expire_again(original, at, seq, circumstances);
        self.originals.mark(original.seq, seq);
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
