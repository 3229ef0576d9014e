//! Who can be linked: donors, merchants, residents by their codes, officers by their names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::code::Code;

/// A party of a link, written `donor:J01`, `merchant:M01`, `resident:R0001` or `officer:王芳`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A donor.
    Donor(Code),
    /// A merchant.
    Merchant(Code),
    /// A resident.
    Resident(Code),
    /// Someone who prepares, approves or pays, by the name under which they do.
    Officer(String),
}

/// A text that names no party.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected donor:CODE, merchant:CODE, resident:CODE or officer:NAME")]
pub struct NotAParty;

impl FromStr for Party {
    type Err = NotAParty;

    fn from_str(text: &str) -> Result<Self, NotAParty> {
        let (kind, who) = text.split_once(':').ok_or(NotAParty)?;
        let code = || who.parse().map_err(|_| NotAParty);
        Ok(match kind {
            "donor" => Party::Donor(code()?),
            "merchant" => Party::Merchant(code()?),
            "resident" => Party::Resident(code()?),
            "officer" if !who.is_empty() && who.trim() == who => Party::Officer(who.to_owned()),
            _ => return Err(NotAParty),
        })
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Donor(code) => write!(f, "donor:{code}"),
            Party::Merchant(code) => write!(f, "merchant:{code}"),
            Party::Resident(code) => write!(f, "resident:{code}"),
            Party::Officer(name) => write!(f, "officer:{name}"),
        }
    }
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
