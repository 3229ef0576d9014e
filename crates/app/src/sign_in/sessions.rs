//! Sessions: how long they last, and what their owner does with them.

use secrecy::SecretString;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{SessionId, UserId, check_password_of};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::sign_in::{ListedSession, StoredSession, User};

use super::attempt::{Begun, From};
use super::passwords::Compared;
use super::settings::micros;
use super::{Desk, SignInError, secret, shifted};
use crate::service::Service;

/// Who asks, by their session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Their number.
    pub user: UserId,
    /// How records call them.
    pub name: String,
    /// Whether they run the installation.
    pub is_operator: bool,
    /// Which session it is, as they see it themself.
    pub session: SessionId,
    /// Whether they gave their second factor in it.
    pub second_factor: bool,
}

/// How often it is written that a session was seen.
const TOUCH: i64 = 60 * 1_000_000;
/// How long the second factor may take.
const HALF: i64 = 5 * 60 * 1_000_000;

impl Service {
    /// Whose session a browser holds, if it lasts still. That it was seen is noted at most once a minute.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn who(&self, token: &str) -> Result<Option<SignedIn>, StoreError> {
        let Some(desk) = Some(self.desk()).filter(|_| secret::is_one(token)) else {
            return Ok(None);
        };
        let found = desk.lasting(token).await?.filter(|session| !session.is_half);
        Ok(found.map(|session| SignedIn {
            user: session.user,
            name: session.name,
            is_operator: session.is_operator,
            session: session.id,
            second_factor: session.second_factor,
        }))
    }

    /// Ends the session that a browser holds.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sign_out(&self, token: &str) -> Result<(), StoreError> {
        self.desk().tables.end_session(secret::hash(token)).await
    }

    /// Somebody's sessions that last still, the one that was seen last first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<ListedSession>, StoreError> {
        let desk = self.desk();
        let now = desk.now().await?;
        let mut sessions = desk.tables.sessions(user).await?;
        sessions.retain(|session| desk.lasts((session.began_at, session.last_seen_at), now));
        Ok(sessions)
    }

    /// Ends one of somebody's sessions. False when they have no such session.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_session(&self, user: UserId, session: SessionId) -> Result<bool, StoreError> {
        self.desk().tables.end_session_of(user, session).await
    }

    /// Ends all of somebody's sessions but one, or all. How many there were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_sessions(&self, user: UserId, kept: Option<SessionId>) -> Result<u64, StoreError> {
        self.desk().tables.end_sessions_of(user, kept).await
    }

    /// Changes somebody's own password. All their other sessions end, and this one goes on under another secret.
    ///
    /// # Errors
    /// [`SignInError`]: `Refused` when the present password is wrong; `Password`, `Slow`, `Over` or `Store`.
    pub async fn change_password(
        &self,
        who: &SignedIn,
        (present, new): (&SecretString, &SecretString),
        (token, from): (&SecretString, &From),
    ) -> Result<Begun, SignInError> {
        let desk = self.desk();
        let user = desk.own(who).await?;
        desk.confirm_password(&user, present).await?;
        let hash = desk.hashed(&user, new).await?;
        let now = desk.now().await?;
        desk.tables.set_password(user.id, &hash, now, Some(who.session)).await?;
        desk.rotate(&user, from, token, who.second_factor).await
    }
}

impl Desk {
    /// The session that a browser holds, if it lasts still; one that does not is removed, so that no clock revives it.
    pub(super) async fn lasting(&self, token: &str) -> Result<Option<StoredSession>, StoreError> {
        let hash = secret::hash(token);
        let Some(session) = self.tables.session(hash).await? else {
            return Ok(None);
        };
        let now = self.now().await?;
        let is_late = session.is_half && since(session.began_at, now) >= HALF;
        if is_late || !self.lasts((session.began_at, session.last_seen_at), now) {
            self.tables.end_session(hash).await?;
            return Ok(None);
        }
        if since(session.last_seen_at, now) >= TOUCH {
            self.tables.touch_session(hash, now).await?;
        }
        Ok(Some(session))
    }

    fn lasts(&self, (began, seen): (Instant, Instant), now: Instant) -> bool {
        since(seen, now) < micros(self.settings.idle) && since(began, now) < micros(self.settings.absolute)
    }

    /// Removes sessions that do not last any more.
    pub(super) async fn sweep(&self, now: Instant) -> Result<(), StoreError> {
        let seen = shifted(now, -micros(self.settings.idle));
        let began = shifted(now, -micros(self.settings.absolute));
        self.tables.sweep_sessions(seen, began, shifted(now, -HALF)).await
    }

    /// Whoever is signed in, as a user.
    pub(super) async fn own(&self, who: &SignedIn) -> Result<User, SignInError> {
        self.tables.user(who.user).await?.ok_or(SignInError::Over)
    }

    /// Whether somebody who is signed in knows their password. Tries are counted.
    pub(super) async fn confirm_password(&self, user: &User, password: &SecretString) -> Result<(), SignInError> {
        let bucket = self.tries_of(user.id, "password");
        self.take_from(&[bucket]).await?;
        let hash = self.tables.password(user.id).await?;
        if self.passwords.compare(password, hash).await? == Compared::Wrong {
            return Err(SignInError::Refused);
        }
        self.forgive_all_of(bucket).await
    }

    /// The hash of a password that somebody chose, if it is good enough.
    pub(super) async fn hashed(&self, user: &User, password: &SecretString) -> Result<String, SignInError> {
        check_password_of(&user.login, secrecy::ExposeSecret::expose_secret(password))?;
        let salt = self.draw(|entropy| entropy.draw());
        Ok(self.passwords.hash(password, salt).await?)
    }
}

/// Microseconds from one moment to another.
fn since(earlier: Instant, now: Instant) -> i64 {
    now.micros().saturating_sub(earlier.micros())
}
