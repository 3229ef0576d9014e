//! Queries: read, validated, and answered field by field when they are wrong.

mod wrong;

use std::borrow::Cow;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;
use validator::{Validate, ValidationError};
use xiaonuan_app::view::{AsAsked, Recorded, Upto};
use xiaonuan_domain::account::AccountKind;

pub(crate) use self::wrong::{at, choice, field_faults, field_faults_but, needed, none_of, one_of, outside};
use crate::fault::{Fault, FieldCode, FieldFault};

/// A query whose fields are all as they should be.
pub(crate) struct ValidQuery<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned + Validate> FromRequestParts<S> for ValidQuery<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let Ok(Query(query)) = Query::<T>::try_from_uri(&parts.uri) else {
            return Err(Fault::Invalid(vec![FieldFault::new("query", FieldCode::Form)]));
        };
        match query.validate() {
            Ok(()) => Ok(ValidQuery(query)),
            Err(errors) => Err(Fault::Invalid(field_faults(&errors))),
        }
    }
}

/// As of when the books are shown.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ViewQuery {
    /// Business time: a day of the community (to its end), or a moment. Nothing means as the books stand.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "upto"))]
    #[param(example = "2026-03-31")]
    pub(crate) as_of: Option<String>,
    /// Recording: a record number, a day (to its end), or a moment. Nothing means everything on record.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "recorded"))]
    #[param(example = "120")]
    pub(crate) as_recorded: Option<String>,
}

impl ViewQuery {
    pub(crate) fn asked(&self) -> AsAsked {
        AsAsked {
            at: self.as_of.as_deref().and_then(|text| text.parse().ok()),
            recorded: self.as_recorded.as_deref().and_then(|text| text.parse().ok()),
        }
    }
}

/// A field of a form that was left empty says nothing.
pub(crate) fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// What a validated field says.
pub(crate) fn said<T: FromStr>(field: Option<&String>) -> Option<T> {
    field.and_then(|text| text.parse().ok())
}

pub(crate) fn reads<T: FromStr>(text: &str, code: FieldCode) -> Result<(), ValidationError> {
    match text.parse::<T>() {
        Ok(_) => Ok(()),
        Err(_) => Err(ValidationError::new(code.as_str())),
    }
}

fn upto(text: &str) -> Result<(), ValidationError> {
    reads::<Upto>(text, FieldCode::Moment)
}

fn recorded(text: &str) -> Result<(), ValidationError> {
    reads::<Recorded>(text, FieldCode::Moment)
}

pub(crate) fn day(text: &str) -> Result<(), ValidationError> {
    reads::<xiaonuan_domain::calendar::Day>(text, FieldCode::Day)
}

pub(crate) fn code(text: &str) -> Result<(), ValidationError> {
    reads::<xiaonuan_domain::code::Code>(text, FieldCode::Code)
}

pub(crate) fn account_kind(text: &str) -> Result<(), ValidationError> {
    match text.parse::<AccountKind>() {
        Ok(kind) if kind.is_listed() => Ok(()),
        _ => Err(none_of(
            AccountKind::ALL
                .iter()
                .filter(|kind| kind.is_listed())
                .map(|kind| kind.as_str()),
        )),
    }
}

pub(crate) fn format(text: &str) -> Result<(), ValidationError> {
    use xiaonuan_app::report::Format;
    match text.parse::<Format>() {
        // A table is for terminals.
        Ok(format) if format != Format::Table => Ok(()),
        _ => {
            let formats = Format::ALL.iter().filter(|format| **format != Format::Table);
            Err(none_of(formats.map(|format| format.as_str())))
        }
    }
}

/// Whether to do something or not.
pub(crate) fn yes_or_no(text: &str) -> Result<(), ValidationError> {
    match text {
        "true" | "false" => Ok(()),
        _ => Err(none_of(["true", "false"].into_iter())),
    }
}

pub(crate) fn cursor(text: &str) -> Result<(), ValidationError> {
    reads::<xiaonuan_app::view::Cursor>(text, FieldCode::Cursor)
}

/// A place in a list that has open things first: whether what stands there is closed, and its record.
pub(crate) fn place_of(text: &str) -> Option<(bool, i64)> {
    let (state, seq) = text.split_once('-')?;
    let is_closed = match state {
        "open" => false,
        "closed" => true,
        _ => return None,
    };
    Some((is_closed, seq.parse().ok()?))
}

pub(crate) fn place(text: &str) -> Result<(), ValidationError> {
    match place_of(text) {
        Some(_) => Ok(()),
        None => Err(ValidationError::new(FieldCode::Cursor.as_str())),
    }
}

/// A record's number to begin before.
pub(crate) fn number(text: &str) -> Result<(), ValidationError> {
    match text.parse::<i64>() {
        Ok(1..) => Ok(()),
        _ => Err(ValidationError {
            code: Cow::Borrowed(FieldCode::Number.as_str()),
            message: None,
            params: std::collections::HashMap::new(),
        }),
    }
}

/// Whether a period ends before it begins.
pub(crate) fn in_order(from: Option<&String>, to: Option<&String>) -> Result<(), ValidationError> {
    match (from, to) {
        (Some(from), Some(to)) if from > to => Err(at("to", FieldCode::Order)),
        _ => Ok(()),
    }
}

/// Whether to do it.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WriteQuery {
    /// true: decide it by the same code as things stand, change nothing, and answer 200 with what would be recorded.
    // Left empty it is refused: whoever names it means to change nothing.
    #[serde(default)]
    #[validate(custom(function = "yes_or_no"))]
    #[param(value_type = Option<bool>)]
    dry_run: Option<String>,
}

impl WriteQuery {
    pub(crate) fn is_dry(&self) -> bool {
        self.dry_run.as_deref() == Some("true")
    }
}

/// Which accounts.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountQuery {
    /// Only accounts of this sort.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "account_kind"))]
    #[param(example = "payable")]
    pub(crate) kind: Option<String>,
    /// Only accounts of this fund.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "code"))]
    pub(crate) fund: Option<String>,
    /// Only accounts of this merchant.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "code"))]
    pub(crate) merchant: Option<String>,
}

/// Which part of a statement.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
#[validate(schema(function = "statement_in_order"))]
pub(crate) struct StatementQuery {
    /// The first day.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "day"))]
    #[param(example = "2026-05-01")]
    pub(crate) from: Option<String>,
    /// The last day.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "day"))]
    #[param(example = "2026-05-31")]
    pub(crate) to: Option<String>,
    /// Where the page begins, as the page before gave it.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "cursor"))]
    pub(crate) after: Option<String>,
}

fn statement_in_order(query: &StatementQuery) -> Result<(), ValidationError> {
    in_order(query.from.as_ref(), query.to.as_ref())
}

/// Which part of the journal.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JournalQuery {
    /// Only records before this number.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "number"))]
    #[param(example = "120")]
    pub(crate) before: Option<String>,
    /// How many rows at most, up to 200; of records as many where nothing is said.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "page_size"))]
    #[param(example = "200")]
    pub(crate) limit: Option<String>,
}

/// Which rows of a register.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RegisterQuery {
    /// Only rows whose code or names hold this text; of people, whose code does. Names are sought by `POST registers/search`.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "sought"))]
    pub(crate) q: Option<String>,
    /// Only rows in this state: funds restricted, unrestricted or ended; merchants active, left or joining; discounts draft, offered,
    /// approved, suspended or ended; residents eligible, not_eligible or ended; donors, categories, agents, links, branches and households
    /// active, ended or coming; cards, devices and staff blocked besides. On the last day of the view.
    #[serde(default, deserialize_with = "filled")]
    #[param(example = "active")]
    pub(crate) state: Option<String>,
    /// Only what is of this one: discounts and branches of a merchant, residents of a household, agents and cards of a resident,
    /// devices and staff of a merchant, by code; links of a party, written as links have it. Other registers are of nobody and refuse it.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "sought"))]
    pub(crate) of: Option<String>,
    /// Where the page begins, as `next` of the page before gave it.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "code"))]
    pub(crate) after: Option<String>,
    /// How many rows at most, up to 200; 100 where nothing is said.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "page_size"))]
    #[param(example = "100")]
    pub(crate) limit: Option<String>,
}

/// Which part of a history.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// Where the page begins, as `next` of the page before gave it.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "number"))]
    pub(crate) after: Option<String>,
    /// How many rows at most, up to 200; 100 where nothing is said.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "page_size"))]
    #[param(example = "100")]
    pub(crate) limit: Option<String>,
}

/// How long a text to look for may be.
const LONGEST_SOUGHT: usize = 200;

/// A text to look for. No name has control characters, and PostgreSQL takes no NUL in a text.
pub(crate) fn sought(text: &str) -> Result<(), ValidationError> {
    if text.chars().count() > LONGEST_SOUGHT {
        return Err(ValidationError::new(FieldCode::Length.as_str()));
    }
    if text.chars().any(char::is_control) {
        return Err(ValidationError::new(FieldCode::Text.as_str()));
    }
    Ok(())
}

/// How many rows a page may have.
const LARGEST_PAGE: i64 = 200;
const USUAL_PAGE: usize = 100;

pub(crate) fn page_size(text: &str) -> Result<(), ValidationError> {
    match text.parse::<i64>() {
        Ok(1..=LARGEST_PAGE) => Ok(()),
        _ => Err(outside(FieldCode::Number, 1, LARGEST_PAGE)),
    }
}

/// How many rows a page has at most.
pub(crate) fn most(limit: Option<&String>) -> usize {
    said(limit).unwrap_or(USUAL_PAGE)
}
