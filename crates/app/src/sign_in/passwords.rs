//! Passwords: argon2id on threads of their own, a few at a time, and for names that nobody has as well.

use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use xiaonuan_domain::user::normal_password;
use xiaonuan_persistence::error::StoreError;
use zeroize::Zeroizing;

use super::settings::Argon2Cost;
use crate::hashing::Turns;

/// No hash is compared with more memory (KiB) or passes than this, whatever a row says.
const MOST_MEMORY: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;

pub(super) struct Passwords {
    cost: Argon2Cost,
    turns: Turns,
    compared: AtomicU64,
}

/// What came of comparing a password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    Wrong,
    Right,
    /// It is right, and hashed in another way than passwords are now.
    Outdated,
}

impl Passwords {
    pub(super) fn new(cost: Argon2Cost) -> Self {
        Passwords {
            cost,
            turns: Turns::new(),
            compared: AtomicU64::new(0),
        }
    }

    pub(super) fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }

    /// Hashes a password.
    pub(super) async fn hash(&self, password: &SecretString, salt: [u8; 16]) -> Result<String, StoreError> {
        let cost = self.cost;
        self.in_turn(password, move |password| {
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params(cost)?);
            let hash: PasswordHash = argon2.hash_password_with_salt(password, &salt).map_err(failed)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Compares a password with a hash, or with one that nothing is equal to.
    pub(super) async fn compare(&self, password: &SecretString, hash: Option<String>) -> Result<Compared, StoreError> {
        self.compared.fetch_add(1, Ordering::Relaxed);
        let cost = self.cost;
        self.in_turn(password, move |password| match hash {
            Some(hash) => compare(password, &hash, cost),
            None => {
                let mut out = Zeroizing::new([0; 32]);
                let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params(cost)?);
                argon2
                    .hash_password_into(password, &[0; 16], out.as_mut_slice())
                    .map_err(failed)?;
                Ok(Compared::Wrong)
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        password: &SecretString,
        work: impl FnOnce(&[u8]) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let password = Zeroizing::new(normal_password(password.expose_secret()));
        self.turns.take(password, work).await
    }
}

fn params(cost: Argon2Cost) -> Result<Params, StoreError> {
    Params::new(cost.memory, cost.passes, cost.lanes, Some(32)).map_err(failed)
}

fn compare(password: &[u8], hash: &str, cost: Argon2Cost) -> Result<Compared, StoreError> {
    let hash = PasswordHash::new(hash).map_err(failed)?;
    let kept = Params::try_from(&hash).map_err(failed)?;
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
        return Err(StoreError::unreadable("password", "it has no salt or no hash"));
    };
    if kept.m_cost() > MOST_MEMORY || kept.t_cost() > MOST_PASSES {
        return Err(StoreError::unreadable("password", "its hash costs too much"));
    }
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(failed)?;
    let mut out = Zeroizing::new(vec![0; expected.len()]);
    let is_as_now = algorithm == Algorithm::Argon2id
        && (kept.m_cost(), kept.t_cost(), kept.p_cost()) == (cost.memory, cost.passes, cost.lanes);
    Argon2::new(algorithm, Version::V0x13, kept)
        .hash_password_into(password, salt.as_ref(), &mut out)
        .map_err(failed)?;
    Ok(if !bool::from(out.ct_eq(expected.as_bytes())) {
        Compared::Wrong
    } else if is_as_now {
        Compared::Right
    } else {
        Compared::Outdated
    })
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::unreadable("password", error)
}
