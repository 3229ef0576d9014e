//! One community's books under test.

use std::collections::BTreeMap;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::refusal::Refusal;
use xiaonuan_persistence::balances::{AsOf, AsRecorded};
use xiaonuan_persistence::journal::{Answer, Entry};
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_persistence::registers::CommunityNo;
use xiaonuan_persistence::scan::{StoredPosting, StoredRecord};

use crate::ask::{by_reference, entry};
use crate::fixture::Process;

/// A community's books in one process. Cheap to clone.
#[derive(Clone)]
pub struct Books {
    /// The process.
    pub process: Process,
    /// The community.
    pub community: CommunityNo,
}

/// More rows than any test writes.
const ALL: u32 = 1_000_000;

impl Books {
    /// The same books in another process.
    #[must_use]
    pub fn in_process(&self, process: &Process) -> Books {
        Books {
            process: process.clone(),
            community: self.community,
        }
    }

    /// Records entries as one batch.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn append(&self, entries: &[Entry]) -> Vec<Answer> {
        let answers = self.process.journal.append(self.community, entries).await;
        answers.expect("the database works")
    }

    /// Records one command alone.
    pub async fn tell(&self, command: Command) -> Outcome {
        self.append(&[entry(command)]).await.remove(0).outcome
    }

    /// Records one command together with what others ask for at the same time.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn tell_grouped(&self, command: Command) -> Outcome {
        let answer = self.process.grouped.record(self.community, entry(command)).await;
        answer.expect("the database works").outcome
    }

    /// Records one command, which must be accepted.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn accept(&self, command: Command) -> Seq {
        match self.tell(command.clone()).await {
            Outcome::Accepted(seq) => seq,
            Outcome::Refused(refusal) => panic!("{command:?} was refused: {refusal} {:?}", refusal.facts),
        }
    }

    /// Records one command, which must be refused.
    ///
    /// # Panics
    /// When it is accepted.
    pub async fn refuse(&self, command: Command) -> Refusal {
        match self.tell(command.clone()).await {
            Outcome::Accepted(_) => panic!("{command:?} was accepted"),
            Outcome::Refused(refusal) => refusal,
        }
    }

    /// Asks for one command, which must be refused; the refusal is not kept, so that it can be asked again.
    ///
    /// # Panics
    /// When it is accepted, or the database fails.
    pub async fn refuse_for_now(&self, command: Command) -> Refusal {
        let said = format!("{command:?}");
        match self.append(&[by_reference(command)]).await.remove(0).outcome {
            Outcome::Accepted(_) => panic!("{said} was accepted"),
            Outcome::Refused(refusal) => refusal,
        }
    }

    /// Records a batch of which all must be accepted.
    ///
    /// # Panics
    /// When any is refused.
    pub async fn accept_all(&self, entries: Vec<Entry>) {
        for (answer, entry) in self.append(&entries).await.into_iter().zip(entries) {
            if let Outcome::Refused(refusal) = answer.outcome {
                panic!("{:?} was refused: {refusal} {:?}", entry.ask, refusal.facts);
            }
        }
    }

    /// Asks from many tasks at once, and answers how many were accepted.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn accepted_of(&self, commands: Vec<Command>) -> usize {
        let asked: Vec<_> = commands
            .into_iter()
            .map(|command| {
                let books = self.clone();
                tokio::spawn(async move { books.tell_grouped(command).await })
            })
            .collect();
        let mut accepted = 0;
        for answer in asked {
            accepted += usize::from(matches!(answer.await.expect("no panic"), Outcome::Accepted(_)));
        }
        accepted
    }

    /// The whole journal.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn records(&self) -> Vec<StoredRecord> {
        let database = self.process.database();
        let records = database.records(self.community, 0, Seq::MAX, &[], ALL).await;
        records.expect("the database works")
    }

    /// The number of the last record.
    pub async fn head(&self) -> Seq {
        self.records().await.last().map_or(0, |record| record.seq)
    }

    /// The hashes of all records.
    pub async fn leaf_hashes(&self) -> Vec<Vec<u8>> {
        self.records()
            .await
            .into_iter()
            .map(|record| record.leaf_hash)
            .collect()
    }

    /// All postings.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn postings(&self) -> Vec<StoredPosting> {
        let postings = self.process.database().postings(self.community, (0, 0), ALL).await;
        postings.expect("the database works")
    }

    /// All balances as of a view, by address; those of uses are not among them.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn balances_as_of(&self, view: AsOf) -> BTreeMap<String, i64> {
        let database = self.process.database();
        let balances = database.balances(self.community, view, AccountKind::ALL).await;
        let balances = balances.expect("the database works");
        balances
            .into_iter()
            .map(|account| (account.address, account.balance))
            .collect()
    }

    /// All balances as they stand.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn balances(&self) -> BTreeMap<String, i64> {
        let database = self.process.database();
        let view = database.as_of(self.community, None, AsRecorded::Everything).await;
        self.balances_as_of(view.expect("the database works")).await
    }

    /// One balance as it stands, in fen; zero if nothing was ever posted.
    pub async fn balance(&self, address: &str) -> i64 {
        self.balances().await.get(address).copied().unwrap_or(0)
    }
}
