//! Accounts by number and by address, and what one of them moved.

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::record::Seq;

use crate::balances::{AsOf, Turnover};
use crate::bulk::text_keys;
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// An account's number and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    /// Its number.
    pub number: i64,
    /// Its sort.
    pub kind: AccountKind,
    /// Its name in records.
    pub address: String,
}

#[derive(FromQueryResult)]
struct Row {
    account: i64,
    kind: String,
    address: String,
}

#[derive(FromQueryResult)]
struct BalanceRow {
    balance: i64,
}

#[derive(FromQueryResult)]
struct TurnoverRow {
    debit: Option<i64>,
    credit: Option<i64>,
}

impl Database {
    /// The account of a number.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or the row cannot be read.
    pub async fn account(&self, community: CommunityNo, number: i64) -> Result<Option<KnownAccount>, StoreError> {
        let sql = "SELECT account, kind, address FROM account WHERE community = $1 AND account = $2";
        let values = [community.0, number].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let row = Row::find_by_statement(statement).one(&self.reader).await?;
        row.map(read).transpose()
    }

    /// The accounts of some addresses, in the order of their numbers; unknown addresses have none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn accounts_of(
        &self,
        community: CommunityNo,
        addresses: Vec<String>,
    ) -> Result<Vec<KnownAccount>, StoreError> {
        let backend = self.reader.get_database_backend();
        let keys = text_keys(backend, 2, addresses);
        let found = keys.rows_of(("account", "a"), "a.community = $1", "address");
        let sql = format!(
            "SELECT a.account, a.kind, a.address FROM {} WHERE {} ORDER BY a.account",
            found.from, found.condition
        );
        let statement = Statement::from_sql_and_values(backend, sql, [community.0.into(), keys.value]);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter().map(read).collect()
    }

    /// An account's balance in order of recording, after a record.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn running_balance(&self, community: CommunityNo, account: i64, until: Seq) -> Result<i64, StoreError> {
        let sql = "SELECT balance FROM posting WHERE community = $1 AND account = $2 AND seq <= $3 \
                   ORDER BY seq DESC LIMIT 1";
        let values = [community.0, account, until].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let row = BalanceRow::find_by_statement(statement).one(&self.reader).await?;
        Ok(row.map_or(0, |row| row.balance))
    }

    /// What moved on one account after one view and up to another. Both are as recorded at one number.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn turnover_of(
        &self,
        community: CommunityNo,
        account: i64,
        after: AsOf,
        until: AsOf,
    ) -> Result<Turnover, StoreError> {
        let sql = "SELECT CAST(sum(CASE WHEN side = 1 THEN amount ELSE 0 END) AS BIGINT) AS debit, \
                   CAST(sum(CASE WHEN side = -1 THEN amount ELSE 0 END) AS BIGINT) AS credit \
                   FROM posting WHERE community = $1 AND account = $2 AND seq <= $7 AND \
                   ((late_at IS NULL AND seq > $3 AND seq <= $4) OR (late_at > $5 AND late_at <= $6))";
        let (from, to) = (after.settled(), until.settled());
        let (after_at, until_at) = (after.at.micros(), until.at.micros());
        let values = [community.0, account, from, to, after_at, until_at, until.number].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let row = TurnoverRow::find_by_statement(statement).one(&self.reader).await?;
        Ok(Turnover {
            number: account,
            debit: row.as_ref().and_then(|row| row.debit).unwrap_or(0),
            credit: row.and_then(|row| row.credit).unwrap_or(0),
        })
    }
}

fn read(row: Row) -> Result<KnownAccount, StoreError> {
    let kind = row.kind.parse();
    Ok(KnownAccount {
        number: row.account,
        kind: kind.map_err(|error| StoreError::unreadable(format!("account {}", row.address), error))?,
        address: row.address,
    })
}
