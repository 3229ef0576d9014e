//! Changes of register rows. A change states the whole new state and what it was based on.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Command, DiscountTerms, FundDetails, Settings};
use crate::calendar::Day;
use crate::code::Code;
use crate::eligibility::Eligibility;
use crate::kind::{DiscountState, MerchantCategory};
use crate::record::{RecordKind, Seq};
use crate::register::Register;
use crate::register::entry::EntryDetails;

/// A change of one row of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The row's code.
    pub row: Code,
    /// The record of the row's last change that whoever asks has seen. A newer one wins.
    pub based_on: Seq,
    /// The whole state that it shall have.
    pub to: NewState,
}

/// The whole new state of a row, as far as it may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum NewState {
    /// Of the community itself.
    Community(CommunityDetails),
    /// Of a fund.
    Fund(FundDetails),
    /// Of a merchant.
    Merchant(MerchantState),
    /// Of a discount.
    Discount(DiscountChange),
    /// Of a resident.
    Resident(ResidentState),
    /// Of a row of a register that works like others.
    Entry(Box<EntryDetails>),
}

/// Who keeps a community's fund.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "keeper", content = "host", rename_all = "snake_case")]
pub enum Keeper {
    /// A legal person of its own: these are its accounts.
    #[default]
    LegalPerson,
    /// A host charity 慈善会, by name, holds the money: these are management accounts 管理台账.
    HostCharity(String),
}

impl Keeper {
    /// The host's name, where a host charity keeps the fund.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        match self {
            Keeper::LegalPerson => None,
            Keeper::HostCharity(host) => Some(host),
        }
    }
}

impl From<Option<String>> for Keeper {
    /// The host's name says who keeps the fund.
    fn from(host: Option<String>) -> Self {
        host.map_or(Keeper::LegalPerson, Keeper::HostCharity)
    }
}

/// What of a community may change; its code and zone never do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityDetails {
    /// The name.
    pub name: String,
    /// The district it belongs to.
    pub district: String,
    /// Who keeps its fund.
    #[serde(flatten)]
    pub keeper: Keeper,
    /// How its workflow goes, once it has said so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub settings: Option<Settings>,
}

/// A row to register in one of the registers that all work alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterEntry {
    /// The code.
    pub code: Code,
    /// What it says.
    pub details: EntryDetails,
}

impl RegisterEntry {
    /// What record it makes.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        made(&self.details).0
    }
}

/// The kinds of records that register and change such a row.
const fn made(details: &EntryDetails) -> (RecordKind, RecordKind) {
    match details.register().entry_kinds() {
        Some(kinds) => kinds,
        None => unreachable!(),
    }
}

/// What of a merchant may change. Who it is by law and when it joined stay as they were registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MerchantState {
    /// The name.
    pub name: String,
    /// What it does.
    pub category: MerchantCategory,
    /// Whom to ask for.
    pub contact: String,
    /// Their telephone.
    pub phone: String,
    /// Last day in the alliance, if it has left or will.
    pub left_on: Option<Day>,
    /// Whether it may claim by list; as it stands, where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_list: Option<bool>,
}

/// What of a discount may change. Whose it is and which fund bears a share stay as they were registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiscountChange {
    /// Where it stands.
    pub state: DiscountState,
    /// The terms. Other terms than the present ones are a new version.
    pub terms: DiscountTerms,
    /// The first day of a new version; today, where nothing is said.
    pub from: Option<Day>,
}

/// What of a resident may change. The identity number is still a text: a wrong one is a refusal by rule.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ResidentState {
    /// The household's code; may be empty.
    pub household: String,
    /// The name.
    pub name: String,
    /// The identity number as given, if one is.
    pub id_number: Option<String>,
    /// The telephone.
    pub phone: String,
    /// Where they live.
    pub building: String,
    /// What they are entitled to, and when.
    pub eligibility: Vec<Eligibility>,
    /// The last day, if they have moved away or died.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// Whether nothing but keeping is done with their data.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub restricted: bool,
}

/// Debugging shows nothing of it: all of it is personal.
impl fmt::Debug for ResidentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResidentState(..)")
    }
}

impl Change {
    /// The reference of its record. At most one change follows any record, so it is unique; and asked again it is the
    /// same. What every community has from the beginning follows no record, but itself.
    #[must_use]
    pub fn reference(&self) -> Code {
        let own = (self.based_on == 0).then(|| format!("after-0-{}", self.row).parse().ok());
        if let Some(own) = own.flatten() {
            return own;
        }
        let text = format!("after-{}", self.based_on.max(0));
        text.parse().expect("a number has at most 19 digits")
    }

    /// What record it makes.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match &self.to {
            NewState::Community(_) => RecordKind::CommunityChanged,
            NewState::Fund(_) => RecordKind::FundChanged,
            NewState::Merchant(_) => RecordKind::MerchantChanged,
            NewState::Discount(_) => RecordKind::DiscountChanged,
            NewState::Resident(_) => RecordKind::ResidentChanged,
            NewState::Entry(details) => made(details).1,
        }
    }

    /// The register that it changes.
    #[must_use]
    pub const fn register(&self) -> Register {
        match &self.to {
            NewState::Community(_) => Register::Community,
            NewState::Fund(_) => Register::Fund,
            NewState::Merchant(_) => Register::Merchant,
            NewState::Discount(_) => Register::Discount,
            NewState::Resident(_) => Register::Resident,
            NewState::Entry(details) => details.register(),
        }
    }
}

impl Command {
    /// Whether it grants a role, or changes a grant.
    #[must_use]
    pub fn grants_roles(&self) -> bool {
        match self {
            Command::RegisterEntry(asked) => asked.details.register() == Register::Grant,
            Command::Change(change) => change.register() == Register::Grant,
            _ => false,
        }
    }
}
