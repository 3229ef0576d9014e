//! Passkeys: what is kept of each, and that of several answers to the same only one counts.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{PasskeyId, UserId};
use zeroize::Zeroizing;

use super::{SecretHash, SignInTables, bytes, execute, instant, statement};
use crate::error::StoreError;

/// A passkey of somebody's.
pub struct StoredPasskey {
    /// What its owner sees of it.
    pub id: PasskeyId,
    /// The name under which it was added, where alone it is asked for.
    pub host: String,
    /// What its owner calls it.
    pub name: String,
    /// Its public key, and what else its answers are checked against.
    pub credential: Zeroizing<Vec<u8>>,
    /// When it was added.
    pub created_at: Instant,
    /// When it was used last.
    pub last_used_at: Option<Instant>,
}

/// A passkey that is to be somebody's second factor.
pub struct NewPasskey<'a> {
    /// What its owner will see of it.
    pub id: PasskeyId,
    /// The number that the authenticator gave it.
    pub number: &'a [u8],
    /// The name under which it is added.
    pub host: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
    /// What its answers are checked against.
    pub credential: &'a [u8],
    /// Now.
    pub at: Instant,
    /// The printed codes that come with it, if it comes with any.
    pub codes: &'a [String],
}

/// What came of adding a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is a second factor from now on. The first one brings the printed codes, and so does one that comes when none are
    /// left.
    Yes {
        /// Whether there was no second factor before.
        is_first: bool,
        /// Whether the printed codes came with it.
        has_codes: bool,
    },
    /// It is somebody's already.
    Known,
}

/// An answer of a passkey that was found to be right.
pub struct UsedPasskey<'a> {
    /// Which one.
    pub id: PasskeyId,
    /// What it has counted.
    pub counter: u32,
    /// What its next answers are checked against.
    pub credential: &'a [u8],
    /// Now.
    pub at: Instant,
}

#[derive(FromQueryResult)]
struct PasskeyRow {
    id: Vec<u8>,
    host: String,
    name: Vec<u8>,
    credential: Vec<u8>,
    created_at: i64,
    last_used_at: Option<i64>,
}

fn context(id: PasskeyId, what: &str) -> String {
    format!("passkey/{id}/{what}")
}

impl SignInTables {
    /// Somebody's passkeys, the first one first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn passkeys(&self, user: UserId) -> Result<Vec<StoredPasskey>, StoreError> {
        let sql = "SELECT id, host, name, credential, created_at, last_used_at FROM passkey WHERE user_id = $1 \
                   ORDER BY created_at, id";
        let found = statement(&self.database.reader, sql, [user.bytes().to_vec().into()]);
        let rows = PasskeyRow::find_by_statement(found).all(&self.database.reader).await?;
        let opened = |row: PasskeyRow| {
            let id = PasskeyId::from_bytes(bytes("passkey", &row.id)?);
            Ok(StoredPasskey {
                id,
                host: row.host,
                name: self.opened_text(&context(id, "name"), &row.name)?,
                credential: self.opened_credential((id, user), &row.credential)?,
                created_at: Instant::from_micros(row.created_at),
                last_used_at: instant(row.last_used_at),
            })
        };
        rows.into_iter().map(opened).collect()
    }

    /// What is sealed begins with whose it is: a row that is moved to somebody else does not open.
    fn sealed_credential(&self, (id, user): (PasskeyId, UserId), credential: &[u8]) -> Vec<u8> {
        let whole = Zeroizing::new([&user.bytes(), credential].concat());
        self.keys.seal(&context(id, "credential"), &whole)
    }

    fn opened_credential(
        &self,
        (id, user): (PasskeyId, UserId),
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let whole = self.keys.open(&context(id, "credential"), sealed);
        let whole = Zeroizing::new(whole.map_err(|error| StoreError::unreadable("sealed value", error))?);
        let own = whole.strip_prefix(&user.bytes());
        let own = own.ok_or_else(|| StoreError::unreadable("passkey", "it is somebody else's"))?;
        Ok(Zeroizing::new(own.to_vec()))
    }

    /// Makes a passkey somebody's second factor.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_passkey(&self, user: UserId, new: &NewPasskey<'_>) -> Result<Added, StoreError> {
        let transaction = self.begin_aside().await?;
        self.lock_factors(&transaction, user).await?;
        let before = self.factors_on(&transaction, user).await?;
        let sql = "INSERT INTO passkey (id, user_id, mark, host, name, credential, counter, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, 0, $7) ON CONFLICT (mark) DO NOTHING";
        let values: [Value; 7] = [
            new.id.bytes().to_vec().into(),
            user.bytes().to_vec().into(),
            self.mark(new.number).to_vec().into(),
            new.host.into(),
            self.keys.seal(&context(new.id, "name"), new.name.as_bytes()).into(),
            self.sealed_credential((new.id, user), new.credential).into(),
            new.at.micros().into(),
        ];
        if execute(&transaction, sql, values).await? == 0 {
            transaction.rollback().await?;
            return Ok(Added::Known);
        }
        let has_codes = !before.is_any() || before.codes_left == 0;
        if has_codes {
            self.put_codes(&transaction, user, new.codes, new.at).await?;
        }
        transaction.commit().await?;
        Ok(Added::Yes {
            is_first: !before.is_any(),
            has_codes,
        })
    }

    fn mark(&self, number: &[u8]) -> SecretHash {
        self.keys.fingerprint_of("passkey/number", number)
    }

    /// Notes that a passkey of somebody's was used. False when it is not theirs any more, or has counted no further than
    /// before: of two that count alike one is a copy, and of several answers at once one is taken. One that does not count
    /// says 0 for ever.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn use_passkey(&self, user: UserId, used: &UsedPasskey<'_>) -> Result<bool, StoreError> {
        let sql = "UPDATE passkey SET counter = $3, credential = $4, last_used_at = $5 WHERE id = $1 AND user_id = $2 \
                   AND (counter < $3 OR (counter = 0 AND $3 = 0))";
        let values: [Value; 5] = [
            used.id.bytes().to_vec().into(),
            user.bytes().to_vec().into(),
            i64::from(used.counter).into(),
            self.sealed_credential((used.id, user), used.credential).into(),
            used.at.micros().into(),
        ];
        Ok(self.write_aside(sql, values).await? == 1)
    }

    /// Takes a passkey of somebody's away; with the last second factor all that came with it. False when they have none
    /// such.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn remove_passkey(&self, user: UserId, id: PasskeyId) -> Result<bool, StoreError> {
        let transaction = self.begin_aside().await?;
        self.lock_factors(&transaction, user).await?;
        let sql = "DELETE FROM passkey WHERE id = $1 AND user_id = $2";
        let values = [id.bytes().to_vec().into(), user.bytes().to_vec().into()];
        let met = execute(&transaction, sql, values).await?;
        if met == 1 {
            self.clear_after_the_last(&transaction, user).await?;
        }
        transaction.commit().await?;
        Ok(met == 1)
    }

    /// Has whoever changes somebody's second factors wait for each other: which one is the first or the last is then known.
    pub(super) async fn lock_factors(&self, on: &impl ConnectionTrait, user: UserId) -> Result<(), StoreError> {
        let sql = "UPDATE sign_in_user SET is_operator = is_operator WHERE id = $1";
        execute(on, sql, [user.bytes().to_vec().into()]).await?;
        Ok(())
    }
}
