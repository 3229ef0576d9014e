//! Sealing a database as a whole: the first time, when what stood in the clear is sealed; when keys change; and whether
//! the keys at hand are those of the database.
//!
//! Everything happens in short transactions, each of which leaves a database that can be read. Whoever is stopped begins
//! again and finds what is left to do.

mod clear;
mod keyring;
mod outcomes;
mod reseal;

pub use self::reseal::Progress;

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, FromQueryResult, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, Value,
};

use crate::connect::Database;
use crate::error::StoreError;

/// How many rows are sealed in one transaction: others who write wait for it.
const AT_ONCE: u32 = 500;

/// What is to be done when everything is sealed: what was in the clear lies in free pages yet.
const SCRUB: &str = "scrub";

#[derive(FromQueryResult)]
struct Setting {
    value: Vec<u8>,
}

impl Database {
    /// A setting of sealing.
    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT value FROM sealing WHERE name = $1";
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, [name.into()]);
        let row = Setting::find_by_statement(statement).one(&self.reader).await?;
        Ok(row.map(|row| row.value))
    }

    /// Keeps a setting, unless there is one already.
    async fn keep_setting(&self, on: &impl ConnectionTrait, name: &str, value: Vec<u8>) -> Result<(), StoreError> {
        let sql = "INSERT INTO sealing (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        run(on, sql, [name.into(), value.into()]).await
    }

    /// A transaction of its own.
    async fn short(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let _turn = self.turn().await;
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Whether nothing is left to be cleaned away. Only a database that was sealed late has anything.
    pub(crate) async fn is_scrubbed(&self) -> Result<bool, StoreError> {
        Ok(self.setting(SCRUB).await?.is_none())
    }

    /// Writes the tables anew once values were sealed anew: copies of old ones lie in free pages and in the log yet.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reclaim(&self) -> Result<(), StoreError> {
        self.keep_setting(&self.writer, SCRUB, vec![1]).await?;
        self.scrub().await
    }

    /// Writes the tables anew, so that nothing of what stood in the clear is left in free pages or in the log. On
    /// PostgreSQL old row versions go; the server's own log and backups of earlier days are not in its reach.
    pub(crate) async fn scrub(&self) -> Result<(), StoreError> {
        if self.is_scrubbed().await? {
            return Ok(());
        }
        if self.is_postgres() {
            for table in clear::TABLES {
                self.writer.execute_unprepared(&format!("VACUUM FULL {table}")).await?;
            }
        } else {
            self.writer.execute_unprepared("VACUUM").await?;
            self.writer
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await?;
        }
        run(&self.writer, "DELETE FROM sealing WHERE name = $1", [SCRUB.into()]).await
    }
}

async fn run<const N: usize>(on: &impl ConnectionTrait, sql: &str, values: [Value; N]) -> Result<(), StoreError> {
    on.execute_raw(Statement::from_sql_and_values(on.get_database_backend(), sql, values))
        .await?;
    Ok(())
}
