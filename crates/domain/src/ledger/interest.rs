//! Conflicts of interest 利益冲突: nobody prepares, approves or pays for themself, their household, their own shop, or
//! whom they are linked with; nor do they propose or confirm what is given back to them, or taken back of theirs.
//!
//! Officers are known by the names under which they take steps, so what is known of them is what links say of the
//! officer of that name. Equal names alone prove nothing: that an officer is a resident or a merchant is a link too
//! (`same_person`), and whoever is one person with them is taken for them.

use std::collections::BTreeSet;

use super::Ledger;
use super::people::{party, same_persons};
use crate::calendar::Day;
use crate::code::Code;
use crate::entropy::SubjectId;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::entry::{EntryDetails, LinkDetails, LinkKind, Party};
use crate::register::{MerchantNo, Register, Registers, ResidentNo};

/// Whom something goes to, or comes back from.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub(super) resident: Option<ResidentNo>,
    pub(super) merchant: Option<MerchantNo>,
    pub(super) donors: Vec<Code>,
}

impl Ledger {
    /// Refuses with `conflict_of_interest` if any of these officers benefits on a day of what goes to a resident, their
    /// household, or a merchant.
    pub(super) fn check_interest(
        &self,
        officers: &[&str],
        resident: Option<ResidentNo>,
        merchant: Option<MerchantNo>,
        day: Day,
    ) -> Result<(), Refusal> {
        let about = About {
            resident,
            merchant,
            donors: Vec::new(),
        };
        self.check_interest_in(officers, &about, day)
    }

    /// Refuses with `conflict_of_interest` if any of these officers benefits on a day of what is about these.
    pub(super) fn check_interest_in(&self, officers: &[&str], about: &About, day: Day) -> Result<(), Refusal> {
        let links = self.links_on(day);
        if links.is_empty() {
            return Ok(());
        }
        let mut benefits = BTreeSet::new();
        let merchant = about.merchant.map(|merchant| self.registers.merchants.get(merchant));
        benefits.extend(merchant.map(|merchant| Party::Merchant(merchant.code.clone())));
        if let Some(resident) = about.resident {
            let row = self.registers.residents.get(resident);
            benefits.insert(Party::Resident(row.code.clone()));
            self.add_household(row.household, &mut benefits);
        }
        // Who a donor is besides, only links say.
        for donor in &about.donors {
            let same = same_persons(&Party::Donor(donor.clone()), &links);
            self.add_households(&same, &mut benefits);
            benefits.extend(same);
        }
        let nobody = party("");
        for officer in officers
            .iter()
            .map(|name| party(name))
            .filter(|officer| *officer != nobody)
        {
            let close = self.close_to(&officer, &links);
            if !close.is_disjoint(&benefits) {
                return Err(Refusal::new(RefusalCode::ConflictOfInterest).with("day", day));
            }
        }
        Ok(())
    }

    pub(super) fn links_on(&self, day: Day) -> Vec<LinkDetails> {
        self.registers.links_on(day)
    }

    /// Who a party is, whose household they are of, and whom they are linked with.
    fn close_to(&self, party: &Party, links: &[LinkDetails]) -> BTreeSet<Party> {
        let same = same_persons(party, links);
        let mut close = same.clone();
        self.add_households(&same, &mut close);
        add_linked(&mut close, links, |_| true);
        close
    }

    fn add_households(&self, of: &BTreeSet<Party>, to: &mut BTreeSet<Party>) {
        for party in of {
            if let Party::Resident(code) = party
                && let Some((_, row)) = self.registers.residents.by_code(code)
            {
                self.add_household(row.household, to);
            }
        }
    }

    fn add_household(&self, household: Option<SubjectId>, to: &mut BTreeSet<Party>) {
        let Some(household) = household else { return };
        let members = self.registers.members_of(household);
        to.extend(members.map(|number| Party::Resident(self.registers.residents.get(number).code.clone())));
    }
}

/// Adds whom those in a set are linked with; answers whether there was anyone new.
pub(super) fn add_linked(
    set: &mut BTreeSet<Party>,
    links: &[LinkDetails],
    counts: impl Fn(&LinkDetails) -> bool,
) -> bool {
    let counted = links.iter().filter(|link| counts(link));
    let linked = counted.filter_map(|link| match (set.contains(&link.one), set.contains(&link.other)) {
        (true, false) => Some(link.other.clone()),
        (false, true) => Some(link.one.clone()),
        _ => None,
    });
    let linked: Vec<Party> = linked.collect();
    let is_any = !linked.is_empty();
    set.extend(linked);
    is_any
}

impl Registers {
    /// The links that hold on a day, with officers in the form in which names are compared. Whoever answers for a shop, or
    /// stands at its counter, is linked with it.
    pub(super) fn links_on(&self, day: Day) -> Vec<LinkDetails> {
        let compared = |of: &Party| match of {
            Party::Officer(name) => party(name),
            other => other.clone(),
        };
        let of_shops = self.grants().filter(|grant| grant.holds_on(day)).filter_map(|grant| {
            Some(LinkDetails {
                kind: LinkKind::Officer,
                one: party(&grant.name),
                other: Party::Merchant(grant.merchant.clone()?),
                from: grant.from,
                to: grant.to,
                note: None,
            })
        });
        let rows = self.entries(Register::Link).iter();
        rows.filter(|(_, row)| row.details.holds_on(day))
            .filter_map(|(_, row)| match &row.details {
                EntryDetails::Link(link) => Some(LinkDetails {
                    one: compared(&link.one),
                    other: compared(&link.other),
                    ..link.clone()
                }),
                _ => None,
            })
            .chain(of_shops)
            .collect()
    }
}
