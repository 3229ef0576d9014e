//! Dice that fall the same way each time.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A whole number from 0 up to below another.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        let drawn = i64::from(self.0.next_u32());
        drawn % end.max(1)
    }

    /// Whether something of so many percent comes to pass.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let count = i64::try_from(of.len()).expect("a few");
        let place = usize::try_from(self.below(count)).expect("not below zero");
        &of[place]
    }

    /// One of several words.
    pub(crate) fn word(&mut self, of: &[&'static str]) -> &'static str {
        let word: &&'static str = self.pick(of);
        word
    }
}
