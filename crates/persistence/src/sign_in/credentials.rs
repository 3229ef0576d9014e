//! Passwords. Their hashes are sealed besides, so that a stolen database alone cannot be guessed at.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{SessionId, UserId};

use super::{execute, statement};
use crate::error::StoreError;
use crate::sign_in::SignInTables;

#[derive(FromQueryResult)]
struct SecretRow {
    secret: Vec<u8>,
}

fn context(user: UserId) -> String {
    format!("credential/{user}/password")
}

impl SignInTables {
    /// What a user's password is compared with.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn password(&self, user: UserId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT secret FROM credential WHERE user_id = $1 AND kind = 'password' AND number = 1";
        let row = SecretRow::find_by_statement(statement(&self.database.reader, sql, [user.bytes().to_vec().into()]))
            .one(&self.database.reader)
            .await?;
        row.map(|row| self.opened_password(user, &row.secret)).transpose()
    }

    pub(super) fn opened_password(&self, user: UserId, sealed: &[u8]) -> Result<String, StoreError> {
        self.opened_text(&context(user), sealed)
    }

    /// Hashes the password that a user has in another way, if it is still the one that was compared with. Nothing else
    /// changes by it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn rehash_password(&self, user: UserId, before: &str, hash: &str) -> Result<(), StoreError> {
        let sql = "SELECT secret FROM credential WHERE user_id = $1 AND kind = 'password' AND number = 1";
        let of_user: Value = user.bytes().to_vec().into();
        let row = SecretRow::find_by_statement(statement(&self.database.reader, sql, [of_user.clone()]))
            .one(&self.database.reader)
            .await?;
        let Some(SecretRow { secret }) = row else { return Ok(()) };
        if self.opened_password(user, &secret)? != before {
            return Ok(());
        }
        // Whoever changed it meanwhile sealed it anew.
        let sql = "UPDATE credential SET secret = $2 WHERE user_id = $1 AND kind = 'password' AND number = 1 \
                   AND secret = $3";
        let sealed = self.keys.seal(&context(user), hash.as_bytes());
        self.write_aside(sql, [of_user, sealed.into(), secret.into()]).await?;
        Ok(())
    }

    /// Gives a user a password. All sessions of theirs end by it but the one that is kept, and so do links.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn set_password(
        &self,
        user: UserId,
        hash: &str,
        at: Instant,
        kept: Option<SessionId>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_aside().await?;
        self.put_password(&transaction, user, hash, at, kept).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(super) async fn put_password(
        &self,
        on: &impl ConnectionTrait,
        user: UserId,
        hash: &str,
        at: Instant,
        kept: Option<SessionId>,
    ) -> Result<(), StoreError> {
        let of_user: Value = user.bytes().to_vec().into();
        let sealed = self.keys.seal(&context(user), hash.as_bytes());
        let sql = "INSERT INTO credential (user_id, kind, number, secret, created_at) VALUES ($1, 'password', 1, $2, $3) \
                   ON CONFLICT (user_id, kind, number) DO UPDATE SET secret = excluded.secret, \
                   created_at = excluded.created_at";
        execute(on, sql, [of_user.clone(), sealed.into(), at.micros().into()]).await?;
        let sql = "DELETE FROM session WHERE user_id = $1 AND id <> $2";
        let kept = kept.map(|kept| kept.bytes().to_vec()).unwrap_or_default();
        execute(on, sql, [of_user.clone(), kept.into()]).await?;
        let sql = "DELETE FROM credential WHERE user_id = $1 AND kind = 'one_time_link' AND used_at IS NULL";
        execute(on, sql, [of_user]).await?;
        Ok(())
    }
}
