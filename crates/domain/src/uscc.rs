//! Unified social credit codes of organisations, GB 32100-2015.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A unified social credit code (统一社会信用代码): 18 characters, upper case, with a right check character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uscc(String);

/// A text that is not a unified social credit code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a unified social credit code has 18 characters in upper case, the last a check character (GB 32100)")]
pub struct NotAUscc;

/// The 31 characters of GB 32100 by value: digits and letters without I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Weight of the i-th character: 3^i mod 31.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

impl Uscc {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The check character for the first 17 characters, if all are of the alphabet.
#[must_use]
pub fn check_character(first17: &str) -> Option<char> {
    if first17.len() != 17 {
        return None;
    }
    let mut sum = 0;
    for (byte, weight) in first17.bytes().zip(WEIGHTS) {
        sum += ALPHABET.iter().position(|&known| known == byte)? * weight;
    }
    Some(char::from(ALPHABET[(31 - sum % 31) % 31]))
}

impl FromStr for Uscc {
    type Err = NotAUscc;

    fn from_str(text: &str) -> Result<Self, NotAUscc> {
        if text.len() != 18 || !text.is_ascii() {
            return Err(NotAUscc);
        }
        let (body, check) = text.split_at(17);
        if check_character(body).is_some_and(|right| check.starts_with(right)) {
            Ok(Uscc(text.to_owned()))
        } else {
            Err(NotAUscc)
        }
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Uscc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Uscc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_decides() {
        assert!("91220199MATGHJME8D".parse::<Uscc>().is_ok());
        for text in [
            "91220199MATGHJME8E",
            "91220199matghjme8d",
            "91220199MATGHJME8",
            "",
            "91220199MATGHJMEID",
            "91220199MATGHJME8８",
        ] {
            assert_eq!(text.parse::<Uscc>(), Err(NotAUscc), "{text}");
        }
    }
}
