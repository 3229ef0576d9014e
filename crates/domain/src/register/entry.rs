//! Registers that all work alike: donors, categories, agents, links, branches, households, grants of roles, and what stands at
//! a shop's counter. A row of them is a code and details, some of which are personal.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Number, Register};
use crate::calendar::Day;
use crate::code::Code;
use crate::entropy::SubjectId;
use crate::record::{RecordKind, Seq};

mod choices;
mod counter;
mod details;
mod party;
mod said;

pub use self::choices::{AgentRelation, ConsentKind, DonorSort, LinkKind};
pub use self::counter::{CardDetails, DeviceDetails, StaffDetails, Standing};
pub use self::details::{
    AgentDetails, BranchDetails, CategoryDetails, ComplaintDetails, ConsentDetails, CustomerDetails, DonorDetails,
    GrantDetails, HouseholdDetails, LinkDetails,
};
pub use self::party::{NotAParty, Party};
pub use self::said::seeded;

/// The registers that all work alike.
pub const ENTRIES: [Register; 13] = [
    Register::Donor,
    Register::Category,
    Register::Agent,
    Register::Link,
    Register::Branch,
    Register::Household,
    Register::Grant,
    Register::Card,
    Register::Device,
    Register::Staff,
    Register::Consent,
    Register::Complaint,
    Register::Customer,
];

/// The key of a row in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryNo(pub u32);

impl Number for EntryNo {
    fn from_number(number: u32) -> Self {
        EntryNo(number)
    }
    fn number(self) -> u32 {
        self.0
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// The record that registered it; 0 for what every community has from the beginning.
    pub since: Seq,
    /// The record of its last change.
    pub changed: Seq,
    /// What it is in the journal, where its code is personal.
    pub subject: Option<SubjectId>,
    /// What it says.
    pub details: EntryDetails,
}

/// What a row says.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryDetails {
    /// Of a donor.
    Donor(DonorDetails),
    /// Of a category of eligibility.
    Category(CategoryDetails),
    /// Of who acts for a resident.
    Agent(AgentDetails),
    /// Of a link.
    Link(LinkDetails),
    /// Of a branch.
    Branch(BranchDetails),
    /// Of a household.
    Household(HouseholdDetails),
    /// Of a role that somebody was given.
    Grant(GrantDetails),
    /// Of a resident's card.
    Card(CardDetails),
    /// Of a shop's device.
    Device(DeviceDetails),
    /// Of who stands at a shop's counter.
    Staff(StaffDetails),
    /// Of what a resident consented to, or did not.
    Consent(ConsentDetails),
    /// Of what a resident complained of, and what they were answered.
    Complaint(ComplaintDetails),
    /// Of the number by which a shop knows a resident.
    Customer(CustomerDetails),
}

/// Debugging shows the register only: much of the rest is personal.
impl std::fmt::Debug for EntryDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EntryDetails({})", self.register())
    }
}

impl Register {
    /// The details that are personal, of which records hold a commitment only. The code is one of them.
    #[must_use]
    pub const fn personal(self) -> &'static [&'static str] {
        match self {
            Register::Donor => &["name", "contact", "phone"],
            Register::Agent => &["resident", "name", "phone"],
            Register::Link => &["one", "other", "note"],
            Register::Household => &["name", "address"],
            Register::Grant => &["name"],
            Register::Card => &["resident"],
            Register::Staff => &["name"],
            Register::Consent => &["resident", "by", "reference"],
            Register::Complaint => &["resident", "text", "answer"],
            Register::Customer => &["resident", "number", "consent"],
            _ => &[],
        }
    }

    /// The kind of record that registers a row, and the one that changes it, of the registers that all work alike.
    #[must_use]
    pub const fn entry_kinds(self) -> Option<(RecordKind, RecordKind)> {
        Some(match self {
            Register::Donor => (RecordKind::DonorRegistered, RecordKind::DonorChanged),
            Register::Category => (RecordKind::CategoryRegistered, RecordKind::CategoryChanged),
            Register::Agent => (RecordKind::AgentRegistered, RecordKind::AgentChanged),
            Register::Link => (RecordKind::LinkRegistered, RecordKind::LinkChanged),
            Register::Branch => (RecordKind::BranchRegistered, RecordKind::BranchChanged),
            Register::Household => (RecordKind::HouseholdRegistered, RecordKind::HouseholdChanged),
            Register::Grant => (RecordKind::RoleGranted, RecordKind::GrantChanged),
            Register::Card => (RecordKind::CardRegistered, RecordKind::CardChanged),
            Register::Device => (RecordKind::DeviceRegistered, RecordKind::DeviceChanged),
            Register::Staff => (RecordKind::StaffRegistered, RecordKind::StaffChanged),
            Register::Consent => (RecordKind::ConsentRegistered, RecordKind::ConsentChanged),
            Register::Complaint => (RecordKind::ComplaintRegistered, RecordKind::ComplaintChanged),
            Register::Customer => (RecordKind::CustomerRegistered, RecordKind::CustomerChanged),
            _ => return None,
        })
    }

    /// The register whose row such a record registers or changes, and whether it registers it.
    #[must_use]
    pub fn of_entry(kind: RecordKind) -> Option<(Register, bool)> {
        ENTRIES.into_iter().find_map(|register| {
            let (made, changed) = register.entry_kinds()?;
            (kind == made || kind == changed).then_some((register, kind == made))
        })
    }
}

impl EntryDetails {
    /// Whose row it is.
    #[must_use]
    pub const fn register(&self) -> Register {
        match self {
            EntryDetails::Donor(_) => Register::Donor,
            EntryDetails::Category(_) => Register::Category,
            EntryDetails::Agent(_) => Register::Agent,
            EntryDetails::Link(_) => Register::Link,
            EntryDetails::Branch(_) => Register::Branch,
            EntryDetails::Household(_) => Register::Household,
            EntryDetails::Grant(_) => Register::Grant,
            EntryDetails::Card(_) => Register::Card,
            EntryDetails::Device(_) => Register::Device,
            EntryDetails::Staff(_) => Register::Staff,
            EntryDetails::Consent(_) => Register::Consent,
            EntryDetails::Complaint(_) => Register::Complaint,
            EntryDetails::Customer(_) => Register::Customer,
        }
    }

    /// The details as fields.
    ///
    /// # Panics
    /// Never: they are plain structures of texts.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        let value = match self {
            EntryDetails::Donor(of) => serde_json::to_value(of),
            EntryDetails::Category(of) => serde_json::to_value(of),
            EntryDetails::Agent(of) => serde_json::to_value(of),
            EntryDetails::Link(of) => serde_json::to_value(of),
            EntryDetails::Branch(of) => serde_json::to_value(of),
            EntryDetails::Household(of) => serde_json::to_value(of),
            EntryDetails::Grant(of) => serde_json::to_value(of),
            EntryDetails::Card(of) => serde_json::to_value(of),
            EntryDetails::Device(of) => serde_json::to_value(of),
            EntryDetails::Staff(of) => serde_json::to_value(of),
            EntryDetails::Consent(of) => serde_json::to_value(of),
            EntryDetails::Complaint(of) => serde_json::to_value(of),
            EntryDetails::Customer(of) => serde_json::to_value(of),
        };
        match value {
            Ok(Value::Object(fields)) => fields,
            _ => unreachable!("details are plain structures of texts"),
        }
    }

    /// The details of a register's row from its fields.
    ///
    /// # Errors
    /// When they are not such details.
    pub fn read(register: Register, fields: Map<String, Value>) -> Result<EntryDetails, serde_json::Error> {
        let fields = Value::Object(fields);
        Ok(match register {
            Register::Donor => EntryDetails::Donor(serde_json::from_value(fields)?),
            Register::Category => EntryDetails::Category(serde_json::from_value(fields)?),
            Register::Agent => EntryDetails::Agent(serde_json::from_value(fields)?),
            Register::Link => EntryDetails::Link(serde_json::from_value(fields)?),
            Register::Branch => EntryDetails::Branch(serde_json::from_value(fields)?),
            Register::Household => EntryDetails::Household(serde_json::from_value(fields)?),
            Register::Grant => EntryDetails::Grant(serde_json::from_value(fields)?),
            Register::Card => EntryDetails::Card(serde_json::from_value(fields)?),
            Register::Device => EntryDetails::Device(serde_json::from_value(fields)?),
            Register::Staff => EntryDetails::Staff(serde_json::from_value(fields)?),
            Register::Consent => EntryDetails::Consent(serde_json::from_value(fields)?),
            Register::Complaint => EntryDetails::Complaint(serde_json::from_value(fields)?),
            Register::Customer => EntryDetails::Customer(serde_json::from_value(fields)?),
            _ => return Err(serde::de::Error::custom("its rows are of another form")),
        })
    }

    /// The first and the last day on which it counts.
    #[must_use]
    pub const fn days(&self) -> (Option<Day>, Option<Day>) {
        match self {
            EntryDetails::Donor(of) => (None, of.to),
            EntryDetails::Category(of) => (of.from, of.to),
            EntryDetails::Agent(of) => (Some(of.from), of.to),
            EntryDetails::Link(of) => (Some(of.from), of.to),
            EntryDetails::Branch(of) => (Some(of.from), of.to),
            EntryDetails::Household(of) => (Some(of.from), of.to),
            EntryDetails::Grant(of) => (Some(of.from), of.to),
            EntryDetails::Card(of) => (Some(of.from), of.to),
            EntryDetails::Device(of) => (Some(of.from), of.to),
            EntryDetails::Staff(of) => (Some(of.from), of.to),
            EntryDetails::Consent(of) => (Some(of.from), of.to),
            EntryDetails::Complaint(of) => (Some(of.from), of.to),
            EntryDetails::Customer(of) => (Some(of.from), of.to),
        }
    }

    /// Whether it counts on a day; both its days are in.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        let (from, to) = self.days();
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    }

    /// Whether it may be used, whatever its days say.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        match self {
            EntryDetails::Grant(of) => of.state,
            EntryDetails::Card(of) => of.state,
            EntryDetails::Device(of) => of.state,
            EntryDetails::Staff(of) => of.state,
            _ => Standing::Active,
        }
    }

    /// Whether what never changes is the same: whose a row is, between whom a link is, and which role was granted.
    #[must_use]
    pub fn is_of_the_same(&self, other: &EntryDetails) -> bool {
        match (self, other) {
            (EntryDetails::Agent(one), EntryDetails::Agent(other)) => one.resident == other.resident,
            (EntryDetails::Link(one), EntryDetails::Link(other)) => {
                (one.kind, &one.one, &one.other) == (other.kind, &other.one, &other.other)
            }
            (EntryDetails::Branch(one), EntryDetails::Branch(other)) => one.merchant == other.merchant,
            (EntryDetails::Grant(one), EntryDetails::Grant(other)) => {
                (one.user, one.role, &one.merchant) == (other.user, other.role, &other.merchant)
            }
            (EntryDetails::Card(one), EntryDetails::Card(other)) => one.resident == other.resident,
            (EntryDetails::Device(one), EntryDetails::Device(other)) => {
                (&one.merchant, &one.branch) == (&other.merchant, &other.branch)
            }
            (EntryDetails::Staff(one), EntryDetails::Staff(other)) => one.merchant == other.merchant,
            (EntryDetails::Consent(one), EntryDetails::Consent(other)) => {
                (&one.resident, one.kind, one.given) == (&other.resident, other.kind, other.given)
            }
            (EntryDetails::Complaint(one), EntryDetails::Complaint(other)) => {
                (&one.resident, &one.text, &one.about, one.from)
                    == (&other.resident, &other.text, &other.about, other.from)
            }
            (EntryDetails::Customer(one), EntryDetails::Customer(other)) => {
                (&one.merchant, &one.resident, &one.number) == (&other.merchant, &other.resident, &other.number)
            }
            _ => self.register() == other.register(),
        }
    }
}
