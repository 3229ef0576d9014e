//! Commands that take back what was recorded.

use serde::Serialize;

use super::Donation;
use crate::calendar::Day;
use crate::code::Code;
use crate::record::{RecordKind, Seq};

/// A record, as people name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// By its number.
    Number(Seq),
    /// By its kind and reference.
    Reference(RecordKind, Code),
}

/// A record to take back (冲销).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reversal {
    /// The reversal's own reference.
    pub reference: Code,
    /// What it takes back.
    pub of: Target,
    /// Its own day.
    pub date: Day,
    /// Why.
    pub reason: String,
}

/// A donation to take back and enter again, because its donor, fund, amount or method was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// What is taken back, when and why.
    pub reversal: Reversal,
    /// What it should have been. Its date is the day it was given; it is booked on the day of the correction.
    pub donation: Donation,
}
