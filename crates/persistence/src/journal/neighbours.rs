//! Who else records in a community: told by numbers that this process finds taken.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::registers::CommunityNo;

/// What was seen of others, by community.
#[derive(Debug, Default)]
pub(super) struct Neighbours(Mutex<HashMap<CommunityNo, Seen>>);

#[derive(Clone, Copy, Debug)]
struct Seen {
    /// The last number of which this process knows.
    last: i64,
    others: Option<Instant>,
}

impl Neighbours {
    /// Notes that a transaction found one number to be the last, and left another.
    pub(super) fn note(&self, community: CommunityNo, found: i64, left: i64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = all.entry(community).or_insert(Seen {
            last: found,
            others: None,
        });
        // A commit of this process that is noted late was of a smaller number.
        if found > seen.last {
            seen.others = Some(Instant::now());
        }
        seen.last = seen.last.max(left);
    }

    /// Whether others were met within the time given.
    pub(super) fn met(&self, community: CommunityNo, within: Duration) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&community)
            .and_then(|seen| seen.others)
            .is_some_and(|met| met.elapsed() <= within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: CommunityNo = CommunityNo(1);
    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_number_that_somebody_else_took_tells_of_them() {
        let neighbours = Neighbours::default();
        neighbours.note(HERE, 10, 12);
        neighbours.note(HERE, 12, 12);
        neighbours.note(HERE, 12, 15);
        assert!(!neighbours.met(HERE, LONG), "all were its own");
        neighbours.note(HERE, 16, 18);
        assert!(neighbours.met(HERE, LONG));
        assert!(!neighbours.met(CommunityNo(2), LONG));
        assert!(!neighbours.met(HERE, Duration::ZERO), "that was a while ago");
    }
}
