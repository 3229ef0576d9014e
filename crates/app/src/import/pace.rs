//! How many rows are decided in one transaction: as many as a counter beside it can be kept waiting for.

use std::time::Duration;

/// How long a transaction should take while others record too. A claim at a counter waits for one of them and for its own.
const BESIDE_OTHERS: Duration = Duration::from_millis(30);
/// How long it should take while nobody does: with more rows in it the same pages are written once instead of several
/// times. The first claim that comes waits for it, and for the one that is read already.
const BY_ITSELF: Duration = Duration::from_millis(120);
/// For how long after somebody else's record more of them are awaited.
pub(super) const OTHERS_STAY: Duration = Duration::from_secs(10);
const FEWEST: usize = 25;
const MOST: usize = 2_000;
/// With how many to begin, when it is not known yet how fast it goes.
const FIRST: usize = 100;

/// The pace of an import.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    rows: usize,
    meant: Duration,
    statistics_after: usize,
}

impl Pace {
    /// That of a run beside others.
    pub(super) fn beside_others() -> Self {
        Pace {
            rows: FIRST,
            meant: BESIDE_OTHERS,
            statistics_after: MOST,
        }
    }

    /// That of a run which nobody waits for.
    pub(super) fn alone() -> Self {
        Pace {
            rows: MOST,
            ..Pace::beside_others()
        }
    }

    /// How many rows to take next.
    pub(super) fn rows(self) -> usize {
        self.rows
    }

    /// Learns how long a number of rows took, and whether others are recording too. A single slow one, as when a file is
    /// written back, halves the pace at most.
    pub(super) fn learn(&mut self, rows: usize, took: Duration, others: bool) {
        let meant = if others { BESIDE_OTHERS } else { BY_ITSELF };
        if meant < self.meant {
            // Somebody has come: what was right for nobody is too much from the next transaction on.
            self.rows = part(self.rows, meant, self.meant);
        }
        self.meant = meant;
        self.rows = part(rows, meant, took)
            .clamp(self.rows / 2, self.rows * 2)
            .clamp(FEWEST, MOST);
    }

    /// Whether the books have doubled since the database was last told how big they are.
    pub(super) fn has_doubled(&mut self, rows: usize) -> bool {
        let doubled = rows >= self.statistics_after;
        if doubled {
            self.statistics_after = rows * 2;
        }
        doubled
    }
}

/// As many of the rows as take one time, when all of them take another.
fn part(rows: usize, time: Duration, of: Duration) -> usize {
    let part = rows as u128 * time.as_micros() / of.as_micros().max(1);
    usize::try_from(part).unwrap_or(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pace that has settled, at so many microseconds a row.
    fn settled(mut pace: Pace, cost: u64, others: bool) -> Pace {
        for _ in 0..20 {
            let rows = pace.rows();
            pace.learn(rows, Duration::from_micros(cost * rows as u64), others);
        }
        pace
    }

    #[test]
    fn it_comes_to_take_as_long_as_is_meant_and_stays_in_bounds() {
        for (cost, beside, by_itself) in [(1, MOST, MOST), (150, 200, 800), (10_000, FEWEST, FEWEST)] {
            assert_eq!(
                settled(Pace::beside_others(), cost, true).rows(),
                beside,
                "{cost} µs a row"
            );
            assert_eq!(
                settled(Pace::beside_others(), cost, false).rows(),
                by_itself,
                "{cost} µs a row"
            );
        }
        let mut pace = Pace::alone();
        pace.learn(2_000, Duration::from_secs(60), false);
        assert_eq!(pace.rows(), 1_000, "one slow transaction is no reason to crawl");
    }

    #[test]
    fn it_makes_room_at_once_when_somebody_comes() {
        let mut pace = settled(Pace::beside_others(), 150, false);
        pace.learn(200, Duration::from_micros(200 * 150), true);
        assert_eq!(pace.rows(), 200);
    }

    #[test]
    fn the_database_is_told_when_the_books_have_doubled() {
        let mut pace = Pace::beside_others();
        let told: Vec<usize> = (0..20)
            .map(|n| n * 1_000)
            .filter(|rows| pace.has_doubled(*rows))
            .collect();
        assert_eq!(told, [2_000, 4_000, 8_000, 16_000]);
    }
}
