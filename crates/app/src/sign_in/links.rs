//! One-time links: whoever holds one chooses a password by it, once.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{LoginName, UserId};
use xiaonuan_persistence::error::StoreError;

use super::attempt::{Begun, From};
use super::settings::micros;
use super::users::UserAsked;
use super::{Desk, SignInError, secret, shifted};
use crate::service::Service;

/// A link that was made. It is shown once.
#[derive(Clone, Debug)]
pub struct OneTimeLink {
    /// Whose it is.
    pub user: UserId,
    /// The secret part of its address.
    pub token: SecretString,
    /// How long it can be used.
    pub lasts: Duration,
}

impl OneTimeLink {
    /// The address's path, which is as secret as the link.
    #[must_use]
    pub fn path(&self) -> SecretString {
        format!("/welcome/{}", self.token.expose_secret()).into()
    }
}

/// The name of whom the first start makes.
const FIRST: &str = "operator";

impl Service {
    /// Makes a link for somebody, by which they choose a password; links that they had before end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn create_link(&self, user: UserId) -> Result<OneTimeLink, StoreError> {
        let desk = self.desk();
        let (link, [now, ends]) = desk.new_link(user).await?;
        let hash = secret::hash_of(&link.token);
        desk.tables.create_link(user, hash, now, ends).await?;
        Ok(link)
    }

    /// Makes a link for somebody who has chosen no password yet, and none for anybody else: by it an account that is
    /// somebody's already would be given to whoever has the link.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn create_first_link(&self, user: UserId) -> Result<Option<OneTimeLink>, StoreError> {
        let desk = self.desk();
        let (link, [now, ends]) = desk.new_link(user).await?;
        let hash = secret::hash_of(&link.token);
        let is_made = desk.tables.create_first_link(user, hash, now, ends).await?;
        Ok(is_made.then_some(link))
    }

    /// The name of whom a link is for, if it can still be used. It is not used by that.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn link(&self, token: &str) -> Result<Option<LoginName>, StoreError> {
        let desk = self.desk();
        if !secret::is_one(token) {
            return Ok(None);
        }
        let found = desk.tables.link(secret::hash(token), desk.now().await?).await?;
        let Some(user) = found else { return Ok(None) };
        Ok(desk.tables.user(user).await?.map(|user| user.login))
    }

    /// Uses a link: its owner has this password from now on, no session but the one that begins, and is asked for the
    /// second factor if they have one. Of several who use it at once, one does.
    ///
    /// # Errors
    /// [`SignInError`]: `Over` when it cannot be used any more, `Password` or `Store`; then it was not used.
    pub async fn redeem_link(&self, token: &str, password: &SecretString, from: &From) -> Result<Begun, SignInError> {
        let desk = self.desk();
        if !secret::is_one(token) {
            return Err(SignInError::Over);
        }
        let link = secret::hash(token);
        let now = desk.now().await?;
        let user = desk.tables.link(link, now).await?.ok_or(SignInError::Over)?;
        let user = desk.tables.user(user).await?.ok_or(SignInError::Over)?;
        let hash = desk.hashed(&user, password).await?;
        let at = desk.now().await?;
        let redeemed = desk.tables.redeem_link(link, &hash, at).await?;
        if redeemed != Some(user.id) {
            return Err(SignInError::Over);
        }
        let needs_factor = desk.tables.factors(user.id).await?.is_any();
        desk.begin(&user, from, (needs_factor, false), at).await
    }

    /// Where nobody runs the installation, makes somebody who does, and their link. Of several processes that start at
    /// once, one does.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn first_operator(&self, name: &str) -> Result<Option<(LoginName, OneTimeLink)>, StoreError> {
        let desk = self.desk();
        if desk.tables.has_operators().await? {
            return Ok(None);
        }
        let login: LoginName = FIRST.parse().expect("it is a name");
        let asked = UserAsked {
            login: &login,
            name,
            is_operator: true,
            community: None,
        };
        match self.create_user(&asked).await? {
            Some(user) => Ok(Some((login, self.create_link(user).await?))),
            None => Ok(None),
        }
    }
}

impl Desk {
    /// A link that is to be made, and from when until when it can be used.
    async fn new_link(&self, user: UserId) -> Result<(OneTimeLink, [Instant; 2]), StoreError> {
        let token = self.draw(secret::random);
        let now = self.now().await?;
        let lasts = self.settings.link;
        let ends = shifted(now, micros(lasts));
        Ok((OneTimeLink { user, token, lasts }, [now, ends]))
    }
}
