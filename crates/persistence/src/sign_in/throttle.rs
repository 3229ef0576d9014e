//! How much was tried: buckets that hold so many tries and are refilled one by one (the generic cell rate algorithm), each
//! one number. A try is taken before anything is compared, so that many at once are not more than many one after another.

use sea_orm::FromQueryResult;
use xiaonuan_domain::calendar::Instant;

use super::{SecretHash, SignInTables, execute, statement};
use crate::error::StoreError;

/// A bucket of tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket {
    /// Whose or whence: a fingerprint.
    pub name: SecretHash,
    /// After how many microseconds one more try is there.
    pub every: i64,
    /// How many tries it holds.
    pub most: i64,
}

/// What came of taking a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was taken from each bucket.
    Yes,
    /// One had none left; nothing was taken. How many microseconds until it has one.
    Wait(i64),
}

#[derive(FromQueryResult)]
struct FullRow {
    full_at: i64,
}

const TAKE: &str = "INSERT INTO throttle (bucket, full_at) VALUES ($1, CAST($2 AS BIGINT) + $3) \
                    ON CONFLICT (bucket) DO UPDATE SET full_at = \
                    CASE WHEN throttle.full_at > $2 THEN throttle.full_at ELSE CAST($2 AS BIGINT) END + $3 \
                    WHERE throttle.full_at <= CAST($2 AS BIGINT) + $4";

impl SignInTables {
    /// Takes a try from each of some buckets, or from none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn take(&self, buckets: &[Bucket], at: Instant) -> Result<Taken, StoreError> {
        // In one order, so that no two wait for each other.
        let mut buckets = buckets.to_vec();
        buckets.sort_unstable();
        let transaction = self.begin_aside().await?;
        for bucket in &buckets {
            let room = bucket.every * (bucket.most - 1);
            let values = [
                bucket.name.to_vec().into(),
                at.micros().into(),
                bucket.every.into(),
                room.into(),
            ];
            if execute(&transaction, TAKE, values).await? == 1 {
                continue;
            }
            let sql = "SELECT full_at FROM throttle WHERE bucket = $1";
            let row = FullRow::find_by_statement(statement(&transaction, sql, [bucket.name.to_vec().into()]))
                .one(&transaction)
                .await?;
            transaction.rollback().await?;
            let full_at = row.map_or(at.micros(), |row| row.full_at);
            return Ok(Taken::Wait((full_at - room - at.micros()).max(1)));
        }
        transaction.commit().await?;
        Ok(Taken::Yes)
    }

    /// Gives a try back to each of some buckets, and fills others up.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn give_back(&self, back: &[Bucket], filled: &[Bucket], at: Instant) -> Result<(), StoreError> {
        let mut all: Vec<(Bucket, bool)> = back.iter().map(|bucket| (*bucket, false)).collect();
        all.extend(filled.iter().map(|bucket| (*bucket, true)));
        all.sort_unstable();
        let transaction = self.begin_aside().await?;
        for (bucket, is_filled) in all {
            let name = bucket.name.to_vec().into();
            if is_filled {
                execute(&transaction, "DELETE FROM throttle WHERE bucket = $1", [name]).await?;
            } else {
                let sql = "UPDATE throttle SET full_at = full_at - $2 WHERE bucket = $1";
                execute(&transaction, sql, [name, bucket.every.into()]).await?;
            }
        }
        // What is full again says nothing.
        let sql = "DELETE FROM throttle WHERE full_at < $1";
        execute(&transaction, sql, [at.micros().into()]).await?;
        transaction.commit().await?;
        Ok(())
    }
}
