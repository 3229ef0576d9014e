//! What passkeys were asked: each question is bound to a session, and is answered once. That it lies in the database lets
//! another process take the answer, also after a restart.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::CeremonyId;
use zeroize::Zeroizing;

use super::{SecretHash, SignInTables, bytes, execute, statement};
use crate::error::StoreError;

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeremonyKind {
    /// To become somebody's second factor.
    Add,
    /// To be given as the second factor.
    Give,
}

/// Where a question belongs.
#[derive(Clone, Copy)]
pub struct CeremonyOf {
    /// The hash of what the browser holds.
    pub session: SecretHash,
    /// What is asked for.
    pub kind: CeremonyKind,
    /// What was asked at this moment or before is over.
    pub over: Instant,
}

/// A question that waits for its answer.
pub struct Ceremony {
    /// Which one.
    pub id: CeremonyId,
    /// What the answer is checked against.
    pub state: Zeroizing<Vec<u8>>,
}

/// How many questions of a session wait at once: one for each tab, and the oldest are forgotten.
const MOST: i64 = 8;

#[derive(FromQueryResult)]
struct CeremonyRow {
    id: Vec<u8>,
    state: Vec<u8>,
    began_at: i64,
}

impl CeremonyKind {
    const fn as_str(self) -> &'static str {
        match self {
            CeremonyKind::Add => "add",
            CeremonyKind::Give => "give",
        }
    }
}

fn context(id: CeremonyId) -> String {
    format!("passkey_ceremony/{id}/state")
}

impl SignInTables {
    /// Keeps a question until it is answered. Those that are over are forgotten by the way.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn begin_ceremony(&self, of: CeremonyOf, new: &Ceremony, at: Instant) -> Result<(), StoreError> {
        let transaction = self.begin_aside().await?;
        let sql = "DELETE FROM passkey_ceremony WHERE began_at <= $1";
        execute(&transaction, sql, [of.over.micros().into()]).await?;
        let session: Value = of.session.to_vec().into();
        let sql = "INSERT INTO passkey_ceremony (id, session, kind, state, began_at) VALUES ($1, $2, $3, $4, $5)";
        let values: [Value; 5] = [
            new.id.bytes().to_vec().into(),
            session.clone(),
            of.kind.as_str().into(),
            self.keys.seal(&context(new.id), &new.state).into(),
            at.micros().into(),
        ];
        execute(&transaction, sql, values).await?;
        let sql = "DELETE FROM passkey_ceremony WHERE session = $1 AND id <> $2 AND id NOT IN (SELECT c.id \
                   FROM passkey_ceremony c WHERE c.session = $1 ORDER BY c.began_at DESC, c.id LIMIT $3)";
        let values = [session, new.id.bytes().to_vec().into(), MOST.into()];
        execute(&transaction, sql, values).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The question that was asked last, which waits on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn awaited_ceremony(&self, of: CeremonyOf) -> Result<Option<Ceremony>, StoreError> {
        let sql = "SELECT id, state, began_at FROM passkey_ceremony WHERE session = $1 AND kind = $2 \
                   ORDER BY began_at DESC, id LIMIT 1";
        let values = [of.session.to_vec().into(), of.kind.as_str().into()];
        let row = CeremonyRow::find_by_statement(statement(&self.database.reader, sql, values))
            .one(&self.database.reader)
            .await?;
        self.lasting_ceremony(of, row)
    }

    /// Takes a question for its answer, whether that is right or not. Of several who answer at once, one is heard. None when
    /// it is over, was answered before or is another session's.
    ///
    /// # Errors
    /// As [`SignInTables::awaited_ceremony`].
    pub async fn take_ceremony(&self, of: CeremonyOf, id: CeremonyId) -> Result<Option<Ceremony>, StoreError> {
        let transaction = self.begin_aside().await?;
        let sql = "DELETE FROM passkey_ceremony WHERE id = $1 AND session = $2 AND kind = $3 \
                   RETURNING id, state, began_at";
        let values: [Value; 3] = [
            id.bytes().to_vec().into(),
            of.session.to_vec().into(),
            of.kind.as_str().into(),
        ];
        let row = transaction.query_one_raw(statement(&transaction, sql, values)).await?;
        transaction.commit().await?;
        let row = row.map(|row| CeremonyRow::from_query_result(&row, "")).transpose()?;
        self.lasting_ceremony(of, row)
    }

    fn lasting_ceremony(&self, of: CeremonyOf, row: Option<CeremonyRow>) -> Result<Option<Ceremony>, StoreError> {
        let Some(row) = row.filter(|row| row.began_at > of.over.micros()) else {
            return Ok(None);
        };
        let id = CeremonyId::from_bytes(bytes("ceremony", &row.id)?);
        let state = self.keys.open(&context(id), &row.state);
        let state = state.map_err(|error| StoreError::unreadable("sealed value", error))?;
        Ok(Some(Ceremony {
            id,
            state: Zeroizing::new(state),
        }))
    }
}
