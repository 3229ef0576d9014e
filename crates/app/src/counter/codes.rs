//! What opens a card or device: random, and shown once.

use std::fmt;

use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::Entropy;
use zeroize::Zeroizing;

/// Digits and letters that nobody takes for another: without 0 O, 1 I L, 2 Z, 5 S, 8 B.
const CLEAR: &[u8; 25] = b"34679ACDEFGHJKMNPQRTUVWXY";
/// How many of them a short code has: 244 million codes, which are tried a few at a time.
pub(super) const SHORT: usize = 6;
/// How many characters a token has.
const TOKEN: usize = 26;
/// How many characters the number of a card has that the office has made; its last four tell cards apart at a counter.
const NUMBER: usize = 8;
/// How many of them a reference has: with 95 trillion of them no two are drawn alike.
const REFERENCE: usize = 10;
/// Five bits each.
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// How many digits a PIN has that the office hands out.
const PIN: usize = 6;
/// Between what cookies and links hold. It stands in no code and no token.
pub(super) const BETWEEN: char = '.';

/// A text that is shown once, and never in `Debug`.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself, for whoever it is handed to.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A text that opens something.
    pub(super) fn of_text(text: String) -> Self {
        Secret(text.into())
    }

    /// The secret behind what says whose it is.
    pub(super) fn of(&self, whose: &str) -> Self {
        Secret(format!("{whose}{BETWEEN}{}", self.reveal()).into())
    }

    /// A token of 128 random bits.
    pub(super) fn token(entropy: &mut dyn Entropy) -> Self {
        let bits = u128::from_be_bytes(entropy.draw());
        let letters = (0..TOKEN).map(|place| char::from(BASE32[((bits >> (5 * place)) & 31) as usize]));
        Secret(letters.collect::<String>().into())
    }

    /// A short code that is written and read aloud.
    pub(super) fn short(entropy: &mut dyn Entropy) -> Self {
        Secret(drawn(entropy, CLEAR, SHORT).into())
    }

    /// The number of a card.
    pub(super) fn number(entropy: &mut dyn Entropy) -> Code {
        let number = drawn(entropy, CLEAR, NUMBER);
        number.parse().expect("letters and digits")
    }

    /// The random part of a reference that people can read aloud.
    pub(super) fn reference(entropy: &mut dyn Entropy) -> Self {
        Secret(drawn(entropy, CLEAR, REFERENCE).into())
    }

    /// A PIN.
    pub(super) fn pin(entropy: &mut dyn Entropy) -> Self {
        Secret(drawn(entropy, b"0123456789", PIN).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// So many characters of an alphabet, each as likely as any other.
fn drawn(entropy: &mut dyn Entropy, alphabet: &[u8], length: usize) -> String {
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let bytes = entropy.draw();
        let bytes = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
        let wanted = length - text.len();
        text.extend(
            bytes
                .take(wanted)
                .map(|byte| char::from(alphabet[byte % alphabet.len()])),
        );
    }
    text
}

/// A code as it was presented, in the form in which it was made: short codes may be written in small letters, with spaces or
/// hyphens between.
pub(super) fn as_made(presented: &str) -> String {
    let compact: String = presented
        .chars()
        .filter(|it| !it.is_whitespace() && *it != '-')
        .collect();
    if compact.chars().count() <= SHORT {
        compact.to_ascii_uppercase()
    } else {
        compact.to_ascii_lowercase()
    }
}

/// What a text can stand for that is presented as a card's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// The code of six characters that stands on a card for shops.
    Short,
    /// The long one, which its QR code holds and which stands below that.
    Token,
}

impl CodeKind {
    /// That of a text; nothing for one that no card's code looks like.
    #[must_use]
    pub fn of(presented: &str) -> Option<Self> {
        let code = as_made(presented);
        let is_of = |alphabet: &[u8]| code.bytes().all(|letter| alphabet.contains(&letter));
        match code.len() {
            SHORT if is_of(CLEAR) => Some(CodeKind::Short),
            TOKEN if is_of(BASE32) => Some(CodeKind::Token),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_has_a_form_and_what_is_mistyped_has_none() {
        let mut entropy = Counting(0);
        assert_eq!(
            CodeKind::of(Secret::token(&mut entropy).reveal()),
            Some(CodeKind::Token)
        );
        assert_eq!(
            CodeKind::of(Secret::short(&mut entropy).reveal()),
            Some(CodeKind::Short)
        );
        assert_eq!(CodeKind::of("9au-aje"), Some(CodeKind::Short));
        for mistyped in ["", "4H6", "9AUAJE3", "0AUAJE", "9AUAJ码", "http://x"] {
            assert_eq!(CodeKind::of(mistyped), None, "{mistyped}");
        }
    }

    struct Counting(u8);

    impl Entropy for Counting {
        fn draw(&mut self) -> [u8; 16] {
            std::array::from_fn(|_| {
                self.0 = self.0.wrapping_add(1);
                self.0
            })
        }
    }

    #[test]
    fn codes_have_their_form_and_no_two_are_alike() {
        let mut entropy = Counting(240);
        let short = Secret::short(&mut entropy);
        assert_eq!(short.reveal().len(), SHORT);
        assert!(
            short.reveal().bytes().all(|byte| CLEAR.contains(&byte)),
            "{}",
            short.reveal()
        );
        let (one, other) = (Secret::token(&mut entropy), Secret::token(&mut entropy));
        assert_eq!(one.reveal().len(), 26);
        assert_ne!(one.reveal(), other.reveal());
        assert!(
            Secret::pin(&mut entropy)
                .reveal()
                .bytes()
                .all(|byte| byte.is_ascii_digit())
        );
        assert_eq!(format!("{short:?}"), "Secret(..)");
    }

    #[test]
    fn short_codes_are_read_as_people_write_them() {
        assert_eq!(as_made(" a3k-7mn "), "A3K7MN");
        assert_eq!(as_made("ABCDEFGH"), "abcdefgh");
    }
}
