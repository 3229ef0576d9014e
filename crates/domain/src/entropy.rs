//! Randomness as a parameter, so that a test can replay it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// Where random bytes come from: the operating system in service, a seeded generator in tests.
pub trait Entropy: Send {
    /// Sixteen random bytes.
    fn draw(&mut self) -> [u8; 16];
}

/// A person or household in the journal: random, says nothing, and its link to a name can be destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(Uuid);

impl SubjectId {
    /// A new subject.
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        SubjectId(random_uuid(entropy))
    }

    /// The subject of a stored identifier.
    #[must_use]
    pub const fn from_uuid(id: Uuid) -> Self {
        SubjectId(id)
    }

    /// The identifier as stored.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

/// A random (version 4) identifier.
pub fn random_uuid(entropy: &mut dyn Entropy) -> Uuid {
    uuid::Builder::from_random_bytes(entropy.draw()).into_uuid()
}

/// 32 hexadecimal digits, so that it is also a valid reference.
impl std::fmt::Display for SubjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.simple())
    }
}

impl Serialize for SubjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SubjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Uuid::try_parse(&text).map(SubjectId).map_err(de::Error::custom)
    }
}
