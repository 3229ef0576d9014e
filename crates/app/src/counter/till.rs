//! Business at a device: what it asks for, what it confirms, and what it takes back.

use std::sync::Arc;

use serde_json::json;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{AtCounter, CardNamed, Claim, Command, Reversal};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::Register;
use xiaonuan_persistence::redemptions::RedeemedBy;
use xiaonuan_persistence::registers::CommunityNo;

use super::devices::Device;
use super::own::Used;
use super::{CounterError, MINUTE};
use crate::desk::{Asking, DeskError, Request, receipt};
use crate::service::Service;

/// The scopes of keys: what programs ask under them is answered the same here.
const REDEMPTION: &str = "request/redemption";
const REVERSAL: &str = "request/reversal";
/// Why something was taken back, where the counter says no more.
const UNDONE: &str = "收银台撤销";
/// How many of a shop's last redemptions are read first, to find one of the last minute: mostly there are fewer. Each time
/// they do not reach back so far, twice as many are.
const FIRST: u32 = 20;

/// A bill that is confirmed at a device.
#[derive(Clone, Debug)]
pub struct Confirming {
    /// The reference, which is the key as well: under it, it is recorded once.
    pub reference: Code,
    /// Whose card was shown.
    pub card: CardNamed,
    /// The discount; none where only vouchers pay.
    pub discount: Option<String>,
    /// The bill.
    pub bill: Money,
    /// What the discount takes off, as it was shown.
    pub off: Money,
    /// How much vouchers pay.
    pub voucher: Money,
    /// The number of the shop's own receipt.
    pub receipt: Option<Code>,
    /// How many seconds ago it was confirmed, where the line was down.
    pub waited: i64,
    /// Whether one like it, just before, is no reason to ask.
    pub again: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Confirmed {
    /// It is recorded, now or when it was first asked.
    Recorded,
    /// The same card and bill were recorded just now. Nothing was recorded.
    Before(Box<Used>),
}

impl Device {
    /// As whom it asks.
    #[must_use]
    pub fn actor(&self) -> Arc<Actor> {
        let (merchant, branch) = (self.merchant.clone(), self.branch.clone());
        Arc::new(Actor::counter(&self.actor_name(), merchant, branch))
    }

    /// Who stands there, as claims have it.
    #[must_use]
    pub fn stands(&self) -> AtCounter {
        AtCounter {
            device: Some(self.code.clone()),
            pairing: Some(self.pairing),
            staff: self.staff.as_ref().map(|staff| staff.code.clone()),
            quotes: false,
            shown_off: None,
        }
    }

    /// What it asks for whose card was shown.
    #[must_use]
    pub fn asking(&self, card: CardNamed, bill: Money, voucher: Option<Money>) -> Asking {
        Asking {
            merchant: self.merchant.to_string(),
            resident: String::new(),
            at: None,
            bill,
            voucher,
            at_most: false,
            branch: self.branch.clone(),
            card: Some(card),
            counter: Some(self.stands()),
            by: self.actor_name(),
        }
    }

    /// A key of its own, as it is kept.
    #[must_use]
    pub fn own_key(&self, key: &str) -> String {
        format!("{}/{key}", self.actor_name())
    }
}

impl Service {
    /// A reference for something that will be asked at a counter.
    ///
    /// # Panics
    /// Never: it is a code.
    #[must_use]
    pub fn new_reference(&self, kind: &str) -> Code {
        let drawn = self.counters().draw(super::codes::Secret::reference);
        format!("{kind}-{}", drawn.reveal())
            .parse()
            .expect("letters and digits")
    }

    /// Records at a device what a bill was paid down by: once, however often it is asked under its reference. Nothing is
    /// recorded that was not shown so before.
    ///
    /// # Errors
    /// [`DeskError`] as a shop hears it.
    pub async fn confirm_at(&self, device: &Device, asked: Confirming) -> Result<Confirmed, DeskError> {
        let number = self.number_of(device.community.as_str()).await?;
        let key = device.own_key(asked.reference.as_str());
        // Of two that are sent at once for one card, the second sees the first.
        let _turn = self.counters().turn_of(asked.card.number()).await;
        if !asked.again {
            let kept = self.database().outcomes(number, REDEMPTION, vec![key.clone()]).await?;
            if kept.is_empty()
                && let Some(before) = self.just_before(number, device, &asked).await?
            {
                return Ok(Confirmed::Before(Box::new(before)));
            }
        }
        let request = Request {
            scope: REDEMPTION,
            key: Some(key),
            content: asked.content(),
            command: Command::Redeem(self.claim(device, asked)),
        };
        let done = self.perform(device.community.as_str(), &device.actor(), request).await;
        done.map(|_| Confirmed::Recorded).map_err(DeskError::at_counter)
    }

    fn claim(&self, device: &Device, asked: Confirming) -> Claim {
        Claim {
            reference: asked.reference,
            at: self.ago(asked.waited),
            merchant: device.merchant.to_string(),
            resident: String::new(),
            discount: asked.discount.unwrap_or_default(),
            bill: asked.bill,
            voucher: asked.voucher,
            receipt: asked.receipt,
            branch: device.branch.clone(),
            card: Some(asked.card),
            customer: None,
            counter: Some(Box::new(AtCounter {
                shown_off: Some(asked.off),
                ..device.stands()
            })),
        }
    }

    /// What was recorded at the shop in the last minute for the same card and bill, and stands.
    async fn just_before(
        &self,
        community: CommunityNo,
        device: &Device,
        asked: &Confirming,
    ) -> Result<Option<Used>, DeskError> {
        let registers = self.database().registers(community).await?;
        let number = asked.card.number().parse::<Code>().ok();
        let row = number.and_then(|number| registers.entries(Register::Card).by_code(&number));
        let Some(card) = row.and_then(|(_, row)| row.subject) else {
            return Ok(None);
        };
        let by = RedeemedBy::Merchant(&device.merchant);
        let now = self.journal().now().micros();
        let (mut before, mut most) = (Seq::MAX, FIRST);
        loop {
            let last = self.database().redemptions(community, by, before, most).await?;
            for found in &last {
                if now.saturating_sub(found.record.recorded_at().micros()) >= MINUTE {
                    return Ok(None);
                }
                let said = receipt::said(&found.record)?;
                let is_other = found.record.reference != asked.reference.as_str() && found.reversed_by.is_none();
                if is_other && said.card == Some(card) && said.bill == asked.bill {
                    let used = Used::of(&registers, found);
                    return used.map(Some).map_err(|_| DeskError::Missing);
                }
            }
            match last.last() {
                Some(found) => (before, most) = (found.record.seq, most.saturating_mul(2)),
                None => return Ok(None),
            }
        }
    }

    /// Takes back what was confirmed at a device in the last minutes, under its own reference: once, however often it is asked.
    ///
    /// # Errors
    /// [`DeskError`] as a shop hears it.
    pub async fn undo_at(&self, device: &Device, reference: Code, of: &Code) -> Result<(), DeskError> {
        let request = Request {
            scope: REVERSAL,
            key: Some(device.own_key(reference.as_str())),
            content: json!({"ref": reference, "of": of}).to_string().into_bytes(),
            command: self.undoing(device, reference, of, None).await?,
        };
        let done = self.perform(device.community.as_str(), &device.actor(), request).await;
        done.map(drop).map_err(DeskError::at_counter)
    }

    /// What takes back a redemption of a device's, today.
    ///
    /// # Errors
    /// [`DeskError`] when the database fails.
    pub async fn undoing(
        &self,
        device: &Device,
        reference: Code,
        of: &Code,
        reason: Option<String>,
    ) -> Result<Command, DeskError> {
        let day = self.today(device.community.as_str()).await;
        let day = day.map_err(|error| match error {
            CounterError::Desk(error) => error,
            _ => DeskError::Missing,
        })?;
        let of = format!("{}/{of}", RecordKind::Redemption).parse();
        Ok(Command::Reverse(Reversal {
            reference,
            of: of.map_err(|_| DeskError::Missing)?,
            date: day,
            reason: reason.unwrap_or_else(|| UNDONE.to_owned()),
            counter: Some(Box::new(device.stands())),
        }))
    }
}

impl Confirming {
    /// What was asked, by which another request under the same key is known for another.
    fn content(&self) -> Vec<u8> {
        let content = json!({"card": self.card, "discount": self.discount, "bill": self.bill, "voucher": self.voucher,
                             "receipt": self.receipt});
        content.to_string().into_bytes()
    }
}
