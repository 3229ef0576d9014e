//! What a resident sees of their own: what they can use and where, what is left on their vouchers, what they used, and what
//! they complained of.

use std::collections::BTreeSet;

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Claim, Command};
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::eligibility::Eligibility;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::money::{Money, Sum};
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_domain::register::{Register, Registers, ResidentNo};
use xiaonuan_persistence::redemptions::{RedeemedBy, StoredRedemption};

use super::offers::{OwnOffer, offers};
use super::{CardHolder, CounterError, OwnComplaint, complaints, row_of};
use crate::desk::{CounterReceipt, receipt};
use crate::service::Service;

/// Whoever claims some voucher money has all that there is loaded.
const SOME: Money = Money::from_fen(1);

/// What a resident has.
#[derive(Clone, Debug)]
pub struct Own {
    /// What the community is called.
    pub community: String,
    /// The community's day.
    pub today: Day,
    /// Their name.
    pub name: String,
    /// The card's number.
    pub card: Code,
    /// Their code in the office's books.
    pub resident: Code,
    /// What they are entitled to, and when.
    pub eligibility: Vec<Eligibility>,
    /// What categories are called that the community registered itself, in Chinese and English, by their codes.
    pub categories: Vec<(String, [String; 2])>,
    /// Who may act for them today, by name.
    pub agents: Vec<String>,
    /// Whether nothing but keeping is done with their data, so that they can use nothing.
    pub is_restricted: bool,
    /// Whether they have moved away, so that they can use nothing.
    pub has_left: bool,
    /// What is left on their vouchers, in the order in which they are spent.
    pub vouchers: Vec<OwnVoucher>,
    /// What they have today, by shop; what of it cannot be used just now says why.
    pub offers: Vec<OwnOffer>,
    /// What they had until lately or will have, by shop.
    pub other_days: Vec<OwnOffer>,
    /// The branches that are open today: whose, what they are called, and where they are.
    pub branches: Vec<(Code, String, String)>,
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

impl OwnVoucher {
    /// What is left on vouchers together.
    #[must_use]
    pub fn left_of(vouchers: &[OwnVoucher]) -> Sum {
        vouchers.iter().map(|voucher| voucher.left).sum()
    }
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
    /// What the holder of a card is called; nothing where nothing is known of them any more.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn name_of_holder(&self, community: &Code, holder: &CardHolder) -> Result<Option<String>, CounterError> {
        let number = self.number_of(community.as_str()).await?;
        let registers = self.database().registers(number).await?;
        let row = registers.residents.by_code(&holder.resident);
        Ok(row.map(|(_, row)| row.details.name.clone()))
    }

    /// What the holder of a card has and can use today.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn own(&self, community: &str, holder: &CardHolder) -> Result<Own, CounterError> {
        let number = self.number_of(community).await?;
        let now = self.journal().now();
        let mut rehearsal = self.journal().rehearse_in(number, Some(now)).await?;
        rehearsal
            .load(&[Command::Redeem(claim_of(&holder.resident, now))])
            .await?;
        let ledger = rehearsal.ledger();
        let registers = ledger.registers.clone();
        let (resident, row) = registers
            .residents
            .by_code(&holder.resident)
            .ok_or(CounterError::Missing)?;
        let vouchers = OwnVoucher::all_of(ledger, resident, now);
        let today = registers.community.zone.day_of(now);
        let (offers, other_days) = offers(&mut rehearsal, resident, now).await?;
        Ok(Own {
            community: registers.community.name.clone(),
            today,
            name: row.details.name.clone(),
            card: holder.card.clone(),
            resident: holder.resident.clone(),
            eligibility: row.details.eligibility.clone(),
            categories: categories(&registers),
            agents: agents(&registers, &holder.resident, today),
            is_restricted: row.details.restricted,
            has_left: row.has_ended_on(today),
            vouchers,
            offers,
            other_days,
            branches: branches(&registers, today),
            complaints: complaints::of(&registers, &holder.resident),
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

impl OwnVoucher {
    /// What is left on somebody's vouchers, in the order in which they are spent. They must be loaded.
    pub(super) fn all_of(ledger: &Ledger, resident: ResidentNo, now: Instant) -> Vec<OwnVoucher> {
        let good = ledger.good_vouchers(resident, now).into_iter();
        let all = good.map(|(voucher, left)| OwnVoucher {
            left,
            until: voucher.expires_on,
        });
        all.filter(|voucher| voucher.left.is_positive()).collect()
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
pub(super) fn claim_of(resident: &Code, at: Instant) -> Claim {
    Claim {
        reference: "own".parse().expect("a code"),
        at,
        merchant: String::new(),
        resident: resident.to_string(),
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

/// What categories are called that a community registered itself.
fn categories(registers: &Registers) -> Vec<(String, [String; 2])> {
    let rows = registers.entries(Register::Category).iter();
    let named = rows.filter_map(|(_, row)| match &row.details {
        EntryDetails::Category(of) => Some((row.code.to_string(), [of.name_zh.clone(), of.name_en.clone()])),
        _ => None,
    });
    named.collect()
}

/// The branches of shops that are open on a day.
fn branches(registers: &Registers, day: Day) -> Vec<(Code, String, String)> {
    let rows = registers.entries(Register::Branch).iter();
    let open = rows.filter_map(|(_, row)| match &row.details {
        EntryDetails::Branch(of) if row.details.holds_on(day) => {
            Some((of.merchant.clone(), of.name.clone(), of.address.clone()))
        }
        _ => None,
    });
    open.collect()
}
