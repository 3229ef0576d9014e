//! Redemptions of one resident, or at one shop: the last one first.

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::record::Seq;

use crate::bulk::field;
use crate::connect::Database;
use crate::error::StoreError;
use crate::journal::load::referenced::REVERSED_BY;
use crate::registers::CommunityNo;
use crate::scan::{RECORD, StoredRecord};

/// Whose redemptions are looked for.
#[derive(Clone, Copy, Debug)]
pub enum RedeemedBy<'a> {
    /// Those of a resident.
    Resident(SubjectId),
    /// Those at a shop.
    Merchant(&'a Code),
}

/// A redemption as stored, and the record that took it back.
#[derive(Clone, Debug)]
pub struct StoredRedemption {
    /// The record.
    pub record: StoredRecord,
    /// The record that reverses it.
    pub reversed_by: Option<Seq>,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    record: StoredRecord,
    reversed_by: Option<i64>,
}

impl Database {
    /// Redemptions before a record, the last one first; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn redemptions(
        &self,
        CommunityNo(community): CommunityNo,
        by: RedeemedBy<'_>,
        before: Seq,
        most: u32,
    ) -> Result<Vec<StoredRedemption>, StoreError> {
        let (name, whose) = match by {
            RedeemedBy::Resident(subject) => ("resident", subject.to_string()),
            RedeemedBy::Merchant(code) => ("merchant", code.to_string()),
        };
        let backend = self.reader.get_database_backend();
        let said = field(backend, "r.document", name);
        let sql = format!(
            "SELECT {RECORD}, {REVERSED_BY} FROM record r WHERE r.community = $1 AND r.kind = 'redemption' \
             AND {said} = $2 AND r.seq < $3 ORDER BY r.seq DESC LIMIT {most}"
        );
        let values = [community.into(), whose.into(), before.into()];
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows
            .into_iter()
            .map(|row| StoredRedemption {
                record: row.record,
                reversed_by: row.reversed_by,
            })
            .collect())
    }
}
