//! Reports as pages and files: one answer for both, by whichever writer the format has.

mod desk;
mod html;
mod source;
#[cfg(test)]
mod tests;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::{Validate, ValidationError};
use xiaonuan_app::messages::Language;
use xiaonuan_app::report::{Format, Parameter, ReportName, Writer, render};
use xiaonuan_domain::ledger::StatementState;

use crate::access::{Principal, Seen, is_taken_away};
use crate::fault::{Fault, FieldFault};
use crate::open::{Open, parameter};
use crate::query::{code, day, filled, in_order, number};
use crate::words::Words;
pub(crate) use desk::{Desk, ReportForm};
use html::HtmlWriter;

/// A writer of pages that stand alone: a report as a file to keep or to print.
#[must_use]
pub fn paper(language: Language) -> Box<dyn Writer> {
    Box::new(HtmlWriter::new(Words::of(language), None))
}

/// What is asked of a report, besides the view.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
#[validate(schema(function = "period_in_order"))]
pub(crate) struct ReportQuery {
    /// In which form: csv, xlsx, json or html.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::format"))]
    #[param(example = "json")]
    pub(crate) format: Option<String>,
    /// The first day of the period.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "day"))]
    #[param(example = "2026-05-01")]
    pub(crate) from: Option<String>,
    /// The last day of the period.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "day"))]
    #[param(example = "2026-05-31")]
    pub(crate) to: Option<String>,
    /// Only this fund.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "code"))]
    pub(crate) fund: Option<String>,
    /// Only this merchant.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "code"))]
    pub(crate) merchant: Option<String>,
    /// Only this account, by its number.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "number"))]
    pub(crate) account: Option<String>,
    /// Only this branch of a merchant.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "code"))]
    pub(crate) branch: Option<String>,
    /// Only statements that stand here: draft, sent, confirmed, disputed, approved, paid or replaced.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::choice::<StatementState>"))]
    #[param(example = "sent")]
    pub(crate) state: Option<String>,
}

impl ReportQuery {
    /// What is asked of one report: the fields that it has, by name.
    pub(crate) fn asked_of(&self, report: ReportName) -> Vec<(&'static str, &str)> {
        let fields = [
            (Parameter::From, &self.from),
            (Parameter::To, &self.to),
            (Parameter::Fund, &self.fund),
            (Parameter::Merchant, &self.merchant),
            (Parameter::Account, &self.account),
            (Parameter::Branch, &self.branch),
            (Parameter::State, &self.state),
        ];
        let of_report = fields.into_iter().filter(|(parameter, _)| parameter.is_of(report));
        of_report
            .filter_map(|(parameter, value)| Some((parameter.as_str(), value.as_deref()?)))
            .collect()
    }
}

fn period_in_order(query: &ReportQuery) -> Result<(), ValidationError> {
    in_order(query.from.as_ref(), query.to.as_ref())
}

/// The report that the address names; anything else there is not found.
pub(crate) struct PathReport(pub(crate) ReportName);

impl<S: Send + Sync> FromRequestParts<S> for PathReport {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let name = parameter(parts, "report").await?;
        name.parse().map(PathReport).map_err(|_| {
            let names = ReportName::ALL.iter().map(|name| name.as_str());
            Fault::Unlisted(FieldFault::of_choices("report", names))
        })
    }
}

/// A report in a format, written as its rows come.
pub(crate) async fn answer(
    open: Open,
    report: ReportName,
    query: ReportQuery,
    format: Format,
    to: &Principal,
) -> Result<Response, Fault> {
    to.may_report(report, query.merchant.as_deref(), format)?;
    let words = open.visit.words;
    let writer = format
        .writer(words.books)
        .unwrap_or_else(|| Box::new(HtmlWriter::new(words, Some(Desk::of(&open, to, report, query.clone())))));
    let (heading, rows) = source::open(open, report, &query).await?;
    let rows = Seen::by(to, rows);
    let file = if is_taken_away(format) {
        format!("attachment; filename=\"{}\"", heading.file_name(format))
    } else {
        "inline".to_owned()
    };
    let bytes = render(heading, rows, writer).inspect(|piece| {
        if let Err(error) = piece {
            tracing::error!(%error, "a report could not be finished");
        }
    });
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, file),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}
