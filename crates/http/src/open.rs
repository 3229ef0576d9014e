//! What handlers ask for: who reads in which language, and a community's books opened at a view.

use std::convert::Infallible;

use axum::extract::{FromRef, FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{Extensions, Uri};
use tower_http::request_id::RequestId;
use xiaonuan_app::messages::Language;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::Reading;

use crate::access::Principal;
use crate::caller::Caller;
use crate::display::Display;
use crate::fault::Fault;
use crate::link::Links;
use crate::query::{ValidQuery, ViewQuery};
use crate::words::Words;

/// The identifier that a request got when it came in.
pub(crate) fn request_id(extensions: &Extensions) -> String {
    let id = extensions.get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok());
    id.unwrap_or_default().to_owned()
}

/// A visit: in which language, how shown, at which address, by whom.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) words: Words,
    pub(crate) display: Display,
    pub(crate) uri: Uri,
    /// The request's identifier, as in its answer's header.
    pub(crate) request_id: String,
    /// Whether whoever reads has a session, which can be ended.
    pub(crate) is_signed_in: bool,
    /// Who reads and what they hold here, where the gate knows the address.
    pub(crate) principal: Option<Principal>,
}

impl Visit {
    /// A visit of nobody who is known.
    pub(crate) fn of_nobody(words: Words, uri: Uri) -> Self {
        Visit {
            words,
            display: Display::default(),
            uri,
            request_id: String::new(),
            is_signed_in: false,
            principal: None,
        }
    }

    /// A visit as a request's parts have it.
    pub(crate) fn of(extensions: &Extensions, uri: &Uri) -> Self {
        let language = extensions.get::<Language>().copied().unwrap_or_default();
        Visit {
            display: extensions.get().copied().unwrap_or_default(),
            request_id: request_id(extensions),
            ..Visit::of_nobody(Words::of(language), uri.clone())
        }
        .by(extensions)
    }

    /// The same visit by whoever the gate found to ask: in a request, or in the answer to it.
    pub(crate) fn by(mut self, extensions: &Extensions) -> Self {
        self.is_signed_in = matches!(extensions.get(), Some(Caller::Person(_)));
        self.principal = extensions.get().cloned();
        self
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Visit::of(&parts.extensions, &parts.uri))
    }
}

/// The books of the community that the address names, opened at the view that it asks for. An unknown community is
/// not found, like everything else that is not there.
pub(crate) struct Open {
    pub(crate) reading: Reading,
    /// The view as it was asked for.
    pub(crate) view: ViewQuery,
    pub(crate) visit: Visit,
    pub(crate) links: Links,
}

impl<S: Send + Sync> FromRequestParts<S> for Open
where
    Service: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let code = parameter(parts, "community").await?;
        let ValidQuery(view) = ValidQuery::<ViewQuery>::from_request_parts(parts, state).await?;
        let service = Service::from_ref(state);
        let reading = service.read(&code, view.asked()).await?;
        let Ok(visit) = Visit::from_request_parts(parts, state).await;
        Ok(Open {
            links: Links::of(reading.community().code, reading.asked()),
            reading,
            view,
            visit,
        })
    }
}

/// The number that the address ends with; anything else there is not found.
pub(crate) struct PathNumber(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for PathNumber {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let text = parameter(parts, "number").await?;
        text.parse().map(PathNumber).map_err(|_| Fault::NotFound)
    }
}

/// A parameter of the address.
pub(crate) async fn parameter(parts: &mut Parts, name: &str) -> Result<String, Fault> {
    let parameters = RawPathParams::from_request_parts(parts, &()).await;
    let parameters = parameters.map_err(|_| Fault::NotFound)?;
    let found = parameters.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.to_owned()).ok_or(Fault::NotFound)
}
