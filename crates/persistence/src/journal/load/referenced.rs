//! Records by kind and reference: the one way to find them.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use serde::de::DeserializeOwned;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::DonorValue;
use xiaonuan_domain::record::{RecordKind, Seq};

use crate::bulk::text_keys;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sealed::open_secret;

/// The record that takes `r` back, among the columns of a record.
pub(crate) const REVERSED_BY: &str =
    "(SELECT b.seq FROM record b WHERE b.community = r.community AND b.reverses = r.seq) AS reversed_by";

/// Who gave, among the columns of a record, sealed.
pub(super) const DONOR: &str = "(SELECT v.sealed FROM private_value v WHERE v.community = r.community AND v.seq = r.seq \
                                AND v.field = 'donor') AS donor";

/// The code under which whoever gave is registered, if they are.
pub(super) fn donor_of(
    keys: &Keys,
    community: CommunityNo,
    seq: Seq,
    sealed: Option<Vec<u8>>,
) -> Result<Option<Code>, StoreError> {
    let value: Option<DonorValue> = value(keys, community, (seq, "donor"), sealed)?;
    Ok(value.and_then(|value| value.code))
}

/// What a record says besides, while it is not erased.
pub(super) fn value<T: DeserializeOwned>(
    keys: &Keys,
    CommunityNo(community): CommunityNo,
    (seq, field): (Seq, &str),
    sealed: Option<Vec<u8>>,
) -> Result<Option<T>, StoreError> {
    let Some(sealed) = sealed else { return Ok(None) };
    let secret = open_secret(keys, community, (seq, field), Some(&sealed))?;
    let read = serde_json::from_str(&secret.value);
    read.map(Some)
        .map_err(|error| StoreError::unreadable(format!("{field} of record {seq}"), error))
}

/// Some columns of the records `r` of a kind that have one of these references.
pub(super) async fn of_kind<Row: FromQueryResult>(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    kind: RecordKind,
    references: Vec<String>,
    columns: &str,
) -> Result<Vec<Row>, StoreError> {
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let backend = on.get_database_backend();
    let keys = text_keys(backend, 3, references);
    let found = keys.rows_of(("record", "r"), "r.community = $1 AND r.kind = $2", "reference");
    let sql = format!("SELECT {columns} FROM {} WHERE {}", found.from, found.condition);
    let values = [community.into(), kind.as_str().into(), keys.value];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(Row::find_by_statement(statement).all(on).await?)
}

#[derive(FromQueryResult)]
struct ReferenceRow {
    reference: String,
}

/// Which of some references are in use.
pub(super) async fn taken(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    keys: Vec<(RecordKind, Code)>,
) -> Result<HashSet<(RecordKind, Code)>, StoreError> {
    let mut wanted: HashMap<RecordKind, Vec<String>> = HashMap::new();
    for (kind, reference) in keys {
        wanted.entry(kind).or_default().push(reference.to_string());
    }
    let mut taken = HashSet::new();
    for (kind, references) in wanted {
        let rows: Vec<ReferenceRow> = of_kind(on, community, kind, references, "r.reference").await?;
        for row in rows {
            let reference = row.reference.parse();
            let unreadable = |error| StoreError::unreadable("reference", error);
            taken.insert((kind, reference.map_err(unreadable)?));
        }
    }
    Ok(taken)
}
