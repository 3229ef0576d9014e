//! Redemptions: a merchant's claim for a discount, a voucher, or both on one bill.

use super::counter::check_recent;
use super::draft::{Contents, Draft};
use super::{Circumstances, Ledger};
use crate::account::{Account, Activity, Bound, Purpose, Side};
use crate::calendar::{Day, Instant};
use crate::command::{Claim, DiscountTerms, Reduction};
use crate::document::{DiscountGiven, RedemptionDocument, VoucherSpent};
use crate::money::Money;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::entry::EntryDetails;
use crate::register::{Discount, DiscountNo, MerchantNo, Register, Resident, ResidentNo};
use crate::voucher::Voucher;

impl DiscountTerms {
    /// What the terms take off a bill: never more than the bill, nor than the cap per bill.
    #[must_use]
    pub fn discount_on(&self, bill: Money) -> Money {
        let reduced = match self.reduction {
            Reduction::Percent(percent) => bill.percent(percent),
            Reduction::AmountOff(amount) => amount,
            Reduction::Waiver => bill,
        };
        let capped = self.cap_per_bill.map_or(reduced, |cap| reduced.min(cap));
        capped.min(bill)
    }
}

impl Ledger {
    /// Rules, in order: `invalid_amount`, `unknown_merchant`, `unknown_resident`, `unknown_card` or `unknown_customer`,
    /// `unknown_discount`,
    /// `nothing_claimed`, `merchant_not_active`, `unknown_branch`, `branch_not_active`, `unknown_device`, `unknown_staff`,
    /// `counter_not_valid`, `list_not_allowed`, `claim_too_old` or `bill_too_old`, `receipt_required`, `shop_receipt_used`;
    /// with a discount `discount_not_active`, `fund_ended`; `card_not_valid` or `unknown_customer`;
    /// `not_eligible`, also of a voucher alone for who has moved away or died; `below_minimum_spend`,
    /// `usage_limit_reached`, `discount_budget_exhausted`, `fund_insufficient`; then `voucher_exceeds_due`,
    /// `voucher_insufficient`, `card_daily_cap_reached`, `record_too_long`.
    ///
    /// At a shop's counter all that is about the person comes where `card_not_valid` does: what is refused before it is
    /// refused to everybody.
    pub(super) fn redeem(&mut self, claim: &Claim, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        if !claim.bill.is_positive() || claim.voucher.is_negative() {
            let column = if claim.bill.is_positive() {
                "voucher_amount"
            } else {
                "bill_amount"
            };
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", column));
        }
        let merchant = self.merchant(&claim.merchant)?;
        let mut holder = self.holder(claim);
        if claim.counter.is_none() {
            holder = Ok(holder?);
        }
        let discount = match claim.discount.as_str() {
            "" => None,
            code => Some(self.discount_of(merchant, code)?),
        };
        if discount.is_none() && claim.voucher.is_zero() {
            return Err(RefusalCode::NothingClaimed.into());
        }
        let day = self.registers.community.zone.day_of(claim.at);
        self.check_merchant(merchant, day)?;
        self.check_branch(claim, merchant, day)?;
        let staff = self.check_counter(claim, merchant, day)?;
        self.check_list(claim, merchant)?;
        check_recent(claim, circumstances.now)?;
        self.check_receipt_given(claim)?;
        self.check_shop_receipt(claim)?;
        if let Some(number) = discount {
            self.check_offer(number, day)?;
        }
        let resident = holder?;
        self.check_holder(claim, resident, discount, day)?;
        let mut draft = self.draft(claim.at);
        let given = discount
            .map(|number| self.give(&mut draft, claim, number, merchant, resident))
            .transpose()?;
        let off = given.as_ref().map_or(Money::ZERO, |given| given.amount);
        let due = claim.bill.minus(off)?;
        if claim.voucher > due {
            return Err(Refusal::new(RefusalCode::VoucherExceedsDue).with("due", due));
        }
        let vouchers = self.spend_vouchers(&mut draft, claim, merchant, resident)?;
        let card = self.count_on_card(
            &mut draft,
            claim,
            resident,
            (off.plus(claim.voucher)?, circumstances.now),
        )?;
        let document = RedemptionDocument {
            merchant: self.registers.merchants.get(merchant).code.clone(),
            resident: self.registers.residents.get(resident).subject,
            bill: claim.bill,
            discount: given,
            vouchers,
            due_from_resident: due.minus(claim.voucher)?,
            receipt: claim.receipt.clone(),
            branch: claim.branch.clone(),
            card,
            device: claim.counter.as_ref().and_then(|counter| counter.device.clone()),
            staff,
            customer: self.customer_of(claim).and_then(|(row, _)| row.subject),
        };
        let reference = claim.reference.clone();
        let contents = Contents {
            kind: RecordKind::Redemption,
            reference,
            document: &document,
            private: Vec::new(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    /// A branch that is named is the merchant's, and open on the day.
    pub(super) fn check_branch(&self, claim: &Claim, merchant: MerchantNo, day: Day) -> Result<(), Refusal> {
        let Some(code) = &claim.branch else { return Ok(()) };
        let details = self.entry(Register::Branch, code.as_str())?;
        let merchant = &self.registers.merchants.get(merchant).code;
        match details {
            EntryDetails::Branch(branch) if branch.merchant == *merchant && details.holds_on(day) => Ok(()),
            _ => Err(Refusal::new(RefusalCode::BranchNotActive).with("day", day)),
        }
    }

    /// Rules, in order: `discount_not_active`, `fund_ended`.
    fn check_offer(&self, number: DiscountNo, day: Day) -> Result<(), Refusal> {
        let discount = self.registers.discounts.get(number);
        let (_, terms) = discount.terms_on(day);
        if !discount.is_valid_on(day) {
            let refusal = Refusal::new(RefusalCode::DiscountNotActive);
            if !discount.state.is_approved() {
                return Err(refusal.with("state", discount.state));
            }
            return Err(refusal.with("from", terms.valid_from).with("to", terms.valid_to));
        }
        match discount.fund.filter(|_| !terms.fund_share.is_zero()) {
            Some(fund) => self.check_fund(fund, day),
            None => Ok(()),
        }
    }

    /// Gives a discount on a claim's bill: a use, the discount's budget, and the fund's share.
    fn give(
        &mut self,
        draft: &mut Draft,
        claim: &Claim,
        number: DiscountNo,
        merchant: MerchantNo,
        resident: ResidentNo,
    ) -> Result<DiscountGiven, Refusal> {
        let registers = self.registers.clone();
        let discount = registers.discounts.get(number);
        let day = registers.community.zone.day_of(claim.at);
        let (version, terms) = discount.terms_on(day);
        if let Some(least) = terms.min_spend.filter(|least| claim.bill < *least) {
            return Err(Refusal::new(RefusalCode::BelowMinimumSpend).with("minimum", least));
        }
        let amount = terms.discount_on(claim.bill);
        let shown = claim.counter.as_ref().and_then(|counter| counter.shown_off);
        if shown.is_some_and(|shown| shown != amount) {
            return Err(Refusal::new(RefusalCode::DiscountChanged));
        }
        let fund_part = amount.percent(terms.fund_share);
        let merchant_part = amount.minus(fund_part)?;
        if let Some(account) = uses_account(
            number,
            discount,
            registers.residents.get(resident),
            claim.at,
            &registers.community.zone,
        ) {
            // The limit of the bill's day, whatever another version allows in the same period.
            let most = terms.uses.map(|uses| Bound::AtMost(i64::from(uses.most)));
            self.post_within(draft, account, most, (Side::Debit, 1))?;
        }
        self.post(draft, Account::Discount(number), Side::Debit, amount)?;
        self.post(draft, Account::BorneMerchant(merchant), Side::Credit, merchant_part)?;
        if let Some(fund) = discount.fund {
            self.post(draft, Account::Available(fund), Side::Credit, fund_part)?;
            self.post(draft, Account::Spent(fund, Purpose::Discount), Side::Debit, fund_part)?;
            self.post(draft, Account::BorneFund(fund), Side::Credit, fund_part)?;
            self.post(
                draft,
                Account::Programme(fund, Activity::Discount),
                Side::Debit,
                fund_part,
            )?;
            self.post(draft, Account::Payable(fund, merchant), Side::Credit, fund_part)?;
        }
        let fund = discount.fund.map(|fund| registers.funds.get(fund).code.clone());
        Ok(DiscountGiven {
            code: discount.code.clone(),
            amount,
            fund_part,
            merchant_part,
            fund,
            version: (version > 1).then_some(version),
        })
    }

    /// How often somebody could still use a discount in the period of a moment; nothing where its uses are not limited. Only
    /// of what was loaded.
    #[must_use]
    pub fn uses_left(&self, resident: ResidentNo, discount: DiscountNo, at: Instant) -> Option<i64> {
        let row = self.registers.discounts.get(discount);
        let zone = &self.registers.community.zone;
        let most = row.terms_on(zone.day_of(at)).1.uses?.most;
        let account = uses_account(discount, row, self.registers.residents.get(resident), at, zone)?;
        let headroom = self
            .books
            .headroom(&account, Bound::AtMost(i64::from(most)), self.booked(at));
        Some(headroom.lasting.max(0))
    }

    /// What a claim at a moment could spend of the resident's vouchers: as they stand when it would be booked.
    #[must_use]
    pub fn voucher_left(&self, resident: ResidentNo, at: Instant) -> Money {
        let left = self.good_vouchers(resident, at).into_iter().map(|(_, left)| left.fen());
        Money::from_fen(left.fold(0, i64::saturating_add))
    }

    /// The resident's vouchers that are good at a moment, each with what is left on it, in the order in which they are spent.
    /// Nothing of who has moved away or died.
    #[must_use]
    pub fn good_vouchers(&self, resident: ResidentNo, at: Instant) -> Vec<(&Voucher, Money)> {
        let day = self.registers.community.zone.day_of(at);
        let holder = self.registers.residents.get(resident);
        if holder.details.restricted || holder.has_ended_on(day) {
            return Vec::new();
        }
        let at = self.booked(at);
        let held = self.vouchers.of(resident).into_iter();
        let good = held.filter(|voucher| voucher.granted_at <= at && at < voucher.expires_at);
        good.map(|voucher| {
            let account = Account::Voucher(voucher.fund, voucher.number);
            let bound = account.bound(&self.registers).expect("vouchers are bounded");
            let left = self.books.headroom(&account, bound, at).lasting.max(0);
            (voucher, Money::from_fen(left))
        })
        .collect()
    }

    /// Pays with the resident's vouchers, by earliest last day, then oldest first.
    fn spend_vouchers(
        &mut self,
        draft: &mut Draft,
        claim: &Claim,
        merchant: MerchantNo,
        resident: ResidentNo,
    ) -> Result<Vec<VoucherSpent>, Refusal> {
        let mut wanted = claim.voucher;
        if wanted.is_zero() {
            return Ok(Vec::new());
        }
        let vouchers: Vec<Voucher> = self.vouchers.of(resident).into_iter().cloned().collect();
        let mut spent = Vec::new();
        let mut recorded = 0_i64;
        for voucher in vouchers {
            let account = Account::Voucher(voucher.fund, voucher.number);
            let bound = account.bound(&self.registers).expect("vouchers are bounded");
            let headroom = self.books.headroom(&account, bound, self.booked(claim.at));
            recorded = recorded.saturating_add(headroom.recorded.max(0));
            let part = wanted.min(Money::from_fen(headroom.lasting.max(0)));
            if part.is_zero() {
                continue;
            }
            self.post(draft, account, Side::Debit, part)?;
            self.post(draft, Account::Payable(voucher.fund, merchant), Side::Credit, part)?;
            let fund = self.registers.funds.get(voucher.fund).code.clone();
            spent.push(VoucherSpent {
                grant: voucher.grant,
                fund,
                amount: part,
            });
            wanted = wanted.minus(part)?;
        }
        if wanted.is_zero() {
            return Ok(spent);
        }
        // At a counter somebody who has nothing at all to pay with there is told no more of than anybody else who has nothing to use.
        if spent.is_empty() && claim.counter.is_some() && claim.discount.is_empty() {
            return Err(RefusalCode::NotAvailable.into());
        }
        let mut refusal = Refusal::new(RefusalCode::VoucherInsufficient);
        refusal.late = recorded >= claim.voucher.fen();
        Err(refusal
            .with("left", claim.voucher.minus(wanted)?)
            .with("needed", claim.voucher))
    }
}

/// The account on which a use is counted, if the discount limits its uses.
pub(super) fn uses_account(
    number: DiscountNo,
    discount: &Discount,
    resident: &Resident,
    at: Instant,
    zone: &crate::calendar::Zone,
) -> Option<Account> {
    let day = zone.day_of(at);
    let uses = discount.terms_on(day).1.uses?;
    let user = match uses.scope {
        crate::kind::UsesScope::Household => resident.household.unwrap_or(resident.subject),
        crate::kind::UsesScope::Resident => resident.subject,
    };
    Some(Account::Uses(number, user, uses.period.containing(day)))
}
