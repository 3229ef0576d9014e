//! How often it may be tried. What was tried is counted by name and address, not by person: nobody is locked out.
//!
//! From where nobody signed in to the name before, all addresses together have one bucket: 10 tries, and one more every
//! 15 minutes, 106 in a day. So has each name at each address (5, and one more every 15 minutes). A device that its owner
//! signed in on has its own bucket, and meets none of the others.

use xiaonuan_domain::user::UserId;
use xiaonuan_persistence::sign_in::{Bucket, Taken};

use super::attempt::From;
use super::{Desk, SignInError};

const MINUTE: i64 = 60 * 1_000_000;

/// What a try at a name's password takes from.
pub(super) struct Tries {
    /// Filled up when it was right: only the owner can.
    pub(super) own: Vec<Bucket>,
    /// Given back when it was right: others take from them too.
    pub(super) shared: Vec<Bucket>,
}

impl Tries {
    fn all(&self) -> Vec<Bucket> {
        self.own.iter().chain(&self.shared).copied().collect()
    }
}

impl Desk {
    /// The buckets of a try at a name's password.
    pub(super) fn tries(&self, login: &str, from: &From, [device, address]: [bool; 2]) -> Tries {
        let bucket = |purpose: &str, whose: &str, every: i64, most: i64| Bucket {
            name: self.keys().fingerprint(purpose, whose),
            every: every * MINUTE,
            most,
        };
        let name = hex(&self.fingerprint("throttle/name", login));
        let place = from.place();
        if device {
            let token = from.device_text();
            let own = bucket("throttle/device", &format!("{name} {token}"), 5, 10);
            return Tries {
                own: vec![own],
                shared: Vec::new(),
            };
        }
        let own = bucket("throttle/pair", &format!("{name} {place}"), 15, 5);
        let mut shared = vec![bucket("throttle/address", &place, 1, 50)];
        if !address {
            shared.push(bucket("throttle/account", &name, 15, 10));
        }
        Tries { own: vec![own], shared }
    }

    /// The bucket of tries at something of somebody who gave their password: a code, or the password once more.
    pub(super) fn tries_of(&self, user: UserId, what: &str) -> Bucket {
        Bucket {
            name: self.keys().fingerprint("throttle/user", &format!("{user} {what}")),
            every: 15 * MINUTE,
            most: 5,
        }
    }

    pub(super) async fn take(&self, tries: &Tries) -> Result<(), SignInError> {
        self.take_from(&tries.all()).await
    }

    pub(super) async fn take_from(&self, buckets: &[Bucket]) -> Result<(), SignInError> {
        match self.tables.take(buckets, self.now().await?).await? {
            Taken::Yes => Ok(()),
            Taken::Wait(micros) => Err(SignInError::Slow(micros.unsigned_abs().div_ceil(1_000_000))),
        }
    }

    /// It was right.
    pub(super) async fn forgive(&self, tries: &Tries) -> Result<(), SignInError> {
        let now = self.now().await?;
        Ok(self.tables.give_back(&tries.shared, &tries.own, now).await?)
    }

    pub(super) async fn forgive_all_of(&self, bucket: Bucket) -> Result<(), SignInError> {
        let now = self.now().await?;
        Ok(self.tables.give_back(&[], &[bucket], now).await?)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
