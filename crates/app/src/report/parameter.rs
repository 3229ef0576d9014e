//! What reports can be asked with, and what each of it should be.

use std::fmt;

use super::ReportName;

/// What a report can be asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// The community.
    Community,
    /// Business time.
    AsOf,
    /// Up to where recording counts.
    AsRecorded,
    /// The first day.
    From,
    /// The last day.
    To,
    /// A fund.
    Fund,
    /// A merchant.
    Merchant,
    /// An account.
    Account,
    /// A branch of a merchant.
    Branch,
    /// Where something stands.
    State,
}

impl Parameter {
    /// The name in addresses; options on the command line have hyphens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Parameter::Community => "community",
            Parameter::AsOf => "as_of",
            Parameter::AsRecorded => "as_recorded",
            Parameter::From => "from",
            Parameter::To => "to",
            Parameter::Fund => "fund",
            Parameter::Merchant => "merchant",
            Parameter::Account => "account",
            Parameter::Branch => "branch",
            Parameter::State => "state",
        }
    }

    /// Whether a report can be asked with it. One that cannot says so, rather than showing more than was asked for.
    #[must_use]
    pub const fn is_of(self, report: ReportName) -> bool {
        use ReportName as R;
        match self {
            Parameter::Community | Parameter::AsOf | Parameter::AsRecorded => true,
            Parameter::From | Parameter::To => !matches!(
                report,
                R::Funds | R::Merchants | R::Vouchers | R::Receivables | R::Encumbrances | R::OpenPapers
            ),
            Parameter::Fund => !matches!(report, R::Merchants | R::Statement | R::Statements),
            Parameter::Merchant => matches!(
                report,
                R::Merchants
                    | R::Redemptions
                    | R::GeneralLedger
                    | R::Journal
                    | R::DiscountUse
                    | R::Statement
                    | R::Statements
                    | R::Receivables
            ),
            Parameter::Account => matches!(report, R::GeneralLedger),
            Parameter::Branch => matches!(report, R::Redemptions),
            Parameter::State => matches!(report, R::Statements),
        }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a parameter should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A time with its offset, or a day.
    TimeOrDay,
    /// A record's number, or a time.
    NumberOrTime,
    /// A time at which something was on record.
    SomethingOnRecord,
    /// A day.
    Day,
    /// A day not before the first one.
    NotBeforeFrom,
    /// Nothing: the report has no such parameter.
    Nothing,
    /// A merchant's code, which this report cannot do without.
    Merchant,
    /// The number of an account of the general book.
    Account,
    /// Where a statement stands.
    StatementState,
}

impl Expected {
    /// All of them.
    pub const ALL: &[Expected] = &[
        Expected::TimeOrDay,
        Expected::NumberOrTime,
        Expected::SomethingOnRecord,
        Expected::Day,
        Expected::NotBeforeFrom,
        Expected::Nothing,
        Expected::Merchant,
        Expected::Account,
        Expected::StatementState,
    ];

    /// The id of its message.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Expected::TimeOrDay => "expected-time-or-day",
            Expected::NumberOrTime => "expected-number-or-time",
            Expected::SomethingOnRecord => "expected-something-on-record",
            Expected::Day => "expected-day",
            Expected::NotBeforeFrom => "expected-not-before-from",
            Expected::Nothing => "expected-nothing",
            Expected::Merchant => "expected-merchant",
            Expected::Account => "expected-account",
            Expected::StatementState => "expected-statement-state",
        }
    }
}
