//! What can be looked up: what a bill would come to, what came of a request, what was recorded.

use crate::calendar::At;

/// Something that is looked up, and when.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    pub(crate) now: At,
    pub(crate) look: Look,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Look {
    Quote(Bill),
    /// What came of what was asked under a key, by operation.
    Answer(&'static str, String),
    /// What was recorded under a reference, by kind of record.
    Event(&'static str, String),
}

/// A bill that is not paid yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bill {
    pub(crate) merchant: String,
    pub(crate) resident: String,
    /// Now, where nothing is said.
    pub(crate) at: Option<At>,
    pub(crate) bill: i64,
    /// As much as vouchers can pay, where nothing is said.
    pub(crate) voucher: Option<i64>,
    pub(crate) branch: Option<String>,
}
