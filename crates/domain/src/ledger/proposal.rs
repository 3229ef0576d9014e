//! Proposals 双人复核: what one person proposes is done once another person confirms it. It is decided twice: when it is
//! proposed, so that what cannot be done is refused at once, and under the lock of its confirmation, as things stand then.

use serde::Deserialize;

use super::draft::{Contents, Draft};
use super::interest::About;
use super::people::{another_account, somebody};
use super::step::officer;
use super::{Circumstances, Ledger};
use crate::access::Holding;
use crate::code::Code;
use crate::command::money::MoneyEvent;
use crate::command::{Command, DecideProposal, Decision, Proposed, Target};
use crate::commitment::PrivateValue;
use crate::document::{DecisionDocument, ProposalDocument, ReasonValue};
use crate::entropy::SubjectId;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::text::is_alike;

/// A proposal on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its record.
    pub seq: Seq,
    /// What is proposed, while that is known.
    pub proposed: Option<Proposed>,
    /// Who proposed it, while that is known.
    pub by: Option<String>,
    /// Who recorded that.
    pub account: String,
    /// Whether it is decided.
    pub is_closed: bool,
}

impl Ledger {
    /// Records a proposal, which changes nothing else. Rules: those of what is proposed.
    pub(super) fn propose(&mut self, command: &Command, circumstances: &mut Circumstances<'_>) -> Result<Seq, Refusal> {
        let Some(proposed) = Proposed::of(command) else {
            return Err(RefusalCode::NotAllowed.into());
        };
        self.clone().enter_now(command, None, circumstances)?;
        let today = self.registers.community.zone.day_of(circumstances.now);
        let holding = Holding::of(&self.registers, circumstances.actor, today);
        let by = holding.name().unwrap_or(&circumstances.actor.recorded).to_owned();
        let about = self.about(command);
        self.check_interest_in(&[&by], &about, today)?;
        let officer = officer(&by, circumstances);
        let request = PrivateValue::seal("request", &proposed, circumstances.entropy);
        let document = ProposalDocument {
            asks: proposed.kind(),
            reference: proposed.reference(),
            amount: proposed.amount(),
            resident: about
                .resident
                .map(|resident| self.registers.residents.get(resident).subject),
            asked: proposed.in_clear(),
            request: request.commitment(),
            officer: officer.commitment(),
        };
        let reference = self.step_reference(RecordKind::Proposed, &proposed.reference());
        let contents = Contents {
            kind: RecordKind::Proposed,
            reference: reference.clone(),
            document: &document,
            private: vec![request, officer],
        };
        let seq = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        self.taken.insert((RecordKind::Proposed, reference.clone()));
        let proposal = Proposal {
            seq,
            proposed: Some(proposed),
            by: Some(by),
            account: circumstances.actor.recorded.to_string(),
            is_closed: false,
        };
        self.proposals.insert(reference, proposal);
        Ok(seq)
    }

    /// Rules, in order: `officer_required`, `unknown_proposal`, `proposal_closed`. Approving and rejecting: `same_person`;
    /// approving: `not_yourself` (it names another as its approver), `conflict_of_interest`, then those of what was proposed.
    /// Rejecting: `reason_required`. Withdrawing: `not_yourself`.
    pub(super) fn decide_proposal(
        &mut self,
        asked: &DecideProposal,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        somebody(&asked.by)?;
        let proposal = self.proposals.get(&asked.proposal).cloned();
        let proposal = proposal.ok_or(RefusalCode::UnknownProposal)?;
        if proposal.is_closed {
            return Err(RefusalCode::ProposalClosed.into());
        }
        let today = self.registers.community.zone.day_of(circumstances.now);
        let not_yourself = |column: &str| Refusal::new(RefusalCode::NotYourself).with("column", column);
        if asked.decision == Decision::Withdraw {
            let by = proposal.by.as_deref();
            let is_own = by.is_some_and(|by| self.is_one_person(by, &asked.by, today));
            if !is_own && proposal.account != *circumstances.actor.recorded {
                return Err(not_yourself("by"));
            }
            return self.close_proposal(asked, None, None, circumstances);
        }
        another_account(
            circumstances.actor,
            [proposal.account.as_str()],
            RefusalCode::SamePerson,
        )?;
        self.someone_else_than(&asked.by, [proposal.by.as_deref()], today, RefusalCode::SamePerson)?;
        match &asked.decision {
            Decision::Reject { reason } => {
                let reason = reason.trim().to_owned();
                if reason.is_empty() {
                    return Err(RefusalCode::ReasonRequired.into());
                }
                let reason = PrivateValue::seal("reason", &ReasonValue { reason }, circumstances.entropy);
                self.close_proposal(asked, None, Some(reason), circumstances)
            }
            _ => {
                let proposed = proposal.proposed.ok_or(RefusalCode::UnknownProposal)?;
                if proposed.approver().is_some_and(|named| !is_alike(named, &asked.by)) {
                    return Err(not_yourself("by"));
                }
                let command = proposed.command();
                self.check_interest_in(&[&asked.by], &self.about(&command), today)?;
                self.enter_now(&command, Some(asked), circumstances)
            }
        }
    }

    /// Whom something proposed is about: those whom an opening names, whose donation is given back, and those of a record that
    /// is taken back or entered in its stead.
    fn about(&self, command: &Command) -> About {
        match command {
            Command::Money(event) => match event.as_ref() {
                MoneyEvent::Open(opening) => About {
                    resident: self.resident(&opening.resident).ok(),
                    merchant: self.merchant(&opening.merchant).ok(),
                    donors: Vec::new(),
                },
                MoneyEvent::Return(asked) => About {
                    donors: self.donor_given_back(&asked.donation).into_iter().collect(),
                    ..About::default()
                },
                MoneyEvent::Transfer(_)
                | MoneyEvent::Interest(_)
                | MoneyEvent::Charge(_)
                | MoneyEvent::Withdraw(_)
                | MoneyEvent::Deposit(_) => About::default(),
            },
            Command::Reverse(reversal) => self.about_original(&reversal.of),
            Command::Correct(correction) => {
                let mut about = self.about_original(&correction.reversal.of);
                about.donors.extend(correction.entered.donor().cloned());
                about
            }
            _ => About::default(),
        }
    }

    fn about_original(&self, of: &Target) -> About {
        /// Whom a record's contents name, whatever its kind.
        #[derive(Default, Deserialize)]
        struct Parties {
            resident: Option<SubjectId>,
            merchant: Option<Code>,
        }
        let Some(original) = self.originals.find(of) else {
            return About::default();
        };
        let Parties { resident, merchant } = serde_json::from_str(&original.document).unwrap_or_default();
        let returned = original.donation_returned();
        let returned = returned.and_then(|donation| self.donor_given_back(donation.as_str()));
        About {
            resident: resident.and_then(|subject| self.registers.resident_number(subject)),
            merchant: merchant.and_then(|code| self.merchant(code.as_str()).ok()),
            donors: original.donor.clone().into_iter().chain(returned).collect(),
        }
    }

    /// Under which code whoever gave a donation is registered, if they are.
    fn donor_given_back(&self, donation: &str) -> Option<Code> {
        self.donations.get(donation)?.donor.clone()
    }

    /// Records what was decided about a proposal, with the record that came of it.
    pub(super) fn close_proposal(
        &mut self,
        asked: &DecideProposal,
        made: Option<Seq>,
        reason: Option<PrivateValue>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let proposal = self
            .proposals
            .get(&asked.proposal)
            .ok_or(RefusalCode::UnknownProposal)?;
        let proposal = proposal.seq;
        let officer = officer(&asked.by, circumstances);
        let document = DecisionDocument {
            proposal,
            made,
            reason: reason.as_ref().map(PrivateValue::commitment),
            officer: officer.commitment(),
        };
        let contents = Contents {
            kind: asked.decision.kind(),
            reference: asked.proposal.clone(),
            document: &document,
            private: reason.into_iter().chain([officer]).collect(),
        };
        let seq = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        if let Some(proposal) = self.proposals.get_mut(&asked.proposal) {
            proposal.is_closed = true;
        }
        Ok(seq)
    }
}
