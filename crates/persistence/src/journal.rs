//! Appending to the journal: the one place where anything is written to the books.
//!
//! Lock order: the community's `journal_head` row, and nothing else. It is locked by the transaction's first
//! statement, so that everything read after it is as of the lock. Whoever holds it sees all that was committed
//! before and is seen by all that commit after. On SQLite the lock is the database's single write transaction.
//!
//! A batch: lock the head; look up the keys; load the registers, vouchers and balances that the entries may touch;
//! let the domain decide each entry in turn; write records, postings, register rows and outcomes set-wise; advance
//! the head; commit. An answer is given only after the commit.

mod entry;
mod expiry;
mod foreseen;
mod group;
mod head;
mod keep;
pub(crate) mod load;
mod neighbours;
mod open;
mod rehearsal;
mod runs;
mod write;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use sea_orm::{
    AccessMode, DatabaseTransaction, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use xiaonuan_domain::books::Books;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::ledger::{Circumstances, Ledger, Written};
use xiaonuan_domain::record::Record;
use xiaonuan_domain::register::Registers;

use self::entry::hand_over;
pub use self::entry::{Answer, Entry};
pub use self::group::Grouped;
pub use self::head::StoredHead;
pub(crate) use self::head::{lock as lock_head, read as read_head, update as update_head};
use self::load::{Earlier, Lifetime};
use self::neighbours::Neighbours;
pub use self::open::Opened;
pub use self::rehearsal::Rehearsal;
use self::runs::runs;
use crate::connect::Database;
use crate::connect::patience::Tries;
use crate::error::StoreError;
use crate::measure;
use crate::outcome::{Changes, Outcome};
use crate::randomness::Randomness;
use crate::registers::CommunityNo;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
}

/// The journals of a database.
pub struct Journal {
    database: Database,
    clock: Arc<dyn Clock>,
    randomness: Randomness,
    neighbours: Neighbours,
}

/// The answers to entries, and the records that came of them.
type Appended = (Vec<Answer>, Vec<Record>);

/// What came of entries within a transaction.
struct Decided {
    before: StoredHead,
    ledger: Ledger,
    written: Written,
    answers: Vec<Answer>,
}

impl Journal {
    /// The journals of a database, with the clock and randomness of the process.
    #[must_use]
    pub fn new(database: Database, clock: Arc<dyn Clock>, entropy: Box<dyn Entropy>) -> Self {
        Journal {
            database,
            clock,
            randomness: Randomness::new(entropy),
            neighbours: Neighbours::default(),
        }
    }

    /// The database itself, for reading.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Whether another process recorded something in a community between this one's own, within the time given, or
    /// waited for the file in which this one's books lie too. Where this one records nothing, it meets nobody.
    #[must_use]
    pub fn met_others(&self, community: CommunityNo, within: Duration) -> bool {
        self.neighbours.met(community, within) || self.database.met_others(within)
    }

    /// Decides and records entries in order, in one transaction where possible, and answers each.
    ///
    /// Passing failures are tried again as a whole; what was recorded before an answer was lost is found by its key.
    /// When the database refuses a batch, it is split until the entry at fault is alone; all others are recorded.
    ///
    /// # Errors
    /// The first [`StoreError`], when the database fails or refuses an entry. Others may have been recorded.
    pub async fn append(&self, community: CommunityNo, entries: &[Entry]) -> Result<Vec<Answer>, StoreError> {
        self.append_each(community, entries).await.into_iter().collect()
    }

    /// Does what [`Journal::append`] does, and answers each entry by itself, so that one that the database refuses
    /// does not hide the answers of the others.
    pub async fn append_each(&self, community: CommunityNo, entries: &[Entry]) -> Vec<Result<Answer, StoreError>> {
        let mut answers = Vec::with_capacity(entries.len());
        self.append_telling(community, entries, &mut |answer| answers.push(answer))
            .await;
        answers
    }

    /// Does what [`Journal::append_each`] does, and tells the answers in order, each as soon as it stands: entries may
    /// take several commits, and whoever asked for the first need not wait for the last.
    pub(crate) async fn append_telling(
        &self,
        community: CommunityNo,
        entries: &[Entry],
        tell: &mut (dyn FnMut(Result<Answer, StoreError>) + Send),
    ) {
        let mut waiting = self.parts(community, entries).await;
        waiting.reverse();
        while let Some(part) = waiting.pop() {
            let part = match part {
                Part::Known(outcome) => {
                    tell(Ok(Answer::again(outcome)));
                    continue;
                }
                Part::Run(part) => part,
            };
            match self.append_guarded(community, part).await {
                Ok((mut answers, records)) => {
                    hand_over(&mut answers, records);
                    answers.into_iter().for_each(|answer| tell(Ok(answer)));
                }
                Err(error) if error.is_of_one_entry() && part.len() > 1 => {
                    let (first, second) = part.split_at(part.len() / 2);
                    waiting.extend([Part::Run(second), Part::Run(first)]);
                }
                Err(error) if error.is_of_one_entry() => tell(Err(error)),
                Err(error) => {
                    // What was not tried yet would fare alike.
                    let left = part.len() + waiting.iter().map(Part::len).sum::<usize>();
                    (0..left).for_each(|_| tell(Err(error.clone())));
                    break;
                }
            }
        }
    }

    /// The transactions that entries take. Of a list that takes several, those that were answered before take none: sent
    /// again, it goes on where it was left off.
    async fn parts<'a>(&self, community: CommunityNo, entries: &'a [Entry]) -> Vec<Part<'a>> {
        let whole = runs(entries);
        if whole.len() == 1 {
            return whole.into_iter().map(Part::Run).collect();
        }
        // Who cannot look now learns it under the lock.
        let earlier = load::earlier(&self.database.reader, &self.database.keys, community, entries).await;
        let mut known = earlier.unwrap_or_default().answers;
        let mut parts = Vec::new();
        let mut start = 0;
        for at in 0..=entries.len() {
            let answer = known.remove(&at);
            if (answer.is_some() || at == entries.len()) && start < at {
                parts.extend(runs(&entries[start..at]).into_iter().map(Part::Run));
            }
            if let Some(outcome) = answer {
                parts.push(Part::Known(outcome));
                start = at + 1;
            }
        }
        parts
    }

    /// A panic ends its transaction and no more: it is told as an error, so that the entry at fault takes no other with
    /// it, whoever asked for that.
    async fn append_guarded(&self, community: CommunityNo, entries: &[Entry]) -> Result<Appended, StoreError> {
        let recording = AssertUnwindSafe(self.append_retrying(community, entries));
        recording.catch_unwind().await.unwrap_or_else(|_| {
            // What was about to be recorded may stand in the registers that are kept.
            self.database.forget(community);
            Err(StoreError::Panicked)
        })
    }

    async fn append_retrying(&self, community: CommunityNo, entries: &[Entry]) -> Result<Appended, StoreError> {
        let patience = self.database.patience;
        let trying = async {
            let mut tries = Tries::with(patience);
            loop {
                match self.append_once(community, entries).await {
                    Err(error) if error.is_passing() => {
                        measure::failed(&error);
                        // What became of the commit is not known, nor whether it is the same server that comes back:
                        // nothing that was known of its books is taken for granted.
                        self.database.forget(community);
                        if !tries.next().await {
                            return Err(error);
                        }
                        tracing::warn!(%error, "a batch is tried again");
                    }
                    other => return other.inspect_err(measure::failed),
                }
            }
        };
        // A file answers at once, or says that it is busy; it is never left in the middle of a commit.
        match patience.until_given_up().filter(|_| self.database.is_postgres()) {
            Some(limit) => tokio::time::timeout(limit, trying).await.unwrap_or_else(|_| {
                self.database.forget(community);
                Err(StoreError::Silent)
            }),
            None => trying.await,
        }
    }

    async fn append_once(&self, community: CommunityNo, entries: &[Entry]) -> Result<Appended, StoreError> {
        let transaction = self.begin().await?;
        let decided = self.decide(&transaction, community, entries, None).await?;
        transaction.commit().await?;
        let Decided {
            before,
            ledger,
            written,
            answers,
        } = decided;
        self.neighbours.note(community, before.head.seq, ledger.head.seq);
        measure::committed(&answers, &written.records);
        self.database
            .registers
            .keep(community, ledger.head.register_seq, ledger.registers);
        Ok((answers, written.records))
    }

    /// Decides entries under the lock and writes what comes of them; it stands once the transaction is committed. Of
    /// what the same transaction wrote to registers before, they come along.
    async fn decide(
        &self,
        transaction: &DatabaseTransaction,
        community: CommunityNo,
        entries: &[Entry],
        registers: Option<Arc<Registers>>,
    ) -> Result<Decided, StoreError> {
        let keys = &self.database.keys;
        let before = head::lock(transaction, community).await?;
        let Earlier { answers, replaced } = load::earlier(transaction, keys, community, entries).await?;
        let number = before.head.register_seq;
        let registers = match registers {
            Some(registers) => registers,
            None => self.database.registers.at(transaction, keys, community, number).await?,
        };
        let now = self.clock.now();
        let asked: Vec<&Command> = undecided(entries, &answers)
            .filter_map(|(_, entry)| entry.ask.as_ref().ok())
            .collect();
        let mut ledger = Ledger::new(before.head, registers, Books::new(None));
        let mut accounts = load::fill(
            transaction,
            keys,
            community,
            &mut ledger,
            (&asked, now),
            Lifetime::Batch,
        )
        .await?;
        let answers = decide_in(&mut ledger, entries, answers, now, &mut self.randomness.draws());
        let written = ledger.take_written();
        let mut outcomes = Changes::of(keys, community);
        for (at, (entry, answer)) in entries.iter().zip(&answers).enumerate() {
            if let Some(key) = entry.kept_under(&answer.outcome).filter(|_| !answer.repeated) {
                outcomes.add(key, &answer.outcome, replaced.get(&at).copied());
            }
        }
        for erased in write::erased::all(&written.rows) {
            outcomes.forget(transaction, &erased.codes).await?;
        }
        write::journal(
            transaction,
            community,
            &ledger,
            &written,
            &before,
            &mut accounts,
            &outcomes,
        )
        .await?;
        Ok(Decided {
            before,
            ledger,
            written,
            answers,
        })
    }

    /// Begins a transaction that may write. On PostgreSQL it reads what was committed before each statement, so that
    /// what follows the lock sees what came before it.
    async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let postgres = self.database.is_postgres();
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::ReadCommitted),
            access_mode: postgres.then_some(AccessMode::ReadWrite),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let _turn = self.database.turn().await;
        Ok(self.database.writer.begin_with_options(options).await?)
    }
}

/// Decides entries on a loaded ledger; those with an earlier answer keep it.
fn decide_in(
    ledger: &mut Ledger,
    entries: &[Entry],
    mut earlier: HashMap<usize, Outcome>,
    now: Instant,
    entropy: &mut dyn Entropy,
) -> Vec<Answer> {
    let mut answer = |(at, entry): (usize, &Entry)| match earlier.remove(&at) {
        Some(outcome) => Answer::again(outcome),
        None => {
            let mut circumstances = Circumstances {
                now,
                actor: &entry.actor,
                entropy: &mut *entropy,
            };
            let asked = entry.ask.as_ref().map_err(Clone::clone);
            let decided = asked.and_then(|command| ledger.enter(command, &mut circumstances));
            Answer::new(decided.map_or_else(Outcome::Refused, Outcome::Accepted))
        }
    };
    entries.iter().enumerate().map(&mut answer).collect()
}

/// The entries that have no earlier answer.
fn undecided<'a>(
    entries: &'a [Entry],
    earlier: &'a HashMap<usize, Outcome>,
) -> impl Iterator<Item = (usize, &'a Entry)> {
    entries.iter().enumerate().filter(|(at, _)| !earlier.contains_key(at))
}

/// A part of a list of entries.
enum Part<'a> {
    /// One that was answered before.
    Known(Outcome),
    /// Entries of one transaction.
    Run(&'a [Entry]),
}

impl Part<'_> {
    /// How many entries it has.
    fn len(&self) -> usize {
        match self {
            Part::Known(_) => 1,
            Part::Run(entries) => entries.len(),
        }
    }
}
