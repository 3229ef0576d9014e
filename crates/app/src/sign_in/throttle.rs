//! How often it may be tried. What was tried is counted by name and address, not by person: nobody is locked out.
//!
//! From where nobody signed in to the name before, all addresses together have one bucket: 10 tries, and one more every
//! 15 minutes, 106 in a day. So has each name at each address (5, and one more every 15 minutes). A device that its owner
//! signed in on has its own bucket, and meets none of the others. Codes of the second factor are counted likewise, 5 of
//! each: whoever found out the password does not keep the owner waiting by it.

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
        let bucket = |purpose: &str, whose: &str, every, most| self.bucket((purpose, whose), every, most);
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

    /// The buckets of a try at the code of somebody whose password was given.
    pub(super) fn code_tries(&self, user: UserId, from: &From, [device, address]: [bool; 2]) -> Tries {
        let bucket = |purpose: &str, whose: String| self.bucket((purpose, &whose), 15, 5);
        if device {
            let own = bucket("throttle/code-device", format!("{user} {}", from.device_text()));
            return Tries {
                own: vec![own],
                shared: Vec::new(),
            };
        }
        let mut shared = Vec::new();
        if !address {
            shared.push(self.tries_of(user, "code"));
        }
        Tries {
            own: vec![bucket("throttle/code-pair", format!("{user} {}", from.place()))],
            shared,
        }
    }

    /// The bucket of tries at something of somebody, wherever they are: of somebody who is signed in, or of whoever knows
    /// their password and is where nobody signed in before.
    pub(super) fn tries_of(&self, user: UserId, what: &str) -> Bucket {
        self.bucket(("throttle/user", &format!("{user} {what}")), 15, 5)
    }

    fn bucket(&self, (purpose, whose): (&str, &str), minutes: i64, most: i64) -> Bucket {
        Bucket {
            name: self.keys().fingerprint(purpose, whose),
            every: minutes * MINUTE,
            most,
        }
    }

    pub(super) async fn take(&self, tries: &Tries) -> Result<(), SignInError> {
        self.take_from(&tries.all()).await
    }

    /// Takes a try from each of these, or tells when the next one is there.
    pub(crate) async fn take_from(&self, buckets: &[Bucket]) -> Result<(), SignInError> {
        match self.tables.take(buckets, self.now().await?).await? {
            Taken::Yes => Ok(()),
            Taken::Wait(micros) => Err(SignInError::Slow(micros.unsigned_abs().div_ceil(1_000_000))),
        }
    }

    /// It was right.
    pub(super) async fn forgive(&self, tries: &Tries) -> Result<(), SignInError> {
        self.give_back(&tries.shared, &tries.own).await
    }

    pub(super) async fn forgive_all_of(&self, bucket: Bucket) -> Result<(), SignInError> {
        self.give_back(&[], &[bucket]).await
    }

    /// Gives a try back to each of some buckets, and fills others up.
    pub(crate) async fn give_back(&self, back: &[Bucket], filled: &[Bucket]) -> Result<(), SignInError> {
        let now = self.now().await?;
        Ok(self.tables.give_back(back, filled, now).await?)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
