//! Codes of cards that are tried, at counters and elsewhere. Most of them are right, and of a right one nothing is written: a
//! try is held in memory from before anything is compared until it is known whether its answer is that of a wrong one, and
//! only then counted in the database. So many at once are not more than many one after another. Each of several servers on
//! one database holds its own: a burst through all of them may be as many times as large, once in a window.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use xiaonuan_persistence::counter::{Print, Tries};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::super::{CounterError, wait_until};
use crate::service::Service;

/// Of whom tries are held.
type Whom = (CommunityNo, Print);

/// How many tries are held.
#[derive(Clone, Default)]
pub(in crate::counter) struct Held(Arc<Mutex<HashMap<Whom, i64>>>);

/// One that is, until this is dropped.
struct Hold {
    held: Held,
    whom: Whom,
}

/// Tries that are held for a code that was shown. Whether it was a wrong one is known once it is decided what it was shown
/// for: a card that is no use there is told by nothing from one that there is not. Where nobody waits for the answer any
/// more, they count as wrong ones.
#[derive(Default)]
#[must_use]
pub(crate) struct TriesTaken(Option<Open>);

struct Open {
    service: Service,
    community: CommunityNo,
    tries: Vec<(Tries, Hold)>,
}

impl Held {
    /// Holds one more; with it, how many were held before.
    fn one_more(&self, whom: Whom) -> (Hold, i64) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(whom).or_default();
        let before = *count;
        *count += 1;
        drop(held);
        (
            Hold {
                held: self.clone(),
                whom,
            },
            before,
        )
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut held = self.held.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.whom) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.whom);
            }
        }
    }
}

impl Service {
    /// Holds a try of each of these.
    ///
    /// # Errors
    /// [`CounterError::Slow`] when there is none left of one of them.
    pub(super) async fn hold_tries(
        &self,
        community: CommunityNo,
        all: impl Iterator<Item = Tries>,
    ) -> Result<TriesTaken, CounterError> {
        let now = self.journal().now();
        let mut held = Vec::new();
        for tries in all {
            // What is counted while this is read is held until after that: it may be met twice, and is never missed.
            let (hold, before) = self.counters().held.one_more((community, tries.whom));
            let (counted, until) = self.counters().tables.tried(community, &tries, now).await?;
            if counted >= tries.most {
                return Err(wait_until(until, now));
            }
            if counted + before >= tries.most {
                return Err(wait_until(now, now));
            }
            held.push((tries, hold));
        }
        Ok(TriesTaken(Some(Open {
            service: self.clone(),
            community,
            tries: held,
        })))
    }
}

impl TriesTaken {
    /// Lets them go, or counts them.
    pub(super) async fn settle(mut self, was_right: bool) -> Result<(), StoreError> {
        match self.0.take() {
            Some(open) if !was_right => {
                // Whoever asked may be gone before it is written.
                let counted = tokio::spawn(open.count()).await;
                counted.unwrap_or_else(|error| Err(StoreError::unreadable("tries", error)))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for TriesTaken {
    fn drop(&mut self) {
        if let (Some(open), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(open.count());
        }
    }
}

impl Open {
    async fn count(self) -> Result<(), StoreError> {
        let now = self.service.journal().now();
        let tables = &self.service.counters().tables;
        for (tries, _) in &self.tries {
            tables.take(self.community, tries, now).await?;
        }
        Ok(())
    }
}
