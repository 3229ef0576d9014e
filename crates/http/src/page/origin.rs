//! By which address this service was asked: a phone that scans a code finds it again, and passkeys are bound to its name.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use xiaonuan_app::sign_in::PasskeySite;

use crate::guard::is_this_machine;

/// Scheme and host of the request.
pub(crate) struct Origin(pub(crate) String);

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(HOST).or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
        Ok(Origin(origin(host.unwrap_or("localhost"), text(ORIGIN))))
    }
}

impl Origin {
    /// The name to which passkeys are bound here; none where the host is an address.
    pub(crate) fn passkeys(&self) -> Option<PasskeySite> {
        PasskeySite::of(&self.0)
    }

    /// The same place by a name, where it was asked by an address of this machine.
    pub(crate) fn by_name(&self) -> Option<String> {
        let (scheme, host) = self.0.split_once("://")?;
        let port = ["127.0.0.1", "[::1]"].iter().find_map(|own| host.strip_prefix(own))?;
        let is_port = port.is_empty() || port.starts_with(':');
        is_port.then(|| format!("{scheme}://localhost{port}"))
    }
}

/// What the browser says of itself counts, as long as it names this host. Where it says nothing: nobody is signed in without
/// TLS but on this machine itself, since the cookie of the session is bound to it.
fn origin(host: &str, said: Option<&str>) -> String {
    let is_this = |origin: &&str| origin.split_once("://").is_some_and(|(_, named)| named == host);
    match said.filter(is_this) {
        Some(origin) => origin.to_owned(),
        None if is_this_machine(host) => format!("http://{host}"),
        None => format!("https://{host}"),
    }
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
            assert_eq!(origin(host, None), expected);
        }
    }

    #[test]
    fn this_machine_has_a_name() {
        for (origin, name) in [
            ("http://127.0.0.1:8080", Some("http://localhost:8080")),
            ("https://[::1]", Some("https://localhost")),
            ("https://192.0.2.7", None),
            ("http://localhost:8080", None),
            ("https://127.0.0.1.example", None),
        ] {
            assert_eq!(Origin(origin.to_owned()).by_name().as_deref(), name, "{origin}");
        }
    }

    #[test]
    fn what_the_browser_says_counts_if_it_names_this_host() {
        for (said, expected) in [
            ("https://localhost:8443", "https://localhost:8443"),
            ("https://evil.example", "http://localhost:8443"),
            ("null", "http://localhost:8443"),
        ] {
            assert_eq!(origin("localhost:8443", Some(said)), expected);
        }
    }
}
