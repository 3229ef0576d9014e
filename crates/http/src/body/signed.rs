//! Bodies of steps, which the person who is signed in takes: who that is they need not say.

use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::Validate;

use super::{ValidBody, read};
use crate::access::Principal;
use crate::fault::{Fault, FieldCode};

/// The fields that say who takes a step.
pub(crate) const TAKEN_BY: [&str; 3] = ["by", "prepared_by", "requested_by"];

/// Reads a JSON text. Where it does not say who takes the step, it is the person who asks; what it says is kept with it, so
/// that under the same key somebody else's is another request.
pub(crate) fn read_for<T: DeserializeOwned + Validate>(
    principal: Option<&Principal>,
    bytes: &[u8],
) -> Result<ValidBody<T>, Fault> {
    let first = read(bytes);
    let Some(name) = principal.and_then(Principal::signs_as) else {
        return first;
    };
    match first {
        Err(Fault::Invalid(faults)) => {
            let lacking = faults
                .iter()
                .filter(|fault| fault.code == FieldCode::Required)
                .find_map(|fault| TAKEN_BY.into_iter().find(|field| *field == fault.field));
            match lacking.and_then(|field| signed(bytes, field, name)) {
                Some(signed) => read(&signed),
                None => Err(Fault::Invalid(faults)),
            }
        }
        other => other,
    }
}

fn signed(bytes: &[u8], field: &str, name: &str) -> Option<Vec<u8>> {
    let mut body: Value = serde_json::from_slice(bytes).ok()?;
    body.as_object_mut()?.insert(field.to_owned(), name.into());
    Some(body.to_string().into_bytes())
}
