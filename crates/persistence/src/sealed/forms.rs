//! The forms of sealed rows: JSON, and of a personal value its salt first.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use xiaonuan_domain::document::{ContactValue, EligibilityValue, IdentityValue};
use xiaonuan_domain::record::Seq;
use zeroize::Zeroizing;

use super::{OTHER, PERSON, entry_context, merchant_context, private_context, resident_context, unreadable};
use crate::error::StoreError;
use crate::keys::Keys;

/// All that is personal of a resident's row.
#[derive(Serialize, Deserialize)]
pub(crate) struct PersonRow {
    pub(crate) identity: IdentityValue,
    pub(crate) eligibility: EligibilityValue,
}

/// A row of the registers that all work alike.
#[derive(Serialize, Deserialize)]
pub(crate) struct EntryRow {
    pub(crate) code: String,
    pub(crate) details: Map<String, Value>,
}

/// A personal value to which a record commits.
#[derive(Default)]
pub(crate) struct Secret {
    pub(crate) salt: Vec<u8>,
    pub(crate) value: String,
}

const SALT: usize = 16;

pub(crate) fn seal_person(keys: &Keys, community: i64, number: i64, row: &PersonRow) -> Vec<u8> {
    seal(keys, &resident_context(community, number), row, PERSON)
}

pub(crate) fn open_person(keys: &Keys, community: i64, number: i64, sealed: &[u8]) -> Result<PersonRow, StoreError> {
    let opened = open(keys, &resident_context(community, number), sealed);
    opened.map_err(|why| unreadable("resident", number, why))
}

pub(crate) fn seal_contact(keys: &Keys, community: i64, number: i64, row: &ContactValue) -> Vec<u8> {
    seal(keys, &merchant_context(community, number), row, OTHER)
}

pub(crate) fn open_contact(
    keys: &Keys,
    community: i64,
    number: i64,
    sealed: &[u8],
) -> Result<ContactValue, StoreError> {
    let opened = open(keys, &merchant_context(community, number), sealed);
    opened.map_err(|why| unreadable("merchant", number, why))
}

pub(crate) fn seal_entry(keys: &Keys, community: i64, register: &str, number: i64, row: &EntryRow) -> Vec<u8> {
    seal(keys, &entry_context(community, register, number), row, OTHER)
}

pub(crate) fn open_entry(
    keys: &Keys,
    community: i64,
    register: &str,
    number: i64,
    sealed: &[u8],
) -> Result<EntryRow, StoreError> {
    let opened = open(keys, &entry_context(community, register, number), sealed);
    opened.map_err(|why| unreadable(register, number, why))
}

/// Those of eligibility are as long for somebody without a category as for one with some.
pub(crate) fn seal_secret(keys: &Keys, community: i64, (seq, field): (Seq, &str), secret: &Secret) -> Vec<u8> {
    let mut plain = Zeroizing::new(Vec::with_capacity(SALT + secret.value.len()));
    plain.extend_from_slice(&secret.salt);
    plain.extend_from_slice(secret.value.as_bytes());
    let least = if field == "eligibility" { PERSON } else { OTHER };
    keys.seal_as_long_as(&private_context(community, seq, field), &plain, least)
}

pub(crate) fn open_secret(
    keys: &Keys,
    community: i64,
    (seq, field): (Seq, &str),
    sealed: Option<&[u8]>,
) -> Result<Secret, StoreError> {
    let unreadable = |why: &dyn ToString| unreadable(field, format_args!("of record {seq}"), why.to_string());
    let sealed = sealed.ok_or_else(|| unreadable(&MISSING))?;
    let plain = keys.open(&private_context(community, seq, field), sealed);
    let mut plain = plain.map_err(|why| unreadable(&why))?;
    if plain.len() < SALT {
        return Err(unreadable(&"it is too short"));
    }
    let value = String::from_utf8(plain.split_off(SALT)).map_err(|_| unreadable(&"it is no text"))?;
    Ok(Secret { salt: plain, value })
}

/// Why a row without a sealed value cannot be read.
pub(super) const MISSING: &str = "it holds nothing";

fn seal(keys: &Keys, context: &str, row: &impl Serialize, least: usize) -> Vec<u8> {
    let plain = Zeroizing::new(serde_json::to_vec(row).expect("rows are JSON"));
    keys.seal_as_long_as(context, &plain, least)
}

/// Why it cannot be opened never shows what is in it.
fn open<T: DeserializeOwned>(keys: &Keys, context: &str, sealed: &[u8]) -> Result<T, String> {
    let plain = keys.open(context, sealed).map_err(|why| why.to_string())?;
    let plain = Zeroizing::new(plain);
    serde_json::from_slice(&plain).map_err(|_| "it is not of the form".to_owned())
}
