//! Rows of the registers that all work alike, and what others ask of them.

use super::{Change, Eligible, EntryRow, Held, Model, Told, differs, unused, up_to_date};
use crate::calendar::{Day, day_of};
use crate::registers::Entry;

/// What is said where a register has no such row.
fn unknown(register: &str) -> Told {
    Err(format!("unknown_{register}").as_str().into())
}

/// The kinds of records that register and change a row; the first has the row's code as its reference, unless that is
/// personal.
fn kinds(entry: &Entry) -> (&'static str, &'static str, bool) {
    match entry {
        Entry::Donor { .. } => ("donor_registered", "donor_changed", true),
        Entry::Category { .. } => ("category_registered", "category_changed", false),
        Entry::Agent { .. } => ("agent_registered", "agent_changed", true),
        Entry::Link { .. } => ("link_registered", "link_changed", true),
        Entry::Branch { .. } => ("branch_registered", "branch_changed", false),
    }
}

impl Model {
    pub(super) fn register_entry(&mut self, code: &str, entry: &Entry) -> Told {
        let key = (entry.register(), code.to_owned());
        unused(self.registers.entries.contains_key(&key))?;
        if entry.register() == "category" && code.chars().any(|letter| letter.is_ascii_uppercase()) {
            return Err("invalid_code".into());
        }
        self.check_entry(entry)?;
        let (kind, _, is_personal) = kinds(entry);
        let changed = self.write_now(kind, (!is_personal).then_some(code));
        let entry = entry.clone();
        self.registers.entries.insert(key, EntryRow { entry, changed });
        Ok(())
    }

    pub(super) fn change_entry(&mut self, asked: &Change, entry: &Entry) -> Told {
        let key = (entry.register(), asked.row.clone());
        let Some(row) = self.registers.entries.get(&key).cloned() else {
            return unknown(entry.register());
        };
        up_to_date(asked, row.changed)?;
        if !entry.is_of_the_same(&row.entry) {
            return Err("row_fixed".into());
        }
        self.check_entry(entry)?;
        let today = day_of(self.now);
        let (before, after) = (row.entry.days(), entry.days());
        let has_begun = before.0.is_some_and(|from| from <= today);
        let earliest = before.1.map_or(today, |to| to.min(today));
        let is_moved = before.0 != after.0 || after.1.is_some_and(|to| to < earliest);
        if matches!(entry.register(), "agent" | "link") && has_begun && is_moved {
            return Err("days_fixed".into());
        }
        differs(row.entry != *entry)?;
        let reference = if asked.based_on == 0 {
            format!("after-0-{}", asked.row)
        } else {
            format!("after-{}", asked.based_on)
        };
        let changed = self.write_now(kinds(entry).1, Some(&reference));
        let entry = entry.clone();
        self.registers.entries.insert(key, EntryRow { entry, changed });
        Ok(())
    }

    fn check_entry(&self, entry: &Entry) -> Told {
        if let (Some(from), Some(to)) = entry.days()
            && to < from
        {
            return Err("invalid_date".into());
        }
        match entry {
            Entry::Agent { resident, .. } => self.resident(resident).map(drop),
            Entry::Branch { merchant, .. } => self.merchant(merchant).map(drop),
            Entry::Link { one, other, .. } if one == other => Err("same_party".into()),
            Entry::Link { one, other, .. } => self.check_party(one).and_then(|()| self.check_party(other)),
            _ => Ok(()),
        }
    }

    fn check_party(&self, party: &str) -> Told {
        match party.split_once(':') {
            Some(("donor", code)) if self.registers.entry("donor", code).is_none() => unknown("donor"),
            Some(("merchant", code)) => self.merchant(code).map(drop),
            Some(("resident", code)) => self.resident(code).map(drop),
            _ => Ok(()),
        }
    }

    fn check_category(&self, category: &str, grade: Option<u8>) -> Told<&Entry> {
        let Some(entry) = self.registers.entry("category", category) else {
            return Err("unknown_category".into());
        };
        match (entry, grade) {
            (Entry::Category { grades, .. }, Some(grade)) if grades.is_none_or(|most| grade > most) => {
                Err("category_not_valid".into())
            }
            _ => Ok(entry),
        }
    }

    /// New entitlements are of categories that count on all their days.
    pub(super) fn check_held(&self, before: &[Held], all: &[Held]) -> Told {
        for held in all.iter().filter(|held| !before.contains(held)) {
            let (from, to) = self.check_category(held.category, held.grade)?.days();
            if from.is_some_and(|from| held.from < from) || to.is_some_and(|to| to < held.to) {
                return Err("category_not_valid".into());
            }
        }
        Ok(())
    }

    pub(super) fn check_terms_category(&self, eligible: Eligible) -> Told {
        match eligible {
            Eligible::All => Ok(()),
            Eligible::Dibao => self.check_category("dibao", None).map(drop),
            Eligible::LaidOff => self.check_category("laid_off", None).map(drop),
            Eligible::SeverelyDisabled => self.check_category("disabled", Some(2)).map(drop),
        }
    }

    /// A donor of the register gives until their last day.
    pub(in crate::model) fn check_donor(&self, donor: Option<&str>, day: Day) -> Told {
        let Some(donor) = donor else { return Ok(()) };
        match self.registers.entry("donor", donor) {
            None => unknown("donor"),
            Some(entry) if entry.holds_on(day) => Ok(()),
            Some(_) => Err("donor_ended".into()),
        }
    }

    pub(in crate::model) fn is_organisation(&self, donor: Option<&str>) -> bool {
        let entry = donor.and_then(|donor| self.registers.entry("donor", donor));
        matches!(entry, Some(Entry::Donor { kind: "company", .. }))
    }

    /// A branch is the merchant's, and open on the day.
    pub(in crate::model) fn check_branch(&self, branch: Option<&str>, merchant: &str, day: Day) -> Told {
        let Some(branch) = branch else { return Ok(()) };
        match self.registers.entry("branch", branch) {
            None => unknown("branch"),
            Some(entry @ Entry::Branch { merchant: of, .. }) if of == merchant && entry.holds_on(day) => Ok(()),
            Some(_) => Err("branch_not_active".into()),
        }
    }

    /// An agent is the resident's, and may act on the day.
    pub(in crate::model) fn check_agent(&self, agent: Option<&str>, resident: &str, day: Day) -> Told {
        let Some(agent) = agent else { return Ok(()) };
        match self.registers.entry("agent", agent) {
            None => unknown("agent"),
            Some(entry @ Entry::Agent { resident: of, .. }) if of == resident && entry.holds_on(day) => Ok(()),
            Some(_) => Err("agent_not_valid".into()),
        }
    }
}
