//! Opening a community's books.

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement};
use std::sync::PoisonError;
use xiaonuan_domain::command::OpenCommunity;
use xiaonuan_domain::ledger::{Circumstances, open_community};

use super::head::{self, StoredHead};
use super::{Journal, write};
use crate::bulk::{self, Column};
use crate::connect::patience::Tries;
use crate::error::StoreError;
use crate::outcome::{Changes, Key, Outcome};
use crate::registers::{CommunityNo, find_community};

#[derive(FromQueryResult)]
struct LastRow {
    last: i64,
}

impl Journal {
    /// Opens the books of a community, unless its code is in use. Answers its key and whether it is new.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing has changed then.
    pub async fn open(
        &self,
        actor: &str,
        command: &OpenCommunity,
        key: &Key,
    ) -> Result<(CommunityNo, bool), StoreError> {
        let mut tries = Tries::with(self.database.patience);
        loop {
            match self.open_once(actor, command, key).await {
                // Another process opened it or took the number, or it is not known what became of the commit: each
                // attempt looks first whether the community is there.
                Err(error) if error.is_passing() || error.is_conflict() => {
                    if !tries.next().await {
                        return Err(error);
                    }
                    tracing::warn!(%error, "opening books is tried again");
                }
                other => return other,
            }
        }
    }

    async fn open_once(
        &self,
        actor: &str,
        command: &OpenCommunity,
        key: &Key,
    ) -> Result<(CommunityNo, bool), StoreError> {
        let transaction = self.begin().await?;
        if let Some(community) = find_community(&transaction, command.code.as_str()).await? {
            return Ok((community, false));
        }
        let community = self.open_in(&transaction, actor, command, key).await?;
        transaction.commit().await?;
        Ok((community, true))
    }

    async fn open_in(
        &self,
        transaction: &DatabaseTransaction,
        actor: &str,
        command: &OpenCommunity,
        key: &Key,
    ) -> Result<CommunityNo, StoreError> {
        let backend = transaction.get_database_backend();
        let last = "SELECT coalesce(max(community), 0) AS last FROM community";
        let last = LastRow::find_by_statement(Statement::from_string(backend, last))
            .one(transaction)
            .await?;
        let community = CommunityNo(last.map_or(0, |row| row.last) + 1);
        let mut ledger = {
            let mut entropy = self.entropy.lock().unwrap_or_else(PoisonError::into_inner);
            let mut circumstances = Circumstances {
                now: self.now(),
                actor,
                entropy: entropy.as_mut(),
            };
            open_community(command, &mut circumstances)
        };
        let row = ledger.registers.community.clone();
        let columns = vec![
            ("community", Column::Int(vec![community.0])),
            ("code", Column::Text(vec![row.code.to_string()])),
            ("id", Column::Bytes(vec![row.id.as_bytes().to_vec()])),
            ("name", Column::Text(vec![row.name])),
            ("district", Column::Text(vec![row.district])),
            ("timezone", Column::Text(vec![row.zone.name().to_owned()])),
            ("changed", Column::Int(vec![row.changed])),
        ];
        bulk::insert(transaction, "community", columns).await?;
        let before = StoredHead::empty(community);
        head::insert(transaction, community, &before).await?;
        let written = ledger.take_written();
        let mut outcomes = Changes::default();
        outcomes.add(key, &Outcome::Accepted(ledger.head.seq), None);
        write::journal(
            transaction,
            community,
            &ledger,
            &written,
            &before,
            &mut Default::default(),
            &outcomes,
        )
        .await?;
        Ok(community)
    }
}
