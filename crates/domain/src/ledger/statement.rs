//! A merchant's statement of a month 对账单: drawn up, sent, confirmed or disputed, approved, and paid by a settlement.
//!
//! A statement lists every record of the merchant that happened before its month ended, as of a record's number, and that
//! no statement before it lists. What is recorded or taken back later stands on the next one. Its figures are bound to
//! the hashes of the records that it lists.

mod standing;
mod step;

use sha2::{Digest, Sha256};

pub use self::standing::StatementState;
use super::draft::Contents;
use super::people::somebody;
use super::step::{Step, officer};
use super::{Circumstances, Ledger};
use crate::calendar::Instant;
use crate::code::Code;
use crate::command::{Command, DraftStatement};
use crate::document::StatementDocument;
use crate::money::Money;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::MerchantNo;

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
}

pub(super) fn wrong_state(state: impl std::fmt::Display) -> Refusal {
    Refusal::new(RefusalCode::WrongState).with("state", state)
}
