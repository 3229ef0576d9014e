//! Disbursements as they stand now: their rows, and each one by its records.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult, Statement, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::ledger::{Case, CaseState, Filed};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{FundNo, ResidentNo};

use crate::audit::StoredDisbursement;
use crate::bulk::int_keys;
use crate::connect::Database;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sealed::open_secret;

/// Which disbursements are sought: all, where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct CasesSought {
    /// Those that stand here.
    pub state: Option<CaseState>,
    /// Those of a fund.
    pub fund: Option<FundNo>,
    /// Those for a resident.
    pub resident: Option<ResidentNo>,
    /// Those whose reference holds this text, whatever its capitals.
    pub holds: Option<String>,
}

impl Database {
    /// Disbursements after a reference, in the order of references, those that are sought; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn cases(
        &self,
        community: CommunityNo,
        sought: &CasesSought,
        after: &str,
        most: u32,
    ) -> Result<Vec<StoredDisbursement>, StoreError> {
        let backend = self.reader.get_database_backend();
        let mut values: Vec<Value> = vec![community.0.into(), after.into()];
        let mut only = String::new();
        if let Some(state) = sought.state {
            only.push_str(&format!("AND state = '{state}' "));
        }
        if let Some(FundNo(fund)) = sought.fund {
            only.push_str(&format!("AND fund = {fund} "));
        }
        if let Some(ResidentNo(resident)) = sought.resident {
            only.push_str(&format!("AND resident = {resident} "));
        }
        if let Some(text) = &sought.holds {
            values.push(text.to_ascii_lowercase().into());
            let place = if backend == DatabaseBackend::Postgres {
                "strpos"
            } else {
                "instr"
            };
            only.push_str(&format!("AND {place}(lower(reference), $3) > 0 "));
        }
        let sql = format!(
            "SELECT reference, state, last, approved, paid, fund, resident, kind, merchant, expires_on, expires_at, \
             given_at FROM disbursement WHERE community = $1 AND reference > $2 {only} ORDER BY reference LIMIT {most}"
        );
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(StoredDisbursement::find_by_statement(statement)
            .all(&self.reader)
            .await?)
    }

    /// A disbursement and the numbers of its records, the first one first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a record cannot be read.
    pub async fn case(&self, community: CommunityNo, reference: &Code) -> Result<Option<(Case, Vec<Seq>)>, StoreError> {
        let found = read_case(&self.reader, &self.keys, community, reference).await?;
        Ok(found.map(|(case, records)| (case, records.iter().map(|record| record.seq).collect())))
    }
}

impl Database {
    /// The number of the event of a kind under a reference, if there is one. A step that a disbursement took several times
    /// is known by its reference alone: the last one that stands, or the last one if none does.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a record cannot be read.
    pub async fn number_of_event(
        &self,
        community: CommunityNo,
        kind: RecordKind,
        reference: &str,
    ) -> Result<Option<Seq>, StoreError> {
        let own = self.number_of_record(community, kind, reference).await?;
        let (Some(first), Ok(code)) = (own, reference.parse()) else {
            return Ok(own);
        };
        let steps = steps(&self.reader, &self.keys, community, &code).await?;
        let of_kind = steps.iter().filter(|step| step.kind == kind).map(|step| step.seq);
        let of_kind: Vec<Seq> = of_kind.collect();
        if !of_kind.contains(&first) {
            return Ok(own);
        }
        let stands = |seq: &&Seq| steps.iter().all(|step| step.reverses != Some(**seq));
        Ok(of_kind.iter().rev().find(stands).or(of_kind.last()).copied())
    }
}

/// A disbursement and its records, the first one first.
pub(crate) async fn read_case(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    reference: &Code,
) -> Result<Option<(Case, Vec<Filed>)>, StoreError> {
    let records = steps(on, keys, community, reference).await?;
    let mut case = None;
    for record in &records {
        let unreadable = || StoreError::unreadable(format!("record {}", record.seq), "no such step is possible");
        case = Some(Case::after(case, record).ok_or_else(unreadable)?);
    }
    Ok(case.map(|case| (case, records)))
}

#[derive(FromQueryResult)]
struct FiledRow {
    seq: i64,
    kind: String,
    reference: String,
    occurred_at: i64,
    effective_on: String,
    actor: String,
    reverses: Option<i64>,
    document: String,
}

#[derive(FromQueryResult)]
struct ValueRow {
    seq: i64,
    field: String,
    sealed: Option<Vec<u8>>,
}

/// Which step a step `r` names as the one before it. Help that was approved and paid in one goes on from its approval.
fn previous(backend: DatabaseBackend) -> &'static str {
    match backend {
        DatabaseBackend::Postgres => {
            "CAST(CASE WHEN r.document::jsonb -> 'case' IS NULL THEN \
             (CASE r.kind WHEN 'disbursement_paid' THEN r.document::jsonb ->> 'approved' END) \
             ELSE r.document::jsonb -> 'case' ->> 'previous' END AS bigint)"
        }
        _ => {
            "CASE WHEN json_extract(r.document, '$.case') IS NULL THEN \
             (CASE r.kind WHEN 'disbursement_paid' THEN json_extract(r.document, '$.approved') END) \
             ELSE json_extract(r.document, '$.case.previous') END"
        }
    }
}

/// The records of a disbursement, the first one first: from the last one back by what each names before it.
async fn steps(
    on: &impl ConnectionTrait,
    opening: &Keys,
    CommunityNo(community): CommunityNo,
    reference: &Code,
) -> Result<Vec<Filed>, StoreError> {
    let backend = on.get_database_backend();
    // Only what is earlier is followed, so that it ends whatever the documents say.
    let sql = format!(
        "WITH RECURSIVE step(seq, previous) AS ( \
         SELECT r.seq, {previous} FROM disbursement d JOIN record r ON r.community = d.community AND r.seq = d.last \
         WHERE d.community = $1 AND d.reference = $2 \
         UNION ALL \
         SELECT r.seq, {previous} FROM step JOIN record r ON r.community = $1 AND r.seq = step.previous \
         WHERE step.previous < step.seq) \
         SELECT r.seq, r.kind, r.reference, r.occurred_at, r.effective_on, r.actor, r.reverses, r.document \
         FROM step JOIN record r ON r.community = $1 AND r.seq = step.seq ORDER BY r.seq",
        previous = previous(backend)
    );
    let values = [community.into(), reference.as_str().into()];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let rows = FiledRow::find_by_statement(statement).all(on).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let keys = int_keys(backend, 2, rows.iter().map(|row| row.seq).collect());
    let found = keys.rows_of(("private_value", "v"), "v.community = $1", "seq");
    let sql = format!(
        "SELECT v.seq, v.field, v.sealed FROM {} WHERE {}",
        found.from, found.condition
    );
    let statement = Statement::from_sql_and_values(backend, sql, [community.into(), keys.value]);
    let mut values: HashMap<Seq, Vec<(String, String)>> = HashMap::new();
    for row in ValueRow::find_by_statement(statement).all(on).await? {
        let secret = open_secret(opening, community, (row.seq, &row.field), row.sealed.as_deref())?;
        values.entry(row.seq).or_default().push((row.field, secret.value));
    }
    let mut filed = |row| read(row, &mut values);
    rows.into_iter().map(&mut filed).collect()
}

fn read(row: FiledRow, values: &mut HashMap<Seq, Vec<(String, String)>>) -> Result<Filed, StoreError> {
    let unreadable = |why: &str| StoreError::unreadable(format!("record {}", row.seq), why);
    Ok(Filed {
        seq: row.seq,
        kind: row.kind.parse().map_err(|_| unreadable("kind"))?,
        reference: row.reference.parse().map_err(|_| unreadable("reference"))?,
        occurred_at: Instant::from_micros(row.occurred_at),
        day: row.effective_on.parse().map_err(|_| unreadable("day"))?,
        actor: row.actor,
        reverses: row.reverses,
        values: values.remove(&row.seq).unwrap_or_default(),
        document: row.document,
    })
}
