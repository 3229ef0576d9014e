//! What records say, and the personal values to which they commit.

use serde::Serialize;
use serde::de::DeserializeOwned;
use xiaonuan_domain::commitment::Commitment;
use xiaonuan_domain::ledger::Filed;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::scan::{StoredRecord, StoredValue};

use super::Values;

/// A record with its personal values, as steps are read.
pub(super) fn filed(kind: RecordKind, record: &StoredRecord, values: &Values<'_>) -> Option<Filed> {
    const FIELDS: [&str; 3] = ["officer", "particulars", "terms"];
    let kept = FIELDS.iter().filter_map(|field| values.get(&(record.seq, *field)));
    Some(Filed {
        seq: record.seq,
        kind,
        reference: record.reference.parse().ok()?,
        occurred_at: record.occurred_at(),
        day: record.effective_on.parse().ok()?,
        actor: record.actor.clone(),
        reverses: record.reverses,
        document: record.document.clone(),
        values: kept.map(|value| (value.field.clone(), value.value.clone())).collect(),
    })
}

pub(super) fn read<T: DeserializeOwned>(record: &StoredRecord) -> Option<T> {
    serde_json::from_str(&record.document).ok()
}

/// The fields of documents that hold commitments.
const COMMITTED: [&str; 18] = [
    "answer",
    "contact",
    "donor",
    "duplicate",
    "eligibility",
    "evidence",
    "identity",
    "officer",
    "particulars",
    "personal",
    "reason",
    "reasons",
    "request",
    "signature",
    "terms",
    "urgency",
    "values",
    "visit",
];

/// How many of a record's commitments can no longer be opened, since their values were erased.
pub(super) fn erased(record: &StoredRecord, values: &Values<'_>) -> u64 {
    // Most records commit to nothing: a redemption says so without being read.
    if !COMMITTED.iter().any(|field| record.document.contains(field)) {
        return 0;
    }
    let document: serde_json::Value = serde_json::from_str(&record.document).unwrap_or_default();
    let is_hash = |value: &serde_json::Value| {
        let text = value.as_str().unwrap_or_default();
        text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    // Approvals and payments repeat the check value of the terms that they are of.
    let is_own = |field: &str| field != "terms" || document.get("asked").is_some();
    let gone = COMMITTED.iter().filter(|field| {
        is_own(field) && document.get(**field).is_some_and(is_hash) && !values.contains_key(&(record.seq, **field))
    });
    gone.count() as u64
}

/// Whether a record's document holds the commitment to a value.
pub(super) fn commits(record: &StoredRecord, value: &StoredValue) -> bool {
    let Ok(salt) = <[u8; 16]>::try_from(value.salt.as_slice()) else {
        return false;
    };
    let document: serde_json::Value = serde_json::from_str(&record.document).unwrap_or_default();
    serde_json::to_value(Commitment::to(&salt, &value.value))
        .is_ok_and(|commitment| document.get(&value.field) == Some(&commitment))
}

/// Whether a personal value is what the register row holds. While the row holds it, the value must exist: what is
/// erased is erased in both.
pub(super) fn same_value(values: &Values<'_>, seq: Seq, field: &str, row: &impl Serialize) -> bool {
    let Some(stored) = values.get(&(seq, field)) else {
        return false;
    };
    let stored: Option<serde_json::Value> = serde_json::from_str(&stored.value).ok();
    stored.is_some_and(|stored| serde_json::to_value(row).is_ok_and(|row| row == stored))
}
