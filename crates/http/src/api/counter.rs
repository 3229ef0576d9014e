//! A shop's counter: its devices and who stands at them, what a bill comes to there, and what is confirmed.

pub(super) mod cards;
pub(super) mod devices;
mod own;
pub(super) mod till;

use std::net::IpAddr;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use xiaonuan_app::counter::{CounterError, Device};
use xiaonuan_app::service::Service;

use crate::client;
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::open::parameter;

/// What a phone keeps that is a shop's device.
pub(crate) const DEVICE: &str = "__Host-device";
/// What a phone keeps that has its holder's card open.
pub(crate) const CARD: &str = "__Host-card";
/// As long as browsers keep anything.
pub(crate) const DEVICE_SECONDS: u32 = 400 * 24 * 3_600;
/// A card is closed by the server before.
pub(crate) const CARD_SECONDS: u32 = 12 * 3_600;

/// The device that asks, known by what its phone keeps. It is looked up for each request: one that is blocked is none at
/// its next.
pub(crate) struct AtDevice(pub(crate) Device);

impl<S: Send + Sync> FromRequestParts<S> for AtDevice
where
    Service: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let secret = kept(&parts.headers, DEVICE).ok_or(Fault::NoCounter)?;
        let found = Service::from_ref(state).device(&secret).await?;
        found.map(AtDevice).ok_or(Fault::NoCounter)
    }
}

/// The community that the address names, beside other parts of it.
pub(crate) struct InCommunity(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for InCommunity {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        Ok(InCommunity(parameter(parts, "community").await?))
    }
}

/// Whence a request comes, as whom codes are tried.
pub(crate) struct Whence(pub(crate) IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for Whence {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Whence(client::address(&parts.extensions)))
    }
}

/// Whether a browser is a shop's counter, or was: whether the device may do anything is looked at where it does.
pub(crate) fn is_counter(headers: &HeaderMap) -> bool {
    kept(headers, DEVICE).is_some()
}

pub(crate) fn kept(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookie = CookieJar::from_headers(headers)
        .get(name)
        .map(|cookie| cookie.value().to_owned());
    cookie.filter(|value| !value.is_empty())
}

/// An answer with what the phone shall keep; nothing to keep takes it away.
pub(crate) fn keeping(name: &str, secret: &str, seconds: u32, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    let seconds = if secret.is_empty() { 0 } else { seconds };
    let cookie = format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax");
    let mut cookie = HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""));
    cookie.set_sensitive(true);
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

impl From<CounterError> for Fault {
    fn from(error: CounterError) -> Self {
        match error {
            CounterError::Missing => Fault::NotFound,
            CounterError::Wrong => Fault::WrongCode,
            CounterError::NotAPin => Fault::Invalid(vec![FieldFault::new("pin", FieldCode::Pin)]),
            CounterError::Slow(seconds) => Fault::TooManyTries(u32::try_from(seconds).unwrap_or(u32::MAX)),
            CounterError::Desk(error) => error.into(),
        }
    }
}
