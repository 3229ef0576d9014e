//! What stands at a shop's counter: residents' cards, shops' devices and staff.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_domain::command::{Command, NewState, RegisterEntry};
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::EntryDetails;

use super::entry::bodies;
use super::{Ask, Edits, read};
use crate::field;

bodies! {
    NewCard, CardEdit, Card or UnknownCard as "A resident's card 邻里卡; the code is its number" {
        /// Whose it is. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "R0001")]
        resident: String,
        /// active unless blocked is said, which counts at once.
        #[serde(default)]
        #[validate(custom(function = "field::standing"))]
        #[schema(example = "active")]
        state: Option<String>,
        /// How often codes were made for it. A change says it as it was read.
        #[serde(default)]
        #[validate(range(min = 0, max = 1_000_000))]
        issue: Option<i64>,
        /// The first day.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if it has ended or will.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewDevice, DeviceEdit, Device or UnknownDevice as "A phone that is a shop's counter 收银设备" {
        /// Whose counter it is. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "M01")]
        merchant: String,
        /// Of which branch, if it is of one. It never changes.
        #[serde(default)]
        #[validate(custom(function = "field::code"))]
        branch: Option<String>,
        /// What the shop calls it.
        #[validate(custom(function = "field::text"))]
        #[schema(example = "前台手机")]
        name: String,
        /// active unless blocked is said, which counts at once.
        #[serde(default)]
        #[validate(custom(function = "field::standing"))]
        #[schema(example = "active")]
        state: Option<String>,
        /// How often a phone was paired with it. A change says it as it was read.
        #[serde(default)]
        #[validate(range(min = 0, max = 1_000_000))]
        pairing: Option<i64>,
        /// The first day.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if it has ended or will.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewStaff, StaffEdit, Staff or UnknownStaff as "Who stands at a shop's counter 收银员" {
        /// Whose counter it is. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "M01")]
        merchant: String,
        /// The name.
        #[validate(custom(function = "field::text"))]
        name: String,
        /// active unless blocked is said, which counts at once.
        #[serde(default)]
        #[validate(custom(function = "field::standing"))]
        #[schema(example = "active")]
        state: Option<String>,
        /// The first day.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if it has ended or will.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}
