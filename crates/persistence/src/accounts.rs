//! Accounts by number and by address, and what one of them moved.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::account::{AccountKind, Side};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::Seq;

use crate::balances::{AsOf, Turnover, sum_in_parts, whole};
use crate::bulk::{int_keys, text_keys};
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
struct TimesRow {
    account: i64,
    times: i64,
}

#[derive(FromQueryResult)]
struct Row {
    account: i64,
    kind: String,
    address: String,
}

#[derive(FromQueryResult)]
struct ChangeRow {
    change_high: Option<i64>,
    change_low: Option<i64>,
}

#[derive(FromQueryResult)]
struct TurnoverRow {
    debit_high: Option<i64>,
    debit_low: Option<i64>,
    credit_high: Option<i64>,
    credit_low: Option<i64>,
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

    /// An account's balance in order of business time at a place: after its postings in order up to a record, and
    /// after its late postings up to a business time and number, as recorded at a number.
    ///
    /// The running balance there knows every late posting recorded so far, whatever its business time: those that come
    /// after the place are taken out, and the ones that come before it and were recorded later are put in.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn balance_at(
        &self,
        community: CommunityNo,
        account: i64,
        in_order: Seq,
        late: (Instant, Seq),
        number: Seq,
    ) -> Result<i128, StoreError> {
        let sql = "SELECT balance AS number FROM posting WHERE community = $1 AND account = $2 AND seq <= $3 \
                   ORDER BY seq DESC LIMIT 1";
        let key = [community.0, account, in_order].map(Into::into);
        let running = self.number(sql, key.to_vec()).await?.unwrap_or(0);
        let sql = format!(
            "SELECT {} FROM posting WHERE community = $1 AND account = $2 AND late_at IS NOT NULL AND seq <= $4 AND \
             ((seq > $3 AND (late_at, seq) <= ($5, $6)) OR (seq <= $3 AND (late_at, seq) > ($5, $6)))",
            sum_in_parts(
                "CASE WHEN seq > $3 THEN side * amount ELSE -side * amount END",
                "change"
            )
        );
        let (at, seq) = late;
        let values = [community.0, account, in_order, number, at.micros(), seq].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let change = ChangeRow::find_by_statement(statement).one(&self.reader).await?;
        let change = change.map_or(0, |row| in_parts(row.change_high, row.change_low));
        Ok(i128::from(running) + change)
    }

    /// The business time at which something last came on a side of an account, by a view.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn last_posted(
        &self,
        community: CommunityNo,
        account: i64,
        side: Side,
        as_of: AsOf,
    ) -> Result<Option<Instant>, StoreError> {
        let side = side.signed(1);
        let sql = "SELECT occurred_at AS number FROM record WHERE community = $1 AND seq = (SELECT max(seq) FROM \
                   posting WHERE community = $1 AND account = $2 AND seq <= $3 AND late_at IS NULL AND side = $4)";
        let values = [community.0, account, as_of.settled(), side].map(Into::into);
        let in_order = self.number(sql, values.to_vec()).await?;
        let sql = "SELECT max(late_at) AS number FROM posting WHERE community = $1 AND account = $2 \
                   AND late_at IS NOT NULL AND late_at <= $3 AND seq <= $4 AND side = $5";
        let values = [community.0, account, as_of.at.micros(), as_of.number, side].map(Into::into);
        let late = self.number(sql, values.to_vec()).await?;
        Ok(in_order.max(late).map(Instant::from_micros))
    }

    /// How often something came on each of some accounts and was not taken back, as recorded at a number: what takes back is
    /// below zero. Accounts on which nothing ever came are not in it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn times_posted(
        &self,
        CommunityNo(community): CommunityNo,
        accounts: Vec<i64>,
        until: Seq,
    ) -> Result<HashMap<i64, i64>, StoreError> {
        let backend = self.reader.get_database_backend();
        let keys = int_keys(backend, 3, accounts);
        let found = keys.rows_of(("posting", "p"), "p.community = $1", "account");
        let sql = format!(
            "SELECT p.account, CAST(sum(CASE WHEN p.amount > 0 THEN 1 ELSE -1 END) AS BIGINT) AS times FROM {} \
             WHERE {} AND p.seq <= $2 GROUP BY p.account",
            found.from, found.condition
        );
        let statement = Statement::from_sql_and_values(backend, sql, [community.into(), until.into(), keys.value]);
        let rows = TimesRow::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| (row.account, row.times)).collect())
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
        let sql = format!(
            "SELECT {}, {} FROM posting WHERE community = $1 AND account = $2 AND seq <= $7 AND \
             ((late_at IS NULL AND seq > $3 AND seq <= $4) OR (late_at > $5 AND late_at <= $6))",
            sum_in_parts("CASE WHEN side = 1 THEN amount ELSE 0 END", "debit"),
            sum_in_parts("CASE WHEN side = -1 THEN amount ELSE 0 END", "credit")
        );
        let (from, to) = (after.settled(), until.settled());
        let (after_at, until_at) = (after.at.micros(), until.at.micros());
        let values = [community.0, account, from, to, after_at, until_at, until.number].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let row = TurnoverRow::find_by_statement(statement).one(&self.reader).await?;
        let moved = |row: TurnoverRow| Turnover {
            number: account,
            debit: in_parts(row.debit_high, row.debit_low),
            credit: in_parts(row.credit_high, row.credit_low),
        };
        Ok(row.map_or_else(Turnover::default, moved))
    }
}

/// What a sum in parts comes to, which has none where there was nothing to add.
fn in_parts(high: Option<i64>, low: Option<i64>) -> i128 {
    whole(high.unwrap_or(0), low.unwrap_or(0))
}

fn read(row: Row) -> Result<KnownAccount, StoreError> {
    let kind = row.kind.parse();
    Ok(KnownAccount {
        number: row.account,
        kind: kind.map_err(|error| StoreError::unreadable(format!("account {}", row.address), error))?,
        address: row.address,
    })
}
