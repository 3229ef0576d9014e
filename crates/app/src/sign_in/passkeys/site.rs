//! Under which name the service is asked: a passkey answers under the one alone under which it was added.

use webauthn_rs::prelude::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::super::SignInError;
use super::unreadable;

/// What an authenticator shows of whoever asks.
const NAME: &str = "Xiaonuan";

/// A name under which passkeys can be added and asked for, and the origin of the pages that ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeySite {
    host: String,
    origin: Url,
}

impl PasskeySite {
    /// The site of an origin, such as `https://books.example`. None where the host is an address: WebAuthn binds passkeys
    /// to names.
    #[must_use]
    pub fn of(origin: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let host = origin.domain()?.to_owned();
        Some(PasskeySite { host, origin })
    }

    /// The name, without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whoever asks, as an authenticator knows them: by this very name, and from pages of this very origin.
    pub(super) fn relying_party(&self) -> Result<Webauthn, SignInError> {
        WebauthnBuilder::new(&self.host, &self.origin)
            .and_then(|builder| builder.rp_name(NAME).build())
            .map_err(|error| unreadable(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_bound_to_a_name() {
        for (origin, host) in [
            ("https://books.example", Some("books.example")),
            ("https://Books.Example:8443", Some("books.example")),
            ("http://localhost:8080", Some("localhost")),
            ("http://127.0.0.1:8080", None),
            ("https://[::1]", None),
            ("https://192.0.2.7", None),
            ("nonsense", None),
        ] {
            let site = PasskeySite::of(origin);
            assert_eq!(site.as_ref().map(PasskeySite::host), host, "{origin}");
            assert!(site.is_none_or(|site| site.relying_party().is_ok()), "{origin}");
        }
    }
}
