//! The contents of the record that a resident was erased.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::commitment::Commitment;
use crate::eligibility::Eligibility;
use crate::entropy::SubjectId;
use crate::record::Seq;
use crate::register::Register;

/// [`crate::record::RecordKind::ResidentErased`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasureDocument {
    /// Who the resident was in the journal, and stays.
    pub subject: SubjectId,
    /// Who their household was there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub household: Option<SubjectId>,
    /// The records to whose commitments no value is left, in order.
    pub records: Vec<Seq>,
    /// The other rows of registers that name nobody any more.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<ErasedRow>,
    /// Commits to a [`RemainsValue`].
    pub personal: Commitment,
}

/// A row of a register that names nobody any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasedRow {
    /// The register.
    pub register: Register,
    /// What the row is in the journal.
    pub subject: SubjectId,
}

/// What is left in the registers, so that the figures of reports stay as they are: nobody is known by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemainsValue {
    /// Under which categories help was given, and on which days they held.
    pub eligibility: Vec<Eligibility>,
    /// What the other rows say, in the order of the document.
    pub rows: Vec<Map<String, Value>>,
}
