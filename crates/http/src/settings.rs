//! What whoever runs the service decides.

use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;

use crate::measure::Measures;

/// Settings of the router.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether only this machine is served: then requests must name it as their host.
    pub loopback_only: bool,
    /// Whether whoever asks must sign in.
    pub sign_in: bool,
    /// How long an answer may take to begin.
    pub timeout: Duration,
    /// The largest body of a request, in bytes.
    pub largest_body: usize,
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
            timeout: Duration::from_secs(30),
            largest_body: 64 * 1024,
            measures: None,
        }
    }
}

/// An address that other machines can reach, where nobody is asked to sign in yet.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{0} can be reached from other machines, and nobody is asked to sign in: use 127.0.0.1 or [::1]")]
pub struct NotLoopback(pub SocketAddr);

/// Refuses an address that other machines can reach.
///
/// # Errors
/// [`NotLoopback`].
pub fn ensure_loopback(address: SocketAddr) -> Result<(), NotLoopback> {
    if address.ip().to_canonical().is_loopback() {
        Ok(())
    } else {
        Err(NotLoopback(address))
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
            assert_eq!(ensure_loopback(address).is_ok(), loopback, "{text}");
        }
    }
}
