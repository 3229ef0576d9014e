//! Records by kind and reference: the one way to find them.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::RecordKind;

use crate::bulk::text_keys;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// The record that takes `r` back, among the columns of a record.
pub(crate) const REVERSED_BY: &str =
    "(SELECT b.seq FROM record b WHERE b.community = r.community AND b.reverses = r.seq) AS reversed_by";

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
