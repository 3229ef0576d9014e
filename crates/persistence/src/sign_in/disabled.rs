//! Accounts that are kept from signing in. Whoever is, grants no roles: that somebody is left who can is decided under the
//! lock of each community in which they have a role, as changes of grants are.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::refusal::Refusal;
use xiaonuan_domain::register::Registers;
use xiaonuan_domain::user::UserId;

use super::{execute, statement};
use crate::error::StoreError;
use crate::journal::lock_head;
use crate::registers::CommunityNo;
use crate::sign_in::SignInTables;

/// What came of keeping somebody from signing in.
#[derive(Clone, Debug)]
pub enum Disabling {
    /// They cannot sign in any more.
    Done,
    /// There is nobody to be kept from it.
    Nobody,
    /// Nobody would be left who may grant roles.
    Refused(Refusal),
}

#[derive(FromQueryResult)]
struct CommunityRow {
    community: i64,
}

impl SignInTables {
    /// Keeps somebody from signing in: their sessions and links end with it, and the tokens that they made.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn disable_user(&self, id: UserId, at: Instant) -> Result<Disabling, StoreError> {
        let transaction = self.begin_aside().await?;
        if let Err(refusal) = self.check_leaving(&transaction, id, at).await? {
            transaction.rollback().await?;
            return Ok(Disabling::Refused(refusal));
        }
        let user: Value = id.bytes().to_vec().into();
        let sql = "UPDATE sign_in_user SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";
        let met = execute(&transaction, sql, [user.clone(), at.micros().into()]).await?;
        let sql = "UPDATE api_token SET revoked_at = $2 WHERE created_by = $1 AND revoked_at IS NULL";
        execute(&transaction, sql, [user.clone(), at.micros().into()]).await?;
        for sql in [
            "DELETE FROM session WHERE user_id = $1",
            "DELETE FROM credential WHERE user_id = $1 AND kind = 'one_time_link'",
            "DELETE FROM familiar WHERE user_id = $1",
        ] {
            execute(&transaction, sql, [user.clone()]).await?;
        }
        transaction.commit().await?;
        Ok(if met == 1 { Disabling::Done } else { Disabling::Nobody })
    }

    /// Locks the communities in which somebody was given a role, in the order of their numbers: whoever holds several locks
    /// takes them so, and whoever holds one waits for no other.
    async fn check_leaving(
        &self,
        on: &impl ConnectionTrait,
        user: UserId,
        at: Instant,
    ) -> Result<Result<(), Refusal>, StoreError> {
        let sql = "SELECT community FROM membership WHERE user_id = $1 ORDER BY community";
        let rows = CommunityRow::find_by_statement(statement(on, sql, [user.bytes().to_vec().into()]))
            .all(on)
            .await?;
        let mut locked = Vec::with_capacity(rows.len());
        for CommunityRow { community } in rows {
            let community = CommunityNo(community);
            locked.push((community, lock_head(on, community).await?.head.register_seq));
        }
        for (community, number) in locked {
            let kept = &self.database.registers;
            let registers = kept.at(on, &self.keys, community, number).await?;
            let gone = administrators_gone(on, &registers).await?;
            let today = registers.community.zone.day_of(at);
            if let Err(refusal) = registers.check_leaving(user, &gone, today) {
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(()))
    }

    /// Lets somebody sign in again who was kept from it. False when there is nobody who was.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn enable_user(&self, id: UserId) -> Result<bool, StoreError> {
        let transaction = self.begin_aside().await?;
        let user: Value = id.bytes().to_vec().into();
        // What began while they were being kept out does not come back.
        execute(&transaction, "DELETE FROM session WHERE user_id = $1", [user.clone()]).await?;
        let sql = "UPDATE api_token SET revoked_at = (SELECT u.disabled_at FROM sign_in_user u WHERE u.id = $1) \
                   WHERE created_by = $1 AND revoked_at IS NULL";
        execute(&transaction, sql, [user.clone()]).await?;
        let sql = "UPDATE sign_in_user SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL";
        let met = execute(&transaction, sql, [user]).await?;
        transaction.commit().await?;
        Ok(met == 1)
    }

    /// The administrators of a community who cannot sign in, before anything waits for its lock.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn administrators_gone(&self, registers: &Registers) -> Result<BTreeSet<UserId>, StoreError> {
        administrators_gone(&self.database.reader, registers).await
    }
}

/// The administrators of a community who cannot sign in.
pub(crate) async fn administrators_gone(
    on: &impl ConnectionTrait,
    registers: &Registers,
) -> Result<BTreeSet<UserId>, StoreError> {
    let mut gone = BTreeSet::new();
    for user in registers.administrators() {
        let sql = "SELECT 1 AS found FROM sign_in_user WHERE id = $1 AND disabled_at IS NOT NULL";
        let found = statement(on, sql, [user.bytes().to_vec().into()]);
        if on.query_one_raw(found).await?.is_some() {
            gone.insert(user);
        }
    }
    Ok(gone)
}
