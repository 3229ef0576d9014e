//! Where statements stand, and what a new one goes on from.

use super::{Listing, wrong_state};
use crate::code::Code;
use crate::command::DraftStatement;
use crate::document::{StatementDocument, StatementPaidDocument};
use crate::kind::kinds;
use crate::ledger::Ledger;
use crate::ledger::step::{Step, Steps};
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Registers;

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
    /// The statement of an earlier month that a new one goes on from.
    pub(super) fn standing_before(&self, asked: &DraftStatement) -> Option<(&Step, StatementDocument)> {
        let statements = self.statements_of(&asked.merchant);
        statements
            .into_iter()
            .find(|(_, document)| document.month < asked.month)
    }

    /// Months follow each other; a month is drawn up again only until the merchant has agreed. Answers the statement
    /// that is replaced.
    pub(super) fn check_order(&self, asked: &DraftStatement) -> Result<Option<Code>, Refusal> {
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
}
