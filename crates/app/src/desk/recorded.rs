//! A record as whoever asked for it is told.

use serde_json::Value;
use xiaonuan_domain::calendar::Zone;
use xiaonuan_domain::record::{Record, RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

use super::Warning;

/// What was recorded. Told from the journal alone, so that it is the same whenever it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The record's number.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// Who asked for it.
    pub actor: String,
    /// The business key.
    pub reference: String,
    /// Business time, on the community's clock.
    pub occurred_at: String,
    /// System time, on the community's clock.
    pub recorded_at: String,
    /// The community's day of the business time.
    pub effective_on: String,
    /// The record that it reverses.
    pub reverses: Option<Seq>,
    /// Whether something with a later business time was on record before it.
    pub late: bool,
    /// Its contents, without personal data.
    pub document: Value,
    /// What should be thought about.
    pub warnings: Vec<Warning>,
}

impl Recorded {
    pub(super) fn of(record: &Record, zone: &Zone) -> Result<Self, StoreError> {
        Ok(Recorded {
            seq: record.seq,
            kind: record.kind,
            actor: record.actor.clone(),
            reference: record.reference.to_string(),
            occurred_at: zone.display(record.occurred_at),
            recorded_at: zone.display(record.recorded_at),
            effective_on: record.effective_on.to_string(),
            reverses: record.reverses,
            late: record.late == Some(true),
            document: document(record.seq, &record.document)?,
            warnings: Vec::new(),
        })
    }

    pub(super) fn read(record: &StoredRecord, zone: &Zone) -> Result<Self, StoreError> {
        let kind = record
            .kind
            .parse()
            .map_err(|_| StoreError::unreadable(format!("record {}", record.seq), "its kind is unknown"))?;
        Ok(Recorded {
            seq: record.seq,
            kind,
            actor: record.actor.clone(),
            reference: record.reference.clone(),
            occurred_at: zone.display(record.occurred_at()),
            recorded_at: zone.display(record.recorded_at()),
            effective_on: record.effective_on.clone(),
            reverses: record.reverses,
            late: record.late == Some(1),
            document: document(record.seq, &record.document)?,
            warnings: Vec::new(),
        })
    }
}

fn document(seq: Seq, text: &str) -> Result<Value, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(format!("record {seq}"), error))
}
