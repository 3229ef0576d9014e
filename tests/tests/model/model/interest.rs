//! Conflicts of interest: who is close to whom, by the register of links.

use std::collections::BTreeSet;

use super::{Model, Told};
use crate::calendar::Day;
use crate::registers::Entry;

impl Model {
    /// Whether two officers are one person on a day: by name, or by links.
    pub(super) fn is_one_person(&self, one: &str, other: &str, day: Day) -> bool {
        one == other || same_persons(one, &self.links_on(day)).contains(&format!("officer:{other}"))
    }

    /// Whether a step would be taken by whoever took an earlier one.
    pub(super) fn did(&self, before: Option<&str>, by: &str, day: Day) -> bool {
        before.is_some_and(|before| self.is_one_person(by, before, day))
    }

    /// The links that hold on a day: kind and both parties.
    fn links_on(&self, day: Day) -> Vec<(&'static str, &str, &str)> {
        let rows = self.registers.entries.values();
        let held = rows.filter(|row| row.entry.holds_on(day));
        held.filter_map(|row| match &row.entry {
            Entry::Link { kind, one, other, .. } => Some((*kind, one.as_str(), other.as_str())),
            _ => None,
        })
        .collect()
    }

    /// Everyone of a resident's household.
    fn household_of(&self, resident: &str) -> BTreeSet<String> {
        let residents = &self.registers.residents;
        let household = residents.get(resident).and_then(|row| row.household);
        let members = residents
            .iter()
            .filter(|(_, row)| household.is_some() && row.household == household);
        members.map(|(code, _)| format!("resident:{code}")).collect()
    }

    /// Refuses if any of these officers is close to who is helped, their household, or a merchant.
    pub(super) fn check_interest(
        &self,
        officers: &[&str],
        resident: Option<&str>,
        merchant: Option<&str>,
        day: Day,
    ) -> Told {
        let links = self.links_on(day);
        let mut benefits: BTreeSet<String> = merchant.iter().map(|code| format!("merchant:{code}")).collect();
        if let Some(resident) = resident {
            benefits.insert(format!("resident:{resident}"));
            benefits.extend(self.household_of(resident));
        }
        for officer in officers.iter().filter(|officer| !officer.is_empty()) {
            let same = same_persons(officer, &links);
            let mut close = same.clone();
            for party in &same {
                if let Some(resident) = party.strip_prefix("resident:") {
                    close.extend(self.household_of(resident));
                }
            }
            let others = linked(&close, &links, false);
            close.extend(others);
            if !close.is_disjoint(&benefits) {
                return Err("conflict_of_interest".into());
            }
        }
        Ok(())
    }
}

/// Everyone who is one person with an officer.
fn same_persons(officer: &str, links: &[(&'static str, &str, &str)]) -> BTreeSet<String> {
    let mut same = BTreeSet::from([format!("officer:{officer}")]);
    loop {
        let more = linked(&same, links, true);
        if more.is_subset(&same) {
            return same;
        }
        same.extend(more);
    }
}

/// Whom those of a set are linked with.
fn linked(set: &BTreeSet<String>, links: &[(&'static str, &str, &str)], same_only: bool) -> BTreeSet<String> {
    let counted = links.iter().filter(|(kind, ..)| !same_only || *kind == "same_person");
    let mut found = BTreeSet::new();
    for (_, one, other) in counted {
        if set.contains(*one) {
            found.insert((*other).to_owned());
        }
        if set.contains(*other) {
            found.insert((*one).to_owned());
        }
    }
    found
}
