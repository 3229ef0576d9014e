//! Passkeys (WebAuthn) as a second factor: one's own are added, listed and taken away.
//!
//! What a passkey is asked and what its answer is checked against is `webauthn-rs`'s; here is who may ask, for how long, and
//! that each question is answered once. A question is kept sealed in the database and bound to the session that asked.

mod given;
mod site;

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{SecurityKey, SecurityKeyRegistration, Uuid, WebauthnError};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{CeremonyId, PasskeyId, UserId};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::sign_in::{Added, Ceremony, CeremonyKind, CeremonyOf, NewPasskey, StoredPasskey};
use zeroize::Zeroizing;

pub use self::given::Ways;
pub use self::site::PasskeySite;

use super::attempt::{Begun, From};
use super::second_factor::{printed, recovery_codes};
use super::sessions::SignedIn;
use super::{Desk, SignInError, secret, shifted};
use crate::service::Service;

/// A passkey as its owner sees it.
#[derive(Clone, Debug)]
pub struct ListedPasskey {
    /// Which one.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// The name of this service under which it was added, where alone it is asked for.
    pub host: String,
    /// When it was added.
    pub added_at: Instant,
    /// When it was used last.
    pub used_at: Option<Instant>,
}

/// What a passkey is asked, for the browser to hand on.
#[derive(Clone, Debug)]
pub struct PasskeyAsked {
    /// Which question it is: the answer names it.
    pub ceremony: CeremonyId,
    /// The question as WebAuthn has it, JSON whose bytes are base64url.
    pub options: SecretString,
}

/// What a browser brought from a passkey.
#[derive(Clone, Debug)]
pub struct PasskeyAnswer {
    /// Which question it answers.
    pub ceremony: String,
    /// The answer as WebAuthn has it, JSON whose bytes are base64url.
    pub credential: SecretString,
}

/// How long a question waits for its answer.
const WAITS: i64 = 5 * 60 * 1_000_000;
/// The longest answer that is read. Those that there are have some 1,500 bytes.
const LONGEST: usize = 16 * 1024;
/// How many passkeys one person may have.
const MOST: i64 = 10;

/// A passkey that is being added.
#[derive(Serialize, Deserialize)]
struct Adding {
    name: String,
    options: String,
    state: SecurityKeyRegistration,
}

impl Service {
    /// Somebody's passkeys, the first one first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn passkeys(&self, user: UserId) -> Result<Vec<ListedPasskey>, StoreError> {
        let stored = self.desk().tables.passkeys(user).await?;
        let listed = |it: StoredPasskey| ListedPasskey {
            id: it.id,
            name: it.name,
            host: it.host,
            added_at: it.created_at,
            used_at: it.last_used_at,
        };
        Ok(stored.into_iter().map(listed).collect())
    }

    /// Begins to make a passkey somebody's second factor, under a name of theirs. Asked for by whoever knows the password.
    /// False when they have as many as one may have.
    ///
    /// # Errors
    /// [`SignInError`]: `Refused`, `Slow`, `Over` or `Store`.
    pub async fn begin_passkey(
        &self,
        who: &SignedIn,
        (password, name): (&SecretString, &str),
        (site, token): (&PasskeySite, &SecretString),
    ) -> Result<bool, SignInError> {
        let desk = self.desk();
        let user = desk.own(who).await?;
        desk.confirm_password(&user, password).await?;
        if desk.tables.factors(user.id).await?.passkeys >= MOST {
            return Ok(false);
        }
        let known = desk.passkeys_at(user.id, site).await?;
        let known = known.iter().map(|(_, key)| key.cred_id().clone()).collect();
        // The handle that an authenticator keeps is a random number: it names nobody to whoever finds the authenticator.
        let handle = Uuid::from_bytes(user.id.bytes());
        // A key that asks for nothing but a touch is enough after a password. So its sort of ceremony is asked for, which
        // prefers that the authenticator recognises its owner, and holds it to that if it did once.
        let begun = site.relying_party()?.start_securitykey_registration(
            handle,
            user.login.as_str(),
            &user.name,
            Some(known),
            None,
            None,
        );
        let (mut asked, state) = begun.map_err(|error| unreadable(&error))?;
        // Any authenticator will do, a phone's too. Nor shall a key without a PIN be told to answer to none but its PIN.
        asked.public_key.hints = None;
        asked.public_key.extensions = None;
        let adding = Adding {
            name: name.to_owned(),
            options: text(&asked.public_key)?,
            state,
        };
        desk.ask_passkey(CeremonyKind::Add, token, &adding).await?;
        Ok(true)
    }

    /// What is asked of the passkey that is being added in this session, and under which name.
    ///
    /// # Errors
    /// [`SignInError`]: `Store`.
    pub async fn awaited_passkey(&self, token: &SecretString) -> Result<Option<(PasskeyAsked, String)>, SignInError> {
        let desk = self.desk();
        let of = desk.ceremonies(CeremonyKind::Add, token).await?;
        let Some(waits) = desk.tables.awaited_ceremony(of).await? else {
            return Ok(None);
        };
        let adding: Adding = read(&waits.state)?;
        let asked = PasskeyAsked {
            ceremony: waits.id,
            options: adding.options.into(),
        };
        Ok(Some((asked, adding.name)))
    }

    /// Makes the passkey that answers a second factor. Answers the session, which goes on under another secret, and the
    /// printed codes if it came with any: with the first second factor, or when none were left. They are shown this once.
    ///
    /// # Errors
    /// [`SignInError`]: `WrongCode` when the answer is to no question of this session, wrong, or of a passkey that is
    /// somebody's already; `Slow`, `Over` or `Store`.
    pub async fn add_passkey(
        &self,
        who: &SignedIn,
        answer: &PasskeyAnswer,
        (site, token, from): (&PasskeySite, &SecretString, &From),
    ) -> Result<(Begun, Vec<SecretString>), SignInError> {
        let desk = self.desk();
        let user = desk.own(who).await?;
        let bucket = desk.tries_of(user.id, "confirmation");
        desk.take_from(&[bucket]).await?;
        let adding: Adding = desk.take_question(CeremonyKind::Add, token, answer).await?;
        let said = said(answer)?;
        let made = site
            .relying_party()?
            .finish_securitykey_registration(&said, &adding.state);
        let key = made.map_err(|error| refused(&error))?;
        let credential = Zeroizing::new(text(&key)?);
        let codes = desk.draw(recovery_codes);
        let new = NewPasskey {
            id: desk.draw(PasskeyId::random),
            number: key.cred_id().as_slice(),
            host: site.host(),
            name: &adding.name,
            credential: credential.as_bytes(),
            at: desk.wall_now(),
            codes: &codes,
        };
        let Added::Yes { is_first, has_codes } = desk.tables.add_passkey(user.id, &new).await? else {
            return Err(SignInError::WrongCode);
        };
        desk.forgive_all_of(bucket).await?;
        let begun = desk.rotate(&user, from, token, true).await?;
        if is_first {
            desk.tables.end_sessions_of(user.id, Some(begun.session)).await?;
        }
        let shown = codes.iter().filter(|_| has_codes);
        Ok((begun, shown.map(|code| SecretString::from(printed(code))).collect()))
    }

    /// Takes one of somebody's own passkeys away; asked for by whoever knows the password. With the last second factor all
    /// that came with it goes too. False when they have none such.
    ///
    /// # Errors
    /// [`SignInError`]: `Refused`, `Slow`, `Over` or `Store`.
    pub async fn remove_passkey(
        &self,
        who: &SignedIn,
        password: &SecretString,
        id: PasskeyId,
    ) -> Result<bool, SignInError> {
        let desk = self.desk();
        let user = desk.own(who).await?;
        desk.confirm_password(&user, password).await?;
        Ok(desk.tables.remove_passkey(user.id, id).await?)
    }
}

impl Desk {
    /// Somebody's passkeys that were added under the name by which the service is asked now.
    async fn passkeys_at(
        &self,
        user: UserId,
        site: &PasskeySite,
    ) -> Result<Vec<(PasskeyId, SecurityKey)>, SignInError> {
        let stored = self.tables.passkeys(user).await?;
        let here = stored.iter().filter(|it| it.host == site.host());
        here.map(|it| Ok((it.id, read(&it.credential)?))).collect()
    }

    async fn ceremonies(&self, kind: CeremonyKind, token: &SecretString) -> Result<CeremonyOf, StoreError> {
        Ok(CeremonyOf {
            session: secret::hash_of(token),
            kind,
            over: shifted(self.now().await?, -WAITS),
        })
    }

    /// Keeps what an answer will be checked against.
    async fn ask_passkey(
        &self,
        kind: CeremonyKind,
        token: &SecretString,
        state: &impl Serialize,
    ) -> Result<CeremonyId, SignInError> {
        let new = Ceremony {
            id: self.draw(CeremonyId::random),
            state: Zeroizing::new(text(state)?.into_bytes()),
        };
        let of = self.ceremonies(kind, token).await?;
        self.tables.begin_ceremony(of, &new, self.now().await?).await?;
        Ok(new.id)
    }

    /// Takes the question that an answer names: it is answered by that, rightly or not.
    async fn take_question<T: DeserializeOwned>(
        &self,
        kind: CeremonyKind,
        token: &SecretString,
        answer: &PasskeyAnswer,
    ) -> Result<T, SignInError> {
        let id = answer.ceremony.parse().map_err(|_| SignInError::WrongCode)?;
        let of = self.ceremonies(kind, token).await?;
        let taken = self.tables.take_ceremony(of, id).await?;
        read(&taken.ok_or(SignInError::WrongCode)?.state)
    }
}

/// What a browser sent, if it is an answer at all.
fn said<T: DeserializeOwned>(answer: &PasskeyAnswer) -> Result<T, SignInError> {
    let text = answer.credential.expose_secret();
    let text = Some(text).filter(|text| text.len() <= LONGEST);
    let said = text.and_then(|text| serde_json::from_str(text).ok());
    said.ok_or(SignInError::WrongCode)
}

/// What is stored of a passkey, or of a question.
fn read<T: DeserializeOwned>(stored: &[u8]) -> Result<T, SignInError> {
    serde_json::from_slice(stored).map_err(|error| StoreError::unreadable("passkey", error).into())
}

fn text(what: &impl Serialize) -> Result<String, SignInError> {
    serde_json::to_string(what).map_err(|error| StoreError::unreadable("passkey", error).into())
}

/// What was put together here cannot be put together.
fn unreadable(error: &WebauthnError) -> SignInError {
    StoreError::unreadable("passkey", error).into()
}

/// Whatever is wrong with an answer is told alike. That a passkey may have been copied is for whoever runs the service.
fn refused(error: &WebauthnError) -> SignInError {
    if matches!(error, WebauthnError::CredentialPossibleCompromise) {
        tell_of_a_copy();
    }
    SignInError::WrongCode
}

fn tell_of_a_copy() {
    tracing::warn!("a passkey had counted no further than before: it was used twice at once, or there is a copy of it");
}
