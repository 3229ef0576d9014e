//! Several approvers 多人审批: each but the last approves in part, which promises nothing. Preparing anew, rejecting and giving
//! up forget what was approved in part.

use super::steps::link;
use super::{Case, Filed};
use crate::calendar::Day;
use crate::command::{Bands, StepCase};
use crate::commitment::PrivateValue;
use crate::document::{CaseDocument, HelpPart, OfficerValue};
use crate::ledger::draft::Contents;
use crate::ledger::people::another_account;
use crate::ledger::step::officer;
use crate::ledger::{Circumstances, Ledger, dated_on};
use crate::money::Money;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Community;

/// An approval that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenApproval {
    /// Its record.
    pub seq: Seq,
    /// Who approved, while that is known.
    pub by: Option<String>,
    /// Who recorded it.
    pub account: String,
    /// The day of it.
    pub day: Day,
    /// How many were needed then.
    pub needed: usize,
}

impl Community {
    /// How many people approve help of an amount.
    #[must_use]
    pub fn approvers_of_help(&self, amount: Money) -> usize {
        let settings = self.settings.as_ref();
        settings.map_or(1, |settings| settings.help_bands.approvers(amount))
    }

    /// How many people approve what a merchant is paid.
    #[must_use]
    pub fn approvers_of_settlement(&self, amount: Money) -> usize {
        let settings = self.settings.as_ref();
        settings.map_or(1, |settings| settings.settlement_bands.approvers(amount))
    }
}

/// What an approval of several says besides.
pub(super) struct Part {
    pub(super) part: HelpPart,
    pub(super) duplicate: Option<PrivateValue>,
    pub(super) evidence: Option<PrivateValue>,
}

impl Ledger {
    /// Rules, in order: `self_approval` by whoever's account prepared it, `same_person`. Whose name prepared it is looked
    /// at with the help itself.
    pub(super) fn check_approver(
        &self,
        asked: &StepCase,
        case: &Case,
        circumstances: &Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let actor = circumstances.actor;
        another_account(actor, case.prepared_as.as_deref(), RefusalCode::SelfApproval)?;
        let before = case.approvals.iter();
        another_account(
            actor,
            before.clone().map(|given| given.account.as_str()),
            RefusalCode::SamePerson,
        )?;
        let before = before.map(|given| given.by.as_deref());
        self.someone_else_than(&asked.by, before, asked.date, RefusalCode::SamePerson)
    }

    /// Records one of several approvals.
    pub(super) fn approve_in_part(
        &mut self,
        asked: &StepCase,
        case: Case,
        said: Part,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Case, Refusal> {
        let officer = officer(&asked.by, circumstances);
        let seal = |value: &Option<PrivateValue>| value.as_ref().map(PrivateValue::commitment);
        let kind = RecordKind::DisbursementApprovedInPart;
        let document = CaseDocument {
            case: link(&asked.case, Some(&case)),
            resident: case.help.resident,
            asked: None,
            terms: None,
            released: None,
            officer: officer.commitment(),
            visit: None,
            signature: None,
            reason: None,
            evidence: seal(&said.evidence),
            posting: None,
            answers: Vec::new(),
            answer: None,
            part: Some(said.part),
            duplicate: seal(&said.duplicate),
        };
        let private = [said.duplicate, said.evidence];
        let contents = Contents {
            kind,
            reference: self.step_reference(kind, &asked.case),
            document: &document,
            private: private.into_iter().flatten().chain([officer]).collect(),
        };
        let draft = self.draft_of(asked.date);
        self.seal(draft, contents, circumstances)?;
        Ok(self.filed(Some(case)))
    }
}

impl Case {
    /// All approvals that count, the first one first: those in part, and the one that holds.
    #[must_use]
    pub fn given(&self) -> Vec<GivenApproval> {
        let Some(approval) = &self.approved else {
            return self.approvals.clone();
        };
        let needed = approval.before.len() + 1;
        let last = GivenApproval {
            seq: approval.seq,
            by: approval.by.clone(),
            account: approval.account.clone(),
            day: approval.day,
            needed,
        };
        approval.before.iter().cloned().chain([last]).collect()
    }

    /// How many approvals it needs by such bands: as many as it has once it is approved. What goods come to is known from
    /// the last approval alone.
    #[must_use]
    pub fn needed(&self, bands: &Bands) -> Option<usize> {
        if let Some(approval) = &self.approved {
            return Some(approval.before.len() + 1);
        }
        match self.help.asked().amount {
            amount if amount.is_zero() => self.approvals.last().map(|given| given.needed),
            amount => Some(bands.approvers(amount)),
        }
    }

    /// Follows what was approved in part, and forgets it with what was prepared; nothing if it says what it cannot.
    pub(super) fn follow_part(&mut self, filed: &Filed, document: &CaseDocument) -> Option<()> {
        let is_part = filed.kind == RecordKind::DisbursementApprovedInPart;
        (document.part.is_some() == is_part).then_some(())?;
        if let Some(part) = &document.part {
            let follows = part.number == self.approvals.len() + 1 && part.number < part.needed;
            (follows && self.terms.as_ref() == Some(&part.terms)).then_some(())?;
            let value: Option<OfficerValue> = filed.value("officer");
            self.approvals.push(GivenApproval {
                seq: filed.seq,
                by: value.map(|value| value.by),
                account: filed.actor.clone(),
                day: dated_on(&filed.document).unwrap_or(filed.day),
                needed: part.needed,
            });
        }
        let forgets = matches!(
            filed.kind,
            RecordKind::DisbursementApplied
                | RecordKind::DisbursementPrepared
                | RecordKind::DisbursementRejected
                | RecordKind::DisbursementCancelled
        );
        if forgets {
            self.approvals.clear();
        }
        Some(())
    }

    /// Preparer, approvers and payer are different people, as far as they are still known. What is on record was decided
    /// by the links and the comparison of its time, so that its names alone are compared as they stand. A person's account
    /// approves once.
    pub(super) fn is_of_different_people(&self) -> bool {
        let given = self.given();
        let approved = given.iter().map(|given| given.by.as_deref());
        let names = approved.chain([self.prepared_by.as_deref(), self.paid_by.as_deref()]);
        let names: Vec<&str> = names.flatten().map(str::trim).collect();
        let accounts = given.iter().map(|given| given.account.as_str());
        let accounts: Vec<&str> = accounts.filter(|account| account.starts_with("user/")).collect();
        differ(&names) && differ(&accounts)
    }
}

/// Whether all of these are different.
fn differ(all: &[&str]) -> bool {
    let mut rest = all.iter().enumerate();
    rest.all(|(at, one)| !all[at + 1..].contains(one))
}
