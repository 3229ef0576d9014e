//! Sessions. What the browser holds is found by its hash.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{SessionId, UserId};

use super::users::name_context;
use super::{SecretHash, SignInTables, bytes, execute, statement};
use crate::error::StoreError;

/// A session that begins.
pub struct NewSession<'a> {
    /// The hash of what the browser will hold.
    pub token: SecretHash,
    /// What its owner sees of it.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Whether the second factor is still to come.
    pub is_half: bool,
    /// Whether it was given.
    pub second_factor: bool,
    /// What it runs on, in a few words.
    pub device: &'a str,
    /// Now.
    pub at: Instant,
    /// The session that the same browser had before, which ends by it.
    pub instead_of: Option<SecretHash>,
}

/// A session and whose it is.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// What its owner sees of it.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// How records call them.
    pub name: String,
    /// Whether they run the installation.
    pub is_operator: bool,
    /// Whether the second factor is still to come.
    pub is_half: bool,
    /// Whether it was given.
    pub second_factor: bool,
    /// When it began.
    pub began_at: Instant,
    /// When it was last seen.
    pub last_seen_at: Instant,
}

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct ListedSession {
    /// Which one.
    pub id: SessionId,
    /// What it runs on, in a few words.
    pub device: String,
    /// Whether the second factor was given.
    pub second_factor: bool,
    /// When it began.
    pub began_at: Instant,
    /// When it was last seen.
    pub last_seen_at: Instant,
}

#[derive(FromQueryResult)]
struct SessionRow {
    id: Vec<u8>,
    user_id: Vec<u8>,
    name: Vec<u8>,
    is_operator: i64,
    stage: String,
    second_factor: i64,
    began_at: i64,
    last_seen_at: i64,
}

#[derive(FromQueryResult)]
struct ListedRow {
    id: Vec<u8>,
    device: Vec<u8>,
    second_factor: i64,
    began_at: i64,
    last_seen_at: i64,
}

fn context(id: SessionId) -> String {
    format!("session/{id}/device")
}

impl SignInTables {
    /// Begins a session.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn start_session(&self, new: &NewSession<'_>) -> Result<(), StoreError> {
        let transaction = self.begin_aside().await?;
        self.put_session(&transaction, new).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn put_session(&self, on: &impl ConnectionTrait, new: &NewSession<'_>) -> Result<(), StoreError> {
        if let Some(before) = new.instead_of {
            let sql = "DELETE FROM session WHERE token = $1";
            execute(on, sql, [before.to_vec().into()]).await?;
        }
        let sql = "INSERT INTO session (token, id, user_id, stage, second_factor, device, began_at, last_seen_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
        let values: [Value; 7] = [
            new.token.to_vec().into(),
            new.id.bytes().to_vec().into(),
            new.user.bytes().to_vec().into(),
            if new.is_half { "half" } else { "full" }.into(),
            i64::from(new.second_factor).into(),
            self.keys.seal(&context(new.id), new.device.as_bytes()).into(),
            new.at.micros().into(),
        ];
        execute(on, sql, values).await?;
        Ok(())
    }

    /// Ends a session and begins another in its place, if it was still there: of two who ask at once, one does it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn replace_session(&self, before: SecretHash, new: &NewSession<'_>) -> Result<bool, StoreError> {
        let transaction = self.begin_aside().await?;
        let sql = "DELETE FROM session WHERE token = $1";
        if execute(&transaction, sql, [before.to_vec().into()]).await? == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        self.put_session(&transaction, new).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The session that a browser holds, of somebody who may sign in and has the same password as when it began: one that
    /// began while the password was being changed is none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn session(&self, token: SecretHash) -> Result<Option<StoredSession>, StoreError> {
        let sql = "SELECT s.id, s.user_id, u.name, u.is_operator, s.stage, s.second_factor, s.began_at, s.last_seen_at \
                   FROM session s JOIN sign_in_user u ON u.id = s.user_id \
                   WHERE s.token = $1 AND u.disabled_at IS NULL \
                   AND NOT EXISTS (SELECT 1 FROM credential c WHERE c.user_id = s.user_id AND c.kind = 'password' \
                   AND c.created_at > s.began_at)";
        let row = SessionRow::find_by_statement(statement(&self.database.reader, sql, [token.to_vec().into()]))
            .one(&self.database.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let user = UserId::from_bytes(bytes("session", &row.user_id)?);
        Ok(Some(StoredSession {
            id: SessionId::from_bytes(bytes("session", &row.id)?),
            user,
            name: self.opened_text(&name_context(user), &row.name)?,
            is_operator: row.is_operator != 0,
            is_half: row.stage == "half",
            second_factor: row.second_factor != 0,
            began_at: Instant::from_micros(row.began_at),
            last_seen_at: Instant::from_micros(row.last_seen_at),
        }))
    }

    /// Notes that a session was seen.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn touch_session(&self, token: SecretHash, at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE session SET last_seen_at = $2 WHERE token = $1 AND last_seen_at < $2";
        self.write_aside(sql, [token.to_vec().into(), at.micros().into()])
            .await?;
        Ok(())
    }

    /// Ends the session that a browser holds.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_session(&self, token: SecretHash) -> Result<(), StoreError> {
        self.write_aside("DELETE FROM session WHERE token = $1", [token.to_vec().into()])
            .await?;
        Ok(())
    }

    /// Somebody's sessions, the one that was seen last first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<ListedSession>, StoreError> {
        let sql = "SELECT id, device, second_factor, began_at, last_seen_at FROM session \
                   WHERE user_id = $1 AND stage = 'full' ORDER BY last_seen_at DESC, id";
        let rows = ListedRow::find_by_statement(statement(&self.database.reader, sql, [user.bytes().to_vec().into()]))
            .all(&self.database.reader)
            .await?;
        let listed = |row: ListedRow| {
            let id = SessionId::from_bytes(bytes("session", &row.id)?);
            Ok(ListedSession {
                id,
                device: self.opened_text(&context(id), &row.device)?,
                second_factor: row.second_factor != 0,
                began_at: Instant::from_micros(row.began_at),
                last_seen_at: Instant::from_micros(row.last_seen_at),
            })
        };
        rows.into_iter().map(listed).collect()
    }

    /// Ends one of somebody's sessions. False when they have no such session.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_session_of(&self, user: UserId, session: SessionId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM session WHERE user_id = $1 AND id = $2";
        let values = [user.bytes().to_vec().into(), session.bytes().to_vec().into()];
        Ok(self.write_aside(sql, values).await? == 1)
    }

    /// Ends all of somebody's sessions but the one that is kept. How many there were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_sessions_of(&self, user: UserId, kept: Option<SessionId>) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE user_id = $1 AND id <> $2";
        let kept = kept.map(|kept| kept.bytes().to_vec()).unwrap_or_default();
        self.write_aside(sql, [user.bytes().to_vec().into(), kept.into()]).await
    }

    /// Removes sessions that were last seen or began before these moments, and half ones that began before another.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sweep_sessions(&self, seen: Instant, began: Instant, half: Instant) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE last_seen_at <= $1 OR began_at <= $2 \
                   OR (stage = 'half' AND began_at <= $3)";
        let values = [seen.micros().into(), began.micros().into(), half.micros().into()];
        self.write_aside(sql, values).await?;
        Ok(())
    }
}
