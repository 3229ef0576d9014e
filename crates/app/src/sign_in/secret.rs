//! Secrets that are handed out once, and the hashes by which they are found again.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use xiaonuan_domain::entropy::Entropy;

/// 32 random bytes as 64 hexadecimal digits.
pub(super) fn random(entropy: &mut dyn Entropy) -> SecretString {
    let bytes = Zeroizing::new([entropy.draw(), entropy.draw()].concat());
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    SecretString::from(text)
}

/// Whether a text can be such a secret.
pub(super) fn is_one(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it))
}

/// The hash by which a secret of enough randomness is found.
pub(super) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

pub(super) fn hash_of(secret: &SecretString) -> [u8; 32] {
    hash(secret.expose_secret())
}
