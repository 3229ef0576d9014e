//! Who stands on both sides of a shop's counter: the resident or their card, the shop's device and its staff.

use super::Ledger;
use super::draft::Draft;
use crate::account::{Account, Side};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::{AtCounter, CardNamed, Claim};
use crate::entropy::SubjectId;
use crate::money::Money;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::entry::{CardDetails, Entry, EntryDetails};
use crate::register::{Community, DiscountNo, MerchantNo, Register, ResidentNo};

/// For how many hours afterwards a counter may record what happened at it: long enough for a day without a line, too short
/// to go back to weeks whose uses nobody took.
const RECENT_HOURS: i64 = 72;
/// So many days later it may be recorded at the latest, also where clocks are set forward in between.
const RECENT_DAYS: usize = 4;

/// For how many days afterwards a shop may claim for a bill by list: bills of a month come together in the next one, and a
/// list must not go back to the uses of a whole season.
const BILL_DAYS: i64 = 62;

/// Rules: `claim_too_old`, of what a shop records itself at its counter; `bill_too_old`, of what it claims by list.
pub(super) fn check_recent(claim: &Claim, now: Instant) -> Result<(), Refusal> {
    let hours = (now.micros() - claim.at.micros()) / 3_600_000_000;
    if claim.customer.is_some() {
        return match hours / 24 {
            days if days > BILL_DAYS => Err(Refusal::new(RefusalCode::BillTooOld).with("days", BILL_DAYS)),
            _ => Ok(()),
        };
    }
    if claim.counter.is_some() && hours >= RECENT_HOURS {
        return Err(Refusal::new(RefusalCode::ClaimTooOld).with("hours", RECENT_HOURS));
    }
    Ok(())
}

impl Ledger {
    /// Whose bill it is: by their code, by their card, blocked or not, or by the shop's own number, ended or not. Rules:
    /// `unknown_resident`, `unknown_card`, `unknown_customer`.
    ///
    /// # Errors
    /// These refusals.
    pub fn holder(&self, claim: &Claim) -> Result<ResidentNo, Refusal> {
        if claim.customer.is_some() {
            let (_, customer) = self.customer_of(claim).ok_or(RefusalCode::UnknownCustomer)?;
            return self.resident(customer.resident.as_str());
        }
        match &claim.card {
            None => self.resident(&claim.resident),
            Some(named) => {
                let (_, card) = self.card(named).ok_or(RefusalCode::UnknownCard)?;
                self.resident(card.resident.as_str())
            }
        }
    }

    /// Whose accounts are read for a claim. At a counter there is always somebody, so that how much is read does not tell
    /// whether a card or code is anybody's.
    #[must_use]
    pub fn claimant(&self, claim: &Claim) -> Option<ResidentNo> {
        const STAND_IN: ResidentNo = ResidentNo(1);
        let stand_in = || {
            let known = self.registers.residents.find(STAND_IN);
            known.filter(|_| claim.counter.is_some()).map(|_| STAND_IN)
        };
        self.holder(claim).ok().or_else(stand_in)
    }

    /// Whether whoever stands at the counter may stand there: the shop is of the alliance, and branch, device and staff are
    /// its own; and whether it may still record what it claims. Rules, in order: `unknown_merchant`, `merchant_not_active`,
    /// those of branch and counter, `claim_too_old`.
    ///
    /// # Errors
    /// These refusals.
    pub fn check_shop(&self, claim: &Claim, now: Instant) -> Result<MerchantNo, Refusal> {
        let merchant = self.merchant(&claim.merchant)?;
        let day = self.registers.community.zone.day_of(claim.at);
        self.check_merchant(merchant, day)?;
        self.check_branch(claim, merchant, day)?;
        self.check_counter(claim, merchant, day)?;
        check_recent(claim, now)?;
        Ok(merchant)
    }

    /// Rule: `merchant_not_active`.
    pub(super) fn check_merchant(&self, merchant: MerchantNo, day: Day) -> Result<(), Refusal> {
        if !self.registers.merchants.get(merchant).is_active_on(day) {
            return Err(Refusal::new(RefusalCode::MerchantNotActive).with("day", day));
        }
        Ok(())
    }

    /// Whose bill it is, if they may use a discount on its day, or their vouchers where none is named.
    #[must_use]
    pub fn admitted(&self, claim: &Claim, discount: Option<DiscountNo>) -> Option<ResidentNo> {
        let resident = self.holder(claim).ok()?;
        let day = self.registers.community.zone.day_of(claim.at);
        self.check_holder(claim, resident, discount, day).ok()?;
        Some(resident)
    }

    fn card(&self, named: &CardNamed) -> Option<(&Entry, &CardDetails)> {
        let (_, row) = self
            .registers
            .entries(Register::Card)
            .by_code(&named.number().parse().ok()?)?;
        match &row.details {
            EntryDetails::Card(card) => Some((row, card)),
            _ => None,
        }
    }

    /// Rules, in order: `card_not_valid` or `unknown_customer`, `not_eligible`. Why it is no longer so is nothing that a counter is told.
    pub(super) fn check_holder(
        &self,
        claim: &Claim,
        resident: ResidentNo,
        discount: Option<DiscountNo>,
        day: Day,
    ) -> Result<(), Refusal> {
        if let Some(named) = &claim.card {
            let card = self.card(named);
            let is_valid = card.is_some_and(|(row, card)| {
                card.state.is_active() && row.details.holds_on(day) && named.is_of(card.issue)
            });
            if !is_valid {
                return Err(Refusal::new(RefusalCode::CardNotValid).with("day", day));
            }
        }
        if claim.customer.is_some()
            && !self
                .customer_of(claim)
                .is_some_and(|(row, _)| row.details.holds_on(day))
        {
            return Err(RefusalCode::UnknownCustomer.into());
        }
        let holder = self.registers.residents.get(resident);
        let admits = |number| {
            let (_, terms) = self.registers.discounts.get(number).terms_on(day);
            terms.eligible.admits(&holder.details.eligibility, day)
        };
        // Where nothing but keeping is done with somebody's data, they are as little known as anybody else.
        if holder.details.restricted || holder.has_ended_on(day) || !discount.is_none_or(admits) {
            return Err(Refusal::new(RefusalCode::NotEligible).with("day", day));
        }
        Ok(())
    }

    /// Who stands at the counter is the shop's, and may stand there; as they are in the journal. Rules, in order:
    /// `unknown_device`, `unknown_staff`, `counter_not_valid`.
    pub(super) fn check_counter(
        &self,
        claim: &Claim,
        merchant: MerchantNo,
        day: Day,
    ) -> Result<Option<SubjectId>, Refusal> {
        let Some(counter) = &claim.counter else { return Ok(None) };
        let merchant = &self.registers.merchants.get(merchant).code;
        self.check_standing(counter, (merchant, claim.branch.as_ref()), day)
    }

    /// Who stands at a counter of a shop's branch is the shop's, and may stand there. Rules as of a claim.
    pub(super) fn check_standing(
        &self,
        counter: &AtCounter,
        (merchant, at): (&Code, Option<&Code>),
        day: Day,
    ) -> Result<Option<SubjectId>, Refusal> {
        let stands = |details: &EntryDetails| details.standing().is_active() && details.holds_on(day);
        if let Some(code) = &counter.device {
            let details = self.entry(Register::Device, code.as_str())?;
            let is_its = match details {
                EntryDetails::Device(device) => {
                    device.merchant == *merchant
                        && device.branch.as_ref().is_none_or(|own| at == Some(own))
                        && counter.pairing.is_none_or(|pairing| pairing == device.pairing)
                }
                _ => false,
            };
            if !is_its || !stands(details) {
                return Err(RefusalCode::CounterNotValid.into());
            }
        }
        let Some(code) = &counter.staff else { return Ok(None) };
        let details = self.entry(Register::Staff, code.as_str())?;
        let is_its = matches!(details, EntryDetails::Staff(staff) if staff.merchant == *merchant);
        if !is_its || !stands(details) {
            return Err(RefusalCode::CounterNotValid.into());
        }
        Ok(self.staff_at(counter))
    }

    /// Who stands at a counter, as they are in the journal.
    pub(super) fn staff_at(&self, counter: &AtCounter) -> Option<SubjectId> {
        let (_, row) = self
            .registers
            .entries(Register::Staff)
            .by_code(counter.staff.as_ref()?)?;
        row.subject
    }

    /// Rule: `receipt_required`, of what a shop records itself.
    pub(super) fn check_receipt_given(&self, claim: &Claim) -> Result<(), Refusal> {
        let records = claim.counter.as_ref().is_some_and(|counter| !counter.quotes);
        let above = self.registers.community.receipt_above();
        match above.filter(|above| records && claim.receipt.is_none() && claim.bill > *above) {
            Some(above) => Err(Refusal::new(RefusalCode::ReceiptRequired).with("above", above)),
            None => Ok(()),
        }
    }

    /// Counts what someone gets through a card towards the cap of the bill's day, if the community has one; at a counter, which
    /// says itself what day that was, towards that of the day of recording as well. Answers which card it was.
    /// Rule: `card_daily_cap_reached`.
    pub(super) fn count_on_card(
        &mut self,
        draft: &mut Draft,
        claim: &Claim,
        resident: ResidentNo,
        (got, now): (Money, Instant),
    ) -> Result<Option<SubjectId>, Refusal> {
        let Some(named) = &claim.card else { return Ok(None) };
        let card = self.card(named).and_then(|(row, _)| row.subject);
        let zone = &self.registers.community.zone;
        let counted = [zone.day_of(claim.at), zone.day_of(now)];
        for (day, account) in self.card_accounts(claim, resident) {
            if counted.contains(&day) {
                self.post(draft, account, Side::Debit, got)?;
                self.post(draft, Account::OnCards, Side::Credit, got)?;
            }
        }
        Ok(card)
    }

    /// The accounts of what someone gets through cards on the claim's day, and at a counter on each on which it may still be
    /// recorded, while the community caps it.
    pub(super) fn card_accounts(&self, claim: &Claim, resident: ResidentNo) -> Vec<(Day, Account)> {
        let is_capped = self.registers.community.card_daily_cap().is_some() && claim.card.is_some();
        if !is_capped {
            return Vec::new();
        }
        let subject = self.registers.residents.get(resident).subject;
        let later = claim.counter.as_ref().map_or(0, |_| RECENT_DAYS);
        let first = self.registers.community.zone.day_of(claim.at);
        let days = std::iter::successors(Some(first), |day| day.next()).take(1 + later);
        days.map(|day| (day, Account::OnCard(subject, day))).collect()
    }
}

impl Community {
    /// The most that one person may get through cards on a day, if the community caps it.
    #[must_use]
    pub fn card_daily_cap(&self) -> Option<Money> {
        self.settings.as_ref()?.card_daily_cap
    }

    /// Above which bill a shop's counter gives the number of its own receipt, if the community asks for it.
    #[must_use]
    pub fn receipt_above(&self) -> Option<Money> {
        self.settings.as_ref()?.receipt_above
    }
}
