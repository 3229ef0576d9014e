//! Commands of merchants' statements and of settlements in steps.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::account::Held;
use crate::calendar::{Day, Instant, Zone};
use crate::code::Code;
use crate::money::Money;
use crate::record::Seq;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// The month of it, from 1.
    pub month: i8,
}

/// A merchant's statement of a month to draw up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DraftStatement {
    /// Its reference.
    pub reference: Code,
    /// Whose it is, as given.
    pub merchant: String,
    /// The month.
    pub month: Month,
    /// The day of drawing it up; today where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Day>,
    /// Who draws it up.
    pub by: String,
}

/// A step of a statement that is drawn up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepStatement {
    /// The statement.
    pub statement: Code,
    /// What is done.
    pub step: StatementStep,
    /// The day of it; today where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Day>,
    /// Of an approval: the hash of what is approved, where it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approves: Option<String>,
    /// Who does it: an officer, or whoever answered for the merchant.
    pub by: String,
}

/// What can be done with a statement that is drawn up. Paying it is a settlement's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementStep {
    /// Give it to the merchant.
    Send,
    /// The merchant agrees, under the number of its invoice.
    Confirm {
        /// The number.
        invoice: String,
    },
    /// The merchant disagrees about some lines.
    Dispute {
        /// The records, each with what is wrong with it.
        lines: Vec<(Seq, String)>,
    },
    /// Agree that it is paid.
    Approve,
}

/// A payment of what merchants are owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// The reference.
    pub reference: Code,
    /// The day of payment.
    pub date: Day,
    /// To whom, as given.
    pub merchant: String,
    /// How much; all that is owed where nothing is said.
    pub amount: Option<Money>,
    /// Whether the office pays it in one step; nothing of a payment that a file states, which was decided elsewhere.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub at_once: bool,
    /// From where it is paid.
    #[serde(skip_serializing_if = "Held::is_bank")]
    pub from: Held,
}

/// A settlement to prepare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrepareSettlement {
    /// The reference that the payment will have.
    pub reference: Code,
    /// The day of preparing it.
    pub date: Day,
    /// What is to be paid.
    pub of: SettlementOf,
    /// Who prepares it.
    pub by: String,
}

/// What a settlement pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementOf {
    /// A merchant.
    Merchant {
        /// To whom, as given.
        merchant: String,
        /// How much; all that is owed where nothing is said.
        amount: Option<Money>,
    },
    /// A statement that is approved.
    Statement(Code),
}

/// A prepared settlement to approve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApproveSettlement {
    /// The settlement.
    pub settlement: Code,
    /// The day of approving it; today where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Day>,
    /// The hash of what is approved, where it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approves: Option<String>,
    /// Who approves it.
    pub by: String,
}

/// An approved settlement to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaySettlement {
    /// The settlement.
    pub settlement: Code,
    /// The day of payment.
    pub date: Day,
    /// From where it is paid.
    #[serde(skip_serializing_if = "Held::is_bank")]
    pub from: Held,
    /// Who pays.
    pub by: String,
}

/// A text that is no month.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a month is written like 2026-01")]
pub struct NotAMonth;

impl Month {
    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Day {
        let first: Day = format!("{self}-01").parse().expect("a first of a month");
        first.last_of_month()
    }

    /// The first instant after it in a zone.
    #[must_use]
    pub fn end(self, zone: &Zone) -> Instant {
        zone.end_of(self.last_day())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Years 2000 to 2999.
impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let read = || {
            let (year, month) = text.split_once('-')?;
            let month = Month {
                year: year.parse().ok()?,
                month: month.parse().ok()?,
            };
            ((2000..3000).contains(&month.year) && (1..=12).contains(&month.month)).then_some(month)
        };
        read().filter(|month| month.to_string() == text).ok_or(NotAMonth)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
