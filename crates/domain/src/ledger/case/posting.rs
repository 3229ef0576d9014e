//! Posting 公示: what was approved is shown for some days before it is paid. Anyone may object, and somebody else than who
//! prepared it answers.

use super::{Case, Filed};
use crate::calendar::Day;
use crate::command::{CaseStep, StepCase};
use crate::commitment::PrivateValue;
use crate::document::{AnswerValue, CaseDocument, OfficerValue, Posting};
use crate::ledger::{Circumstances, Ledger};
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};

impl Ledger {
    /// Rules. Paying: `posting_open`. Answering: `same_person`.
    pub(super) fn check_posting(&self, asked: &StepCase, known: Option<&Case>) -> Result<(), Refusal> {
        let Some(case) = known else { return Ok(()) };
        match &asked.step {
            CaseStep::Pay { .. } => match case.payable_from() {
                Some(from) if asked.date < from => Err(Refusal::new(RefusalCode::PostingOpen).with("from", from)),
                _ => Ok(()),
            },
            CaseStep::Answer { .. } => {
                let prepared_by = case.prepared_by.as_deref();
                self.someone_else_than(&asked.by, [prepared_by], asked.date, RefusalCode::SamePerson)
            }
            _ => Ok(()),
        }
    }

    /// From a day on, for as many days as the community has set or more. Rule: `posting_too_short`, also where neither
    /// says how many.
    pub(super) fn posting(&self, first_day: Day, days: Option<u16>) -> Result<Posting, Refusal> {
        let settings = self.registers.community.workflow();
        let set = settings.and_then(|settings| settings.posting_days);
        let least = set.unwrap_or(1).max(1);
        let days = days.or(set.map(|_| least)).unwrap_or(0);
        if days < least {
            return Err(Refusal::new(RefusalCode::PostingTooShort).with("least", least));
        }
        let last_day = (1..days).fold(first_day, |day, _| day.next().unwrap_or(day));
        Ok(Posting { first_day, last_day })
    }
}

impl Case {
    /// The first day on which it may be paid, as far as its posting says; nothing if it is not posted.
    #[must_use]
    pub fn payable_from(&self) -> Option<Day> {
        self.posting.as_ref().map(Posting::payable_from)
    }

    /// Whether no posting forbids to pay it on a day.
    pub(super) fn is_payable_on(&self, day: Day) -> bool {
        self.objections.is_empty() && self.payable_from().is_none_or(|from| from <= day)
    }

    /// Follows a posting, an objection or an answer; nothing if it says what it cannot.
    pub(super) fn follow_posting(&mut self, filed: &Filed, document: &CaseDocument) -> Option<()> {
        let is_posted = filed.kind == RecordKind::DisbursementPosted;
        (document.posting.is_some() == is_posted).then_some(())?;
        match filed.kind {
            RecordKind::DisbursementPosted => self.posting = document.posting,
            RecordKind::DisbursementObjected => self.objections.push(filed.seq),
            RecordKind::DisbursementAnswered => {
                (document.answers == self.objections).then_some(())?;
                let by = filed.value("officer").map(|value: OfficerValue| value.by);
                (by.is_none() || by != self.prepared_by).then_some(())?;
                self.objections.clear();
            }
            _ => {}
        }
        Some(())
    }
}

/// What was found about objections, sealed.
pub(super) fn sealed_answer(findings: &str, circumstances: &mut Circumstances<'_>) -> Result<PrivateValue, Refusal> {
    let findings = findings.trim().to_owned();
    if findings.is_empty() {
        return Err(RefusalCode::ReasonRequired.into());
    }
    let answer = AnswerValue { findings };
    Ok(PrivateValue::seal("answer", &answer, circumstances.entropy))
}
