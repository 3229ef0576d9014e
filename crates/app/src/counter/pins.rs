//! PINs: hashed by Argon2id, compared beside the threads that answer, a few at a time.

use std::collections::BTreeSet;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use xiaonuan_persistence::error::StoreError;
use zeroize::Zeroizing;

use super::CounterError;
use crate::hashing::Turns;

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
    turns: Turns,
    /// What a PIN is compared with where there is none, so that it takes as long.
    nobodys: String,
}

impl Pins {
    pub(super) fn new(cost: PinCost) -> Self {
        let mut pins = Pins {
            cost,
            turns: Turns::new(),
            nobodys: String::new(),
        };
        pins.nobodys = pins.hashed(b"nobody's");
        pins
    }

    /// The same, with turns of their own.
    pub(super) fn apart(&self) -> Self {
        Pins {
            turns: Turns::new(),
            ..self.clone()
        }
    }

    /// # Panics
    /// When the cost is none that Argon2 can take: the composition root reads it.
    fn argon2(&self) -> Argon2<'static> {
        let params = Params::new(self.cost.memory, self.cost.rounds, 1, None).expect("a cost that Argon2 can take");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    fn hashed(&self, pin: &[u8]) -> String {
        let hash = self.argon2().hash_password(pin);
        hash.expect("a PIN can be hashed").to_string()
    }

    /// The hash of a PIN.
    pub(super) async fn hash(&self, pin: &str) -> Result<String, CounterError> {
        let pins = self.clone();
        self.beside(pin, move |pin| pins.hashed(pin)).await
    }

    /// Whether it is the PIN that a hash is of; never of no hash, which takes as long.
    pub(super) async fn is_it(&self, pin: &str, hash: Option<&str>) -> Result<bool, CounterError> {
        let pins = self.clone();
        let (hash, known) = (hash.unwrap_or(&self.nobodys).to_owned(), hash.is_some());
        let is_it = move |pin: &[u8]| {
            let parsed = PasswordHash::new(&hash);
            let same = parsed.is_ok_and(|hash| pins.argon2().verify_password(pin, &hash).is_ok());
            same && known
        };
        self.beside(pin, is_it).await
    }

    async fn beside<T: Send + 'static>(
        &self,
        pin: &str,
        work: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Result<T, CounterError> {
        let pin = Zeroizing::new(pin.to_owned());
        let work = move |pin: &[u8]| Ok::<_, StoreError>(work(pin));
        Ok(self.turns.take(pin, work).await?)
    }
}

/// What others try early besides what [`is_easy`] finds: columns of a keypad, and numbers that sound like words.
const COMMON: [&str; 16] = [
    "2580", "0852", "1470", "0741", "3690", "0963", "147258", "258369", "147147", "159357", "159753", "1314", "520131",
    "5201314", "13145200", "112233",
];

/// A PIN that somebody chose: 4 to 8 digits, and none that others would try first.
pub(super) fn chosen(pin: &str) -> Result<&str, CounterError> {
    let is_one = (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
    if is_one && !is_easy(pin) && !COMMON.contains(&pin) {
        Ok(pin)
    } else {
        Err(CounterError::NotAPin)
    }
}

/// Whether it has two digits or fewer, repeats itself, reads the same from behind, runs up or down, or is a year that people
/// remember.
fn is_easy(pin: &str) -> bool {
    let digits = pin.as_bytes();
    let different: BTreeSet<u8> = digits.iter().copied().collect();
    let repeats = |part: usize| digits.chunks(part).all(|part| digits.starts_with(part));
    let is_mirrored = digits.iter().eq(digits.iter().rev());
    let runs = |step: i16| {
        digits
            .windows(2)
            .all(|two| i16::from(two[1]) - i16::from(two[0]) == step)
    };
    let is_year = digits.len() == 4 && ("1930"..="2035").contains(&pin);
    different.len() <= 2 || (1..=digits.len() / 2).any(repeats) || is_mirrored || runs(1) || runs(-1) || is_year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_that_others_would_try_first_are_not_taken() {
        for pin in ["2048", "0072", "12346", "98763210", "1357", "204871"] {
            assert_eq!(chosen(pin).ok(), Some(pin));
        }
        for pin in [
            "0000",
            "11111111",
            "1112",
            "1212",
            "123123",
            "12341234",
            "1221",
            "123321",
            "1234",
            "987654",
            "1988",
            "2026",
            "2580",
            "1314",
            "123",
            "123456789",
            "12a4",
            "１２４８",
            "",
        ] {
            assert!(matches!(chosen(pin), Err(CounterError::NotAPin)), "{pin}");
        }
    }
}
