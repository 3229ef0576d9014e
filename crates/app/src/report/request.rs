//! What a report is asked for: read from texts by one parser, whether they come from a command line or an address.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use xiaonuan_domain::calendar::Day;
use xiaonuan_persistence::error::StoreError;

use super::ReportName;
use crate::messages::{Language, Messages};
use crate::view::{Recorded, Upto};

/// What was written for each parameter; nothing and an empty text both mean that it wasn't asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The community's code.
    pub community: &'a str,
    /// Business time: a time with its offset, or a day, which counts to its end.
    pub as_of: Option<&'a str>,
    /// A record's number, or a time, or a day, which counts to its end.
    pub as_recorded: Option<&'a str>,
    /// The first day.
    pub from: Option<&'a str>,
    /// The last day.
    pub to: Option<&'a str>,
    /// A fund's code.
    pub fund: Option<&'a str>,
    /// A merchant's code.
    pub merchant: Option<&'a str>,
    /// An account's number.
    pub account: Option<&'a str>,
}

/// A report that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which.
    pub report: ReportName,
    /// The community's code.
    pub community: String,
    /// The business time up to which things count; unless said, the recording of the last record that counts.
    pub as_of: Option<Upto>,
    /// Up to where recording counts; everything unless said.
    pub as_recorded: Option<Recorded>,
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// Of this fund only.
    pub fund: Option<String>,
    /// Of this merchant only.
    pub merchant: Option<String>,
    /// Of the account with this number only.
    pub account: Option<i64>,
}

impl Request {
    /// Reads what was asked for.
    ///
    /// # Errors
    /// [`ReportError::Invalid`] with the first parameter that cannot be read, or that this report doesn't have.
    pub fn parse(report: ReportName, asked: &Asked<'_>) -> Result<Self, ReportError> {
        let given = |parameter: Parameter, text: Option<&str>| match text.filter(|text| !text.is_empty()) {
            Some(text) if !parameter.is_of(report) => Err(invalid(parameter, text, Expected::Nothing)),
            other => Ok(other.map(str::to_owned)),
        };
        let request = Request {
            report,
            community: asked.community.to_owned(),
            as_of: read(
                Parameter::AsOf,
                given(Parameter::AsOf, asked.as_of)?,
                Expected::TimeOrDay,
            )?,
            as_recorded: read(
                Parameter::AsRecorded,
                given(Parameter::AsRecorded, asked.as_recorded)?,
                Expected::NumberOrTime,
            )?,
            from: read(Parameter::From, given(Parameter::From, asked.from)?, Expected::Day)?,
            to: read(Parameter::To, given(Parameter::To, asked.to)?, Expected::Day)?,
            fund: given(Parameter::Fund, asked.fund)?,
            merchant: given(Parameter::Merchant, asked.merchant)?,
            account: account(given(Parameter::Account, asked.account)?)?,
        };
        match (request.from, request.to) {
            (Some(from), Some(to)) if to < from => {
                Err(invalid(Parameter::To, &to.to_string(), Expected::NotBeforeFrom))
            }
            _ if report == ReportName::Statement && request.merchant.is_none() => {
                Err(invalid(Parameter::Merchant, "", Expected::Merchant))
            }
            _ => Ok(request),
        }
    }
}

fn read<T: FromStr>(parameter: Parameter, text: Option<String>, expected: Expected) -> Result<Option<T>, ReportError> {
    let read = |text: String| text.parse().map_err(|_| invalid(parameter, &text, expected));
    text.map(read).transpose()
}

fn account(text: Option<String>) -> Result<Option<i64>, ReportError> {
    let number = |text: String| {
        let number = text.parse().ok().filter(|number| *number > 0);
        number.ok_or_else(|| invalid(Parameter::Account, &text, Expected::Account))
    };
    text.map(number).transpose()
}

fn invalid(parameter: Parameter, value: &str, expected: Expected) -> ReportError {
    ReportError::Invalid {
        parameter,
        value: value.to_owned(),
        expected,
    }
}

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
        }
    }

    /// Whether a report can be asked with it. One that cannot says so, rather than showing more than was asked for.
    #[must_use]
    pub const fn is_of(self, report: ReportName) -> bool {
        use ReportName as R;
        match self {
            Parameter::Community | Parameter::AsOf | Parameter::AsRecorded => true,
            Parameter::From | Parameter::To => {
                !matches!(report, R::Funds | R::Merchants | R::Vouchers | R::Receivables)
            }
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
        }
    }
}

/// A report could not be given.
#[derive(Debug, Error)]
pub enum ReportError {
    /// There is none such in these books.
    #[error("{}", self.message(Language::English))]
    NotFound {
        /// What was looked for: a community, fund, merchant or account.
        what: Parameter,
        /// By which code.
        code: String,
    },
    /// A parameter is not what it should be.
    #[error("{}", self.message(Language::English))]
    Invalid {
        /// Which.
        parameter: Parameter,
        /// What was written.
        value: String,
        /// What would be right.
        expected: Expected,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReportError {
    /// What is wrong and what would be right, for people. A failure of the database says only that.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let messages = Messages::of(language);
        match self {
            ReportError::NotFound { what, code } => {
                messages.text_with(&format!("report-no-{what}"), &[("code", code.as_str())])
            }
            ReportError::Invalid {
                parameter,
                value,
                expected,
            } => {
                let expected = messages.text(expected.message_id());
                let arguments = [
                    ("parameter", parameter.as_str()),
                    ("expected", &expected),
                    ("value", value),
                ];
                let id = if value.is_empty() {
                    "report-missing"
                } else {
                    "report-invalid"
                };
                messages.text_with(id, &arguments[..if value.is_empty() { 2 } else { 3 }])
            }
            ReportError::Store(_) => messages.text("report-failed"),
        }
    }
}
