//! A list of entries as it would be recorded, each seeing those before it: the very transaction that would record it,
//! taken back at its end. Whoever writes to the community's books meanwhile waits for it; in a file, whoever writes to any.
//! So it has a limit of time.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;
use xiaonuan_domain::record::{Record, Seq};

use super::entry::hand_over;
use super::{Answer, Entry, Journal, runs};
use crate::error::StoreError;
use crate::outcome::Outcome;
use crate::registers::CommunityNo;

/// How many entries are decided at a time.
const AT_ONCE: usize = 250;

/// How long others are kept waiting: not as long as they have patience for.
const LONGEST: Duration = Duration::from_secs(2);

impl Journal {
    /// Decides entries in order and answers each as [`Journal::append`] would, records included, and changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Lengthy`] for a list that keeps others waiting for too long; any other when the database fails.
    pub async fn foresee(&self, community: CommunityNo, entries: &[Entry]) -> Result<Vec<Answer>, StoreError> {
        let transaction = self.begin().await?;
        let began = Instant::now();
        let mut answers = Vec::with_capacity(entries.len());
        let mut foreseen: HashMap<Seq, Box<Record>> = HashMap::new();
        let mut registers = None;
        for part in runs(entries).into_iter().flat_map(|run| run.chunks(AT_ONCE)) {
            if began.elapsed() > LONGEST {
                transaction.rollback().await?;
                return Err(StoreError::Lengthy);
            }
            // What is kept of registers outside is of what was recorded, and must not meet what will not be.
            let decided = self.decide(&transaction, community, part, registers.take()).await?;
            registers = Some(decided.ledger.registers);
            let mut told = decided.answers;
            hand_over(&mut told, decided.written.records);
            for answer in &mut told {
                match (&answer.outcome, &answer.record) {
                    (Outcome::Accepted(seq), Some(record)) => {
                        foreseen.insert(*seq, record.clone());
                    }
                    // Asked before in this list: nobody else can read its record.
                    (Outcome::Accepted(seq), None) => answer.record = foreseen.get(seq).cloned(),
                    (Outcome::Refused(_), _) => {}
                }
            }
            answers.extend(told);
        }
        transaction.rollback().await?;
        Ok(answers)
    }
}
