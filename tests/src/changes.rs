//! Changes in few words: each takes the row as it stands and names what is to be different.

use std::sync::Arc;

use xiaonuan_domain::command::{
    Change, Command, DiscountChange, DiscountTerms, FundDetails, MerchantState, NewState, ResidentState,
};
use xiaonuan_domain::kind::DiscountState;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::Registers;

use crate::ask::{code, day};
use crate::books::Books;

/// The registers as they stand.
///
/// # Panics
/// When the database fails.
pub async fn registers(books: &Books) -> Arc<Registers> {
    let database = books.process.database();
    database.registers(books.community).await.expect("the database works")
}

/// A change of a row, based on a record.
#[must_use]
pub fn change(row: &str, based_on: Seq, to: NewState) -> Command {
    Command::Change(Box::new(Change {
        row: code(row),
        based_on,
        to,
    }))
}

/// A change of a fund.
///
/// # Panics
/// When there is none such.
pub async fn fund(books: &Books, row: &str, with: impl FnOnce(&mut FundDetails)) -> Command {
    let registers = registers(books).await;
    let (_, found) = registers.funds.by_code(&code(row)).expect("the fund");
    let mut details = found.details.clone();
    with(&mut details);
    change(row, found.changed, NewState::Fund(details))
}

/// A change of a merchant.
///
/// # Panics
/// When there is none such.
pub async fn merchant(books: &Books, row: &str, with: impl FnOnce(&mut MerchantState)) -> Command {
    let registers = registers(books).await;
    let (_, found) = registers.merchants.by_code(&code(row)).expect("the merchant");
    let details = found.details.clone();
    let mut state = MerchantState {
        name: details.name,
        category: details.category,
        contact: details.contact,
        phone: details.phone,
        left_on: details.left_on,
        by_list: None,
    };
    with(&mut state);
    change(row, found.changed, NewState::Merchant(state))
}

/// A change of a resident.
///
/// # Panics
/// When there is none such.
pub async fn resident(books: &Books, row: &str, with: impl FnOnce(&mut ResidentState)) -> Command {
    let registers = registers(books).await;
    let (_, found) = registers.residents.by_code(&code(row)).expect("the resident");
    let details = found.details.clone();
    let mut state = ResidentState {
        restricted: details.restricted,
        household: details.household,
        name: details.name,
        id_number: details.id_number.as_ref().map(|number| number.reveal().to_owned()),
        phone: details.phone,
        building: details.building,
        eligibility: details.eligibility,
        to: details.to,
    };
    with(&mut state);
    change(row, found.changed, NewState::Resident(state))
}

/// New terms of a discount from a day on.
///
/// # Panics
/// When there is none such.
pub async fn terms(books: &Books, row: &str, from: &str, with: impl FnOnce(&mut DiscountTerms)) -> Command {
    let registers = registers(books).await;
    let (_, found) = registers.discounts.by_code(&code(row)).expect("the discount");
    let mut terms = found.terms.clone();
    with(&mut terms);
    let to = DiscountChange {
        state: found.state,
        terms,
        from: Some(day(from)),
    };
    change(row, found.changed, NewState::Discount(to))
}

/// Another state of a discount.
///
/// # Panics
/// When there is none such.
pub async fn state(books: &Books, row: &str, state: DiscountState) -> Command {
    let registers = registers(books).await;
    let (_, found) = registers.discounts.by_code(&code(row)).expect("the discount");
    let to = DiscountChange {
        state,
        terms: found.terms.clone(),
        from: None,
    };
    change(row, found.changed, NewState::Discount(to))
}
