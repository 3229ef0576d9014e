//! Citizen identity numbers, GB 11643-1999. Sensitive: never in the journal, a message or a log.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::calendar::Day;

/// A citizen identity number (公民身份号码): 18 characters, a real birth date, a right check digit, `X` upper case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber(String);

/// A text that is not an identity number. It does not repeat the text.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("an identity number has 18 characters: 17 digits with a real birth date, then a check digit or X (GB 11643)")]
pub struct NotAnIdNumber;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

impl IdNumber {
    /// The number itself, for the register that may hold it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// The check character (ISO 7064 MOD 11-2) for the first 17 digits.
#[must_use]
pub fn check_digit(first17: &str) -> Option<char> {
    if first17.len() != 17 || !first17.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let sum: u32 = first17
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    Some(char::from(CHECKS[(sum % 11) as usize]))
}

impl FromStr for IdNumber {
    type Err = NotAnIdNumber;

    fn from_str(text: &str) -> Result<Self, NotAnIdNumber> {
        if text.len() != 18 || !text.is_ascii() {
            return Err(NotAnIdNumber);
        }
        let (body, check) = text.split_at(17);
        let right = check_digit(body).ok_or(NotAnIdNumber)?;
        let born = format!("{}-{}-{}", &body[6..10], &body[10..12], &body[12..14]);
        if !check.starts_with(right) || born.parse::<Day>().is_err() {
            return Err(NotAnIdNumber);
        }
        Ok(IdNumber(text.to_owned()))
    }
}

/// Debugging shows that there is a number, not which.
impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birth_date_and_check_digit_decide() {
        for text in ["220199199205033842", "220199200005242506"] {
            assert!(text.parse::<IdNumber>().is_ok(), "{text}");
        }
        for text in [
            "220199199205033843",
            "220199199202303842",
            "22019919920503384",
            "",
            "22019919920503384２",
        ] {
            assert_eq!(text.parse::<IdNumber>(), Err(NotAnIdNumber), "{text}");
        }
        let with_x = (0..1000)
            .map(|n| format!("22019919920503{n:03}"))
            .find(|body| check_digit(body) == Some('X'))
            .expect("one in eleven");
        assert!(format!("{with_x}X").parse::<IdNumber>().is_ok());
        assert_eq!(format!("{with_x}x").parse::<IdNumber>(), Err(NotAnIdNumber));
    }

    #[test]
    fn debugging_never_shows_the_number() {
        let number: IdNumber = "220199199205033842".parse().expect("a real number");
        assert_eq!(format!("{number:?}"), "IdNumber(..)");
    }
}
