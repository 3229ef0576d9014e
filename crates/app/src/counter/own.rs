//! What a resident sees of their own: what they can use and where, what is left on their vouchers, what they used, and what
//! they complained of.

use std::collections::BTreeSet;

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Claim, Command, DiscountTerms};
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::eligibility::Eligibility;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_domain::register::{Register, Registers, Resident};
use xiaonuan_persistence::redemptions::{RedeemedBy, StoredRedemption};

use super::{CardHolder, CounterError, OwnComplaint, complaints, row_of};
use crate::desk::{CounterReceipt, receipt};
use crate::service::Service;

/// Whoever claims some voucher money has all that there is loaded.
const SOME: Money = Money::from_fen(1);

/// What a resident has.
#[derive(Clone, Debug)]
pub struct Own {
    /// Their name.
    pub name: String,
    /// The card's number.
    pub card: Code,
    /// Their code in the office's books.
    pub resident: Code,
    /// What they are entitled to, and when.
    pub eligibility: Vec<Eligibility>,
    /// Who may act for them today, by name.
    pub agents: Vec<String>,
    /// Whether nothing but keeping is done with their data, so that they can use nothing.
    pub is_restricted: bool,
    /// What is left on their vouchers, in the order in which they are spent.
    pub vouchers: Vec<OwnVoucher>,
    /// What they can use today, by shop.
    pub offers: Vec<OwnOffer>,
    /// What they complained of and were answered, the last first.
    pub complaints: Vec<OwnComplaint>,
}

/// A voucher with something left on it.
#[derive(Clone, Debug)]
pub struct OwnVoucher {
    /// What is left.
    pub left: Money,
    /// The last day.
    pub until: Day,
}

/// An offer that somebody can use.
#[derive(Clone, Debug)]
pub struct OwnOffer {
    /// The shop.
    pub merchant: Code,
    /// What the shop is called.
    pub merchant_name: String,
    /// The discount.
    pub discount: Code,
    /// What it takes off, and when. Its name is the one for everybody.
    pub terms: DiscountTerms,
}

/// What somebody used.
#[derive(Clone, Debug)]
pub struct Used {
    /// The record.
    pub seq: Seq,
    /// The shop.
    pub merchant: Code,
    /// What the shop is called.
    pub merchant_name: String,
    /// What it came to.
    pub receipt: CounterReceipt,
    /// Whether it was taken back.
    pub is_undone: bool,
    /// Who stood at the counter.
    staff: Option<SubjectId>,
}

impl Service {
    /// What the holder of a card has and can use today.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn own(&self, community: &str, holder: &CardHolder) -> Result<Own, CounterError> {
        let number = self.number_of(community).await?;
        let now = self.journal().now();
        let mut rehearsal = self.journal().rehearse_in(number, Some(now)).await?;
        rehearsal.load(&[Command::Redeem(claim_of(holder, now))]).await?;
        let ledger = rehearsal.ledger();
        let registers = &ledger.registers;
        let (resident, row) = registers
            .residents
            .by_code(&holder.resident)
            .ok_or(CounterError::Missing)?;
        let vouchers = ledger.good_vouchers(resident, now).into_iter();
        let vouchers = vouchers.map(|(voucher, left)| OwnVoucher {
            left,
            until: voucher.expires_on,
        });
        let today = registers.community.zone.day_of(now);
        Ok(Own {
            name: row.details.name.clone(),
            card: holder.card.clone(),
            resident: holder.resident.clone(),
            eligibility: row.details.eligibility.clone(),
            agents: agents(registers, &holder.resident, today),
            is_restricted: row.details.restricted,
            vouchers: vouchers.filter(|voucher| voucher.left.is_positive()).collect(),
            offers: offers(registers, row, today),
            complaints: complaints::of(registers, &holder.resident),
        })
    }

    /// What the holder of a card used before a record, the last first; and what to ask for next, if there is more.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn used(
        &self,
        community: &str,
        holder: &CardHolder,
        before: Option<Seq>,
        most: u32,
    ) -> Result<(Vec<Used>, Option<Seq>), CounterError> {
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let (_, row) = registers
            .residents
            .by_code(&holder.resident)
            .ok_or(CounterError::Missing)?;
        let by = RedeemedBy::Resident(row.subject);
        let before = before.unwrap_or(Seq::MAX);
        let stored = self.database().redemptions(number, by, before, most + 1).await?;
        let mut used = Vec::with_capacity(stored.len());
        for found in &stored {
            used.push(Used::of(&registers, found)?);
        }
        let more = used.len() > most as usize;
        used.truncate(most as usize);
        let next = used.last().filter(|_| more).map(|last| last.seq);
        Ok((used, next))
    }
}

impl Used {
    pub(super) fn of(registers: &Registers, found: &StoredRedemption) -> Result<Self, CounterError> {
        Ok(Used::told(registers, found, receipt::said(&found.record)?))
    }

    /// A redemption whose contents were read.
    pub(crate) fn told(registers: &Registers, found: &StoredRedemption, said: RedemptionDocument) -> Self {
        let at = registers.community.zone.display(found.record.occurred_at());
        let (merchant, staff) = (said.merchant.clone(), said.staff);
        let name = registers.merchants.by_code(&merchant);
        Used {
            seq: found.record.seq,
            merchant_name: name.map(|(_, row)| row.details.name.clone()).unwrap_or_default(),
            merchant,
            receipt: receipt::of(registers, &found.record.reference, &at, said),
            is_undone: found.reversed_by.is_some(),
            staff,
        }
    }

    /// Who stood at the counter, by their code.
    pub(crate) fn staff_code(&self, registers: &Registers) -> Option<String> {
        let row = row_of(registers, Register::Staff, self.staff?);
        row.map(|row| row.code.to_string())
    }
}

/// A claim by which all of somebody's vouchers are loaded. It is never decided.
fn claim_of(holder: &CardHolder, at: Instant) -> Claim {
    Claim {
        reference: "own".parse().expect("a code"),
        at,
        merchant: String::new(),
        resident: holder.resident.to_string(),
        discount: String::new(),
        bill: SOME,
        voucher: SOME,
        receipt: None,
        branch: None,
        card: None,
        customer: None,
        counter: None,
    }
}

/// Who may act for a resident on a day.
fn agents(registers: &Registers, resident: &Code, day: Day) -> Vec<String> {
    let rows = registers.entries(Register::Agent).iter();
    let names: BTreeSet<String> = rows
        .filter_map(|(_, row)| match &row.details {
            EntryDetails::Agent(agent) if agent.resident == *resident && row.details.holds_on(day) => {
                Some(agent.name.clone())
            }
            _ => None,
        })
        .collect();
    names.into_iter().collect()
}

/// What a resident can use on a day, in the order of the shops' names.
fn offers(registers: &Registers, resident: &Resident, day: Day) -> Vec<OwnOffer> {
    if resident.details.restricted || resident.has_ended_on(day) {
        return Vec::new();
    }
    let held = &resident.details.eligibility;
    let valid = registers.discounts.iter().filter_map(|(_, row)| {
        let merchant = registers.merchants.get(row.merchant);
        let (_, terms) = row.terms_on(day);
        let is_theirs = merchant.is_active_on(day) && row.is_valid_on(day) && terms.eligible.admits(held, day);
        is_theirs.then(|| OwnOffer {
            merchant: merchant.code.clone(),
            merchant_name: merchant.details.name.clone(),
            discount: row.code.clone(),
            terms: terms.clone(),
        })
    });
    let mut offers: Vec<OwnOffer> = valid.collect();
    offers.sort_by(|one, other| {
        let order = |offer: &OwnOffer| (offer.merchant_name.clone(), offer.discount.clone());
        order(one).cmp(&order(other))
    });
    offers
}
