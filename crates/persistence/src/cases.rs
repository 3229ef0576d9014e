//! Disbursements as they stand now: their rows, and each one by its records.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::ledger::{Case, CaseState, Filed};
use xiaonuan_domain::record::Seq;

use crate::audit::StoredDisbursement;
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

impl Database {
    /// Disbursements after a reference, in the order of references, of one state or all; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn cases(
        &self,
        community: CommunityNo,
        state: Option<CaseState>,
        after: &str,
        most: u32,
    ) -> Result<Vec<StoredDisbursement>, StoreError> {
        let only = state.map_or_else(String::new, |state| format!("AND state = '{state}'"));
        let sql = format!(
            "SELECT reference, state, last, approved, paid, fund, resident, kind, merchant, expires_on, expires_at, \
             given_at FROM disbursement WHERE community = $1 AND reference > $2 {only} ORDER BY reference LIMIT {most}"
        );
        let values: [Value; 2] = [community.0.into(), after.into()];
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        Ok(StoredDisbursement::find_by_statement(statement)
            .all(&self.reader)
            .await?)
    }

    /// A disbursement and the numbers of its records, the first one first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a record cannot be read.
    pub async fn case(&self, community: CommunityNo, reference: &Code) -> Result<Option<(Case, Vec<Seq>)>, StoreError> {
        let found = read_case(&self.reader, community, reference).await?;
        Ok(found.map(|(case, records)| (case, records.iter().map(|record| record.seq).collect())))
    }
}

#[derive(FromQueryResult)]
struct Last {
    last: i64,
}

/// A disbursement and its records, the first one first.
pub(crate) async fn read_case(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    reference: &Code,
) -> Result<Option<(Case, Vec<Filed>)>, StoreError> {
    let sql = "SELECT last FROM disbursement WHERE community = $1 AND reference = $2";
    let values = [community.0.into(), reference.as_str().into()];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let mut next = Last::find_by_statement(statement).one(on).await?.map(|row| row.last);
    let mut records = Vec::new();
    while let Some(seq) = next {
        let record = filed(on, community, seq).await?;
        let unreadable = || StoreError::unreadable(format!("record {seq}"), "it is no step of a disbursement");
        next = record.previous().ok_or_else(unreadable)?;
        if next.is_some_and(|before| before >= seq) {
            return Err(unreadable());
        }
        records.push(record);
    }
    records.reverse();
    let mut case = None;
    for record in &records {
        let unreadable = || StoreError::unreadable(format!("record {}", record.seq), "no such step is possible");
        case = Some(Case::after(case, record).ok_or_else(unreadable)?);
    }
    Ok(case.map(|case| (case, records)))
}

#[derive(FromQueryResult)]
struct FiledRow {
    kind: String,
    reference: String,
    occurred_at: i64,
    effective_on: String,
    reverses: Option<i64>,
    document: String,
}

#[derive(FromQueryResult)]
struct ValueRow {
    field: String,
    value: String,
}

async fn filed(on: &impl ConnectionTrait, community: CommunityNo, seq: Seq) -> Result<Filed, StoreError> {
    let unreadable = |why: &str| StoreError::unreadable(format!("record {seq}"), why);
    let key = || -> [Value; 2] { [community.0.into(), seq.into()] };
    let backend = on.get_database_backend();
    let sql = "SELECT kind, reference, occurred_at, effective_on, reverses, document FROM record \
               WHERE community = $1 AND seq = $2";
    let row = FiledRow::find_by_statement(Statement::from_sql_and_values(backend, sql, key()));
    let row = row.one(on).await?.ok_or_else(|| unreadable("it is missing"))?;
    let sql = "SELECT field, value FROM private_value WHERE community = $1 AND seq = $2";
    let values = ValueRow::find_by_statement(Statement::from_sql_and_values(backend, sql, key()));
    let values = values.all(on).await?.into_iter();
    Ok(Filed {
        seq,
        kind: row.kind.parse().map_err(|_| unreadable("kind"))?,
        reference: row.reference.parse().map_err(|_| unreadable("reference"))?,
        occurred_at: Instant::from_micros(row.occurred_at),
        day: row.effective_on.parse().map_err(|_| unreadable("day"))?,
        reverses: row.reverses,
        document: row.document,
        values: values.map(|row| (row.field, row.value)).collect(),
    })
}
