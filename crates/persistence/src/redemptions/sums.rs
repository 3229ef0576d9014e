//! What redemptions at a shop come to, added up by the database: a year of a large shop is too much to be read for a page.

use sea_orm::{DatabaseBackend, FromQueryResult, Statement};
use xiaonuan_domain::money::Sum;

use super::{AtShop, said};
use crate::balances::{sum_in_parts, whole};
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// What the redemptions of a day come to, without those that were taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySums {
    /// The community's day of their business time.
    pub day: String,
    /// How many.
    pub times: i64,
    /// The bills.
    pub bill: Sum,
    /// What discounts took off.
    pub off: Sum,
    /// What funds bear of that.
    pub fund_part: Sum,
    /// What was left to pay.
    pub due: Sum,
}

#[derive(FromQueryResult)]
struct Row {
    day: String,
    times: i64,
    bill_high: i64,
    bill_low: i64,
    off_high: i64,
    off_low: i64,
    fund_part_high: i64,
    fund_part_low: i64,
    due_high: i64,
    due_low: i64,
}

#[derive(FromQueryResult)]
struct CountRow {
    number: i64,
}

/// Of those, the ones that stand.
const STANDS: &str = "NOT EXISTS (SELECT 1 FROM record b WHERE b.community = r.community AND b.reverses = r.seq)";

impl Database {
    /// What redemptions at a shop come to by day, the first day first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sums_at(&self, community: CommunityNo, asked: &AtShop) -> Result<Vec<DaySums>, StoreError> {
        let backend = self.reader.get_database_backend();
        let sum = |path: &str, name: &str| sum_in_parts(&fen(backend, path), name);
        let columns = format!(
            "r.effective_on AS day, CAST(count(*) AS BIGINT) AS times, {}, {}, {}, {}",
            sum("bill", "bill"),
            sum("discount.amount", "off"),
            sum("discount.fund_part", "fund_part"),
            sum("due_from_resident", "due"),
        );
        let statement = asked.standing(
            backend,
            community,
            &columns,
            " GROUP BY r.effective_on ORDER BY r.effective_on",
        );
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(DaySums::from).collect())
    }

    /// How many customers the redemptions at a shop are of, without those that were taken back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn customers_at(&self, community: CommunityNo, asked: &AtShop) -> Result<i64, StoreError> {
        let backend = self.reader.get_database_backend();
        let columns = format!("count(DISTINCT {}) AS number", said(backend, "resident"));
        let statement = asked.standing(backend, community, &columns, "");
        let row = CountRow::find_by_statement(statement).one(&self.reader).await?;
        Ok(row.map_or(0, |row| row.number))
    }
}

impl AtShop {
    fn standing(&self, backend: DatabaseBackend, community: CommunityNo, columns: &str, end: &str) -> Statement {
        let (condition, values) = self.condition(backend, community, (self.after, self.until.saturating_add(1)));
        let sql = format!("SELECT {columns} FROM record r WHERE {condition} AND {STANDS}{end}");
        Statement::from_sql_and_values(backend, sql, values)
    }
}

/// An amount within a document, in fen: it is written with two decimals, always, so that it is a whole number without its
/// point. Nothing where there is none.
fn fen(backend: DatabaseBackend, path: &str) -> String {
    let text = match backend {
        DatabaseBackend::Postgres => format!("(r.document::jsonb #>> '{{{}}}')", path.replace('.', ",")),
        _ => format!("json_extract(r.document, '$.{path}')"),
    };
    format!("COALESCE(CAST(REPLACE({text}, '.', '') AS BIGINT), 0)")
}

impl From<Row> for DaySums {
    fn from(row: Row) -> Self {
        let sum = |high, low| Sum::from_fen(whole(high, low));
        DaySums {
            day: row.day,
            times: row.times,
            bill: sum(row.bill_high, row.bill_low),
            off: sum(row.off_high, row.off_low),
            fund_part: sum(row.fund_part_high, row.fund_part_low),
            due: sum(row.due_high, row.due_low),
        }
    }
}
