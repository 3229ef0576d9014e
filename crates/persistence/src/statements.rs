//! The records that a merchant's statement lists.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
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

/// The records of a merchant that a listing names, up to a record, in the order of their numbers: what it gave, what came
/// to be owed, and what took these back; not what was paid.
pub(crate) async fn listed(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    listing: Listing,
    until: Seq,
) -> Result<Vec<StatementLine>, StoreError> {
    let sql = "SELECT r.seq, r.leaf_hash, \
               CAST(sum(CASE WHEN a.kind = 'borne-merchant' THEN 0 ELSE -p.side * p.amount END) AS BIGINT) AS owed \
               FROM account a JOIN posting p ON p.community = a.community AND p.account = a.account \
               JOIN record r ON r.community = p.community AND r.seq = p.seq \
               LEFT JOIN record o ON o.community = r.community AND o.seq = r.reverses \
               WHERE a.community = $1 AND a.kind <> 'uses' AND a.kind IN ('payable', 'receivable', 'borne-merchant') \
               AND a.merchant = $2 AND r.seq <= $3 AND r.occurred_at < $4 \
               AND (r.seq > $5 OR r.occurred_at >= $6) AND coalesce(o.kind, r.kind) <> 'settlement' \
               GROUP BY r.seq, r.leaf_hash ORDER BY r.seq";
    let (after, end) = listing.after.unwrap_or((0, Instant::MIN));
    let values = [
        community,
        i64::from(listing.merchant.0),
        until,
        listing.before.micros(),
        after,
        end.micros(),
    ];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values.map(Into::into));
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
