//! What stands beside the journals for shops' counters: what opens cards and devices, PINs, and how often something was tried.
//!
//! Nothing here locks a journal's head, and nothing is written to the books. What a row is of is read from the registers:
//! a code of an earlier issue or pairing opens nothing, whatever stands here.

mod cards;
mod devices;
mod tries;

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, FromQueryResult, IsolationLevel, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait, Value,
};
use uuid::Uuid;
use xiaonuan_domain::entropy::SubjectId;

pub use self::cards::{CardCodes, StoredCard, StoredCardSession};
pub use self::devices::{NewPhone, StoredPhone};
pub use self::tries::{Tried, Tries};
use crate::connect::Database;
use crate::error::StoreError;

/// A keyed hash by which a secret is found that is stored nowhere.
pub type Print = [u8; 32];

/// The tables of counters. Cheap to clone.
#[derive(Clone, Debug)]
pub struct CounterTables {
    database: Database,
}

impl CounterTables {
    /// The tables of a database.
    #[must_use]
    pub fn new(database: Database) -> Self {
        CounterTables { database }
    }

    /// Begins a transaction that may write, beside the journals.
    async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let postgres = self.database.is_postgres();
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::ReadCommitted),
            access_mode: postgres.then_some(AccessMode::ReadWrite),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let _turn = self.database.turn().await;
        Ok(self.database.writer.begin_with_options(options).await?)
    }

    /// Writes by one statement, and answers how many rows it met.
    async fn write(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        let met = transaction.execute_raw(statement(&transaction, sql, values)).await?;
        transaction.commit().await?;
        Ok(met.rows_affected())
    }

    /// Writes by one statement as long as a row is what it was: that is met by a statement which changes nothing, so that
    /// whoever changes the row comes before both or waits for both. Answers whether it was.
    async fn write_while(
        &self,
        (row, known): (&str, impl IntoIterator<Item = Value>),
        (sql, values): (&str, impl IntoIterator<Item = Value>),
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let met = transaction.execute_raw(statement(&transaction, row, known)).await?;
        if met.rows_affected() == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        transaction.execute_raw(statement(&transaction, sql, values)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Writes by one statement that answers a row.
    async fn written<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<T>, StoreError> {
        let transaction = self.begin().await?;
        let row = T::find_by_statement(statement(&transaction, sql, values))
            .one(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(row)
    }

    /// Reads a row.
    async fn one<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<T>, StoreError> {
        let reader = &self.database.reader;
        Ok(T::find_by_statement(statement(reader, sql, values)).one(reader).await?)
    }

    /// Reads rows.
    async fn all<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>, StoreError> {
        let reader = &self.database.reader;
        Ok(T::find_by_statement(statement(reader, sql, values)).all(reader).await?)
    }
}

fn statement(on: &impl ConnectionTrait, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(on.get_database_backend(), sql, values)
}

fn bytes(subject: SubjectId) -> Value {
    subject.uuid().as_bytes().to_vec().into()
}

fn subject(what: &str, stored: &[u8]) -> Result<SubjectId, StoreError> {
    let id = Uuid::from_slice(stored).map_err(|error| StoreError::unreadable(what, error))?;
    Ok(SubjectId::from_uuid(id))
}

fn print(what: &str, stored: &[u8]) -> Result<Print, StoreError> {
    stored
        .try_into()
        .map_err(|_| StoreError::unreadable(what, "its length"))
}
