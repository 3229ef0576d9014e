//! Rows that name nobody any more: what is left when a resident was erased.
//!
//! Their code is the random subject that they are in the journal, so that what the records say of it goes on having a row,
//! and nobody is found by it.

use super::entry::{Entry, EntryDetails, EntryNo, Party};
use super::{Register, Registers, Resident, ResidentNo};
use crate::code::Code;
use crate::command::ResidentDetails;
use crate::eligibility::Eligibility;
use crate::entropy::SubjectId;
use crate::record::Seq;

/// The registers whose rows may be about a resident.
const ABOUT_RESIDENTS: [Register; 7] = [
    Register::Agent,
    Register::Card,
    Register::Link,
    Register::Household,
    Register::Consent,
    Register::Complaint,
    Register::Customer,
];

/// The code of a row that names nobody any more.
///
/// # Panics
/// Never: 32 hexadecimal digits are a code.
#[must_use]
pub fn stand_in(subject: SubjectId) -> Code {
    subject.to_string().parse().expect("32 hexadecimal digits are a code")
}

impl Resident {
    /// Whether nobody knows any more who it was.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.code == stand_in(self.subject)
    }
}

impl Entry {
    /// Whether it names nobody any more.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.subject.is_some_and(|subject| self.code == stand_in(subject))
    }
}

impl ResidentDetails {
    /// What is left of them: categories and days, by which help is counted.
    #[must_use]
    pub fn erased(eligibility: Vec<Eligibility>) -> Self {
        ResidentDetails {
            household: String::new(),
            name: String::new(),
            id_number: None,
            phone: String::new(),
            building: String::new(),
            eligibility,
            to: None,
            restricted: false,
        }
    }

    /// The categories and days of all that they were entitled to, without grade, proof and who found it so.
    #[must_use]
    pub fn remaining_eligibility(&self) -> Vec<Eligibility> {
        let bare = |held: &Eligibility| Eligibility {
            category: held.category,
            grade: None,
            from: held.from,
            to: held.to,
            evidence: None,
            source: None,
            review_on: None,
        };
        self.eligibility.iter().map(bare).collect()
    }
}

impl EntryDetails {
    /// The same without anything that is personal. A link keeps its other party, since payments to it are reported.
    fn erased(&self, resident: &Code, stand_in: &Code) -> EntryDetails {
        let mut details = self.clone();
        match &mut details {
            EntryDetails::Agent(agent) => {
                agent.resident = stand_in.clone();
                agent.name.clear();
                agent.phone = None;
            }
            EntryDetails::Card(card) => card.resident = stand_in.clone(),
            EntryDetails::Consent(consent) => {
                consent.resident = stand_in.clone();
                consent.by = None;
                consent.reference.clear();
            }
            EntryDetails::Complaint(complaint) => {
                complaint.resident = stand_in.clone();
                complaint.text.clear();
                complaint.answer = None;
            }
            EntryDetails::Customer(customer) => {
                customer.resident = stand_in.clone();
                customer.number.clear();
                customer.consent.clear();
            }
            EntryDetails::Household(household) => {
                household.name.clear();
                household.address = None;
            }
            EntryDetails::Link(link) => {
                let gone = Party::Resident(resident.clone());
                for party in [&mut link.one, &mut link.other] {
                    if *party == gone {
                        *party = Party::Resident(stand_in.clone());
                    }
                }
                link.note = None;
            }
            _ => {}
        }
        details
    }

    /// Whether it is about a resident. Of households see [`Registers::about`].
    fn is_about(&self, resident: &Code) -> bool {
        match self {
            EntryDetails::Agent(agent) => agent.resident == *resident,
            EntryDetails::Card(card) => card.resident == *resident,
            EntryDetails::Consent(consent) => consent.resident == *resident,
            EntryDetails::Complaint(complaint) => complaint.resident == *resident,
            EntryDetails::Customer(customer) => customer.resident == *resident,
            EntryDetails::Link(link) => {
                let party = Party::Resident(resident.clone());
                link.one == party || link.other == party
            }
            _ => false,
        }
    }
}

impl Registers {
    /// The other rows that are about a resident: who acts for them, their cards, links and numbers in shops, what they
    /// consented to and complained of, and the household to which nobody else belongs who is known.
    #[must_use]
    pub fn about(&self, number: ResidentNo) -> Vec<(Register, EntryNo)> {
        let resident = self.residents.get(number);
        let alone = resident.household.filter(|household| {
            let mut others = self.members_of(*household).filter(|other| *other != number);
            others.all(|other| self.residents.get(other).is_erased())
        });
        let mut about = Vec::new();
        for register in ABOUT_RESIDENTS {
            let rows = self.entries(register).iter();
            let of_it = rows.filter(|(_, row)| match &row.details {
                EntryDetails::Household(_) => row.subject == alone && alone.is_some() && !row.is_erased(),
                details => details.is_about(&resident.code),
            });
            about.extend(of_it.map(|(number, _)| (register, number)));
        }
        about
    }

    /// Takes away who a resident is, by a record, and what other rows say of them. What is left counts on in reports.
    pub(crate) fn erase_resident(&mut self, number: ResidentNo, rows: &[(Register, EntryNo)], by: Seq) {
        let row = self.residents.get(number);
        let (code, subject, household) = (row.code.clone(), row.subject, row.household);
        let details = ResidentDetails::erased(row.details.remaining_eligibility());
        for (register, number) in rows {
            let row = self.entries(*register).get(*number);
            let Some(own) = row.subject else { continue };
            let (before, details) = (row.code.clone(), row.details.erased(&code, &stand_in(subject)));
            let shelf = self.entries_mut(*register);
            shelf.rename(*number, &before, stand_in(own));
            let row = shelf.get_mut(*number);
            row.code = stand_in(own);
            row.details = details;
            row.changed = by;
        }
        self.change_resident(number, details, household);
        self.residents.rename(number, &code, stand_in(subject));
        let row = self.residents.get_mut(number);
        row.code = stand_in(subject);
        row.changed = by;
    }

    /// What rows would say that are about a resident, once they were erased.
    pub(crate) fn remains(&self, number: ResidentNo, rows: &[(Register, EntryNo)]) -> Vec<EntryDetails> {
        let row = self.residents.get(number);
        let (code, stand_in) = (&row.code, stand_in(row.subject));
        let of = |(register, number): &(Register, EntryNo)| {
            let row = self.entries(*register).get(*number);
            row.details.erased(code, &stand_in)
        };
        rows.iter().map(of).collect()
    }
}
