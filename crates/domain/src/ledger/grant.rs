//! Grants of roles: who may be called what, and that somebody is left who can grant.

use super::Ledger;
use crate::access::{Role, check_administered};
use crate::calendar::Instant;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Register;
use crate::register::entry::{EntryDetails, EntryNo, GrantDetails};
use crate::text::is_alike;

impl Ledger {
    /// Rules, in order: `role_misplaced`, `unknown_merchant`.
    pub(super) fn check_grant(&self, grant: &GrantDetails) -> Result<(), Refusal> {
        let misplaced = |column| Err(Refusal::new(RefusalCode::RoleMisplaced).with("column", column));
        if grant.role.is_of_a_shop() != grant.merchant.is_some() {
            return misplaced("merchant");
        }
        if (grant.role == Role::GridWorker) == grant.buildings.is_empty() {
            return misplaced("buildings");
        }
        if let Some(merchant) = &grant.merchant {
            self.merchant(merchant.as_str())?;
        }
        Ok(())
    }

    /// A name means one person, and one person has one name: steps name officers by it. Rule: `officer_name_taken`.
    pub(super) fn check_officer_name(&self, grant: &GrantDetails) -> Result<(), Refusal> {
        let taken = |other: &GrantDetails| (other.user == grant.user) != is_alike(&other.name, &grant.name);
        if self.registers.grants().any(taken) {
            return Err(Refusal::new(RefusalCode::OfficerNameTaken).with("column", "name"));
        }
        Ok(())
    }

    /// Whoever ends a grant leaves somebody who may grant roles, for as long as before. Rule: `last_administrator`.
    pub(super) fn keep_an_administrator(
        &self,
        (number, changed): (EntryNo, &GrantDetails),
        now: Instant,
    ) -> Result<(), Refusal> {
        let today = self.registers.community.zone.day_of(now);
        let rows = self.registers.entries(Register::Grant).iter();
        let others = rows
            .filter(|(own, _)| *own != number)
            .filter_map(|(_, row)| match &row.details {
                EntryDetails::Grant(grant) => Some(grant),
                _ => None,
            });
        let after = others.chain([changed]);
        check_administered(self.registers.grants(), after, &self.gone, today)
    }
}
