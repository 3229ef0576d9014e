//! Group commit: what concurrent callers want to record while a commit is under way goes into the next one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::{Answer, Entry, Journal};
use crate::error::StoreError;
use crate::measure;
use crate::registers::CommunityNo;

/// The most entries of one commit.
const LARGEST_GROUP: usize = 500;
/// The most entries that wait for one community. Whoever comes then is told so at once, and can ask again under the
/// same key.
const LONGEST_QUEUE: usize = 2_000;

/// A journal whose concurrent callers share commits. Cheap to clone.
#[derive(Clone)]
pub struct Grouped {
    journal: Arc<Journal>,
    queues: Arc<Mutex<HashMap<CommunityNo, Vec<Waiting>>>>,
}

struct Waiting {
    entry: Entry,
    answer: oneshot::Sender<Result<Answer, Arc<StoreError>>>,
}

impl Grouped {
    /// Shares the commits of a journal.
    #[must_use]
    pub fn new(journal: Arc<Journal>) -> Self {
        Grouped {
            journal,
            queues: Arc::default(),
        }
    }

    /// The journal itself.
    #[must_use]
    pub fn journal(&self) -> &Arc<Journal> {
        &self.journal
    }

    /// Decides and records one entry, together with what others ask for at the same time. Whoever stops waiting
    /// does not stop the entry: its answer can be asked for again under its key.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or refuses this entry; [`StoreError::Busy`] when too many wait already.
    pub async fn record(&self, community: CommunityNo, entry: Entry) -> Result<Answer, Arc<StoreError>> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { entry, answer };
        let first = {
            let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            match queues.get_mut(&community) {
                Some(queue) if queue.len() >= LONGEST_QUEUE => return Err(Arc::new(StoreError::Busy)),
                Some(queue) => {
                    queue.push(waiting);
                    measure::queued(1);
                    false
                }
                None => {
                    queues.insert(community, vec![waiting]);
                    measure::queued(1);
                    true
                }
            }
        };
        if first {
            tokio::spawn(self.clone().drain(community));
        }
        answered.await.unwrap_or_else(|_| Err(Arc::new(StoreError::Stopped)))
    }

    /// Records what is waiting until nothing is. One runs per community at a time.
    async fn drain(self, community: CommunityNo) {
        // Whatever ends this ends the queue with it: those who wait are told, and the next caller starts anew.
        let _queue = Queue { of: &self, community };
        while let Some(group) = self.take(community) {
            if let Some(error) = self.record_group(community, group).await {
                // Who waits behind would wait as long for the same. Nothing of theirs was begun.
                for waiting in self.take_all(community) {
                    let _ = waiting.answer.send(Err(error.clone()));
                }
            }
        }
    }

    fn take_all(&self, community: CommunityNo) -> Vec<Waiting> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let all = queues.get_mut(&community).map(std::mem::take).unwrap_or_default();
        measure::taken(all.len());
        all
    }

    /// Takes a group of entries from the queue, whoever asks; removes the queue when it is empty.
    fn take(&self, community: CommunityNo) -> Option<Vec<Waiting>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.get_mut(&community)?;
        if queue.is_empty() {
            queues.remove(&community);
            return None;
        }
        let group = queue.len().min(LARGEST_GROUP);
        measure::taken(group);
        Some(queue.drain(..group).collect())
    }

    /// Records a group and tells each its answer. Answers what keeps the database from recording anything, if it does.
    async fn record_group(&self, community: CommunityNo, group: Vec<Waiting>) -> Option<Arc<StoreError>> {
        let (entries, answers): (Vec<Entry>, Vec<_>) =
            group.into_iter().map(|waiting| (waiting.entry, waiting.answer)).unzip();
        let given = self.journal.append_each(community, &entries).await;
        let mut away = None;
        for (answer, given) in answers.into_iter().zip(given) {
            let given = given.map_err(Arc::new);
            if let Err(error) = &given
                && error.is_passing()
            {
                away = Some(error.clone());
            }
            // Who no longer waits asks again by key.
            let _ = answer.send(given);
        }
        away
    }
}

struct Queue<'a> {
    of: &'a Grouped,
    community: CommunityNo,
}

impl Drop for Queue<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let left = self.of.take_all(self.community).len();
            tracing::error!(left, "recording a group panicked");
            let mut queues = self.of.queues.lock().unwrap_or_else(PoisonError::into_inner);
            queues.remove(&self.community);
        }
    }
}
