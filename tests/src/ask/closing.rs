//! Closing and reopening of periods.

use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::closing::{ClosePeriod, Closing, ReopenPeriod};
use xiaonuan_domain::register::Span;

use super::{code, day};

/// Closing of the month or year that a day is in, with all before it.
#[must_use]
pub fn close(reference: &str, span: Span, within: &str) -> Command {
    Command::Close(Box::new(Closing::Close(ClosePeriod {
        reference: code(reference),
        span,
        day: day(within),
        from: Some(day("2000-01-01")),
    })))
}

/// What two people ask who reopen the month or year that a day is in.
#[must_use]
pub fn reopening(reference: &str, span: Span, within: &str) -> ReopenPeriod {
    ReopenPeriod {
        reference: code(reference),
        span,
        day: day(within),
        requested_by: "会计".to_owned(),
        approved_by: "主任".to_owned(),
        reason: "漏记一笔".to_owned(),
    }
}

/// Reopening of the month or year that a day is in.
#[must_use]
pub fn reopen(reference: &str, span: Span, within: &str) -> Command {
    Command::Close(Box::new(Closing::Reopen(reopening(reference, span, within))))
}
