//! How often something was tried: so many tries within a window that begins with the first of them. A try is taken, or held by
//! whoever asks, before anything is compared, so that many at once are not more than many one after another.

use sea_orm::FromQueryResult;
use xiaonuan_domain::calendar::Instant;

use super::{CounterTables, Print};
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// Tries of one sort by or at somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// Whose, at what: a keyed hash.
    pub whom: Print,
    /// How many there are in a window.
    pub most: i64,
    /// How long a window lasts, in microseconds.
    pub window: i64,
}

/// What came of taking a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It was taken.
    Taken,
    /// There was none left until a moment.
    Until(Instant),
}

#[derive(FromQueryResult)]
struct Row {
    tries: i64,
    since: i64,
}

/// A window ends by the clock alone: one that is set back makes it longer, and never gives tries back.
const TAKE: &str = "INSERT INTO counter_try (community, whom, tries, since) VALUES ($1, $2, 1, $3) \
    ON CONFLICT (community, whom) DO UPDATE SET \
    tries = CASE WHEN counter_try.since + $4 <= $3 THEN 1 ELSE counter_try.tries + 1 END, \
    since = CASE WHEN counter_try.since + $4 <= $3 THEN $3 ELSE counter_try.since END \
    WHERE counter_try.tries < $5 OR counter_try.since + $4 <= $3 RETURNING tries, since";

impl CounterTables {
    /// Takes a try.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn take(
        &self,
        CommunityNo(community): CommunityNo,
        tries: &Tries,
        at: Instant,
    ) -> Result<Tried, StoreError> {
        let values = [
            community.into(),
            tries.whom.to_vec().into(),
            at.micros().into(),
            tries.window.into(),
            tries.most.into(),
        ];
        let taken: Option<Row> = self.written(TAKE, values).await?;
        if taken.is_some() {
            return Ok(Tried::Taken);
        }
        let (_, until) = self.tried(CommunityNo(community), tries, at).await?;
        Ok(Tried::Until(until))
    }

    /// How many tries were taken in the window of a moment, and when it ends.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn tried(
        &self,
        CommunityNo(community): CommunityNo,
        tries: &Tries,
        at: Instant,
    ) -> Result<(i64, Instant), StoreError> {
        let sql = "SELECT tries, since FROM counter_try WHERE community = $1 AND whom = $2";
        let row: Option<Row> = self.one(sql, [community.into(), tries.whom.to_vec().into()]).await?;
        let lasts = |row: &Row| row.tries > 0 && row.since.saturating_add(tries.window) > at.micros();
        let (taken, since) = row.filter(lasts).map_or((0, at.micros()), |row| (row.tries, row.since));
        Ok((taken, Instant::from_micros(since.saturating_add(tries.window))))
    }

    /// Gives a try back that was none, because what was compared was right.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn give_back(&self, CommunityNo(community): CommunityNo, whom: Print) -> Result<(), StoreError> {
        let sql = "UPDATE counter_try SET tries = tries - 1 WHERE community = $1 AND whom = $2 AND tries > 0";
        self.write(sql, [community.into(), whom.to_vec().into()])
            .await
            .map(drop)
    }

    /// Forgets tries whose windows began before a moment, and cards that were opened before another.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn forget_before(
        &self,
        CommunityNo(community): CommunityNo,
        tries: Instant,
        opened: Instant,
    ) -> Result<(), StoreError> {
        for (table, column, at) in [("counter_try", "since", tries), ("card_session", "begun_at", opened)] {
            let sql = format!("DELETE FROM {table} WHERE community = $1 AND {column} < $2");
            self.write(&sql, [community.into(), at.micros().into()]).await?;
        }
        Ok(())
    }

    /// Forgets all tries.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn forget(&self, CommunityNo(community): CommunityNo, whom: Print) -> Result<(), StoreError> {
        let sql = "DELETE FROM counter_try WHERE community = $1 AND whom = $2";
        self.write(sql, [community.into(), whom.to_vec().into()])
            .await
            .map(drop)
    }
}
