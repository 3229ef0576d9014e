//! Who asks: found out once for each request, before anything is done. What somebody may do is decided elsewhere.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{From, Program, SignedIn};

use crate::client::{self, Whence};
use crate::fault::Fault;

/// Who asks.
#[derive(Clone, Debug, Default)]
pub(crate) enum Caller {
    /// Nobody who is known.
    #[default]
    Nobody,
    /// Somebody, by their session.
    Person(SignedIn),
    /// A program, by its token.
    Program(Program),
}

/// Paths at which it does not matter who asks.
const OPEN: &[&str] = &["/static/", "/health/"];

/// Finds out who asks, and leaves it with the request as a [`Caller`]. A token that is none is refused: whoever sends one
/// means to be somebody. A session that is over is nobody's.
pub(crate) async fn recognise(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    if OPEN.iter().any(|prefix| request.uri().path().starts_with(prefix)) {
        return next.run(request).await;
    }
    match caller(&service, request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller.clone());
            let mut response = next.run(request).await;
            // A fault gets its face further out, and shows the way out to whoever is signed in.
            if response.status().is_client_error() || response.status().is_server_error() {
                response.extensions_mut().insert(caller);
            }
            response
        }
        Err(fault) => fault.into_response(),
    }
}

async fn caller(service: &Service, headers: &HeaderMap) -> Result<Caller, Fault> {
    if let Some(said) = headers.get(AUTHORIZATION) {
        let bearer = said.to_str().ok().and_then(bearer).ok_or(Fault::TokenRefused)?;
        let program = service.program(bearer).await?.ok_or(Fault::TokenRefused)?;
        return Ok(Caller::Program(program));
    }
    let Some(session) = client::session(headers) else {
        return Ok(Caller::Nobody);
    };
    let who = service.who(secrecy::ExposeSecret::expose_secret(&session)).await?;
    Ok(who.map_or(Caller::Nobody, Caller::Person))
}

/// The token of `Bearer TOKEN`.
fn bearer(said: &str) -> Option<&str> {
    let (scheme, token) = said.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Somebody who is signed in, with what their session is held by.
pub(crate) struct Person {
    pub(crate) who: SignedIn,
    pub(crate) token: SecretString,
    pub(crate) from: From,
}

impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Some(Caller::Person(who)) = parts.extensions.get::<Caller>().cloned() else {
            return Err(Fault::SignInNeeded);
        };
        let Ok(Whence(from)) = Whence::from_request_parts(parts, state).await;
        let token = from.session.clone().ok_or(Fault::SignInNeeded)?;
        Ok(Person { who, token, from })
    }
}

/// Whoever asks, if anybody is known.
pub(crate) struct Asker(pub(crate) Caller);

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        match parts.extensions.get::<Caller>() {
            None | Some(Caller::Nobody) => Err(Fault::SignInNeeded),
            Some(caller) => Ok(Asker(caller.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_borne_in_one_way() {
        assert_eq!(bearer("Bearer xnt_1"), Some("xnt_1"));
        assert_eq!(bearer("bearer xnt_1"), Some("xnt_1"));
        for text in ["", "xnt_1", "Basic xnt_1", "Bearerxnt_1"] {
            assert_eq!(bearer(text), None, "{text}");
        }
    }
}
