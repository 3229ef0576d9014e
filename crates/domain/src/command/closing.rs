//! Closing and reopening periods.

use serde::{Deserialize, Serialize};

use crate::calendar::{Day, Instant, Zone};
use crate::code::Code;
use crate::record::RecordKind;
use crate::register::Span;

/// A change of which periods are closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    /// Close a month or a year 月结, 年结.
    Close(ClosePeriod),
    /// Open the period that was closed last 反结账.
    Reopen(ReopenPeriod),
}

/// A period to close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosePeriod {
    /// The reference.
    pub reference: Code,
    /// A month or a year.
    pub span: Span,
    /// Any day of it.
    pub day: Day,
    /// Any day of the first month that is closed with it, where no month was closed before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
}

/// A period to open again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReopenPeriod {
    /// The reference.
    pub reference: Code,
    /// A month or a year.
    pub span: Span,
    /// Any day of it.
    pub day: Day,
    /// Who asks for it.
    pub requested_by: String,
    /// Who allows it: another person.
    pub approved_by: String,
    /// Why.
    pub reason: String,
}

impl Closing {
    /// The reference.
    #[must_use]
    pub fn reference(&self) -> &Code {
        match self {
            Closing::Close(it) => &it.reference,
            Closing::Reopen(it) => &it.reference,
        }
    }

    /// A month or a year.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Closing::Close(it) => it.span,
            Closing::Reopen(it) => it.span,
        }
    }

    /// The last day of the period.
    #[must_use]
    pub fn last_day(&self) -> Day {
        let day = match self {
            Closing::Close(it) => it.day,
            Closing::Reopen(it) => it.day,
        };
        self.span().last_day(day)
    }

    /// The last instant of the period, at which the books of a year are closed.
    #[must_use]
    pub fn last_instant(&self, zone: &Zone) -> Instant {
        zone.end_of(self.last_day()).just_before()
    }

    /// The kind of its record.
    #[must_use]
    pub fn record_kind(&self) -> RecordKind {
        match (self, self.span()) {
            (Closing::Close(_), Span::Month) => RecordKind::MonthClosed,
            (Closing::Close(_), Span::Year) => RecordKind::YearClosed,
            (Closing::Reopen(_), Span::Month) => RecordKind::MonthReopened,
            (Closing::Reopen(_), Span::Year) => RecordKind::YearReopened,
        }
    }
}
