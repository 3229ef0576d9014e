//! Rows of the registers that all work alike, and the community's settings.

use std::collections::BTreeSet;

use crate::calendar::Day;

/// A row: what it says, and the record of its last change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EntryRow {
    pub(crate) entry: Entry,
    pub(crate) changed: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    Donor {
        /// `person` or `company`.
        kind: &'static str,
        /// One of several names.
        name: i64,
        to: Option<Day>,
    },
    Category {
        /// Whether the community has named it itself.
        is_renamed: bool,
        grades: Option<u8>,
        from: Option<Day>,
        to: Option<Day>,
    },
    Agent {
        resident: String,
        from: Day,
        to: Option<Day>,
    },
    Link {
        /// `same_person`, `owner` or `relative`.
        kind: &'static str,
        /// `officer:甲`, `merchant:M01`, `resident:R01` or `donor:J1`.
        one: String,
        other: String,
        from: Day,
        to: Option<Day>,
    },
    Branch {
        merchant: String,
        from: Day,
        to: Option<Day>,
    },
}

impl Entry {
    /// Whose row it is.
    pub(crate) fn register(&self) -> &'static str {
        match self {
            Entry::Donor { .. } => "donor",
            Entry::Category { .. } => "category",
            Entry::Agent { .. } => "agent",
            Entry::Link { .. } => "link",
            Entry::Branch { .. } => "branch",
        }
    }

    pub(crate) fn days(&self) -> (Option<Day>, Option<Day>) {
        match self {
            Entry::Donor { to, .. } => (None, *to),
            Entry::Category { from, to, .. } => (*from, *to),
            Entry::Agent { from, to, .. } | Entry::Link { from, to, .. } | Entry::Branch { from, to, .. } => {
                (Some(*from), *to)
            }
        }
    }

    /// The same until another day.
    pub(crate) fn until(mut self, day: Option<Day>) -> Self {
        match &mut self {
            Entry::Donor { to, .. }
            | Entry::Category { to, .. }
            | Entry::Agent { to, .. }
            | Entry::Link { to, .. }
            | Entry::Branch { to, .. } => *to = day,
        }
        self
    }

    pub(crate) fn holds_on(&self, day: Day) -> bool {
        let (from, to) = self.days();
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    }

    /// Whether it is of the same resident or merchant, or between the same.
    pub(crate) fn is_of_the_same(&self, before: &Entry) -> bool {
        match (self, before) {
            (Entry::Agent { resident, .. }, Entry::Agent { resident: before, .. }) => resident == before,
            (Entry::Branch { merchant, .. }, Entry::Branch { merchant: before, .. }) => merchant == before,
            (
                Entry::Link { kind, one, other, .. },
                Entry::Link {
                    kind: was,
                    one: one_before,
                    other: other_before,
                    ..
                },
            ) => (kind, one, other) == (was, one_before, other_before),
            _ => true,
        }
    }
}

/// How a community's help goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    /// Of `apply`, `visit`, `review`, `posting` and `sign`, those that are switched off.
    pub(crate) off: BTreeSet<&'static str>,
    pub(crate) posting_days: Option<u16>,
    pub(crate) minutes_above: Option<i64>,
    pub(crate) papers_days: Option<u16>,
    pub(crate) settle_in_steps: bool,
    pub(crate) help_bands: Bands,
    pub(crate) settlement_bands: Bands,
}

/// From how many fen on how many people approve, the lowest first; one where there are none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bands(pub(crate) Vec<(i64, usize)>);

impl Bands {
    pub(crate) fn approvers(&self, fen: i64) -> usize {
        let reached = self.0.iter().filter(|(from, _)| *from <= fen);
        reached.map(|(_, approvers)| *approvers).max().unwrap_or(1)
    }
}

impl Settings {
    pub(crate) fn needs(&self, step: &str) -> bool {
        !self.off.contains(step)
    }
}

/// What of the community may change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Community {
    pub(crate) name: i64,
    pub(crate) settings: Option<Settings>,
    pub(crate) changed: i64,
}

/// The categories that every community has from the beginning.
pub(crate) fn seeded() -> [(&'static str, Option<u8>); 6] {
    [
        ("dibao", None),
        ("dibao_marginal", None),
        ("tekun", None),
        ("hardship", None),
        ("disabled", Some(4)),
        ("elderly_alone", None),
    ]
}
