//! Who signs in: users, what they prove it by, their sessions, programs' tokens, what was tried, and who looked at what.
//!
//! Everything here stands beside the journals: its transactions lock no journal's head, but for the one that keeps somebody
//! from signing in ([`SignInTables::disable_user`]). What names people is sealed; what
//! somebody is recognised by is stored as a hash. Whole moments are microseconds of whichever clock the caller counts on.

mod access;
mod ceremonies;
mod clock;
mod credentials;
mod disabled;
mod familiar;
mod links;
mod passkeys;
mod reseal;
mod second_factor;
mod sessions;
mod throttle;
mod tokens;
mod users;

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, IsolationLevel, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};
use xiaonuan_domain::calendar::Instant;

pub use self::access::{Access, LoggedAccess};
pub use self::ceremonies::{Ceremony, CeremonyKind, CeremonyOf};
pub use self::clock::ClockMark;
pub use self::disabled::Disabling;
pub(crate) use self::disabled::administrators_gone;
pub use self::passkeys::{Added, NewPasskey, StoredPasskey, UsedPasskey};
pub use self::second_factor::{Factors, NewFactor, StoredFactor};
pub use self::sessions::{ListedSession, NewSession, StoredSession};
pub use self::throttle::{Bucket, Taken};
pub use self::tokens::{NewToken, StoredToken};
pub use self::users::{KnownBy, NewUser, User};
use crate::connect::Database;
use crate::error::StoreError;
use crate::keys::Keys;

/// A hash by which a secret is found that is stored nowhere.
pub type SecretHash = [u8; 32];

/// The tables of sign-in, and the keys under which what names people lies in them. Cheap to clone.
#[derive(Clone)]
pub struct SignInTables {
    database: Database,
    keys: Keys,
}

impl SignInTables {
    /// The tables of a database.
    #[must_use]
    pub fn new(database: &Database) -> Self {
        SignInTables {
            keys: database.keys.clone(),
            database: database.clone(),
        }
    }

    /// The keys, by which those who sign in and what they try are recognised.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Begins a transaction that may write, beside the journals.
    async fn begin_aside(&self) -> Result<DatabaseTransaction, StoreError> {
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
    async fn write_aside(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, StoreError> {
        let transaction = self.begin_aside().await?;
        let met = execute(&transaction, sql, values).await?;
        transaction.commit().await?;
        Ok(met)
    }
}

fn statement(on: &impl ConnectionTrait, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(on.get_database_backend(), sql, values)
}

/// Runs a statement, and answers how many rows it met.
async fn execute(
    on: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, StoreError> {
    Ok(on.execute_raw(statement(on, sql, values)).await?.rows_affected())
}

fn instant(micros: Option<i64>) -> Option<Instant> {
    micros.map(Instant::from_micros)
}

/// Sixteen or thirty-two bytes as they are stored.
fn bytes<const N: usize>(what: &str, stored: &[u8]) -> Result<[u8; N], StoreError> {
    stored
        .try_into()
        .map_err(|_| StoreError::unreadable(what, "its length"))
}
