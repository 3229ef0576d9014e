//! The best offer for each row, decided in order, each row as if those before it had been recorded.

use std::collections::HashMap;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Claim, Command};
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::Record;
use xiaonuan_domain::refusal::{Refusal, RefusalCode, at_counter};
use xiaonuan_persistence::journal::Rehearsal;
use xiaonuan_persistence::redemptions::StoredListed;

use super::Good;
use crate::desk::DeskError;

/// How many rows are loaded at a time.
const AT_ONCE: usize = 250;

/// A bill as a shop knows it: of whose number, when and how much.
type Bill = (String, Instant, Money);

/// Bills that were claimed by list before: how often, and whether one of them stands.
pub(super) struct Earlier(HashMap<Bill, Before>);

/// What was claimed for a bill before.
#[derive(Clone, Copy, Default)]
struct Before {
    times: usize,
    stands: bool,
}

/// A row and the reference under which it would be recorded.
///
/// The reference is made of the bill itself and of how often it was claimed before and taken back. So two lists that are
/// confirmed at once name one bill alike, and the books take it once.
pub(super) struct Named<'a> {
    pub(super) row: Good<'a>,
    reference: Code,
    /// That of the last claim for the bill, if there is one.
    before: Option<Code>,
    is_earlier: bool,
}

/// The offer that is chosen for a row.
pub(super) struct Choice {
    /// The claim by it.
    pub(super) command: Command,
    /// As it would be recorded.
    pub(super) record: Record,
}

impl Earlier {
    pub(super) fn of(listed: Vec<StoredListed>) -> Self {
        let mut earlier: HashMap<Bill, Before> = HashMap::new();
        for there in listed {
            let before = earlier
                .entry((there.customer, there.occurred_at, there.bill))
                .or_default();
            before.times += 1;
            before.stands |= !there.is_reversed;
        }
        Earlier(earlier)
    }

    /// A row under its reference, which `reference_of` makes of a text.
    pub(super) fn named<'a>(&self, merchant: &Code, row: Good<'a>, reference_of: impl Fn(&str) -> Code) -> Named<'a> {
        let subject = row.read.subject.map(|subject| subject.to_string()).unwrap_or_default();
        let text = format!("{merchant}/{subject}/{}/{}", row.read.day, row.read.bill);
        let bill = (subject, row.read.at, row.read.bill);
        let before = self.0.get(&bill).copied().unwrap_or_default();
        let nth = |times: usize| reference_of(&format!("{text}/{times}"));
        Named {
            row,
            reference: nth(before.times),
            before: before.times.checked_sub(1).map(nth),
            is_earlier: before.stands,
        }
    }
}

impl Named<'_> {
    /// The claim of a row that was recorded before, under the reference that it has in the books: should the answer to it not
    /// be kept any longer, they know it by that.
    pub(super) fn claimed_before(&self, merchant: &Code) -> Claim {
        let reference = self.before.as_ref().unwrap_or(&self.reference);
        let row = &self.row.read;
        row.claim(merchant, reference, row.discount.as_ref())
    }
}

/// What is chosen of each row, or the one reason that the shop is told.
pub(super) async fn all(
    rehearsal: &mut Rehearsal<'_>,
    actor: &Actor,
    merchant: &Code,
    (rows, now): (&[Named<'_>], Instant),
) -> Result<Vec<Result<Choice, Refusal>>, DeskError> {
    let mut all = Vec::with_capacity(rows.len());
    for part in rows.chunks(AT_ONCE) {
        let claims: Vec<Result<Vec<Command>, Refusal>> = part
            .iter()
            .map(|row| match row.is_earlier {
                true => Err(RefusalCode::BillRecorded.into()),
                false => claims(rehearsal.ledger(), merchant, (row, now)),
            })
            .collect();
        let choices: Vec<&[Command]> = claims.iter().flatten().map(Vec::as_slice).collect();
        let mut decided = rehearsal.first_of(actor, &choices).await?.into_iter();
        for claims in claims {
            all.push(claims.and_then(|claims| {
                let decided = decided.next().expect("one for each");
                chosen(claims, decided)
            }));
        }
    }
    Ok(all)
}

/// The claims by all offers of the shop that hold on the day, the best for the customer first; or that by the one that is
/// named. Whose they are to use is decided with them. Rules: those of the shop, `not_available` where it offers nothing.
fn claims(ledger: &Ledger, merchant: &Code, (named, now): (&Named<'_>, Instant)) -> Result<Vec<Command>, Refusal> {
    let row = &named.row.read;
    let claim = |discount: &Code| row.claim(merchant, &named.reference, Some(discount));
    if let Some(discount) = &row.discount {
        return Ok(vec![Command::Redeem(claim(discount))]);
    }
    let whole: Claim = row.claim(merchant, &named.reference, None);
    let number = ledger.check_shop(&whole, now).map_err(|refusal| at_counter(&refusal))?;
    let rows = ledger.registers.discounts.iter().map(|(_, row)| row);
    let held = rows.filter(|offer| offer.merchant == number && offer.is_valid_on(row.day));
    let mut offers: Vec<(Money, &Code)> = held
        .map(|offer| (offer.terms_on(row.day).1.discount_on(row.bill), &offer.code))
        .collect();
    offers.sort_by(|(one, code), (other, other_code)| other.cmp(one).then_with(|| code.cmp(other_code)));
    match offers.is_empty() {
        true => Err(RefusalCode::NotAvailable.into()),
        false => Ok(offers
            .into_iter()
            .map(|(_, code)| Command::Redeem(claim(code)))
            .collect()),
    }
}

/// The claim that would be recorded; else the first reason that a shop may hear, or that it is not available.
fn chosen(claims: Vec<Command>, decided: Result<(usize, Record), Vec<Refusal>>) -> Result<Choice, Refusal> {
    match decided {
        Ok((place, record)) => {
            let command = claims.into_iter().nth(place).expect("it is one of them");
            Ok(Choice { command, record })
        }
        Err(refusals) => {
            let mut told = refusals
                .iter()
                .map(heard)
                .filter(|refusal| refusal.code != RefusalCode::NotAvailable);
            Err(told.next().unwrap_or_else(|| RefusalCode::NotAvailable.into()))
        }
    }
}

/// What a shop hears of a row of its list.
pub(super) fn heard(refusal: &Refusal) -> Refusal {
    match refusal.code {
        // Another list was quicker, and says something else of the same bill.
        RefusalCode::RefConflict => RefusalCode::BillRecorded.into(),
        _ => at_counter(refusal),
    }
}
