//! Who somebody is: signing in, sessions, second factors, one-time links, programs' tokens, and the access log.
//!
//! Nothing here decides what somebody may do. A secret that is handed out is stored as a hash, is shown in no `Debug`, and
//! is wiped from memory when it is dropped.

mod access;
mod attempt;
mod clock;
mod familiar;
mod links;
mod passkeys;
mod passwords;
mod second_factor;
mod secret;
mod sessions;
mod settings;
mod throttle;
mod tokens;
mod users;

use std::sync::Arc;

use thiserror::Error;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::user::{LoginName, PasswordFault};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::Grouped;
use xiaonuan_persistence::keys::Keys;
use xiaonuan_persistence::sign_in::SignInTables;

pub use self::attempt::{Attempt, Begun, From, network};
pub use self::links::OneTimeLink;
pub use self::passkeys::{ListedPasskey, PasskeyAnswer, PasskeyAsked, PasskeySite, Ways};
pub use self::second_factor::Authenticator;
pub use self::sessions::SignedIn;
pub use self::settings::{Argon2Cost, SignInSettings};
pub use self::tokens::{Program, TokenAsked, TokenMade};
pub use self::users::UserAsked;
pub use xiaonuan_persistence::sign_in::{Access, Factors, ListedSession, LoggedAccess, StoredToken, User};

use self::clock::SteadyClock;
use self::passwords::Passwords;
use crate::service::Service;

/// What signing in needs.
pub(crate) struct Desk {
    tables: SignInTables,
    settings: SignInSettings,
    passwords: Passwords,
    steady: SteadyClock,
    /// Whose clock and randomness are those of the process.
    process: Grouped,
}

/// Why somebody is not signed in, or something about it is not done.
#[derive(Clone, Debug, Error)]
pub enum SignInError {
    /// There is no such name, or it is not its password, or its owner may not sign in any more: all alike.
    #[error("the name or the password is wrong")]
    Refused,
    /// The code of the second factor is wrong, or was used before; or so is a passkey's answer.
    #[error("the code is wrong, or was used before")]
    WrongCode,
    /// Too much was tried. After so many seconds one more try is there.
    #[error("too much was tried: try again in {0} seconds")]
    Slow(u64),
    /// The session or link is over, or was used before.
    #[error("it is over, or was used before")]
    Over,
    /// The new password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Service {
    /// The service with other settings of signing in.
    #[must_use]
    pub fn with_sign_in(mut self, settings: SignInSettings) -> Self {
        self.sign_in = Arc::new(Desk::new(self.grouped().clone(), settings));
        self
    }

    /// The settings of signing in.
    #[must_use]
    pub fn sign_in_settings(&self) -> &SignInSettings {
        &self.desk().settings
    }

    /// How many passwords were compared, whether there was one to compare with or not.
    #[must_use]
    pub fn passwords_compared(&self) -> u64 {
        self.desk().passwords.compared()
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.sign_in
    }

    /// Now, by the clock that never goes back: whatever ends after a while, wherever it lies, ends by it.
    pub(crate) async fn steady_now(&self) -> Result<Instant, StoreError> {
        self.desk().now().await
    }
}

impl Desk {
    pub(crate) fn new(process: Grouped, settings: SignInSettings) -> Self {
        Desk {
            tables: SignInTables::new(process.journal().database()),
            passwords: Passwords::new(settings.argon2),
            steady: SteadyClock::default(),
            settings,
            process,
        }
    }

    fn keys(&self) -> &Keys {
        self.tables.keys()
    }

    /// Now, by the clock that never goes back: what lasts for a while is counted on it.
    async fn now(&self) -> Result<Instant, StoreError> {
        self.steady.now(&self.tables, self.wall_now()).await
    }

    /// Now, by the machine's clock: what others count on too, and what people read.
    fn wall_now(&self) -> Instant {
        self.process.journal().now()
    }

    /// Draws something random.
    fn draw<T>(&self, draw: impl FnOnce(&mut dyn Entropy) -> T) -> T {
        draw(&mut self.process.journal().draws())
    }

    /// By what tries under a name are counted, whether it is anybody's or could be.
    fn fingerprint(&self, purpose: &str, login: &str) -> [u8; 32] {
        let name = login.parse::<LoginName>();
        let name = name.as_ref().map_or(login, LoginName::as_str);
        self.keys().fingerprint(purpose, name)
    }
}

/// A moment so many microseconds earlier or later.
fn shifted(at: Instant, micros: i64) -> Instant {
    Instant::from_micros(at.micros().saturating_add(micros))
}
