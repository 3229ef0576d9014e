//! By which address this service was asked, so that a phone that scans a code finds it again.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;

/// Scheme and host of the request.
pub(crate) struct Origin(pub(crate) String);

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let in_header = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = in_header.or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
        Ok(Origin(origin(host.unwrap_or("localhost"))))
    }
}

/// Nobody is signed in without TLS but on this machine itself, since the cookie of the session is bound to it; a proxy
/// before this service does not say by what it was asked.
fn origin(host: &str) -> String {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_here = ["localhost", "127.0.0.1", "[::1]"].contains(&name);
    let scheme = if is_here { "http" } else { "https" };
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_this_machine_it_is_by_tls() {
        for (host, expected) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("localhost", "http://localhost"),
            ("[::1]:8080", "http://[::1]:8080"),
            ("books.example", "https://books.example"),
            ("books.example:8443", "https://books.example:8443"),
        ] {
            assert_eq!(origin(host), expected);
        }
    }
}
