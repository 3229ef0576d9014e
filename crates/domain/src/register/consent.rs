//! What residents consented to.

use super::entry::{ConsentKind, EntryDetails};
use super::{Register, Registers, Resident};
use crate::calendar::Day;

impl Registers {
    /// Whether help for a resident may be published under their name on a day: only if they said yes, and nothing that counts
    /// says no.
    #[must_use]
    pub fn may_be_named(&self, resident: &Resident, day: Day) -> bool {
        let rows = self.entries(Register::Consent).iter();
        let said = rows.filter_map(|(_, row)| match &row.details {
            EntryDetails::Consent(consent)
                if consent.kind == ConsentKind::Publication
                    && consent.resident == resident.code
                    && row.details.holds_on(day) =>
            {
                Some(consent.given)
            }
            _ => None,
        });
        let said: Vec<bool> = said.collect();
        !said.is_empty() && said.into_iter().all(|given| given) && !resident.details.restricted
    }
}
