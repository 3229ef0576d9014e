//! What happens at the counters: who comes, what they buy, which discount and how much of a voucher they use.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::RefusalCode;

use super::alliance::{AT_THE_FAIR, MONTHLY, Offer, SHOPS};
use super::days::{self, day};
use super::dice::Dice;
use super::help;
use super::people::Neighbourhood;
use super::sketch::{self, Grant, Sketch};
use super::table::Table;
use super::traffic;
use super::yuan;

/// The shops and their customers.
pub(super) struct Counters<'a> {
    offers: &'a [Offer],
    neighbourhood: &'a Neighbourhood,
    /// Day of the month and amount of a household's bill, by offer and household.
    standing: BTreeMap<(usize, usize), (i8, i64)>,
    /// The bills paid this month.
    paid: BTreeSet<(usize, usize)>,
    /// How many refusals of each sort the story has had.
    slips: BTreeMap<RefusalCode, usize>,
}

/// A claim before it has a reference.
struct Claim {
    second: i64,
    shop: usize,
    resident: usize,
    offer: Option<usize>,
    bill: i64,
    voucher: i64,
}

/// How often a mistake at the counter reaches the books: at most so many times, so many times in a hundred.
const fn tolerated(code: RefusalCode) -> (usize, i64) {
    match code {
        RefusalCode::UsageLimitReached => (28, 50),
        RefusalCode::BelowMinimumSpend => (18, 10),
        RefusalCode::VoucherInsufficient => (14, 60),
        RefusalCode::FundInsufficient => (6, 50),
        RefusalCode::NotEligible => (5, 60),
        RefusalCode::DiscountBudgetExhausted | RefusalCode::VoucherExceedsDue => (4, 25),
        RefusalCode::DiscountNotActive => (2, 50),
        _ => (0, 0),
    }
}

impl<'a> Counters<'a> {
    pub(super) fn open(dice: &mut Dice, offers: &'a [Offer], neighbourhood: &'a Neighbourhood) -> Self {
        let mut standing = BTreeMap::new();
        for (household, family) in neighbourhood.households.iter().enumerate() {
            for at in MONTHLY {
                let lessons = SHOPS[offers[at].shop].category == "education";
                if lessons && !(help::has_pupil(neighbourhood, family.members[0]) && dice.chance(70)) {
                    continue;
                }
                let bill = traffic::price(dice, offers[at].shop);
                let due = i8::try_from(dice.rather_low(1, 18)).expect("a day of a month");
                standing.insert((at, household), (due, bill));
            }
        }
        Counters {
            offers,
            neighbourhood,
            standing,
            paid: BTreeSet::new(),
            slips: BTreeMap::new(),
        }
    }

    /// A day's claims, in order of time, as rows of a table.
    pub(super) fn serve(&mut self, dice: &mut Dice, sketch: &mut Sketch, today: Date, table: &mut Table) {
        if today.day() == 1 {
            self.paid.clear();
        }
        let mut comings: Vec<(i64, Coming)> = Vec::new();
        if today.weekday() != Weekday::Sunday && !traffic::is_holiday(today) {
            for (&(offer, household), &(due, bill)) in &self.standing {
                let awaited = due <= today.day() && !self.paid.contains(&(offer, household));
                if awaited && traffic::in_season(offer, today) && dice.chance(45) {
                    let second = traffic::opening_time(dice, self.offers[offer].shop);
                    comings.push((second, Coming::Bill { offer, household, bill }));
                }
            }
        }
        for _ in 0..traffic::visits_on(dice, today) {
            let shop = traffic::shop_on(dice, today);
            comings.push((traffic::opening_time(dice, shop), Coming::Visit { shop }));
        }
        comings.sort_by_key(|(second, _)| *second);
        let mut number = 0;
        for (second, coming) in comings {
            let claim = match coming {
                Coming::Bill { offer, household, bill } => self.pay(dice, sketch, today, (offer, household, bill)),
                Coming::Visit { shop } => (0..8).find_map(|_| self.buy(dice, sketch, today, shop)),
            };
            if let Some(claim) = claim {
                number += 1;
                self.write(&Claim { second, ..claim }, (today, number), table);
            }
        }
    }

    /// A household pays a monthly bill.
    fn pay(
        &mut self,
        dice: &mut Dice,
        sketch: &mut Sketch,
        today: Date,
        (at, household, bill): (usize, usize, i64),
    ) -> Option<Claim> {
        let on = day(today);
        let offer = &self.offers[at];
        let residents = &self.neighbourhood.residents;
        let admits = |offer: &Offer, member: usize| offer.terms.eligible.admits(&residents[member].eligibility, on);
        let members = &self.neighbourhood.households[household].members;
        let better = |member: usize| at == MONTHLY[1] && admits(&self.offers[MONTHLY[0]], member);
        let payer = members
            .iter()
            .copied()
            .find(|&member| residents[member].age >= 18 && admits(offer, member))?;
        if members.iter().any(|&member| better(member)) {
            return None;
        }
        let claim = Claim {
            second: 0,
            shop: offer.shop,
            resident: payer,
            offer: Some(at),
            bill,
            voucher: 0,
        };
        let customer = (payer, &residents[payer]);
        match sketch.offer_given(at, offer, bill, customer, on) {
            Ok(()) => {
                sketch.give(at, offer, bill, customer, on);
                self.paid.insert((at, household));
                Some(claim)
            }
            Err(code) => self.slips(dice, code).then_some(claim),
        }
    }

    /// Somebody buys something; nothing to record if they have neither a discount nor a voucher.
    fn buy(&mut self, dice: &mut Dice, sketch: &mut Sketch, today: Date, shop: usize) -> Option<Claim> {
        let on = day(today);
        let resident = self.customer(dice, sketch)?;
        let customer = (resident, &self.neighbourhood.residents[resident]);
        let mut claim = Claim {
            second: 0,
            shop,
            resident,
            offer: self.wanted(dice, shop, resident, today),
            bill: traffic::price(dice, shop),
            voucher: 0,
        };
        let mut off = 0;
        if let Some(at) = claim.offer {
            let offer = &self.offers[at];
            let least = offer.terms.min_spend.map_or(0, Money::fen);
            if claim.bill < least && !self.slips(dice, RefusalCode::BelowMinimumSpend) {
                claim.bill += least;
            }
            match sketch.offer_given(at, offer, claim.bill, customer, on) {
                Ok(()) => off = sketch::split(offer, claim.bill).0,
                Err(RefusalCode::BelowMinimumSpend) => return Some(claim),
                Err(code) if self.slips(dice, code) => return Some(claim),
                Err(_) => claim.offer = None,
            }
        }
        let (left, due) = (sketch.voucher_left(resident), claim.bill - off);
        if left == 0
            && due > 0
            && sketch.voucher_lapsed(resident) > 0
            && self.slips(dice, RefusalCode::VoucherInsufficient)
        {
            claim.voucher = sketch.voucher_lapsed(resident).min(due);
            return Some(claim);
        }
        if off > 0 && left >= claim.bill && self.slips(dice, RefusalCode::VoucherExceedsDue) {
            claim.voucher = claim.bill;
            return Some(claim);
        }
        if left > 0 && dice.chance(85) {
            let whole = left.min(due);
            let some = whole / yuan(10) * yuan(10);
            claim.voucher = if some > 0 && dice.chance(25) { some } else { whole };
        }
        if claim.offer.is_none() && claim.voucher == 0 {
            return None;
        }
        if let Some(at) = claim.offer {
            sketch.give(at, &self.offers[at], claim.bill, customer, on);
        }
        sketch.spend(resident, shop, claim.voucher);
        Some(claim)
    }

    /// Who comes: often someone with a voucher, often someone who has got used to the card.
    fn customer(&self, dice: &mut Dice, sketch: &Sketch) -> Option<usize> {
        let residents = &self.neighbourhood.residents;
        let wanted = dice.between(1, 100);
        let awaited = |grant: &&Grant| match wanted {
            // One in six keeps the voucher in a drawer, and comes when it has ended.
            1..=4 => grant.lapsed > 0,
            5..=35 => grant.left > 0 && !grant.holder.is_multiple_of(6),
            _ => false,
        };
        let holders: Vec<usize> = sketch.grants.iter().filter(awaited).map(|grant| grant.holder).collect();
        if !holders.is_empty() {
            return Some(*dice.pick(&holders));
        }
        let found = dice.index(residents.len());
        let comes = residents[found].age >= 16 && (wanted > 70 || !residents[found].eligibility.is_empty());
        comes.then_some(found)
    }

    /// An offer of the shop that the customer asks for: one they may use, or could until lately.
    fn wanted(&self, dice: &mut Dice, shop: usize, resident: usize, today: Date) -> Option<usize> {
        let (on, lately) = (day(today), day(days::before(today, 25)));
        let yesterday = day(days::before(today, 1));
        let entitlements = &self.neighbourhood.residents[resident].eligibility;
        let asked = self.offers.iter().enumerate().filter(|(at, offer)| {
            let terms = &offer.terms;
            let admitted = terms.eligible.admits(entitlements, on) || terms.eligible.admits(entitlements, lately);
            offer.shop == shop
                && !MONTHLY.contains(at)
                && terms.valid_from <= on
                && yesterday <= terms.valid_to
                && admitted
        });
        let asked: Vec<usize> = asked.map(|(at, _)| at).collect();
        let special = asked.iter().copied().find(|at| AT_THE_FAIR.contains(at));
        match special {
            Some(at) if dice.chance(80) => Some(at),
            _ if asked.is_empty() => None,
            _ => Some(*dice.pick(&asked)),
        }
    }

    fn slips(&mut self, dice: &mut Dice, code: RefusalCode) -> bool {
        let (most, percent) = tolerated(code);
        let so_far = self.slips.entry(code).or_default();
        let slips = *so_far < most && dice.chance(percent);
        *so_far += usize::from(slips);
        slips
    }

    fn write(&self, claim: &Claim, (today, number): (Date, usize), table: &mut Table) {
        let voucher = Money::from_fen(claim.voucher);
        table.row(&[
            &format!("HX{}-{number:03}", today.strftime("%y%m%d")),
            &days::moment(today, claim.second),
            SHOPS[claim.shop].code,
            &self.neighbourhood.residents[claim.resident].code,
            claim.offer.map_or("", |at| &self.offers[at].cells[0]),
            &Money::from_fen(claim.bill).to_string(),
            &if voucher.is_zero() {
                String::new()
            } else {
                voucher.to_string()
            },
        ]);
    }
}

/// Why somebody comes to a counter.
enum Coming {
    Bill { offer: usize, household: usize, bill: i64 },
    Visit { shop: usize },
}
