//! Words that are put together from typed parts, in the language of whoever reads the report.

use super::Cell;
use crate::messages::Messages;

/// A message with a place for each part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// A record and its reference; parts `kind`, `ref`.
    Summary,
    /// The same with whom it concerns; parts `kind`, `ref`, `party`.
    SummaryOf,
    /// A reversal; parts `seq`, `reason`.
    Reversal,
    /// An account and whose it is; parts `account`, `party`.
    AccountOf,
    /// A title and what it is of; parts `title`, `subject`.
    TitleOf,
    /// Note: one person may count in several categories.
    PersonOnce,
    /// Note: nothing here is about a single person.
    AggregatesOnly,
    /// Note: small counts of people are not told; part `count`.
    SmallCounts,
    /// Note: the statutory books are kept elsewhere.
    ManagementAccounts,
    /// Note: nobody else holds the money.
    NoHost,
    /// Note: late entries are included; part `count`.
    LateEntries,
    /// Note: some rows were reversed.
    ReversedRows,
    /// Remark: vouchers that expired came to more than those that were granted.
    VouchersCameBack,
    /// Remark: more came back than was given.
    MoreCameBack,
    /// Remark: more was spent than came in.
    MoreSpent,
    /// Note: some account codes are not verified; part `codes`.
    UnverifiedCodes,
}

impl Wording {
    /// All of them.
    pub const ALL: &[Wording] = &[
        Wording::Summary,
        Wording::SummaryOf,
        Wording::Reversal,
        Wording::AccountOf,
        Wording::TitleOf,
        Wording::PersonOnce,
        Wording::AggregatesOnly,
        Wording::SmallCounts,
        Wording::ManagementAccounts,
        Wording::NoHost,
        Wording::LateEntries,
        Wording::ReversedRows,
        Wording::VouchersCameBack,
        Wording::MoreCameBack,
        Wording::MoreSpent,
        Wording::UnverifiedCodes,
    ];

    /// The id of its message.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Wording::Summary => "wording-summary",
            Wording::SummaryOf => "wording-summary-of",
            Wording::Reversal => "wording-reversal",
            Wording::AccountOf => "wording-account-of",
            Wording::TitleOf => "report-title-of",
            Wording::PersonOnce => "note-person-once",
            Wording::AggregatesOnly => "note-aggregates-only",
            Wording::SmallCounts => "note-small-counts",
            Wording::ManagementAccounts => "note-management-accounts",
            Wording::NoHost => "note-no-host",
            Wording::LateEntries => "note-late",
            Wording::ReversedRows => "note-reversed",
            Wording::VouchersCameBack => "remark-vouchers-came-back",
            Wording::MoreCameBack => "remark-more-came-back",
            Wording::MoreSpent => "remark-more-spent",
            Wording::UnverifiedCodes => "note-unverified",
        }
    }
}

/// A wording with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    wording: Wording,
    parts: Vec<(&'static str, Cell)>,
}

impl Phrase {
    /// A wording, as yet without parts.
    #[must_use]
    pub const fn new(wording: Wording) -> Self {
        Phrase {
            wording,
            parts: Vec::new(),
        }
    }

    /// Puts a part in its place.
    #[must_use]
    pub fn with(mut self, name: &'static str, part: Cell) -> Self {
        self.parts.push((name, part));
        self
    }

    /// The same without whom it concerns, where it says that.
    #[must_use]
    pub fn without_party(mut self) -> Self {
        if self.wording == Wording::SummaryOf {
            self.wording = Wording::Summary;
            self.parts.retain(|(name, _)| *name != "party");
        }
        self
    }

    /// The words.
    #[must_use]
    pub fn text(&self, messages: &Messages) -> String {
        let parts: Vec<_> = self
            .parts
            .iter()
            .map(|(name, part)| (*name, part.shown(messages)))
            .collect();
        let parts: Vec<_> = parts.iter().map(|(name, part)| (*name, part.as_ref())).collect();
        messages.text_with(self.wording.message_id(), &parts)
    }
}

impl From<Wording> for Phrase {
    fn from(wording: Wording) -> Self {
        Phrase::new(wording)
    }
}
