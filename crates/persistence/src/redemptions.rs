//! Redemptions of one resident, or at one shop: the last one first.

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::money::Money;
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

/// A bill that a shop claimed for by list, and that stands.
#[derive(Clone, Debug)]
pub struct StoredListed {
    /// The reference.
    pub reference: String,
    /// The row of the shop's number, as the journal knows it.
    pub customer: String,
    /// When it was booked.
    pub occurred_at: Instant,
    /// The bill.
    pub bill: Money,
}

#[derive(FromQueryResult)]
struct ListedRow {
    reference: String,
    customer: String,
    occurred_at: i64,
    bill: String,
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

    /// The bills that a shop claimed for by list since a moment, and that were not taken back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn listed_since(
        &self,
        CommunityNo(community): CommunityNo,
        merchant: &Code,
        since: Instant,
    ) -> Result<Vec<StoredListed>, StoreError> {
        let backend = self.reader.get_database_backend();
        let of = |name: &str| field(backend, "r.document", name);
        let sql = format!(
            "SELECT r.reference, {} AS customer, r.occurred_at, {} AS bill FROM record r WHERE r.community = $1 \
             AND r.kind = 'redemption' AND {} = $2 AND r.occurred_at >= $3 AND {} IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM record b WHERE b.community = r.community AND b.reverses = r.seq)",
            of("customer"),
            of("bill"),
            of("merchant"),
            of("customer"),
        );
        let values = [community.into(), merchant.to_string().into(), since.micros().into()];
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = ListedRow::find_by_statement(statement).all(&self.reader).await?;
        let read = |row: ListedRow| {
            Ok(StoredListed {
                bill: row
                    .bill
                    .parse()
                    .map_err(|error| StoreError::unreadable(format!("bill of {}", row.reference), error))?,
                occurred_at: Instant::from_micros(row.occurred_at),
                reference: row.reference,
                customer: row.customer,
            })
        };
        rows.into_iter().map(read).collect()
    }
}
