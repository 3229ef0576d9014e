//! What can be asked of the registers: rows to register, and what they shall be.

use crate::calendar::Day;
use crate::registers::{Entry, Held, Settings, Terms};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum To {
    Community {
        /// One of several names.
        name: i64,
        settings: Option<Settings>,
    },
    Fund {
        restricted: bool,
        purposes: Vec<&'static str>,
    },
    Merchant {
        left_on: Option<Day>,
    },
    Discount {
        state: &'static str,
        terms: Terms,
        from: Option<Day>,
    },
    Resident {
        household: Option<&'static str>,
        held: Vec<Held>,
    },
    Entry(Entry),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) row: String,
    pub(crate) based_on: i64,
    pub(crate) to: To,
}

/// A row to register.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NewRow {
    Fund {
        restricted: bool,
        purposes: Vec<&'static str>,
    },
    Merchant {
        joined_on: Day,
    },
    Discount {
        merchant: String,
        fund: Option<String>,
        state: &'static str,
        terms: Terms,
    },
    Resident {
        /// Whose identity number it has: its own, or another's.
        identity: String,
        household: Option<&'static str>,
        held: Vec<Held>,
    },
    Entry(Entry),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Registration {
    pub(crate) row: String,
    pub(crate) new: NewRow,
}

impl To {
    /// The operation's name: as batches name it.
    pub(super) fn scope(&self) -> &'static str {
        match self {
            To::Community { .. } => "community_change",
            To::Fund { .. } => "fund_change",
            To::Merchant { .. } => "merchant_change",
            To::Discount { .. } => "discount_change",
            To::Resident { .. } => "resident_change",
            To::Entry(Entry::Donor { .. }) => "donor_change",
            To::Entry(Entry::Category { .. }) => "category_change",
            To::Entry(Entry::Agent { .. }) => "agent_change",
            To::Entry(Entry::Link { .. }) => "link_change",
            To::Entry(Entry::Branch { .. }) => "branch_change",
        }
    }
}

impl NewRow {
    /// The operation's name: as batches name it.
    pub(super) fn scope(&self) -> &'static str {
        match self {
            NewRow::Fund { .. } => "fund",
            NewRow::Merchant { .. } => "merchant",
            NewRow::Discount { .. } => "discount",
            NewRow::Resident { .. } => "resident",
            NewRow::Entry(entry) => entry.register(),
        }
    }
}
