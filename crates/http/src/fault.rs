//! What cannot be answered: values until one place turns them into a problem document or a page.

mod render;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use xiaonuan_app::view::ViewError;

pub(crate) use render::{Problem, render};

use crate::words::{Words, t};

/// Why a request is not answered as asked.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// There is no such address, community, fund, account or record; all alike.
    NotFound,
    /// Some fields of the query are not what they should be.
    Invalid(Vec<FieldFault>),
    /// The address knows no such method.
    MethodNotAllowed,
    /// The body is larger than allowed.
    TooLarge,
    /// The request names a host that this service is not.
    WrongHost,
    /// It took too long, or the service is not ready.
    Unavailable,
    /// Any other refusal of the request by its form.
    BadRequest,
    /// Something failed that the asker cannot mend.
    Internal(Option<Arc<dyn std::error::Error + Send + Sync>>),
}

/// A field that is not what it should be. Never holds what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldFault {
    /// The field.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) code: FieldCode,
}

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldCode {
    /// Not a day.
    Day,
    /// Not a day, moment or record number.
    Moment,
    /// Not one of the choices.
    Choice,
    /// Not a code.
    Code,
    /// Not a number, or out of range.
    Number,
    /// The last day lies before the first.
    Order,
    /// The report cannot do without it.
    Required,
    /// The report has no such field.
    Unasked,
    /// Not readable at all.
    Form,
}

impl FieldCode {
    const ALL: &[FieldCode] = &[
        FieldCode::Day,
        FieldCode::Moment,
        FieldCode::Choice,
        FieldCode::Code,
        FieldCode::Number,
        FieldCode::Order,
        FieldCode::Required,
        FieldCode::Unasked,
        FieldCode::Form,
    ];

    /// The stable code.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            FieldCode::Day => "invalid_date",
            FieldCode::Moment => "invalid_moment",
            FieldCode::Choice => "invalid_kind",
            FieldCode::Code => "invalid_code",
            FieldCode::Number => "invalid_number",
            FieldCode::Order => "invalid_order",
            FieldCode::Required => "required",
            FieldCode::Unasked => "not_asked_for",
            FieldCode::Form => "invalid_form",
        }
    }

    pub(crate) fn of(code: &str) -> Self {
        let found = FieldCode::ALL.iter().find(|known| known.as_str() == code);
        found.copied().unwrap_or(FieldCode::Form)
    }

    pub(crate) fn message(self, words: Words) -> String {
        match self {
            FieldCode::Day => t!(words, "field-fault-day"),
            FieldCode::Moment => t!(words, "field-fault-moment"),
            FieldCode::Choice => t!(words, "field-fault-choice"),
            FieldCode::Code => t!(words, "field-fault-code"),
            FieldCode::Number => t!(words, "field-fault-number"),
            FieldCode::Order => t!(words, "field-fault-order"),
            FieldCode::Required => t!(words, "field-fault-required"),
            FieldCode::Unasked => t!(words, "field-fault-unasked"),
            FieldCode::Form => t!(words, "field-fault-form"),
        }
    }
}

impl Fault {
    /// The fault behind an answer of the frame, which knows a status only.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Fault::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Fault::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE => Fault::Unavailable,
            status if status.is_client_error() => Fault::BadRequest,
            _ => Fault::Internal(None),
        }
    }

    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Fault::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Fault::BadRequest => StatusCode::BAD_REQUEST,
            Fault::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Fault::NotFound => "not_found",
            Fault::Invalid(_) => "invalid_query",
            Fault::MethodNotAllowed => "method_not_allowed",
            Fault::TooLarge => "too_large",
            Fault::WrongHost => "wrong_host",
            Fault::Unavailable => "unavailable",
            Fault::BadRequest => "bad_request",
            Fault::Internal(_) => "internal",
        }
    }

    pub(crate) fn title(&self, words: Words) -> String {
        match self {
            Fault::NotFound => t!(words, "fault-not-found"),
            Fault::Invalid(_) => t!(words, "fault-invalid"),
            Fault::MethodNotAllowed => t!(words, "fault-method"),
            Fault::TooLarge => t!(words, "fault-too-large"),
            Fault::WrongHost => t!(words, "fault-host"),
            Fault::Unavailable => t!(words, "fault-unavailable"),
            Fault::BadRequest => t!(words, "fault-bad-request"),
            Fault::Internal(_) => t!(words, "fault-internal"),
        }
    }

    /// The next step.
    pub(crate) fn detail(&self, words: Words) -> String {
        match self {
            Fault::NotFound => t!(words, "fault-not-found-next"),
            Fault::Invalid(_) => t!(words, "fault-invalid-next"),
            Fault::MethodNotAllowed => t!(words, "fault-method-next"),
            Fault::TooLarge => t!(words, "fault-too-large-next"),
            Fault::WrongHost => t!(words, "fault-host-next"),
            Fault::Unavailable => t!(words, "fault-unavailable-next"),
            Fault::BadRequest => t!(words, "fault-bad-request-next"),
            Fault::Internal(_) => t!(words, "fault-internal-next"),
        }
    }
}

impl From<ViewError> for Fault {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Missing => Fault::NotFound,
            ViewError::Store(error) => Fault::Internal(Some(Arc::new(error))),
        }
    }
}

/// Only the status is set here: [`render`] gives it a face.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
