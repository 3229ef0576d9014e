//! What a report is asked for: read from texts by one parser, whether they come from a command line or an address.

use std::str::FromStr;

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::ledger::StatementState;

use super::{Expected, Parameter, ReportError, ReportName};
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
    /// The code of a merchant's branch.
    pub branch: Option<&'a str>,
    /// Where a statement stands.
    pub state: Option<&'a str>,
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
    /// Of this branch of a merchant only.
    pub branch: Option<String>,
    /// Of statements that stand here only.
    pub state: Option<StatementState>,
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
            branch: given(Parameter::Branch, asked.branch)?,
            state: read(
                Parameter::State,
                given(Parameter::State, asked.state)?,
                Expected::StatementState,
            )?,
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
