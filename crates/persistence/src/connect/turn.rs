//! Who writes to a SQLite file next, among all processes that have it open.
//!
//! SQLite's own lock is taken by whoever asks at the right moment: a bulk run that begins its next transaction right
//! after the last hardly ever leaves one to a counter beside it, which looks again only now and then. So whoever wants to
//! write takes the turn first, and gives it back when its transaction has begun: the bulk run cannot begin another before
//! whoever waited. It is a lock on an empty file beside the database's, which goes with its process however that ends.
//! Nothing but fairness depends on it: where there is none to be had, SQLite's own lock is all.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

/// The turns of one SQLite file.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    /// Those of this process wait here, in the order in which they came, so that only one of them waits outside.
    here: Arc<Mutex<()>>,
    beside: PathBuf,
    /// When another process had the turn as this one wanted it.
    met: Arc<Lock<Option<Instant>>>,
}

/// The turn. Given back when it is dropped.
pub(crate) struct Turn {
    _among_processes: Option<File>,
    _here: OwnedMutexGuard<()>,
}

impl Turns {
    /// The turns of a database's file.
    pub(crate) fn of(path: &str) -> Self {
        Turns {
            here: Arc::default(),
            beside: PathBuf::from(format!("{path}-turn")),
            met: Arc::default(),
        }
    }

    /// Waits for the turn, but not for ever.
    pub(crate) async fn take(&self, at_most: Duration) -> Option<Turn> {
        let waiting = async {
            let here = self.here.clone().lock_owned().await;
            Turn {
                _among_processes: self.among_processes().await,
                _here: here,
            }
        };
        tokio::time::timeout(at_most, waiting).await.ok()
    }

    /// Whether another process wanted to write within the time given, to whatever books: all of a file wait for each other.
    pub(crate) fn met_others(&self, within: Duration) -> bool {
        let met = *self.met.lock().unwrap_or_else(PoisonError::into_inner);
        met.is_some_and(|met| met.elapsed() <= within)
    }

    /// Locks the file. Who stops waiting leaves a thread that gets the lock, finds nobody, and lets it go.
    async fn among_processes(&self) -> Option<File> {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.beside)
            .inspect_err(|error| tracing::debug!(%error, "there are no turns"))
            .ok()?;
        match file.try_lock() {
            Ok(()) => Some(file),
            Err(TryLockError::WouldBlock) => {
                *self.met.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                let locking = tokio::task::spawn_blocking(move || file.lock().ok().map(|()| file));
                locking.await.ok().flatten()
            }
            Err(TryLockError::Error(error)) => {
                tracing::debug!(%error, "there are no turns");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(20);
    const LATER: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn one_has_the_turn_and_the_next_gets_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("books.db").display().to_string();
        let (one, other) = (Turns::of(&path), Turns::of(&path));
        let turn = one.take(LATER).await.expect("nobody has it");
        assert!(!one.met_others(LATER));
        assert!(one.take(SOON).await.is_none(), "not twice in a process");
        assert!(other.take(SOON).await.is_none(), "nor in two");
        assert!(other.met_others(LATER), "it met the one that has it");
        assert!(!one.met_others(LATER), "those of one process are no others");
        drop(turn);
        let turn = other.take(LATER).await;
        assert!(turn.is_some());
        assert!(one.take(SOON).await.is_none());
    }
}
