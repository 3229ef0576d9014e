//! Failures of the store. A business no is never one of these.

use sea_orm::{DbErr, RuntimeErr};
use thiserror::Error;
use xiaonuan_domain::record::LeafTooLong;

/// The store could not do what it was asked.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    /// A row holds what the program never writes.
    #[error("the database holds an unreadable {what}: {why}")]
    Unreadable {
        /// Which row or column.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// A record is too long to be hashed.
    #[error(transparent)]
    TooLong(#[from] LeafTooLong),
    /// The journal's worker ended before it answered; whether the entry was recorded is told by its key.
    #[error("the journal stopped before it answered")]
    Stopped,
    /// The address names no database that is supported.
    #[error("{0} is no database address: use sqlite://FILE or postgres://USER@HOST/NAME")]
    Address(String),
}

/// PostgreSQL's serialisation failure and deadlock; SQLite's busy, locked and busy snapshot.
const RETRYABLE: &[&str] = &["40001", "40P01", "57P01", "5", "6", "261", "517"];

/// PostgreSQL's classes of data exceptions, broken constraints, exceeded limits and raised exceptions.
const OF_DATA_POSTGRES: &[&str] = &["22", "23", "54", "P0"];
/// SQLite's too big, broken constraint (a trigger's among them) and mismatch of type.
const OF_DATA_SQLITE: &[u32] = &[18, 19, 20];

impl StoreError {
    /// Whether the same transaction may succeed when tried again.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        let StoreError::Database(error) = self else {
            return false;
        };
        match error {
            DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
                match error.as_database_error() {
                    Some(database) => database.code().is_some_and(|code| RETRYABLE.contains(&code.as_ref())),
                    None => matches!(**error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut),
                }
            }
            DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => true,
            _ => false,
        }
    }

    /// Whether the database refused a row, so that the batch is worth splitting to find the one at fault. A full disk
    /// or a missing table is nobody's fault: splitting would only fail more often.
    #[must_use]
    pub fn is_of_one_entry(&self) -> bool {
        let error = match self {
            StoreError::TooLong(_) => return true,
            StoreError::Database(
                DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)),
            ) => error,
            _ => return false,
        };
        let code = error.as_database_error().and_then(|database| database.code());
        code.is_some_and(|code| {
            let of_sqlite = code
                .parse()
                .is_ok_and(|code: u32| OF_DATA_SQLITE.contains(&(code & 0xff)));
            let of_postgres = code.len() == 5 && OF_DATA_POSTGRES.iter().any(|class| code.starts_with(class));
            if code.len() == 5 { of_postgres } else { of_sqlite }
        })
    }

    /// An unreadable row.
    pub fn unreadable(what: impl Into<String>, why: impl ToString) -> Self {
        StoreError::Unreadable {
            what: what.into(),
            why: why.to_string(),
        }
    }
}
