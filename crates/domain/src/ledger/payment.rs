//! A settlement in steps: prepared, approved and paid by different people. Paying posts; the approval is of exactly what
//! was prepared.

use sha2::{Digest, Sha256};

use super::draft::{Contents, Draft};
use super::people::{another_account, somebody};
use super::settlement::Paying;
use super::statement::{StatementState, wrong_state};
use super::step::{Step, officer};
use super::{Circumstances, Ledger};
use crate::account::Held;
use crate::calendar::Day;
use crate::code::Code;
use crate::command::{ApproveSettlement, Bands, PaySettlement, PrepareSettlement, Settlement, SettlementOf};
use crate::document::{ApprovalDocument, PreparedDocument, SettlementPart, StatementDocument, StatementPaidDocument};
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};

/// The approvals in part that a settlement may have besides the last.
const PARTS: usize = Bands::MOST_APPROVERS as usize - 1;

/// The references of the approvals in part of a settlement, in their order: its own, then hashes, which nobody chooses.
#[must_use]
pub fn part_references(settlement: &Code) -> [Code; PARTS] {
    std::array::from_fn(|number| {
        if number == 0 {
            return settlement.clone();
        }
        let mut hash = Sha256::new();
        hash.update(b"xiaonuan approval in part v1\0");
        hash.update(settlement.as_str().as_bytes());
        hash.update([0, u8::try_from(number).expect("there are few")]);
        let text = hex::encode(&hash.finalize()[..16]);
        text.parse().expect("32 hexadecimal digits are a code")
    })
}

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

    /// The approvals so far of several that a settlement needs, in their order.
    fn approved_in_part(&self, settlement: &Code) -> Vec<Step> {
        let references = part_references(settlement);
        let found = references
            .iter()
            .map(|own| self.steps.find(RecordKind::SettlementApprovedInPart, own));
        found.map_while(|step| step.cloned()).collect()
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
        let given = self.approved_in_part(&asked.settlement);
        let after = given.iter().map(|step| step.day).fold(prepared.day, Day::max);
        let (day, draft) = self.draft_step(asked.date, after, circumstances)?;
        if asked.approves.as_ref().is_some_and(|said| *said != prepared.hash()) {
            return Err(RefusalCode::ApprovalStale.into());
        }
        let before: Vec<&Step> = std::iter::once(&prepared).chain(&given).collect();
        self.someone_else(&asked.by, &before, day)?;
        let accounts = before.iter().filter_map(|step| step.actor.as_deref());
        another_account(circumstances.actor, accounts, RefusalCode::SamePerson)?;
        let merchant = self.merchant(document.merchant.as_str())?;
        self.check_interest(&[&asked.by], None, Some(merchant), day)?;
        let (number, needed) = (
            given.len() + 1,
            self.registers.community.approvers_of_settlement(document.amount),
        );
        let is_last = number >= needed;
        let officer = officer(&asked.by, circumstances);
        let document = ApprovalDocument {
            merchant: document.merchant,
            prepared: prepared.seq,
            hash: prepared.hash(),
            approvals: if is_last {
                given.iter().map(|step| step.seq).collect()
            } else {
                Vec::new()
            },
            part: (!is_last).then(|| SettlementPart {
                settlement: asked.settlement.clone(),
                number,
                needed,
            }),
            officer: officer.commitment(),
        };
        let (kind, reference) = if is_last {
            (RecordKind::SettlementApproved, asked.settlement.clone())
        } else {
            let references = part_references(&asked.settlement);
            (RecordKind::SettlementApprovedInPart, references[number - 1].clone())
        };
        let contents = Contents {
            kind,
            reference,
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
        let given = self.approved_in_part(&asked.settlement);
        let before: Vec<&Step> = [&prepared, &approval].into_iter().chain(&given).collect();
        self.someone_else(&asked.by, &before, asked.date)?;
        let accounts = before.iter().filter_map(|step| step.actor.as_deref());
        another_account(circumstances.actor, accounts, RefusalCode::SamePerson)?;
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
