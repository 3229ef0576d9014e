//! Time that stands still until it is moved, and randomness that can be replayed.

use std::sync::atomic::{AtomicI64, Ordering};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_persistence::journal::Clock;

/// A clock that stands still.
#[derive(Debug)]
pub struct FrozenClock(AtomicI64);

impl FrozenClock {
    /// A clock that stands at a moment.
    #[must_use]
    pub fn at(now: Instant) -> Self {
        FrozenClock(AtomicI64::new(now.micros()))
    }

    /// Moves it, forwards or back.
    pub fn set(&self, now: Instant) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }

    /// Moves it on by so many seconds.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Random bytes from a seed.
pub struct Seeded(ChaCha8Rng);

impl Seeded {
    /// The bytes that follow from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Seeded(ChaCha8Rng::seed_from_u64(seed))
    }
}

impl Entropy for Seeded {
    fn draw(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

/// A clock that moves on by a second each time it is asked: what is decided together has one time.
#[derive(Debug)]
pub struct TickingClock(FrozenClock);

impl TickingClock {
    /// A clock that begins at a moment.
    #[must_use]
    pub fn from(now: Instant) -> Self {
        TickingClock(FrozenClock::at(now))
    }
}

impl Clock for TickingClock {
    fn now(&self) -> Instant {
        self.0.advance(1);
        self.0.now()
    }
}
