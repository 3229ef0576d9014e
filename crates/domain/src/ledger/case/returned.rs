//! Help that is taken back: money that the bank sends back 退汇, goods that did not reach whom they were for 退库, a voucher
//! or a bill that was a mistake. The payment is taken back in red, and the approval holds again.

use super::steps::sealed_reason;
use super::{Case, CaseState, Filed};
use crate::calendar::{Instant, Zone};
use crate::command::{StepCase, Target};
use crate::commitment::PrivateValue;
use crate::ledger::correction::TakingBack;
use crate::ledger::original::Original;
use crate::ledger::statement::wrong_state;
use crate::ledger::step::officer;
use crate::ledger::{Circumstances, Ledger, NewRow};
use crate::record::{Record, RecordKind};
use crate::refusal::{Refusal, RefusalCode};

impl Case {
    /// Where it stands once its payment is taken back, which the books allow also after it was signed for. A voucher of
    /// old books was never approved here, so that nothing is left of one that is taken back.
    pub(super) fn taken_back(&self) -> Option<CaseState> {
        let given = matches!(self.state, CaseState::Paid | CaseState::Signed);
        let stands = match self.approved {
            Some(_) => CaseState::Approved,
            None => CaseState::Cancelled,
        };
        given.then_some(stands)
    }

    /// When the voucher that was given is no longer good.
    pub(super) fn ends(&self, zone: &Zone) -> Option<Instant> {
        let last_day = self.help.expires_on.filter(|_| self.paid.is_some());
        last_day.map(|day| zone.end_of(day))
    }
}

impl Ledger {
    /// Rules, in order: `reason_required`, then those of a reversal from `voucher_used` on. What was paid is promised
    /// again.
    pub(super) fn return_payment(
        &mut self,
        asked: &StepCase,
        reason: &str,
        case: Case,
        evidence: Option<PrivateValue>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Case, Refusal> {
        let (paid, _) = case.paid.ok_or_else(|| wrong_state(case.state))?;
        let reason = sealed_reason("reason", reason, circumstances)?;
        let original = self.originals.find(&Target::Number(paid)).cloned();
        let original = original.ok_or(RefusalCode::UnknownRecord)?;
        let reversal = TakingBack {
            reference: self.step_reference(RecordKind::Reversal, &asked.case),
            date: asked.date,
            reason,
            replaced_by: None,
            staff: None,
            case: Some(case.link()),
            officer: Some(officer(&asked.by, circumstances)),
            evidence,
        };
        self.take_payment_back(reversal, case, &original, circumstances)
    }

    /// Takes a payment back; answers where its disbursement stands then.
    pub(in crate::ledger) fn take_payment_back(
        &mut self,
        reversal: TakingBack,
        case: Case,
        payment: &Original,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Case, Refusal> {
        self.take_back(reversal, payment, circumstances)?;
        Ok(self.filed(Some(case)))
    }

    /// Follows a record of a disbursement unless it is known already.
    pub(in crate::ledger) fn follow_help(&mut self, record: &Record) {
        let filed = Filed::from(record);
        let Some(reference) = filed.case() else { return };
        let known = self.cases.get(&reference);
        if known.is_some_and(|case| case.last >= record.seq) {
            return;
        }
        if let Some(case) = Case::after(known.cloned(), &filed) {
            self.cases.insert(reference, case);
        }
    }

    /// Keeps where a disbursement stands for what comes next, and its row to be written.
    pub(in crate::ledger) fn keep_case(&mut self, case: Case, replaces: bool) -> Result<(), Refusal> {
        let row = case.row(&self.registers, replaces);
        let row = row.ok_or(RefusalCode::UnknownDisbursement)?;
        self.rows.push(NewRow::Disbursement(row));
        self.note_help(&case);
        self.cases.insert(case.reference.clone(), case);
        Ok(())
    }
}
