//! A passkey given as the second factor of a session that awaits it.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{PublicKeyCredential, SecurityKeyAuthentication};
use xiaonuan_domain::user::UserId;
use xiaonuan_persistence::sign_in::{CeremonyKind, StoredSession, UsedPasskey, User};
use zeroize::Zeroizing;

use super::super::attempt::{Begun, From};
use super::super::{Desk, SignInError, secret};
use super::{PasskeyAnswer, PasskeyAsked, PasskeySite, refused, said, tell_of_a_copy, text, unreadable};
use crate::service::Service;

/// By what whoever gave their password can show a second time who they are.
#[derive(Clone, Debug)]
pub struct Ways {
    /// What their passkeys are asked, if any was added under the name by which the service is asked now.
    pub passkey: Option<PasskeyAsked>,
    /// Whether a code can be given: an authenticator's, or a printed one that is left.
    pub takes_codes: bool,
    /// Whether they have passkeys that answer under another name only.
    pub has_passkeys_elsewhere: bool,
}

/// What a passkey is asked when somebody signs in.
#[derive(Serialize, Deserialize)]
struct Giving {
    state: SecurityKeyAuthentication,
}

impl Service {
    /// By what a session that awaits its second factor can be given it. None when it is no such session any more.
    ///
    /// # Errors
    /// [`SignInError`]: `Store`.
    pub async fn ways(&self, token: &SecretString, site: Option<&PasskeySite>) -> Result<Option<Ways>, SignInError> {
        let desk = self.desk();
        let Some(session) = desk.half(token).await? else {
            return Ok(None);
        };
        let factors = desk.tables.factors(session.user).await?;
        let passkey = match site {
            Some(site) if factors.passkeys > 0 => desk.ask_for_passkey(session.user, site, token).await?,
            _ => None,
        };
        Ok(Some(Ways {
            has_passkeys_elsewhere: factors.passkeys > 0 && passkey.is_none(),
            takes_codes: factors.has_authenticator || factors.codes_left > 0,
            passkey,
        }))
    }

    /// Gives a passkey's answer as the second factor of a session that awaits it, which goes on under another secret. Tries
    /// are counted with those of codes.
    ///
    /// # Errors
    /// [`SignInError`]: `WrongCode` when the answer is to no question of this session, wrong, of somebody else's passkey, or
    /// of one that had counted no further than before; `Slow`, `Over` or `Store`.
    pub async fn give_passkey(
        &self,
        token: &SecretString,
        answer: &PasskeyAnswer,
        (site, from): (Option<&PasskeySite>, &From),
    ) -> Result<Begun, SignInError> {
        let desk = self.desk();
        let session = desk.half(token).await?.ok_or(SignInError::Over)?;
        let user = desk.tables.user(session.user).await?.ok_or(SignInError::Over)?;
        let familiar = desk.familiar(user.login.as_str(), from).await?;
        let tries = desk.code_tries(user.id, from, familiar);
        desk.take(&tries).await?;
        let site = site.ok_or(SignInError::WrongCode)?;
        let giving: Giving = desk.take_question(CeremonyKind::Give, token, answer).await?;
        desk.check_passkey(&user, site, (&giving, &said(answer)?)).await?;
        desk.forgive(&tries).await?;
        desk.rotate(&user, from, token, true).await
    }
}

impl Desk {
    /// The session that awaits its second factor, if it lasts still.
    async fn half(&self, token: &SecretString) -> Result<Option<StoredSession>, SignInError> {
        let token = token.expose_secret();
        if !secret::is_one(token) {
            return Ok(None);
        }
        Ok(self.lasting(token).await?.filter(|session| session.is_half))
    }

    /// Asks the passkeys of somebody that were added under this name.
    async fn ask_for_passkey(
        &self,
        user: UserId,
        site: &PasskeySite,
        token: &SecretString,
    ) -> Result<Option<PasskeyAsked>, SignInError> {
        let keys: Vec<_> = self.passkeys_at(user, site).await?;
        if keys.is_empty() {
            return Ok(None);
        }
        let keys: Vec<_> = keys.into_iter().map(|(_, key)| key).collect();
        let begun = site.relying_party()?.start_securitykey_authentication(&keys);
        let (mut asked, state) = begun.map_err(|error| unreadable(&error))?;
        asked.public_key.hints = None;
        let options = text(&asked.public_key)?;
        Ok(Some(PasskeyAsked {
            ceremony: self.ask_passkey(CeremonyKind::Give, token, &Giving { state }).await?,
            options: options.into(),
        }))
    }

    /// Takes an answer of somebody's passkey.
    async fn check_passkey(
        &self,
        user: &User,
        site: &PasskeySite,
        (giving, said): (&Giving, &PublicKeyCredential),
    ) -> Result<(), SignInError> {
        if said.get_user_unique_id().is_some_and(|whose| whose != user.id.bytes()) {
            return Err(SignInError::WrongCode);
        }
        let party = site.relying_party()?;
        let given = party.finish_securitykey_authentication(said, &giving.state);
        let given = given.map_err(|error| refused(&error))?;
        // As it is now: it may have been taken away, or have counted on, since it was asked.
        let own = self.passkeys_at(user.id, site).await?;
        let own = own.into_iter().find(|(_, key)| key.cred_id() == given.cred_id());
        let (id, mut key) = own.ok_or(SignInError::WrongCode)?;
        key.update_credential(&given);
        let credential = Zeroizing::new(text(&key)?);
        let used = UsedPasskey {
            id,
            counter: given.counter(),
            credential: credential.as_bytes(),
            at: self.wall_now(),
        };
        if !self.tables.use_passkey(user.id, &used).await? {
            tell_of_a_copy();
            return Err(SignInError::WrongCode);
        }
        Ok(())
    }
}
