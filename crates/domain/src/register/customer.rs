//! By which numbers of their own shops know residents 户号.

use super::entry::{CustomerDetails, Entry, EntryDetails, EntryNo};
use super::{Register, Registers};
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

    /// The card that a resident was given last, whatever became of it: whoever sees its number is told nothing by that.
    #[must_use]
    pub fn last_card(&self, resident: &Code) -> Option<&Entry> {
        let rows = self.entries(Register::Card).iter().rev();
        rows.map(|(_, row)| row).find(|row| {
            let is_theirs = matches!(&row.details, EntryDetails::Card(card) if card.resident == *resident);
            is_theirs && !row.is_erased()
        })
    }
}
