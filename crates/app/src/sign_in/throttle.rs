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

/// The buckets of one sort of tries. From which of them is taken depends on what is known of where it is tried.
struct Sort {
    /// Of a device that its owner signed in on.
    device: Bucket,
    /// Of one account at one address.
    pair: Bucket,
    /// Of one address, whatever account is tried.
    address: Option<Bucket>,
    /// Of one account, from all addresses where nobody signed in to it before.
    account: Bucket,
}

impl Sort {
    fn tries(self, [device, address]: [bool; 2]) -> Tries {
        if device {
            return Tries {
                own: vec![self.device],
                shared: Vec::new(),
            };
        }
        let account = (!address).then_some(self.account);
        Tries {
            own: vec![self.pair],
            shared: self.address.into_iter().chain(account).collect(),
        }
    }
}

impl Desk {
    /// The buckets of a try at a name's password.
    pub(super) fn tries(&self, login: &str, from: &From, familiar: [bool; 2]) -> Tries {
        let bucket = |purpose: &str, whose: &str, every, most| self.bucket((purpose, whose), every, most);
        let name = hex(&self.fingerprint("throttle/name", login));
        let (device, place) = (from.device_text(), from.place());
        let sort = Sort {
            device: bucket("throttle/device", &format!("{name} {device}"), 5, 10),
            pair: bucket("throttle/pair", &format!("{name} {place}"), 15, 5),
            address: Some(bucket("throttle/address", &place, 1, 50)),
            account: bucket("throttle/account", &name, 15, 10),
        };
        sort.tries(familiar)
    }

    /// The buckets of a try at the code of somebody whose password was given.
    pub(super) fn code_tries(&self, user: UserId, from: &From, familiar: [bool; 2]) -> Tries {
        let bucket = |purpose: &str, whose: &str| self.bucket((purpose, &format!("{user} {whose}")), 15, 5);
        let sort = Sort {
            device: bucket("throttle/code-device", from.device_text()),
            pair: bucket("throttle/code-pair", &from.place()),
            address: None,
            account: self.tries_of(user, "code"),
        };
        sort.tries(familiar)
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
