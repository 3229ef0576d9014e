//! Who signs in: a person's own number, the name they type, and which passwords are good enough.

mod guessed;
mod password;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::entropy::Entropy;
use crate::text::is_invisible;

pub use self::password::{PasswordFault, check_password, check_password_of, normal_password};

/// A text that is not such a number.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("it is 32 hexadecimal digits in lower case")]
pub struct NotAnId;

/// Declares a random number of sixteen bytes that is written as 32 hexadecimal digits in lower case.
macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new one.
            pub fn random(entropy: &mut dyn Entropy) -> Self {
                $name(entropy.draw())
            }

            /// The one that is stored so.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                $name(bytes)
            }

            /// As it is stored.
            #[must_use]
            pub const fn bytes(self) -> [u8; 16] {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let mut bytes = [0; 16];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAnId)?;
                let id = $name(bytes);
                if id.to_string() == text { Ok(id) } else { Err(NotAnId) }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

random_id! {
    /// Somebody who can sign in. Random: it says nothing of the person, so it may stand in records and logs.
    UserId
}
random_id! {
    /// A session, as its owner sees it in a list. It is not what the browser holds.
    SessionId
}
random_id! {
    /// A passkey, as its owner sees it in a list. It is not the number that the authenticator gave it.
    PasskeyId
}
random_id! {
    /// What a passkey is asked to answer. It counts within the session alone in which it was asked.
    CeremonyId
}
random_id! {
    /// A program's token, as whoever made it sees it in a list. It is not what the program holds.
    TokenId
}

/// The name that somebody types to sign in: 2 to 64 characters without spaces and without what shows nothing. It is kept
/// in compatible forms (NFKC) and small letters, so that nobody has to remember capitals or full-width forms, and no two
/// names look alike but for them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoginName(String);

/// A text that is no such name.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a name to sign in with has 2 to 64 characters, without spaces and without what shows nothing")]
pub struct NotALoginName;

impl LoginName {
    /// The name in the form in which it is compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LoginName {
    type Err = NotALoginName;

    fn from_str(text: &str) -> Result<Self, NotALoginName> {
        let name: String = text.trim().nfkc().collect::<String>().to_lowercase().nfkc().collect();
        let hidden = |it: char| it.is_whitespace() || it.is_control() || is_invisible(it);
        if !(2..=64).contains(&name.chars().count()) || name.chars().any(hidden) {
            return Err(NotALoginName);
        }
        Ok(LoginName(name))
    }
}

/// Whose name it is does not belong into a log.
impl fmt::Debug for LoginName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginName(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_it_is_written_and_in_no_other_way() {
        let id = UserId::from_bytes([0xab; 16]);
        assert_eq!(id.to_string(), "ab".repeat(16));
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "ab", &"AB".repeat(16), &"ab".repeat(17), &"zz".repeat(16)] {
            assert_eq!(text.parse::<UserId>(), Err(NotAnId), "{text}");
        }
        let json = serde_json::to_string(&id).expect("a text");
        assert_eq!(serde_json::from_str::<UserId>(&json).expect("it reads"), id);
    }

    #[test]
    fn names_to_sign_in_with_do_not_depend_on_how_they_are_typed() {
        let read = |text: &str| text.parse::<LoginName>().map(|name| name.as_str().to_owned());
        assert_eq!(read("Wang.Li"), Ok("wang.li".to_owned()));
        assert_eq!(read(" ＷＡＮＧ "), Ok("wang".to_owned()));
        assert_eq!(read("王会计"), Ok("王会计".to_owned()));
        for text in ["", "a", "a b", "a\u{200b}b", "a\u{0}b", &"x".repeat(65)] {
            assert_eq!(read(text), Err(NotALoginName), "{text:?}");
        }
        assert_eq!(
            format!("{:?}", "wang".parse::<LoginName>().expect("a name")),
            "LoginName(…)"
        );
    }
}
