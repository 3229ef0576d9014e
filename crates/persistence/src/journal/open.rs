//! Opening a community's books.

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::OpenCommunity;
use xiaonuan_domain::ledger::{Circumstances, Ledger, open_community};
use xiaonuan_domain::record::Record;

use super::head::{self, StoredHead};
use super::{Journal, keep, write};
use crate::bulk::{self, Column};
use crate::connect::patience::Tries;
use crate::error::StoreError;
use crate::outcome::{Changes, KeptOutcome, Key, Outcome};
use crate::registers::{CommunityNo, communities, find_community, keeper_columns};

#[derive(FromQueryResult)]
struct LastRow {
    last: i64,
}

/// What came of asking for a community's books.
#[derive(Clone, Debug)]
pub enum Opened {
    /// They are new.
    New(CommunityNo),
    /// They are open already.
    Known(CommunityNo),
    /// Nobody tells `xq` from `XQ` by ear, or in an address: those of such a code are open.
    Alike(CommunityNo, Code),
    /// It was asked under this key before.
    Before(CommunityNo, KeptOutcome),
}

impl Journal {
    /// Opens the books of a community, unless its code is in use: under its own code, and under the key of a request if
    /// there is one.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing has changed then.
    pub async fn open(
        &self,
        actor: &str,
        command: &OpenCommunity,
        key: &Key,
        asked: Option<&Key>,
    ) -> Result<Opened, StoreError> {
        let mut tries = Tries::with(self.database.patience);
        loop {
            match self.open_once(actor, command, key, asked).await {
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
        asked: Option<&Key>,
    ) -> Result<Opened, StoreError> {
        let transaction = self.begin().await?;
        // Whoever opens books between this and what follows is seen there, and whoever does later takes this number.
        let community = next_number(&transaction).await?;
        if let Some(asked) = asked
            && let Some((community, kept)) = keep::anywhere(&transaction, &self.database.keys, asked).await?
        {
            return Ok(Opened::Before(community, kept));
        }
        if let Some(community) = find_community(&transaction, command.code.as_str()).await? {
            return Ok(Opened::Known(community));
        }
        if let Some(other) = communities::spoken_like(&transaction, &command.code).await?
            && let Some(community) = find_community(&transaction, other.as_str()).await?
        {
            return Ok(Opened::Alike(community, other));
        }
        let keys: Vec<&Key> = [Some(key), asked].into_iter().flatten().collect();
        self.open_in(&transaction, community, (actor, command), &keys).await?;
        transaction.commit().await?;
        Ok(Opened::New(community))
    }

    async fn open_in(
        &self,
        transaction: &DatabaseTransaction,
        community: CommunityNo,
        (actor, command): (&str, &OpenCommunity),
        keys: &[&Key],
    ) -> Result<(), StoreError> {
        let mut ledger = self.opened(actor, command);
        let row = ledger.registers.community.clone();
        let (keeper, host) = keeper_columns(&row.keeper);
        let columns = vec![
            ("community", Column::Int(vec![community.0])),
            ("code", Column::Text(vec![row.code.to_string()])),
            ("id", Column::Bytes(vec![row.id.as_bytes().to_vec()])),
            ("name", Column::Text(vec![row.name])),
            ("district", Column::Text(vec![row.district])),
            ("timezone", Column::Text(vec![row.zone.name().to_owned()])),
            ("changed", Column::Int(vec![row.changed])),
            ("keeper", Column::Text(vec![keeper.to_owned()])),
            ("host", Column::OptText(vec![host.map(str::to_owned)])),
        ];
        bulk::insert(transaction, "community", columns).await?;
        let before = StoredHead::empty(community);
        head::insert(transaction, community, &before).await?;
        let written = ledger.take_written();
        let mut outcomes = Changes::of(&self.database.keys, community);
        for key in keys {
            outcomes.add(key, &Outcome::Accepted(ledger.head.seq), None);
        }
        write::journal(
            transaction,
            community,
            &ledger,
            &written,
            &before,
            &mut Default::default(),
            &outcomes,
        )
        .await
    }

    /// The books as they would be opened.
    fn opened(&self, actor: &str, command: &OpenCommunity) -> Ledger {
        let mut circumstances = Circumstances {
            now: self.now(),
            actor,
            entropy: &mut self.randomness.draws(),
        };
        open_community(command, &mut circumstances)
    }

    /// The record that opening the books of a community would make; nothing is written.
    #[must_use]
    pub fn foresee_opening(&self, actor: &str, command: &OpenCommunity) -> Option<Record> {
        self.opened(actor, command).take_written().records.pop()
    }
}

async fn next_number(on: &impl ConnectionTrait) -> Result<CommunityNo, StoreError> {
    let last = "SELECT coalesce(max(community), 0) AS last FROM community";
    let last = LastRow::find_by_statement(Statement::from_string(on.get_database_backend(), last));
    let last = last.one(on).await?;
    Ok(CommunityNo(last.map_or(0, |row| row.last) + 1))
}
