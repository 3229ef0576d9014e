//! How many rows are decided in one transaction: as many as a counter beside it can be kept waiting for.

use std::time::Duration;

/// How long a transaction should take. A claim at a counter waits for one of them and for its own.
const MEANT: Duration = Duration::from_millis(30);
const FEWEST: usize = 25;
const MOST: usize = 2_000;
/// With how many to begin, when it is not known yet how fast it goes.
const FIRST: usize = 100;

/// The pace of an import.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    rows: usize,
    statistics_after: usize,
}

impl Pace {
    /// That of a run beside others.
    pub(super) fn beside_others() -> Self {
        Pace {
            rows: FIRST,
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

    /// Learns how long a number of rows took. A single slow one, as when a file is written back, halves the pace at most.
    pub(super) fn learn(&mut self, rows: usize, took: Duration) {
        let micros = took.as_micros().max(1);
        let right = rows as u128 * MEANT.as_micros() / micros;
        let right = usize::try_from(right).unwrap_or(MOST);
        self.rows = right.clamp(self.rows / 2, self.rows * 2).clamp(FEWEST, MOST);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_to_take_as_long_as_is_meant_and_stays_in_bounds() {
        // At so many microseconds a row.
        for (cost, settled) in [(1, MOST), (150, 200), (10_000, FEWEST)] {
            let mut pace = Pace::beside_others();
            for _ in 0..20 {
                let rows = pace.rows();
                pace.learn(rows, Duration::from_micros(cost * rows as u64));
            }
            assert_eq!(pace.rows(), settled, "{cost} µs a row");
        }
        let mut pace = Pace::alone();
        pace.learn(2_000, Duration::from_secs(60));
        assert_eq!(pace.rows(), 1_000, "one slow transaction is no reason to crawl");
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
