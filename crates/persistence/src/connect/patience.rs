//! How long a database is waited for that is away, or held by others.

use std::time::Duration;

use tokio::time::Instant;

/// How long whoever asks something of a database waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// A run that nobody stands beside: a few tries, each as long as the database's own patience.
    Long,
    /// Somebody stands at a counter: all tries together take no longer than this.
    Short(Duration),
}

/// How long one try of a patient run waits for a connection or a lock.
const LONG: Duration = Duration::from_secs(30);
/// How often a patient run tries.
const TRIES: u32 = 6;
const FIRST_WAIT: Duration = Duration::from_millis(10);
const LONGEST_WAIT: Duration = Duration::from_millis(320);
/// A server that took what was asked and says nothing is given up after so many times the wait for a connection.
const SILENCE: u32 = 3;

impl Patience {
    /// How long one try waits for a connection, or for a lock that others hold.
    #[must_use]
    pub fn of_one_try(self) -> Duration {
        match self {
            Patience::Long => LONG,
            Patience::Short(wait) => wait,
        }
    }

    /// How long a server may say nothing at all, if it is not waited for as long as it takes.
    #[must_use]
    pub fn until_given_up(self) -> Option<Duration> {
        match self {
            Patience::Long => None,
            Patience::Short(wait) => Some(wait * SILENCE),
        }
    }
}

/// The tries of something that met a passing failure.
pub(crate) struct Tries {
    patience: Patience,
    began: Instant,
    left: u32,
    wait: Duration,
}

impl Tries {
    /// Begins now.
    pub(crate) fn with(patience: Patience) -> Self {
        Tries {
            patience,
            began: Instant::now(),
            left: TRIES - 1,
            wait: FIRST_WAIT,
        }
    }

    /// Waits before the next try, if there is to be one.
    pub(crate) async fn next(&mut self) -> bool {
        let wait = self.wait_after(self.began.elapsed());
        if let Some(wait) = wait {
            tokio::time::sleep(wait).await;
        }
        wait.is_some()
    }

    /// How long to wait when so much time has gone by, unless it is enough.
    fn wait_after(&mut self, elapsed: Duration) -> Option<Duration> {
        let goes_on = match self.patience {
            Patience::Long => self.left > 0,
            Patience::Short(limit) => elapsed + self.wait < limit,
        };
        let wait = self.wait;
        self.left = self.left.saturating_sub(1);
        self.wait = (wait * 2).min(LONGEST_WAIT);
        goes_on.then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tries(patience: Patience) -> (u32, Duration) {
        let (mut tries, mut count, mut took) = (Tries::with(patience), 1, Duration::ZERO);
        while let Some(wait) = tries.wait_after(took) {
            took += wait;
            count += 1;
        }
        (count, took)
    }

    #[test]
    fn a_counter_is_not_kept_waiting_longer_than_it_said() {
        let limit = Duration::from_secs(3);
        let (count, took) = tries(Patience::Short(limit));
        assert!(count > 6 && took < limit, "{count} tries in {took:?}");
        assert_eq!(tries(Patience::Long).0, 6);
    }
}
