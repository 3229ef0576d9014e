//! What became of everything that was asked under a key. Kept as long as the journal, refusals included.
//!
//! Records do not say which cells a row had, nor why one was refused. So the head of the journal holds the hashes of all
//! outcomes, combined by XOR: one that is decided anew goes out and comes in without the others being read, and a row
//! that is changed, added or taken away by hand shows.
//!
//! All of these hashes are keyed: what somebody asked for can be guessed, and whoever has the database alone must not
//! learn whether they guess right.

mod changes;
mod forgotten;
mod print;
mod stored;

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use sha2::{Digest, Sha256};
use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

pub(crate) use self::changes::Changes;
pub use self::forgotten::forgotten_key;
pub use self::print::ContentPrint;
pub use self::stored::{Outcomes, StoredOutcome};
use crate::bulk::text_keys;
use crate::connect::Database;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sealed;

/// By what it is known whether the same is asked again: the first 16 bytes of SHA-256 over the content. Its fingerprint
/// is stored, so how it is made never changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 16]);

impl ContentHash {
    /// The hash of bytes.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        ContentHash::finish(Sha256::new_with_prefix(content))
    }

    /// The hash of the parts of something, each led by its length in bytes (4 bytes, big-endian).
    ///
    /// # Panics
    /// When a part has more than 4 GiB.
    #[must_use]
    pub fn of_parts<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            let length = u32::try_from(part.len()).expect("a part is shorter than a row may be");
            hasher.update(length.to_be_bytes());
            hasher.update(part);
        }
        ContentHash::finish(hasher)
    }

    fn finish(hasher: Sha256) -> Self {
        let whole: [u8; 32] = hasher.finalize().into();
        let mut hash = [0; 16];
        hash.copy_from_slice(&whole[..16]);
        ContentHash(hash)
    }
}

/// Under what something is asked: asked again under the same key with the same content, it is answered as before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// What sort of key: a file's name, an operation.
    pub scope: &'static str,
    /// The key itself: a row's code or reference, a request's key.
    pub key: String,
    /// A hash of the content.
    pub content: ContentHash,
    /// What is said when an accepted key comes with other content.
    pub conflict: RefusalCode,
    /// Which earlier outcomes bind a key to its content.
    pub binding: Binding,
}

/// Which outcomes bind a key to the content that it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binding {
    /// Accepted ones: other content under a refused key is decided anew, as a mended row of a file is.
    Accepted,
    /// All of them: a request's key stands for that request for ever.
    Every,
}

impl Key {
    /// The key that a command's own code or reference is; nothing for what has none.
    #[must_use]
    pub fn of(command: &Command) -> Option<Key> {
        let (kind, reference) = command.own_reference()?;
        let text = serde_json_canonicalizer::to_vec(command).expect("commands are JSON");
        Some(Key {
            scope: kind.as_str(),
            key: reference.to_string(),
            content: ContentHash::of(&text),
            conflict: if kind.is_change() {
                RefusalCode::ChangedMeanwhile
            } else if kind.is_of_a_register() && !matches!(command, Command::Close(_)) {
                RefusalCode::DuplicateCode
            } else {
                RefusalCode::RefConflict
            },
            binding: Binding::Accepted,
        })
    }

    /// The same key, whose content is known again from whoever it came.
    #[must_use]
    pub(crate) fn asked_by(self, whom: &str) -> Key {
        let parts = [whom.as_bytes(), &self.content.0];
        Key {
            content: ContentHash::of_parts(parts.into_iter()),
            ..self
        }
    }
}

/// What became of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was recorded; the number of its last record.
    Accepted(Seq),
    /// It was refused.
    Refused(Refusal),
}

/// An outcome on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOutcome {
    /// By what the content is known again.
    pub content: ContentPrint,
    /// The outcome.
    pub outcome: Outcome,
    /// What besides is told of one that was accepted and is not told by its record alone.
    pub told: String,
    /// The row's hash, to take it out of the combined one.
    pub(crate) digest: Digest32,
}

/// A hash of an outcome, or of many combined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest32(pub [u8; 32]);

impl Digest32 {
    /// Puts another in, or takes it out.
    pub fn toggle(&mut self, other: &Digest32) {
        for (byte, other) in self.0.iter_mut().zip(other.0) {
            *byte ^= other;
        }
    }
}

/// An outcome's row as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct StoredRow {
    scope: String,
    key: String,
    content_print: Option<Vec<u8>>,
    code: String,
    seq: Option<i64>,
    told: Option<Vec<u8>>,
}

/// What an outcome's row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutcomeRow {
    pub(crate) scope: String,
    /// As it stands in the row: see [`sealed::outcome_key`].
    pub(crate) key: String,
    pub(crate) content_print: Vec<u8>,
    pub(crate) code: String,
    pub(crate) seq: Option<i64>,
    pub(crate) facts: String,
}

impl StoredRow {
    /// Opens what is told.
    pub(crate) fn open(self, keys: &Keys, community: i64) -> Result<OutcomeRow, StoreError> {
        let context = sealed::outcome_context(community, &self.scope, &self.key);
        let facts = sealed::open_told(keys, &context, self.told.as_deref())?;
        Ok(OutcomeRow {
            scope: self.scope,
            key: self.key,
            content_print: self.content_print.unwrap_or_default(),
            code: self.code,
            seq: self.seq,
            facts,
        })
    }
}

/// Keys of requests for expiries: what came of one is not one record, and is told by the outcome itself.
pub const EXPIRIES: &str = "request/expiry";
/// Keys of requests for expiries from when they were first met: since which record, and up to when. Who is stopped in the
/// midst of one goes on from there.
pub const EXPIRIES_BEGUN: &str = "expiry-begun";
/// Keys of requests to open books, which may be open already: they name the first record beside its own key.
pub const OPENINGS: &str = "request/opening";

/// Stands among a refusal's facts for its being late.
const LATE: &str = "late";

impl OutcomeRow {
    fn of(keys: &Keys, community: i64, key: &Key, outcome: &Outcome) -> Self {
        let (code, seq, facts) = match outcome {
            Outcome::Accepted(seq) => (String::new(), Some(*seq), String::new()),
            Outcome::Refused(refusal) => {
                let mut facts = refusal.facts.clone();
                if refusal.late {
                    facts.insert(LATE.to_owned(), String::new());
                }
                let facts = match facts.is_empty() {
                    true => String::new(),
                    false => serde_json::to_string(&facts).expect("texts are JSON"),
                };
                (refusal.code.as_str().to_owned(), None, facts)
            }
        };
        OutcomeRow {
            scope: key.scope.to_owned(),
            key: sealed::outcome_key(keys, community, key.scope, &key.key).into_owned(),
            content_print: ContentPrint::of(keys, &key.content).bytes().to_vec(),
            code,
            seq,
            facts,
        }
    }

    /// The fingerprint of the columns in turn, texts and bytes led by their length, the number by whether there is one.
    pub(crate) fn digest(&self, keys: &Keys) -> Digest32 {
        Digest32(keys.fingerprint_of("outcome", &self.columns()))
    }

    /// The columns in turn, as they are hashed.
    pub(crate) fn columns(&self) -> Vec<u8> {
        let mut columns = Vec::with_capacity(128);
        let texts = [&self.scope, &self.key, &self.code, &self.facts].map(|text| text.as_bytes());
        for bytes in texts.into_iter().chain([self.content_print.as_slice()]) {
            columns.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            columns.extend_from_slice(bytes);
        }
        columns.push(u8::from(self.seq.is_some()));
        columns.extend_from_slice(&self.seq.unwrap_or_default().to_be_bytes());
        columns
    }

    /// What the row says, if the program could have written it.
    pub(crate) fn read(&self, keys: &Keys) -> Result<KeptOutcome, StoreError> {
        let unreadable = |why: &str| StoreError::unreadable("outcome", why);
        let content = ContentPrint::stored(keys, &self.content_print);
        let content = content.ok_or_else(|| unreadable("its hash has not 16 bytes"))?;
        let tells = !self.facts.is_empty() && ![EXPIRIES, EXPIRIES_BEGUN].contains(&self.scope.as_str());
        let outcome = match self.seq {
            Some(seq) if self.code.is_empty() && !tells => Outcome::Accepted(seq),
            Some(_) => return Err(unreadable("it is accepted, and says why it was refused")),
            None => Outcome::Refused(self.refusal()?),
        };
        let told = self.seq.map_or_else(String::new, |_| self.facts.clone());
        let digest = self.digest(keys);
        Ok(KeptOutcome {
            content,
            outcome,
            told,
            digest,
        })
    }

    fn refusal(&self) -> Result<Refusal, StoreError> {
        let unreadable = |why: &str| StoreError::unreadable("outcome", why);
        let code = self.code.parse().map_err(|_| unreadable("its code is unknown"))?;
        let mut facts: BTreeMap<String, String> = match self.facts.as_str() {
            "" => BTreeMap::new(),
            text => serde_json::from_str(text).map_err(|_| unreadable("its facts are not texts by name"))?,
        };
        let late = facts.remove(LATE).is_some();
        Ok(Refusal { code, late, facts })
    }
}

/// Looks up outcomes by key within one scope.
pub(crate) async fn find(
    on: &impl ConnectionTrait,
    sealing: &Keys,
    CommunityNo(community): CommunityNo,
    scope: &str,
    keys: Vec<String>,
) -> Result<HashMap<String, KeptOutcome>, StoreError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let backend = on.get_database_backend();
    let stored = |key: &String| sealed::outcome_key(sealing, community, scope, key).into_owned();
    let mut asked: HashMap<String, String> = keys.into_iter().map(|key| (stored(&key), key)).collect();
    let keys = text_keys(backend, 3, asked.keys().cloned().collect());
    let found = keys.rows_of(("outcome", "o"), "o.community = $1 AND o.scope = $2", "key");
    let sql = format!(
        "SELECT o.scope, o.key, o.content_print, o.code, o.seq, o.told FROM {} WHERE {}",
        found.from, found.condition
    );
    let statement = Statement::from_sql_and_values(backend, sql, [community.into(), scope.into(), keys.value]);
    let mut found = HashMap::new();
    for row in StoredRow::find_by_statement(statement).all(on).await? {
        let row = row.open(sealing, community)?;
        if let Some(key) = asked.remove(&row.key) {
            found.insert(key, row.read(sealing)?);
        }
    }
    Ok(found)
}

impl Database {
    /// What became of rows or requests, by key within one scope.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn outcomes(
        &self,
        community: CommunityNo,
        scope: &str,
        keys: Vec<String>,
    ) -> Result<HashMap<String, KeptOutcome>, StoreError> {
        find(&self.reader, &self.keys, community, scope, keys).await
    }
}
