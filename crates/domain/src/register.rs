//! The registers of a community: who and what the books speak of.
//!
//! Rows have whole-number keys, given in order from 1, which accounts and indexes use; codes stand at the edges.
//! Every row names the record that made it, so that a report as recorded at a number shows what was known then.

mod closing;
mod community;
mod consent;
mod customer;
mod discount;
pub mod entry;
mod erased;
mod shelf;

use std::collections::BTreeSet;

pub use self::closing::{ClosingRow, Closings, Span};
pub use self::community::Community;
pub use self::discount::{Discount, Version, Versions};
use self::entry::{ENTRIES, Entry, EntryDetails, EntryNo, seeded};
pub use self::erased::stand_in;
use self::shelf::Index;
pub use self::shelf::Shelf;
use crate::calendar::Day;
use crate::code::Code;
use crate::command::{FundDetails, MerchantDetails, ResidentDetails};
use crate::entropy::SubjectId;
use crate::id_number::IdNumber;
use crate::kind::kinds;
use crate::record::Seq;

kinds! {
    /// A register whose rows can be changed.
    Register {
        /// The community itself, which is one row.
        Community = "community",
        /// Funds.
        Fund = "fund",
        /// Merchants.
        Merchant = "merchant",
        /// Discounts.
        Discount = "discount",
        /// Residents.
        Resident = "resident",
        /// Donors.
        Donor = "donor",
        /// Categories of eligibility.
        Category = "category",
        /// Who may act for a resident.
        Agent = "agent",
        /// Links between parties.
        Link = "link",
        /// Branches of merchants.
        Branch = "branch",
        /// Households.
        Household = "household",
        /// Who has which role.
        Grant = "grant",
        /// Residents' cards.
        Card = "card",
        /// Shops' devices.
        Device = "device",
        /// Who stands at shops' counters.
        Staff = "staff",
        /// What residents consented to, or did not.
        Consent = "consent",
        /// What residents complained of, and what they were answered.
        Complaint = "complaint",
        /// By which number of its own a shop knows a resident.
        Customer = "customer",
    }
}

/// Declares the whole-number key of a register.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl Number for $name {
            fn from_number(number: u32) -> Self {
                $name(number)
            }
            fn number(self) -> u32 {
                self.0
            }
        }
    };
}

/// A whole-number key, from 1.
pub trait Number: Copy {
    /// The key with this number.
    fn from_number(number: u32) -> Self;
    /// The number.
    fn number(self) -> u32;
}

number!(
    /// The key of a fund.
    FundNo
);
number!(
    /// The key of a merchant.
    MerchantNo
);
number!(
    /// The key of a discount.
    DiscountNo
);
number!(
    /// The key of a resident.
    ResidentNo
);
number!(
    /// The key of a closing.
    ClosingNo
);

/// A fund (基金).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// The code.
    pub code: Code,
    /// The record that registered it.
    pub since: Seq,
    /// The record of its last change.
    pub changed: Seq,
    /// Name and purposes.
    pub details: FundDetails,
}

/// A merchant of the alliance (联盟商户).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// The code.
    pub code: Code,
    /// The record that registered it.
    pub since: Seq,
    /// The record of its last change.
    pub changed: Seq,
    /// Name, category and days of membership.
    pub details: MerchantDetails,
}

/// A resident (居民).
#[derive(Clone, Debug)]
pub struct Resident {
    /// The code.
    pub code: Code,
    /// The record that registered them.
    pub since: Seq,
    /// The record of their last change.
    pub changed: Seq,
    /// Who they are in the journal.
    pub subject: SubjectId,
    /// Who their household is in the journal, if they belong to one.
    pub household: Option<SubjectId>,
    /// Name, identity number and entitlements.
    pub details: ResidentDetails,
}

/// All registers of a community as they stand at a record.
#[derive(Clone, Debug)]
pub struct Registers {
    /// The community itself.
    pub community: Community,
    /// Funds.
    pub funds: Shelf<FundNo, Fund>,
    /// Merchants.
    pub merchants: Shelf<MerchantNo, Merchant>,
    /// Discounts.
    pub discounts: Shelf<DiscountNo, Discount>,
    /// Residents.
    pub residents: Shelf<ResidentNo, Resident>,
    /// Which periods are closed.
    pub closings: Closings,
    /// The registers that all work alike, in their order.
    entries: [Shelf<EntryNo, Entry>; ENTRIES.len()],
    /// Who has an identity number.
    by_id_number: Index<IdNumber, ResidentNo>,
    /// Who is who in the journal.
    by_subject: Index<SubjectId, ResidentNo>,
    /// Who belongs to a household, by its office code.
    by_household: Index<String, BTreeSet<ResidentNo>>,
    /// Who belongs to a household, by what it is in the journal.
    members: Index<SubjectId, BTreeSet<ResidentNo>>,
}

impl Registers {
    /// Empty registers of a community.
    #[must_use]
    pub fn new(community: Community) -> Self {
        let mut registers = Registers {
            community,
            funds: Shelf::default(),
            merchants: Shelf::default(),
            discounts: Shelf::default(),
            residents: Shelf::default(),
            closings: Closings::default(),
            entries: Default::default(),
            by_id_number: Index::default(),
            by_subject: Index::default(),
            by_household: Index::default(),
            members: Index::default(),
        };
        for register in ENTRIES {
            for row in seeded(register) {
                registers.entries_mut(register).push(row.code.clone(), row);
            }
        }
        registers
    }

    /// The rows of a register that works like others.
    ///
    /// # Panics
    /// If it is none of them.
    #[must_use]
    pub fn entries(&self, register: Register) -> &Shelf<EntryNo, Entry> {
        &self.entries[place(register)]
    }

    /// The rows of a register that works like others, to be changed.
    ///
    /// # Panics
    /// If it is none of them.
    pub fn entries_mut(&mut self, register: Register) -> &mut Shelf<EntryNo, Entry> {
        &mut self.entries[place(register)]
    }

    /// The details of a row by its code as given.
    #[must_use]
    pub fn entry(&self, register: Register, code: &str) -> Option<&EntryDetails> {
        let (_, row) = self.entries(register).by_code(&code.parse().ok()?)?;
        Some(&row.details)
    }

    /// Adds a resident, with their identity number and household.
    pub fn add_resident(&mut self, resident: Resident) -> ResidentNo {
        let (subject, id_number) = (resident.subject, resident.details.id_number.clone());
        let number = self.residents.push(resident.code.clone(), resident);
        self.by_subject.insert(subject, number);
        if let Some(id_number) = id_number {
            self.by_id_number.insert(id_number, number);
        }
        self.belongs(number, true);
        number
    }

    /// Changes who a resident is, with their identity number and household.
    pub fn change_resident(&mut self, number: ResidentNo, details: ResidentDetails, household: Option<SubjectId>) {
        self.belongs(number, false);
        let row = self.residents.get_mut(number);
        if let Some(before) = &row.details.id_number {
            self.by_id_number.remove(before);
        }
        if let Some(now) = &details.id_number {
            self.by_id_number.insert(now.clone(), number);
        }
        row.details = details;
        row.household = household;
        self.belongs(number, true);
    }

    /// Notes who belongs to a resident's household, so that one which nobody belongs to any more is as unknown as after
    /// the next start.
    fn belongs(&mut self, number: ResidentNo, belongs: bool) {
        let row = self.residents.get(number);
        let Some(household) = row.household else { return };
        let note = |members: &mut BTreeSet<ResidentNo>| {
            if belongs {
                members.insert(number);
            } else {
                members.remove(&number);
            }
        };
        let code = row.details.household.clone();
        self.members.change(household, note);
        // Whoever was erased is counted with their household, which has no code any more.
        if !code.is_empty() {
            self.by_household.change(code.clone(), note);
        }
        if self.by_household.get(&code).is_some_and(BTreeSet::is_empty) {
            self.by_household.remove(&code);
        }
        if self.members.get(&household).is_some_and(BTreeSet::is_empty) {
            self.members.remove(&household);
        }
    }

    /// Who has an identity number.
    #[must_use]
    pub fn holder_of(&self, id_number: &IdNumber) -> Option<ResidentNo> {
        self.by_id_number.get(id_number).copied()
    }

    /// The resident who is a subject of the journal.
    #[must_use]
    pub fn resident_of(&self, subject: SubjectId) -> Option<&Resident> {
        self.residents.find(self.resident_number(subject)?)
    }

    /// The number of the resident who is a subject of the journal.
    #[must_use]
    pub fn resident_number(&self, subject: SubjectId) -> Option<ResidentNo> {
        self.by_subject.get(&subject).copied()
    }

    /// The subject of a household that is already known: registered, or by those who belong to it.
    #[must_use]
    pub fn household(&self, code: &str) -> Option<SubjectId> {
        if let Some(subject) = self.household_row(code).and_then(|row| row.subject) {
            return Some(subject);
        }
        let first = self.by_household.get(code)?.first()?;
        self.residents.get(*first).household
    }

    /// A household that is registered. Its code as residents have it need not be one.
    fn household_row(&self, code: &str) -> Option<&Entry> {
        let (_, row) = self.entries(Register::Household).by_code(&code.parse().ok()?)?;
        Some(row)
    }

    /// Who belongs to a household.
    pub fn members_of(&self, household: SubjectId) -> impl Iterator<Item = ResidentNo> {
        self.members.get(&household).into_iter().flatten().copied()
    }

    /// Who counts together with a resident: all of the household, or the resident alone.
    #[must_use]
    pub fn counted_with(&self, number: ResidentNo) -> Vec<ResidentNo> {
        let household = self.residents.find(number).and_then(|row| row.household);
        let members = household.and_then(|household| self.members.get(&household));
        members.map_or_else(|| vec![number], |members| members.iter().copied().collect())
    }

    /// Funds in the order of their codes by code point.
    #[must_use]
    pub fn funds_by_code(&self) -> Vec<FundNo> {
        let mut funds: Vec<_> = self.funds.iter().collect();
        funds.sort_by(|(_, one), (_, other)| one.code.cmp(&other.code));
        funds.into_iter().map(|(number, _)| number).collect()
    }
}

fn place(register: Register) -> usize {
    let place = ENTRIES.iter().position(|entry| *entry == register);
    place.expect("its rows are of the common form")
}

impl Fund {
    /// Whether the fund takes nothing new any more on a day; its last day is in.
    #[must_use]
    pub fn has_ended_on(&self, day: Day) -> bool {
        self.details.to.is_some_and(|last| last < day)
    }
}

impl Resident {
    /// Whether the resident has moved away or died before a day; the last day is in.
    #[must_use]
    pub fn has_ended_on(&self, day: Day) -> bool {
        self.details.to.is_some_and(|last| last < day)
    }
}

impl Merchant {
    /// Whether the merchant was of the alliance on a day; the days of joining and leaving are in.
    #[must_use]
    pub fn is_active_on(&self, day: Day) -> bool {
        self.details.joined_on <= day && self.details.left_on.is_none_or(|left| day <= left)
    }
}
