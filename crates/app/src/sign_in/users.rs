//! Users, for whoever makes them and keeps them.

use std::collections::BTreeSet;

use secrecy::SecretString;
use xiaonuan_domain::register::Registers;
use xiaonuan_domain::user::{LoginName, UserId};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::sign_in::{Disabling, NewUser, User};

use super::SignInError;
use crate::desk::DeskError;
use crate::service::Service;

/// Somebody who shall be able to sign in.
pub struct UserAsked<'a> {
    /// The name that they will type.
    pub login: &'a LoginName,
    /// How records will call them.
    pub name: &'a str,
    /// Whether they run the installation.
    pub is_operator: bool,
    /// The code of the community that they are made for.
    pub community: Option<&'a str>,
}

impl Service {
    /// Makes a user, who has no password yet: see [`Service::create_link`] and [`Service::set_password`]. None when the
    /// name is taken.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn create_user(&self, asked: &UserAsked<'_>) -> Result<Option<UserId>, StoreError> {
        let desk = self.desk();
        let id = desk.draw(UserId::random);
        let new = NewUser {
            id,
            login: asked.login,
            name: asked.name,
            is_operator: asked.is_operator,
            at: desk.wall_now(),
            community: asked.community,
        };
        Ok(desk.tables.create_user(&new).await?.then_some(id))
    }

    /// A user.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        self.desk().tables.user(id).await
    }

    /// Who signs in under a name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn user_of(&self, login: &LoginName) -> Result<Option<User>, StoreError> {
        let known = self.desk().tables.user_known_by(login).await?;
        Ok(known.map(|known| known.user))
    }

    /// All users, or those that were made for a community.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn users(&self, community: Option<&str>) -> Result<Vec<User>, StoreError> {
        self.desk().tables.users(community).await
    }

    /// Keeps somebody from signing in; their sessions and links end at once. False when there is nobody to be kept. Rule:
    /// `last_administrator`, where nobody would be left in a community who may grant roles.
    ///
    /// # Errors
    /// [`DeskError::Refused`], or the database fails.
    pub async fn disable_user(&self, id: UserId) -> Result<bool, DeskError> {
        let desk = self.desk();
        match desk.tables.disable_user(id, desk.wall_now()).await? {
            Disabling::Done => Ok(true),
            Disabling::Nobody => Ok(false),
            Disabling::Refused(refusal) => Err(DeskError::Refused(refusal)),
        }
    }

    /// The administrators of a community who cannot sign in.
    pub(crate) async fn administrators_gone(&self, registers: &Registers) -> Result<BTreeSet<UserId>, StoreError> {
        self.desk().tables.administrators_gone(registers).await
    }

    /// Lets somebody sign in again. False when nobody was kept from it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn enable_user(&self, id: UserId) -> Result<bool, StoreError> {
        self.desk().tables.enable_user(id).await
    }

    /// Gives somebody a password, whatever they had before; their sessions and links end by it.
    ///
    /// # Errors
    /// [`SignInError`]: `Over` when there is no such user, `Password` or `Store`.
    pub async fn set_password(&self, user: UserId, password: &SecretString) -> Result<(), SignInError> {
        let desk = self.desk();
        let user = desk.tables.user(user).await?.ok_or(SignInError::Over)?;
        let hash = desk.hashed(&user, password).await?;
        let now = desk.now().await?;
        Ok(desk.tables.set_password(user.id, &hash, now, None).await?)
    }
}
