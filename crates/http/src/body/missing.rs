//! All fields that are missing, unknown or of the wrong type, told at once: what was told is mended in a copy, and the
//! copy read again.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::tried;
use crate::fault::{FieldCode, FieldFault};

/// How many mendings are tried: far more than a body has fields.
const MOST: usize = 200;

/// The first fault, and those after it.
pub(super) fn all<T: DeserializeOwned>(bytes: &[u8], first: FieldFault) -> Vec<FieldFault> {
    let Ok(mut copy) = serde_json::from_slice::<Value>(bytes) else {
        return vec![first];
    };
    let mut stuffed: HashMap<String, usize> = HashMap::new();
    let mut faults: Vec<FieldFault> = Vec::new();
    let mut next = Some(first);
    for _ in 0..MOST {
        let Some(fault) = next else { break };
        let field = fault.field.clone();
        let within = |known: &String| field.len() > known.len() && field.starts_with(known.as_str());
        let is_ours = stuffed.contains_key(&field) || stuffed.keys().any(within);
        let mended = match fault.code {
            FieldCode::Unknown => remove(&mut copy, &field),
            FieldCode::Required | FieldCode::Type | FieldCode::Choice | FieldCode::Target => {
                let tries = stuffed.entry(field.clone()).or_default();
                *tries += 1;
                stuff(&mut copy, &field, *tries - 1)
            }
            _ => false,
        };
        if !is_ours {
            faults.push(fault);
        }
        if !mended {
            break;
        }
        next = tried::<T, _>(&copy).err();
    }
    faults
}

/// Puts something in the place of a field, of another type with each try.
fn stuff(copy: &mut Value, field: &str, tries: usize) -> bool {
    let of_types = [json!(""), json!(1), json!(false), json!([]), json!({}), Value::Null];
    let (Some((parent, name)), Some(value)) = (parent_of(copy, field), of_types.get(tries)) else {
        return false;
    };
    match parent {
        Value::Object(fields) => {
            fields.insert(name, value.clone());
            true
        }
        Value::Array(rows) => match name.parse::<usize>().ok().and_then(|at| rows.get_mut(at)) {
            Some(row) => {
                *row = value.clone();
                true
            }
            None => false,
        },
        _ => false,
    }
}

fn remove(copy: &mut Value, field: &str) -> bool {
    match parent_of(copy, field) {
        Some((Value::Object(fields), name)) => fields.remove(&name).is_some(),
        _ => false,
    }
}

/// What a field such as `goods[1].item` stands in, and its name or place there.
fn parent_of<'a>(copy: &'a mut Value, field: &str) -> Option<(&'a mut Value, String)> {
    let path = field.replace('[', ".").replace(']', "");
    let (parents, name) = path.rsplit_once('.').unwrap_or(("", &path));
    let mut parent = copy;
    for part in parents.split('.').filter(|part| !part.is_empty()) {
        parent = match parent {
            Value::Object(fields) => fields.get_mut(part)?,
            Value::Array(rows) => rows.get_mut(part.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some((parent, name.to_owned()))
}
