//! From where somebody signed in before: by address, and by a cookie that stays on the device.

use sea_orm::FromQueryResult;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::UserId;

use super::{SecretHash, SignInTables, execute, statement};
use crate::error::StoreError;

/// How many such marks are kept for each user.
const MOST: i64 = 20;

#[derive(FromQueryResult)]
struct MarkRow {
    mark: Vec<u8>,
}

impl SignInTables {
    /// Which of two marks are familiar. One query, whether any is or not.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn familiar(&self, marks: [SecretHash; 2], since: Instant) -> Result<[bool; 2], StoreError> {
        let sql = "SELECT mark FROM familiar WHERE mark IN ($1, $2) AND seen_at > $3";
        let values = [
            marks[0].to_vec().into(),
            marks[1].to_vec().into(),
            since.micros().into(),
        ];
        let rows = MarkRow::find_by_statement(statement(&self.database.reader, sql, values))
            .all(&self.database.reader)
            .await?;
        Ok(marks.map(|mark| rows.iter().any(|row| row.mark == mark)))
    }

    /// Notes from where somebody signed in. The oldest of many is forgotten.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_familiar(&self, user: UserId, marks: &[SecretHash], at: Instant) -> Result<(), StoreError> {
        let transaction = self.begin_aside().await?;
        let of_user = user.bytes().to_vec();
        for mark in marks {
            let sql = "INSERT INTO familiar (mark, user_id, seen_at) VALUES ($1, $2, $3) \
                       ON CONFLICT (mark) DO UPDATE SET seen_at = excluded.seen_at";
            let values = [mark.to_vec().into(), of_user.clone().into(), at.micros().into()];
            execute(&transaction, sql, values).await?;
        }
        let sql = "DELETE FROM familiar WHERE user_id = $1 AND mark NOT IN (SELECT f.mark FROM familiar f \
                   WHERE f.user_id = $1 ORDER BY f.seen_at DESC, f.mark LIMIT $2)";
        execute(&transaction, sql, [of_user.into(), MOST.into()]).await?;
        transaction.commit().await?;
        Ok(())
    }
}
