//! Outcomes as they are stored, all of them at one moment, for a check.

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseBackend, DatabaseTransaction, FromQueryResult, IsolationLevel, Statement,
    TransactionOptions, TransactionTrait,
};

use super::{Digest32, OutcomeRow};
use crate::connect::Database;
use crate::error::StoreError;
use crate::journal::{StoredHead, read_head};
use crate::registers::CommunityNo;

/// An outcome as stored, with the record that it names if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOutcome {
    row: OutcomeRow,
    /// The record's kind.
    pub kind: Option<String>,
    /// The record's reference.
    pub reference: Option<String>,
}

#[derive(FromQueryResult)]
struct Named {
    #[sea_orm(nested)]
    row: OutcomeRow,
    record_kind: Option<String>,
    record_reference: Option<String>,
}

impl StoredOutcome {
    /// The sort of key.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.row.scope
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.row.key
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
        self.row.digest()
    }

    /// Why the program cannot have written the row, if so.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.row.read().err().map(|error| error.to_string())
    }
}

/// A community's outcomes and the head that counts them, as they stood together.
pub struct Outcomes {
    snapshot: DatabaseTransaction,
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
    /// The next outcomes in the order of scope and key, at most so many; none at the end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next(&mut self, most: u32) -> Result<Vec<StoredOutcome>, StoreError> {
        let sql = format!(
            "SELECT o.scope, o.key, o.content_hash, o.code, o.seq, o.facts, \
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
        let stored = |named: Named| StoredOutcome {
            row: named.row,
            kind: named.record_kind,
            reference: named.record_reference,
        };
        Ok(rows.into_iter().map(stored).collect())
    }
}
