//! Examples of bodies in the document, put together from those of their fields: what a body needs, and what of the rest
//! has an example.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::openapi::path::PathItem;
use utoipa::openapi::schema::{ArrayItems, Object, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr, Schema};

use crate::body::TAKEN_BY;

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// How deep bodies go.
const DEEPEST: u8 = 6;

/// Adds an example to each body.
pub(super) fn add(document: &mut OpenApi) {
    let schemas: Schemas = document
        .components
        .as_ref()
        .map(|components| components.schemas.clone().into_iter().collect())
        .unwrap_or_default();
    for item in document.paths.paths.values_mut() {
        let PathItem { post, put, .. } = item;
        for operation in [post, put].into_iter().flatten() {
            let Some(RefOr::T(body)) = &mut operation.request_body else {
                continue;
            };
            for content in body.content.values_mut() {
                let RefOr::T(content) = content else { continue };
                content.example = content.schema.as_ref().and_then(|schema| of(schema, &schemas, 0));
            }
        }
    }
}

fn of(schema: &RefOr<Schema>, schemas: &Schemas, depth: u8) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    let schema = match schema {
        RefOr::Ref(reference) => {
            let name = reference.ref_location.rsplit('/').next()?;
            return of(schemas.get(name)?, schemas, depth + 1);
        }
        RefOr::T(schema) => schema,
    };
    match schema {
        Schema::Object(object) => Some(of_object(object, schemas, depth)),
        Schema::Array(array) => match &array.items {
            ArrayItems::RefOrSchema(items) => Some(json!([of(items, schemas, depth + 1)?])),
            ArrayItems::False => None,
        },
        // What may be nothing is one of nothing and something.
        Schema::OneOf(one) => one
            .items
            .iter()
            .filter_map(|item| of(item, schemas, depth + 1))
            .next_back(),
        Schema::AllOf(all) => all.items.iter().filter_map(|item| of(item, schemas, depth + 1)).next(),
        _ => None,
    }
}

fn of_object(object: &Object, schemas: &Schemas, depth: u8) -> Value {
    if let Some(example) = object.example.clone().or_else(|| object.examples.first().cloned()) {
        return example;
    }
    if object.properties.is_empty() {
        return of_type(&object.schema_type);
    }
    let mut fields = Map::new();
    for (name, schema) in &object.properties {
        // Who takes a step may be left out by whoever is signed in; here it is shown.
        let is_needed = object.required.contains(name) || TAKEN_BY.contains(&name.as_str());
        if let Some(value) = own_example(schema).or_else(|| is_needed.then(|| known(name)).flatten()) {
            fields.insert(name.clone(), value);
        } else if is_needed && let Some(value) = of(schema, schemas, depth + 1) {
            fields.insert(name.clone(), value);
        }
    }
    // The code of a category is of a form of its own.
    if fields.contains_key("name_zh") && fields.contains_key("code") {
        fields.insert("code".to_owned(), json!("lost_job"));
    }
    Value::Object(fields)
}

fn own_example(schema: &RefOr<Schema>) -> Option<Value> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.example.clone().or_else(|| object.examples.first().cloned()),
        RefOr::T(Schema::Array(array)) => array.example.clone().or_else(|| array.examples.first().cloned()),
        _ => None,
    }
}

/// Names and words that mean the same in every body.
fn known(name: &str) -> Option<Value> {
    Some(match name {
        "by" | "prepared_by" | "requested_by" => json!("王芳"),
        "approved_by" => json!("李雷"),
        "paid_by" => json!("赵敏"),
        "name" | "title" | "public_title" => json!("邻里"),
        "name_zh" => json!("失业"),
        "name_en" => json!("Out of work"),
        "purpose" => json!("帮扶困难居民"),
        "purposes" => json!([]),
        "reason" => json!("情况有变"),
        "contact" => json!("王芳"),
        "phone" => json!("13800000000"),
        "building" | "address" => json!("1 号楼"),
        "district" => json!("示范区"),
        "consent" => json!("委托书 2026-01"),
        "evidence" => json!("发票 26222000000001234567"),
        "uscc" => json!("91220199MA00000012"),
        "from" | "date" | "valid_from" | "joined_on" => json!("2026-11-01"),
        "to" | "valid_to" | "papers_by" => json!("2027-10-31"),
        "key" => json!("2026-11-02-0001"),
        "ref" | "reference" | "code" => json!("A-2026-001"),
        "id_number" => json!("11010119900307002X"),
        "sha256" => json!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        _ => return None,
    })
}

fn of_type(schema_type: &SchemaType) -> Value {
    let of = |kind: &Type| match kind {
        Type::Boolean => json!(false),
        Type::Integer | Type::Number => json!(1),
        Type::Array => json!([]),
        Type::String => json!("邻里"),
        _ => json!({}),
    };
    match schema_type {
        SchemaType::Type(kind) => of(kind),
        SchemaType::Array(kinds) => kinds.iter().find(|kind| **kind != Type::Null).map_or(Value::Null, of),
        SchemaType::AnyValue => json!({}),
    }
}
