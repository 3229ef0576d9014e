//! Dry runs: of every operation that records something, and of batches of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::hostile::is_of_who_asks;
use crate::sample::{self, Right};
use crate::world::{Api, BOOKS, is_beside_the_books};

/// An answer without what is different each time: numbers, times, salts, and the subjects that stand for people.
fn plain(value: &Value) -> Value {
    let is_random = |text: &str| matches!(text.len(), 32 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match value {
        Value::Object(fields) => {
            let kept = fields
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "recorded_at" | "request_id" | "status" | "through"));
            kept.map(|(name, value)| (name.clone(), plain(value))).collect()
        }
        Value::Array(rows) => rows.iter().map(plain).collect(),
        Value::String(text) if is_random(text) => json!("random"),
        other => other.clone(),
    }
}

/// The ETag of what a change changes.
async fn tag(api: &Api, right: &Right) -> String {
    let (_, headers, _) = api.told(("GET", &right.path), &[], &Value::Null).await;
    headers["etag"].to_str().expect("a text").to_owned()
}

/// Rehearses a request, and makes it: both answer alike, and the first changes nothing.
async fn rehearse_and_make(api: &Api, right: &Right, key: &str, told: &mut i64) -> Value {
    let named = format!("{} {}", right.method, right.path);
    let if_match = if right.method == "PUT" {
        tag(api, right).await
    } else {
        String::new()
    };
    let mut headers = vec![("idempotency-key", key)];
    if right.method == "PUT" {
        headers.push(("if-match", &if_match));
    }
    let head = api.newest().await;
    let dry = format!("{}?dry_run=true", right.path);
    let (status, _, foreseen) = api.told((right.method, &dry), &headers, &right.body).await;
    assert_eq!(status, 200, "{named}: {foreseen}");
    let (_, _, unkeyed) = api.told((right.method, &dry), &headers[1..], &right.body).await;
    assert_eq!(plain(&unkeyed), plain(&foreseen), "{named} without a key");
    assert_eq!(api.newest().await, head, "{named} changed something");
    let (status, _, came) = api.told((right.method, &right.path), &headers, &right.body).await;
    assert!(matches!(status, 200 | 201), "{named}: {came}");
    assert_eq!(plain(&foreseen), plain(&came), "{named}");
    *told += i64::from(came["seq"].is_i64());
    let (_, again, repeated) = api.told((right.method, &right.path), &headers, &right.body).await;
    if !right.path.ends_with("/batches") {
        assert_eq!(
            (&came, again["idempotency-replayed"].as_bytes()),
            (&repeated, &b"true"[..]),
            "{named}"
        );
    }
    came
}

/// The rows of the document's table of names: address and operation, with the kinds.
fn names_told() -> BTreeMap<String, Vec<String>> {
    let page = include_str!("../../../docs/api.md");
    let (_, section) = page.split_once("\n## Names\n").expect("the section");
    let lines = section.lines().take_while(|line| !line.starts_with('#'));
    let rows = lines.filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let (name, kinds) = row.trim_end_matches(" |").rsplit_once(" | ").expect("cells");
        let kinds = kinds.split(", ").map(|kind| kind.trim_matches('`').to_owned());
        (name.to_owned(), kinds.collect())
    })
    .collect()
}

/// Notes how something that was done is called: by its address, in a batch, on record.
fn note(names: &mut BTreeMap<String, BTreeSet<String>>, at: usize, right: &Right, came: &Value) {
    if let (Some(request), Some(kind)) = (batched(at, right), came["kind"].as_str()) {
        let address = right.template.replace("/api/v1/communities/{community}", "");
        let address = match address.trim_start_matches('/') {
            "" => "/",
            address => address,
        };
        let operation = request["operation"].as_str().expect("a name").replace('-', "_");
        let name = format!("| `{} {address}` | `{operation}`", right.method);
        names.entry(name).or_default().insert(kind.to_owned());
    }
}

async fn every_operation_is_rehearsed_as_it_will_be(fixture: &Fixture) {
    let api = sample::books(fixture).await;
    let (_, document) = api.send("GET", "/api/v1/openapi.json", None, Vec::new()).await;
    let mut rehearsed = BTreeSet::new();
    let mut names = BTreeMap::new();
    let mut told = 0;
    for (at, right) in sample::requests().into_iter().enumerate() {
        let right = sample::filled(&api, right).await;
        let came = rehearse_and_make(&api, &right, &format!("k{at}"), &mut told).await;
        note(&mut names, at, &right, &came);
        rehearsed.insert((right.method, right.template.clone()));
    }
    assert!(told > 60, "{told}");
    // Whatever may be posted or put, but for a quote, which records nothing.
    let paths = document["paths"].as_object().expect("paths");
    for (path, operations) in paths
        .iter()
        .filter(|(path, _)| !path.ends_with("/quotes") && !is_beside_the_books(path))
    {
        for (method, name) in [("POST", "post"), ("PUT", "put")] {
            if !operations[name].is_null() && !is_of_who_asks(&operations[name]) {
                assert!(
                    rehearsed.contains(&(method, path.clone())),
                    "{method} {path} was not rehearsed"
                );
            }
        }
    }
    let table = names_told();
    assert_eq!(
        names.keys().collect::<Vec<_>>(),
        table.keys().collect::<Vec<_>>(),
        "{names:#?}"
    );
    for (name, kinds) in &names {
        for kind in kinds {
            assert!(table[name].contains(kind), "{name}: {kind}");
        }
    }
    let kinds = table.values().flatten();
    let unknown: Vec<_> = kinds.filter(|kind| kind.parse::<RecordKind>().is_err()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    Office::of(fixture).check_sound("qingzhu").await;
}

/// Without a key is refused what the document says needs one, and nothing else.
async fn a_key_is_asked_for_where_the_document_says(fixture: &Fixture) {
    let api = sample::books(fixture).await;
    let (_, document) = api.send("GET", "/api/v1/openapi.json", None, Vec::new()).await;
    for (at, right) in sample::requests().into_iter().enumerate() {
        let right = sample::filled(&api, right).await;
        let operation = &document["paths"][&right.template][right.method.to_ascii_lowercase()];
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let is_needed = parameters
            .filter(|parameter| parameter["name"] == "idempotency-key")
            .any(|parameter| parameter["required"] == true);
        let named = format!("{} {}", right.method, right.template);
        let tag = if right.method == "PUT" {
            tag(&api, &right).await
        } else {
            String::new()
        };
        let key = format!("k{at}");
        let headers: &[(&str, &str)] = match right.method {
            "PUT" => &[("idempotency-key", &key), ("if-match", &tag)],
            _ => &[("idempotency-key", &key)],
        };
        let ask = async |headers: &[(&str, &str)]| api.told((right.method, &right.path), headers, &right.body).await;
        let (status, _, unkeyed) = ask(&headers[1..]).await;
        let is_asked_for = (status, &unkeyed["code"]) == (400, &json!("idempotency_key_required"));
        assert_eq!(is_asked_for, is_needed, "{named}: {unkeyed}");
        let status = if is_needed { ask(headers).await.0 } else { status };
        assert!(matches!(status, 200 | 201), "{named}: {unkeyed}");
    }
}

/// The operation of a batch that a request is.
fn batched(at: usize, right: &Right) -> Option<Value> {
    let path = right.template.strip_prefix("/api/v1/communities/{community}")?;
    let mut request = json!({"key": format!("b{at}"), "body": right.body});
    let operation = match (right.method, path.trim_start_matches('/')) {
        (_, "batches" | "expiries") => return None,
        ("PUT", "") => "community_change".to_owned(),
        ("PUT", path) => {
            request["row"] = json!(right.path.rsplit('/').next());
            let register = path
                .strip_prefix("registers/")
                .and_then(|path| path.strip_suffix("/{code}"));
            format!("{}_change", one_of(register.expect("a register")))
        }
        (_, "cases/{reference}/{step}") => {
            let mut parts = right.path.rsplit('/');
            request["step"] = json!(parts.next());
            request["reference"] = json!(parts.next());
            "case_step".to_owned()
        }
        (_, "goods-donations") => "goods_donated".to_owned(),
        (_, "stock-write-offs") => "stock_written_off".to_owned(),
        (_, "stock-finds") => "stock_found".to_owned(),
        (_, "cash-withdrawals") => "cash_withdrawn".to_owned(),
        (_, "cash-deposits") => "cash_deposited".to_owned(),
        (_, "donation-returns") => "donation_returned".to_owned(),
        (_, "interest") => "interest".to_owned(),
        (_, plural) => one_of(plural),
    };
    request["operation"] = json!(operation);
    Some(request)
}

/// What many are of.
fn one_of(plural: &str) -> String {
    match plural {
        "branches" => "branch".to_owned(),
        "categories" => "category".to_owned(),
        "staff" => "staff".to_owned(),
        plural => plural.strip_suffix('s').expect("a plural").to_owned(),
    }
}

/// All that a batch can ask. A change is based on the registration in the same batch, whose number is known before: what
/// comes before it makes one record each.
async fn batch_of(api: &Api) -> Vec<Value> {
    let (_, headers, _) = api.told(("GET", BOOKS), &[], &Value::Null).await;
    let mut next = api.newest().await + 1;
    let mut rows: HashMap<String, i64> = HashMap::new();
    let mut requests = Vec::new();
    for (at, right) in sample::requests().iter().enumerate() {
        let Some(mut request) = batched(at, right) else {
            continue;
        };
        let code = right.body["code"].as_str().unwrap_or_default();
        let operation = request["operation"].as_str().expect("a name").to_owned();
        if operation == "community_change" {
            request["if_match"] = json!(headers["etag"].to_str().expect("a text"));
        } else if let Some(register) = operation.strip_suffix("_change") {
            let row = format!("{register} {}", request["row"].as_str().expect("a code"));
            request["if_match"] = json!(format!("\"{}\"", rows[&row]));
        } else {
            rows.insert(format!("{operation} {code}"), next);
        }
        next += 1;
        requests.push(request);
    }
    requests
}

/// Later requests see what earlier ones would have done: registers, steps, what was taken back, keys that come again.
async fn a_batch_is_rehearsed_in_order_and_changes_nothing(fixture: &Fixture) {
    let api = sample::books(fixture).await;
    // What names others that are not in the batch is refused, in the rehearsal too; so is another body under a key.
    let with_repetitions = |mut requests: Vec<Value>| {
        let mut reused = requests[0].clone();
        reused["body"]["name"] = json!("别的");
        requests.push(requests[0].clone());
        requests.push(reused);
        json!({"requests": requests})
    };
    let batch = with_repetitions(batch_of(&api).await);
    let head = api.newest().await;
    let (status, foreseen) = api.post("/batches?dry_run=true", "", &batch).await;
    assert_eq!((status, api.newest().await), (200, head), "{foreseen}");
    assert_eq!(api.get("/registers/funds/F9").await.0, 404);
    let (_, again) = api.post("/batches?dry_run=true", "", &batch).await;
    assert_eq!(plain(&again), plain(&foreseen));
    // Somebody else's registration in between: what was rehearsed of registers was forgotten.
    let fund = json!({"code": "F8", "name": "别的基金", "purpose": "取暖", "restricted": false});
    assert_eq!(api.post("/funds", "", &fund).await.0, 201);
    // So was what would have changed in them.
    let (_, stale) = api.post("/batches?dry_run=true", "", &batch).await;
    assert!(stale["recorded"].as_i64() < foreseen["recorded"].as_i64(), "{stale}");
    let batch = with_repetitions(batch_of(&api).await);
    let (_, foreseen) = api.post("/batches?dry_run=true", "", &batch).await;
    let (_, came) = api.post("/batches", "", &batch).await;
    assert_eq!(plain(&foreseen), plain(&came));
    let answers = came["answers"].as_array().expect("answers");
    let refused: Vec<String> = answers
        .iter()
        .filter(|answer| answer["recorded"].is_null())
        .map(|answer| format!("{} {}", answer["key"], answer["problem"]["code"]))
        .collect();
    assert!(answers.len() - refused.len() > 50, "{refused:?}");
    let changes = answers.iter().filter(|answer| {
        answer["recorded"]["kind"]
            .as_str()
            .is_some_and(|kind| kind.ends_with("_changed"))
    });
    assert_eq!(changes.count(), 19, "the first of them again, {refused:?}");
    let last = &answers[answers.len() - 2..];
    assert_eq!(
        (&last[0]["repeated"], &last[1]["problem"]["code"]),
        (&json!(true), &json!("idempotency_key_reused"))
    );
    let statuses = |told: &Value| -> BTreeSet<u64> {
        let answers = told["answers"].as_array().expect("answers").iter();
        answers
            .filter_map(|answer| answer["status"].as_u64())
            .filter(|status| *status < 300)
            .collect()
    };
    assert_eq!(
        (statuses(&foreseen), statuses(&came)),
        ([200].into(), [200, 201].into())
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    a_key_is_asked_for_where_the_document_says,
    every_operation_is_rehearsed_as_it_will_be,
    a_batch_is_rehearsed_in_order_and_changes_nothing,
);
