//! Commands that take back what was recorded.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{AtCounter, Donation, GoodsDonation};
use crate::calendar::Day;
use crate::code::Code;
use crate::record::{RecordKind, Seq};

/// A record, as people name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// By its number.
    Number(Seq),
    /// By its kind and reference.
    Reference(RecordKind, Code),
}

/// A record to take back (冲销).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// The reversal's own reference.
    pub reference: Code,
    /// What it takes back.
    pub of: Target,
    /// Its own day.
    pub date: Day,
    /// Why.
    pub reason: String,
    /// Who stands at the counter, where a shop's device asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<Box<AtCounter>>,
}

/// A donation, in money or in kind, to take back and enter again, because its donor, fund, amount or method was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What is taken back, when and why.
    pub reversal: Reversal,
    /// What it should have been. Its date is the day it was given; it is booked on the day of the correction.
    #[serde(flatten)]
    pub entered: Entered,
}

/// What is entered in the stead of a donation, of the same sort as it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entered {
    /// Money.
    #[serde(rename = "donation")]
    Donation(Donation),
    /// Goods.
    #[serde(rename = "goods_donation")]
    Goods(GoodsDonation),
}

impl Entered {
    /// The kind of its record.
    #[must_use]
    pub const fn record_kind(&self) -> RecordKind {
        match self {
            Entered::Donation(_) => RecordKind::Donation,
            Entered::Goods(_) => RecordKind::GoodsDonated,
        }
    }

    /// Its reference.
    #[must_use]
    pub const fn reference(&self) -> &Code {
        match self {
            Entered::Donation(donation) => &donation.reference,
            Entered::Goods(donation) => &donation.reference,
        }
    }

    /// Under which code who gave it is registered, if they are.
    #[must_use]
    pub const fn donor(&self) -> Option<&Code> {
        match self {
            Entered::Donation(donation) => donation.registered.as_ref(),
            Entered::Goods(donation) => donation.registered.as_ref(),
        }
    }

    /// The day it was given.
    #[must_use]
    pub const fn date(&self) -> Day {
        match self {
            Entered::Donation(donation) => donation.date,
            Entered::Goods(donation) => donation.date,
        }
    }
}

/// A text that names no record.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a record is named by its number, or by its kind and reference, such as redemption/HX1")]
pub struct NotATarget;

impl FromStr for Target {
    type Err = NotATarget;

    fn from_str(text: &str) -> Result<Self, NotATarget> {
        match text.split_once('/') {
            Some((kind, reference)) => {
                let kind = kind.parse().map_err(|_| NotATarget)?;
                Ok(Target::Reference(kind, reference.parse().map_err(|_| NotATarget)?))
            }
            None => {
                let number: Seq = text.parse().map_err(|_| NotATarget)?;
                (number > 0 && number.to_string() == text)
                    .then_some(Target::Number(number))
                    .ok_or(NotATarget)
            }
        }
    }
}
