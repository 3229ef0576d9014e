//! Hostile bodies: each field of the schema, however deep, with what it must not hold.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::poison::VALUES;
use super::{Hostile, Operation};

/// About how many poisoned fields an operation gets.
const ABOUT: usize = 120;
/// How deep bodies are followed.
const DEEPEST: usize = 6;
/// Stands where a poison goes.
const PLACE: &str = "\"@poison@\"";

/// Everything that can be wrong in the body.
pub(super) fn requests(operation: &Operation<'_>) -> Vec<Hostile> {
    let plain = operation.request();
    let body = &operation.right.body;
    let mut texts: Vec<Vec<u8>> = whole(body);
    let mut pointers = BTreeSet::new();
    let schema = &operation.told["requestBody"]["content"]["application/json"]["schema"];
    collect(operation.document, schema, "", 0, &mut pointers);
    assert!(!pointers.is_empty(), "{} has no fields", operation.right.template);
    let each = (ABOUT / pointers.len()).clamp(4, VALUES.len());
    for (at, pointer) in pointers.iter().enumerate() {
        let Some(placed) = placed(body, pointer, json!("@poison@")) else {
            continue;
        };
        let placed = placed.to_string();
        for n in 0..each {
            let poison = VALUES[(at * each + n) % VALUES.len()];
            texts.push(placed.replace(PLACE, poison).into_bytes());
        }
        let name = pointer.rsplit('/').next().unwrap_or_default();
        texts.push(placed.replace(PLACE, &format!("1,\"{name}\":2")).into_bytes());
        texts.push(placed.replace(PLACE, &format!("1,\"unknown_{at}\":2")).into_bytes());
        texts.extend(without(body, pointer));
        if at % 4 == 0 {
            texts.push(
                placed
                    .replace(PLACE, &format!("\"{}\"", "长".repeat(20_000)))
                    .into_bytes(),
            );
        }
    }
    let mut all: Vec<Hostile> = texts
        .into_iter()
        .map(|body| Hostile { body, ..plain.clone() })
        .collect();
    all.extend(types(&plain));
    all
}

/// Bodies that are wrong as a whole.
fn whole(body: &Value) -> Vec<Vec<u8>> {
    let right = body.to_string();
    let texts = [
        "",
        "null",
        "[]",
        "\"x\"",
        "1",
        "{",
        "}",
        "{}{}",
        "{}",
        "{\"\":1}",
        "\u{feff}{}",
        "NaN",
        "\u{0}",
    ];
    let mut all: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    all.push("[".repeat(30_000).into_bytes());
    all.push(format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000)).into_bytes());
    all.push(format!("{{\"x\":\"{}\"}}", "y".repeat(9 << 20)).into_bytes());
    all.push(format!("[{right}]").into_bytes());
    all.push(format!("{right},").into_bytes());
    all.push(right.replace(':', "=").into_bytes());
    all.push(right.replacen('"', "'", 2).into_bytes());
    all.push(right.encode_utf16().flat_map(u16::to_le_bytes).collect());
    let mut broken = right.clone().into_bytes();
    broken.insert(right.len() / 2, 0xff);
    all.push(broken);
    all.push(right.as_bytes()[..right.len() - 1].to_vec());
    all
}

/// The right body, said to be something else.
fn types(plain: &Hostile) -> Vec<Hostile> {
    let types = [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/xml",
        "json",
        "application/jsonx",
        "*/*",
    ];
    let of = |name: &str| {
        let mut hostile = plain.clone();
        hostile.headers.push(("content-type", name.as_bytes().to_vec()));
        hostile
    };
    types.into_iter().map(of).collect()
}

/// The schema behind references, and behind what may be nothing.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let named = document.pointer(reference.trim_start_matches('#')).expect("a schema");
        return resolved(document, named);
    }
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let mut something = choices.filter(|choice| choice["type"] != "null");
    something.next().map_or(schema, |choice| resolved(document, choice))
}

/// Where all fields stand.
fn collect(document: &Value, schema: &Value, at: &str, depth: usize, found: &mut BTreeSet<String>) {
    if depth > DEEPEST {
        return;
    }
    let schema = resolved(document, schema);
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let pointer = format!("{at}/{name}");
        found.insert(pointer.clone());
        collect(document, field, &pointer, depth + 1, found);
    }
    if schema["items"].is_object() {
        let pointer = format!("{at}/0");
        if !at.is_empty() {
            found.insert(pointer.clone());
        }
        collect(document, &schema["items"], &pointer, depth + 1, found);
    }
}

/// The body with something at a place; what it stands in is made where it is not there.
fn placed(body: &Value, pointer: &str, value: Value) -> Option<Value> {
    let mut whole = body.clone();
    let mut place = &mut whole;
    for part in pointer.split('/').skip(1) {
        if part == "0" {
            if !place.is_array() {
                *place = json!([]);
            }
            let rows = place.as_array_mut()?;
            if rows.is_empty() {
                rows.push(Value::Null);
            }
            place = rows.first_mut()?;
        } else {
            if !place.is_object() {
                *place = json!({});
            }
            place = place.as_object_mut()?.entry(part).or_insert(Value::Null);
        }
    }
    *place = value;
    Some(whole)
}

/// The body without a field that it has.
fn without(body: &Value, pointer: &str) -> Option<Vec<u8>> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let mut whole = body.clone();
    let fields = whole.pointer_mut(parent)?.as_object_mut()?;
    fields.remove(name)?;
    Some(whole.to_string().into_bytes())
}
