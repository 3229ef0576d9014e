//! A clock that never goes back. When the machine's clock is moved back, this one goes on from where it was: nothing that
//! lasts for a while lasts longer by it. It stays ahead by as much from then on, also in processes that come later.

use std::sync::{Mutex, PoisonError};

use xiaonuan_domain::calendar::Instant;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::sign_in::{ClockMark, SignInTables};

/// How often the mark is written, so that a process that comes later knows.
const EVERY: i64 = 60 * 1_000_000;

#[derive(Default)]
pub(super) struct SteadyClock(Mutex<Option<Met>>);

/// What was met so far, and up to when it was written.
#[derive(Clone, Copy)]
struct Met {
    mark: ClockMark,
    written: ClockMark,
}

impl Met {
    /// What the time is when the machine says `now`.
    fn meet(&mut self, now: i64) -> i64 {
        let ClockMark { latest, ahead } = self.mark;
        let here = now.saturating_add(ahead);
        if here < latest {
            self.mark.ahead = ahead + (latest - here);
        }
        self.mark.latest = here.max(latest);
        self.mark.latest
    }

    fn is_to_be_written(&self) -> bool {
        self.mark.ahead != self.written.ahead || self.mark.latest - self.written.latest >= EVERY
    }
}

impl SteadyClock {
    pub(super) async fn now(&self, tables: &SignInTables, machine: Instant) -> Result<Instant, StoreError> {
        let known = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            let left = tables.clock_mark().await?;
            let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            met.get_or_insert(Met {
                mark: left,
                written: left,
            });
        }
        let (now, to_write) = {
            let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let met = met.as_mut().expect("it was read just before");
            let now = met.meet(machine.micros());
            let to_write = met.is_to_be_written().then_some(met.mark);
            if to_write.is_some() {
                met.written = met.mark;
            }
            (now, to_write)
        };
        if let Some(mark) = to_write {
            tables.leave_clock_mark(mark).await?;
        }
        Ok(Instant::from_micros(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_when_the_machines_clock_is_moved_back() {
        let mark = ClockMark { latest: 100, ahead: 0 };
        let mut met = Met { mark, written: mark };
        assert_eq!(met.meet(110), 110);
        assert_eq!(met.meet(50), 110);
        assert_eq!(met.meet(60), 120);
        assert_eq!(met.meet(20), 120);
        assert_eq!(met.meet(25), 125);
        assert_eq!(met.meet(500), 600, "it stays ahead");
    }
}
