//! Opening balances in few words.

use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::money::{MoneyEvent, Opening, OpeningItem};

use super::{code, day, yuan};

/// An opening balance of the first day of January.
#[must_use]
pub fn opening(reference: &str, fund: &str, item: OpeningItem, amount: &str) -> Opening {
    Opening {
        reference: code(reference),
        date: day("2026-01-01"),
        fund: fund.to_owned(),
        item,
        amount: yuan(amount),
        merchant: String::new(),
        resident: String::new(),
        expires_on: None,
        goods: None,
    }
}

/// An opening balance as a command.
#[must_use]
pub fn open(opening: Opening) -> Command {
    Command::Money(Box::new(MoneyEvent::Open(opening)))
}
