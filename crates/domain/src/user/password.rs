//! Which passwords are good enough, by NIST SP 800-63B, 5.1.1.2: long enough, and none that everybody would try. There are
//! no rules about what must be in them, since such rules make people choose alike.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use super::LoginName;
use super::guessed::is_common;

/// Why a password is not good enough. Never holds the password.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PasswordFault {
    /// It has fewer than 8 characters.
    #[error("a password has at least 8 characters")]
    TooShort,
    /// It has more than 128 characters.
    #[error("a password has at most 128 characters")]
    TooLong,
    /// It is what somebody who guesses would try early.
    #[error("this password is among the first that others would try")]
    Common,
}

impl PasswordFault {
    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PasswordFault::TooShort => "password_too_short",
            PasswordFault::TooLong => "password_too_long",
            PasswordFault::Common => "password_common",
        }
    }
}

const LEAST: usize = 8;
const MOST: usize = 128;

/// Whether a password is good enough.
///
/// # Errors
/// [`PasswordFault`] says why it is not.
pub fn check_password(password: &str) -> Result<(), PasswordFault> {
    let normal = normal_password(password);
    let length = normal.chars().count();
    if length < LEAST {
        Err(PasswordFault::TooShort)
    } else if length > MOST {
        Err(PasswordFault::TooLong)
    } else if is_common(&normal.to_lowercase()) {
        Err(PasswordFault::Common)
    } else {
        Ok(())
    }
}

/// Whether a password is good enough for who signs in under a name: one that consists of little else is not.
///
/// # Errors
/// [`PasswordFault`] says why it is not.
pub fn check_password_of(login: &LoginName, password: &str) -> Result<(), PasswordFault> {
    check_password(password)?;
    let lower = normal_password(password).to_lowercase();
    let rest = lower.replace(login.as_str(), "");
    if rest != lower && rest.chars().count() < LEAST / 2 + 1 {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

/// A password in the form in which it is hashed: whatever keyboard it was typed on (NFKC).
#[must_use]
pub fn normal_password(password: &str) -> String {
    password.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_and_not_what_everybody_would_try() {
        use PasswordFault::{Common, TooLong, TooShort};
        for (password, fault) in [
            ("", Some(TooShort)),
            ("k3#Qz_w", Some(TooShort)),
            ("热闹的春天下雨", Some(TooShort)),
            ("热闹的春天下雨了", None),
            ("password", Some(Common)),
            ("P@ssw0rd!", Some(Common)),
            ("Password2026", Some(Common)),
            ("123456789", Some(Common)),
            ("1234567890123456", Some(Common)),
            ("11111111", Some(Common)),
            ("abcabcabc", Some(Common)),
            ("k7k7k7k7k7", Some(Common)),
            ("qwertyuiop", Some(Common)),
            ("1qaz2wsx3edc", Some(Common)),
            ("asdf1234", Some(Common)),
            ("woaini1314", Some(Common)),
            ("5201314520", Some(Common)),
            ("zhangwei1990", Some(Common)),
            ("wangfang19880808", Some(Common)),
            ("19900101", Some(Common)),
            ("13812345678", Some(Common)),
            ("xiaonuan2026", Some(Common)),
            ("Admin@123", Some(Common)),
            ("iloveyou520", Some(Common)),
            ("kx7#Qm2z", None),
            ("correct horse battery staple", None),
            ("竹影扫阶尘不动", Some(TooShort)),
            ("竹影扫阶尘不动!", None),
            ("tram-otter-49-lime", None),
        ] {
            assert_eq!(check_password(password).err(), fault, "{password}");
        }
        assert_eq!(check_password(&"长a7".repeat(43)), Err(TooLong));
    }

    #[test]
    fn ones_own_name_makes_no_password() {
        let login: LoginName = "wangliying".parse().expect("a name");
        assert_eq!(check_password_of(&login, "WangLiYing#7"), Err(PasswordFault::Common));
        assert_eq!(check_password_of(&login, "wangliying kocht Suppe"), Ok(()));
    }

    #[test]
    fn a_password_does_not_depend_on_the_keyboard() {
        assert_eq!(normal_password("ｋｘ７＃"), normal_password("kx7#"));
    }
}
