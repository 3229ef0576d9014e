//! What closing years moved between income, expenses and net assets.

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::FundNo;

use crate::balances::AsOf;
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// What closings changed on the accounts of a fund and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedSum {
    /// The fund.
    pub fund: FundNo,
    /// The sort of account.
    pub kind: AccountKind,
    /// Debits less credits.
    pub change: i64,
}

#[derive(FromQueryResult)]
struct Row {
    fund: i64,
    kind: String,
    change: i64,
}

impl Database {
    /// What closing and reopening years changed on accounts of some kinds, up to a view. Taken from their balances, it
    /// leaves what came in and went out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn closed_sums(
        &self,
        community: CommunityNo,
        as_of: AsOf,
        kinds: &[AccountKind],
    ) -> Result<Vec<ClosedSum>, StoreError> {
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
        let sql = format!(
            "SELECT a.fund, a.kind, CAST(sum(p.side * p.amount) AS BIGINT) AS change FROM record r \
             CROSS JOIN account a JOIN posting p \
             ON p.community = a.community AND p.account = a.account AND p.seq = r.seq \
             WHERE r.community = $1 AND r.kind IN ($2, $3, $4) AND r.seq <= $5 AND r.occurred_at <= $6 \
             AND a.community = $1 AND a.kind IN ({}) AND a.kind <> 'uses' GROUP BY a.fund, a.kind",
            names.join(", ")
        );
        let closings = [
            RecordKind::YearClosed,
            RecordKind::NetAssetsReclassified,
            RecordKind::YearReopened,
        ];
        let [one, two, three] = closings.map(|kind| kind.as_str().into());
        let (number, at) = (as_of.number.into(), as_of.at.micros().into());
        let values: [sea_orm::Value; 6] = [community.0.into(), one, two, three, number, at];
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter().map(read).collect()
    }
}

fn read(row: Row) -> Result<ClosedSum, StoreError> {
    let unreadable = |error: String| StoreError::unreadable("sum of closings", error);
    Ok(ClosedSum {
        fund: FundNo(u32::try_from(row.fund).map_err(|error| unreadable(error.to_string()))?),
        kind: row.kind.parse().map_err(|_| unreadable(row.kind.clone()))?,
        change: row.change,
    })
}
