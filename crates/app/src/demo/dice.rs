//! Chance: everything that is drawn comes from one seeded generator, in one order.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A seeded source of choices. Draws are of fixed width, so that every machine draws alike.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number between two, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// A number between two that is more often low than high, as prices are.
    pub(super) fn rather_low(&mut self, least: i64, most: i64) -> i64 {
        self.between(least, most).min(self.between(least, most))
    }

    /// True so many times in a hundred.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// A position in something so long, which is not empty.
    pub(super) fn index(&mut self, length: usize) -> usize {
        let last = i64::try_from(length).expect("lengths are small") - 1;
        usize::try_from(self.between(0, last)).expect("positions are not negative")
    }

    /// One of several; there is at least one.
    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }

    /// One of several, each as often as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, choices: &[(i64, T)]) -> T {
        let total: i64 = choices.iter().map(|(weight, _)| weight).sum();
        let mut left = self.between(1, total);
        for &(weight, choice) in choices {
            left -= weight;
            if left <= 0 {
                return choice;
            }
        }
        unreachable!("the weights add up to what was drawn from")
    }

    /// Puts things into any order.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.index(last + 1);
            things.swap(last, other);
        }
    }
}
