//! What somebody holds in a community on a day: rights, and how far each reaches.

use std::collections::BTreeSet;

use super::{Actor, Authority, Right, Role};
use crate::calendar::Day;
use crate::code::Code;
use crate::register::entry::{EntryDetails, GrantDetails};
use crate::register::{Register, Registers};
use crate::user::UserId;

/// How far a right reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Over the whole community.
    pub everything: bool,
    /// Over these shops.
    pub merchants: BTreeSet<Code>,
    /// Over the residents of these buildings.
    pub buildings: BTreeSet<String>,
}

/// What somebody holds.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// Rights, each with the shop or the buildings where it holds.
    held: Vec<(Right, Within)>,
    /// What they are, for people.
    roles: BTreeSet<Role>,
    /// How records call them in words.
    name: Option<String>,
    /// Roles that are not in force because there was no second factor.
    wanting: BTreeSet<Role>,
}

#[derive(Clone, Debug)]
enum Within {
    Community,
    Shop(Code),
    Buildings(Vec<String>),
}

impl Holding {
    /// What an actor holds on a day, by the registers as they stand.
    #[must_use]
    pub fn of(registers: &Registers, actor: &Actor, day: Day) -> Self {
        match &actor.authority {
            Authority::Operator => Holding::unlimited(),
            Authority::User {
                user, second_factor, ..
            } => Holding::of_user(registers, *user, *second_factor, day),
            Authority::Program {
                rights,
                merchant,
                maker,
            } => {
                // A token was made by whoever had a second factor, if they had to have one.
                let maker = maker.map(|maker| Holding::of_user(registers, maker, true, day));
                let has_it = |right: &&Right| {
                    maker
                        .as_ref()
                        .is_none_or(|maker| maker.may_give(**right, merchant.as_ref()))
                };
                let within = || merchant.clone().map_or(Within::Community, Within::Shop);
                let held = rights.iter().filter(has_it).map(|right| (*right, within()));
                Holding {
                    held: held.collect(),
                    ..Holding::default()
                }
            }
            Authority::Counter { merchant, .. } => Holding {
                held: vec![(Right::ServeCounter, Within::Shop(merchant.clone()))],
                ..Holding::default()
            },
            // What is theirs is told by the card; no right of the office or of a shop comes with it.
            Authority::Card { .. } | Authority::Nobody => Holding::default(),
        }
    }

    /// Every right over the whole community.
    #[must_use]
    pub fn unlimited() -> Self {
        Holding {
            held: Right::ALL.iter().map(|right| (*right, Within::Community)).collect(),
            ..Holding::default()
        }
    }

    fn of_user(registers: &Registers, user: UserId, second_factor: bool, day: Day) -> Self {
        let settings = registers.community.settings.as_ref();
        let must_have_it = !settings.is_some_and(|settings| settings.second_factor_optional);
        let mut holding = Holding::default();
        for grant in registers.grants_of(user).filter(|grant| grant.holds_on(day)) {
            holding.name = Some(grant.name.clone());
            if grant.role.needs_second_factor() && must_have_it && !second_factor {
                holding.wanting.insert(grant.role);
                continue;
            }
            holding.roles.insert(grant.role);
            let within = grant.within();
            let rights = grant.role.rights().iter();
            holding.held.extend(rights.map(|right| (*right, within.clone())));
        }
        holding
    }

    /// Whether anything is held at all, be it for want of a second factor not in force.
    #[must_use]
    pub fn is_anything(&self) -> bool {
        !self.held.is_empty() || !self.wanting.is_empty()
    }

    /// Whether a right is held anywhere, however little of the community it reaches: for what is looked at more closely
    /// later, or tells nothing of anybody.
    #[must_use]
    pub fn may_somewhere(&self, right: Right) -> bool {
        self.held.iter().any(|(held, _)| *held == right)
    }

    /// Whether it would be, had they signed in by a second factor.
    #[must_use]
    pub fn wants_second_factor_for(&self, right: Right) -> bool {
        self.wanting.iter().any(|role| role.rights().contains(&right))
    }

    /// Whether a program may have a right from them: one of theirs over the whole community or, for a shop's program, one of
    /// whoever answers for the shop, if they grant roles.
    #[must_use]
    pub fn may_give(&self, right: Right, merchant: Option<&Code>) -> bool {
        right.is_for_programs()
            && match merchant {
                Some(_) => self.reach(Right::GrantRoles).everything && Role::MerchantOwner.rights().contains(&right),
                None => self.reach(right).everything,
            }
    }

    /// How far a right reaches.
    #[must_use]
    pub fn reach(&self, right: Right) -> Reach {
        let mut reach = Reach::default();
        for (_, within) in self.held.iter().filter(|(held, _)| *held == right) {
            match within {
                Within::Community => reach.everything = true,
                Within::Shop(merchant) => {
                    reach.merchants.insert(merchant.clone());
                }
                Within::Buildings(buildings) => reach.buildings.extend(buildings.iter().cloned()),
            }
        }
        reach
    }

    /// The roles that are in force.
    #[must_use]
    pub fn roles(&self) -> &BTreeSet<Role> {
        &self.roles
    }

    /// The roles that would be in force after signing in by a second factor.
    #[must_use]
    pub fn wanting(&self) -> &BTreeSet<Role> {
        &self.wanting
    }

    /// How papers and steps call them, by their grants.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl Reach {
    /// Whether it reaches a shop.
    #[must_use]
    pub fn covers_merchant(&self, merchant: &str) -> bool {
        self.everything || self.merchants.iter().any(|own| own.as_str() == merchant)
    }

    /// Whether it reaches the residents of a building.
    #[must_use]
    pub fn covers_building(&self, building: &str) -> bool {
        self.everything || self.buildings.iter().any(|own| is_part_of(building, own))
    }
}

/// The building that a dwelling is in, as people write it: `3号楼` of `3号楼2单元501`, `3` of `3-2-501`, else all of it.
#[must_use]
pub fn building_of(dwelling: &str) -> &str {
    let ends = ["号楼", "栋", "幢", "座"].into_iter();
    let named = ends.filter_map(|end| dwelling.find(end).map(|at| at + end.len()));
    let end = named.min().or_else(|| dwelling.find('-')).unwrap_or(dwelling.len());
    &dwelling[..end]
}

/// Whether a dwelling, as its resident's row has it, is in a building: `3-2-501` is in `3`, and `12-1` is not in `1`.
#[must_use]
pub fn is_part_of(dwelling: &str, building: &str) -> bool {
    let Some(rest) = dwelling.strip_prefix(building) else {
        return false;
    };
    let goes_on = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let goes_on_within = goes_on(building.chars().last()) && goes_on(rest.chars().next());
    !building.is_empty() && !goes_on_within
}

impl GrantDetails {
    fn within(&self) -> Within {
        match (&self.merchant, self.role) {
            (Some(merchant), _) => Within::Shop(merchant.clone()),
            (None, Role::GridWorker) => Within::Buildings(self.buildings.clone()),
            (None, _) => Within::Community,
        }
    }

    /// Whether it is in force on a day; both its days are in.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.state.is_active() && self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Registers {
    /// The grants of a user, in the order in which they were made.
    pub fn grants_of(&self, user: UserId) -> impl Iterator<Item = &GrantDetails> {
        self.grants().filter(move |grant| grant.user == user)
    }

    /// All grants.
    pub fn grants(&self) -> impl Iterator<Item = &GrantDetails> {
        let rows = self.entries(Register::Grant).iter();
        rows.filter_map(|(_, row)| match &row.details {
            EntryDetails::Grant(grant) => Some(grant),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dwelling_says_its_building() {
        for (dwelling, building) in [
            ("3号楼2单元501", "3号楼"),
            ("5栋", "5栋"),
            ("3-2-501", "3"),
            ("河东路8号", "河东路8号"),
            ("", ""),
        ] {
            assert_eq!(building_of(dwelling), building, "{dwelling}");
            assert!(building.is_empty() || is_part_of(dwelling, building), "{dwelling}");
        }
    }

    #[test]
    fn a_dwelling_is_in_its_building_and_in_no_other() {
        for (dwelling, building, is_in) in [
            ("3-2-501", "3", true),
            ("3", "3", true),
            ("3号楼2单元", "3号楼", true),
            ("12-1", "1", false),
            ("1", "12", false),
            ("A12", "A1", false),
            ("", "", false),
            ("3-2", "", false),
        ] {
            assert_eq!(is_part_of(dwelling, building), is_in, "{dwelling} in {building}");
        }
    }
}
