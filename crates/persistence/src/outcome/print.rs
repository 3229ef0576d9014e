//! By what the content of what was asked is known again.

use super::ContentHash;
use crate::keys::Keys;

/// The fingerprint of a content's hash, as it is stored: the first 16 bytes of it.
#[derive(Clone)]
pub struct ContentPrint {
    keys: Keys,
    bytes: [u8; 16],
}

impl ContentPrint {
    pub(crate) fn of(keys: &Keys, ContentHash(hash): &ContentHash) -> Self {
        let whole = keys.fingerprint_of("content", hash);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&whole[..16]);
        ContentPrint {
            keys: keys.clone(),
            bytes,
        }
    }

    /// One as it is stored; nothing if it has not its length.
    pub(crate) fn stored(keys: &Keys, bytes: &[u8]) -> Option<Self> {
        Some(ContentPrint {
            keys: keys.clone(),
            bytes: bytes.try_into().ok()?,
        })
    }

    pub(crate) fn bytes(&self) -> &[u8; 16] {
        &self.bytes
    }

    /// Whether it is that of a content.
    #[must_use]
    pub fn is_of(&self, content: &ContentHash) -> bool {
        ContentPrint::of(&self.keys, content).bytes == self.bytes
    }
}

/// 32 hexadecimal digits.
impl std::fmt::Display for ContentPrint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.bytes))
    }
}

impl PartialEq for ContentPrint {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for ContentPrint {}

impl std::fmt::Debug for ContentPrint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ContentPrint({self})")
    }
}
