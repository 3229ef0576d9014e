//! Slow hashes, a few at a time, on threads of their own: each takes its memory, and whoever waits too long is told so.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;
use xiaonuan_persistence::error::StoreError;
use zeroize::Zeroizing;

/// How many are hashed at the same time: each takes the memory that it costs.
const AT_ONCE: usize = 2;
/// How many may wait for their turn.
const WAITING: usize = 64;

/// Where hashes wait for their turn.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Turns {
    pub(crate) fn new() -> Self {
        Turns {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(AtomicUsize::new(0)),
        }
    }

    /// Does some work with a secret, which is wiped afterwards, beside the threads that answer.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too many wait, and what the work answers. Whoever stops waiting gives up the place, and work
    /// that has begun keeps its turn to its end.
    pub(crate) async fn take<T: Send + 'static>(
        &self,
        secret: Zeroizing<String>,
        work: impl FnOnce(&[u8]) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _place = Place::among(&self.waiting)?;
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(|_| StoreError::Stopped)?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(secret.as_bytes())
        });
        done.await.map_err(|_| StoreError::Panicked)?
    }
}

/// A place among those who wait, which is given up however waiting ends.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn among(waiting: &'a AtomicUsize) -> Result<Self, StoreError> {
        let place = Place(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) >= WAITING {
            return Err(StoreError::Busy);
        }
        Ok(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
