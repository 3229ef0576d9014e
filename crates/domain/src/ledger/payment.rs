//! A settlement in steps: prepared, approved and paid by different people. Paying posts; the approval is of exactly what
//! was prepared.

use super::draft::{Contents, Draft};
use super::people::somebody;
use super::settlement::Paying;
use super::statement::{StatementState, wrong_state};
use super::step::{Step, officer};
use super::{Circumstances, Ledger};
use crate::account::Held;
use crate::code::Code;
use crate::command::{ApproveSettlement, PaySettlement, PrepareSettlement, Settlement, SettlementOf};
use crate::document::{ApprovalDocument, PreparedDocument, StatementDocument, StatementPaidDocument};
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};

impl Ledger {
    /// The merchant that a step of a settlement pays, as given.
    pub(super) fn payee(&self, of: &SettlementOf) -> Option<String> {
        match of {
            SettlementOf::Merchant { merchant, .. } => Some(merchant.clone()),
            SettlementOf::Statement(reference) => {
                let drafted = self.steps.find(RecordKind::StatementDrafted, reference)?;
                Some(drafted.read::<StatementDocument>()?.merchant.to_string())
            }
        }
    }

    fn prepared(&self, settlement: &Code) -> Result<(Step, PreparedDocument), Refusal> {
        let step = self.steps.find(RecordKind::SettlementPrepared, settlement);
        let step = step.ok_or(RefusalCode::UnknownSettlement)?.clone();
        let document = step.read().ok_or(RefusalCode::UnknownSettlement)?;
        Ok((step, document))
    }

    /// The merchant of a prepared settlement.
    pub(super) fn prepared_for(&self, settlement: &Code) -> Option<Code> {
        Some(self.prepared(settlement).ok()?.1.merchant)
    }

    /// The statement that a prepared settlement pays, if it pays one.
    #[must_use]
    pub fn statement_to_pay(&self, settlement: &Code) -> Option<Code> {
        self.prepared(settlement).ok()?.1.statement
    }

    /// Rules, in order: `officer_required`, `unknown_statement`, `wrong_state`, `before_original`, `invalid_amount`,
    /// `unknown_merchant`, `exceeds_payable`, `nothing_payable`, `conflict_of_interest`.
    pub(super) fn prepare_settlement(
        &mut self,
        asked: &PrepareSettlement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        somebody(&asked.by)?;
        let (merchant, amount, statement) = match &asked.of {
            SettlementOf::Merchant { merchant, amount } => (merchant.clone(), *amount, None),
            SettlementOf::Statement(reference) => {
                let owed = self.approved_statement(reference)?;
                (owed.merchant.to_string(), Some(owed.owed), Some(reference.clone()))
            }
        };
        if let Some(approved) = statement.as_ref().and_then(|reference| self.last_step_of(reference))
            && asked.date < approved
        {
            return Err(Refusal::new(RefusalCode::BeforeOriginal).with("day", approved));
        }
        if statement.is_some() && amount.is_some_and(|amount| !amount.is_positive()) {
            return Err(RefusalCode::NothingPayable.into());
        }
        let at = self.start_of(asked.date);
        let wanted = Settlement {
            reference: asked.reference.clone(),
            date: asked.date,
            merchant,
            amount,
            at_once: false,
            from: Held::Bank,
        };
        let Paying { merchant, amount, .. } = self.to_pay(&wanted, at)?;
        self.check_interest(&[&asked.by], None, Some(merchant), asked.date)?;
        let officer = officer(&asked.by, circumstances);
        let document = PreparedDocument {
            merchant: self.registers.merchants.get(merchant).code.clone(),
            amount,
            statement,
            officer: officer.commitment(),
        };
        let contents = Contents {
            kind: RecordKind::SettlementPrepared,
            reference: asked.reference.clone(),
            document: &document,
            private: vec![officer],
        };
        self.seal_step(self.draft_of(asked.date), contents, &asked.by, circumstances)?;
        Ok(())
    }

    fn approved_statement(&self, reference: &Code) -> Result<StatementDocument, Refusal> {
        let state = self
            .steps
            .statement_state(reference)
            .ok_or(RefusalCode::UnknownStatement)?;
        if state != StatementState::Approved {
            return Err(wrong_state(state));
        }
        let drafted = self.steps.find(RecordKind::StatementDrafted, reference);
        let document = drafted.and_then(Step::read);
        document.ok_or_else(|| RefusalCode::UnknownStatement.into())
    }

    /// Rules, in order: `unknown_settlement`, `wrong_state`, `before_original`, `approval_stale`, `officer_required`,
    /// `same_person`, `conflict_of_interest`.
    pub(super) fn approve_settlement(
        &mut self,
        asked: &ApproveSettlement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let (prepared, document) = self.prepared(&asked.settlement)?;
        for (kind, state) in [
            (RecordKind::Settlement, "paid"),
            (RecordKind::SettlementApproved, "approved"),
        ] {
            if self.steps.find(kind, &asked.settlement).is_some() {
                return Err(wrong_state(state));
            }
        }
        let (day, draft) = self.draft_step(asked.date, prepared.day, circumstances)?;
        if asked.approves.as_ref().is_some_and(|said| *said != prepared.hash()) {
            return Err(RefusalCode::ApprovalStale.into());
        }
        self.someone_else(&asked.by, &[&prepared], day)?;
        let merchant = self.merchant(document.merchant.as_str())?;
        self.check_interest(&[&asked.by], None, Some(merchant), day)?;
        let officer = officer(&asked.by, circumstances);
        let document = ApprovalDocument {
            merchant: document.merchant,
            prepared: prepared.seq,
            hash: prepared.hash(),
            officer: officer.commitment(),
        };
        let contents = Contents {
            kind: RecordKind::SettlementApproved,
            reference: asked.settlement.clone(),
            document: &document,
            private: vec![officer],
        };
        self.seal_step(draft, contents, &asked.by, circumstances)?;
        Ok(())
    }

    /// Rules, in order: `unknown_settlement`, `wrong_state`, `before_original`, `officer_required`, `same_person`, then those of a
    /// settlement, `conflict_of_interest`.
    pub(super) fn pay_settlement(
        &mut self,
        asked: &PaySettlement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let (prepared, document) = self.prepared(&asked.settlement)?;
        if self.steps.find(RecordKind::Settlement, &asked.settlement).is_some() {
            return Err(wrong_state("paid"));
        }
        let approval = self
            .steps
            .find(RecordKind::SettlementApproved, &asked.settlement)
            .cloned();
        let approved: Option<ApprovalDocument> = approval.as_ref().and_then(Step::read);
        let (Some(approval), Some(approved)) = (approval, approved) else {
            return Err(wrong_state("prepared"));
        };
        if approved.prepared != prepared.seq || approved.hash != prepared.hash() {
            return Err(wrong_state("prepared"));
        }
        let after = approval.day.max(prepared.day);
        if asked.date < after {
            return Err(Refusal::new(RefusalCode::BeforeOriginal).with("day", after));
        }
        self.someone_else(&asked.by, &[&prepared, &approval], asked.date)?;
        if let Some(statement) = &document.statement {
            self.approved_statement(statement)?;
        }
        let wanted = Settlement {
            reference: asked.settlement.clone(),
            date: asked.date,
            merchant: document.merchant.to_string(),
            amount: (!document.amount.is_zero()).then_some(document.amount),
            at_once: false,
            from: asked.from,
        };
        let at = self.start_of(asked.date);
        let paying = self.to_pay(&wanted, at)?;
        if paying.amount != document.amount {
            return Err(wrong_state("prepared"));
        }
        self.check_interest(&[&asked.by], None, Some(paying.merchant), asked.date)?;
        let officer = officer(&asked.by, circumstances);
        let settlement = self.pay_out(paying, wanted, Some((approval.seq, officer)), circumstances)?;
        if let Some(statement) = document.statement {
            self.mark_paid(statement, document.merchant, settlement, asked, circumstances)?;
        }
        Ok(())
    }

    fn mark_paid(
        &mut self,
        statement: Code,
        merchant: Code,
        settlement: Seq,
        asked: &PaySettlement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let document = StatementPaidDocument {
            merchant,
            statement,
            settlement,
        };
        let contents = Contents {
            kind: RecordKind::StatementPaid,
            reference: asked.settlement.clone(),
            document: &document,
            private: Vec::new(),
        };
        self.seal_step(Draft::new(circumstances.now), contents, &asked.by, circumstances)?;
        Ok(())
    }
}
