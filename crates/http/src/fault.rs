//! What cannot be answered: values until one place turns them into a problem document or a page.

mod field;
mod next;
mod render;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use xiaonuan_app::StoreError;
use xiaonuan_app::desk::DeskError;
use xiaonuan_app::messages::refusal_message;
use xiaonuan_app::sign_in::SignInError;
use xiaonuan_app::view::ViewError;
use xiaonuan_domain::refusal::{About, Refusal};

pub(crate) use field::{FieldCode, FieldFault};
pub(crate) use render::{Faced, Problem, render};

use crate::words::{Words, t};

/// Why a request is not answered as asked.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// There is no such address, community, fund, account or record; all alike.
    NotFound,
    /// The address names none of what there is a list of.
    Unlisted(FieldFault),
    /// Some fields of the query are not what they should be.
    Invalid(Vec<FieldFault>),
    /// The address knows no such method.
    MethodNotAllowed,
    /// The body is larger than allowed.
    TooLarge,
    /// What is asked needs a second factor, and there was none.
    SecondFactorNeeded,
    /// Whoever asks may not.
    NotAllowed,
    /// The request names a host that this service is not.
    WrongHost,
    /// It took too long, or the service is not ready.
    Unavailable,
    /// The database is away, or does not answer. Whether it was done is told by asking again.
    Away,
    /// Too many ask at once, or others hold what is needed. Nothing was done.
    Busy,
    /// The service is about to stop. Whether it was done is told by asking again.
    Stopping,
    /// Any other refusal of the request by its form.
    BadRequest,
    /// The body is not JSON.
    NotJson,
    /// The body is said to be something else than JSON.
    WrongMediaType,
    /// What moves money is asked under a key, and there is none.
    KeyRequired,
    /// The key is not in its form.
    InvalidKey,
    /// A change does not say what it is based on.
    ConditionRequired,
    /// What a change is based on is not in its form.
    InvalidCondition,
    /// The business no.
    Refused(Refusal),
    /// Nobody is signed in, and somebody has to be.
    SignInNeeded,
    /// The name or the password is wrong: one answer for both, and for who may not sign in any more.
    SignInRefused,
    /// The code of the second factor is wrong, or was used before.
    WrongCode,
    /// The program's token is none, or none any more.
    TokenRefused,
    /// Too much was tried; after so many seconds it may be tried again.
    TooManyTries(u32),
    /// Too much was asked; after so many seconds the next is answered.
    TooManyRequests(u32),
    /// The link or session is over, or was used before.
    Over,
    /// A page of somebody else's asked for it.
    CrossSite,
    /// It is asked at a shop's counter, and this is none.
    NoCounter,
    /// It is a counter, and nobody stands at it.
    PinRequired,
    /// Something failed that the asker cannot mend.
    Internal(Option<Arc<dyn std::error::Error + Send + Sync>>),
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

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Fault::NotFound | Fault::Unlisted(_) => StatusCode::NOT_FOUND,
            Fault::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::SecondFactorNeeded | Fault::NotAllowed => StatusCode::FORBIDDEN,
            Fault::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Fault::NoCounter | Fault::PinRequired => StatusCode::UNAUTHORIZED,
            Fault::Unavailable | Fault::Away | Fault::Busy | Fault::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Fault::BadRequest | Fault::NotJson | Fault::KeyRequired | Fault::InvalidKey | Fault::InvalidCondition => {
                StatusCode::BAD_REQUEST
            }
            Fault::WrongMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Fault::ConditionRequired => StatusCode::PRECONDITION_REQUIRED,
            Fault::Refused(refusal) => match refusal.code.about() {
                About::Person => StatusCode::FORBIDDEN,
                About::Request => StatusCode::UNPROCESSABLE_ENTITY,
                About::Row => StatusCode::PRECONDITION_FAILED,
                About::Books => StatusCode::CONFLICT,
            },
            Fault::SignInNeeded | Fault::SignInRefused | Fault::TokenRefused => StatusCode::UNAUTHORIZED,
            Fault::WrongCode => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::TooManyTries(_) | Fault::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Fault::Over => StatusCode::GONE,
            Fault::CrossSite => StatusCode::FORBIDDEN,
            Fault::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Fault::NotFound | Fault::Unlisted(_) => "not_found",
            Fault::Invalid(_) => "invalid_request",
            Fault::MethodNotAllowed => "method_not_allowed",
            Fault::TooLarge => "too_large",
            Fault::SecondFactorNeeded => "second_factor_needed",
            Fault::NotAllowed => "not_allowed",
            Fault::WrongHost => "wrong_host",
            Fault::Unavailable | Fault::Away => "unavailable",
            Fault::Busy => "busy",
            Fault::Stopping => "stopping",
            Fault::BadRequest => "bad_request",
            Fault::NotJson => "not_json",
            Fault::WrongMediaType => "wrong_media_type",
            Fault::KeyRequired => "idempotency_key_required",
            Fault::InvalidKey => "invalid_idempotency_key",
            Fault::ConditionRequired => "if_match_required",
            Fault::InvalidCondition => "invalid_if_match",
            Fault::Refused(refusal) => refusal.code.as_str(),
            Fault::SignInNeeded => "sign_in_required",
            Fault::SignInRefused => "sign_in_refused",
            Fault::WrongCode => "wrong_code",
            Fault::TokenRefused => "token_refused",
            Fault::TooManyTries(_) => "too_many_tries",
            Fault::TooManyRequests(_) => "too_many_requests",
            Fault::Over => "over",
            Fault::CrossSite => "cross_site",
            Fault::NoCounter => "no_counter",
            Fault::PinRequired => "pin_required",
            Fault::Internal(_) => "internal",
        }
    }

    pub(crate) fn title(&self, words: Words) -> String {
        match self {
            Fault::NotFound | Fault::Unlisted(_) => t!(words, "fault-not-found"),
            Fault::Invalid(_) => t!(words, "fault-invalid"),
            Fault::MethodNotAllowed => t!(words, "fault-method"),
            Fault::TooLarge => t!(words, "fault-too-large"),
            Fault::SecondFactorNeeded => t!(words, "fault-second-factor"),
            Fault::NotAllowed => t!(words, "fault-not-allowed"),
            Fault::WrongHost => t!(words, "fault-host"),
            Fault::Unavailable => t!(words, "fault-unavailable"),
            Fault::Away => t!(words, "fault-away"),
            Fault::Busy => t!(words, "fault-busy"),
            Fault::Stopping => t!(words, "fault-stopping"),
            Fault::BadRequest => t!(words, "fault-bad-request"),
            Fault::NotJson => t!(words, "fault-not-json"),
            Fault::WrongMediaType => t!(words, "fault-media-type"),
            Fault::KeyRequired => t!(words, "fault-key-required"),
            Fault::InvalidKey => t!(words, "fault-key-invalid"),
            Fault::ConditionRequired => t!(words, "fault-condition-required"),
            Fault::InvalidCondition => t!(words, "fault-condition-invalid"),
            Fault::Refused(_) => t!(words, "fault-refused"),
            Fault::SignInNeeded => t!(words, "fault-sign-in-needed"),
            Fault::SignInRefused => t!(words, "fault-sign-in-refused"),
            Fault::WrongCode => t!(words, "fault-wrong-code"),
            Fault::TokenRefused => t!(words, "fault-token-refused"),
            Fault::TooManyTries(_) => t!(words, "fault-too-many-tries"),
            Fault::TooManyRequests(_) => t!(words, "fault-too-many-requests"),
            Fault::Over => t!(words, "fault-over"),
            Fault::CrossSite => t!(words, "fault-cross-site"),
            Fault::NoCounter => t!(words, "fault-no-counter"),
            Fault::PinRequired => t!(words, "fault-pin-required"),
            Fault::Internal(_) => t!(words, "fault-internal"),
        }
    }

    /// After how many seconds to ask again, if it is worth asking again.
    pub(crate) const fn retry_after(&self) -> Option<u32> {
        match self {
            Fault::Busy | Fault::Unavailable => Some(1),
            Fault::Away => Some(3),
            Fault::Stopping => Some(5),
            Fault::TooManyTries(seconds) | Fault::TooManyRequests(seconds) => Some(*seconds),
            _ => None,
        }
    }

    /// The next step, for whoever writes the program that asked.
    pub(crate) fn detail_for_programs(&self, words: Words) -> String {
        match self {
            Fault::NotFound => t!(words, "fault-not-found-api"),
            Fault::Unlisted(fault) => fault.message(words),
            Fault::MethodNotAllowed => t!(words, "fault-method-api"),
            Fault::Away => t!(words, "fault-away-api"),
            Fault::Busy => t!(words, "fault-busy-api"),
            Fault::Stopping => t!(words, "fault-stopping-api"),
            Fault::SignInNeeded => t!(words, "fault-sign-in-needed-api"),
            Fault::CrossSite => t!(words, "fault-cross-site-api"),
            Fault::BadRequest => t!(words, "fault-bad-request-api"),
            Fault::Internal(_) => t!(words, "fault-internal-api"),
            _ => self.detail(words),
        }
    }

    /// What it is and the next step, in one text: above a form that is shown again.
    pub(crate) fn told(&self, words: Words) -> String {
        t!(words, "fault-told", what = self.title(words), next = self.detail(words))
    }

    /// The next step.
    pub(crate) fn detail(&self, words: Words) -> String {
        match self {
            Fault::NotFound => t!(words, "fault-not-found-next"),
            Fault::Unlisted(fault) if fault.code == FieldCode::Absent => t!(words, "fault-not-found-next"),
            Fault::Unlisted(fault) => fault.message(words),
            Fault::Invalid(_) => t!(words, "fault-invalid-next"),
            Fault::MethodNotAllowed => t!(words, "fault-method-next"),
            Fault::TooLarge => t!(words, "fault-too-large-next"),
            Fault::SecondFactorNeeded => t!(words, "fault-second-factor-next"),
            Fault::NotAllowed => t!(words, "fault-not-allowed-next"),
            Fault::WrongHost => t!(words, "fault-host-next"),
            Fault::Unavailable => t!(words, "fault-unavailable-next"),
            Fault::Away => t!(words, "fault-away-next"),
            Fault::Busy => t!(words, "fault-busy-next"),
            Fault::Stopping => t!(words, "fault-stopping-next"),
            Fault::BadRequest => t!(words, "fault-bad-request-next"),
            Fault::NotJson => t!(words, "fault-not-json-next"),
            Fault::WrongMediaType => t!(words, "fault-media-type-next"),
            Fault::KeyRequired => t!(words, "fault-key-required-next"),
            Fault::InvalidKey => t!(words, "fault-key-invalid-next"),
            Fault::ConditionRequired => t!(words, "fault-condition-required-next"),
            Fault::InvalidCondition => t!(words, "fault-condition-invalid-next"),
            Fault::Refused(refusal) => refusal_message(refusal, words.language),
            Fault::SignInNeeded => t!(words, "fault-sign-in-needed-next"),
            Fault::SignInRefused => t!(words, "fault-sign-in-refused-next"),
            Fault::WrongCode => t!(words, "fault-wrong-code-next"),
            Fault::TokenRefused => t!(words, "fault-token-refused-next"),
            Fault::TooManyTries(seconds) => t!(words, "fault-too-many-tries-next", minutes = minutes(*seconds)),
            Fault::TooManyRequests(seconds) => t!(words, "fault-too-many-requests-next", seconds = i64::from(*seconds)),
            Fault::Over => t!(words, "fault-over-next"),
            Fault::CrossSite => t!(words, "fault-cross-site-next"),
            Fault::NoCounter => t!(words, "fault-no-counter-next"),
            Fault::PinRequired => t!(words, "fault-pin-required-next"),
            Fault::Internal(_) => t!(words, "fault-internal-next"),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Lengthy) {
            Fault::TooLarge
        } else if error.is_stopping() {
            Fault::Stopping
        } else if error.is_held() {
            tracing::warn!(error = %error, "too much at once");
            Fault::Busy
        } else if error.is_away() {
            tracing::error!(error = %error, "the database does not answer");
            Fault::Away
        } else {
            Fault::Internal(Some(Arc::new(error)))
        }
    }
}

impl From<ViewError> for Fault {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Missing => Fault::NotFound,
            ViewError::Store(error) => error.into(),
        }
    }
}

impl From<DeskError> for Fault {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Missing => Fault::NotFound,
            DeskError::Refused(refusal) => Fault::Refused(next::as_addresses_have_it(refusal)),
            DeskError::Slow(seconds) => Fault::TooManyTries(u32::try_from(seconds).unwrap_or(u32::MAX)),
            DeskError::Store(error) => error.into(),
        }
    }
}

impl From<SignInError> for Fault {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused => Fault::SignInRefused,
            SignInError::WrongCode => Fault::WrongCode,
            SignInError::Slow(seconds) => Fault::TooManyTries(u32::try_from(seconds).unwrap_or(u32::MAX)),
            SignInError::Over => Fault::Over,
            SignInError::Password(fault) => {
                Fault::Invalid(vec![FieldFault::new("new_password", FieldCode::of_password(fault))])
            }
            SignInError::Store(error) => error.into(),
        }
    }
}

/// Whole minutes to wait, as people are told.
fn minutes(seconds: u32) -> u32 {
    seconds.div_ceil(60)
}

/// Only the status is set here: [`render`] gives it a face.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests;
