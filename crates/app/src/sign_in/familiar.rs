//! From where somebody signed in before.

use xiaonuan_domain::user::UserId;

use super::attempt::From;
use super::{Desk, SignInError, shifted};

/// For how long it is known: 90 days.
const KNOWN: i64 = 90 * 86_400 * 1_000_000;

impl Desk {
    fn marks(&self, name: &str, from: &From) -> [[u8; 32]; 2] {
        let name = self.fingerprint("familiar/name", name);
        let mark = |what: &str, text: &str| {
            let mut whose = name.to_vec();
            whose.extend(text.as_bytes());
            self.keys().fingerprint_of(what, &whose)
        };
        [
            mark("familiar/device", from.device_text()),
            mark("familiar/address", &from.place()),
        ]
    }

    /// Whether the owner of a name signed in with this device before, and whether from this address.
    pub(super) async fn familiar(&self, name: &str, from: &From) -> Result<[bool; 2], SignInError> {
        let since = shifted(self.now().await?, -KNOWN);
        let [device, address] = self.tables.familiar(self.marks(name, from), since).await?;
        Ok([device && from.device.is_some(), address])
    }

    /// Notes that the owner of a name signed in from here.
    pub(super) async fn note_familiar(&self, user: UserId, name: &str, from: &From) -> Result<(), SignInError> {
        let now = self.now().await?;
        Ok(self.tables.note_familiar(user, &self.marks(name, from), now).await?)
    }
}
