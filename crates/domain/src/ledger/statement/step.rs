//! The steps of a statement: sent, confirmed or disputed, approved.

use super::{StatementState, wrong_state};
use crate::calendar::Day;
use crate::code::Code;
use crate::command::{StatementStep, StepStatement};
use crate::commitment::PrivateValue;
use crate::document::{StatementDocument, StatementStepDocument};
use crate::ledger::draft::Contents;
use crate::ledger::step::{Step, officer};
use crate::ledger::{Circumstances, Ledger};
use crate::paper::Paper;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};

impl Ledger {
    /// Rules, in order: `unknown_statement`, `wrong_state`, `before_original`, `officer_required`; approving:
    /// `approval_stale`, `same_person`, `conflict_of_interest`; confirming: `invoice_required`, `invoice_used`; disputing: `unknown_line`, `reason_required`.
    pub(in crate::ledger) fn step_statement(
        &mut self,
        asked: &StepStatement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        use StatementState as S;
        let drafted = self.steps.find(RecordKind::StatementDrafted, &asked.statement);
        let drafted = drafted.ok_or(RefusalCode::UnknownStatement)?.clone();
        let statement: StatementDocument = drafted.read().ok_or(RefusalCode::UnknownStatement)?;
        let state = self.steps.statement_state(&asked.statement).unwrap_or(S::Draft);
        let wanted = match asked.step {
            StatementStep::Send => S::Draft,
            StatementStep::Confirm { .. } | StatementStep::Dispute { .. } => S::Sent,
            StatementStep::Approve => S::Confirmed,
        };
        if state != wanted {
            return Err(not_from(state));
        }
        let before = self.last_step_of(&asked.statement).unwrap_or(drafted.day);
        let (day, draft) = self.draft_step(asked.date, before, circumstances)?;
        if asked.approves.as_ref().is_some_and(|said| *said != drafted.hash()) {
            return Err(RefusalCode::ApprovalStale.into());
        }
        let others: &[&Step] = match asked.step {
            StatementStep::Approve => &[&drafted],
            _ => &[],
        };
        self.someone_else(&asked.by, others, day)?;
        if asked.step == StatementStep::Approve {
            let merchant = self.merchant(statement.merchant.as_str())?;
            self.check_interest(&[&asked.by], None, Some(merchant), day)?;
        }
        let invoice = self.invoice_of(&asked.step, &statement)?;
        let (lines, reasons) = self.disputed(&asked.step, circumstances)?;
        let officer = officer(&asked.by, circumstances);
        let document = StatementStepDocument {
            merchant: statement.merchant,
            statement: drafted.seq,
            hash: drafted.hash(),
            invoice,
            lines,
            reasons: reasons.as_ref().map(PrivateValue::commitment),
            officer: officer.commitment(),
        };
        let contents = Contents {
            kind: asked.step.kind(),
            reference: asked.statement.clone(),
            document: &document,
            private: reasons.into_iter().chain([officer]).collect(),
        };
        self.seal_step(draft, contents, &asked.by, circumstances)?;
        Ok(())
    }

    /// The invoice under which a merchant confirms.
    fn invoice_of(&self, step: &StatementStep, statement: &StatementDocument) -> Result<Option<String>, Refusal> {
        let StatementStep::Confirm { invoice } = step else {
            return Ok(None);
        };
        let number = invoice.trim().to_owned();
        if number.is_empty() {
            return Err(RefusalCode::InvoiceRequired.into());
        }
        self.check_first_use(&Paper::Invoice {
            merchant: statement.merchant.clone(),
            number: number.clone(),
        })?;
        Ok(Some(number))
    }

    /// The lines that a merchant disagrees about, and why.
    fn disputed(
        &self,
        step: &StatementStep,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(Vec<Seq>, Option<PrivateValue>), Refusal> {
        let StatementStep::Dispute { lines } = step else {
            return Ok((Vec::new(), None));
        };
        let listed = |seq: &Seq| self.listed.iter().any(|line| line.seq == *seq);
        let mut lines = lines.clone();
        lines.sort();
        lines.dedup_by_key(|(seq, _)| *seq);
        if let Some((seq, _)) = lines.iter().find(|(seq, _)| !listed(seq)) {
            return Err(Refusal::new(RefusalCode::UnknownLine).with("record", seq));
        }
        if lines.is_empty() || lines.iter().any(|(_, reason)| reason.trim().is_empty()) {
            return Err(RefusalCode::ReasonRequired.into());
        }
        let (lines, reasons): (Vec<Seq>, Vec<String>) = lines.into_iter().unzip();
        let reasons = PrivateValue::seal("reasons", &reasons, circumstances.entropy);
        Ok((lines, Some(reasons)))
    }

    /// The latest day of a statement's steps but its payment.
    pub(in crate::ledger) fn last_step_of(&self, statement: &Code) -> Option<Day> {
        let kinds = [
            RecordKind::StatementDrafted,
            RecordKind::StatementSent,
            RecordKind::StatementConfirmed,
            RecordKind::StatementApproved,
        ];
        let steps = kinds.iter().filter_map(|kind| self.steps.find(*kind, statement));
        steps.map(|step| step.day).max()
    }
}

impl StatementStep {
    /// What its record records.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            StatementStep::Send => RecordKind::StatementSent,
            StatementStep::Confirm { .. } => RecordKind::StatementConfirmed,
            StatementStep::Dispute { .. } => RecordKind::StatementDisputed,
            StatementStep::Approve => RecordKind::StatementApproved,
        }
    }
}

/// A step does not begin where a statement stands; told with what may be recorded from there.
fn not_from(state: StatementState) -> Refusal {
    use RecordKind as K;
    use StatementState as S;
    let next: &[RecordKind] = match state {
        S::Draft => &[K::StatementSent],
        S::Sent => &[K::StatementConfirmed, K::StatementDisputed],
        S::Confirmed => &[K::StatementApproved],
        S::Disputed => &[K::StatementDrafted],
        S::Approved => &[K::SettlementPrepared],
        S::Paid | S::Replaced => return wrong_state(state),
    };
    let next: Vec<&str> = next.iter().map(|kind| kind.as_str()).collect();
    wrong_state(state).with("next", next.join(", "))
}
