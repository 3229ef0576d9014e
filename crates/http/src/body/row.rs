//! Bodies that state a row of a register anew.

use axum::extract::{FromRequest, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use validator::Validate;

use super::{ValidBody, json_of, read, tried};
use crate::fault::{Fault, FieldCode, FieldFault};

/// What rows show of themselves besides what a change can say: they may be sent back as they were read.
const SHOWN: [&str; 11] = [
    "code",
    "since",
    "changed",
    "uscc",
    "joined_on",
    "merchant",
    "fund",
    "version",
    "earlier",
    "timezone",
    "members",
];
/// Those that move with each change.
const MOVING: [&str; 3] = ["changed", "version", "earlier"];
/// How far the journal goes is shown with a row, and is not of it.
const VIEW: &str = "view";
/// Who belongs to a household is told by the residents.
const MEMBERS: &str = "members";

/// A change of a row, and what the body says besides of the row as it was read.
pub(crate) struct RowBody<T> {
    pub(crate) edit: ValidBody<T>,
    shown: Map<String, Value>,
}

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for RowBody<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes = json_of(request, state).await?;
        let mut shown = Map::new();
        if let Ok(mut body) = serde_json::from_slice::<Value>(&bytes) {
            // A name that one register only shows, another lets change: what a change knows is left to it.
            while let Err(FieldFault { field, code, .. }) = tried::<T, _>(&body)
                && code == FieldCode::Unknown
                && (field == VIEW || SHOWN.contains(&field.as_str()))
                && let Some(value) = body.as_object_mut().and_then(|fields| fields.remove(&field))
            {
                shown.insert(field, value);
            }
            if !shown.is_empty() {
                let edit = read(body.to_string().as_bytes())?;
                return Ok(RowBody { edit, shown });
            }
        }
        let edit = read(&bytes)?;
        Ok(RowBody { edit, shown })
    }
}

impl<T> RowBody<T> {
    /// Refuses what is said to be other than the row shows. A change that is based on another state of the row is
    /// refused, or was made before: what changes by itself is not compared then.
    pub(crate) fn agree(&self, row: &impl Serialize, is_current: bool) -> Result<(), Fault> {
        let row = serde_json::to_value(row).unwrap_or_default();
        let differs = |(name, value): &(&String, &Value)| {
            let counts = *name != VIEW && *name != MEMBERS && (is_current || !MOVING.contains(&name.as_str()));
            counts && row.get(*name) != Some(*value)
        };
        let faults = self.shown.iter().filter(differs);
        let faults: Vec<_> = faults
            .map(|(name, _)| FieldFault::new(name, FieldCode::Fixed))
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Fault::Invalid(faults))
        }
    }
}
