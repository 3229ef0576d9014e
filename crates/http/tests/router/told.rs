//! What is wrong is told so that the author of a program knows what would be right.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::fixture::World;
use crate::{Answer, ask, send_with};

const BOOKS: &str = "/api/v1/communities/qingzhu";

/// Asks for messages in English.
async fn english(world: &World, method: &str, address: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(format!("{BOOKS}/{address}").trim_end_matches('/'));
    let request = request
        .header("host", "localhost:8080")
        .header("accept-language", "en")
        .header("content-type", "application/json")
        .header("if-match", "\"1\"")
        .header("idempotency-key", "one");
    send_with(world, request, Body::from(body.to_owned())).await
}

/// The one field at fault of an answer: its name, its code, and what is said of it.
async fn fault(world: &World, method: &str, address: &str, body: &Value) -> (String, String, String) {
    let answer = english(world, method, address, &body.to_string()).await;
    let problem = answer.json();
    let [error] = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default() else {
        panic!("{method} {address} {body}: {}", answer.text)
    };
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (text("field"), text("code"), text("message"))
}

fn changed(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    *body.pointer_mut(pointer).expect("a field") = value;
    body
}

#[tokio::test]
async fn a_number_outside_its_range_is_told_the_range() {
    let world = World::qingzhu().await;
    let discount = json!({"code": "D09", "merchant": "M02", "fund": "xiaonuan", "title": "九折", "public_title": "九折",
        "percent": "10", "eligible": "all", "uses": {"most": 1, "scope": "resident", "period": "day"}, "fund_share": "50",
        "valid_from": "2026-01-01", "valid_to": "2026-12-31"});
    let settings = json!({"off": [], "posting_days": 1, "papers_days": 1});
    let community = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
    let goods = json!({"ref": "P1", "date": "2026-06-01", "fund": "xiaonuan", "goods": [{"item": "RICE", "quantity": 1}],
        "cause": "expired", "reason": "过期", "prepared_by": "甲", "approved_by": "乙"});
    let post = json!({"date": "2026-06-01", "by": "甲", "days": 1});
    for value in [-1, 366, 70_000, 5_000_000_000_i64] {
        for (method, address, body, pointer, range) in [
            ("POST", "discounts", &discount, "/uses/most", "1 to 1,000,000"),
            ("PUT", "", &community, "/settings/posting_days", "0 to 365"),
            ("PUT", "", &community, "/settings/papers_days", "0 to 365"),
            (
                "POST",
                "stock-write-offs",
                &goods,
                "/goods/0/quantity",
                "1 to 1,000,000",
            ),
            ("POST", "cases/BF9/post", &post, "/days", "0 to 365"),
        ] {
            if range.starts_with('1') && (1..=1_000_000).contains(&value) {
                continue;
            }
            let body = changed(body, pointer, json!(value));
            let (_, code, message) = fault(&world, method, address, &body).await;
            assert_eq!(code, "invalid_number", "{body}");
            assert!(message.replace(',', "").contains(&range.replace(',', "")), "{message}");
        }
    }
    let (_, _, message) = fault(&world, "GET", "registers/donors?limit=99999", &json!({})).await;
    assert!(message.contains("1 to 200"), "{message}");
    let many = vec![json!({"item": "RICE", "quantity": 1}); 101];
    let (field, _, message) = fault(
        &world,
        "POST",
        "stock-write-offs",
        &changed(&goods, "/goods", json!(many)),
    )
    .await;
    assert_eq!(field, "goods");
    assert!(message.contains("100"), "{message}");
}

#[tokio::test]
async fn what_there_is_to_choose_and_which_form_is_asked_is_told() {
    let world = World::qingzhu().await;
    let reversal = json!({"ref": "CX1", "of": "1", "date": "2026-06-01", "reason": "错"});
    let link = json!({"code": "L1", "kind": "owner", "one": "何三", "other": "merchant:M01", "from": "2026-01-01"});
    let community =
        json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": {"off": ["approve"]}});
    let held = json!({"category": "dibao", "grade": 1, "from": "2026-01-01", "to": "2026-12-31"});
    let resident = json!({"code": "R9", "name": "某人", "id_number": "220199195001010011", "eligibility": [held]});
    let discount = json!({"code": "D09", "merchant": "M02", "title": "九折", "public_title": "九折", "percent": "10.12345",
        "eligible": "all", "valid_from": "2026-01-01", "valid_to": "2026-12-31"});
    let nothing = json!({});
    for (method, address, body, field, said) in [
        (
            "PUT",
            "",
            &community,
            "settings.off",
            "apply, visit, review, posting, sign",
        ),
        (
            "POST",
            "links",
            &link,
            "one",
            "donor:CODE, merchant:CODE, resident:CODE, officer:NAME",
        ),
        (
            "POST",
            "residents",
            &resident,
            "eligibility[0].grade",
            "disabled (1 to 4)",
        ),
        ("POST", "discounts", &discount, "percent", "four decimals"),
        (
            "GET",
            "reports/funds?format=pdf",
            &nothing,
            "format",
            "csv, xlsx, json, html",
        ),
        ("GET", "accounts/1?after=x", &nothing, "after", "next"),
        ("GET", "events/donations/DON0001", &nothing, "kind", "donation"),
        (
            "GET",
            "reports/general-ledger?account=1002",
            &nothing,
            "account",
            "GET accounts",
        ),
        (
            "GET",
            "reports/funds?fund=none",
            &nothing,
            "fund",
            "GET registers/funds",
        ),
    ] {
        let (told, code, message) = fault(&world, method, address, body).await;
        assert_eq!(told, field, "{address} {code}");
        assert!(message.contains(said), "{address}: {message}");
        assert!(
            !message.contains("Follow") && !message.contains("document"),
            "{message}"
        );
    }
    for of in [
        json!("DON0001"),
        json!({"ref": "DON0001"}),
        json!(12),
        json!("donations/DON0001"),
    ] {
        let (field, code, message) = fault(&world, "POST", "reversals", &changed(&reversal, "/of", of)).await;
        assert_eq!((field.as_str(), code.as_str()), ("of", "invalid_target"));
        assert!(message.contains("donation/JZ1"), "{message}");
    }
    let wrong = changed(&reversal, "/ref", json!("a b"));
    assert_eq!(fault(&world, "POST", "reversals", &wrong).await.0, "ref");
    let statement = json!({"ref": "S1", "date": "2026-06-01", "merchant": "M02", "month": "2026/05", "by": "甲"});
    let answer = english(&world, "POST", "statements", &statement.to_string())
        .await
        .json();
    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
    let month = errors
        .iter()
        .find(|error| error["field"] == "month")
        .expect("the month");
    assert!(month["message"].to_string().contains("YYYY-MM"), "{month}");
}

#[tokio::test]
async fn programs_are_not_sent_to_pages() {
    let world = World::qingzhu().await;
    for (method, address, status, said) in [
        ("DELETE", "funds", StatusCode::METHOD_NOT_ALLOWED, "Allow"),
        ("GET", "fund", StatusCode::NOT_FOUND, "/api/v1/openapi.json"),
        ("GET", "records/999", StatusCode::NOT_FOUND, "number"),
    ] {
        let answer = english(&world, method, address, "").await;
        assert_eq!(answer.status, status, "{address}");
        let detail = answer.json()["detail"].to_string();
        assert!(detail.contains(said) && !detail.contains("page"), "{address}: {detail}");
    }
    let page = crate::get(&world, "/c/qingzhu/x").await;
    assert!(page.text.contains("请从首页重新进入"), "{}", page.text);
}

#[tokio::test]
async fn a_list_of_what_is_nobodys_is_not_narrowed_to_somebody() {
    let world = World::qingzhu().await;
    for register in ["funds", "merchants", "donors", "categories", "households"] {
        let address = format!("registers/{register}?of=x");
        let (field, code, _) = fault(&world, "GET", &address, &json!({})).await;
        assert_eq!((field.as_str(), code.as_str()), ("of", "not_asked_for"), "{register}");
    }
    for register in ["discounts", "residents", "agents", "links", "branches", "grants"] {
        let answer = english(&world, "GET", &format!("registers/{register}?of=x"), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{register}");
    }
}

#[tokio::test]
async fn a_change_is_based_on_a_tag_or_its_number() {
    let world = World::qingzhu().await;
    let state = |name: &str| json!({"name": name, "purpose": "帮助", "restricted": false, "purposes": []});
    let address = format!("{BOOKS}/registers/funds/gongyi");
    let seq = crate::get(&world, &address).await.json()["changed"].clone();
    let put = async |tag: &str, name: &str| {
        let request = Request::put(&address).header("host", "localhost");
        let request = request
            .header("content-type", "application/json")
            .header("if-match", tag);
        send_with(&world, request, Body::from(state(name).to_string())).await
    };
    assert_eq!(put(&format!("W/\"{seq}\""), "一").await.status, StatusCode::BAD_REQUEST);
    let done = put(&seq.to_string(), "一").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let next = done.json()["seq"].clone();
    assert_eq!(
        put(&seq.to_string(), "二").await.status,
        StatusCode::PRECONDITION_FAILED
    );
    let change = |key: &str, tag: String| json!({"operation": "fund_change", "key": key, "row": "gongyi", "if_match": tag, "body": state("三")});
    let batch = json!({"requests": [change("a", format!("W/\"{next}\"")), change("b", next.to_string())]});
    let answer = ask(&world, "post", &format!("{BOOKS}/batches"), &batch.to_string())
        .await
        .json();
    assert_eq!(answer["answers"][0]["problem"]["code"], "invalid_if_match", "{answer}");
    assert_eq!(answer["answers"][1]["status"], 200, "{answer}");
}
