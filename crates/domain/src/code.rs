//! Codes and references: the short names that people give to things.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A code or reference: 1 to 32 of `A–Z a–z 0–9 _ -`, such as `M01` or `DIS00001`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Arc<str>);

/// A text that is not a code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a code is 1 to 32 of A-Z a-z 0-9 _ -")]
pub struct NotACode;

impl Code {
    /// Whether a text is a code.
    #[must_use]
    pub fn is_code(text: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        (1..=32).contains(&text.len()) && text.bytes().all(allowed)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        if Code::is_code(text) {
            Ok(Code(text.into()))
        } else {
            Err(NotACode)
        }
    }
}

impl std::borrow::Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_and_plain() {
        for text in ["M01", "a_b-C", "0", "x".repeat(32).as_str()] {
            assert!(text.parse::<Code>().is_ok(), "{text}");
        }
        for text in ["", "M 1", "编号", "x".repeat(33).as_str(), "a.b", "a\n"] {
            assert_eq!(text.parse::<Code>(), Err(NotACode), "{text}");
        }
    }
}
