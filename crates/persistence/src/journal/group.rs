//! Group commit: what concurrent callers want to record while a commit is under way goes into the next one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use super::{Answer, Entry, Journal};
use crate::error::StoreError;
use crate::measure;
use crate::registers::CommunityNo;

/// The most entries of one commit.
const LARGEST_GROUP: usize = 500;
/// The most entries that wait for one community. Whoever comes then is told so at once, and can ask again under the
/// same key.
const LONGEST_QUEUE: usize = 2_000;

/// How long a group waits for those who were answered by the last one: long enough for tills that ask again as soon as
/// they are answered, so that all share a commit, and too short for a customer to notice.
const GATHERING: Duration = Duration::from_millis(1);

/// A journal whose concurrent callers share commits. Cheap to clone.
#[derive(Clone)]
pub struct Grouped {
    journal: Arc<Journal>,
    queues: Arc<Mutex<HashMap<CommunityNo, Line>>>,
}

/// Those who wait for one community, in the order in which they came.
#[derive(Default)]
struct Line {
    waiting: Vec<Waiting>,
    /// Whether somebody serves it.
    served: bool,
    /// How many were answered last; as many are expected to come again.
    answered_last: usize,
    /// Told when as many have come.
    all_came: Arc<Notify>,
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
            let line = queues.entry(community).or_default();
            if line.waiting.len() >= LONGEST_QUEUE {
                return Err(Arc::new(StoreError::Busy));
            }
            line.waiting.push(waiting);
            measure::queued(1);
            if line.waiting.len() >= line.answered_last {
                line.all_came.notify_one();
            }
            !std::mem::replace(&mut line.served, true)
        };
        if first {
            tokio::spawn(self.clone().drain(community));
        }
        answered.await.unwrap_or_else(|_| Err(Arc::new(StoreError::Stopped)))
    }

    /// Records what is waiting until nothing is. One runs per community at a time.
    async fn drain(self, community: CommunityNo) {
        // Whatever ends this ends the queue with it: those who wait are told, and the next caller starts anew.
        let _serving = Serving { of: &self, community };
        loop {
            self.gather(community).await;
            let Some(group) = self.take(community) else { break };
            if let Some(error) = self.record_group(community, group).await {
                // Who waits behind would wait as long for the same. Nothing of theirs was begun.
                for waiting in self.take_all(community) {
                    let _ = waiting.answer.send(Err(error.clone()));
                }
            }
        }
    }

    /// Waits a moment for those who were answered last.
    async fn gather(&self, community: CommunityNo) {
        let all_came = async {
            while let Some(more) = self.more_to_come(community) {
                more.notified().await;
            }
        };
        // Whoever takes longer goes with the next group.
        let _ = tokio::time::timeout(GATHERING, all_came).await;
    }

    fn more_to_come(&self, community: CommunityNo) -> Option<Arc<Notify>> {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let line = queues.get(&community)?;
        (line.waiting.len() < line.answered_last).then(|| line.all_came.clone())
    }

    fn take_all(&self, community: CommunityNo) -> Vec<Waiting> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let line = queues.get_mut(&community);
        let all = line.map(|line| std::mem::take(&mut line.waiting)).unwrap_or_default();
        measure::taken(all.len());
        all
    }

    /// Takes a group of entries from the line, whoever asks; leaves the line when it is empty.
    fn take(&self, community: CommunityNo) -> Option<Vec<Waiting>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let line = queues.get_mut(&community)?;
        if line.waiting.is_empty() {
            line.served = false;
            return None;
        }
        let group = line.waiting.len().min(LARGEST_GROUP);
        line.answered_last = group;
        measure::taken(group);
        Some(line.waiting.drain(..group).collect())
    }

    /// Records a group and tells each its answer once it stands. Answers what keeps the database from recording anything, if it does.
    async fn record_group(&self, community: CommunityNo, group: Vec<Waiting>) -> Option<Arc<StoreError>> {
        let (entries, answers): (Vec<Entry>, Vec<oneshot::Sender<_>>) =
            group.into_iter().map(|waiting| (waiting.entry, waiting.answer)).unzip();
        let (mut away, mut answers) = (None, answers.into_iter());
        let mut tell = |given: Result<Answer, StoreError>| {
            let given = given.map_err(Arc::new);
            if let Err(error) = &given
                && error.is_passing()
            {
                away = Some(error.clone());
            }
            let waiting = answers.next().expect("an answer for an entry");
            // Who no longer waits asks again by key.
            let _ = waiting.send(given);
        };
        self.journal.append_telling(community, &entries, &mut tell).await;
        away
    }
}

struct Serving<'a> {
    of: &'a Grouped,
    community: CommunityNo,
}

impl Drop for Serving<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let left = self.of.take_all(self.community).len();
            tracing::error!(left, "recording a group panicked");
            let mut queues = self.of.queues.lock().unwrap_or_else(PoisonError::into_inner);
            queues.remove(&self.community);
        }
    }
}
