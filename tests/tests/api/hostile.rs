//! Hostile requests at every operation of the served document: each is answered by a 4xx that helps, in the language that
//! was asked for, or by the right success; and what was refused changes nothing.

mod address;
mod body;
mod poison;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::HeaderMap;
use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::sample::{self, Right};
use crate::world::{Api, BOOKS, is_beside_the_books};

/// How many hostile requests an operation gets at least.
const LEAST: usize = 200;

/// A hostile request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hostile {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
}

/// An operation as the document has it, with a right request of it.
struct Operation<'a> {
    document: &'a Value,
    told: &'a Value,
    right: Right,
}

impl Operation<'_> {
    /// A request that is right but for what is done to it.
    fn request(&self) -> Hostile {
        let mut headers: Vec<(&'static str, Vec<u8>)> = Vec::new();
        if self.right.method == "PUT" {
            headers.push(("if-match", b"\"1\"".to_vec()));
        }
        let body = match self.right.method {
            "GET" => Vec::new(),
            _ => self.right.body.to_string().into_bytes(),
        };
        Hostile {
            method: self.right.method,
            path: self.right.path.clone(),
            headers,
            body,
        }
    }

    /// Distinct hostile requests, as many as there are or must be.
    fn hostile(&self) -> BTreeSet<Hostile> {
        let mut all: BTreeSet<Hostile> = address::requests(self).into_iter().collect();
        if self.right.method != "GET" {
            all.extend(body::requests(self));
        }
        for n in 0.. {
            if all.len() >= LEAST {
                break;
            }
            let mut more = self.request();
            let poison = poison::TEXTS[n % poison::TEXTS.len()];
            more.path = format!("{}?unknown_{n}={}", more.path, poison::encoded(poison));
            all.insert(more);
        }
        all
    }
}

/// A right address for each way to read.
fn reading(template: &str) -> Right {
    let register = |path: &str| {
        let name = path.split('/').nth(6).unwrap_or_default();
        let codes = [
            ("funds", "F1"),
            ("merchants", "M01"),
            ("discounts", "D01"),
            ("residents", "R01"),
            ("donors", "J09"),
            ("categories", "dibao"),
            ("agents", "A09"),
            ("links", "L09"),
            ("branches", "B09"),
            ("cards", "K09"),
            ("consents", "TY09"),
            ("complaints", "TS09"),
            ("customers", "KH09"),
            ("devices", "SJ09"),
            ("staff", "SY09"),
        ];
        codes
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("X", |(_, code)| code)
    };
    let mut path = template
        .replace("{community}", "qingzhu")
        .replace("{code}", register(template));
    for (name, value) in [
        ("{number}", "2"),
        ("{report}", "funds"),
        ("{operation}", "donation"),
        ("{kind}", "donation"),
        ("{reference}", if template.contains("/cases/") { "AJ1" } else { "DON1" }),
    ] {
        path = path.replace(name, value);
    }
    if template.contains("/answers/") {
        path.push_str("?key=k20");
    }
    Right {
        method: "GET",
        template: template.to_owned(),
        path,
        body: Value::Null,
    }
}

/// Whether an operation has nothing to do with books; tests of signing in look at those.
pub(crate) fn is_of_who_asks(operation: &Value) -> bool {
    operation["tags"][0] == "sign-in"
}

/// The operations of books of one sort in the document, each with a right request. None is left out.
fn operations<'a>(document: &'a Value, rights: &[Right], reads: bool) -> Vec<Operation<'a>> {
    let mut first: BTreeMap<(&str, &str), &Right> = BTreeMap::new();
    for right in rights {
        first.entry((right.method, &right.template)).or_insert(right);
    }
    let quote = Right {
        method: "POST",
        template: "/api/v1/communities/{community}/quotes".to_owned(),
        path: format!("{BOOKS}/quotes"),
        body: json!({"merchant": "M01", "resident": "R01", "bill": "68.50", "at": "2026-03-02T10:00:00+08:00",
                     "voucher": "1.00", "branch": "B09"}),
    };
    let mut all = Vec::new();
    let paths = document["paths"].as_object().expect("paths").iter();
    for (path, item) in paths.filter(|(path, _)| !is_beside_the_books(path)) {
        for (name, told) in item.as_object().expect("operations") {
            if is_of_who_asks(told) {
                continue;
            }
            let right = match name.as_str() {
                "get" => reading(path),
                "post" if path.ends_with("/quotes") => quote.clone(),
                method => {
                    let method = method.to_ascii_uppercase();
                    let right = first.get(&(method.as_str(), path.as_str()));
                    (*right.unwrap_or_else(|| panic!("no right request of {method} {path}"))).clone()
                }
            };
            if reads == (right.method == "GET") {
                all.push(Operation { document, told, right });
            }
        }
    }
    all
}

/// Sends a request, and looks at how it is answered. Answers what it recorded in these books, if anything.
async fn send(api: &Api, hostile: &Hostile, chinese: bool, faults: &mut Vec<String>) -> Option<i64> {
    let language: &[u8] = if chinese { b"zh-CN" } else { b"en" };
    let mut headers: Vec<(&str, &[u8])> = hostile
        .headers
        .iter()
        .map(|(name, value)| (*name, &value[..]))
        .collect();
    if headers.iter().all(|(name, _)| *name != "accept-language") {
        headers.push(("accept-language", language));
    }
    let (status, told, bytes) = api
        .ask(hostile.method, &hostile.path, &headers, hostile.body.clone())
        .await;
    let shown = || {
        let body: String = String::from_utf8_lossy(&hostile.body).chars().take(600).collect();
        let answer: String = String::from_utf8_lossy(&bytes).chars().take(600).collect();
        let path: String = hostile.path.chars().take(300).collect();
        format!("{} {path} {body}\n{status} {answer}", hostile.method)
    };
    if matches!(status, 200 | 201) {
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let is_here =
            hostile.method != "GET" && hostile.path.starts_with(BOOKS) && !hostile.path.contains("dry_run=true");
        return is_here.then(|| recorded(&answer));
    }
    let is_said = |name: &str| hostile.headers.iter().any(|(known, _)| *known == name);
    let asked = (!is_said("accept-language")).then_some(chinese);
    if let Some(fault) = fault(status, &told, &bytes, asked) {
        faults.push(format!("{fault}: {}", shown()));
    }
    None
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What is wrong with an answer that refuses.
fn fault(status: u16, headers: &HeaderMap, bytes: &[u8], chinese: Option<bool>) -> Option<&'static str> {
    if !(400..500).contains(&status) {
        return Some("it is no 4xx");
    }
    if headers.get("content-type").map(|value| value.as_bytes()) != Some(b"application/problem+json") {
        return Some("it is no problem document");
    }
    let problem: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let text = |name: &str| problem[name].as_str().unwrap_or_default();
    if problem["status"] != status || ["code", "title", "detail"].iter().any(|name| text(name).is_empty()) {
        return Some("status, code, title or detail is missing");
    }
    let detail = text("detail");
    match chinese {
        Some(true) if !is_chinese(text("title")) || !is_chinese(detail) => return Some("it is not in Chinese"),
        Some(false) if is_chinese(text("title")) || !detail.chars().any(|c| c.is_ascii_lowercase()) => {
            return Some("it is not in English");
        }
        _ => {}
    }
    let is_told = |error: &Value, name: &str| error[name].as_str().is_some_and(|text| !text.is_empty());
    let mut errors = problem["errors"].as_array().into_iter().flatten();
    if errors.any(|error| !["field", "code", "message"].iter().all(|name| is_told(error, name))) {
        return Some("a field's fault is not told");
    }
    if String::from_utf8_lossy(bytes).contains(poison::MARK) {
        return Some("what was sent is told");
    }
    None
}

/// The last record that an answer names.
fn recorded(answer: &Value) -> i64 {
    let batched = answer["answers"].as_array().into_iter().flatten();
    let batched = batched.filter_map(|answer| answer["recorded"]["seq"].as_i64());
    let own = [answer["seq"].as_i64(), answer["last"].as_i64()].into_iter().flatten();
    own.chain(batched).max().unwrap_or(0)
}

async fn attack(fixture: &Fixture, reads: bool) {
    let api = sample::books(fixture).await;
    let rights = sample::requests();
    for (at, right) in rights.iter().enumerate() {
        sample::make(&api, right, &format!("k{at}")).await;
    }
    let mut last = api.newest().await;
    let (_, document) = api.send("GET", "/api/v1/openapi.json", None, Vec::new()).await;
    let (mut key, mut faults) = (0, Vec::new());
    for operation in operations(&document, &rights, reads) {
        let requests = operation.hostile();
        assert!(
            requests.len() >= LEAST,
            "{} {}",
            operation.right.method,
            operation.right.template
        );
        for mut hostile in requests {
            key += 1;
            if !reads && hostile.headers.iter().all(|(name, _)| *name != "idempotency-key") {
                hostile
                    .headers
                    .push(("idempotency-key", format!("hostile-{key}").into_bytes()));
            }
            last = last.max(send(&api, &hostile, key % 2 == 0, &mut faults).await.unwrap_or(0));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {key}:\n{}",
        faults.len(),
        faults[..faults.len().min(20)].join("\n")
    );
    // Nothing was recorded but what was answered so, and the books are sound.
    assert_eq!(api.newest().await, last);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn nothing_hostile_is_written(fixture: &Fixture) {
    attack(fixture, false).await;
}

async fn nothing_hostile_is_read(fixture: &Fixture) {
    attack(fixture, true).await;
}

on_both!(nothing_hostile_is_written, nothing_hostile_is_read);
