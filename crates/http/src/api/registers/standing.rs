//! Rows that are changed: how they stand, and which state a change is based on.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::header::IF_MATCH;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::Validate;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::{AsAsked, Reading, Recorded};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;

use crate::access::Principal;
use crate::api::ask::Edits;
use crate::body::{RowBody, ValidBody};
use crate::fault::Fault;

/// A body that changes rows, which show themselves as it says them.
pub(in crate::api) trait OfRow: Edits {
    /// The record of the row's last change, and the row as it is shown.
    fn row(reading: &Reading, code: &Code) -> Option<(Seq, Value)>;

    /// The row as it is shown to somebody; nothing where all see it alike.
    fn masked(_: &Reading, _: &Code, _: &Principal) -> Option<Value> {
        None
    }
}

/// The books whose rows are changed.
pub(in crate::api) struct Standing<'a> {
    pub(in crate::api) service: &'a Service,
    pub(in crate::api) community: &'a str,
    /// As they stand.
    pub(in crate::api) now: Reading,
    /// Whether changes are only decided.
    pub(in crate::api) is_dry: bool,
}

impl Standing<'_> {
    /// What a body asks of a row as it stands; sent again, as it stood then, so that it is answered as before.
    pub(in crate::api) async fn over<T: OfRow + DeserializeOwned + Validate>(
        &self,
        (code, based_on): (&Code, Seq),
        asked: RowBody<T>,
        by: &Principal,
    ) -> Result<ValidBody<T>, Fault> {
        let row = T::row(&self.now, code);
        let asked = match (&row, T::masked(&self.now, code, by)) {
            (Some((_, whole)), Some(masked)) if masked != *whole => asked.unmasked(&masked, whole, self.is_dry)?,
            _ => asked,
        };
        let is_current = row.as_ref().is_some_and(|(changed, _)| *changed == based_on);
        if !is_current && asked.has_errors() && based_on >= 0 {
            let then = AsAsked {
                at: None,
                recorded: Some(Recorded::Number(based_on)),
            };
            let then = self.service.read(self.community, then).await?;
            let row = T::row(&then, code).or(row);
            return asked.over(row.as_ref().map(|(_, row)| row), false);
        }
        asked.over(row.as_ref().map(|(_, row)| row), is_current)
    }
}

/// The record that a change is based on, from the ETag that it names.
pub(crate) struct IfMatch(pub(super) Seq);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let mut tags = parts.headers.get_all(IF_MATCH).iter();
        match (tags.next(), tags.next()) {
            (None, _) => Err(Fault::ConditionRequired),
            (Some(tag), None) => based_on(tag.to_str().unwrap_or_default()).map(IfMatch),
            (Some(_), Some(_)) => Err(Fault::InvalidCondition),
        }
    }
}

/// Any tag will not do: whoever changes a row must have read it. The number is what the row shows as `changed`, and does
/// without the quotation marks of a tag too. What is neither is no state of a row, and not one that has passed.
pub(in crate::api) fn based_on(tag: &str) -> Result<Seq, Fault> {
    let text = tag.trim();
    if text == "*" {
        return Err(Fault::ConditionRequired);
    }
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let number = quoted.unwrap_or(text);
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::InvalidCondition);
    }
    Ok(Seq::from_str(number).unwrap_or(NO_RECORD))
}

/// No row was changed by it: those that never were, are of record 0.
const NO_RECORD: Seq = -1;
