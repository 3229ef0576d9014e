//! What stands for a card at a device once it was shown there, so that its codes lie on no page and in no phone.

use serde::{Deserialize, Serialize};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::CardNamed;

use super::codes::Secret;
use super::devices::Device;
use super::{CounterError, HOUR};
use crate::service::Service;

/// How long it stands for the card: as long as a counter may record what happened at it.
const LASTS: i64 = 72 * HOUR;

/// What is sealed. Whether the card may be used is decided with what it is used for, as ever.
#[derive(Serialize, Deserialize)]
struct Shown {
    number: Code,
    issue: u32,
    at: i64,
}

impl Service {
    /// What stands for a card at a device from now on, and nowhere else.
    ///
    /// # Errors
    /// [`CounterError::Missing`] for what is no card; [`CounterError`] when the database fails.
    pub async fn stand_in(&self, device: &Device, card: &CardNamed) -> Result<Secret, CounterError> {
        let CardNamed::Known { number, issue } = card else {
            return Err(CounterError::Missing);
        };
        let shown = Shown {
            number: number.parse().map_err(|_| CounterError::Missing)?,
            issue: *issue,
            at: self.steady_now().await?.micros(),
        };
        let text = serde_json::to_vec(&shown).map_err(|_| CounterError::Missing)?;
        let sealed = self.database().keys().seal(&context(device), &text);
        Ok(Secret::of_text(hex::encode(sealed)))
    }

    /// The card that something stands for at a device; nobody's, if it stands for none or is too old.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn stood_in_for(&self, device: &Device, text: &str) -> Result<CardNamed, CounterError> {
        let now = self.steady_now().await?;
        Ok(self.opened(device, text, now).unwrap_or_else(CardNamed::nobodys))
    }

    fn opened(&self, device: &Device, text: &str, now: Instant) -> Option<CardNamed> {
        let sealed = hex::decode(text).ok()?;
        let opened = self.database().keys().open(&context(device), &sealed).ok()?;
        let shown: Shown = serde_json::from_slice(&opened).ok()?;
        let age = now.micros().saturating_sub(shown.at);
        (age < LASTS).then(|| CardNamed::Known {
            number: shown.number.to_string(),
            issue: shown.issue,
        })
    }

    /// A moment that lies so many seconds back, not longer than a counter may record things afterwards.
    pub(super) fn ago(&self, seconds: i64) -> Instant {
        let back = seconds.saturating_mul(super::SECOND).clamp(0, LASTS);
        Instant::from_micros(self.journal().now().micros().saturating_sub(back))
    }
}

/// Where it opens: another phone that becomes the device does not open it.
fn context(device: &Device) -> String {
    format!("counter/{}/shown/{}/{}", device.community, device.code, device.pairing)
}
