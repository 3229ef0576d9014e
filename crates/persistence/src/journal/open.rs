//! Opening a community's books.

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement};
use std::sync::PoisonError;
use xiaonuan_domain::command::OpenCommunity;
use xiaonuan_domain::ledger::{Circumstances, Head, open_community};

use super::load::StoredHead;
use super::{Journal, write};
use crate::bulk::{self, Column};
use crate::error::StoreError;
use crate::outcome::{Key, Outcome};
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
        loop {
            let transaction = self.begin().await?;
            if let Some(community) = find_community(&transaction, command.code.as_str()).await? {
                return Ok((community, false));
            }
            match self.open_in(&transaction, actor, command, key).await {
                Ok(community) => {
                    transaction.commit().await?;
                    return Ok((community, true));
                }
                // Another process opened it, or took the number: look again.
                Err(StoreError::Database(error)) if error.sql_err().is_some() => transaction.rollback().await?,
                Err(error) => return Err(error),
            }
        }
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
        ];
        bulk::insert(transaction, "community", columns).await?;
        let empty = Head::EMPTY;
        let columns = vec![
            ("community", Column::Int(vec![community.0])),
            ("seq", Column::Int(vec![empty.seq])),
            ("recorded_at", Column::Int(vec![empty.recorded_at.micros()])),
            ("high_water", Column::Int(vec![empty.high_water.micros()])),
            ("register_seq", Column::Int(vec![empty.register_seq])),
            ("expired_through", Column::Int(vec![empty.expired_through.micros()])),
            ("accounts", Column::Int(vec![0])),
        ];
        bulk::insert(transaction, "journal_head", columns).await?;
        let written = ledger.take_written();
        let before = StoredHead {
            head: empty,
            accounts: 0,
        };
        let outcome = Outcome::Accepted(ledger.head.seq);
        let outcomes = [(key, &outcome)];
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
