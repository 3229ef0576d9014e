//! Hostile requests at every entrance: each is answered by a 4xx that helps, and changes nothing.

use serde_json::{Map, Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::world::{Api, BOOKS};

/// What is put in place of each field's right value, as JSON text.
const POISON: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "1e308",
    "9223372036854775808",
    "[]",
    "{}",
    "[[[[[[[[]]]]]]]]",
    r#""""#,
    r#"" ""#,
    r#""-1.00""#,
    r#""0.00""#,
    r#""0.001""#,
    r#""9223372036854775808""#,
    r#""92233720368547758.08""#,
    r#""NaN""#,
    r#""1e3""#,
    r#""１００""#,
    r#""2026-02-30""#,
    r#""9999-12-31""#,
    r#""0000-00-00""#,
    r#""9999-12-31T23:59:59Z""#,
    r#""\u0000""#,
    r#""a\u0007b""#,
    r#""\ud83d\ude00""#,
    r#""' OR 1=1 --""#,
    r#""../../etc/passwd""#,
    r#""<script>alert(1)</script>""#,
    r#""%00""#,
];

/// The right body of each entrance, by the example values of the document where it has some.
fn entrances(document: &Value) -> Vec<(String, Map<String, Value>)> {
    let paths = document["paths"].as_object().expect("paths");
    let posts = paths.iter().filter(|(_, operations)| operations.get("post").is_some());
    posts
        .map(|(path, operations)| {
            let schema = &operations["post"]["requestBody"]["content"]["application/json"]["schema"];
            let name = schema["$ref"]
                .as_str()
                .expect("a schema")
                .rsplit('/')
                .next()
                .expect("a name");
            let fields = document["components"]["schemas"][name]["properties"]
                .as_object()
                .expect("fields");
            let body = fields
                .iter()
                .map(|(field, schema)| (field.clone(), right(field, schema)));
            (path.replace("{community}", "qingzhu"), body.collect())
        })
        .collect()
}

fn right(field: &str, schema: &Value) -> Value {
    match (field, schema.get("example")) {
        (_, Some(example)) => example.clone(),
        ("restricted" | "waiver", _) => json!(false),
        ("purposes" | "eligibility" | "requests", _) => json!([]),
        ("uses", _) => Value::Null,
        ("valid_from" | "joined_on", _) => json!("2026-01-01"),
        ("valid_to" | "left_on", _) => json!("2026-12-31"),
        _ => json!("x"),
    }
}

async fn nothing_hostile_gets_in(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let (_, document) = api.send("GET", "/api/v1/openapi.json", None, Vec::new()).await;
    let mut last = newest(&api).await;
    let (mut sent, mut key) = (0, 0);
    for (path, body) in entrances(&document) {
        let mut bodies: Vec<String> = Vec::new();
        for field in body.keys() {
            for poison in POISON {
                let mut poisoned = body.clone();
                poisoned.insert(field.clone(), json!("@"));
                bodies.push(Value::Object(poisoned).to_string().replace("\"@\"", poison));
            }
            let mut without = body.clone();
            without.remove(field);
            bodies.push(Value::Object(without).to_string());
            let twice = Value::Object(body.clone()).to_string();
            bodies.push(format!("{},\"{field}\":\"x\"}}", &twice[..twice.len() - 1]));
            let long = json!("长".repeat(20_000));
            let mut longer = body.clone();
            longer.insert(field.clone(), long);
            bodies.push(Value::Object(longer).to_string());
        }
        let whole = Value::Object(body.clone()).to_string();
        bodies.push(format!("{},\"unknown\":1}}", &whole[..whole.len() - 1]));
        bodies.extend(["", "null", "[]", "\"x\"", "{", "\u{feff}{}", "{}{}"].map(str::to_owned));
        bodies.push("[".repeat(30_000));
        bodies.push(format!("{{\"x\":\"{}\"}}", "y".repeat(1 << 20)));
        for text in bodies {
            key += 1;
            let (status, answer) = api
                .send("POST", &path, Some(&format!("k{key}")), text.clone().into_bytes())
                .await;
            let shown: String = text.chars().take(300).collect();
            if (400..500).contains(&status) {
                assert!(
                    answer["code"].is_string() && answer["detail"].is_string(),
                    "{path} {shown}: {answer}"
                );
                assert_eq!(answer["status"], status, "{path} {shown}");
            } else {
                // A poison can be a right value of a field: then what it asks for was done, or quoted.
                assert!(matches!(status, 200 | 201), "{path} {shown}: {status} {answer}");
                last = last.max(answer["seq"].as_i64().unwrap_or(0));
            }
            sent += 1;
        }
    }
    assert!(sent > 2_000, "{sent}");
    // Nothing was recorded but what was answered so, and the books are sound.
    assert_eq!(newest(&api).await, last);
    Office::of(fixture).check_sound("qingzhu").await;
}

/// The number of the newest record.
async fn newest(api: &Api) -> i64 {
    let (_, records) = api.get("/records").await;
    records["records"][0]["seq"].as_i64().expect("a number")
}

async fn hostile_headers_and_addresses_are_answered(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    for key in ["", " ", "a b", "\"", &"k".repeat(65), "é"] {
        let (status, problem) = api
            .send("POST", &format!("{BOOKS}/donations"), Some(key), b"{}".to_vec())
            .await;
        assert_eq!(
            (status, &problem["code"]),
            (400, &json!("invalid_idempotency_key")),
            "{key}"
        );
    }
    for path in [
        "/events/donation/%00",
        "/events/nothing/A",
        "/events/donation/a%20b",
        "/answers/%27?key=a",
        "/answers/donation?key=%00",
        "/answers/donation",
        "/donations?dry_run=perhaps",
        "/records?before=-1",
    ] {
        let (status, problem) = api.get(path).await;
        assert!((400..500).contains(&status), "{path}: {status} {problem}");
    }
}

on_both!(nothing_hostile_gets_in, hostile_headers_and_addresses_are_answered);
