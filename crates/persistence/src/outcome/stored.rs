//! Outcomes as they are stored, all of them at one moment, for a check.

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseBackend, DatabaseTransaction, FromQueryResult, IsolationLevel, Statement,
    TransactionOptions, TransactionTrait,
};

use super::{Digest32, OutcomeRow, StoredRow};
use crate::connect::Database;
use crate::error::StoreError;
use crate::journal::{StoredHead, read_head};
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sealed;

/// An outcome as stored, with the record that it names if there is one.
#[derive(Clone, Debug)]
pub struct StoredOutcome {
    keys: Keys,
    community: i64,
    row: OutcomeRow,
    /// Why what is told with it cannot be opened, if so.
    broken: Option<String>,
    /// The record's kind.
    pub kind: Option<String>,
    /// The record's reference.
    pub reference: Option<String>,
}

#[derive(FromQueryResult)]
struct Named {
    #[sea_orm(nested)]
    row: StoredRow,
    record_kind: Option<String>,
    record_reference: Option<String>,
}

impl StoredOutcome {
    /// The sort of key.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.row.scope
    }

    /// The key as it stands in the row: for some scopes a fingerprint.
    #[must_use]
    pub fn stored_key(&self) -> &str {
        &self.row.key
    }

    /// Whether a key is this one's.
    #[must_use]
    pub fn is_under(&self, key: &str) -> bool {
        sealed::outcome_key(&self.keys, self.community, &self.row.scope, key) == self.row.key
    }

    /// The record's number; none if it was refused.
    #[must_use]
    pub fn seq(&self) -> Option<i64> {
        self.row.seq
    }

    /// What is told with it.
    #[must_use]
    pub fn facts(&self) -> &str {
        &self.row.facts
    }

    /// The row's hash.
    #[must_use]
    pub fn digest(&self) -> Digest32 {
        self.row.digest(&self.keys)
    }

    /// Why the program cannot have written the row, if so.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let fault = || self.row.read(&self.keys).err().map(|error| error.to_string());
        self.broken.clone().or_else(fault)
    }
}

/// A community's outcomes and the head that counts them, as they stood together.
pub struct Outcomes {
    snapshot: DatabaseTransaction,
    keys: Keys,
    community: CommunityNo,
    /// The head.
    pub head: StoredHead,
    after: (String, String),
}

impl Database {
    /// A community's outcomes at this moment.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn all_outcomes(&self, community: CommunityNo) -> Result<Outcomes, StoreError> {
        let snapshot = self.snapshot().await?;
        let head = read_head(&snapshot, community).await?;
        Ok(Outcomes {
            snapshot,
            keys: self.keys.clone(),
            community,
            head,
            after: Default::default(),
        })
    }

    /// A transaction that reads everything as it stands at one moment, and holds up nobody.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction, StoreError> {
        let postgres = self.reader.get_database_backend() == DatabaseBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: None,
        };
        Ok(self.reader.begin_with_options(options).await?)
    }
}

impl Outcomes {
    fn opened(&self, named: Named) -> StoredOutcome {
        let CommunityNo(community) = self.community;
        let untold = StoredRow {
            told: None,
            ..named.row.clone()
        };
        let opened = named.row.open(&self.keys, community);
        let (row, broken) = match opened {
            Ok(row) => (row, None),
            Err(error) => {
                let row = untold.open(&self.keys, community);
                (row.expect("nothing is told"), Some(error.to_string()))
            }
        };
        StoredOutcome {
            keys: self.keys.clone(),
            community,
            row,
            broken,
            kind: named.record_kind,
            reference: named.record_reference,
        }
    }

    /// The next outcomes in the order of scope and key, at most so many; none at the end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next(&mut self, most: u32) -> Result<Vec<StoredOutcome>, StoreError> {
        let sql = format!(
            "SELECT o.scope, o.key, o.content_print, o.code, o.seq, o.told, \
             r.kind AS record_kind, r.reference AS record_reference FROM outcome o \
             LEFT JOIN record r ON r.community = o.community AND r.seq = o.seq \
             WHERE o.community = $1 AND (o.scope, o.key) > ($2, $3) ORDER BY o.scope, o.key LIMIT {most}"
        );
        let (scope, key) = self.after.clone();
        let values = [self.community.0.into(), scope.into(), key.into()];
        let statement = Statement::from_sql_and_values(self.snapshot.get_database_backend(), sql, values);
        let rows = Named::find_by_statement(statement).all(&self.snapshot).await?;
        if let Some(last) = rows.last() {
            self.after = (last.row.scope.clone(), last.row.key.clone());
        }
        Ok(rows.into_iter().map(|row| self.opened(row)).collect())
    }
}
