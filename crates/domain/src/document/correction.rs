//! The contents of corrections.

use serde::{Deserialize, Serialize};

use super::{CaseLink, SettlementShare};
use crate::calendar::Day;
use crate::code::Code;
use crate::commitment::Commitment;
use crate::entropy::SubjectId;
use crate::record::{RecordKind, Seq};

/// [`RecordKind::Reversal`]. Which record it reverses stands in the record itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReversalDocument {
    /// The kind of the record that is taken back.
    pub of: RecordKind,
    /// Its reference.
    pub of_reference: Code,
    /// Its day.
    pub of_day: Day,
    /// The fund that it names.
    pub fund: Option<Code>,
    /// The merchant that it names.
    pub merchant: Option<Code>,
    /// The resident whom it names.
    pub resident: Option<SubjectId>,
    /// What the merchant was paid for it and must give back, by fund.
    pub receivable: Vec<SettlementShare>,
    /// The record that was entered in its stead.
    pub replaced_by: Option<Seq>,
    /// Commits to a [`ReasonValue`].
    pub reason: Commitment,
    /// Who stood at the shop's device at which it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<SubjectId>,
    /// Of which disbursement it is a step, if money that was paid came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseLink>,
    /// Commits to an [`super::OfficerValue`]: who recorded that it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Commitment>,
    /// Commits to a list of [`super::EvidenceValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Commitment>,
}

/// Why something was taken back. Free text may name people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonValue {
    /// The words.
    pub reason: String,
}
