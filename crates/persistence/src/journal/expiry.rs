//! Expiries that are due and recorded for their own sake, not before some entry.

use std::sync::Arc;

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::Record;

use super::{Entry, Journal};
use crate::connect::Database;
use crate::error::StoreError;
use crate::journal::read_head;
use crate::registers::CommunityNo;

/// How many vouchers are taken into one transaction, unless more end at the same moment.
const AT_ONCE: i64 = 200;

#[derive(FromQueryResult)]
struct EndingRow {
    expires_at: i64,
    vouchers: i64,
}

impl Database {
    /// The moments up to which to expire in turn, so that everything due by then is recorded; none if nothing is due.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn expiries_due(&self, community: CommunityNo, until: Instant) -> Result<Vec<Instant>, StoreError> {
        let after = read_head(&self.reader, community).await?.head.expired_through;
        let sql = "SELECT d.expires_at, count(*) AS vouchers FROM disbursement d \
                   WHERE d.community = $1 AND d.kind = 'voucher' AND d.paid IS NOT NULL AND d.expires_at > $2 \
                   AND d.expires_at <= $3 GROUP BY d.expires_at ORDER BY d.expires_at";
        let values = [community.0.into(), after.micros().into(), until.micros().into()];
        let backend = sea_orm::ConnectionTrait::get_database_backend(&self.reader);
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = EndingRow::find_by_statement(statement).all(&self.reader).await?;
        let mut moments = Vec::new();
        let mut vouchers = 0;
        for (at, row) in rows.iter().enumerate() {
            vouchers += row.vouchers;
            if vouchers >= AT_ONCE || at + 1 == rows.len() {
                moments.push(Instant::from_micros(row.expires_at));
                vouchers = 0;
            }
        }
        Ok(moments)
    }
}

impl Journal {
    /// Records every expiry due at or before a moment, and answers those that this call recorded; one that another
    /// process recorded first is not among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn expire(
        &self,
        community: CommunityNo,
        actor: &Arc<Actor>,
        until: Instant,
    ) -> Result<Vec<Record>, StoreError> {
        let due = Entry::expire_due(actor, until);
        let (_, records) = self.append_guarded(community, &[due]).await?;
        Ok(records)
    }
}
