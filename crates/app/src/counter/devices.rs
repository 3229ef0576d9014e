//! Phones that are shops' devices: paired once by a link, known by a secret of their own.

use std::sync::Arc;
use subtle::ConstantTimeEq;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::register::entry::{Entry, EntryDetails};
use xiaonuan_domain::register::{Register, Registers};
use xiaonuan_persistence::counter::{NewPhone, StoredPhone};

use super::codes::{BETWEEN, Secret};
use super::staff::Standing;
use super::{CounterError, MINUTE, row_of, stands};
use crate::service::Service;

/// How long a link is good.
const PAIRS_WITHIN: i64 = 15 * MINUTE;

/// A link that makes a phone a device, once. It is shown now, and never again.
#[derive(Clone, Debug)]
pub struct Pairing {
    /// What the QR code holds.
    pub token: Secret,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// A phone that became a device.
#[derive(Clone, Debug)]
pub struct Paired {
    /// What the phone keeps.
    pub secret: Secret,
    /// Which device it is.
    pub device: Device,
}

/// A shop's device that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The community.
    pub community: Code,
    /// The device.
    pub code: Code,
    /// What the shop calls it.
    pub name: String,
    /// Whose counter it is.
    pub merchant: Code,
    /// What the shop is called.
    pub shop: String,
    /// Of which branch.
    pub branch: Option<Code>,
    /// Who stands at it, if they gave their PIN and were there since.
    pub staff: Option<Standing>,
    /// The pairing by which it is known.
    pub pairing: u32,
}

impl Device {
    /// How records call it.
    #[must_use]
    pub fn actor_name(&self) -> String {
        format!("device/{}", self.code)
    }
}

/// A device as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedDevice {
    /// The device.
    pub code: Code,
    /// What the shop calls it.
    pub name: String,
    /// Whose counter it is.
    pub merchant: Code,
    /// Of which branch.
    pub branch: Option<Code>,
    /// Whether it may be used today.
    pub stands: bool,
    /// When a phone was paired with it, if one was.
    pub paired_at: Option<Instant>,
    /// When that phone was last seen.
    pub seen_at: Option<Instant>,
}

impl Service {
    /// Makes a link that makes a phone a device that is registered; an earlier link of it is no good any more.
    ///
    /// # Errors
    /// [`CounterError::Missing`] when there is no such device, or it may not be used.
    pub async fn pair_with(&self, community: &str, device: &Code) -> Result<Pairing, CounterError> {
        let counters = self.counters();
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let now = self.journal().now();
        let row = registers.entries(Register::Device).by_code(device);
        let (_, row) = row
            .filter(|(_, row)| stands(&registers, row, now))
            .ok_or(CounterError::Missing)?;
        let own = &registers.community.code;
        let token = counters.draw(Secret::token);
        let ends = |now: Instant| Instant::from_micros(now.micros().saturating_add(PAIRS_WITHIN));
        let print = counters.print(own.as_str(), "pairing", &bound_to(row, token.reveal()));
        let counted = ends(self.steady_now().await?);
        counters.tables.keep_pairing(number, print, device, counted).await?;
        Ok(Pairing {
            token: token.of(device.as_str()).of(own.as_str()),
            // People read the machine's clock.
            expires_at: ends(now),
        })
    }

    /// Which device a link would make a phone, by the shop's name and its own. Nothing, if it is good no more. It is not used
    /// by that.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn pairing(&self, token: &str) -> Result<Option<(String, String)>, CounterError> {
        let counters = self.counters();
        let Some((community, code, token)) = parts_of(token) else {
            return Ok(None);
        };
        let Some(number) = self.database().community(community).await? else {
            return Ok(None);
        };
        let now = self.journal().now();
        let registers = self.database().registers(number).await?;
        let row = registers.entries(Register::Device).by_code(&code);
        let Some(row) = row.map(|(_, row)| row).filter(|row| stands(&registers, row, now)) else {
            return Ok(None);
        };
        let print = counters.print(community, "pairing", &bound_to(row, token));
        let found = counters.tables.pairing(number, print, self.steady_now().await?).await?;
        Ok(found.and_then(|_| match &row.details {
            EntryDetails::Device(device) => Some((shop(&registers, &device.merchant), device.name.clone())),
            _ => None,
        }))
    }

    /// Makes a phone the device that a link names: of two phones at once, one. The pairing is a record of the journal.
    ///
    /// # Errors
    /// [`CounterError::Missing`] when the link was used, is too old, or is none: all alike.
    pub async fn pair(&self, token: &str, actor: &Arc<Actor>) -> Result<Paired, CounterError> {
        let counters = self.counters();
        let (community, code, token) = parts_of(token).ok_or(CounterError::Missing)?;
        let number = self
            .database()
            .community(community)
            .await?
            .ok_or(CounterError::Missing)?;
        let now = self.journal().now();
        let registers = self.database().registers(number).await?;
        let (_, row) = registers
            .entries(Register::Device)
            .by_code(&code)
            .filter(|(_, row)| stands(&registers, row, now))
            .ok_or(CounterError::Missing)?;
        let print = counters.print(community, "pairing", &bound_to(row, token));
        let at = self.steady_now().await?;
        let used = counters.tables.use_pairing(number, print, at).await?;
        used.filter(|used| used == code.as_str()).ok_or(CounterError::Missing)?;
        let again = |details: &mut EntryDetails| {
            if let EntryDetails::Device(device) = details {
                device.pairing = device.pairing.saturating_add(1);
            }
        };
        let (_, row) = self.turn(community, actor, (Register::Device, &code), again).await?;
        let EntryDetails::Device(details) = row.details else {
            return Err(CounterError::Missing);
        };
        let secret = counters.draw(Secret::token);
        let phone = NewPhone {
            device: &code,
            pairing: details.pairing,
            secret: counters.print(community, "device", secret.reveal()),
            at,
        };
        counters.tables.keep_phone(number, &phone).await?;
        Ok(Paired {
            secret: secret.of(code.as_str()).of(community),
            device: Device {
                community: registers.community.code.clone(),
                name: details.name,
                shop: shop(&registers, &details.merchant),
                merchant: details.merchant,
                branch: details.branch,
                staff: None,
                pairing: details.pairing,
                code,
            },
        })
    }

    /// Which device a phone's secret is of; none when it was blocked, has ended, or another phone was paired with it.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn device(&self, secret: &str) -> Result<Option<Device>, CounterError> {
        let counters = self.counters();
        let Some((community, code, secret)) = parts_of(secret) else {
            return Ok(None);
        };
        let Some(number) = self.database().community(community).await? else {
            return Ok(None);
        };
        let print = counters.print(community, "device", secret);
        let phone = counters.tables.phone(number, &code).await?;
        let is_it = |phone: &StoredPhone| bool::from(phone.secret.as_slice().ct_eq(print.as_slice()));
        let Some(phone) = phone.filter(is_it) else {
            return Ok(None);
        };
        let registers = self.database().registers(number).await?;
        let (wall, now) = (self.journal().now(), self.steady_now().await?);
        let row = registers.entries(Register::Device).by_code(&code);
        let row = row.map(|(_, row)| row).filter(|row| stands(&registers, row, wall));
        let Some(EntryDetails::Device(details)) = row.map(|row| &row.details) else {
            return Ok(None);
        };
        if details.pairing != phone.pairing {
            return Ok(None);
        }
        let staff = phone.staff.filter(|(_, at)| Standing::lasts(*at, now));
        let staff = staff.and_then(|(subject, _)| row_of(&registers, Register::Staff, subject));
        let staff = staff.filter(|row| stands(&registers, row, wall)).and_then(Standing::of);
        // Each look would be a commit: one a minute is enough to know by.
        if now.micros().saturating_sub(phone.seen_at.micros()) >= MINUTE {
            let own = (&code, phone.pairing);
            counters.tables.saw_phone(number, own, now, staff.is_some()).await?;
        }
        Ok(Some(Device {
            community: registers.community.code.clone(),
            name: details.name.clone(),
            shop: shop(&registers, &details.merchant),
            merchant: details.merchant.clone(),
            branch: details.branch.clone(),
            staff,
            pairing: phone.pairing,
            code,
        }))
    }

    /// The devices of a community, or of one of its merchants, in the order of their codes.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails, or there is no such community.
    pub async fn devices(&self, community: &str, of: Option<&Code>) -> Result<Vec<ListedDevice>, CounterError> {
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let phones = self.counters().tables.phones(number).await?;
        let now = self.journal().now();
        let rows = registers.entries(Register::Device).iter().map(|(_, row)| row);
        let listed = rows.filter_map(|row| {
            let EntryDetails::Device(details) = &row.details else {
                return None;
            };
            let phone = phones.iter().find(|phone| phone.device == row.code.as_str());
            let phone = phone.filter(|phone| phone.pairing == details.pairing);
            let listed = ListedDevice {
                code: row.code.clone(),
                name: details.name.clone(),
                merchant: details.merchant.clone(),
                branch: details.branch.clone(),
                stands: stands(&registers, row, now),
                paired_at: phone.map(|phone| phone.paired_at),
                seen_at: phone.map(|phone| phone.seen_at),
            };
            of.is_none_or(|merchant| *merchant == details.merchant)
                .then_some(listed)
        });
        let mut listed: Vec<_> = listed.collect();
        listed.sort_by(|one, other| one.code.cmp(&other.code));
        Ok(listed)
    }
}

/// Community, device and secret of what a cookie or link holds.
fn parts_of(text: &str) -> Option<(&str, Code, &str)> {
    let mut parts = text.splitn(3, BETWEEN);
    let (community, code, secret) = (parts.next()?, parts.next()?, parts.next()?);
    Some((community, code.parse().ok()?, secret))
}

/// What a link is known by: its device as it was when the link was made. Whoever changes the device, or blocks it, ends the
/// link, also when they make it active again.
fn bound_to(row: &Entry, token: &str) -> String {
    format!("{token}{BETWEEN}{}{BETWEEN}{}", row.code, row.changed)
}

/// What a shop is called.
fn shop(registers: &Registers, merchant: &Code) -> String {
    let row = registers.merchants.by_code(merchant);
    row.map(|(_, row)| row.details.name.clone()).unwrap_or_default()
}
