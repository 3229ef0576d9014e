//! The clock that never goes back, as far as processes before this one had met it.

use sea_orm::FromQueryResult;

use super::{SignInTables, statement};
use crate::error::StoreError;

/// How far a clock that never goes back had come, and how much the machine's had been moved back in all; microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct ClockMark {
    /// The latest moment that was met.
    pub latest: i64,
    /// What is added to the machine's clock.
    pub ahead: i64,
}

impl SignInTables {
    /// The mark that was left.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn clock_mark(&self) -> Result<ClockMark, StoreError> {
        let sql = "SELECT latest, ahead FROM sign_in_clock WHERE number = 1";
        let row = ClockMark::find_by_statement(statement(&self.database.reader, sql, []))
            .one(&self.database.reader)
            .await?;
        Ok(row.unwrap_or_default())
    }

    /// Leaves a mark; neither number ever falls.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn leave_clock_mark(&self, mark: ClockMark) -> Result<(), StoreError> {
        let sql = "INSERT INTO sign_in_clock (number, latest, ahead) VALUES (1, $1, $2) ON CONFLICT (number) DO UPDATE \
                   SET latest = CASE WHEN sign_in_clock.latest > $1 THEN sign_in_clock.latest ELSE $1 END, \
                   ahead = CASE WHEN sign_in_clock.ahead > $2 THEN sign_in_clock.ahead ELSE $2 END";
        self.write_aside(sql, [mark.latest.into(), mark.ahead.into()]).await?;
        Ok(())
    }
}
