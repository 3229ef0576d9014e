//! Payments of what merchants are owed, as files state them.

use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::{Command, Settlement};

use super::{code, day, yuan};

fn payment(reference: &str, date: &str, merchant: &str, amount: Option<&str>) -> Command {
    Command::Settle(Settlement {
        reference: code(reference),
        date: day(date),
        merchant: merchant.to_owned(),
        amount: amount.map(yuan),
        at_once: false,
        from: Held::Bank,
    })
}

/// A payment of all that a merchant is owed.
#[must_use]
pub fn settle(reference: &str, date: &str, merchant: &str) -> Command {
    payment(reference, date, merchant, None)
}

/// A payment of a part of what a merchant is owed.
#[must_use]
pub fn settle_part(reference: &str, date: &str, merchant: &str, amount: &str) -> Command {
    payment(reference, date, merchant, Some(amount))
}
