//! The best offer for each row, decided in order, each row as if those before it had been recorded.

use std::collections::HashSet;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Claim, Command};
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::Record;
use xiaonuan_domain::refusal::{Refusal, RefusalCode, at_counter};
use xiaonuan_persistence::journal::Rehearsal;

use super::Good;
use crate::desk::DeskError;

/// How many rows are loaded at a time.
const AT_ONCE: usize = 250;

/// Bills that were claimed by list before: by whose number, when and how much.
pub(super) type Earlier = HashSet<(String, Instant, Money)>;

/// The offer that is chosen for a row.
pub(super) struct Choice {
    /// The claim by it.
    pub(super) command: Command,
    /// As it would be recorded.
    pub(super) record: Record,
}

/// What is chosen of each row, or the one reason that the shop is told.
pub(super) async fn all(
    rehearsal: &mut Rehearsal<'_>,
    actor: &Actor,
    merchant: &Code,
    (rows, earlier, now): (&[Good<'_>], &Earlier, Instant),
) -> Result<Vec<Result<Choice, Refusal>>, DeskError> {
    let mut all = Vec::with_capacity(rows.len());
    for part in rows.chunks(AT_ONCE) {
        let claims: Vec<Result<Vec<Command>, Refusal>> = part
            .iter()
            .map(|row| match is_earlier(row, earlier) {
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

fn is_earlier(row: &Good<'_>, earlier: &Earlier) -> bool {
    let subject = row.read.subject.map(|subject| subject.to_string()).unwrap_or_default();
    earlier.contains(&(subject, row.read.at, row.read.bill))
}

/// The claims by all offers of the shop that hold on the day, the best for the customer first; or that by the one that is
/// named. Whose they are to use is decided with them. Rules: those of the shop, `not_available` where it offers nothing.
fn claims(ledger: &Ledger, merchant: &Code, (row, now): (&Good<'_>, Instant)) -> Result<Vec<Command>, Refusal> {
    let claim = |discount: &Code| row.read.claim(merchant, &row.reference, Some(discount));
    if let Some(named) = &row.read.discount {
        return Ok(vec![Command::Redeem(claim(named))]);
    }
    let whole: Claim = row.read.claim(merchant, &row.reference, None);
    let number = ledger.check_shop(&whole, now).map_err(|refusal| at_counter(&refusal))?;
    let rows = ledger.registers.discounts.iter().map(|(_, row)| row);
    let held = rows.filter(|offer| offer.merchant == number && offer.is_valid_on(row.read.day));
    let mut offers: Vec<(Money, &Code)> = held
        .map(|offer| (offer.terms_on(row.read.day).1.discount_on(row.read.bill), &offer.code))
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
            let heard = refusals.iter().map(at_counter);
            let mut told = heard.filter(|refusal| refusal.code != RefusalCode::NotAvailable);
            Err(told.next().unwrap_or_else(|| RefusalCode::NotAvailable.into()))
        }
    }
}
