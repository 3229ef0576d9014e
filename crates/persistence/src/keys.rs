//! The keys under which personal data lies in the database.
//!
//! A ring holds sealing keys, of which the newest seals and all open, and one lookup key. A sealing key can be replaced
//! at any time; the lookup key stays: fingerprints stand in unique indexes and outcomes, and tell nobody who has not
//! the key whose they are. Whoever has the key file and the database can read everything, with or without rotation.
//!
//! A sealed value is `1 ‖ key id (4) ‖ nonce (24) ‖ XChaCha20-Poly1305(padded value)`. The leading 5 bytes and the
//! context are authenticated too, so that a value opens nowhere but where it was sealed. The ciphers' keys are derived
//! from those of the file by HKDF-SHA-256, one for each use. Nonces are random: 24 bytes never meet.

mod text;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;
use xiaonuan_domain::entropy::Entropy;
pub use zeroize::Zeroizing;

pub use self::text::{KeyFault, fresh, with_another, without};
use crate::randomness::Randomness;

/// Keys that seal, open and recognise. Cheap to clone; its `Debug` shows nothing; wiped from memory when dropped.
#[derive(Clone)]
pub struct Keys(Arc<Ring>);

struct Ring {
    /// The last one seals.
    sealing: RwLock<Vec<SealingKey>>,
    lookup: Secret,
    randomness: Randomness,
    source: Option<Source>,
}

/// Where the keys' text may be read again; nothing if it cannot be.
pub type Source = Box<dyn Fn() -> Option<Zeroizing<String>> + Send + Sync>;

#[derive(Clone)]
struct SealingKey {
    id: KeyId,
    secret: Secret,
}

/// 32 bytes that are wiped when dropped.
type Secret = Zeroizing<[u8; 32]>;

/// Which sealing key a value was sealed with: four bytes derived from the key, printed as 8 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

/// A sealed value cannot be opened. Says nothing of what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// It is too short, or of a form that this program does not write.
    #[error("it is not sealed as this program seals")]
    Form,
    /// It was sealed with a key that is not in the ring.
    #[error("it was sealed with the key {0}, which is not among the keys")]
    UnknownKey(KeyId),
    /// It was changed, or belongs elsewhere.
    #[error("it was changed, or moved here from elsewhere")]
    Broken,
}

const VERSION: u8 = 1;
const NONCE: usize = 24;
const HEAD: usize = 5;
const TAG: usize = 16;
/// The shortest that a value is padded to.
const LEAST: usize = 64;
/// Ends the value; zeros follow.
const END: u8 = 0x80;

impl Keys {
    /// The keys of a key file's text, and the randomness that nonces are drawn from.
    ///
    /// # Errors
    /// [`KeyFault`] when the text holds no keys; it never shows what a line says.
    pub fn read(text: &str, entropy: Box<dyn Entropy>) -> Result<Keys, KeyFault> {
        Keys::made(text, entropy, None)
    }

    /// The same keys, which are read again when a value meets them that was sealed with another: a server that runs
    /// while keys are rotated goes on.
    ///
    /// # Errors
    /// As [`Keys::read`].
    pub fn read_again(text: &str, entropy: Box<dyn Entropy>, source: Source) -> Result<Keys, KeyFault> {
        Keys::made(text, entropy, Some(source))
    }

    fn made(text: &str, entropy: Box<dyn Entropy>, source: Option<Source>) -> Result<Keys, KeyFault> {
        let (lookup, sealing) = ring(text)?;
        Ok(Keys(Arc::new(Ring {
            sealing: RwLock::new(sealing),
            lookup,
            randomness: Randomness::new(entropy),
            source,
        })))
    }

    /// Seals a value. The context says where it belongs, such as `resident/1/17/personal`: it opens nowhere else. Its
    /// length is told only up to the next power of two, from 64 bytes.
    #[must_use]
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        self.seal_as_long_as(context, plain, LEAST)
    }

    /// Seals a value whose length would tell something, as if it had at least so many bytes.
    ///
    /// # Panics
    /// Never: the cipher takes values up to 256 GiB.
    #[must_use]
    pub fn seal_as_long_as(&self, context: &str, plain: &[u8], least: usize) -> Vec<u8> {
        let key = self.newest();
        let length = (plain.len() + 1).max(least).next_power_of_two();
        let mut padded = Zeroizing::new(Vec::with_capacity(length));
        padded.extend_from_slice(plain);
        padded.push(END);
        padded.resize(length, 0);
        let mut draws = self.0.randomness.draws();
        let (first, second) = (draws.draw(), draws.draw());
        let mut nonce = [0; NONCE];
        nonce[..16].copy_from_slice(&first);
        nonce[16..].copy_from_slice(&second[..8]);
        let head = key.id.head();
        let sealed = key.cipher().encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: &padded,
                aad: &associated(head, context),
            },
        );
        let sealed = sealed.expect("a value is shorter than 256 GiB");
        [head.as_slice(), &nonce, &sealed].concat()
    }

    /// Opens a value that was sealed in this context.
    ///
    /// # Errors
    /// [`SealError`] when it was not, or with a key that is not in the ring.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let id = KeyId::of_sealed(sealed)?;
        let key = self.find(id).or_else(|| self.look_again(id));
        let key = key.ok_or(SealError::UnknownKey(id))?;
        let (nonce, body) = sealed[HEAD..].split_at(NONCE);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Form)?;
        let payload = Payload {
            msg: body,
            aad: &associated(id.head(), context),
        };
        let opened = key.cipher().decrypt(&XNonce::from(nonce), payload);
        let mut plain = Zeroizing::new(opened.map_err(|_| SealError::Broken)?);
        let end = plain.iter().rposition(|byte| *byte != 0);
        let end = end.filter(|end| plain[*end] == END).ok_or(SealError::Form)?;
        plain.truncate(end);
        Ok(std::mem::take(&mut *plain))
    }

    /// Seals a value anew with the newest key, as long as it was.
    ///
    /// # Errors
    /// [`SealError`] when it cannot be opened.
    pub fn reseal(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let plain = Zeroizing::new(self.open(context, sealed)?);
        Ok(self.seal_as_long_as(context, &plain, sealed.len().saturating_sub(HEAD + NONCE + TAG)))
    }

    /// By what a value is found again and told from others without being shown: HMAC-SHA-256 under the lookup key. The
    /// same value for another purpose has another fingerprint. Rotation does not change it.
    #[must_use]
    pub fn fingerprint(&self, purpose: &str, value: &str) -> [u8; 32] {
        self.fingerprint_of(purpose, value.as_bytes())
    }

    /// The fingerprint of bytes.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[must_use]
    pub fn fingerprint_of(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.0.lookup.as_slice()).expect("any length will do");
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// The key that seals.
    #[must_use]
    pub fn sealing_id(&self) -> KeyId {
        self.newest().id
    }

    /// All sealing keys, oldest first.
    #[must_use]
    pub fn ids(&self) -> Vec<KeyId> {
        self.sealing().iter().map(|key| key.id).collect()
    }

    fn newest(&self) -> SealingKey {
        self.sealing().last().expect("a ring has a sealing key").clone()
    }

    fn find(&self, id: KeyId) -> Option<SealingKey> {
        self.sealing().iter().find(|key| key.id == id).cloned()
    }

    /// Another process may have added the key to the file since.
    fn look_again(&self, id: KeyId) -> Option<SealingKey> {
        let text = self.0.source.as_ref()?()?;
        let (lookup, sealing) = ring(&text).ok()?;
        if lookup == self.0.lookup && sealing.iter().any(|key| key.id == id) {
            *self.0.sealing.write().unwrap_or_else(PoisonError::into_inner) = sealing;
        }
        self.find(id)
    }

    fn sealing(&self) -> RwLockReadGuard<'_, Vec<SealingKey>> {
        self.0.sealing.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SealingKey {
    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.secret).into())
    }
}

impl KeyId {
    fn of(master: &Secret) -> KeyId {
        let mut id = [0; 4];
        id.copy_from_slice(&derived(master, b"xiaonuan/id/1")[..4]);
        KeyId(id)
    }

    /// Which key a value was sealed with.
    ///
    /// # Errors
    /// [`SealError::Form`] when it was not sealed by this program.
    pub fn of_sealed(sealed: &[u8]) -> Result<KeyId, SealError> {
        match sealed {
            [VERSION, a, b, c, d, rest @ ..] if rest.len() >= NONCE => Ok(KeyId([*a, *b, *c, *d])),
            _ => Err(SealError::Form),
        }
    }

    /// Which key a value was sealed with that begins so.
    ///
    /// # Errors
    /// [`SealError::Form`] when no value that this program sealed does.
    pub fn of_head(head: &[u8]) -> Result<KeyId, SealError> {
        match head {
            [VERSION, a, b, c, d] => Ok(KeyId([*a, *b, *c, *d])),
            _ => Err(SealError::Form),
        }
    }

    /// What a value that was sealed with the key begins with.
    #[must_use]
    pub fn head(self) -> [u8; HEAD] {
        let [a, b, c, d] = self.0;
        [VERSION, a, b, c, d]
    }
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::str::FromStr for KeyId {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut id = [0; 4];
        hex::decode_to_slice(text, &mut id)?;
        Ok(KeyId(id))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

/// The lookup key and the sealing keys of a text, as they are used.
fn ring(text: &str) -> Result<(Secret, Vec<SealingKey>), KeyFault> {
    let (lookup, masters) = text::read(text)?;
    let sealing = masters.iter().map(|master| SealingKey {
        id: KeyId::of(master),
        secret: derived(master, b"xiaonuan/seal/1"),
    });
    Ok((derived(&lookup, b"xiaonuan/lookup/1"), sealing.collect()))
}

/// A key for one use.
fn derived(master: &Secret, purpose: &[u8]) -> Secret {
    let mut key = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(None, master.as_slice()).expand(purpose, key.as_mut_slice());
    expanded.expect("32 bytes are one block");
    key
}

fn associated(head: [u8; HEAD], context: &str) -> Vec<u8> {
    [head.as_slice(), context.as_bytes()].concat()
}

#[cfg(test)]
mod tests;
