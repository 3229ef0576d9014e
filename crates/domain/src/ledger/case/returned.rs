//! Money that the bank sends back 退汇, and goods that did not reach whom they were for 退库: the payment is taken back
//! in red, and the approval holds again.

use super::Case;
use super::steps::{further_step, sealed_reason};
use crate::account::{Account, Activity, Purpose, Side};
use crate::code::Code;
use crate::command::StepCase;
use crate::commitment::PrivateValue;
use crate::document::ReversalDocument;
use crate::kind::DisbursementKind;
use crate::ledger::draft::Contents;
use crate::ledger::statement::wrong_state;
use crate::ledger::step::officer;
use crate::ledger::{Circumstances, Ledger};
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};

impl Ledger {
    /// Rules: `not_reversible` for anything but cash and goods, `reason_required`. What was paid is promised again.
    pub(super) fn return_payment(
        &mut self,
        asked: &StepCase,
        reason: &str,
        case: Case,
        evidence: Option<PrivateValue>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Case, Refusal> {
        let (paid, at) = case.paid.ok_or_else(|| wrong_state(case.state))?;
        if !case.is_returnable() {
            return Err(Refusal::new(RefusalCode::NotReversible).with("kind", case.help.kind));
        }
        let reason = sealed_reason("reason", reason, circumstances)?;
        let (fund, amount) = (self.fund(case.help.fund.as_str())?, case.help.amount.fen());
        let mut draft = self.draft_reversing(asked.date, paid, at);
        let money = [
            (Account::Programme(fund, Activity::Cash), Side::Debit),
            (Account::Bank(fund), Side::Credit),
            (Account::Encumbered(fund), Side::Credit),
            (Account::Spent(fund, Purpose::Help), Side::Debit),
        ];
        if case.help.kind == DisbursementKind::Goods {
            self.give_goods(&mut draft, fund, &case.help.goods, -1)?;
        } else {
            for (account, side) in money {
                self.post_units(&mut draft, account, side, -amount)?;
            }
        }
        let officer = officer(&asked.by, circumstances);
        let document = ReversalDocument {
            of: RecordKind::DisbursementPaid,
            of_reference: self.payment_reference(&case),
            of_day: self.registers.community.zone.day_of(at),
            fund: Some(case.help.fund.clone()),
            merchant: case.help.merchant.clone(),
            resident: Some(case.help.resident),
            receivable: Vec::new(),
            replaced_by: None,
            reason: reason.commitment(),
            case: Some(case.link()),
            officer: Some(officer.commitment()),
            evidence: evidence.as_ref().map(PrivateValue::commitment),
        };
        let contents = Contents {
            kind: RecordKind::Reversal,
            reference: self.step_reference(RecordKind::Reversal, &asked.case),
            document: &document,
            private: evidence.into_iter().chain([reason, officer]).collect(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(self.filed(Some(case)))
    }

    /// The reference of the record that paid: the disbursement's, or if it was paid before, a further one.
    fn payment_reference(&self, case: &Case) -> Code {
        let payments = case.done.iter().filter(|kind| **kind == RecordKind::DisbursementPaid);
        if payments.count() > 1 {
            let (paid, _) = case.paid.expect("it is paid");
            further_step(self.registers.community.id, paid)
        } else {
            case.reference.clone()
        }
    }
}
