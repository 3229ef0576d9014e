//! One-time links: each is used by one of those who open it, once, before it ends.

use sea_orm::{FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::UserId;

use super::{SecretHash, bytes, execute, statement};
use crate::error::StoreError;
use crate::sign_in::SignInTables;

#[derive(FromQueryResult)]
struct OwnerRow {
    user_id: Vec<u8>,
}

impl SignInTables {
    /// Makes a link for a user; those that they had before end by it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn create_link(
        &self,
        user: UserId,
        link: SecretHash,
        at: Instant,
        ends: Instant,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_aside().await?;
        let of_user: Value = user.bytes().to_vec().into();
        let sql = "DELETE FROM credential WHERE user_id = $1 AND kind = 'one_time_link'";
        execute(&transaction, sql, [of_user.clone()]).await?;
        let sql = "INSERT INTO credential (user_id, kind, number, secret, created_at, expires_at) \
                   VALUES ($1, 'one_time_link', 1, $2, $3, $4)";
        let values = [of_user, link.to_vec().into(), at.micros().into(), ends.micros().into()];
        execute(&transaction, sql, values).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Makes a link for a user who has no password and may sign in; those that they had before end by it. False, and nothing
    /// changes, for anybody else. Of this and of using an earlier link one comes first: both meet that link's row.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn create_first_link(
        &self,
        user: UserId,
        link: SecretHash,
        at: Instant,
        ends: Instant,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin_aside().await?;
        let of_user: Value = user.bytes().to_vec().into();
        let sql = "DELETE FROM credential WHERE user_id = $1 AND kind = 'one_time_link'";
        execute(&transaction, sql, [of_user.clone()]).await?;
        let sql = "INSERT INTO credential (user_id, kind, number, secret, created_at, expires_at) \
                   SELECT u.id, 'one_time_link', 1, $2, CAST($3 AS BIGINT), CAST($4 AS BIGINT) FROM sign_in_user u \
                   WHERE u.id = $1 AND u.disabled_at IS NULL AND NOT EXISTS (SELECT 1 FROM credential c \
                   WHERE c.user_id = u.id AND c.kind = 'password')";
        let values = [of_user, link.to_vec().into(), at.micros().into(), ends.micros().into()];
        if execute(&transaction, sql, values).await? == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Whose link it is, if it can still be used.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn link(&self, link: SecretHash, at: Instant) -> Result<Option<UserId>, StoreError> {
        let sql = "SELECT c.user_id FROM credential c JOIN sign_in_user u ON u.id = c.user_id \
                   WHERE c.kind = 'one_time_link' AND c.secret = $1 AND c.used_at IS NULL AND c.expires_at > $2 \
                   AND u.disabled_at IS NULL";
        let values = [link.to_vec().into(), at.micros().into()];
        let row = OwnerRow::find_by_statement(statement(&self.database.reader, sql, values))
            .one(&self.database.reader)
            .await?;
        row.map(|row| Ok(UserId::from_bytes(bytes("link", &row.user_id)?)))
            .transpose()
    }

    /// Uses a link up and gives its owner a password, both or neither. Whose it was; none if it could not be used, as when
    /// somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn redeem_link(&self, link: SecretHash, hash: &str, at: Instant) -> Result<Option<UserId>, StoreError> {
        let transaction = self.begin_aside().await?;
        let sql = "UPDATE credential SET used_at = $2 WHERE kind = 'one_time_link' AND secret = $1 AND used_at IS NULL \
                   AND expires_at > $2 AND EXISTS (SELECT 1 FROM sign_in_user u WHERE u.id = credential.user_id \
                   AND u.disabled_at IS NULL) RETURNING user_id";
        let values = [link.to_vec().into(), at.micros().into()];
        let row = OwnerRow::find_by_statement(statement(&transaction, sql, values))
            .one(&transaction)
            .await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(None);
        };
        let user = UserId::from_bytes(bytes("link", &row.user_id)?);
        self.put_password(&transaction, user, hash, at, None).await?;
        transaction.commit().await?;
        Ok(Some(user))
    }
}
