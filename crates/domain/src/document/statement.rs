//! The contents of merchants' statements and of settlements in steps.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::command::Month;
use crate::commitment::Commitment;
use crate::money::Money;
use crate::record::Seq;

/// [`crate::record::RecordKind::StatementDrafted`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementDocument {
    /// Whose it is.
    pub merchant: Code,
    /// The month.
    pub month: Month,
    /// The last record that it knows of.
    pub until: Seq,
    /// The statement that it goes on from: what stands there is not listed again.
    pub after: Option<Code>,
    /// The statement of the same month in whose stead it stands.
    pub replaces: Option<Code>,
    /// How many records it lists.
    pub lines: u32,
    /// What came to be owed by them, less what was taken back.
    pub owed: Money,
    /// The hash of the records that it lists: see [`crate::ledger::records_hash`].
    pub records: String,
    /// Commits to an [`OfficerValue`].
    pub officer: Commitment,
}

/// A step of a statement: `StatementSent`, `StatementConfirmed`, `StatementDisputed`, `StatementApproved`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementStepDocument {
    /// Whose it is.
    pub merchant: Code,
    /// The record that drew it up.
    pub statement: Seq,
    /// The hash of what that record holds.
    pub hash: String,
    /// The number of the merchant's invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
    /// The records about which the merchant disagrees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Seq>,
    /// Commits to a list of words, one for each of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Commitment>,
    /// Commits to an [`OfficerValue`].
    pub officer: Commitment,
}

/// [`crate::record::RecordKind::StatementPaid`]. The record before it paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementPaidDocument {
    /// Whose it is.
    pub merchant: Code,
    /// The statement.
    pub statement: Code,
    /// The record that paid it.
    pub settlement: Seq,
}

/// [`crate::record::RecordKind::SettlementPrepared`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedDocument {
    /// Who is to be paid.
    pub merchant: Code,
    /// How much.
    pub amount: Money,
    /// The statement that it pays.
    pub statement: Option<Code>,
    /// Commits to an [`OfficerValue`].
    pub officer: Commitment,
}

/// `SettlementApproved`, or `SettlementApprovedInPart` while others must approve it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalDocument {
    /// Who is to be paid.
    pub merchant: Code,
    /// The record that prepared it.
    pub prepared: Seq,
    /// The hash of what that record holds.
    pub hash: String,
    /// The approvals of others that it needed before it, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Seq>,
    /// Which of several approvals it is, unless it is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<SettlementPart>,
    /// Commits to an [`OfficerValue`].
    pub officer: Commitment,
}

/// One of several approvals of a settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementPart {
    /// The settlement.
    pub settlement: Code,
    /// Which it is, from 1.
    pub number: usize,
    /// How many are needed, as the settings were then.
    pub needed: usize,
}

/// Who did a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerValue {
    /// The name as given.
    pub by: String,
}
