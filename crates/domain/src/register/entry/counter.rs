//! What stands at a shop's counter: residents' cards, shops' devices, and the staff who use them.

use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::code::Code;
use crate::kind::kinds;

kinds! {
    /// Whether a card, device or person may be used at a counter. It counts at once, whatever the days say.
    #[derive(Default)]
    Standing {
        /// It may 可用.
        #[default]
        Active = "active",
        /// It may not: a lost card 挂失, a phone or person that is no longer trusted 停用.
        Blocked = "blocked",
    }
}

impl Standing {
    /// Whether it may be used.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        matches!(self, Standing::Active)
    }
}

/// A resident's card 邻里卡. What opens it lies outside the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardDetails {
    /// Whose it is.
    pub resident: Code,
    /// Whether it may be used.
    #[serde(default)]
    pub state: Standing,
    /// How often codes were made for it: those of an earlier time open nothing.
    #[serde(default)]
    pub issue: u32,
    /// The first day.
    pub from: Day,
    /// The last day, if it has ended or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// A phone that is a shop's counter 收银设备. Its secret lies outside the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceDetails {
    /// Whose counter it is.
    pub merchant: Code,
    /// Of which branch, if it is of one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub branch: Option<Code>,
    /// What the shop calls it.
    pub name: String,
    /// Whether it may be used.
    #[serde(default)]
    pub state: Standing,
    /// How often a phone was paired with it: phones of an earlier time are strangers.
    #[serde(default)]
    pub pairing: u32,
    /// The first day.
    pub from: Day,
    /// The last day, if it has ended or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// Who stands at a shop's counter 收银员.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffDetails {
    /// Whose counter it is.
    pub merchant: Code,
    /// The name.
    pub name: String,
    /// Whether they may use it.
    #[serde(default)]
    pub state: Standing,
    /// The first day.
    pub from: Day,
    /// The last day, if it has ended or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}
