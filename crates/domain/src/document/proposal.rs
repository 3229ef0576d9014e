//! The contents of proposals and of what was decided about them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::code::Code;
use crate::commitment::Commitment;
use crate::entropy::SubjectId;
use crate::money::Money;
use crate::record::{RecordKind, Seq};

/// [`RecordKind::Proposed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalDocument {
    /// What it would record.
    pub asks: RecordKind,
    /// Under which reference.
    pub reference: Code,
    /// How much, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Whom it is about, where it names a resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident: Option<SubjectId>,
    /// What is asked, but for people and free text: see [`crate::command::Proposed::in_clear`].
    pub asked: Value,
    /// Commits to the whole [`crate::command::Proposed`].
    pub request: Commitment,
    /// Commits to an [`super::OfficerValue`]: who proposes.
    pub officer: Commitment,
}

/// `ProposalApproved`, `ProposalRejected`, `ProposalWithdrawn`. What was approved is recorded just before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionDocument {
    /// The record that proposed it.
    pub proposal: Seq,
    /// The record that came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Seq>,
    /// Commits to a [`super::ReasonValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Commitment>,
    /// Commits to an [`super::OfficerValue`].
    pub officer: Commitment,
}
