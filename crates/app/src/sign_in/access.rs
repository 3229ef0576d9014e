//! The access log, beside the journal.

use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::sign_in::{Access, LoggedAccess};

use crate::service::Service;

impl Service {
    /// Logs what somebody did that is not in the journal, before they are shown what they asked for: what cannot be
    /// logged is not done. It waits for no journal.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn log_access(&self, access: Access) -> Result<(), StoreError> {
        let desk = self.desk();
        desk.tables.log_access(&access, desk.wall_now()).await
    }

    /// Who looked in a community at what is meant, and why, the first entry first. What is meant is told by what was done, and
    /// on what; each comes with what `meant` says of it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn accesses_with_reasons<T>(
        &self,
        community: &str,
        meant: impl Fn(&str, Option<&str>) -> Option<T>,
    ) -> Result<Vec<(LoggedAccess, T)>, StoreError> {
        self.desk().tables.accesses_with_reasons(community, meant).await
    }

    /// What was logged of a community, or of none, before a number; the last one first, at most so many. With it, what to
    /// ask for next, if there is more.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn accesses(
        &self,
        community: Option<&str>,
        before: Option<i64>,
        most: usize,
    ) -> Result<(Vec<LoggedAccess>, Option<i64>), StoreError> {
        let tables = &self.desk().tables;
        let mut found = tables.accesses(community, before, most.saturating_add(1)).await?;
        let more = found.len() > most;
        found.truncate(most);
        let next = found.last().filter(|_| more).map(|access| access.number);
        Ok((found, next))
    }
}
