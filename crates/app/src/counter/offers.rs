//! What somebody may use and where, and why not just now: decided by the very code that would record it.

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Claim, Command, DiscountTerms};
use xiaonuan_domain::eligibility::Eligibility;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_domain::register::{Discount, DiscountNo, Registers, Resident, ResidentNo};
use xiaonuan_persistence::journal::Rehearsal;

use super::CounterError;

/// The bill by which it is found out whether an offer can be used: as small as bills are, so that whatever is left of a
/// budget is enough.
const SMALL_BILL: Money = Money::from_fen(100);
/// For how many days somebody is told that they had an offer, after what let them use it has ended.
const TOLD_FOR: i64 = 180;

/// An offer that somebody has.
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
    /// How often it can be used until the period ends, where that is limited.
    pub uses_left: Option<i64>,
    /// Why it cannot be used just now, if so.
    pub not_now: Option<NotNow>,
}

/// Why somebody cannot use an offer just now, as they are told themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// All uses of the period were used; from this day on there are others.
    UsedUp(Option<Day>),
    /// Nothing is left of what it may give.
    Exhausted,
    /// What lets them use it begins on this day.
    From(Day),
    /// What let them use it ended with this day.
    Ended(Day),
    /// The office knows.
    Other,
}

/// What a resident has on the day of a moment, and what they had until lately or will have; both in the order of the shops'
/// names. Nothing for whom nothing but keeping is done, or who has moved away.
pub(super) async fn offers(
    rehearsal: &mut Rehearsal<'_>,
    resident: ResidentNo,
    now: Instant,
) -> Result<(Vec<OwnOffer>, Vec<OwnOffer>), CounterError> {
    let registers = rehearsal.ledger().registers.clone();
    let day = registers.community.zone.day_of(now);
    let row = registers.residents.get(resident);
    let (today, mut other_days): (Vec<_>, Vec<_>) = all_of(&registers, row, day)
        .into_iter()
        .partition(|(_, offer)| offer.not_now.is_none());
    let claims: Vec<Command> = today.iter().map(|(_, offer)| claim(offer, &row.code, now)).collect();
    let decided = rehearsal.each(&"own".into(), &claims).await?;
    let ledger = rehearsal.ledger();
    let mut offers: Vec<OwnOffer> = today
        .into_iter()
        .zip(decided)
        .map(|((number, offer), decided)| OwnOffer {
            uses_left: ledger.uses_left(resident, number, now),
            not_now: decided.err().map(|refusal| why_not(&refusal, &offer.terms, day)),
            ..offer
        })
        .collect();
    let mut other_days: Vec<OwnOffer> = other_days.drain(..).map(|(_, offer)| offer).collect();
    for offers in [&mut offers, &mut other_days] {
        offers.sort_by(|one, other| {
            let order = |offer: &OwnOffer| (offer.merchant_name.clone(), offer.discount.clone());
            order(one).cmp(&order(other))
        });
    }
    Ok((offers, other_days))
}

/// All offers of shops that are of the alliance on a day, as far as they are, were or will be this resident's.
fn all_of(registers: &Registers, resident: &Resident, day: Day) -> Vec<(DiscountNo, OwnOffer)> {
    if resident.details.restricted || resident.has_ended_on(day) {
        return Vec::new();
    }
    let held = &resident.details.eligibility;
    let theirs = registers.discounts.iter().filter_map(|(number, row)| {
        let merchant = registers.merchants.get(row.merchant);
        let (_, terms) = row.terms_on(day);
        let offer = |not_now| OwnOffer {
            merchant: merchant.code.clone(),
            merchant_name: merchant.details.name.clone(),
            discount: row.code.clone(),
            terms: terms.clone(),
            uses_left: None,
            not_now,
        };
        let is_open = merchant.is_active_on(day) && row.state.is_approved();
        let not_now = is_open.then(|| when(row, held, day))??;
        Some((number, offer(not_now.of_another_day())))
    });
    theirs.collect()
}

/// When somebody has an offer.
#[derive(Clone, Copy)]
enum When {
    Today,
    From(Day),
    Until(Day),
}

impl When {
    const fn of_another_day(self) -> Option<NotNow> {
        match self {
            When::Today => None,
            When::From(day) => Some(NotNow::From(day)),
            When::Until(day) => Some(NotNow::Ended(day)),
        }
    }
}

/// When an offer is somebody's, if it ever is, or was until lately.
fn when(row: &Discount, held: &[Eligibility], day: Day) -> Option<When> {
    let (_, terms) = row.terms_on(day);
    let admits = |day| terms.eligible.admits(held, day);
    if day < terms.valid_from {
        return admits(terms.valid_from).then_some(When::From(terms.valid_from));
    }
    if !row.is_valid_on(day) {
        return None;
    }
    if admits(day) {
        return Some(When::Today);
    }
    let by_itself = |held: &&Eligibility| terms.eligible.admits(std::slice::from_ref(*held), held.from);
    let next = held.iter().filter(by_itself).map(|held| held.from);
    let next = next.filter(|from| *from > day && *from <= terms.valid_to).min();
    let last = held.iter().filter(by_itself).map(|held| held.to);
    let last = last.filter(|to| *to < day && to.days_until(day) <= TOLD_FOR).max();
    next.map(When::From).or(last.map(When::Until))
}

/// A claim that is decided and never recorded.
fn claim(offer: &OwnOffer, resident: &Code, at: Instant) -> Command {
    Command::Redeem(Claim {
        reference: "own".parse().expect("a code"),
        at,
        merchant: offer.merchant.to_string(),
        resident: resident.to_string(),
        discount: offer.discount.to_string(),
        bill: offer.terms.min_spend.unwrap_or(SMALL_BILL).max(SMALL_BILL),
        voucher: Money::ZERO,
        receipt: None,
        branch: None,
        card: None,
        counter: None,
    })
}

fn why_not(refusal: &Refusal, terms: &DiscountTerms, day: Day) -> NotNow {
    match refusal.code {
        RefusalCode::UsageLimitReached => {
            let next = terms.uses.and_then(|uses| uses.period.containing(day).day_after());
            NotNow::UsedUp(next.filter(|next| *next <= terms.valid_to))
        }
        RefusalCode::DiscountBudgetExhausted | RefusalCode::FundInsufficient | RefusalCode::FundEnded => {
            NotNow::Exhausted
        }
        _ => NotNow::Other,
    }
}
