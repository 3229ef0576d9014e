//! A property company that bills by the month, for households whom it knows by numbers of its own.

use std::sync::Arc;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Change, Command, MerchantState, NewState, RegisterEntry};
use xiaonuan_domain::register::entry::{CustomerDetails, EntryDetails};
use xiaonuan_domain::register::{Merchant, Registers};

use super::office::{COMMUNITY, StaffError, ask, code};
use crate::service::Service;

/// The company, and what it offers.
pub(super) const SHOP: &str = "M02";
const OFFER: &str = "D03";
/// How many of its customers may use the offer today, and how many may not.
const THEIRS: usize = 9;
const OTHERS: usize = 3;
/// The day on which they agreed.
const FROM: &str = "2025-11-01";

/// Lets the company claim by list, and registers its numbers for some residents.
pub(super) async fn agreed(service: &Service, actor: &Arc<Actor>) -> Result<(), StaffError> {
    let number = service.number_of(COMMUNITY).await?;
    let registers = service.database().registers(number).await?;
    let today = registers.community.zone.day_of(service.journal().now());
    if let Some((_, row)) = registers.merchants.by_code(&code(SHOP)) {
        ask(service, actor, by_list(row)).await?;
    }
    for (place, resident) in (1_u32..).zip(customers(&registers, today)) {
        let details = CustomerDetails {
            merchant: code(SHOP),
            resident,
            number: format!("WY-{place:04}"),
            consent: format!("户号同意书 {place:04}"),
            from: FROM.parse().expect("a day"),
            to: None,
        };
        let command = Command::RegisterEntry(Box::new(RegisterEntry {
            code: code(&format!("KH{place:04}")),
            details: EntryDetails::Customer(details),
        }));
        ask(service, actor, command).await?;
    }
    Ok(())
}

fn by_list(row: &Merchant) -> Command {
    let details = &row.details;
    Command::Change(Box::new(Change {
        row: row.code.clone(),
        based_on: row.changed,
        to: NewState::Merchant(MerchantState {
            name: details.name.clone(),
            category: details.category,
            contact: details.contact.clone(),
            phone: details.phone.clone(),
            left_on: details.left_on,
            by_list: Some(true),
        }),
    }))
}

/// Residents who may use the company's offer, and some who may not, in the order of the register.
fn customers(registers: &Registers, today: Day) -> Vec<Code> {
    let offer = registers.discounts.by_code(&code(OFFER));
    let may_use = |held: &[_]| offer.is_some_and(|(_, offer)| offer.terms_on(today).1.eligible.admits(held, today));
    let (mut theirs, mut others) = (THEIRS, OTHERS);
    let chosen = registers.residents.iter().filter(|(_, row)| {
        let left = match may_use(&row.details.eligibility) {
            true => &mut theirs,
            false => &mut others,
        };
        let is_chosen = *left > 0;
        *left = left.saturating_sub(1);
        is_chosen
    });
    chosen.map(|(_, row)| row.code.clone()).collect()
}
