//! The document's examples of bodies can be sent as they are.

use axum::body::Body;
use axum::http::Request;
use regex::Regex;
use serde_json::{Map, Value};

use crate::fixture::World;
use crate::{get, send_with};

#[tokio::test]
async fn every_body_has_an_example_that_is_right_in_its_form() {
    let world = World::qingzhu().await;
    let document = get(&world, "/api/v1/openapi.json").await.json();
    let mut wrong = Vec::new();
    let mut bodies = 0;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let Some(body) = operation.pointer("/requestBody/content/application~1json") else {
                continue;
            };
            bodies += 1;
            let example = &body["example"];
            let address = path
                .replace("{community}", "qingzhu")
                .replace("{code}", "UNKNOWN")
                .replace("{reference}", "UNKNOWN")
                .replace("{step}", "review");
            let dry = operation["parameters"].to_string().contains("dry_run");
            let request = Request::builder()
                .method(method.to_ascii_uppercase().as_str())
                .uri(format!("{address}{}", if dry { "?dry_run=true" } else { "" }))
                .header("host", "localhost")
                .header("content-type", "application/json")
                .header("if-match", "\"1\"")
                .header("idempotency-key", "k1");
            let answer = send_with(&world, request, Body::from(example.to_string())).await;
            let code = serde_json::from_str::<Value>(&answer.text).unwrap_or(Value::Null)["code"].clone();
            if example.is_null() || code == "invalid_request" || code == "not_json" {
                wrong.push(format!("{method} {path}: {example} {}", answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(bodies > 40, "{bodies}");
}

/// What a value has against its schema, part by part.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let named = document.pointer(name.trim_start_matches('#')).expect("a schema");
        return faults(document, named, value);
    }
    if let Some(all) = schema["oneOf"].as_array() {
        let all: Vec<_> = all.iter().map(|one| faults(document, one, value)).collect();
        let fits = all.iter().any(Vec::is_empty);
        return if fits { Vec::new() } else { all.concat() };
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().flat_map(|one| faults(document, one, value)).collect();
    }
    let mut found = Vec::new();
    let mut check = |is_right: bool, keyword: &str| {
        if !is_right {
            found.push(format!("{value} is not of {keyword} {}", schema[keyword]));
        }
    };
    check(is_of_type(&schema["type"], value), "type");
    check(schema["enum"].as_array().is_none_or(|all| all.contains(value)), "enum");
    if let Some(text) = value.as_str() {
        let pattern = schema["pattern"].as_str();
        let pattern = pattern.map(|pattern| Regex::new(pattern).expect("a pattern"));
        check(pattern.is_none_or(|pattern| pattern.is_match(text)), "pattern");
        let length = text.chars().count() as u64;
        check(
            schema["minLength"].as_u64().is_none_or(|least| length >= least),
            "minLength",
        );
        check(
            schema["maxLength"].as_u64().is_none_or(|most| length <= most),
            "maxLength",
        );
    }
    if let Some(number) = value.as_i64() {
        check(
            schema["minimum"].as_i64().is_none_or(|least| number >= least),
            "minimum",
        );
        check(schema["maximum"].as_i64().is_none_or(|most| number <= most), "maximum");
    }
    if let Some(rows) = value.as_array() {
        let length = rows.len() as u64;
        check(
            schema["minItems"].as_u64().is_none_or(|least| length >= least),
            "minItems",
        );
        check(
            schema["maxItems"].as_u64().is_none_or(|most| length <= most),
            "maxItems",
        );
        found.extend(rows.iter().flat_map(|row| faults(document, &schema["items"], row)));
    } else if let Some(fields) = value.as_object() {
        let none = Map::new();
        let known = schema["properties"].as_object().unwrap_or(&none);
        check(
            schema["additionalProperties"] != false || fields.keys().all(|name| known.contains_key(name)),
            "additionalProperties",
        );
        let needed = schema["required"].as_array().into_iter().flatten();
        let mut needed = needed.filter_map(Value::as_str);
        check(needed.all(|name| fields.contains_key(name)), "required");
        for (name, value) in fields {
            if let Some(schema) = known.get(name) {
                found.extend(
                    faults(document, schema, value)
                        .iter()
                        .map(|fault| format!("{name}: {fault}")),
                );
            }
        }
    }
    found
}

fn is_of_type(told: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => value.is_null(),
    };
    match told {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}

/// All places in a document with an example, by their addresses in it: schemas, parameters, bodies.
fn with_examples<'a>(at: &str, value: &'a Value, found: &mut Vec<(String, &'a Value, &'a Value)>) {
    match value {
        Value::Object(fields) => {
            if let Some(example) = fields.get("example") {
                found.push((at.to_owned(), fields.get("schema").unwrap_or(value), example));
            }
            for (name, field) in fields.iter().filter(|(name, _)| *name != "example") {
                with_examples(&format!("{at}/{name}"), field, found);
            }
        }
        Value::Array(rows) => {
            for (number, row) in rows.iter().enumerate() {
                with_examples(&format!("{at}/{number}"), row, found);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_example_is_of_the_form_that_stands_beside_it() {
    let world = World::empty().await;
    let document = get(&world, "/api/v1/openapi.json").await.json();
    let mut found = Vec::new();
    with_examples("", &document, &mut found);
    let wrong: Vec<String> = found
        .iter()
        .flat_map(|(at, schema, example)| {
            let faults = faults(&document, schema, example);
            faults.into_iter().map(move |fault| format!("{at}: {fault}"))
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    assert!(found.len() > 200, "{}", found.len());
}

/// The bodies that the page of the API shows are right in their form, as the document tells it.
#[test]
fn every_body_of_the_page_is_right_in_its_form() {
    let page = include_str!("../../../../docs/api.md");
    let document = serde_json::to_value(xiaonuan_http::openapi()).expect("JSON");
    let blocks = page.split("\n```json ").skip(1);
    let mut shown = 0;
    for block in blocks {
        let (named, body) = block.split_once('\n').expect("a line that names the operation");
        let body = body.split("\n```").next().expect("the end of the block");
        let body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{named}: {error}"));
        let (method, path) = named.split_once(' ').expect("a method and an address");
        let mut address = match path.strip_prefix('/') {
            Some(_) => path.to_owned(),
            None => format!("/api/v1/communities/{{community}}/{path}"),
        };
        if let Some((case, _)) = address.split_once("/cases/{reference}/") {
            address = format!("{case}/cases/{{reference}}/{{step}}");
        }
        if let Some((of, _)) = address.split_once("/proposals/{reference}/") {
            address = format!("{of}/proposals/{{reference}}/{{step}}");
        }
        let operation = &document["paths"][&address][method.to_ascii_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{named}: there is no such operation");
        assert_eq!(faults(&document, schema, &body), Vec::<String>::new(), "{named}");
        shown += 1;
    }
    assert!(shown > 20, "{shown}");
}
