//! By which numbers of their own shops know residents 户号.

use super::entry::{CustomerDetails, Entry, EntryDetails, EntryNo};
use super::{Register, Registers};
use crate::calendar::Day;
use crate::code::Code;

impl Registers {
    /// The numbers that a shop has, ended or not, in the order in which they were registered.
    pub fn customers_of<'r>(
        &'r self,
        merchant: &'r Code,
    ) -> impl Iterator<Item = (EntryNo, &'r Entry, &'r CustomerDetails)> {
        let rows = self.entries(Register::Customer).iter();
        rows.filter_map(move |(number, row)| match &row.details {
            EntryDetails::Customer(customer) if customer.merchant == *merchant && !row.is_erased() => {
                Some((number, row, customer))
            }
            _ => None,
        })
    }

    /// The end of the number of a card that a resident can use on a day, the latest first.
    #[must_use]
    pub fn usable_card(&self, resident: &Code, day: Day) -> Option<&Entry> {
        let rows = self.entries(Register::Card).iter().rev();
        rows.map(|(_, row)| row).find(|row| {
            let is_theirs = matches!(&row.details, EntryDetails::Card(card) if card.resident == *resident);
            is_theirs && row.details.standing().is_active() && row.details.holds_on(day)
        })
    }
}
