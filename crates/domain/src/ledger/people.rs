//! Different people 不相容职务分离: who may not do two things of the same help, payment or change.
//!
//! Officers are known by the names under which they take steps. Two names are one person if they look alike, or if links
//! say so (`same_person`) on the day, be it by way of others: two names of one resident are one person.

use std::collections::BTreeSet;

use super::Ledger;
use super::interest::add_linked;
use super::step::Step;
use crate::access::{Actor, Authority};
use crate::calendar::Day;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Registers;
use crate::register::entry::{LinkDetails, LinkKind, Party};
use crate::text::{folded, is_alike};

impl Ledger {
    pub(super) fn is_one_person(&self, one: &str, other: &str, day: Day) -> bool {
        self.registers.is_one_person(one, other, day)
    }

    /// Refuses whoever did this before, as far as it is known who that was.
    pub(super) fn someone_else_than(
        &self,
        by: &str,
        before: impl IntoIterator<Item = Option<impl AsRef<str>>>,
        day: Day,
        refusal: RefusalCode,
    ) -> Result<(), Refusal> {
        let mut known = before.into_iter().flatten();
        if known.any(|before| self.is_one_person(by, before.as_ref(), day)) {
            return Err(refusal.into());
        }
        Ok(())
    }

    /// Refuses a step without a name, and one by somebody who did another that must be someone else's.
    pub(super) fn someone_else(&self, by: &str, earlier: &[&Step], day: Day) -> Result<(), Refusal> {
        somebody(by)?;
        let before = earlier.iter().map(|step| step.by.as_deref());
        self.someone_else_than(by, before, day, RefusalCode::SamePerson)
    }

    /// Refuses what comes without a reason, or is not prepared and approved by two people.
    pub(super) fn check_officers(
        &self,
        reason: &str,
        (prepared_by, approved_by): (&str, &str),
        day: Day,
    ) -> Result<(), Refusal> {
        if reason.trim().is_empty() {
            return Err(RefusalCode::ReasonRequired.into());
        }
        somebody(prepared_by)?;
        somebody(approved_by)?;
        self.someone_else_than(approved_by, [Some(prepared_by)], day, RefusalCode::SelfApproval)
    }
}

impl Registers {
    /// Whether two officers are one person on a day. Nobody twice is one person too.
    #[must_use]
    pub fn is_one_person(&self, one: &str, other: &str, day: Day) -> bool {
        if is_alike(one, other) {
            return true;
        }
        let links = self.links_on(day);
        let (one, other) = (party(one), party(other));
        same_persons(&one, &links).contains(&other)
    }
}

/// Refuses a person by whose own account one of these was recorded, whatever name it was done under.
pub(super) fn another_account<'a>(
    actor: &Actor,
    before: impl IntoIterator<Item = &'a str>,
    refusal: RefusalCode,
) -> Result<(), Refusal> {
    let is_a_person = matches!(actor.authority, Authority::User { .. });
    if is_a_person && before.into_iter().any(|account| *account == *actor.recorded) {
        return Err(refusal.into());
    }
    Ok(())
}

/// Refuses a step without a name.
pub(super) fn somebody(by: &str) -> Result<(), Refusal> {
    if folded(by).is_empty() {
        return Err(RefusalCode::OfficerRequired.into());
    }
    Ok(())
}

/// All parties that are one person with a party, itself included.
pub(super) fn same_persons(party: &Party, links: &[LinkDetails]) -> BTreeSet<Party> {
    let mut same = BTreeSet::from([party.clone()]);
    while add_linked(&mut same, links, |link| link.kind == LinkKind::SamePerson) {}
    same
}

/// An officer by name, in the form in which names are compared.
pub(super) fn party(name: &str) -> Party {
    Party::Officer(folded(name))
}
