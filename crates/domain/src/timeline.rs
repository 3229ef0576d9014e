//! The balance of one account in order of business time, for entries that arrive late.
//!
//! A balance of the books fits 64 bits in the order of recording. In the order of business time the same postings may
//! pass through more than that, so everything here is wider.

use crate::calendar::Instant;

/// Lowest and highest balance over a stretch of business time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The lowest balance.
    pub low: i128,
    /// The highest balance.
    pub high: i128,
}

/// How many instants a block may hold before it is split.
const BLOCK: usize = 512;

/// Changes of one balance after a moment, by instant. Insertion and the range of all later balances cost the
/// square root of the number of instants, so that a whole back-dated folder can be checked row by row.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    blocks: Vec<Block>,
    total: i128,
}

#[derive(Clone, Debug)]
struct Block {
    changes: Vec<(Instant, i128)>,
    sum: i128,
    range: Range,
}

impl Block {
    fn new(changes: Vec<(Instant, i128)>) -> Self {
        let mut block = Block {
            changes,
            sum: 0,
            range: Range { low: 0, high: 0 },
        };
        block.refresh();
        block
    }

    /// Computes the sum, and the range of the balance after each instant relative to the block's beginning.
    fn refresh(&mut self) {
        self.sum = 0;
        self.range = Range {
            low: i128::MAX,
            high: i128::MIN,
        };
        for (_, change) in &self.changes {
            self.sum += change;
            self.range = Range {
                low: self.range.low.min(self.sum),
                high: self.range.high.max(self.sum),
            };
        }
    }
}

impl Timeline {
    /// The sum of all changes.
    #[must_use]
    pub fn total(&self) -> i128 {
        self.total
    }

    /// All changes in order, each instant once.
    pub fn changes(&self) -> impl Iterator<Item = (Instant, i128)> + '_ {
        self.blocks.iter().flat_map(|block| block.changes.iter().copied())
    }

    /// The sum of the changes up to an instant.
    #[must_use]
    pub fn sum_until(&self, at: Instant) -> i128 {
        let changes = self.blocks.iter().flat_map(|block| &block.changes);
        changes
            .take_while(|(when, _)| *when <= at)
            .map(|(_, change)| change)
            .sum()
    }

    /// Adds a change at an instant; changes at one instant count together.
    pub fn insert(&mut self, at: Instant, change: i64) {
        let change = i128::from(change);
        self.total += change;
        let found = self
            .blocks
            .partition_point(|block| block.changes.last().is_some_and(|(last, _)| *last < at));
        if found == self.blocks.len() {
            match self.blocks.last_mut() {
                Some(block) if block.changes.len() < BLOCK => {
                    block.changes.push((at, change));
                    block.refresh();
                }
                _ => self.blocks.push(Block::new(vec![(at, change)])),
            }
            return;
        }
        let block = &mut self.blocks[found];
        match block.changes.binary_search_by_key(&at, |(instant, _)| *instant) {
            Ok(index) => block.changes[index].1 += change,
            Err(index) => block.changes.insert(index, (at, change)),
        }
        if block.changes.len() > BLOCK {
            let tail = block.changes.split_off(BLOCK / 2);
            block.refresh();
            self.blocks.insert(found + 1, Block::new(tail));
        } else {
            block.refresh();
        }
    }

    /// The range of the balance at a moment and at every later one, given the balance before all changes.
    #[must_use]
    pub fn range_from(&self, before: i128, from: Instant) -> Range {
        let mut balance = before;
        let mut range: Option<Range> = None;
        let mut widen = |low: i128, high: i128| {
            range = Some(range.map_or(Range { low, high }, |seen| Range {
                low: seen.low.min(low),
                high: seen.high.max(high),
            }));
        };
        let first = self
            .blocks
            .partition_point(|block| block.changes.last().is_some_and(|(last, _)| *last <= from));
        balance += self.blocks[..first].iter().map(|block| block.sum).sum::<i128>();
        let mut rest = self.blocks[first..].iter();
        if let Some(block) = rest.next() {
            let later = block.changes.partition_point(|(at, _)| *at <= from);
            balance += block.changes[..later].iter().map(|(_, change)| change).sum::<i128>();
            widen(balance, balance);
            for (_, change) in &block.changes[later..] {
                balance += change;
                widen(balance, balance);
            }
        } else {
            widen(balance, balance);
        }
        for block in rest {
            widen(balance + block.range.low, balance + block.range.high);
            balance += block.sum;
        }
        range.expect("at least the balance at the moment itself")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn the_range_is_that_of_a_plain_walk(
            changes in prop::collection::vec((0i64..400, -50i64..50), 0..1500), before in -100i128..100, from in -1i64..402
        ) {
            let mut timeline = Timeline::default();
            for (at, change) in &changes {
                timeline.insert(Instant::from_micros(*at), *change);
            }
            let balance_at = |moment: i64| before + changes.iter().filter(|(at, _)| *at <= moment).map(|(_, change)| i128::from(*change)).sum::<i128>();
            let walked: Vec<i128> = (from..=402).map(balance_at).collect();
            let expected = Range { low: *walked.iter().min().expect("not empty"), high: *walked.iter().max().expect("not empty") };
            prop_assert_eq!(timeline.range_from(before, Instant::from_micros(from)), expected);
            prop_assert_eq!(timeline.total(), changes.iter().map(|(_, change)| i128::from(*change)).sum::<i128>());
        }
    }

    #[test]
    fn balances_beyond_64_bits_are_followed() {
        let mut timeline = Timeline::default();
        for at in 0..1_000 {
            timeline.insert(Instant::from_micros(at), if at < 500 { i64::MAX } else { i64::MIN });
        }
        let range = timeline.range_from(i128::from(i64::MAX), Instant::from_micros(-1));
        let most = i128::from(i64::MAX);
        assert_eq!(
            range,
            Range {
                low: most - 500,
                high: 501 * most
            }
        );
        assert_eq!(timeline.total(), -500);
    }
}
