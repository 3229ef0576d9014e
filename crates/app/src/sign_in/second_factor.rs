//! The second factor: codes of an authenticator (TOTP, RFC 6238), or printed codes that are used once. Passkeys are beside it.

use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Builder, Secret, Totp};
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::user::UserId;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::sign_in::{Factors, NewFactor, User};
use zeroize::Zeroizing;

use super::attempt::{Begun, From};
use super::sessions::SignedIn;
use super::{Desk, SignInError, secret};
use crate::service::Service;

/// What an authenticator is given.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// The secret as people type it (base 32).
    pub secret: SecretString,
    /// The address that a QR code of it holds.
    pub address: SecretString,
}

/// How many printed codes there are.
const CODES: usize = 10;
/// Characters that nobody takes for others, 32 of them.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const ISSUER: &str = "Xiaonuan";

impl Service {
    /// Gives the second factor of a session that awaits it, which goes on under another secret.
    ///
    /// # Errors
    /// [`SignInError`]: `WrongCode`, `Slow`, `Over` or `Store`.
    pub async fn give_code(
        &self,
        token: &SecretString,
        code: &SecretString,
        from: &From,
    ) -> Result<Begun, SignInError> {
        let desk = self.desk();
        let text = token.expose_secret();
        let session = if secret::is_one(text) {
            desk.lasting(text).await?
        } else {
            None
        };
        let session = session.ok_or(SignInError::Over)?;
        let user = desk.tables.user(session.user).await?.ok_or(SignInError::Over)?;
        desk.check_code(&user, code, from).await?;
        desk.rotate(&user, from, token, true).await
    }

    /// Which second factors somebody has, and how many printed codes are left.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn factors(&self, user: UserId) -> Result<Factors, StoreError> {
        self.desk().tables.factors(user).await
    }

    /// Begins to make an authenticator somebody's second factor. What counted before counts until it is confirmed. Asked
    /// for by whoever knows the password.
    ///
    /// # Errors
    /// [`SignInError`]: `Refused`, `Slow`, `Over` or `Store`.
    pub async fn begin_second_factor(
        &self,
        who: &SignedIn,
        password: &SecretString,
    ) -> Result<Authenticator, SignInError> {
        let desk = self.desk();
        let user = desk.own(who).await?;
        desk.confirm_password(&user, password).await?;
        let secret = desk.draw(|entropy| Zeroizing::new([entropy.draw(), entropy.draw()].concat()));
        let now = desk.now().await?;
        desk.tables.await_factor(user.id, &secret[..20], now).await?;
        authenticator(&user, &secret[..20])
    }

    /// What the authenticator that waits to be confirmed is given.
    ///
    /// # Errors
    /// [`SignInError`]: `Over` or `Store`.
    pub async fn awaited_second_factor(&self, who: &SignedIn) -> Result<Option<Authenticator>, SignInError> {
        let desk = self.desk();
        let user = desk.own(who).await?;
        let waits = desk.tables.awaited_factor(user.id).await?;
        waits.map(|waits| authenticator(&user, &waits.secret)).transpose()
    }

    /// Confirms it by a code that it shows: from now on it is asked for. Answers the printed codes, which are shown this
    /// once, and the session, which goes on under another secret.
    ///
    /// # Errors
    /// [`SignInError`]: `WrongCode`, `Slow`, `Over` or `Store`.
    pub async fn confirm_second_factor(
        &self,
        who: &SignedIn,
        code: &SecretString,
        (token, from): (&SecretString, &From),
    ) -> Result<(Begun, Vec<SecretString>), SignInError> {
        let desk = self.desk();
        let user = desk.own(who).await?;
        let bucket = desk.tries_of(user.id, "confirmation");
        desk.take_from(&[bucket]).await?;
        let waits = desk.tables.awaited_factor(user.id).await?.ok_or(SignInError::Over)?;
        let step = desk.step(&user, &waits.secret, code)?.ok_or(SignInError::WrongCode)?;
        let codes = desk.draw(recovery_codes);
        let new = NewFactor {
            at: desk.now().await?,
            step,
            codes: &codes,
        };
        if !desk.tables.confirm_factor(user.id, &new).await? {
            return Err(SignInError::Over);
        }
        desk.forgive_all_of(bucket).await?;
        let begun = desk.rotate(&user, from, token, true).await?;
        desk.tables.end_sessions_of(user.id, Some(begun.session)).await?;
        let shown = codes.into_iter().map(|code| SecretString::from(printed(&code)));
        Ok((begun, shown.collect()))
    }

    /// Takes somebody's own authenticator away; asked for by whoever knows the password. With the last second factor all that
    /// came with it goes too: the printed codes, and that sessions gave one.
    ///
    /// # Errors
    /// [`SignInError`]: `Refused`, `Slow`, `Over` or `Store`.
    pub async fn remove_second_factor(&self, who: &SignedIn, password: &SecretString) -> Result<(), SignInError> {
        let desk = self.desk();
        let user = desk.own(who).await?;
        desk.confirm_password(&user, password).await?;
        Ok(desk.tables.remove_authenticator(user.id).await?)
    }

    /// Takes away all second factors of somebody who lost them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn forget_second_factor(&self, user: UserId) -> Result<(), StoreError> {
        self.desk().tables.remove_factors(user).await
    }
}

impl Desk {
    /// Takes a code of somebody's second factor, or a printed one. Tries are counted by from where they are made.
    pub(super) async fn check_code(&self, user: &User, code: &SecretString, from: &From) -> Result<(), SignInError> {
        let familiar = self.familiar(user.login.as_str(), from).await?;
        let tries = self.code_tries(user.id, from, familiar);
        self.take(&tries).await?;
        if !self.tables.factors(user.id).await?.is_any() {
            return Err(SignInError::Over);
        }
        let authenticator = self.tables.factor(user.id).await?;
        let step = authenticator.map(|it| self.step(user, &it.secret, code)).transpose()?;
        let is_right = match step.flatten() {
            Some(step) => self.tables.take_step(user.id, step).await?,
            None => {
                let code = normal(code.expose_secret());
                let now = self.wall_now();
                code.len() == 10 && self.tables.use_recovery_code(user.id, &code, now).await?
            }
        };
        if !is_right {
            return Err(SignInError::WrongCode);
        }
        self.forgive(&tries).await
    }

    /// The time step whose code it is: the present one, or one beside it.
    fn step(&self, user: &User, secret: &[u8], code: &SecretString) -> Result<Option<i64>, SignInError> {
        let seconds = self.wall_now().micros().div_euclid(1_000_000);
        let digits: Zeroizing<String> = Zeroizing::new(normal(code.expose_secret()));
        let seconds = u64::try_from(seconds).unwrap_or_default();
        let step = totp(user, secret)?.check(&digits, seconds);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }
}

/// A code without what people put between its parts.
fn normal(code: &str) -> String {
    let kept = |it: &char| !it.is_whitespace() && *it != '-';
    code.chars().filter(kept).collect::<String>().to_lowercase()
}

fn totp(user: &User, secret: &[u8]) -> Result<Totp, SignInError> {
    // A colon would end the issuer.
    let name = user.login.as_str().replace(':', ".");
    let built = Builder::new()
        .with_secret(Secret::from(secret.to_vec()))
        .with_account_name(name)
        .with_issuer(Some(ISSUER))
        .build();
    built.map_err(|error| StoreError::unreadable("second factor", error).into())
}

fn authenticator(user: &User, secret: &[u8]) -> Result<Authenticator, SignInError> {
    let totp = totp(user, secret)?;
    let address = totp.to_url();
    let address = address.map_err(|error| StoreError::unreadable("second factor", error))?;
    Ok(Authenticator {
        secret: totp.secret().to_base32().into(),
        address: address.into(),
    })
}

/// The printed codes that come with a second factor.
pub(super) fn recovery_codes(entropy: &mut dyn Entropy) -> Vec<String> {
    (0..CODES).map(|_| recovery_code(entropy)).collect()
}

/// Ten characters, 50 bits.
fn recovery_code(entropy: &mut dyn Entropy) -> String {
    let drawn = entropy.draw();
    let letters = drawn
        .iter()
        .take(10)
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    letters.collect()
}

/// As it is printed: in two halves.
pub(super) fn printed(code: &str) -> String {
    let (first, second) = code.split_at(5);
    format!("{first}-{second}")
}
