//! The document's examples of bodies can be sent as they are.

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;

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
