//! Records that a correction names, as they were loaded.

use std::collections::HashMap;

use super::case::link;
use crate::account::{Account, Given, Side};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::{CaseStep, Command, Target};
use crate::document::DonorValue;
use crate::document::money::DonationReturnDocument;
use crate::money::Money;
use crate::record::{Record, RecordKind, Seq};

/// A record on file, as far as taking it back needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its number.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// Its reference.
    pub reference: Code,
    /// Business time.
    pub occurred_at: Instant,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who recorded it.
    pub actor: String,
    /// The community's day of it.
    pub day: Day,
    /// Its contents.
    pub document: String,
    /// Its postings.
    pub postings: Vec<(Account, Side, i64)>,
    /// Under which code who gave is registered, of a donation by somebody who is.
    pub donor: Option<Code>,
    /// The record that reverses it already.
    pub reversed_by: Option<Seq>,
}

impl From<&Record> for Original {
    fn from(record: &Record) -> Self {
        let posting = |posting: &crate::record::Posting| (posting.account, posting.side, posting.amount);
        let donor = record.private.iter().find(|value| value.field == "donor");
        let donor = donor.and_then(|donor| serde_json::from_str::<DonorValue>(&donor.value).ok());
        Original {
            seq: record.seq,
            kind: record.kind,
            reference: record.reference.clone(),
            occurred_at: record.occurred_at,
            recorded_at: record.recorded_at,
            actor: record.actor.clone(),
            day: record.effective_on,
            document: record.document.clone(),
            postings: record.postings.iter().map(posting).collect(),
            donor: donor.and_then(|donor| donor.code),
            reversed_by: None,
        }
    }
}

impl Original {
    /// The day on which it happened, also if that was closed when it was recorded.
    #[must_use]
    pub fn true_day(&self) -> Day {
        dated_on(&self.document).unwrap_or(self.day)
    }

    /// The disbursement that it paid, or whose voucher it opened; nothing if it did neither.
    #[must_use]
    pub fn disbursement(&self) -> Option<Code> {
        match self.kind {
            RecordKind::OpeningVoucher | RecordKind::DisbursementPaid => {
                Some(link(self.kind, &self.reference, &self.document)?.reference)
            }
            _ => None,
        }
    }

    /// The donation that it gave something of back.
    #[must_use]
    pub fn donation_returned(&self) -> Option<Code> {
        if self.kind != RecordKind::DonationReturned {
            return None;
        }
        let document: DonationReturnDocument = serde_json::from_str(&self.document).ok()?;
        Some(document.donation)
    }

    /// What was given, if it is a donation.
    #[must_use]
    pub fn given(&self) -> Option<Given> {
        let mut postings = self.postings.iter().filter(|_| self.kind == RecordKind::Donation);
        let (.., amount) = postings.find(|(account, ..)| matches!(account, Account::DonationIncome(_)))?;
        Some(Given {
            seq: self.seq,
            amount: Money::from_fen(*amount),
        })
    }
}

/// The true day of what was dated into a closed period.
#[must_use]
pub fn dated_on(document: &str) -> Option<Day> {
    #[derive(serde::Deserialize)]
    struct Dated {
        dated_on: Option<Day>,
    }
    serde_json::from_str::<Dated>(document).ok()?.dated_on
}

/// What people call a record: its reference or, where nobody chose that, the reference of the disbursement that it is of.
/// Steps that a disbursement takes again are recorded under a hash.
#[must_use]
pub fn told_reference(reference: &str, document: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Case {
        reference: String,
    }
    #[derive(serde::Deserialize)]
    struct Of {
        case: Option<Case>,
        grant: Option<String>,
        part: Option<Part>,
    }
    #[derive(serde::Deserialize)]
    struct Part {
        settlement: Option<String>,
    }
    let is_hash = reference.len() == 32 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    let of = is_hash.then(|| serde_json::from_str::<Of>(document).ok()).flatten();
    let settlement = |of: Option<Part>| of.and_then(|part| part.settlement);
    let called = of.and_then(|of| of.case.map(|case| case.reference).or(of.grant).or(settlement(of.part)));
    called.unwrap_or_else(|| reference.to_owned())
}

/// The records that a batch's corrections name.
#[derive(Clone, Debug, Default)]
pub struct Originals {
    by_number: HashMap<Seq, Original>,
    by_key: HashMap<(RecordKind, Code), Seq>,
}

impl Originals {
    /// Adds a record; one that is known stays as it is.
    pub fn insert(&mut self, original: Original) {
        self.by_key
            .insert((original.kind, original.reference.clone()), original.seq);
        self.by_number.entry(original.seq).or_insert(original);
    }

    /// The record that is meant, if there is one.
    #[must_use]
    pub fn find(&self, target: &Target) -> Option<&Original> {
        let number = match target {
            Target::Number(seq) => *seq,
            Target::Reference(kind, reference) => *self.by_key.get(&(*kind, reference.clone()))?,
        };
        self.by_number.get(&number)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Original> {
        self.by_number.values()
    }

    pub(super) fn mark(&mut self, seq: Seq, reversed_by: Seq) {
        if let Some(original) = self.by_number.get_mut(&seq) {
            original.reversed_by = Some(reversed_by);
        }
    }
}

impl Command {
    /// The record that the command would take back.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        match self {
            Command::Reverse(reversal) => Some(&reversal.of),
            Command::Correct(correction) => Some(&correction.reversal.of),
            _ => None,
        }
    }

    /// Whether it takes a record back.
    #[must_use]
    pub fn takes_back(&self) -> bool {
        match self {
            Command::StepCase(asked) => matches!(asked.step, CaseStep::Return { .. }),
            _ => self.target().is_some(),
        }
    }

    /// Whether it builds on records that must be loaded for it alone, and so is decided in a batch of its own.
    #[must_use]
    pub const fn stands_alone(&self) -> bool {
        matches!(
            self,
            Command::Reverse(_)
                | Command::Correct(_)
                | Command::DraftStatement(_)
                | Command::StepStatement(_)
                | Command::PrepareSettlement(_)
                | Command::ApproveSettlement(_)
                | Command::PaySettlement(_)
                | Command::StepCase(_)
                | Command::Close(_)
                | Command::Erase(_)
                | Command::DecideProposal(_)
        )
    }
}
