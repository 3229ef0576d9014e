//! A rehearsal: the same decisions as appending, on a snapshot, with nothing written and no lock held.

use std::sync::Arc;

use sea_orm::DatabaseTransaction;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::books::Books;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::{Command, OpenCommunity};
use xiaonuan_domain::ledger::{Circumstances, Ledger, open_community};
use xiaonuan_domain::record::Record;
use xiaonuan_domain::refusal::Refusal;

use super::entry::hand_over;
use super::load::Lifetime;
use super::{Answer, Entry, Journal, decide_in, head, load, runs, undecided};
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
        actor: &Actor,
        community: &OpenCommunity,
        from: Option<Instant>,
    ) -> Result<Rehearsal<'_>, StoreError> {
        let snapshot = self.database.snapshot().await?;
        let known = find_community(&snapshot, community.code.as_str()).await?;
        let mut ledger = match known {
            Some(number) => {
                let head = head::read(&snapshot, number).await?.head;
                let registers =
                    crate::registers::load(&snapshot, &self.database.keys, number, head.register_seq).await?;
                Ledger::new(head, Arc::new(registers), Books::new(None))
            }
            None => {
                let mut circumstances = Circumstances {
                    now: self.now(),
                    actor,
                    entropy: &mut self.randomness.draws(),
                };
                open_community(community, &mut circumstances)
            }
        };
        reach_back(&mut ledger, from);
        Ok(Rehearsal {
            journal: self,
            snapshot,
            community: known.unwrap_or(NOT_YET),
            ledger,
        })
    }

    /// Begins a rehearsal on a snapshot of a community's books, for events at `from` or later.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn rehearse_in(
        &self,
        community: CommunityNo,
        from: Option<Instant>,
    ) -> Result<Rehearsal<'_>, StoreError> {
        let snapshot = self.database.snapshot().await?;
        let head = head::read(&snapshot, community).await?.head;
        let registers = self
            .database
            .registers
            .at(&snapshot, &self.database.keys, community, head.register_seq)
            .await?;
        let mut ledger = Ledger::new(head, registers, Books::new(None));
        reach_back(&mut ledger, from);
        Ok(Rehearsal {
            journal: self,
            snapshot,
            community,
            ledger,
        })
    }
}

/// Makes room for what comes late, or may let something expire that is.
fn reach_back(ledger: &mut Ledger, from: Option<Instant>) {
    let in_order = ledger.head.expired_through >= ledger.head.high_water;
    if let Some(from) = from.filter(|from| *from < ledger.head.high_water || !in_order) {
        ledger.books.reach_back_to(from.min(ledger.head.expired_through));
    }
}

impl Rehearsal<'_> {
    /// Decides entries in order and answers each, as [`Journal::append`] would. A correction finds what was rehearsed
    /// before it among the same entries.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn append(&mut self, entries: &[Entry]) -> Result<Vec<Answer>, StoreError> {
        let mut answers = Vec::with_capacity(entries.len());
        let corrects = |entry: &Entry| entry.ask.as_ref().is_ok_and(Command::takes_back);
        let remembers = entries.iter().any(corrects);
        for run in runs(entries) {
            let earlier = load::earlier(&self.snapshot, &self.journal.database.keys, self.community, run)
                .await?
                .answers;
            let now = self.journal.now();
            let asked: Vec<&Command> = undecided(run, &earlier)
                .filter_map(|(_, entry)| entry.ask.as_ref().ok())
                .collect();
            self.fill(&asked, now).await?;
            let draws = &mut self.journal.randomness.draws();
            let mut decided = decide_in(&mut self.ledger, run, earlier, now, draws);
            let written = self.ledger.take_written();
            if remembers {
                self.ledger.remember(&written.records);
            }
            hand_over(&mut decided, written.records);
            answers.extend(decided);
        }
        Ok(answers)
    }

    /// What [`Journal::expire`] would record.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn expire(&mut self, actor: &Actor, until: Instant) -> Result<Vec<Record>, StoreError> {
        let command = Command::ExpireDue(until);
        let now = self.journal.now();
        self.fill(&[&command], now).await?;
        let mut circumstances = Circumstances {
            now,
            actor,
            entropy: &mut self.journal.randomness.draws(),
        };
        // Nothing can be said against it but that it is in the future, and then nothing is recorded.
        let _ = self.ledger.enter(&command, &mut circumstances);
        Ok(self.ledger.take_written().records)
    }

    /// Decides commands, each as if it came alone: what one would change, the next does not see. Answers the last
    /// record of each.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn each(
        &mut self,
        actor: &Actor,
        commands: &[Command],
    ) -> Result<Vec<Result<Record, Refusal>>, StoreError> {
        // What is loaded for one moment is decided for the same.
        let now = self.journal.now();
        self.fill(&commands.iter().collect::<Vec<_>>(), now).await?;
        let mut circumstances = Circumstances {
            now,
            actor,
            entropy: &mut self.journal.randomness.draws(),
        };
        let mut decide = |command: &Command| {
            let mut ledger = self.ledger.clone();
            // They have no reference of their own yet.
            ledger.taken.clear();
            ledger.enter(command, &mut circumstances)?;
            Ok(ledger
                .take_written()
                .records
                .pop()
                .expect("what is accepted is recorded"))
        };
        Ok(commands.iter().map(&mut decide).collect())
    }

    /// Decides choices in order: of each, the first command that is accepted stands, and what comes after sees it. Answers
    /// its place and its record, or why there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn first_of(
        &mut self,
        actor: &Actor,
        choices: &[&[Command]],
    ) -> Result<Vec<Result<(usize, Record), Vec<Refusal>>>, StoreError> {
        let now = self.journal.now();
        let all: Vec<&Command> = choices.iter().copied().flatten().collect();
        self.fill(&all, now).await?;
        let mut circumstances = Circumstances {
            now,
            actor,
            entropy: &mut self.journal.randomness.draws(),
        };
        let mut first = |commands: &[Command]| {
            let mut refusals = Vec::new();
            for (place, command) in commands.iter().enumerate() {
                match self.ledger.enter(command, &mut circumstances) {
                    Ok(_) => {
                        let record = self.ledger.take_written().records.pop();
                        return Ok((place, record.expect("what is accepted is recorded")));
                    }
                    Err(refusal) => refusals.push(refusal),
                }
            }
            Err(refusals)
        };
        Ok(choices.iter().map(|commands| first(commands)).collect())
    }

    /// Loads what commands may touch, so that [`Rehearsal::ledger`] can be asked about it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn load(&mut self, commands: &[Command]) -> Result<(), StoreError> {
        let asked: Vec<&Command> = commands.iter().collect();
        self.fill(&asked, self.journal.now()).await
    }

    async fn fill(&mut self, commands: &[&Command], now: Instant) -> Result<(), StoreError> {
        let ledger = &mut self.ledger;
        load::fill(
            &self.snapshot,
            &self.journal.database.keys,
            self.community,
            ledger,
            (commands, now),
            Lifetime::Rehearsal,
        )
        .await?;
        Ok(())
    }

    /// The books as they would be, as far as they were loaded.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The number that the last record would have.
    #[must_use]
    pub fn head(&self) -> i64 {
        self.ledger.head.seq
    }
}
