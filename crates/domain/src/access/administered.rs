//! That somebody is left who may grant roles: whose grant is in force, and whose account can sign in.

use std::collections::BTreeSet;

use super::Right;
use crate::calendar::Day;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Registers;
use crate::register::entry::GrantDetails;
use crate::user::UserId;

/// For how long somebody may grant roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    /// Up to a day.
    Day(Day),
    /// For good.
    Forever,
}

impl Registers {
    /// Whose grants let them grant roles, on whatever days.
    #[must_use]
    pub fn administrators(&self) -> BTreeSet<UserId> {
        let administrators = self.grants().filter(|grant| grant.administers());
        administrators.map(|grant| grant.user).collect()
    }

    /// Refuses to keep somebody from signing in without whom it is sooner than now that nobody may grant roles. `gone` are
    /// administrators who cannot sign in already. Rule: `last_administrator`.
    ///
    /// # Errors
    /// A [`Refusal`].
    pub fn check_leaving(&self, user: UserId, gone: &BTreeSet<UserId>, today: Day) -> Result<(), Refusal> {
        let after = self.grants().filter(|grant| grant.user != user);
        check_administered(self.grants(), after, gone, today)
            .map_err(|refusal| refusal.with("community", self.community.code.as_str()))
    }
}

impl GrantDetails {
    /// Whether who has it may grant roles while it is in force.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.role.rights().contains(&Right::GrantRoles)
    }
}

/// Refuses what brings the day nearer from which on nobody may grant roles. Rule: `last_administrator`.
pub(crate) fn check_administered<'a>(
    before: impl Iterator<Item = &'a GrantDetails>,
    after: impl Iterator<Item = &'a GrantDetails>,
    gone: &BTreeSet<UserId>,
    today: Day,
) -> Result<(), Refusal> {
    if administered(after, gone, today) < administered(before, gone, today) {
        return Err(RefusalCode::LastAdministrator.into());
    }
    Ok(())
}

fn administered<'a>(
    grants: impl Iterator<Item = &'a GrantDetails>,
    gone: &BTreeSet<UserId>,
    today: Day,
) -> Option<Until> {
    let counts = |grant: &&GrantDetails| grant.administers() && grant.holds_on(today) && !gone.contains(&grant.user);
    let ends = grants
        .filter(counts)
        .map(|grant| grant.to.map_or(Until::Forever, Until::Day));
    ends.max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::register::entry::Standing;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn grant(user: u8, role: Role, to: Option<&str>) -> GrantDetails {
        GrantDetails {
            user: UserId::from_bytes([user; 16]),
            name: format!("{user}"),
            role,
            merchant: None,
            buildings: Vec::new(),
            state: Standing::default(),
            from: day("2026-01-01"),
            to: to.map(day),
        }
    }

    #[test]
    fn nobody_brings_the_day_nearer_on_which_nobody_is_left() {
        let administrator = |user, to| grant(user, Role::FundAdministrator, to);
        let (year, month) = (Some("2026-12-31"), Some("2026-07-31"));
        for (before, after, gone, is_kept) in [
            (vec![administrator(1, None)], vec![administrator(1, None)], None, true),
            (vec![administrator(1, None)], vec![administrator(1, year)], None, false),
            (
                vec![administrator(1, None)],
                vec![grant(1, Role::Approver, None)],
                None,
                false,
            ),
            (
                vec![administrator(1, None), administrator(2, None)],
                vec![administrator(2, None)],
                None,
                true,
            ),
            (
                vec![administrator(1, None), administrator(2, None)],
                vec![administrator(2, None)],
                Some(2),
                false,
            ),
            (
                vec![administrator(1, None), administrator(2, year)],
                vec![administrator(2, year)],
                None,
                false,
            ),
            // Where everybody's grant has an end, the last of these ends counts.
            (vec![administrator(1, year)], vec![], None, false),
            (vec![administrator(1, year)], vec![administrator(1, month)], None, false),
            (vec![administrator(1, month)], vec![administrator(1, year)], None, true),
            (
                vec![administrator(1, month), administrator(2, year)],
                vec![administrator(2, year)],
                None,
                true,
            ),
            // Who is gone is missed by nobody.
            (vec![administrator(1, None)], vec![], Some(1), true),
        ] {
            let gone: BTreeSet<UserId> = gone
                .map(|user: u8| UserId::from_bytes([user; 16]))
                .into_iter()
                .collect();
            let kept = check_administered(before.iter(), after.iter(), &gone, day("2026-07-01"));
            assert_eq!(kept.is_ok(), is_kept, "{before:?} {after:?} {gone:?}");
        }
    }
}
