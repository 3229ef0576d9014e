//! Salted commitments: how a record binds itself to a personal value without holding it.
//!
//! The value and its salt lie in a row that can be erased; while it exists it can be checked.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::entropy::Entropy;

/// Separates commitments from every other use of SHA-256 in the books.
const DOMAIN: &[u8] = b"xiaonuan commitment v1\0";

/// SHA-256 over the domain, a salt of 16 bytes, and the value's UTF-8; hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(String);

/// A value kept outside the journal that a record commits to.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateValue {
    /// The name of the document's field that holds the commitment.
    pub field: &'static str,
    /// The salt.
    pub salt: [u8; 16],
    /// The value: RFC 8785 JSON.
    pub value: String,
}

impl Commitment {
    /// The commitment to a value under a salt.
    #[must_use]
    pub fn to(salt: &[u8; 16], value: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(DOMAIN);
        hash.update(salt);
        hash.update(value.as_bytes());
        Commitment(hex::encode(hash.finalize()))
    }

    /// The hash, hexadecimal.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PrivateValue {
    /// A value under a fresh salt.
    ///
    /// # Panics
    /// Never: the values committed to are plain structures of texts.
    pub fn seal(field: &'static str, value: &impl Serialize, entropy: &mut dyn Entropy) -> Self {
        let value = serde_json_canonicalizer::to_string(value).expect("texts and lists of texts are JSON");
        PrivateValue {
            field,
            salt: entropy.draw(),
            value,
        }
    }

    /// What the record holds of it.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        Commitment::to(&self.salt, &self.value)
    }
}

/// Debugging shows which value it is, not what.
impl std::fmt::Debug for PrivateValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateValue({})", self.field)
    }
}
