//! What closing years moved between income, expenses and net assets, and what books began with.

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::FundNo;

use crate::balances::AsOf;
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// What closings or opening balances changed on the accounts of a fund and kind.
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
        let closings = [
            RecordKind::YearClosed,
            RecordKind::NetAssetsReclassified,
            RecordKind::YearReopened,
        ];
        self.sums_by(&closings, (community, Instant::MIN, as_of), kinds).await
    }

    /// What opening balances brought to accounts of some kinds after a business time, up to a view, less what was taken
    /// back of them by then. Taking back one of before is a change of its own time.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn opened_sums(
        &self,
        community: CommunityNo,
        (after, until): (Instant, AsOf),
        kinds: &[AccountKind],
    ) -> Result<Vec<ClosedSum>, StoreError> {
        let openings = [RecordKind::OpeningBalance, RecordKind::OpeningVoucher];
        self.sums_by(&openings, (community, after, until), kinds).await
    }

    /// What records of some kinds changed.
    async fn sums_by(
        &self,
        records: &[RecordKind],
        (community, after, until): (CommunityNo, Instant, AsOf),
        kinds: &[AccountKind],
    ) -> Result<Vec<ClosedSum>, StoreError> {
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let quoted = |names: Vec<&'static str>| format!("'{}'", names.join("', '"));
        let named = quoted(records.iter().map(|kind| kind.as_str()).collect());
        let sql = format!(
            "SELECT a.fund, a.kind, CAST(sum(p.side * p.amount) AS BIGINT) AS change FROM ( \
             SELECT own.seq FROM record own WHERE own.community = $1 AND own.kind IN ({named}) AND own.seq <= $2 \
             AND own.occurred_at > $3 AND own.occurred_at <= $4 \
             UNION ALL SELECT back.seq FROM record own JOIN record back \
             ON back.community = own.community AND back.reverses = own.seq \
             WHERE own.community = $1 AND own.kind IN ({named}) AND own.occurred_at > $3 \
             AND back.kind = 'reversal' AND back.seq <= $2 AND back.occurred_at <= $4 \
             ) r CROSS JOIN account a JOIN posting p \
             ON p.community = a.community AND p.account = a.account AND p.seq = r.seq \
             WHERE a.community = $1 AND a.kind IN ({}) AND a.kind <> 'uses' GROUP BY a.fund, a.kind",
            quoted(kinds.iter().map(|kind| kind.as_str()).collect()),
        );
        let (number, at) = (until.number.into(), until.at.micros().into());
        let values: [sea_orm::Value; 4] = [community.0.into(), number, after.micros().into(), at];
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter().map(read).collect()
    }
}

fn read(row: Row) -> Result<ClosedSum, StoreError> {
    let unreadable = |error: String| StoreError::unreadable("sum of closings or openings", error);
    Ok(ClosedSum {
        fund: FundNo(u32::try_from(row.fund).map_err(|error| unreadable(error.to_string()))?),
        kind: row.kind.parse().map_err(|_| unreadable(row.kind.clone()))?,
        change: row.change,
    })
}
