//! The records that a merchant's statement lists.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::ledger::{Listing, StatementLine};
use xiaonuan_domain::record::Seq;

use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct LineRow {
    seq: i64,
    leaf_hash: Vec<u8>,
    owed: i64,
}

#[derive(FromQueryResult)]
struct NumberRow {
    number: i64,
}

/// The first record in order at or after a moment: whatever happened then was recorded with it or after it, in order or
/// late.
const FIRST_FROM: &str = "SELECT seq AS number FROM record WHERE community = $1 AND late = 0 AND occurred_at >= $2 \
                          ORDER BY occurred_at, seq LIMIT 1";

/// Postings in order are a range of numbers, late ones a range of business times; neither grows with the journal.
fn lines() -> String {
    let postings = |range: &str| {
        format!(
            "SELECT p.community, p.seq, a.kind, p.side, p.amount FROM account a \
             CROSS JOIN posting p WHERE p.community = a.community AND p.account = a.account \
             AND a.community = $1 AND a.kind <> 'uses' AND a.kind IN ('payable', 'receivable', 'borne-merchant') \
             AND a.merchant = $2 AND {range}"
        )
    };
    format!(
        "SELECT r.seq, r.leaf_hash, \
         CAST(sum(CASE WHEN m.kind = 'borne-merchant' THEN 0 ELSE -m.side * m.amount END) AS BIGINT) AS owed \
         FROM ({} UNION ALL {}) m JOIN record r ON r.community = m.community AND r.seq = m.seq \
         LEFT JOIN record o ON o.community = r.community AND o.seq = r.reverses \
         WHERE r.seq <= $3 AND r.occurred_at < $4 \
         AND (r.seq > $5 OR r.occurred_at >= $6) AND coalesce(o.kind, r.kind) <> 'settlement' \
         GROUP BY r.seq, r.leaf_hash ORDER BY r.seq",
        postings("p.late_at IS NULL AND p.seq > $7 AND p.seq <= $8"),
        postings("p.late_at IS NOT NULL AND p.late_at < $4 AND p.seq > $7"),
    )
}

/// The records of a merchant that a listing names, up to a record, in the order of their numbers: what it gave, what came
/// to be owed, and what took these back; not what was paid.
pub(crate) async fn listed(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    listing: Listing,
    until: Seq,
) -> Result<Vec<StatementLine>, StoreError> {
    let (after, end) = listing.after.unwrap_or((0, Instant::MIN));
    let number = async |sql: &str, values: [i64; 2]| {
        let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values.map(Value::from));
        let row = NumberRow::find_by_statement(statement).one(on).await?;
        Ok::<_, StoreError>(row.map(|row| row.number))
    };
    // What the statement before knew of is left out, but for what happened after its month: the first of that is in
    // order.
    let first_of_later = match listing.after {
        Some((_, end)) => number(FIRST_FROM, [community, end.micros()]).await?,
        None => None,
    };
    let known = first_of_later.map_or(after, |first| after.min(first - 1));
    let beyond = number(FIRST_FROM, [community, listing.before.micros()]).await?;
    let settled = beyond.map_or(until, |first| until.min(first - 1));
    let values = [
        community,
        i64::from(listing.merchant.0),
        until,
        listing.before.micros(),
        after,
        end.micros(),
        known,
        settled,
    ];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), lines(), values.map(Into::into));
    let rows = LineRow::find_by_statement(statement).all(on).await?;
    let line = |row: LineRow| {
        let unreadable = |_| StoreError::unreadable(format!("record {}", row.seq), "hash");
        Ok(StatementLine {
            seq: row.seq,
            leaf_hash: row.leaf_hash.clone().try_into().map_err(unreadable)?,
            owed: row.owed,
        })
    };
    rows.into_iter().map(line).collect()
}

impl Database {
    /// The records that a statement lists, given the last record that it knew of.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn statement_lines(
        &self,
        community: CommunityNo,
        listing: Listing,
        until: Seq,
    ) -> Result<Vec<StatementLine>, StoreError> {
        listed(&self.reader, community, listing, until).await
    }
}
