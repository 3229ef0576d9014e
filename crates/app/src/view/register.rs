//! Registers as they stood, and what changed in a row.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::entry::seeded;
use xiaonuan_domain::register::{Register, Registers};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::Said;

use super::{Reading, ViewError};

/// One change of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// The record.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// Who recorded it.
    pub actor: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// What it changed.
    pub fields: Vec<FieldChange>,
}

/// A field of a row before and after a change. Nothing stands for what was not there, or was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: String,
    /// What it was.
    pub before: Value,
    /// What it became.
    pub after: Value,
}

impl Reading {
    /// The registers as they stood.
    #[must_use]
    pub fn registers(&self) -> &Registers {
        &self.registers
    }

    /// What changed in a row, oldest first, beginning with its registration: at most so many changes after a record.
    /// Answers also whether there are more.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn changes(
        &self,
        register: Register,
        (number, since): (u32, Seq),
        after: Seq,
        most: usize,
    ) -> Result<(Vec<RowChange>, bool), ViewError> {
        let until = self.number();
        let mut all = vec![since];
        all.extend(
            self.database
                .changes_of(self.community, register, number, until)
                .await?,
        );
        let start = all.partition_point(|seq| *seq <= after);
        let end = (start + most).min(all.len());
        // With the one before, of which the first is a change.
        let wanted = all[start.saturating_sub(1)..end].to_vec();
        let said = self.database.said_by(self.community, wanted).await?;
        let mut before = self.seeded_state(register, number);
        let mut changes = Vec::new();
        for said in &said {
            let state = state(said)?;
            if said.seq > after {
                changes.push(RowChange {
                    seq: said.seq,
                    kind: said.kind,
                    actor: said.actor.clone(),
                    recorded_at: said.recorded_at,
                    fields: differences(&before, &state),
                });
            }
            before = state;
        }
        Ok((changes, end < all.len()))
    }
}

impl Reading {
    /// What a row says that every community has from the beginning; nothing of others.
    fn seeded_state(&self, register: Register, number: u32) -> State {
        let rows = if register.entry_kinds().is_some() {
            seeded(register)
        } else {
            Vec::new()
        };
        let row = rows.get(number as usize - 1);
        row.map(|row| row.said(&self.registers).0.into_iter().collect())
            .unwrap_or_default()
    }
}

type State = BTreeMap<String, Value>;

/// What a record says of a row: its document, with personal values in place of the commitments to them, and without the
/// random subjects that stand for people.
fn state(said: &Said) -> Result<State, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::unreadable(format!("record {}", said.seq), error);
    let document: Map<String, Value> = serde_json::from_str(&said.document).map_err(unreadable)?;
    let mut state: State = document.into_iter().collect();
    state.remove("subject");
    if matches!(said.kind, RecordKind::ResidentRegistered | RecordKind::ResidentChanged) {
        state.remove("household");
    }
    if said.kind == RecordKind::CommunityRegistered {
        let keeper = if state.contains_key("host") {
            "host_charity"
        } else {
            "legal_person"
        };
        state.insert("keeper".to_owned(), keeper.into());
    }
    if matches!(said.kind, RecordKind::DiscountRegistered | RecordKind::DiscountChanged) {
        // What is not said of a discount is so.
        state.entry("state".to_owned()).or_insert_with(|| "approved".into());
        state.entry("version".to_owned()).or_insert_with(|| 1.into());
    }
    for field in ["contact", "identity", "eligibility", "personal"] {
        state.remove(field);
    }
    for (field, text) in &said.values {
        match serde_json::from_str(text).map_err(unreadable)? {
            Value::Object(values) => state.extend(values),
            value => drop(state.insert(field.clone(), value)),
        }
    }
    Ok(state)
}

fn differences(before: &State, after: &State) -> Vec<FieldChange> {
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort();
    fields.dedup();
    let of = |state: &State, field: &String| state.get(field).cloned().unwrap_or(Value::Null);
    let changes = fields.into_iter().map(|field| FieldChange {
        field: field.clone(),
        before: of(before, field),
        after: of(after, field),
    });
    changes.filter(|change| change.before != change.after).collect()
}
