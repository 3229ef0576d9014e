//! Claims by list: a resident is known by the shop's own number, with their consent, and nobody stands at a counter.

use super::Ledger;
use crate::calendar::Day;
use crate::command::Claim;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::entry::{CustomerDetails, Entry, EntryDetails, EntryNo};
use crate::register::{MerchantNo, Register};
use crate::text::folded;

impl Ledger {
    /// Rules, in order: `unknown_merchant`, `unknown_resident`, `duplicate_customer` where the shop has the number on one of
    /// these days already, for whomever.
    pub(super) fn check_customer(&self, customer: &CustomerDetails, own: Option<EntryNo>) -> Result<(), Refusal> {
        self.merchant(customer.merchant.as_str())?;
        self.resident(customer.resident.as_str())?;
        let number = folded(&customer.number);
        let is_taken = self
            .registers
            .customers_of(&customer.merchant)
            .any(|(other, _, there)| {
                Some(other) != own
                    && meet((there.from, there.to), (customer.from, customer.to))
                    && folded(&there.number) == number
            });
        if is_taken {
            return Err(RefusalCode::DuplicateCustomer.into());
        }
        Ok(())
    }

    /// The row by which a claim names whose bill it is, if it is the shop's, ended or not.
    pub(super) fn customer_of(&self, claim: &Claim) -> Option<(&Entry, &CustomerDetails)> {
        let (_, row) = self
            .registers
            .entries(Register::Customer)
            .by_code(claim.customer.as_ref()?)?;
        match &row.details {
            EntryDetails::Customer(customer) if customer.merchant.as_str() == claim.merchant && !row.is_erased() => {
                Some((row, customer))
            }
            _ => None,
        }
    }

    /// Rules, in order: `list_not_allowed`; `invalid_amount` of voucher money, since nobody was asked whether they spend it.
    pub(super) fn check_list(&self, claim: &Claim, merchant: MerchantNo) -> Result<(), Refusal> {
        if claim.customer.is_none() {
            return Ok(());
        }
        if !self.registers.merchants.get(merchant).details.by_list {
            return Err(RefusalCode::ListNotAllowed.into());
        }
        if !claim.voucher.is_zero() {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "voucher_amount"));
        }
        Ok(())
    }
}

/// Whether two spans have a day in common; one without a last day has no end.
fn meet((from, to): (Day, Option<Day>), (other_from, other_to): (Day, Option<Day>)) -> bool {
    other_to.is_none_or(|last| from <= last) && to.is_none_or(|last| other_from <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_meet_on_the_days_that_both_have() {
        let day = |day: u8| format!("2026-11-{day:02}").parse().expect("a day");
        let span = |from, to: Option<u8>| (day(from), to.map(day));
        for (one, other, expected) in [
            (span(1, Some(5)), span(5, Some(9)), true),
            (span(1, Some(4)), span(5, None), false),
            (span(1, None), span(5, Some(6)), true),
            (span(7, Some(9)), span(1, Some(6)), false),
            (span(3, None), span(1, None), true),
        ] {
            assert_eq!(meet(one, other), expected, "{one:?} {other:?}");
            assert_eq!(meet(other, one), expected, "{other:?} {one:?}");
        }
    }
}
