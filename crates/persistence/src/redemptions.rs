//! Redemptions of one resident, or at one shop: the last one first; and those at a shop by day, branch and staff.

mod sums;

use sea_orm::{DatabaseBackend, FromQueryResult, Statement, Value};
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::Seq;

pub use self::sums::DaySums;
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

/// Which redemptions at a shop.
#[derive(Clone, Debug)]
pub struct AtShop {
    /// The shop.
    pub merchant: Code,
    /// The first day of their business time.
    pub from: Day,
    /// The last one.
    pub to: Day,
    /// Those of this branch.
    pub branch: Option<Code>,
    /// Those that somebody confirmed.
    pub staff: Option<SubjectId>,
    /// A record up to which all are of earlier days, so that none of them is looked at.
    pub after: Seq,
    /// The last record that counts.
    pub until: Seq,
}

/// From where on they are read.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// Those before a record, the last one first.
    Before(Seq),
    /// Those after a record, the first one first.
    After(Seq),
}

/// A redemption as stored, and the record that took it back.
#[derive(Clone, Debug)]
pub struct StoredRedemption {
    /// The record.
    pub record: StoredRecord,
    /// The record that reverses it.
    pub reversed_by: Option<Seq>,
}

/// A bill that a shop claimed for by list.
#[derive(Clone, Debug)]
pub struct StoredListed {
    /// The row of the shop's number, as the journal knows it.
    pub customer: String,
    /// When it was booked.
    pub occurred_at: Instant,
    /// The bill.
    pub bill: Money,
    /// Whether it was taken back.
    pub is_reversed: bool,
}

#[derive(FromQueryResult)]
struct ListedRow {
    seq: i64,
    customer: String,
    occurred_at: i64,
    bill: String,
    reversed_by: Option<i64>,
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
        let said = said(backend, name);
        let sql = format!(
            "SELECT {RECORD}, {REVERSED_BY} FROM record r WHERE r.community = $1 AND r.kind = 'redemption' \
             AND {said} = $2 AND r.seq < $3 ORDER BY r.seq DESC LIMIT {most}"
        );
        let values = [community.into(), whose.into(), before.into()];
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(StoredRedemption::from).collect())
    }

    /// Redemptions at a shop as whole records, at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn redemptions_at(
        &self,
        community: CommunityNo,
        asked: &AtShop,
        order: Order,
        most: u32,
    ) -> Result<Vec<StoredRedemption>, StoreError> {
        let backend = self.reader.get_database_backend();
        let (after, before, way) = match order {
            Order::Before(before) => (asked.after, before.min(asked.until.saturating_add(1)), "DESC"),
            Order::After(after) => (after.max(asked.after), asked.until.saturating_add(1), "ASC"),
        };
        let (condition, values) = asked.condition(backend, community, (after, before));
        let sql =
            format!("SELECT {RECORD}, {REVERSED_BY} FROM record r WHERE {condition} ORDER BY r.seq {way} LIMIT {most}");
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(StoredRedemption::from).collect())
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
            "SELECT r.seq, {} AS customer, r.occurred_at, {} AS bill, \
             (SELECT MIN(b.seq) FROM record b WHERE b.community = r.community AND b.reverses = r.seq) AS reversed_by \
             FROM record r WHERE r.community = $1 AND r.kind = 'redemption' AND {} = $2 AND r.occurred_at >= $3 \
             AND {} IS NOT NULL",
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
                    .map_err(|error| StoreError::unreadable(format!("bill of record {}", row.seq), error))?,
                occurred_at: Instant::from_micros(row.occurred_at),
                customer: row.customer,
                is_reversed: row.reversed_by.is_some(),
            })
        };
        rows.into_iter().map(read).collect()
    }
}

impl AtShop {
    /// Which records of a community they are, of those after one and before another.
    fn condition(
        &self,
        backend: DatabaseBackend,
        CommunityNo(community): CommunityNo,
        (after, before): (Seq, Seq),
    ) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = vec![
            community.into(),
            self.merchant.to_string().into(),
            after.into(),
            before.into(),
            self.from.to_string().into(),
            self.to.to_string().into(),
        ];
        let mut condition = format!(
            "r.community = $1 AND r.kind = 'redemption' AND {} = $2 AND r.seq > $3 AND r.seq < $4 \
             AND r.effective_on BETWEEN $5 AND $6",
            said(backend, "merchant")
        );
        let also = [
            ("branch", self.branch.as_ref().map(ToString::to_string)),
            ("staff", self.staff.as_ref().map(ToString::to_string)),
        ];
        for (name, value) in also {
            if let Some(value) = value {
                values.push(value.into());
                condition += &format!(" AND {} = ${}", said(backend, name), values.len());
            }
        }
        (condition, values)
    }
}

/// What a record says under a name.
fn said(backend: DatabaseBackend, name: &str) -> String {
    field(backend, "r.document", name)
}

impl From<Row> for StoredRedemption {
    fn from(row: Row) -> Self {
        StoredRedemption {
            record: row.record,
            reversed_by: row.reversed_by,
        }
    }
}
