//! PINs: hashed by Argon2id, compared beside the threads that answer, a few at a time.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use super::CounterError;

/// How many are compared at once: each takes its memory.
const AT_ONCE: usize = 2;

/// What comparing a PIN costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinCost {
    /// Memory, in KiB.
    pub memory: u32,
    /// Rounds.
    pub rounds: u32,
}

/// OWASP's recommendation for Argon2id, <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>.
impl Default for PinCost {
    fn default() -> Self {
        PinCost {
            memory: 19_456,
            rounds: 2,
        }
    }
}

#[derive(Clone)]
pub(super) struct Pins {
    cost: PinCost,
    turns: Arc<Semaphore>,
    /// What a PIN is compared with where there is none, so that it takes as long.
    nobodys: Arc<OnceLock<String>>,
}

impl Pins {
    pub(super) fn new(cost: PinCost) -> Self {
        Pins {
            cost,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            nobodys: Arc::default(),
        }
    }

    /// # Panics
    /// When the cost is none that Argon2 can take: the composition root reads it.
    fn argon2(&self) -> Argon2<'static> {
        let params = Params::new(self.cost.memory, self.cost.rounds, 1, None).expect("a cost that Argon2 can take");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    fn hashed(&self, pin: &str) -> String {
        let hash = self.argon2().hash_password(pin.as_bytes());
        hash.expect("a PIN can be hashed").to_string()
    }

    /// The hash of a PIN.
    pub(super) async fn hash(&self, pin: &str) -> Result<String, CounterError> {
        let (pins, pin) = (self.clone(), pin.to_owned());
        self.beside(move || pins.hashed(&pin)).await
    }

    /// Whether it is the PIN that a hash is of; never of no hash, which takes as long.
    pub(super) async fn is_it(&self, pin: &str, hash: Option<&str>) -> Result<bool, CounterError> {
        let (pins, pin) = (self.clone(), pin.to_owned());
        let (hash, known) = (hash.map(str::to_owned), hash.is_some());
        let is_it = move || {
            // Made once for all, whoever is asked for first.
            let nobodys = pins.nobodys.get_or_init(|| pins.hashed("nobody's")).clone();
            let hash = hash.unwrap_or(nobodys);
            let parsed = PasswordHash::new(&hash);
            let same = parsed.is_ok_and(|hash| pins.argon2().verify_password(pin.as_bytes(), &hash).is_ok());
            same && known
        };
        self.beside(is_it).await
    }

    async fn beside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, CounterError> {
        let turn = self.turns.acquire().await;
        let done = tokio::task::spawn_blocking(work).await;
        drop(turn);
        done.map_err(|_| xiaonuan_persistence::error::StoreError::Panicked.into())
    }
}

/// A PIN is 4 to 8 digits.
pub(super) fn checked(pin: &str) -> Result<&str, CounterError> {
    let is_one = (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
    if is_one { Ok(pin) } else { Err(CounterError::NotAPin) }
}
