//! The process's randomness, which all batches and all that is sealed draw from.

use std::sync::{Mutex, PoisonError};

use xiaonuan_domain::entropy::Entropy;

/// Randomness that is taken sixteen bytes at a time: no batch waits until another is decided.
pub(crate) struct Randomness(Mutex<Box<dyn Entropy>>);

impl Randomness {
    pub(crate) fn new(entropy: Box<dyn Entropy>) -> Self {
        Randomness(Mutex::new(entropy))
    }

    /// What a batch draws from.
    pub(crate) fn draws(&self) -> impl Entropy {
        Draws(self)
    }
}

struct Draws<'a>(&'a Randomness);

impl Entropy for Draws<'_> {
    fn draw(&mut self) -> [u8; 16] {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).draw()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);

    impl Entropy for Counting {
        fn draw(&mut self) -> [u8; 16] {
            self.0 += 1;
            [self.0; 16]
        }
    }

    #[test]
    fn two_batches_draw_in_turn() {
        let randomness = Randomness::new(Box::new(Counting(0)));
        let (mut one, mut other) = (randomness.draws(), randomness.draws());
        let drawn = [one.draw()[0], other.draw()[0], one.draw()[0]];
        assert_eq!(drawn, [1, 2, 3]);
    }
}
