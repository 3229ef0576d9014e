//! What whoever runs the service decides.

use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;

use crate::access::Pace;
use crate::measure::Measures;

/// Settings of the router.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether only this machine is served: then requests must name it as their host.
    pub loopback_only: bool,
    /// Whether whoever asks must sign in.
    pub sign_in: bool,
    /// Whether a proxy of ours stands before the service: then the last hop that it names is the client's address.
    pub behind_proxy: bool,
    /// Whether browsers shall come by TLS only from now on, as they do where this service or its proxy speaks it.
    pub tls_only: bool,
    /// How long an answer may take to begin.
    pub timeout: Duration,
    /// The largest body of a request, in bytes.
    pub largest_body: usize,
    /// How often each may ask; as often as they like, unless it is said.
    pub pace: Option<Pace>,
    /// What `/metrics` answers; nothing unless somebody collects it.
    pub measures: Option<Measures>,
}

impl Settings {
    /// Whoever asks on this machine may do everything: to try programs against the API, and for tests.
    #[must_use]
    pub fn open() -> Self {
        Settings {
            sign_in: false,
            ..Settings::default()
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            loopback_only: true,
            sign_in: true,
            behind_proxy: false,
            tls_only: false,
            timeout: Duration::from_secs(30),
            largest_body: 64 * 1024,
            pace: None,
            measures: None,
        }
    }
}

/// An address that other machines can reach, where what is sent could be read and changed on its way.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "{0} can be reached from other machines, and passwords would be sent there for all to read: give --tls-cert and \
     --tls-key, or say behind_proxy = true in the configuration if a proxy of yours speaks TLS; or listen on 127.0.0.1"
)]
pub struct Unprotected(pub SocketAddr);

/// Whether an address can be reached from this machine only.
#[must_use]
pub fn is_loopback(address: SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

/// Refuses an address that other machines can reach, unless what is sent there is protected: by TLS, or by a proxy.
///
/// # Errors
/// [`Unprotected`].
pub fn ensure_protected(address: SocketAddr, tls: bool, behind_proxy: bool) -> Result<(), Unprotected> {
    if is_loopback(address) || tls || behind_proxy {
        Ok(())
    } else {
        Err(Unprotected(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for (text, loopback) in [
            ("127.0.0.1:80", true),
            ("127.8.9.1:80", true),
            ("[::1]:80", true),
            ("[::ffff:127.0.0.1]:80", true),
            ("0.0.0.0:80", false),
            ("[::]:80", false),
            ("192.168.1.2:80", false),
        ] {
            let address: SocketAddr = text.parse().expect("an address");
            assert_eq!(is_loopback(address), loopback, "{text}");
            assert_eq!(ensure_protected(address, false, false).is_ok(), loopback, "{text}");
            assert_eq!(ensure_protected(address, true, false), Ok(()), "{text}");
            assert_eq!(ensure_protected(address, false, true), Ok(()), "{text}");
        }
    }
}
