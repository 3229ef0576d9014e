//! Programs' tokens. What their scopes mean is not decided here.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use xiaonuan_domain::user::{TokenId, UserId};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::sign_in::{NewToken, StoredToken};

use super::settings::micros;
use super::{secret, shifted};
use crate::service::Service;

/// A program that asks, by its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Which token.
    pub token: TokenId,
    /// What it is called.
    pub name: String,
    /// The code of its community, or none for the whole installation.
    pub community: Option<String>,
    /// The code of its merchant, if it is one's.
    pub merchant: Option<String>,
    /// What it is for.
    pub scopes: Vec<String>,
    /// Who made it, unless it was made on the command line.
    pub made_by: Option<UserId>,
}

/// A token that is asked for.
pub struct TokenAsked<'a> {
    /// The code of its community, or none for the whole installation.
    pub community: Option<&'a str>,
    /// The code of its merchant, if it shall be one's.
    pub merchant: Option<&'a str>,
    /// What it is called.
    pub name: &'a str,
    /// What it is for: words without spaces.
    pub scopes: &'a [String],
    /// How long it lasts.
    pub lasts: Duration,
    /// Who asks, unless it is asked on the command line.
    pub by: Option<UserId>,
}

/// A token that was made.
#[derive(Clone, Debug)]
pub struct TokenMade {
    /// What whoever made it sees of it from now on.
    pub id: TokenId,
    /// What the program shall hold. It is shown once.
    pub token: SecretString,
}

/// What a token begins with, so that it is known for one where it must not stand.
const MARK: &str = "xnt_";
/// How often it is written that a token was used.
const TOUCH: i64 = 60 * 1_000_000;

impl Service {
    /// Which program a bearer token is of, if it can still be used. That it was used is noted at most once a minute.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn program(&self, bearer: &str) -> Result<Option<Program>, StoreError> {
        let is_one = bearer.strip_prefix(MARK).is_some_and(secret::is_one);
        let Some(desk) = Some(self.desk()).filter(|_| is_one) else {
            return Ok(None);
        };
        let Some(found) = desk.tables.token(secret::hash(bearer)).await? else {
            return Ok(None);
        };
        if found.revoked_at.is_some() {
            return Ok(None);
        }
        let now = desk.wall_now();
        if found.expires_at <= now {
            // No clock revives it.
            desk.tables.revoke_token(found.id, None, now).await?;
            return Ok(None);
        }
        if found.last_used_at.is_none_or(|used| shifted(used, TOUCH) <= now) {
            desk.tables.touch_token(found.id, now).await?;
        }
        Ok(Some(Program {
            token: found.id,
            name: found.name,
            community: found.community,
            merchant: found.merchant,
            scopes: found.scopes,
            made_by: found.created_by,
        }))
    }

    /// Who made a token, if it is known and was not made on the command line.
    pub(crate) async fn maker_of(&self, token: TokenId) -> Result<Option<UserId>, StoreError> {
        let token = self.desk().tables.token_by_id(token).await?;
        Ok(token.and_then(|token| token.created_by))
    }

    /// Makes a token.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn create_token(&self, asked: &TokenAsked<'_>) -> Result<TokenMade, StoreError> {
        let desk = self.desk();
        let made = desk.draw(|entropy| TokenMade {
            id: TokenId::random(entropy),
            token: format!("{MARK}{}", secret::random(entropy).expose_secret()).into(),
        });
        let now = desk.wall_now();
        let new = NewToken {
            token: secret::hash_of(&made.token),
            id: made.id,
            community: asked.community,
            merchant: asked.merchant,
            name: asked.name,
            scopes: asked.scopes,
            created_by: asked.by,
            at: now,
            ends: shifted(now, micros(asked.lasts)),
        };
        desk.tables.create_token(&new).await?;
        Ok(made)
    }

    /// The tokens of a community, or of the whole installation.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn tokens(&self, community: Option<&str>) -> Result<Vec<StoredToken>, StoreError> {
        self.desk().tables.tokens(community).await
    }

    /// All tokens.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn all_tokens(&self) -> Result<Vec<StoredToken>, StoreError> {
        self.desk().tables.all_tokens().await
    }

    /// Revokes a token: one of a community, or whichever has the number. From the next request on it is none. False when
    /// there is none that could be used.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn revoke_token(&self, token: TokenId, of: Option<&str>) -> Result<bool, StoreError> {
        let desk = self.desk();
        desk.tables.revoke_token(token, of, desk.wall_now()).await
    }
}
