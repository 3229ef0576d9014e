//! Second factors: which somebody has, an authenticator's secret, and printed codes that are used once.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::UserId;
use zeroize::Zeroizing;

use super::{execute, statement};
use crate::error::StoreError;
use crate::sign_in::SignInTables;

/// What somebody's authenticator was given.
pub struct StoredFactor {
    /// The secret that both sides make codes of.
    pub secret: Zeroizing<Vec<u8>>,
    /// The last time step of which a code was taken.
    pub last_step: Option<i64>,
}

/// By what somebody shows a second time who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factors {
    /// Whether an authenticator shows them codes.
    pub has_authenticator: bool,
    /// How many passkeys they have, wherever those were added.
    pub passkeys: i64,
    /// How many printed codes are left.
    pub codes_left: i64,
}

impl Factors {
    /// Whether there is a second factor at all: nothing else decides that. Printed codes stand in for one and are none by
    /// themselves.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        self.has_authenticator || self.passkeys > 0
    }
}

/// What makes an authenticator somebody's second factor.
pub struct NewFactor<'a> {
    /// Now.
    pub at: Instant,
    /// The time step of the code that showed that it works: it is not taken again.
    pub step: i64,
    /// The printed codes that come with it.
    pub codes: &'a [String],
}

#[derive(FromQueryResult)]
struct FactorRow {
    secret: Vec<u8>,
    last_step: Option<i64>,
}

#[derive(FromQueryResult)]
struct FactorsRow {
    authenticators: i64,
    passkeys: i64,
    codes_left: i64,
}

/// The number of the secret that counts, and of one that waits to be shown to work.
const COUNTS: i64 = 1;
const WAITS: i64 = 2;

fn context(user: UserId) -> String {
    format!("credential/{user}/totp")
}

fn purpose(user: UserId) -> String {
    format!("credential/{user}/recovery_code")
}

impl SignInTables {
    /// Keeps a secret until it is shown to work. What counted before goes on counting.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn await_factor(&self, user: UserId, secret: &[u8], at: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO credential (user_id, kind, number, secret, created_at) VALUES ($1, 'totp', $4, $2, $3) \
                   ON CONFLICT (user_id, kind, number) DO UPDATE SET secret = excluded.secret, \
                   created_at = excluded.created_at";
        let values: [Value; 4] = [
            user.bytes().to_vec().into(),
            self.keys.seal(&context(user), secret).into(),
            at.micros().into(),
            WAITS.into(),
        ];
        self.write_aside(sql, values).await?;
        Ok(())
    }

    /// The secret that counts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn factor(&self, user: UserId) -> Result<Option<StoredFactor>, StoreError> {
        self.stored_factor(user, COUNTS).await
    }

    /// The secret that waits to be shown to work.
    ///
    /// # Errors
    /// As [`SignInTables::factor`].
    pub async fn awaited_factor(&self, user: UserId) -> Result<Option<StoredFactor>, StoreError> {
        self.stored_factor(user, WAITS).await
    }

    async fn stored_factor(&self, user: UserId, number: i64) -> Result<Option<StoredFactor>, StoreError> {
        let sql = "SELECT secret, last_step FROM credential WHERE user_id = $1 AND kind = 'totp' AND number = $2";
        let values = [user.bytes().to_vec().into(), number.into()];
        let row = FactorRow::find_by_statement(statement(&self.database.reader, sql, values))
            .one(&self.database.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let secret = self
            .keys
            .open(&context(user), &row.secret)
            .map_err(|error| StoreError::unreadable("sealed value", error))?;
        Ok(Some(StoredFactor {
            secret: Zeroizing::new(secret),
            last_step: row.last_step,
        }))
    }

    /// Takes the code of a time step, unless one of it or of a later one was taken.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn take_step(&self, user: UserId, step: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE credential SET last_step = $2 WHERE user_id = $1 AND kind = 'totp' AND number = 1 \
                   AND (last_step IS NULL OR last_step < $2)";
        Ok(self
            .write_aside(sql, [user.bytes().to_vec().into(), step.into()])
            .await?
            == 1)
    }

    /// Makes the secret that waited count, with new printed codes. False when none waited any more.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn confirm_factor(&self, user: UserId, new: &NewFactor<'_>) -> Result<bool, StoreError> {
        let transaction = self.begin_aside().await?;
        self.lock_factors(&transaction, user).await?;
        let of_user: Value = user.bytes().to_vec().into();
        // The row that waits is locked first: whoever comes second finds none.
        let sql = "UPDATE credential SET confirmed_at = $2 WHERE user_id = $1 AND kind = 'totp' AND number = 2";
        if execute(&transaction, sql, [of_user.clone(), new.at.micros().into()]).await? == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        let sql = "DELETE FROM credential WHERE user_id = $1 AND kind = 'totp' AND number = 1";
        execute(&transaction, sql, [of_user.clone()]).await?;
        let sql =
            "UPDATE credential SET number = 1, last_step = $2 WHERE user_id = $1 AND kind = 'totp' AND number = 2";
        execute(&transaction, sql, [of_user, new.step.into()]).await?;
        self.put_codes(&transaction, user, new.codes, new.at).await?;
        transaction.commit().await?;
        Ok(true)
    }

    pub(super) async fn put_codes(
        &self,
        on: &impl ConnectionTrait,
        user: UserId,
        codes: &[String],
        at: Instant,
    ) -> Result<(), StoreError> {
        let of_user: Value = user.bytes().to_vec().into();
        let sql = "DELETE FROM credential WHERE user_id = $1 AND kind = 'recovery_code'";
        execute(on, sql, [of_user.clone()]).await?;
        let sql = "INSERT INTO credential (user_id, kind, number, secret, created_at) \
                   VALUES ($1, 'recovery_code', $2, $3, $4)";
        for (number, code) in (1_i64..).zip(codes) {
            let hash = self.keys.fingerprint(&purpose(user), code).to_vec();
            let values = [of_user.clone(), number.into(), hash.into(), at.micros().into()];
            execute(on, sql, values).await?;
        }
        Ok(())
    }

    /// Uses a printed code up. False when there is none such that was not used.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn use_recovery_code(&self, user: UserId, code: &str, at: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE credential SET used_at = $3 WHERE user_id = $1 AND kind = 'recovery_code' AND secret = $2 \
                   AND used_at IS NULL";
        let hash = self.keys.fingerprint(&purpose(user), code).to_vec();
        let values = [user.bytes().to_vec().into(), hash.into(), at.micros().into()];
        Ok(self.write_aside(sql, values).await? == 1)
    }

    /// Which second factors somebody has.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn factors(&self, user: UserId) -> Result<Factors, StoreError> {
        self.factors_on(&self.database.reader, user).await
    }

    pub(super) async fn factors_on(&self, on: &impl ConnectionTrait, user: UserId) -> Result<Factors, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM credential WHERE user_id = $1 AND kind = 'totp' AND number = 1) \
                   AS authenticators, (SELECT count(*) FROM passkey WHERE user_id = $1) AS passkeys, \
                   (SELECT count(*) FROM credential WHERE user_id = $1 AND kind = 'recovery_code' \
                   AND used_at IS NULL) AS codes_left";
        let row = FactorsRow::find_by_statement(statement(on, sql, [user.bytes().to_vec().into()]))
            .one(on)
            .await?
            .ok_or_else(|| StoreError::unreadable("second factor", "nothing was counted"))?;
        Ok(Factors {
            has_authenticator: row.authenticators > 0,
            passkeys: row.passkeys,
            codes_left: row.codes_left,
        })
    }

    /// Takes somebody's authenticator away; with the last second factor all that came with it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn remove_authenticator(&self, user: UserId) -> Result<(), StoreError> {
        self.remove_factors_by(user, &["DELETE FROM credential WHERE user_id = $1 AND kind = 'totp'"])
            .await
    }

    /// Takes all second factors of somebody away.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn remove_factors(&self, user: UserId) -> Result<(), StoreError> {
        let all = [
            "DELETE FROM credential WHERE user_id = $1 AND kind = 'totp'",
            "DELETE FROM passkey WHERE user_id = $1",
        ];
        self.remove_factors_by(user, &all).await
    }

    async fn remove_factors_by(&self, user: UserId, statements: &[&str]) -> Result<(), StoreError> {
        let transaction = self.begin_aside().await?;
        self.lock_factors(&transaction, user).await?;
        for sql in statements {
            execute(&transaction, sql, [user.bytes().to_vec().into()]).await?;
        }
        self.clear_after_the_last(&transaction, user).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Where no second factor is left: its printed codes go with it, and no session has given one any more or awaits it.
    pub(super) async fn clear_after_the_last(&self, on: &impl ConnectionTrait, user: UserId) -> Result<(), StoreError> {
        if self.factors_on(on, user).await?.is_any() {
            return Ok(());
        }
        for sql in [
            "DELETE FROM credential WHERE user_id = $1 AND kind = 'recovery_code'",
            "UPDATE session SET second_factor = 0 WHERE user_id = $1",
            "DELETE FROM session WHERE user_id = $1 AND stage = 'half'",
        ] {
            execute(on, sql, [user.bytes().to_vec().into()]).await?;
        }
        Ok(())
    }
}
