//! Answers that are kept under a key although no record of its own stands for them: of an opening whose books were
//! open already, and of expiries.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::refusal::Refusal;

use super::{Journal, head};
use crate::connect::Database;
use crate::connect::patience::Tries;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::outcome::{self, Changes, KeptOutcome, Key, Outcome};
use crate::registers::CommunityNo;

/// Where an answer is kept.
#[derive(FromQueryResult)]
struct PlaceRow {
    community: i64,
}

/// What is kept under a key in whichever community, of a scope that belongs to none before it is open. Each community
/// is asked by its own key; books are opened rarely.
pub(super) async fn anywhere(
    on: &impl ConnectionTrait,
    keys: &Keys,
    key: &Key,
) -> Result<Option<(CommunityNo, KeptOutcome)>, StoreError> {
    let all = Statement::from_string(on.get_database_backend(), "SELECT community FROM community");
    for place in PlaceRow::find_by_statement(all).all(on).await? {
        let community = CommunityNo(place.community);
        let mut kept = outcome::find(on, keys, community, key.scope, vec![key.key.clone()]).await?;
        if let Some(kept) = kept.remove(&key.key) {
            return Ok(Some((community, kept)));
        }
    }
    Ok(None)
}

impl Database {
    /// What is kept under the key of an opening, and in which community.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn kept_anywhere(&self, key: &Key) -> Result<Option<(CommunityNo, KeptOutcome)>, StoreError> {
        anywhere(&self.reader, &self.keys, key).await
    }
}

impl Journal {
    /// Keeps an answer under a key, unless one is kept already; answers the one that is. One that was accepted names the
    /// record given, or the last one on record.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep(
        &self,
        community: CommunityNo,
        key: &Key,
        answer: &Result<Option<Seq>, Refusal>,
        told: &str,
    ) -> Result<KeptOutcome, StoreError> {
        let mut tries = Tries::with(self.database.patience);
        loop {
            match self.keep_once(community, key, answer, told).await {
                Err(error) if error.is_passing() => {
                    if !tries.next().await {
                        return Err(error);
                    }
                    tracing::warn!(%error, "keeping an answer is tried again");
                }
                other => return other,
            }
        }
    }

    /// The process's randomness, for what no record is made of either.
    pub fn draws(&self) -> impl Entropy {
        self.randomness.draws()
    }

    async fn keep_once(
        &self,
        community: CommunityNo,
        key: &Key,
        answer: &Result<Option<Seq>, Refusal>,
        told: &str,
    ) -> Result<KeptOutcome, StoreError> {
        let transaction = self.begin().await?;
        let before = head::lock(&transaction, community).await?;
        let mut kept = outcome::find(
            &transaction,
            &self.database.keys,
            community,
            key.scope,
            vec![key.key.clone()],
        )
        .await?;
        if let Some(kept) = kept.remove(&key.key) {
            return Ok(kept);
        }
        let outcome = match answer {
            Ok(seq) => Outcome::Accepted(seq.unwrap_or(before.head.seq)),
            Err(refusal) => Outcome::Refused(refusal.clone()),
        };
        let mut changes = Changes::of(&self.database.keys, community);
        let kept = changes.add_telling(key, outcome, told);
        changes.write(&transaction).await?;
        let mut digest = before.outcomes;
        digest.toggle(&changes.digest);
        let head = before.advanced(community, before.head, before.accounts, digest);
        head::update(&transaction, community, &head).await?;
        transaction.commit().await?;
        Ok(kept)
    }
}
