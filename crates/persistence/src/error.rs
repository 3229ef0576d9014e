//! Failures of the store. A business no is never one of these.

use std::borrow::Cow;
use std::path::PathBuf;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr};
use thiserror::Error;
use xiaonuan_domain::record::LeafTooLong;

/// The store could not do what it was asked.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// The database refused or failed. Its message holds all that is known of the cause, so it is not named as a source
    /// too: whoever prints the chain would print it again.
    #[error("the database failed: {0}")]
    Database(DbErr),
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
    /// Deciding or recording the entry panicked: a fault of the program. Nothing of it was recorded.
    #[error("deciding or recording this failed in a way that it never should")]
    Panicked,
    /// Too many wait for the same community's journal. Nothing was recorded; it can be asked again.
    #[error("too many wait for this journal: ask again")]
    Busy,
    /// A list cannot be rehearsed without keeping others waiting. Nothing was recorded; it can be asked in parts.
    #[error("rehearsing this takes too long: ask in parts")]
    Lengthy,
    /// The database took what was asked and says nothing; whether it was recorded is told by its key.
    #[error("the database does not answer")]
    Silent,
    /// The address names no database that is supported. Says why, and never what: there may be a password in it.
    #[error(
        "this is no address of a database: {0}. Use sqlite://FILE or postgres://USER@HOST/NAME, and percent-encode what \
         is special in a password"
    )]
    Address(&'static str),
    /// The keys are not those under which the personal data lies.
    #[error(
        "this database was sealed with other keys than those given: nothing was read or changed. Give the key file that \
         belongs to it (key_file in the configuration, XIAONUAN_KEY_FILE or XIAONUAN_KEY)"
    )]
    ForeignKeys,
    /// A SQLite file can only be read, and what was written last is not in it yet.
    #[error("{0} holds what is not in the database's file yet: put both where they can be written")]
    UnmergedLog(PathBuf),
}

/// Others hold what is needed. PostgreSQL's serialisation failure, deadlock and lock not available; SQLite's busy, locked,
/// busy while it recovers and busy snapshot.
const HELD: &[&str] = &["40001", "40P01", "55P03", "5", "6", "261", "517"];
/// PostgreSQL's server that goes, has crashed or comes, has no connection left, or only reads, as a standby does that is
/// about to take over.
const AWAY: &[&str] = &["57P01", "57P02", "57P03", "53300", "25006"];
/// PostgreSQL's class of broken connections.
const CONNECTION: &str = "08";

/// PostgreSQL's classes of data exceptions, broken constraints, exceeded limits and raised exceptions.
const OF_DATA_POSTGRES: &[&str] = &["22", "23", "54", "P0"];
/// SQLite's too big, broken constraint (a trigger's among them) and mismatch of type.
const OF_DATA_SQLITE: &[u32] = &[18, 19, 20];

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        StoreError::Database(error)
    }
}

impl StoreError {
    /// Whether another process took the same key meanwhile.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        let StoreError::Database(error) = self else {
            return false;
        };
        matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
    }

    /// Whether the same transaction may succeed when tried again.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.is_held() || self.is_away()
    }

    /// Whether others hold what is needed, or too many wait for it.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(self, StoreError::Busy) || self.code().is_some_and(|code| HELD.contains(&code.as_ref()))
    }

    /// Whether the database cannot be reached, does not answer, or is about to go or to come.
    #[must_use]
    pub fn is_away(&self) -> bool {
        let error = match self {
            StoreError::Silent => return true,
            StoreError::Database(DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) => return !self.is_stopping(),
            StoreError::Database(error) => error,
            _ => return false,
        };
        match self.code() {
            Some(code) => AWAY.contains(&code.as_ref()) || (code.len() == 5 && code.starts_with(CONNECTION)),
            None => matches!(of_driver(error), Some(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut)),
        }
    }

    /// Whether it is the program itself that is about to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        match self {
            StoreError::Stopped => true,
            StoreError::Database(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)) => true,
            StoreError::Database(error) => matches!(of_driver(error), Some(sqlx::Error::PoolClosed)),
            _ => false,
        }
    }

    /// The database's own code of what failed.
    fn code(&self) -> Option<Cow<'_, str>> {
        let StoreError::Database(error) = self else {
            return None;
        };
        of_driver(error)?.as_database_error()?.code()
    }

    /// Whether the database refused a row, so that the batch is worth splitting to find the one at fault. A full disk
    /// or a missing table is nobody's fault: splitting would only fail more often.
    #[must_use]
    pub fn is_of_one_entry(&self) -> bool {
        if matches!(self, StoreError::TooLong(_) | StoreError::Panicked) {
            return true;
        }
        self.code().is_some_and(|code| {
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

/// What the driver said.
fn of_driver(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)) => Some(error.as_ref()),
        _ => None,
    }
}
