//! Whether the keys at hand are those of the database.

use sea_orm::{FromQueryResult, Statement};

use crate::connect::Database;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::sealed::setting_context;

/// A text that everyone knows, sealed: it opens under the right keys.
const CHECK: &str = "check";
/// The fingerprint of that text.
const LOOKUP: &str = "lookup";
const KNOWN: &str = "xiaonuan";

#[derive(FromQueryResult)]
struct Found {
    found: i64,
}

impl Database {
    /// Sees that the keys are those of the database. One that has met none yet keeps by what it knows these again.
    pub(crate) async fn meet_keys(&self) -> Result<(), StoreError> {
        let mut known = self.known_keys().await?;
        if known.is_none() {
            let context = setting_context(CHECK);
            let check = self.keys.seal(&context, KNOWN.as_bytes());
            let transaction = self.short().await?;
            self.keep_setting(&transaction, LOOKUP, self.keys.fingerprint(LOOKUP, KNOWN).to_vec())
                .await?;
            self.keep_setting(&transaction, CHECK, check).await?;
            transaction.commit().await?;
            // Another process may have met others first.
            known = self.known_keys().await?;
        }
        let (check, lookup) = known.ok_or(StoreError::ForeignKeys)?;
        let opens = self.keys.open(&setting_context(CHECK), &check);
        let is_known = opens.is_ok_and(|text| text == KNOWN.as_bytes());
        if is_known && lookup == self.keys.fingerprint(LOOKUP, KNOWN) {
            return Ok(());
        }
        Err(StoreError::ForeignKeys)
    }

    async fn known_keys(&self) -> Result<Option<(Vec<u8>, Vec<u8>)>, StoreError> {
        let (check, lookup) = (self.setting(CHECK).await?, self.setting(LOOKUP).await?);
        Ok(check.zip(lookup))
    }

    /// Whether a database was met with keys before, so that no others will do. A file that is not there was not, and is
    /// not made.
    ///
    /// # Errors
    /// [`StoreError`] when the address is none, or the database cannot be reached.
    pub async fn is_sealed(address: &str) -> Result<bool, StoreError> {
        let Some(asked) = Database::reader_of(address).await? else {
            return Ok(false);
        };
        let table = if asked.get_database_backend() == sea_orm::DatabaseBackend::Postgres {
            "SELECT count(to_regclass('sealing')) AS found"
        } else {
            "SELECT count(*) AS found FROM sqlite_schema WHERE type = 'table' AND name = 'sealing'"
        };
        let count = async |sql: &str| {
            let statement = Statement::from_string(asked.get_database_backend(), sql);
            let found = Found::find_by_statement(statement).one(&asked).await?;
            Ok::<bool, StoreError>(found.is_some_and(|row| row.found > 0))
        };
        let sealed = count(table).await? && count("SELECT count(*) AS found FROM sealing WHERE name = 'check'").await?;
        asked.close().await?;
        Ok(sealed)
    }

    /// The keys that it was opened with.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }
}
