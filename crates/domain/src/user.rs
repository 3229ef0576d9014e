//! Who signs in: an identity that says nothing of the person, and outlives names and credentials.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::entropy::Entropy;

/// A person who signs in, as journal and grants name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId([u8; 16]);

/// A text that is no user's identifier.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a user is 32 hexadecimal digits")]
pub struct NotAUser;

impl UserId {
    /// A new user.
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        UserId(entropy.draw())
    }

    /// The user of a stored identifier.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        UserId(bytes)
    }

    /// The identifier as stored.
    #[must_use]
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }
}

/// 32 lower-case hexadecimal digits, so that it is also a valid code.
impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for UserId {
    type Err = NotAUser;

    fn from_str(text: &str) -> Result<Self, NotAUser> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 32 || !text.bytes().all(is_digit) {
            return Err(NotAUser);
        }
        let mut bytes = [0; 16];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).map_err(|_| NotAUser)?;
        }
        Ok(UserId(bytes))
    }
}

impl Serialize for UserId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UserId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
