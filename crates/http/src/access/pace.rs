//! How often somebody may ask: counted for each person, program and address, in each process.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use xiaonuan_app::sign_in::network;

use super::Who;

/// How often each may ask in a second, for as long as they like. Twenty times as much is let through at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// A person who signed in.
    pub person: NonZeroU32,
    /// A program by its token.
    pub program: NonZeroU32,
    /// An address from which nobody shows who they are, shops' devices and residents' phones among them.
    pub address: NonZeroU32,
}

/// How many times as much as in a second is let through at once.
const BURST: NonZeroU32 = NonZeroU32::new(20).expect("more than none");
/// After so many askers are known, those who rest are forgotten.
const MANY: usize = 10_000;

/// The limits as they are counted.
#[derive(Clone, Debug)]
pub(super) struct Paced(Arc<Limits>);

#[derive(Debug)]
struct Limits {
    people: DefaultKeyedRateLimiter<Arc<str>>,
    programs: DefaultKeyedRateLimiter<Arc<str>>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

impl Paced {
    pub(super) fn new(pace: Pace) -> Self {
        let quota = |second: NonZeroU32| Quota::per_second(second).allow_burst(second.saturating_mul(BURST));
        Paced(Arc::new(Limits {
            people: RateLimiter::keyed(quota(pace.person)),
            programs: RateLimiter::keyed(quota(pace.program)),
            addresses: RateLimiter::keyed(quota(pace.address)),
        }))
    }

    /// Counts a request. One too many is told after how many seconds the next is there.
    pub(super) fn count(&self, who: &Who, name: &Arc<str>, address: IpAddr) -> Result<(), u32> {
        let limits = &self.0;
        match who {
            // Whoever tries programs on their own machine may do so as fast as it goes.
            Who::Anybody => Ok(()),
            Who::Person { .. } => counted(&limits.people, name),
            Who::Program { .. } => counted(&limits.programs, name),
            Who::Nobody => counted(&limits.addresses, &network(address)),
        }
    }
}

fn counted<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, asker: &K) -> Result<(), u32> {
    if limiter.len() > MANY {
        limiter.retain_recent();
    }
    limiter.check_key(asker).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paced(second: u32) -> Paced {
        let second = NonZeroU32::new(second).expect("more than none");
        Paced::new(Pace {
            person: second,
            program: second,
            address: second,
        })
    }

    #[test]
    fn one_address_does_not_slow_another() {
        let paced = paced(1);
        let nobody: Arc<str> = "nobody".into();
        let ask = |address: &str| paced.count(&Who::Nobody, &nobody, address.parse().expect("an address"));
        for _ in 0..20 {
            assert_eq!(ask("192.0.2.1"), Ok(()));
        }
        assert_eq!(ask("192.0.2.1"), Err(1));
        assert_eq!(ask("192.0.2.2"), Ok(()));
        // An IPv6 network is one asker, however many addresses it has.
        for last in 0..20 {
            assert_eq!(ask(&format!("2001:db8::{last:x}")), Ok(()));
        }
        assert_eq!(ask("2001:db8::ffff"), Err(1));
    }
}
