//! A rehearsal: the same decisions as appending, on a snapshot, with nothing written and no lock held.

use std::sync::{Arc, PoisonError};

use sea_orm::{AccessMode, DatabaseBackend, DatabaseTransaction, IsolationLevel, TransactionOptions, TransactionTrait};
use xiaonuan_domain::books::Books;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::{Command, OpenCommunity};
use xiaonuan_domain::ledger::{Circumstances, Ledger, open_community};

use super::{Answer, Entry, Journal, decide_in, load, runs, undecided};
use crate::error::StoreError;
use crate::registers::{CommunityNo, find_community};

/// A journal's future as it would be. What is decided here stands until the rehearsal ends.
pub struct Rehearsal<'a> {
    journal: &'a Journal,
    snapshot: DatabaseTransaction,
    community: CommunityNo,
    ledger: Ledger,
}

/// The key of no community: a rehearsal of one whose books are not open yet finds nothing under it.
const NOT_YET: CommunityNo = CommunityNo(0);

impl Journal {
    /// Begins a rehearsal on a snapshot of a community's books, or on those that the command would open. Its events
    /// must come in order of business time, the first at `from` or later.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn rehearse(
        &self,
        actor: &str,
        community: &OpenCommunity,
        from: Option<Instant>,
    ) -> Result<Rehearsal<'_>, StoreError> {
        let postgres = self.database.reader.get_database_backend() == DatabaseBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: None,
        };
        let snapshot = self.database.reader.begin_with_options(options).await?;
        let known = find_community(&snapshot, community.code.as_str()).await?;
        let mut ledger = match known {
            Some(number) => {
                let head = load::read_head(&snapshot, number, "").await?.head;
                let registers = crate::registers::load(&snapshot, number, head.register_seq).await?;
                Ledger::new(head, Arc::new(registers), Books::new(None))
            }
            None => {
                let mut entropy = self.entropy.lock().unwrap_or_else(PoisonError::into_inner);
                let mut circumstances = Circumstances {
                    now: self.now(),
                    actor,
                    entropy: entropy.as_mut(),
                };
                open_community(community, &mut circumstances)
            }
        };
        let in_order = ledger.head.expired_through >= ledger.head.high_water;
        if let Some(from) = from.filter(|from| *from < ledger.head.high_water || !in_order) {
            ledger.books.reach_back_to(from.min(ledger.head.expired_through));
        }
        Ok(Rehearsal {
            journal: self,
            snapshot,
            community: known.unwrap_or(NOT_YET),
            ledger,
        })
    }
}

impl Rehearsal<'_> {
    /// Decides entries in order and answers each, as [`Journal::append`] would. A correction finds what was rehearsed
    /// before it among the same entries.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn append(&mut self, actor: &str, entries: &[Entry]) -> Result<Vec<Answer>, StoreError> {
        let mut answers = Vec::with_capacity(entries.len());
        let corrects = |entry: &Entry| entry.ask.as_ref().is_ok_and(|command| command.target().is_some());
        let remembers = entries.iter().any(corrects);
        for run in runs(entries) {
            let earlier = load::earlier_answers(&self.snapshot, self.community, run).await?;
            let now = self.journal.now();
            let asked: Vec<&Command> = undecided(run, &earlier)
                .filter_map(|(_, entry)| entry.ask.as_ref().ok())
                .collect();
            load::fill(&self.snapshot, self.community, &mut self.ledger, &asked, now).await?;
            let mut entropy = self.journal.entropy.lock().unwrap_or_else(PoisonError::into_inner);
            let mut circumstances = Circumstances {
                now,
                actor,
                entropy: entropy.as_mut(),
            };
            answers.extend(decide_in(&mut self.ledger, run, earlier, &mut circumstances));
            let written = self.ledger.take_written();
            if remembers {
                self.ledger.remember(&written.records);
            }
        }
        Ok(answers)
    }

    /// The number that the last record would have.
    #[must_use]
    pub fn head(&self) -> i64 {
        self.ledger.head.seq
    }
}
