//! What whoever runs the service decides about signing in.

use std::time::Duration;

/// What a password's hash costs, as argon2id counts (RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory in KiB, at least 8 for each lane.
    pub memory: u32,
    /// How often it is passed over.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// OWASP's least: 19 MiB, two passes, one lane.
impl Default for Argon2Cost {
    fn default() -> Self {
        Argon2Cost {
            memory: 19 * 1024,
            passes: 2,
            lanes: 1,
        }
    }
}

impl Argon2Cost {
    /// Whether argon2 can be run so.
    #[must_use]
    pub fn is_possible(self) -> bool {
        argon2::Params::new(self.memory, self.passes, self.lanes, None).is_ok()
    }
}

/// Settings of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInSettings {
    /// What a password's hash costs.
    pub argon2: Argon2Cost,
    /// After how long without a request a session ends.
    pub idle: Duration,
    /// After how long a session ends in any case.
    pub absolute: Duration,
    /// How long a one-time link can be used.
    pub link: Duration,
}

impl Default for SignInSettings {
    fn default() -> Self {
        SignInSettings {
            argon2: Argon2Cost::default(),
            idle: Duration::from_secs(30 * 60),
            absolute: Duration::from_secs(12 * 3_600),
            link: Duration::from_secs(24 * 3_600),
        }
    }
}

/// A span in microseconds.
pub(super) fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
