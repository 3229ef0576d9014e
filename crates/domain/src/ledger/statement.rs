//! A merchant's statement of a month 对账单: drawn up, sent, confirmed or disputed, approved, and paid by a settlement.
//!
//! A statement lists every record of the merchant that happened before its month ended, as of a record's number, and that
//! no statement before it lists. What is recorded or taken back later stands on the next one. Its figures are bound to
//! the hashes of the records that it lists.

use sha2::{Digest, Sha256};

use super::draft::Contents;
use super::people::somebody;
use super::step::{Step, Steps, officer};
use super::{Circumstances, Ledger};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::{Command, DraftStatement, StatementStep, StepStatement};
use crate::commitment::PrivateValue;
use crate::document::{StatementDocument, StatementPaidDocument, StatementStepDocument};
use crate::kind::kinds;
use crate::money::Money;
use crate::paper::Paper;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{MerchantNo, Registers};

kinds! {
    /// Where a statement stands.
    StatementState {
        /// Drawn up 草稿.
        Draft = "draft",
        /// With the merchant 已送.
        Sent = "sent",
        /// Agreed by the merchant 已确认.
        Confirmed = "confirmed",
        /// Disagreed about 有异议.
        Disputed = "disputed",
        /// To be paid 已批准.
        Approved = "approved",
        /// Paid 已付.
        Paid = "paid",
        /// Another one of the month stands in its stead 已重开.
        Replaced = "replaced",
    }
}

/// A record on a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// Its number.
    pub seq: Seq,
    /// Its hash.
    pub leaf_hash: [u8; 32],
    /// What the funds came to owe by it, in fen; below zero if it takes back.
    pub owed: i64,
}

/// Which records a statement lists: those of a merchant up to a moment that were not listed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Whose.
    pub merchant: MerchantNo,
    /// Before this moment, when the month is over.
    pub before: Instant,
    /// The last record and the end of the month of the statement before.
    pub after: Option<(Seq, Instant)>,
}

/// SHA-256 over a domain and the hashes of listed records in the order of their numbers, hexadecimal.
#[must_use]
pub fn records_hash(lines: &[StatementLine]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"xiaonuan statement v1\0");
    for line in lines {
        hash.update(line.leaf_hash);
    }
    hex::encode(hash.finalize())
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

impl Steps {
    /// Where a statement stands; nothing if there is none such.
    #[must_use]
    pub fn statement_state(&self, reference: &Code) -> Option<StatementState> {
        use StatementState as S;
        let drafted = self.find(RecordKind::StatementDrafted, reference)?;
        let paid = self.of_kind(RecordKind::StatementPaid).any(|step| {
            let document: Option<StatementPaidDocument> = step.read();
            !step.undone && document.is_some_and(|document| document.statement == *reference)
        });
        let document: StatementDocument = drafted.read()?;
        let replaced = self.of_kind(RecordKind::StatementDrafted).any(|step| {
            let other: Option<StatementDocument> = step.read();
            other.is_some_and(|other| other.merchant == document.merchant && other.replaces.as_ref() == Some(reference))
        });
        let done = |kind| self.find(kind, reference).is_some();
        Some(match () {
            () if paid => S::Paid,
            () if replaced => S::Replaced,
            () if done(RecordKind::StatementApproved) => S::Approved,
            () if done(RecordKind::StatementDisputed) => S::Disputed,
            () if done(RecordKind::StatementConfirmed) => S::Confirmed,
            () if done(RecordKind::StatementSent) => S::Sent,
            () => S::Draft,
        })
    }

    /// What a statement that is drawn up lists.
    #[must_use]
    pub fn listing_of(&self, document: &StatementDocument, registers: &Registers) -> Option<Listing> {
        let zone = &registers.community.zone;
        let after = match &document.after {
            Some(code) => {
                let before: StatementDocument = self.find(RecordKind::StatementDrafted, code)?.read()?;
                Some((before.until, before.month.end(zone)))
            }
            None => None,
        };
        Some(Listing {
            merchant: registers.merchants.by_code(&document.merchant)?.0,
            before: document.month.end(zone),
            after,
        })
    }
}

impl Ledger {
    /// What a command that draws up a statement would list, so that it can be loaded.
    #[must_use]
    pub fn listing(&self, command: &Command) -> Option<Listing> {
        let asked = match command {
            Command::DraftStatement(asked) => asked,
            Command::StepStatement(asked) => {
                let drafted = self.steps.find(RecordKind::StatementDrafted, &asked.statement)?;
                return self.steps.listing_of(&drafted.read()?, &self.registers);
            }
            _ => return None,
        };
        let merchant = self.merchant(&asked.merchant).ok()?;
        let before = self.standing_before(asked).map(|(_, document)| document);
        Some(Listing {
            merchant,
            before: asked.month.end(&self.registers.community.zone),
            after: before.map(|document| (document.until, document.month.end(&self.registers.community.zone))),
        })
    }

    /// The last record that a statement knows of.
    #[must_use]
    pub fn drawn_up_at(&self, statement: &Code) -> Option<Seq> {
        let drafted = self.steps.find(RecordKind::StatementDrafted, statement)?;
        Some(drafted.read::<StatementDocument>()?.until)
    }

    /// The record that drew a statement up, and what it says.
    #[must_use]
    pub fn drawn_up(&self, statement: &Code) -> Option<(Seq, StatementDocument)> {
        let drafted = self.steps.find(RecordKind::StatementDrafted, statement)?;
        Some((drafted.seq, drafted.read()?))
    }

    /// The merchant's statement that was drawn up last.
    #[must_use]
    pub fn last_statement_of(&self, merchant: &str) -> Option<Code> {
        let statements = self.statements_of(merchant);
        statements.first().map(|(step, _)| step.reference.clone())
    }

    /// The merchant's statements, the last one drawn up first.
    fn statements_of(&self, merchant: &str) -> Vec<(&Step, StatementDocument)> {
        let drafted = self.steps.of_kind(RecordKind::StatementDrafted);
        let read = drafted.filter_map(|step| Some((step, step.read::<StatementDocument>()?)));
        let mut statements: Vec<_> = read
            .filter(|(_, document)| document.merchant.as_str() == merchant)
            .collect();
        statements.sort_by_key(|(step, _)| std::cmp::Reverse(step.seq));
        statements
    }

    /// The statement of an earlier month that a new one goes on from.
    fn standing_before(&self, asked: &DraftStatement) -> Option<(&Step, StatementDocument)> {
        let statements = self.statements_of(&asked.merchant);
        statements
            .into_iter()
            .find(|(_, document)| document.month < asked.month)
    }

    /// Rules, in order: `ref_conflict`, `officer_required`, `unknown_merchant`, `future_date`, `before_original`,
    /// `statement_open`, `wrong_state`, `nothing_payable`.
    pub(super) fn draft_statement(
        &mut self,
        asked: &DraftStatement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        if self
            .steps
            .find(RecordKind::StatementDrafted, &asked.reference)
            .is_some()
        {
            return Err(RefusalCode::RefConflict.into());
        }
        somebody(&asked.by)?;
        let merchant = self.merchant(&asked.merchant)?;
        if asked.month.end(&self.registers.community.zone) > circumstances.now {
            return Err(RefusalCode::FutureDate.into());
        }
        let over = asked.month.last_day();
        let (_, draft) = self.draft_step(asked.date, over.next().unwrap_or(over), circumstances)?;
        let replaces = self.check_order(asked)?;
        let after = self.standing_before(asked).map(|(step, _)| step.reference.clone());
        if self.listed.is_empty() {
            return Err(RefusalCode::NothingPayable.into());
        }
        let owed = self
            .listed
            .iter()
            .try_fold(0_i64, |sum, line| sum.checked_add(line.owed));
        let officer = officer(&asked.by, circumstances);
        let document = StatementDocument {
            merchant: self.registers.merchants.get(merchant).code.clone(),
            month: asked.month,
            until: self.head.seq,
            after,
            replaces,
            lines: u32::try_from(self.listed.len()).map_err(|_| RefusalCode::AmountTooLarge)?,
            owed: Money::from_fen(owed.ok_or(RefusalCode::AmountTooLarge)?),
            records: records_hash(&self.listed),
            officer: officer.commitment(),
        };
        let contents = Contents {
            kind: RecordKind::StatementDrafted,
            reference: asked.reference.clone(),
            document: &document,
            private: vec![officer],
        };
        self.seal_step(draft, contents, &asked.by, circumstances)?;
        Ok(())
    }

    /// Months follow each other; a month is drawn up again only until the merchant has agreed. Answers the statement
    /// that is replaced.
    fn check_order(&self, asked: &DraftStatement) -> Result<Option<Code>, Refusal> {
        use StatementState as S;
        let statements = self.statements_of(&asked.merchant);
        let Some((last, document)) = statements.first() else {
            return Ok(None);
        };
        let state = self.steps.statement_state(&last.reference).unwrap_or(S::Draft);
        let agreed = matches!(state, S::Confirmed | S::Approved | S::Paid);
        if asked.month > document.month && agreed {
            return Ok(None);
        }
        if asked.month > document.month {
            return Err(Refusal::new(RefusalCode::StatementOpen).with("statement", &last.reference));
        }
        if asked.month < document.month || agreed {
            return Err(wrong_state(state));
        }
        Ok(Some(last.reference.clone()))
    }

    /// Rules, in order: `unknown_statement`, `wrong_state`, `before_original`, `officer_required`; approving:
    /// `approval_stale`, `same_person`, `conflict_of_interest`; confirming: `invoice_required`, `invoice_used`; disputing: `unknown_line`, `reason_required`.
    pub(super) fn step_statement(
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
        let invoice = match &asked.step {
            StatementStep::Confirm { invoice } if invoice.trim().is_empty() => {
                return Err(RefusalCode::InvoiceRequired.into());
            }
            StatementStep::Confirm { invoice } => Some(invoice.trim().to_owned()),
            _ => None,
        };
        if let Some(number) = &invoice {
            self.check_first_use(&Paper::Invoice {
                merchant: statement.merchant.clone(),
                number: number.clone(),
            })?;
        }
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

    /// The latest day of a statement's steps but its payment.
    pub(super) fn last_step_of(&self, statement: &Code) -> Option<Day> {
        let kinds = [
            RecordKind::StatementDrafted,
            RecordKind::StatementSent,
            RecordKind::StatementConfirmed,
            RecordKind::StatementApproved,
        ];
        let steps = kinds.iter().filter_map(|kind| self.steps.find(*kind, statement));
        steps.map(|step| step.day).max()
    }

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
}

pub(super) fn wrong_state(state: impl std::fmt::Display) -> Refusal {
    Refusal::new(RefusalCode::WrongState).with("state", state)
}

/// A step does not begin where a statement stands; told with the operations that do.
fn not_from(state: StatementState) -> Refusal {
    use StatementState as S;
    let next = match state {
        S::Draft => "statement-sendings",
        S::Sent => "statement-confirmations, statement-disputes",
        S::Confirmed => "statement-approvals",
        S::Disputed => "statements",
        S::Approved => "settlement-preparations",
        S::Paid | S::Replaced => return wrong_state(state),
    };
    wrong_state(state).with("next", next)
}
