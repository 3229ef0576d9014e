//! Registers that all work alike: donors, categories, agents, links, branches, households, grants, cards, devices, staff,
//! consents and complaints.

use serde_json::{Map, Value};

use super::change::{differs, up_to_date};
use super::draft::{Contents, Draft};
use super::registration::unused;
use super::{Circumstances, Ledger, NewRow};
use crate::calendar::{Day, Instant};
use crate::command::{Change, RegisterEntry};
use crate::commitment::PrivateValue;
use crate::eligibility::{Category, Eligibility, EligibleFor};
use crate::entropy::SubjectId;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Register;
use crate::register::entry::{Entry, EntryDetails, EntryNo, Party};

impl Ledger {
    /// Rules, in order: `duplicate_code`; `invalid_code` for a category that rules could not name; those of its details.
    pub(super) fn register_entry(
        &mut self,
        asked: &RegisterEntry,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let register = asked.details.register();
        unused(self.registers.entries(register).by_code(&asked.code).is_some())?;
        if register == Register::Category && asked.code.as_str().parse::<Category>().is_err() {
            return Err(Refusal::new(RefusalCode::InvalidCode)
                .with("column", "code")
                .with("expected", "code-category"));
        }
        self.check_entry(&asked.details, (None, circumstances.now))?;
        if let EntryDetails::Grant(grant) = &asked.details {
            self.check_officer_name(grant)?;
        }
        if let EntryDetails::Complaint(complaint) = &asked.details {
            self.check_number_of_complaints(complaint, circumstances.actor)?;
        }
        let is_personal = !register.personal().is_empty();
        let mut row = Entry {
            code: asked.code.clone(),
            since: 0,
            changed: 0,
            subject: is_personal.then(|| {
                let known = self.known_household(asked);
                known.unwrap_or_else(|| SubjectId::random(circumstances.entropy))
            }),
            details: asked.details.clone(),
        };
        let (document, private) = self.document_of(&row, circumstances);
        let own = row.subject.map(|subject| subject.to_string().parse());
        let contents = Contents {
            kind: asked.kind(),
            reference: own.map_or_else(
                || asked.code.clone(),
                |own| own.expect("32 hexadecimal digits are a code"),
            ),
            document: &document,
            private: private.into_iter().collect(),
        };
        let since = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        row.since = since;
        row.changed = since;
        let number = self.registers_mut().entries_mut(register).push(row.code.clone(), row);
        self.rows.push(NewRow::Entry(register, number));
        Ok(())
    }

    /// Rules, in order: whether there is such a row, `changed_meanwhile`, `row_fixed`, those of its details,
    /// `days_fixed`, `nothing_changed`.
    pub(super) fn change_entry(
        &mut self,
        asked: &Change,
        details: &EntryDetails,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let register = details.register();
        let found = self.registers.entries(register).by_code(&asked.row);
        let found = found.filter(|(_, row)| !row.is_erased());
        let (number, row) = found.ok_or_else(|| unknown(register, asked.row.as_str()))?;
        up_to_date(asked, row.changed)?;
        let details = &with_count_of(&row.details, details);
        if !row.details.is_of_the_same(details) || !goes_on(&row.details, details) {
            return Err(RefusalCode::RowFixed.into());
        }
        self.check_entry(details, (Some(number), circumstances.now))?;
        check_days(
            &row.details,
            details,
            self.registers.community.zone.day_of(circumstances.now),
        )?;
        differs(row.details != *details)?;
        if let EntryDetails::Grant(grant) = details {
            self.check_officer_name(grant)?;
            self.keep_an_administrator((number, grant), circumstances.now)?;
        }
        let row = Entry {
            details: details.clone(),
            ..row.clone()
        };
        let (document, private) = self.document_of(&row, circumstances);
        let private = private.into_iter().collect();
        let seq = self.seal_change((asked, number.0), &document, private, circumstances)?;
        *self.registers_mut().entries_mut(register).get_mut(number) = Entry { changed: seq, ..row };
        Ok(())
    }

    fn document_of(
        &self,
        row: &Entry,
        circumstances: &mut Circumstances<'_>,
    ) -> (Map<String, Value>, Option<PrivateValue>) {
        let (mut clear, personal) = row.said(&self.registers);
        let personal = personal.map(|personal| PrivateValue::seal("personal", &personal, circumstances.entropy));
        if let Some(personal) = &personal {
            clear.insert("personal".to_owned(), personal.commitment().as_str().into());
        }
        (clear, personal)
    }

    /// Rules, in order: `invalid_date` for a last day before the first; of an agent `unknown_resident`; of a link
    /// `same_party` and whether there are such parties; of a branch or staff `unknown_merchant`; of a card
    /// or consent `unknown_resident`; of a device `unknown_merchant`, `unknown_branch`, `branch_not_active`; of a complaint
    /// `unknown_resident`, `future_date`, `answer_incomplete`; of a shop's number `unknown_merchant`, `unknown_resident`,
    /// `duplicate_customer`.
    fn check_entry(&self, details: &EntryDetails, (own, now): (Option<EntryNo>, Instant)) -> Result<(), Refusal> {
        if let (Some(from), Some(to)) = details.days()
            && to < from
        {
            return Err(Refusal::new(RefusalCode::InvalidDate)
                .with("column", "to")
                .with("expected", "not-before-first"));
        }
        match details {
            EntryDetails::Donor(_) | EntryDetails::Category(_) | EntryDetails::Household(_) => {}
            EntryDetails::Agent(agent) => {
                self.resident(agent.resident.as_str())?;
            }
            EntryDetails::Link(link) => {
                if link.one == link.other {
                    return Err(RefusalCode::SameParty.into());
                }
                self.check_party(&link.one)?;
                self.check_party(&link.other)?;
            }
            EntryDetails::Branch(branch) => {
                self.merchant(branch.merchant.as_str())?;
            }
            EntryDetails::Grant(grant) => self.check_grant(grant)?,
            EntryDetails::Card(card) => {
                self.resident(card.resident.as_str())?;
            }
            EntryDetails::Consent(consent) => {
                self.resident(consent.resident.as_str())?;
            }
            EntryDetails::Complaint(complaint) => self.check_complaint(complaint, now)?,
            EntryDetails::Customer(customer) => self.check_customer(customer, own)?,
            EntryDetails::Staff(staff) => {
                self.merchant(staff.merchant.as_str())?;
            }
            EntryDetails::Device(device) => {
                self.merchant(device.merchant.as_str())?;
                let branch = device.branch.as_ref();
                let branch = branch
                    .map(|code| self.entry(Register::Branch, code.as_str()))
                    .transpose()?;
                if let Some(EntryDetails::Branch(branch)) = branch
                    && branch.merchant != device.merchant
                {
                    return Err(RefusalCode::BranchNotActive.into());
                }
            }
        }
        Ok(())
    }

    /// What a household is in the journal already, by those who belong to it: registering it must not tear them apart.
    fn known_household(&self, asked: &RegisterEntry) -> Option<SubjectId> {
        let is_one = asked.details.register() == Register::Household;
        is_one.then(|| self.registers.household(asked.code.as_str()))?
    }

    /// Nobody joins a household that has ended: `household_ended`. One that is not registered is known by those who
    /// belong to it, and never ends.
    pub(super) fn check_household(&self, code: &str, now: Instant) -> Result<(), Refusal> {
        let Some(EntryDetails::Household(of)) = self.registers.entry(Register::Household, code) else {
            return Ok(());
        };
        let today = self.registers.community.zone.day_of(now);
        match of.to {
            Some(last) if last < today => Err(Refusal::new(RefusalCode::HouseholdEnded).with("day", last)),
            _ => Ok(()),
        }
    }

    fn check_party(&self, party: &Party) -> Result<(), Refusal> {
        match party {
            Party::Donor(code) => {
                self.entry(Register::Donor, code.as_str())?;
            }
            Party::Merchant(code) => {
                self.merchant(code.as_str())?;
            }
            Party::Resident(code) => {
                self.resident(code.as_str())?;
            }
            Party::Officer(_) => {}
        }
        Ok(())
    }

    /// Rules, in order: `unknown_category`, `category_not_valid`. What a resident had before is not asked again.
    pub(super) fn check_eligibility(&self, before: &[Eligibility], all: &[Eligibility]) -> Result<(), Refusal> {
        for held in all.iter().filter(|held| !before.contains(held)) {
            let details = self.category(held.category, held.grade)?;
            let (from, to) = details.days();
            let within = from.is_none_or(|from| from <= held.from) && to.is_none_or(|to| held.to <= to);
            if !within {
                return Err(not_valid(held.category));
            }
        }
        Ok(())
    }

    /// Rules, in order: `unknown_category`, `category_not_valid`.
    pub(super) fn check_eligible(&self, eligible: &EligibleFor) -> Result<(), Refusal> {
        for (category, grade) in eligible.categories() {
            self.category(category, grade)?;
        }
        Ok(())
    }

    fn category(&self, category: Category, grade: Option<u8>) -> Result<&EntryDetails, Refusal> {
        let details = self.entry(Register::Category, category.as_str())?;
        let EntryDetails::Category(known) = details else {
            return Err(not_valid(category));
        };
        match grade {
            Some(grade) if known.grades.is_none_or(|most| grade > most) => Err(not_valid(category)),
            _ => Ok(details),
        }
    }

    /// The details of a row by its code as given.
    pub(super) fn entry(&self, register: Register, code: &str) -> Result<&EntryDetails, Refusal> {
        let found = self.registers.entry(register, code);
        found.ok_or_else(|| unknown(register, code))
    }
}

/// What was decided on any day until now was decided with who is linked and who may act for whom: what has begun keeps
/// its first day, and ends today at the earliest or as it did. Rule: `days_fixed`.
fn check_days(before: &EntryDetails, after: &EntryDetails, today: Day) -> Result<(), Refusal> {
    if !matches!(
        before.register(),
        Register::Agent | Register::Link | Register::Consent | Register::Customer
    ) {
        return Ok(());
    }
    let ((first, last), (from, to)) = (before.days(), after.days());
    if first.is_some_and(|first| first > today) {
        return Ok(());
    }
    let earliest = last.map_or(today, |last| last.min(today));
    let moved = [("from", from != first), ("to", to.is_some_and(|to| to < earliest))];
    match moved.into_iter().find(|(_, is_moved)| *is_moved) {
        Some((column, _)) => Err(Refusal::new(RefusalCode::DaysFixed)
            .with("column", column)
            .with("earliest", earliest)),
        None => Ok(()),
    }
}

/// A change that says nothing of how often codes were made, or a phone was paired, leaves that as it is: whoever blocks a lost
/// card need not know it.
fn with_count_of(before: &EntryDetails, after: &EntryDetails) -> EntryDetails {
    let mut details = after.clone();
    match (before, &mut details) {
        (EntryDetails::Card(before), EntryDetails::Card(after)) if after.issue == 0 => after.issue = before.issue,
        (EntryDetails::Device(before), EntryDetails::Device(after)) if after.pairing == 0 => {
            after.pairing = before.pairing;
        }
        _ => {}
    }
    details
}

/// What counts how often codes were made, or phones paired, goes on by one at most and never back: a row cannot become
/// again what old codes or phones were of.
fn goes_on(before: &EntryDetails, after: &EntryDetails) -> bool {
    let (before, after) = match (before, after) {
        (EntryDetails::Card(one), EntryDetails::Card(other)) => (one.issue, other.issue),
        (EntryDetails::Device(one), EntryDetails::Device(other)) => (one.pairing, other.pairing),
        _ => return true,
    };
    before == after || before.checked_add(1) == Some(after)
}

fn not_valid(category: Category) -> Refusal {
    Refusal::new(RefusalCode::CategoryNotValid).with("category", category)
}

fn unknown(register: Register, code: &str) -> Refusal {
    let refusal = match register {
        Register::Category => RefusalCode::UnknownCategory,
        Register::Agent => RefusalCode::UnknownAgent,
        Register::Link => RefusalCode::UnknownLink,
        Register::Branch => RefusalCode::UnknownBranch,
        Register::Household => RefusalCode::UnknownHousehold,
        Register::Grant => RefusalCode::UnknownGrant,
        Register::Card => RefusalCode::UnknownCard,
        Register::Device => RefusalCode::UnknownDevice,
        Register::Staff => RefusalCode::UnknownStaff,
        Register::Consent => RefusalCode::UnknownConsent,
        Register::Complaint => RefusalCode::UnknownComplaint,
        Register::Customer => RefusalCode::UnknownCustomer,
        _ => RefusalCode::UnknownDonor,
    };
    Refusal::new(refusal).naming(register.as_str(), code)
}
