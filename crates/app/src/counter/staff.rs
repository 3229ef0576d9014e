//! Who stands at a shop's device: known by their PIN, until they leave or were away too long.

use std::collections::HashSet;

use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{Entry, EntryDetails};
use xiaonuan_persistence::counter::Tries;

use super::codes::Secret;
use super::devices::Device;
use super::{CounterError, DAY, MINUTE, pins, stands};
use crate::service::Service;

/// How long somebody stands at a device that is not used.
const IDLE: i64 = 30 * MINUTE;
/// How many wrong PINs of one person may be tried, and of all at one device, until a day has passed.
const WRONG_OF_ONE: i64 = 5;
const WRONG_AT_ONE: i64 = 20;

/// Who stands at a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Their code.
    pub code: Code,
    /// Their name.
    pub name: String,
}

impl Standing {
    pub(super) fn of(row: &Entry) -> Option<Standing> {
        match &row.details {
            EntryDetails::Staff(staff) => Some(Standing {
                code: row.code.clone(),
                name: staff.name.clone(),
            }),
            _ => None,
        }
    }

    /// Whether somebody who was last seen at a moment still stands there; both by the clock that never goes back.
    pub(super) fn lasts(seen_at: Instant, now: Instant) -> bool {
        now.micros().saturating_sub(seen_at.micros()) < IDLE
    }
}

impl Service {
    /// Lets somebody of the shop stand at its device, by their PIN. Whether there is such a person takes as long to tell as
    /// whether it is their PIN.
    ///
    /// # Errors
    /// [`CounterError::Wrong`] for whatever is wrong; [`CounterError::Slow`] when too much was.
    pub async fn staff_at(&self, device: &Device, staff: &str, pin: &str) -> Result<Standing, CounterError> {
        let counters = self.counters();
        let own = device.community.as_str();
        let number = self.number_of(own).await?;
        let registers = self.database().registers(number).await?;
        let now = self.journal().now();
        let tries = |purpose: &str, whom: &str, most| Tries {
            whom: counters.print(own, purpose, whom),
            most,
            window: DAY,
        };
        // A phone that is paired anew has all its tries.
        let phone = format!("{}/{}", device.code, device.pairing);
        let at_device = tries("PINs at device", &phone, WRONG_AT_ONE);
        let of_person = tries("PINs of staff", &format!("{}/{staff}", device.merchant), WRONG_OF_ONE);
        // Who taps at one name all day takes that person's tries, and none of the others'.
        self.try_once(number, &of_person).await?;
        if let Err(error) = self.try_once(number, &at_device).await {
            counters.tables.give_back(number, of_person.whom).await?;
            return Err(error);
        }
        let found = staff.parse::<Code>().ok();
        let found = found.and_then(|code| registers.entries(Register::Staff).by_code(&code));
        let found = found.map(|(_, row)| row).filter(|row| {
            let is_its = matches!(&row.details, EntryDetails::Staff(of) if of.merchant == device.merchant);
            is_its && stands(&registers, row, now)
        });
        let subject = found.and_then(|row| row.subject);
        // Of nobody a PIN is looked for as well.
        let nobody = SubjectId::from_uuid(uuid::Uuid::nil());
        let hash = counters.tables.staff_pin(number, subject.unwrap_or(nobody)).await?;
        let is_it = counters.pins.is_it(pin, hash.as_deref()).await?;
        let standing = found.filter(|_| is_it).and_then(Standing::of);
        let (Some(standing), Some(subject), Some(hash)) = (standing, subject, hash) else {
            return Err(CounterError::Wrong);
        };
        let phone = (&device.code, device.pairing);
        // Whoever gives them another PIN meanwhile has sent them away already.
        let since = self.steady_now().await?;
        if !counters.tables.stand_at(number, phone, (subject, &hash), since).await? {
            return Err(CounterError::Wrong);
        }
        counters.tables.forget(number, of_person.whom).await?;
        counters.tables.give_back(number, at_device.whom).await?;
        Ok(standing)
    }

    /// Who may stand at a device, in the order of their names.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn staff_of(&self, device: &Device) -> Result<Vec<Standing>, CounterError> {
        let number = self.number_of(device.community.as_str()).await?;
        let registers = self.database().registers(number).await?;
        let now = self.journal().now();
        let rows = registers.entries(Register::Staff).iter().map(|(_, row)| row);
        let own = rows.filter(|row| {
            let is_its = matches!(&row.details, EntryDetails::Staff(of) if of.merchant == device.merchant);
            is_its && stands(&registers, row, now)
        });
        let mut own: Vec<Standing> = own.filter_map(Standing::of).collect();
        own.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
        Ok(own)
    }

    /// Who of a community's staff has a PIN, without which nobody stands at a device.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn staff_with_pin(&self, community: &str) -> Result<HashSet<SubjectId>, CounterError> {
        let number = self.number_of(community).await?;
        Ok(self.counters().tables.staff_with_pin(number).await?)
    }

    /// Whoever stands at a device leaves it.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn leave_device(&self, device: &Device) -> Result<(), CounterError> {
        let number = self.number_of(device.community.as_str()).await?;
        let (now, phone) = (self.steady_now().await?, (&device.code, device.pairing));
        self.counters().tables.leave(number, phone, now).await?;
        Ok(())
    }

    /// Gives somebody a PIN: one of their choice, or a random one, which is shown once. They must give it wherever they stand,
    /// and may try again.
    ///
    /// # Errors
    /// [`CounterError::Missing`] when there is no such person; [`CounterError::NotAPin`].
    pub async fn set_staff_pin(
        &self,
        community: &str,
        staff: &Code,
        pin: Option<&str>,
    ) -> Result<Option<Secret>, CounterError> {
        let counters = self.counters();
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let found = registers.entries(Register::Staff).by_code(staff);
        let (_, row) = found.ok_or(CounterError::Missing)?;
        let (Some(subject), EntryDetails::Staff(details)) = (row.subject, &row.details) else {
            return Err(CounterError::Missing);
        };
        let drawn = pin.is_none().then(|| counters.draw(Secret::pin));
        let pin = match (pin, &drawn) {
            (Some(pin), _) => pins::chosen(pin)?,
            (None, Some(drawn)) => drawn.reveal(),
            (None, None) => return Err(CounterError::NotAPin),
        };
        let hash = counters.pins.hash(pin).await?;
        counters.tables.set_staff_pin(number, subject, &hash).await?;
        counters.tables.send_away(number, subject).await?;
        let whom = format!("{}/{staff}", details.merchant);
        counters
            .tables
            .forget(number, counters.print(community, "PINs of staff", &whom))
            .await?;
        Ok(drawn)
    }
}
