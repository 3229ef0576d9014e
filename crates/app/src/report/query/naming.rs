//! What accounts are called on reports.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::address::{Address, Of};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::error::StoreError;

use super::people::code_of;
use crate::report::{Cell, Choice, Phrase, Wording};

/// Takes apart the name of an account as a record has it.
pub(super) fn read(address: &str) -> Result<Address<'_>, StoreError> {
    Address::read(address).map_err(|error| StoreError::unreadable("account", error))
}

/// The account as people call it, with the merchant or resident whose it is.
pub(super) fn name_of(address: &Address<'_>, registers: &Registers) -> Cell {
    let party = match address.of {
        Of::Merchant(code) => merchant_name(registers, code),
        Of::Voucher(subject, _) => code_of(registers, subject),
        Of::Item(item) => item.parse().map_or(Cell::Empty, Cell::Code),
        _ => Cell::Empty,
    };
    name(address.kind, party, registers)
}

/// An account as people call it, with whose it is, if it is anyone's.
pub(super) fn name(kind: AccountKind, party: Cell, registers: &Registers) -> Cell {
    let account = Cell::Label(Choice::account(kind, &registers.community.keeper));
    match party {
        Cell::Empty => account,
        party => Phrase::new(Wording::AccountOf)
            .with("account", account)
            .with("party", party)
            .into(),
    }
}

/// A merchant's name by its code.
pub(super) fn merchant_name(registers: &Registers, code: &str) -> Cell {
    let merchant = code
        .parse()
        .ok()
        .and_then(|code: Code| registers.merchants.by_code(&code));
    merchant.map_or(Cell::Empty, |(_, merchant)| Cell::Text(merchant.details.name.clone()))
}
