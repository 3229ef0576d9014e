//! The contents of records of closed and reopened periods.

use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::commitment::Commitment;
use crate::record::Seq;
use crate::register::Span;

/// [`crate::record::RecordKind::MonthClosed`] and [`crate::record::RecordKind::YearClosed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedDocument {
    /// A month or a year.
    pub span: Span,
    /// The last day of the period.
    pub last_day: Day,
    /// The first day that is closed with it, where no month was closed before and that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
}

/// [`crate::record::RecordKind::NetAssetsReclassified`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReclassifiedDocument {
    /// The last day of the year, which the next record closes or opens again.
    pub last_day: Day,
}

/// [`crate::record::RecordKind::MonthReopened`] and [`crate::record::RecordKind::YearReopened`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReopenedDocument {
    /// A month or a year.
    pub span: Span,
    /// The last day of the period.
    pub last_day: Day,
    /// The record that closed it.
    pub closed: Seq,
    /// Whether nothing stays closed: the months that were closed with it are open again too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub everything: bool,
    /// Commits to a [`ReopeningValue`].
    pub particulars: Commitment,
}

/// Who opened a period again, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReopeningValue {
    /// Who asked for it.
    pub requested_by: String,
    /// Who allowed it.
    pub approved_by: String,
    /// Why.
    pub reason: String,
}
