//! Rows of the registers that all work alike, as they are shown.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::entry::{DeviceDetails, Entry, EntryDetails, EntryNo, Party, StaffDetails};
use xiaonuan_domain::register::{Register, Registers, Shelf};

use super::row::Shown;
use crate::access::{Principal, Sight};
use crate::api::ask::{
    AgentEdit, BranchEdit, CardEdit, CategoryEdit, ComplaintEdit, ConsentEdit, CustomerEdit, DeviceEdit, DonorEdit,
    GrantEdit, HouseholdEdit, LinkEdit, StaffEdit,
};

/// Declares how the rows of a register are shown: as an edit would say them, with code and records.
macro_rules! shown {
    ($row:ident, $edit:ident, $register:ident, $what:literal
     $(, $(#[$doc:meta])* $also:ident: $type:ty = $of:ident)?) => {
        #[doc = concat!($what, " in its register.")]
        #[derive(Serialize, ToSchema)]
        pub(crate) struct $row {
            /// The code.
            code: String,
            #[serde(flatten)]
            details: $edit,
            $($(#[$doc])* $also: $type,)?
            /// The record that registered it; 0 for what every community has from the beginning.
            since: i64,
            /// The record of its last change, which is its ETag.
            changed: i64,
        }

        impl Shown for $row {
            const REGISTER: Register = Register::$register;
            const STATES: &'static [&'static str] = match Register::$register {
                Register::Grant | Register::Card | Register::Device | Register::Staff => &["active", "ended", "coming", "blocked"],
                _ => &["active", "ended", "coming"],
            };
            const HAS_OWNERS: bool = matches!(
                Register::$register,
                Register::Agent
                    | Register::Complaint
                    | Register::Consent
                    | Register::Customer
                    | Register::Link
                    | Register::Branch
                    | Register::Card
                    | Register::Device
                    | Register::Staff
                    | Register::Grant
            );
            type No = EntryNo;
            type Of = Entry;

            fn shelf(registers: &Registers) -> &Shelf<EntryNo, Entry> {
                registers.entries(Register::$register)
            }

            fn code(row: &Entry) -> &Code {
                &row.code
            }

            fn records(row: &Entry) -> (Seq, Seq) {
                (row.since, row.changed)
            }

            fn words(row: &Entry) -> Vec<&str> {
                words(row)
            }

            fn state(row: &Entry, day: Day) -> &'static str {
                match row.details.holds_on(day) {
                    _ if !row.details.standing().is_active() => "blocked",
                    true => "active",
                    false if row.details.days().0.is_some_and(|from| day < from) => "coming",
                    false => "ended",
                }
            }

            fn is_erased(row: &Entry) -> bool {
                row.is_erased()
            }

            fn owners(_: &Registers, row: &Entry) -> Vec<String> {
                owners(&row.details)
            }

            fn is_within(_: &Registers, row: &Entry, to: &Principal) -> bool {
                match &row.details {
                    EntryDetails::Branch(branch) => to
                        .reach(Right::ReadRegisters)
                        .covers_merchant(branch.merchant.as_str()),
                    EntryDetails::Device(DeviceDetails { merchant, .. })
                    | EntryDetails::Staff(StaffDetails { merchant, .. }) => {
                        to.reach(Right::ReadBooks).everything || to.keeps_counters_of(merchant.as_str())
                    }
                    _ => true,
                }
            }

            fn shown_to(self, to: &Principal) -> Self {
                $row {
                    details: shown_to(Register::$register, self.details, to.sight),
                    ..self
                }
            }

            fn whole(registers: &Registers, row: &Entry) -> Self {
                // Few rows show what stands elsewhere.
                let _ = registers;
                $row {
                    $($also: $of(registers, row),)?
                    code: row.code.to_string(),
                    details: $edit::of(&row.details),
                    since: row.since,
                    changed: row.changed,
                }
            }
        }
    };
}

shown!(DonorRow, DonorEdit, Donor, "A donor");
shown!(CategoryRow, CategoryEdit, Category, "A category of eligibility");
shown!(AgentRow, AgentEdit, Agent, "Who may act for a resident");
shown!(LinkRow, LinkEdit, Link, "A link between two parties");
shown!(BranchRow, BranchEdit, Branch, "A branch of a merchant");
shown!(GrantRow, GrantEdit, Grant, "A role that somebody was given");
shown!(HouseholdRow, HouseholdEdit, Household, "A household",
    /// Who belongs to it, by code.
    members: Vec<String> = members);
shown!(CardRow, CardEdit, Card, "A resident's card");
shown!(DeviceRow, DeviceEdit, Device, "A shop's device");
shown!(StaffRow, StaffEdit, Staff, "Who stands at a shop's counter");
shown!(
    ConsentRow,
    ConsentEdit,
    Consent,
    "What a resident consented to, or did not"
);
shown!(
    ComplaintRow,
    ComplaintEdit,
    Complaint,
    "What a resident complained of, and what they were answered"
);
shown!(
    CustomerRow,
    CustomerEdit,
    Customer,
    "By which number of its own a shop knows a resident,"
);

/// Details as somebody sees them. Who keeps the books, or stands at a counter, is no secret among those who do.
fn shown_to<T: Serialize + DeserializeOwned>(register: Register, details: T, sight: Sight) -> T {
    let is_of_work = matches!(register, Register::Grant | Register::Staff);
    if sight == Sight::Whole || is_of_work || register.personal().is_empty() {
        return details;
    }
    let Ok(Value::Object(mut fields)) = serde_json::to_value(&details) else {
        return details;
    };
    for name in register.personal() {
        let Some(Value::String(text)) = fields.get(*name) else {
            continue;
        };
        let shown = sight.of_text(name, text);
        fields.insert((*name).to_owned(), shown.into());
    }
    serde_json::from_value(Value::Object(fields)).unwrap_or(details)
}

/// Who belongs to a household, in the order of the codes.
fn members(registers: &Registers, row: &Entry) -> Vec<String> {
    let members = row
        .subject
        .into_iter()
        .flat_map(|subject| registers.members_of(subject));
    let mut codes: Vec<String> = members
        .map(|number| registers.residents.get(number))
        .filter(|member| !member.is_erased())
        .map(|member| member.code.to_string())
        .collect();
    codes.sort();
    codes
}

fn words(row: &Entry) -> Vec<&str> {
    let mut words = vec![row.code.as_str()];
    match &row.details {
        EntryDetails::Donor(donor) => {
            words.push(&donor.name);
            words.extend(donor.contact.as_deref());
            words.extend(donor.agreement.as_deref());
        }
        EntryDetails::Category(category) => words.extend([category.name_zh.as_str(), &category.name_en]),
        EntryDetails::Agent(agent) => words.extend([agent.name.as_str(), agent.resident.as_str(), &agent.consent]),
        EntryDetails::Link(link) => {
            words.extend([who(&link.one), who(&link.other)]);
            words.extend(link.note.as_deref());
        }
        EntryDetails::Branch(branch) => {
            words.extend([branch.name.as_str(), &branch.address, branch.merchant.as_str()]);
        }
        EntryDetails::Household(household) => {
            words.push(&household.name);
            words.extend(household.address.as_deref());
        }
        EntryDetails::Grant(grant) => {
            words.extend([grant.name.as_str(), grant.role.as_str()]);
            words.extend(grant.merchant.as_ref().map(Code::as_str));
        }
        EntryDetails::Card(card) => words.push(card.resident.as_str()),
        EntryDetails::Consent(consent) => {
            words.extend([consent.resident.as_str(), &consent.reference]);
            words.extend(consent.by.as_deref());
        }
        // What they say is read in full for a reason, and is not to be guessed at by looking for words of it.
        EntryDetails::Complaint(complaint) => {
            words.push(complaint.resident.as_str());
            words.extend(complaint.about.as_ref().map(Code::as_str));
        }
        EntryDetails::Customer(customer) => {
            words.extend([customer.merchant.as_str(), customer.resident.as_str(), &customer.number]);
        }
        EntryDetails::Device(device) => {
            words.extend([device.name.as_str(), device.merchant.as_str()]);
            words.extend(device.branch.as_ref().map(Code::as_str));
        }
        EntryDetails::Staff(staff) => words.extend([staff.name.as_str(), staff.merchant.as_str()]),
    }
    words
}

fn who(party: &Party) -> &str {
    match party {
        Party::Donor(code) | Party::Merchant(code) | Party::Resident(code) => code.as_str(),
        Party::Officer(name) => name,
    }
}

fn owners(details: &EntryDetails) -> Vec<String> {
    match details {
        EntryDetails::Donor(_) | EntryDetails::Category(_) | EntryDetails::Household(_) => Vec::new(),
        EntryDetails::Agent(agent) => vec![agent.resident.to_string()],
        EntryDetails::Link(link) => vec![link.one.to_string(), link.other.to_string()],
        EntryDetails::Branch(branch) => vec![branch.merchant.to_string()],
        EntryDetails::Grant(grant) => {
            let merchant = grant.merchant.iter().map(ToString::to_string);
            merchant.chain([grant.user.to_string()]).collect()
        }
        EntryDetails::Card(card) => vec![card.resident.to_string()],
        EntryDetails::Consent(consent) => vec![consent.resident.to_string()],
        EntryDetails::Complaint(complaint) => vec![complaint.resident.to_string()],
        EntryDetails::Customer(customer) => vec![customer.merchant.to_string(), customer.resident.to_string()],
        EntryDetails::Device(device) => {
            let branch = device.branch.iter().map(Code::to_string);
            std::iter::once(device.merchant.to_string()).chain(branch).collect()
        }
        EntryDetails::Staff(staff) => vec![staff.merchant.to_string()],
    }
}
