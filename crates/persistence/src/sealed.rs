//! What lies sealed in the tables, and how: personal values never stand in the clear in a column.
//!
//! Every sealed value is bound to its table and row, so that one that is moved does not open. Where the database itself
//! must tell equal values, it has their fingerprints, which are of one community alone: the same person in two
//! communities is not known for the same.

mod forms;
mod table;

use std::borrow::Cow;

use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::Register;

pub(crate) use self::forms::{
    EntryRow, PersonRow, Secret, open_contact, open_entry, open_person, open_secret, seal_contact, seal_entry,
    seal_person, seal_secret,
};
pub use self::table::{KeyColumn, SEALED, Sealed};
use crate::error::StoreError;
use crate::keys::Keys;

/// Rows of these have at least so many bytes, so that their length does not tell how many categories somebody has.
const PERSON: usize = 1_024;
/// The least of all other values.
const OTHER: usize = 256;

/// By what a code or another unique value of a table is found.
pub(crate) fn print(keys: &Keys, community: i64, of: &str, value: &str) -> Vec<u8> {
    keys.fingerprint(&format!("{of}/{community}"), value).to_vec()
}

/// What residents' codes are, among fingerprints.
pub(crate) const RESIDENT_CODE: &str = "resident/code";
/// What residents' identity numbers are.
pub(crate) const ID_NUMBER: &str = "resident/id_number";

/// The code of a row of a register, by its fingerprint.
pub(crate) fn entry_print(keys: &Keys, community: i64, register: Register, code: &str) -> Vec<u8> {
    print(keys, community, &format!("entry/{register}"), code)
}

/// How an outcome's key stands in its row: as it is, or its fingerprint where it is somebody's code or the sender's own
/// choice, which may be anything.
pub(crate) fn outcome_key<'k>(keys: &Keys, community: i64, scope: &str, key: &'k str) -> Cow<'k, str> {
    if key_is_plain(scope) {
        return Cow::Borrowed(key);
    }
    Cow::Owned(hex::encode(print(keys, community, &format!("outcome/{scope}"), key)))
}

/// Whether the keys of a scope are references of records, which stand in the journal anyway.
fn key_is_plain(scope: &str) -> bool {
    let of_files = scope.ends_with(".csv") && scope != "residents.csv";
    let is_of_a_row = |kind: RecordKind| {
        let (register, _) = Register::of_entry(kind)?;
        (!register.personal().is_empty()).then_some(())
    };
    let of_records = scope.parse::<RecordKind>().is_ok_and(|kind| {
        let of_people = [
            RecordKind::ResidentRegistered,
            RecordKind::ResidentChanged,
            RecordKind::ResidentErased,
        ]
        .contains(&kind);
        !of_people && is_of_a_row(kind).is_none()
    });
    of_files || of_records
}

fn unreadable(what: &str, row: impl std::fmt::Display, why: impl ToString) -> StoreError {
    StoreError::unreadable(format!("{what} {row}"), why)
}

pub(crate) fn resident_context(community: i64, number: i64) -> String {
    format!("resident/{community}/{number}")
}

pub(crate) fn merchant_context(community: i64, number: i64) -> String {
    format!("merchant/{community}/{number}")
}

pub(crate) fn entry_context(community: i64, register: &str, number: i64) -> String {
    format!("entry/{community}/{register}/{number}")
}

pub(crate) fn private_context(community: i64, seq: Seq, field: &str) -> String {
    format!("private_value/{community}/{seq}/{field}")
}

/// The key is as it stands in the row.
pub(crate) fn outcome_context(community: i64, scope: &str, key: &str) -> String {
    format!("outcome/{community}/{scope}/{key}")
}

pub(crate) fn setting_context(name: &str) -> String {
    format!("sealing/{name}")
}

/// What is told with an outcome.
pub(crate) fn seal_told(keys: &Keys, context: &str, told: &str) -> Option<Vec<u8>> {
    (!told.is_empty()).then(|| keys.seal_as_long_as(context, told.as_bytes(), OTHER))
}

pub(crate) fn open_told(keys: &Keys, context: &str, sealed: Option<&[u8]>) -> Result<String, StoreError> {
    let Some(sealed) = sealed else {
        return Ok(String::new());
    };
    let plain = keys.open(context, sealed);
    let plain = plain.map_err(|why| StoreError::unreadable("outcome", why))?;
    String::from_utf8(plain).map_err(|_| StoreError::unreadable("outcome", "what it tells is no text"))
}
