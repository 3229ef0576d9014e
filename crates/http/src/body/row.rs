//! Bodies that state a row of a register anew.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use validator::{Validate, ValidationErrors};

use super::{ValidBody, deserialize, json_of, tried};
use crate::access::is_masked;
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::query::field_faults_but;

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

/// A change of a row as it was sent, and what the body says besides of the row as it was read.
pub(crate) struct RowBody<T> {
    edit: T,
    content: Vec<u8>,
    errors: ValidationErrors,
    sent: Value,
    shown: Map<String, Value>,
}

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for RowBody<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        RowBody::read(&json_of(request, state).await?)
    }
}

impl<T: DeserializeOwned + Validate> RowBody<T> {
    /// Reads a JSON text. What is wrong with its fields is told only once the row is known.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let mut shown = Map::new();
        let Ok(mut sent) = serde_json::from_slice::<Value>(bytes) else {
            return deserialize::<T>(bytes).and(Err(Fault::NotJson));
        };
        // A name that one register only shows, another lets change: what a change knows is left to it.
        while let Err(FieldFault { field, code, .. }) = tried::<T, _>(&sent)
            && code == FieldCode::Unknown
            && (field == VIEW || SHOWN.contains(&field.as_str()))
            && let Some(value) = sent.as_object_mut().and_then(|fields| fields.remove(&field))
        {
            shown.insert(field, value);
        }
        let content = sent.to_string().into_bytes();
        let edit: T = deserialize(if shown.is_empty() { bytes } else { &content })?;
        Ok(RowBody {
            errors: edit.validate().err().unwrap_or_default(),
            edit,
            content,
            sent,
            shown,
        })
    }

    /// The same, with what was shown masked and is sent back so as it is: who does not see a field does not change it.
    /// What was made up of masks otherwise is refused; in a dry run any other value is, since the answer would tell whether
    /// it is the hidden one.
    pub(crate) fn unmasked(self, masked: &Value, whole: &Value, is_dry: bool) -> Result<Self, Fault> {
        let RowBody {
            mut sent,
            mut shown,
            content,
            ..
        } = self;
        restore(&mut sent, "", (masked, whole), is_dry)?;
        for (name, value) in &mut shown {
            if let (Some(seen), Some(is)) = (masked.get(name), whole.get(name))
                && seen == value
            {
                *value = is.clone();
            }
        }
        let read = RowBody::read(sent.to_string().as_bytes())?;
        // What was sent is what it is known by again: not the hidden values, which a key would tell.
        Ok(RowBody { shown, content, ..read })
    }

    /// Whether a field is not in its form.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The change of the row as it shows itself. What the row says already may be said again, whatever its form: not
    /// all of it came by requests. Refused is what else is not in its form, and what the row says otherwise and never
    /// changes. A change that is based on another state of the row is refused later, or was made before: what changes
    /// by itself is not compared then.
    pub(crate) fn over(self, row: Option<&Value>, is_current: bool) -> Result<ValidBody<T>, Fault> {
        let stands = |field: &str| row.is_some_and(|row| says_the_same(&self.sent, row, field));
        let mut faults = field_faults_but(&self.errors, &stands);
        let counts =
            |name: &String| *name != VIEW && *name != MEMBERS && (is_current || !MOVING.contains(&name.as_str()));
        let differs =
            |(name, value): &(&String, &Value)| counts(name) && row.is_some_and(|row| row.get(*name) != Some(*value));
        let fixed = self.shown.iter().filter(differs);
        faults.extend(fixed.map(|(name, _)| FieldFault::new(name, FieldCode::Fixed)));
        if faults.is_empty() {
            Ok(ValidBody {
                body: self.edit,
                content: self.content,
            })
        } else {
            Err(Fault::Invalid(faults))
        }
    }
}

/// Puts what a row is in the place of what it shows, in all fields of a value that say what it shows.
fn restore(sent: &mut Value, path: &str, (masked, whole): (&Value, &Value), is_dry: bool) -> Result<(), Fault> {
    if masked == whole {
        return Ok(());
    }
    if sent == masked {
        *sent = whole.clone();
        return Ok(());
    }
    if let (Value::Object(fields), Value::Object(_), Value::Object(_)) = (&mut *sent, masked, whole) {
        for (name, value) in fields {
            let seen = masked.get(name).unwrap_or(&Value::Null);
            let is = whole.get(name).unwrap_or(&Value::Null);
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            restore(value, &path, (seen, is), is_dry)?;
        }
        return Ok(());
    }
    if is_dry || sent.as_str().is_some_and(is_masked) {
        return Err(Fault::Invalid(vec![FieldFault::new(path, FieldCode::Masked)]));
    }
    Ok(())
}

/// Whether a body says of a field, or of all that it says if none is named, what the row says.
fn says_the_same(sent: &Value, row: &Value, field: &str) -> bool {
    if field.is_empty() {
        let fields = sent.as_object().into_iter().flatten();
        return fields
            .into_iter()
            .all(|(name, value)| row.get(name).unwrap_or(&Value::Null) == value);
    }
    let pointer = format!("/{}", field.replace('[', "/").replace(']', "").replace('.', "/"));
    sent.pointer(&pointer)
        .is_some_and(|said| row.pointer(&pointer) == Some(said))
}
