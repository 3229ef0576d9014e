//! What became of everything that was asked under a key. Kept as long as the journal, refusals included.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use crate::bulk::{self, Column, text_keys};
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// Under what something is asked: asked again under the same key with the same content, it is answered as before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// What sort of key: a file's name, an operation.
    pub scope: &'static str,
    /// The key itself: a row's code or reference, a request's key.
    pub key: String,
    /// A hash of the content.
    pub content: [u8; 16],
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
    /// The content's hash.
    pub content: [u8; 16],
    /// The outcome.
    pub outcome: Outcome,
}

#[derive(FromQueryResult)]
struct Row {
    key: String,
    content_hash: Vec<u8>,
    code: String,
    seq: Option<i64>,
    facts: String,
}

/// Stands among a refusal's facts for its being late.
const LATE: &str = "late";

/// Looks up outcomes by key within one scope.
pub(crate) async fn find(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    scope: &str,
    keys: Vec<String>,
) -> Result<HashMap<String, KeptOutcome>, StoreError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let backend = on.get_database_backend();
    let keys = text_keys(backend, 3, keys);
    let found = keys.rows_of(("outcome", "o"), "o.community = $1 AND o.scope = $2", "key");
    let sql = format!(
        "SELECT o.key, o.content_hash, o.code, o.seq, o.facts FROM {} WHERE {}",
        found.from, found.condition
    );
    let statement = Statement::from_sql_and_values(backend, sql, [community.into(), scope.into(), keys.value]);
    let rows = Row::find_by_statement(statement).all(on).await?;
    rows.into_iter().map(|row| Ok((row.key.clone(), read(row)?))).collect()
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
        find(&self.reader, community, scope, keys).await
    }
}

fn read(row: Row) -> Result<KeptOutcome, StoreError> {
    let unreadable = |why: &str| StoreError::unreadable("outcome", why);
    let content = row
        .content_hash
        .try_into()
        .map_err(|_| unreadable("its hash has not 16 bytes"))?;
    if let Some(seq) = row.seq {
        return Ok(KeptOutcome {
            content,
            outcome: Outcome::Accepted(seq),
        });
    }
    let code = row.code.parse().map_err(|_| unreadable("its code is unknown"))?;
    let mut facts: BTreeMap<String, String> = match row.facts.as_str() {
        "" => BTreeMap::new(),
        text => serde_json::from_str(text).map_err(|error| unreadable(&error.to_string()))?,
    };
    let late = facts.remove(LATE).is_some();
    Ok(KeptOutcome {
        content,
        outcome: Outcome::Refused(Refusal { code, late, facts }),
    })
}

/// Writes outcomes; one that is decided anew takes the place of the refusal before it.
pub(crate) async fn write(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    outcomes: &[(&Key, &Outcome)],
) -> Result<(), StoreError> {
    let facts = |outcome: &Outcome| match outcome {
        Outcome::Accepted(_) => String::new(),
        Outcome::Refused(refusal) if refusal.facts.is_empty() && !refusal.late => String::new(),
        Outcome::Refused(refusal) => {
            let mut facts = refusal.facts.clone();
            if refusal.late {
                facts.insert(LATE.to_owned(), String::new());
            }
            serde_json::to_string(&facts).expect("texts are JSON")
        }
    };
    let code = |outcome: &Outcome| match outcome {
        Outcome::Accepted(_) => String::new(),
        Outcome::Refused(refusal) => refusal.code.as_str().to_owned(),
    };
    let seq = |outcome: &Outcome| match outcome {
        Outcome::Accepted(seq) => Some(*seq),
        Outcome::Refused(_) => None,
    };
    let columns = vec![
        ("community", Column::Int(vec![community; outcomes.len()])),
        (
            "scope",
            Column::Text(outcomes.iter().map(|(key, _)| key.scope.to_owned()).collect()),
        ),
        (
            "key",
            Column::Text(outcomes.iter().map(|(key, _)| key.key.clone()).collect()),
        ),
        (
            "content_hash",
            Column::Bytes(outcomes.iter().map(|(key, _)| key.content.to_vec()).collect()),
        ),
        (
            "code",
            Column::Text(outcomes.iter().map(|(_, outcome)| code(outcome)).collect()),
        ),
        (
            "seq",
            Column::OptInt(outcomes.iter().map(|(_, outcome)| seq(outcome)).collect()),
        ),
        (
            "facts",
            Column::Text(outcomes.iter().map(|(_, outcome)| facts(outcome)).collect()),
        ),
    ];
    let on_conflict = "ON CONFLICT (community, scope, key) DO UPDATE SET content_hash = excluded.content_hash, \
                       code = excluded.code, seq = excluded.seq, facts = excluded.facts";
    bulk::insert_with(on, "outcome", columns, on_conflict).await?;
    Ok(())
}
