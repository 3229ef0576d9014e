//! What was confirmed at a shop's device or in all of the shop today, and how long it can be undone.

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::ledger::UNDO_MINUTES;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::redemptions::{RedeemedBy, StoredRedemption};

use super::devices::Device;
use super::own::Used;
use super::{CounterError, MINUTE};
use crate::service::Service;

/// How many records are read at once.
const AT_ONCE: u32 = 200;

/// What was confirmed today.
#[derive(Clone, Debug)]
pub struct Today {
    /// What it came to.
    pub used: Used,
    /// Who stood there, by their code.
    pub staff: Option<String>,
    /// Until when whoever confirmed it, or answers for the shop, can undo it, on the community's clock; nothing once they
    /// cannot.
    pub undo_until: Option<String>,
}

impl Today {
    fn of(registers: &Registers, found: &StoredRedemption, now: Instant) -> Result<Self, CounterError> {
        let used = Used::of(registers, found)?;
        let until = undone_until(found.record.recorded_at());
        let can_be_undone = !used.is_undone && now.micros() < until;
        let zone = &registers.community.zone;
        Ok(Today {
            staff: used.staff_code(registers),
            undo_until: can_be_undone.then(|| zone.display(Instant::from_micros(until))),
            used,
        })
    }

    /// Whether whoever stands at a device confirmed it.
    #[must_use]
    pub fn is_by(&self, device: &Device) -> bool {
        let stands = device.staff.as_ref().map(|staff| staff.code.as_str());
        self.staff.as_deref() == stands
    }
}

/// Until when what was recorded at a time can be undone, in microseconds.
const fn undone_until(recorded: Instant) -> i64 {
    recorded.micros() + UNDO_MINUTES * MINUTE
}

impl Service {
    /// The community's present day.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails, or there is no such community.
    pub async fn today(&self, community: &str) -> Result<Day, CounterError> {
        let number = self.number_of(community).await?;
        Ok(self.database().zone(number).await?.day_of(self.journal().now()))
    }

    /// What was confirmed at a device under a reference, by whoever stood there; nothing of what was done elsewhere. Who holds
    /// the reference is to be told that it is recorded, also if a colleague sent it and has left meanwhile.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn confirmed_at(&self, device: &Device, reference: &Code) -> Result<Option<Today>, CounterError> {
        let number = self.number_of(device.community.as_str()).await?;
        let kind = RecordKind::Redemption;
        let seq = self
            .database()
            .number_of_event(number, kind, reference.as_str())
            .await?;
        let Some(seq) = seq else { return Ok(None) };
        let by = RedeemedBy::Merchant(&device.merchant);
        let found = self.database().redemptions(number, by, seq + 1, 1).await?;
        let own = |found: &&StoredRedemption| found.record.seq == seq && found.record.actor == device.actor_name();
        let Some(found) = found.first().filter(own) else {
            return Ok(None);
        };
        let registers = self.database().registers(number).await?;
        Today::of(&registers, found, self.journal().now()).map(Some)
    }

    /// What whoever stands at a device recorded there on the community's present day, or can still undo, the last first;
    /// nothing of their colleagues.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn today_at(&self, device: &Device) -> Result<Vec<Today>, CounterError> {
        let (community, actor) = (device.community.as_str(), device.actor_name());
        let recorded = self.recorded_today(community, &device.merchant, Some(&actor)).await?;
        let all = recorded.into_iter().map(|(_, one)| one);
        Ok(all.filter(|one| one.is_by(device)).collect())
    }

    /// What was paid at a shop on the community's present day, or confirmed at a counter and can still be undone: by anybody, or
    /// by one who is named as records name them; the last first. What is only entered today, such as a list of last month, is
    /// not of today.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn today_of_shop(
        &self,
        community: &str,
        merchant: &Code,
        actor: Option<&str>,
    ) -> Result<Vec<Today>, CounterError> {
        let today = self.today(community).await?;
        let recorded = self.recorded_today(community, merchant, actor).await?;
        let shown = recorded.into_iter();
        let can_be_undone = |one: &Today| one.staff.is_some() && one.undo_until.is_some();
        let shown = shown.filter(|(day, one)| *day == today || can_be_undone(one));
        Ok(shown.map(|(_, one)| one).collect())
    }

    /// What was recorded of a shop on the present day, or can still be undone after midnight, each with the day of its
    /// business time.
    async fn recorded_today(
        &self,
        community: &str,
        merchant: &Code,
        actor: Option<&str>,
    ) -> Result<Vec<(Day, Today)>, CounterError> {
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let zone = &registers.community.zone;
        let now = self.journal().now();
        let today = zone.day_of(now);
        let (by, mut before) = (RedeemedBy::Merchant(merchant), i64::MAX);
        let mut all = Vec::new();
        loop {
            let page = self.database().redemptions(number, by, before, AT_ONCE).await?;
            for found in &page {
                let recorded = found.record.recorded_at();
                if zone.day_of(recorded) != today && now.micros() >= undone_until(recorded) {
                    return Ok(all);
                }
                before = found.record.seq;
                if actor.is_none_or(|actor| found.record.actor == actor) {
                    let day = zone.day_of(found.record.occurred_at());
                    all.push((day, Today::of(&registers, found, now)?));
                }
            }
            if page.len() < AT_ONCE as usize {
                return Ok(all);
            }
        }
    }
}
