//! Signing in with a name and a password.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use secrecy::{ExposeSecret, SecretString};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{LoginName, SessionId, UserId};
use xiaonuan_persistence::sign_in::{KnownBy, NewSession, User};

use super::passwords::Compared;
use super::{Desk, SignInError, secret};
use crate::service::Service;

/// From where something is asked.
#[derive(Clone, Debug)]
pub struct From {
    /// The client's address.
    pub address: IpAddr,
    /// What it runs on, in a few words, such as `Firefox, Windows`.
    pub device_name: String,
    /// The long-lived secret of the device, as a sign-in before gave it.
    pub device: Option<SecretString>,
    /// The session that the same browser holds, which ends when another begins.
    pub session: Option<SecretString>,
}

impl From {
    /// Nowhere in particular: the command line.
    #[must_use]
    pub fn here() -> Self {
        From {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            device_name: String::new(),
            device: None,
            session: None,
        }
    }

    /// The address as tries are counted by.
    pub(super) fn place(&self) -> String {
        network(self.address).to_string()
    }

    pub(super) fn device_text(&self) -> &str {
        self.device.as_ref().map_or("", |device| device.expose_secret())
    }
}

/// The address by which a customer is counted: of IPv6 the network (/64), of which one customer has all addresses.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Somebody's try to sign in.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The name as it was typed.
    pub login: String,
    /// The password as it was typed.
    pub password: SecretString,
    /// The code of the second factor, where it is given at once.
    pub code: Option<SecretString>,
    /// From where.
    pub from: From,
}

/// A session that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// What the browser shall hold: for its cookie and nothing else.
    pub token: SecretString,
    /// What the device shall keep.
    pub device: SecretString,
    /// Whose session it is.
    pub user: UserId,
    /// By what a browser tells whether the next session is the same person's. It says nothing of them and opens nothing.
    pub mark: String,
    /// What its owner sees of it.
    pub session: SessionId,
    /// Whether the session counts for nothing until the second factor is given.
    pub needs_code: bool,
    /// Whether it was given.
    pub second_factor: bool,
}

impl Service {
    /// Signs somebody in. For a name that nobody has, everything is done that is done for others.
    ///
    /// # Errors
    /// [`SignInError`]: `Refused`, `WrongCode`, `Slow` or `Store`.
    pub async fn sign_in(&self, attempt: Attempt) -> Result<Begun, SignInError> {
        let desk = self.desk();
        let Attempt {
            login,
            password,
            code,
            from,
        } = attempt;
        let familiar = desk.familiar(&login, &from).await?;
        let tries = desk.tries(&login, &from, familiar);
        desk.take(&tries).await?;
        // A password that is changed from now on is another than the one that is given here.
        let at = desk.now().await?;
        let user = desk.proven(&login, &password).await?;
        desk.forgive(&tries).await?;
        let needs_factor = desk.tables.factors(user.id).await?.is_any();
        let second_factor = match &code {
            Some(code) if needs_factor => {
                desk.check_code(&user, code, &from).await?;
                true
            }
            _ => false,
        };
        desk.begin(&user, &from, (needs_factor && !second_factor, second_factor), at)
            .await
    }
}

/// Looked for where a text can be nobody's name.
const NOBODY: &str = "nobody";

impl Desk {
    /// Whose name and password they are.
    async fn proven(&self, login: &str, password: &SecretString) -> Result<User, SignInError> {
        // What cannot be a name is looked for like others, under one that nobody has.
        let typed = login.parse::<LoginName>();
        let is_name = typed.is_ok();
        let name = typed.unwrap_or_else(|_| NOBODY.parse().expect("it is a name"));
        let known = self.tables.user_known_by(&name).await?.filter(|_| is_name);
        let (user, hash) = known.map_or((None, None), |KnownBy { user, password }| (Some(user), password));
        let compared = self.passwords.compare(password, hash.clone()).await?;
        let user = user.filter(|user| user.disabled_at.is_none());
        let (Some(user), true) = (user, compared != Compared::Wrong) else {
            return Err(SignInError::Refused);
        };
        if let (Compared::Outdated, Some(before)) = (compared, hash) {
            let salt = self.draw(|entropy| entropy.draw());
            let now = self.passwords.hash(password, salt).await?;
            self.tables.rehash_password(user.id, &before, &now).await?;
        }
        Ok(user)
    }

    /// Begins a session of somebody who proved who they are.
    pub(super) async fn begin(
        &self,
        user: &User,
        from: &From,
        (is_half, second_factor): (bool, bool),
        at: Instant,
    ) -> Result<Begun, SignInError> {
        let begun = self.drawn(user.id, from, is_half, second_factor);
        self.sweep(self.now().await?).await?;
        let before = from.session.as_ref().map(secret::hash_of);
        self.tables.start_session(&new(&begun, from, at, before)).await?;
        if !is_half {
            self.familiarise(user, from, &begun).await?;
        }
        Ok(begun)
    }

    /// Begins a session in the place of another, which must still be there.
    pub(super) async fn rotate(
        &self,
        user: &User,
        from: &From,
        before: &SecretString,
        second_factor: bool,
    ) -> Result<Begun, SignInError> {
        let begun = self.drawn(user.id, from, false, second_factor);
        let now = self.now().await?;
        let session = new(&begun, from, now, None);
        if !self.tables.replace_session(secret::hash_of(before), &session).await? {
            return Err(SignInError::Over);
        }
        self.familiarise(user, from, &begun).await?;
        Ok(begun)
    }

    async fn familiarise(&self, user: &User, from: &From, begun: &Begun) -> Result<(), SignInError> {
        let from = From {
            device: Some(begun.device.clone()),
            ..from.clone()
        };
        self.note_familiar(user.id, user.login.as_str(), &from).await
    }

    fn drawn(&self, user: UserId, from: &From, needs_code: bool, second_factor: bool) -> Begun {
        let mark = self.keys().fingerprint_of("session/mark", &user.bytes());
        let mark = mark.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let device = from.device.clone().filter(|it| secret::is_one(it.expose_secret()));
        self.draw(|entropy| Begun {
            token: secret::random(entropy),
            device: device.unwrap_or_else(|| secret::random(entropy)),
            user,
            mark,
            session: SessionId::random(entropy),
            needs_code,
            second_factor,
        })
    }
}

fn new<'a>(begun: &Begun, from: &'a From, at: Instant, instead_of: Option<[u8; 32]>) -> NewSession<'a> {
    NewSession {
        token: secret::hash_of(&begun.token),
        id: begun.session,
        user: begun.user,
        is_half: begun.needs_code,
        second_factor: begun.second_factor,
        device: &from.device_name,
        at,
        instead_of,
    }
}
