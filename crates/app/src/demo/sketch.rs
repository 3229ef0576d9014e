//! A rough book: what is left of funds, vouchers and uses on the day at hand, so that shops in the story behave as if
//! they knew. It decides nothing; the ledger does.

use std::collections::BTreeMap;

use xiaonuan_domain::calendar::{Day, Period};
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::RefusalCode;

use super::alliance::Offer;
use super::people::Resident;

/// Voucher money of a resident.
pub(super) struct Grant {
    pub(super) holder: usize,
    pub(super) fund: usize,
    pub(super) ends: Day,
    pub(super) left: i64,
    /// What came back when it ended.
    pub(super) lapsed: i64,
}

/// What the counters know. Amounts are in fen; funds, shops, offers and residents are positions.
pub(super) struct Sketch {
    pub(super) available: [i64; 3],
    pub(super) owed: [i64; 12],
    pub(super) grants: Vec<Grant>,
    given: BTreeMap<usize, i64>,
    uses: BTreeMap<(usize, (bool, usize), Period), u32>,
}

impl Sketch {
    pub(super) fn new() -> Self {
        Sketch {
            available: [0; 3],
            owed: [0; 12],
            grants: Vec::new(),
            given: BTreeMap::new(),
            uses: BTreeMap::new(),
        }
    }

    /// Begins a day: what is left of vouchers that ended returns to its fund.
    pub(super) fn begin(&mut self, today: Day) {
        for grant in self
            .grants
            .iter_mut()
            .filter(|grant| grant.ends < today && grant.left > 0)
        {
            self.available[grant.fund] += grant.left;
            grant.lapsed = std::mem::take(&mut grant.left);
        }
    }

    /// Takes money out of a fund, if it has that much.
    pub(super) fn take(&mut self, fund: usize, amount: i64) -> bool {
        let enough = self.available[fund] >= amount;
        if enough {
            self.available[fund] -= amount;
        }
        enough
    }

    /// What a resident may spend in vouchers today.
    pub(super) fn voucher_left(&self, resident: usize) -> i64 {
        self.grants
            .iter()
            .filter(|grant| grant.holder == resident)
            .map(|grant| grant.left)
            .sum()
    }

    /// What lapsed of a resident's vouchers.
    pub(super) fn voucher_lapsed(&self, resident: usize) -> i64 {
        self.grants
            .iter()
            .filter(|grant| grant.holder == resident)
            .map(|grant| grant.lapsed)
            .sum()
    }

    /// Whether an offer would be given on a bill, by the rules that shops run into.
    pub(super) fn offer_given(
        &self,
        at: usize,
        offer: &Offer,
        bill: i64,
        resident: (usize, &Resident),
        today: Day,
    ) -> Result<(), RefusalCode> {
        let terms = &offer.terms;
        if today < terms.valid_from || terms.valid_to < today {
            return Err(RefusalCode::DiscountNotActive);
        }
        if !terms.eligible.admits(&resident.1.eligibility, today) {
            return Err(RefusalCode::NotEligible);
        }
        if terms.min_spend.is_some_and(|least| bill < least.fen()) {
            return Err(RefusalCode::BelowMinimumSpend);
        }
        if let (Some(key), Some(limit)) = (uses_key(at, offer, resident, today), terms.uses)
            && self.uses.get(&key).is_some_and(|uses| *uses >= limit.most)
        {
            return Err(RefusalCode::UsageLimitReached);
        }
        let (amount, fund_part) = split(offer, bill);
        let given = self.given.get(&at).copied().unwrap_or(0);
        if terms.budget.is_some_and(|budget| given + amount > budget.fen()) {
            return Err(RefusalCode::DiscountBudgetExhausted);
        }
        match offer.fund {
            Some(fund) if self.available[fund] < fund_part => Err(RefusalCode::FundInsufficient),
            _ => Ok(()),
        }
    }

    /// Gives an offer that would be given.
    pub(super) fn give(&mut self, at: usize, offer: &Offer, bill: i64, resident: (usize, &Resident), today: Day) {
        let (amount, fund_part) = split(offer, bill);
        *self.given.entry(at).or_default() += amount;
        if let Some(key) = uses_key(at, offer, resident, today) {
            *self.uses.entry(key).or_default() += 1;
        }
        if let Some(fund) = offer.fund {
            self.available[fund] -= fund_part;
            self.owed[offer.shop] += fund_part;
        }
    }

    /// Spends voucher money that is there, by earliest last day.
    pub(super) fn spend(&mut self, resident: usize, shop: usize, amount: i64) {
        self.owed[shop] += amount;
        let mut wanted = amount;
        let mut own: Vec<&mut Grant> = self
            .grants
            .iter_mut()
            .filter(|grant| grant.holder == resident)
            .collect();
        own.sort_by_key(|grant| grant.ends);
        for grant in own {
            let part = wanted.min(grant.left);
            grant.left -= part;
            wanted -= part;
        }
    }
}

/// What an offer takes off a bill, and the fund's part of that.
pub(super) fn split(offer: &Offer, bill: i64) -> (i64, i64) {
    let amount = offer.terms.discount_on(Money::from_fen(bill));
    let part = offer
        .fund
        .map_or(Money::ZERO, |_| amount.percent(offer.terms.fund_share));
    (amount.fen(), part.fen())
}

fn uses_key(
    at: usize,
    offer: &Offer,
    (number, resident): (usize, &Resident),
    today: Day,
) -> Option<(usize, (bool, usize), Period)> {
    let limit = offer.terms.uses?;
    let user = match limit.scope {
        UsesScope::Household => (true, resident.household),
        UsesScope::Resident => (false, number),
    };
    Some((at, user, limit.period.containing(today)))
}
