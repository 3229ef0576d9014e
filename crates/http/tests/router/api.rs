//! The JSON API and its document.

use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::fixture::World;
use super::{ask, get, send};

const BOOKS: &str = "/api/v1/communities/qingzhu";

#[tokio::test]
async fn communities_and_their_views_are_told() {
    let world = World::qingzhu().await;
    let all = get(&world, "/api/v1/communities").await.json();
    assert_eq!(all["communities"][0]["code"], "qingzhu");
    let one = get(&world, &format!("{BOOKS}?as_of=2026-03-31&as_recorded=15"))
        .await
        .json();
    let view = json!({"as_of": "2026-03-31T23:59:59.999999+08:00", "as_recorded": 15});
    assert_eq!(one["view"], view);
}

fn fen(value: &Value) -> i64 {
    value
        .as_str()
        .expect("a text")
        .replace('.', "")
        .parse()
        .expect("an amount")
}

#[tokio::test]
async fn the_bank_holds_what_the_four_lines_say_at_any_time() {
    let world = World::qingzhu().await;
    for view in [
        "",
        "?as_of=2026-02-28",
        "?as_of=2026-03-12",
        "?as_recorded=14",
        "?as_of=2026-05-31&as_recorded=20",
    ] {
        let answer = get(&world, &format!("{BOOKS}/funds{view}")).await.json();
        let funds = answer["funds"].as_array().expect("funds");
        assert_eq!(funds.len(), 2, "{view}");
        for fund in funds {
            let parts = ["available", "encumbered", "voucher_outstanding", "merchant_payable"];
            let sum: i64 = parts.iter().map(|part| fen(&fund[part])).sum();
            assert_eq!(sum, fen(&fund["bank"]) + fen(&fund["receivable"]), "{view}: {fund}");
            let came = fen(&fund["donated"]) + fen(&fund["expired"]) + fen(&fund["other"]);
            let went = fen(&fund["disbursed"]) + fen(&fund["discounts"]) + fen(&fund["encumbered"]);
            assert_eq!(came - went, fen(&fund["available"]), "{view}: {fund}");
        }
    }
}

#[tokio::test]
async fn statements_end_in_the_listed_balances() {
    let world = World::qingzhu().await;
    for view in ["", "&as_of=2026-03-31", "&as_of=2026-06-30&as_recorded=18"] {
        let list = get(&world, &format!("{BOOKS}/accounts?{view}")).await.json();
        for account in list["accounts"].as_array().expect("accounts") {
            let address = format!("{BOOKS}/accounts/{}?from=2026-03-01{view}", account["number"]);
            let statement = get(&world, &address).await.json();
            assert_eq!(statement["closing"], account["balance"], "{address}");
            let lines = statement["lines"].as_array().expect("lines");
            let last = lines.last().map_or(&statement["opening"], |line| &line["balance"]);
            assert_eq!(last, &account["balance"], "{address}");
        }
    }
}

#[tokio::test]
async fn records_balance_and_follow_each_other() {
    let world = World::qingzhu().await;
    let page = get(&world, &format!("{BOOKS}/records?before=16")).await.json();
    let numbers: Vec<i64> = page["records"]
        .as_array()
        .expect("records")
        .iter()
        .filter_map(|row| row["seq"].as_i64())
        .collect();
    assert_eq!(numbers, (1..16).rev().collect::<Vec<_>>());
    assert_eq!(page["next"], Value::Null);
    let record = get(&world, &format!("{BOOKS}/records/12")).await.json();
    assert_eq!(
        (record["kind"].as_str(), record["ref"].as_str()),
        (Some("donation"), Some("DON0001"))
    );
    assert_eq!(record["leaf_hash"].as_str().map(str::len), Some(64));
    assert_eq!(record["postings"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn problems_are_documents_with_a_code_and_without_the_value() {
    let world = World::qingzhu().await;
    let missing = Request::get("/api/v1/communities/nowhere/funds")
        .header("host", "localhost")
        .header("accept-language", "en");
    let missing = send(&world, missing).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.header("content-type"), "application/problem+json");
    let problem = missing.json();
    assert_eq!(problem["type"], "urn:xiaonuan:problem:not_found");
    assert_eq!(
        (&problem["status"], &problem["code"], &problem["title"]),
        (&json!(404), &json!("not_found"), &json!("Not found"))
    );
    assert_eq!(problem["request_id"], missing.header("x-request-id"));
    let wrong = get(&world, &format!("{BOOKS}/funds?as_of=secret-value")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.text.contains("secret-value"));
    assert_eq!(wrong.json()["errors"][0]["field"], "as_of");
    assert_eq!(wrong.json()["errors"][0]["code"], "invalid_moment");
}

#[tokio::test]
async fn unknown_things_are_the_same_problem() {
    let world = World::qingzhu().await;
    let mut seen = Vec::new();
    for address in [
        "/api/v1/communities/x/records/1",
        "/api/v1/communities/qingzhu/records/999",
        "/api/v1/communities/qingzhu/accounts/999",
        "/api/v1/x",
    ] {
        let mut problem = get(&world, address).await.json();
        problem["request_id"] = Value::Null;
        seen.push(problem);
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
    // Of what there is a list, the list is told.
    let unlisted = get(&world, "/api/v1/communities/qingzhu/reports/x").await;
    assert_eq!(unlisted.status, StatusCode::NOT_FOUND);
    let told = unlisted.json();
    assert_eq!(
        (&told["code"], &told["title"]),
        (&json!("not_found"), &seen[0]["title"])
    );
    let choices = told["errors"][0]["choices"].as_array().map(Vec::len);
    assert!(choices.is_some_and(|count| count > 20), "{told}");
}

#[tokio::test]
async fn an_unknown_method_is_a_problem_too() {
    let world = World::qingzhu().await;
    let answer = send(
        &world,
        Request::delete(format!("{BOOKS}/funds")).header("host", "localhost"),
    )
    .await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    assert_eq!(answer.json()["code"], "method_not_allowed");
}

/// The committed document is the served one. `UPDATE_OPENAPI=1 cargo test --workspace --test router` writes it anew.
#[tokio::test]
async fn the_document_is_served_as_committed() {
    let world = World::empty().await;
    let served = get(&world, "/api/v1/openapi.json").await.json();
    let committed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi.json");
    let mut text = serde_json::to_string_pretty(&xiaonuan_http::openapi()).expect("JSON");
    text.push('\n');
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&committed, &text).expect("the document is written");
    }
    let known = std::fs::read_to_string(&committed).expect("the committed document");
    assert!(
        known == text,
        "openapi.json is stale: run UPDATE_OPENAPI=1 cargo test --workspace --test router"
    );
    assert_eq!(served, serde_json::from_str::<Value>(&text).expect("JSON"));
    assert_eq!(served["openapi"], "3.1.0");
}

#[tokio::test]
async fn every_operation_of_the_document_is_answered() {
    let world = World::qingzhu().await;
    let document = get(&world, "/api/v1/openapi.json").await.json();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let address = path
            .replace("{community}", "qingzhu")
            .replace("{number}", "1")
            .replace("{code}", "UNKNOWN")
            .replace("{merchant}", "UNKNOWN")
            .replace("{report}", "funds")
            .replace("{operation}", "redemption?key=unknown")
            .replace("{kind}/{reference}", "redemption/UNKNOWN")
            .replace("{reference}", "UNKNOWN")
            .replace("{step}", "visit")
            .replace("{user}", "UNKNOWN")
            .replace("{token}", "UNKNOWN")
            .replace("{session}", "UNKNOWN");
        for method in operations.as_object().expect("operations").keys() {
            let asks_who = path.starts_with("/api/v1/me") || path.ends_with("/sign-out");
            let expected = match method.as_str() {
                // Nobody's phone asks: it is no counter, and has no card open.
                _ if address == "/api/v1/pair" => StatusCode::UNPROCESSABLE_ENTITY,
                _ if address.starts_with("/api/v1/counter") => StatusCode::UNAUTHORIZED,
                "get" if address.ends_with("/card") || address.ends_with("/card/history") => StatusCode::NOT_FOUND,
                "post" if address.ends_with("/card/close") => StatusCode::NO_CONTENT,
                "post"
                    if ["UNKNOWN/reissue", "UNKNOWN/pin", "UNKNOWN/link"]
                        .iter()
                        .any(|end| address.ends_with(end)) =>
                {
                    StatusCode::NOT_FOUND
                }
                _ if asks_who => StatusCode::UNAUTHORIZED,
                "get" if address.to_ascii_lowercase().contains("unknown") => StatusCode::NOT_FOUND,
                "get" => StatusCode::OK,
                // All of it may be left out.
                "post" if address.ends_with("/expiries") => StatusCode::OK,
                // Without a key and without a field.
                "post" => StatusCode::UNPROCESSABLE_ENTITY,
                // Without saying what it is based on; an unknown row has nothing to be based on either.
                "put" => StatusCode::PRECONDITION_REQUIRED,
                "delete" => StatusCode::NOT_FOUND,
                other => panic!("{other} {path}"),
            };
            let answer = ask(&world, method, &address, "{}").await;
            assert_eq!(answer.status, expected, "{method} {address}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn no_operation_ignores_a_parameter_that_it_has_not() {
    let world = World::qingzhu().await;
    let document = get(&world, "/api/v1/openapi.json").await.json();
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let address = path
            .replace("{community}", "qingzhu")
            .replace("{number}", "1")
            .replace("{report}", "funds")
            .replace("{operation}", "redemption")
            .replace("{kind}/{reference}", "redemption/UNKNOWN");
        for (method, operation) in methods.as_object().expect("operations") {
            operations += 1;
            let problem = ask(&world, method, &format!("{address}?as_off=secret"), "{}").await;
            assert_eq!(problem.status, StatusCode::UNPROCESSABLE_ENTITY, "{method} {address}");
            let errors = problem.json()["errors"].clone();
            assert_eq!(errors[0]["field"], "as_off", "{method} {address}");
            assert_eq!(errors[0]["code"], "unknown_field", "{method} {address}");
            assert!(!problem.text.contains("secret"), "{method} {address}");
            // What the document lists is never called unknown.
            let named = operation["parameters"].as_array().into_iter().flatten();
            let named = named.filter(|parameter| parameter["in"] == "query");
            let query: Vec<String> = named
                .map(|parameter| format!("{}=1", parameter["name"].as_str().expect("a name")))
                .collect();
            let answer = ask(&world, method, &format!("{address}?{}", query.join("&")), "{}").await;
            assert!(
                !answer.text.contains("unknown_field"),
                "{method} {address}: {}",
                answer.text
            );
        }
    }
    assert!(operations > 20, "{operations}");
}

#[tokio::test]
async fn parameters_at_fault_are_named_where_they_can_be_names() {
    let world = World::qingzhu().await;
    for (query, field, code) in [
        ("as_of=2026-03-31&as_of=2026-03-30", "as_of", "duplicate_field"),
        ("as%5fof=2026-03-31&as_of=2026-03-30", "as_of", "duplicate_field"),
        ("AS_OF=2026-03-31", "AS_OF", "unknown_field"),
        ("lang=en", "lang", "unknown_field"),
        ("=1", "query", "unknown_field"),
        ("%3Cscript%3E=1", "query", "unknown_field"),
        ("%ff=1", "query", "unknown_field"),
        ("as_of", "as_of", "empty"),
        ("as_of=", "as_of", "empty"),
        ("as_of=%20", "as_of", "empty"),
    ] {
        let answer = get(&world, &format!("{BOOKS}/funds?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let errors = answer.json()["errors"].clone();
        assert_eq!(
            (&errors[0]["field"], &errors[0]["code"]),
            (&json!(field), &json!(code)),
            "{query}"
        );
    }
    let request = Request::head(format!("{BOOKS}/funds?x=1")).header("host", "localhost");
    assert_eq!(send(&world, request).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let bare = get(&world, &format!("{BOOKS}/funds?")).await;
    assert_eq!(bare.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_named_without_a_value_is_refused_and_nothing_recorded() {
    let world = World::qingzhu().await;
    let body = r#"{"ref":"I1","date":"2026-06-21","fund":"xiaonuan","amount":"5"}"#;
    for dry_run in ["dry_run", "dry_run=", "dry_run=%20", "dry_run=1", "dry_run=TRUE"] {
        let answer = ask(&world, "post", &format!("{BOOKS}/interest?{dry_run}"), body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{dry_run}");
        let errors = answer.json()["errors"].clone();
        assert_eq!(errors[0]["choices"], json!(["true", "false"]), "{dry_run}");
    }
    let dry = ask(&world, "post", &format!("{BOOKS}/interest?dry_run=true"), body).await;
    assert_eq!(dry.status, StatusCode::OK, "{}", dry.text);
    let done = ask(&world, "post", &format!("{BOOKS}/interest?dry_run=false"), body).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    for query in ["q=", "of=", "after=", "limit=", "state"] {
        let answer = get(&world, &format!("{BOOKS}/registers/donors?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(answer.json()["errors"][0]["code"], "empty", "{query}");
    }
}

#[tokio::test]
async fn a_list_is_no_body_and_no_part_of_one() {
    let world = World::qingzhu().await;
    let discount = r#"{"code":"D09","merchant":"M02","fund":"xiaonuan","title":"九折","public_title":"九折",
        "percent":"10","eligible":"all","uses":[1,"resident","day"],"fund_share":"50","valid_from":"2026-01-01",
        "valid_to":"2026-12-31"}"#;
    let batch = r#"{"requests":[["redemption","k1",null,null,null,null,{}]]}"#;
    let inner = r#"{"requests":[{"operation":"interest","key":"k1","body":["I1","2026-01-01","xiaonuan","5"]}]}"#;
    for (address, body, field) in [
        ("interest", r#"["I1","2026-01-01","xiaonuan","5"]"#, "body"),
        ("discounts", discount, "uses"),
        ("batches", batch, "requests[0]"),
        ("batches", inner, "body"),
    ] {
        let answer = ask(&world, "post", &format!("{BOOKS}/{address}"), body).await.json();
        let problem = if body == inner {
            &answer["answers"][0]["problem"]
        } else {
            &answer
        };
        assert_eq!(problem["status"], 422, "{answer}");
        let error = &problem["errors"][0];
        assert_eq!(
            (&error["field"], &error["code"]),
            (&json!(field), &json!("invalid_type")),
            "{answer}"
        );
    }
    let change = Request::put(format!("{BOOKS}/registers/funds/xiaonuan"))
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("if-match", "\"2\"");
    let body = axum::body::Body::from(r#"["暖","帮助",true]"#);
    let answer = super::send_with(&world, change, body).await;
    assert_eq!(answer.json()["errors"][0]["code"], "invalid_type", "{}", answer.text);
}

#[tokio::test]
async fn the_viewer_runs_from_here_alone() {
    let world = World::empty().await;
    let viewer = get(&world, "/api/docs/").await;
    assert_eq!(viewer.status, StatusCode::OK);
    assert!(!viewer.text.contains("https://"), "{}", viewer.text);
    assert_eq!(
        get(&world, "/api/docs/swagger-ui-bundle.js").await.status,
        StatusCode::OK
    );
}
