//! What is answered is of the form that the document shows.

use axum::http::{Request, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;
use xiaonuan_app::sign_in::{Access, From, TokenAsked, UserAsked};

use crate::examples::faults;
use crate::fixture::World;
use crate::{ask, get, send};

const BOOKS: &str = "/api/v1/communities/qingzhu";

/// One row at least in every register.
async fn registered(world: &World) {
    for (address, body) in [
        ("donors", r#"{"code":"J1","kind":"company","name":"某公司"}"#),
        (
            "categories",
            r#"{"code":"shiye","name_zh":"失业","name_en":"Unemployed","grades":2}"#,
        ),
        (
            "agents",
            r#"{"code":"A1","resident":"R0001","relation":"relative","name":"某人","consent":"同意书1","from":"2026-01-01"}"#,
        ),
        (
            "links",
            r#"{"code":"L1","kind":"owner","one":"officer:某人","other":"merchant:M01","from":"2026-01-01"}"#,
        ),
        (
            "branches",
            r#"{"code":"B1","merchant":"M02","name":"东店","address":"东街1号","from":"2026-01-01"}"#,
        ),
        ("cards", r#"{"code":"K1","resident":"R0001","from":"2026-01-01"}"#),
        (
            "devices",
            r#"{"code":"SJ1","merchant":"M01","name":"前台","from":"2026-01-01"}"#,
        ),
        (
            "staff",
            r#"{"code":"SY1","merchant":"M01","name":"某人","from":"2026-01-01"}"#,
        ),
        (
            "consents",
            r#"{"code":"T1","resident":"R0001","kind":"publication","given":false,"reference":"同意书2","from":"2026-01-01"}"#,
        ),
        (
            "complaints",
            r#"{"code":"TS1","resident":"R0001","text":"不是我用的","from":"2026-01-01"}"#,
        ),
        (
            "customers",
            r#"{"code":"KH1","merchant":"M01","resident":"R0001","number":"HR-2031","consent":"同意书3","from":"2026-01-01"}"#,
        ),
        ("households", r#"{"code":"H1","name":"某家","from":"2026-01-01"}"#),
        (
            "grants",
            r#"{"code":"G1","user":"5f0c8e7a9b1d4c3e8f2a6b7c9d0e1f23","name":"某人","role":"auditor","from":"2026-01-01"}"#,
        ),
        (
            "discounts",
            r#"{"code":"D09","merchant":"M02","fund":"xiaonuan","title":"九折","public_title":"九折","percent":"10",
                "eligible":"all","uses":{"most":1,"scope":"resident","period":"day"},"fund_share":"50",
                "valid_from":"2026-01-01","valid_to":"2026-12-31"}"#,
        ),
        (
            "cases",
            r#"{"ref":"BF9","date":"2026-06-01","by":"甲","terms":{"fund":"xiaonuan","resident":"R0001","kind":"cash",
                "amount":"30","purpose":"取暖"}}"#,
        ),
        (
            "statements",
            r#"{"ref":"DZ9","date":"2026-06-01","merchant":"M01","month":"2026-05","by":"甲"}"#,
        ),
    ] {
        let address = format!("{BOOKS}/{address}");
        let answer = ask(world, "post", &address, body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{address}: {}", answer.text);
    }
}

/// The cookie of somebody who is signed in, with a bit of everything that is listed of who asks.
async fn signed_in(world: &World) -> String {
    let service = &world.service;
    let login = "wang.li".parse().expect("a name");
    let asked = UserAsked {
        login: &login,
        name: "王丽",
        is_operator: false,
        community: Some("qingzhu"),
    };
    let user = service
        .create_user(&asked)
        .await
        .expect("it answers")
        .expect("it is free");
    let link = service.create_link(user).await.expect("it answers");
    let password = "tram-otter-49-lime".into();
    let here = From::here();
    let begun = service.redeem_link(link.token.expose_secret(), &password, &here);
    let token = begun.await.expect("it is right").token;
    let scopes = ["read_books".to_owned()];
    let asked = TokenAsked {
        community: Some("qingzhu"),
        merchant: None,
        name: "till",
        scopes: &scopes,
        lasts: std::time::Duration::from_secs(60),
        by: Some(user),
    };
    service.create_token(&asked).await.expect("it answers");
    let access = Access {
        community: Some("qingzhu".to_owned()),
        who: user.to_string(),
        what: "unmasked".to_owned(),
        ..Access::default()
    };
    service.log_access(access).await.expect("it answers");
    format!("__Host-xiaonuan={}", token.expose_secret())
}

#[tokio::test]
async fn every_answer_is_of_the_form_that_stands_in_the_document() {
    let world = World::qingzhu().await;
    registered(&world).await;
    let session = signed_in(&world).await;
    let document = get(&world, "/api/v1/openapi.json").await.json();
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let schema = operations.pointer("/get/responses/200/content/application~1json/schema");
        // What two people do together is proposed by people who sign in, of whom this office has none; a card or a device asks
        // for others.
        let elsewhere = ["/answers/", "/proposals/{reference}"];
        let of_others = ["/card", "/card/history", "/counter", "/counter/redemptions"];
        let is_elsewhere =
            elsewhere.iter().any(|part| path.contains(part)) || of_others.iter().any(|end| path.ends_with(end));
        let Some(schema) = schema.filter(|_| !is_elsewhere) else {
            continue;
        };
        let register = path.split('/').nth(6).unwrap_or_default();
        let code = match register {
            "funds" => "xiaonuan",
            "merchants" => "M01",
            "discounts" => "D09",
            "residents" => "R0001",
            "donors" => "J1",
            "categories" => "shiye",
            "agents" => "A1",
            "links" => "L1",
            "branches" => "B1",
            "grants" => "G1",
            "cards" => "K1",
            "devices" => "SJ1",
            "staff" => "SY1",
            "consents" => "T1",
            "complaints" => "TS1",
            "customers" => "KH1",
            _ => "H1",
        };
        let address = path
            .replace("{community}", "qingzhu")
            .replace("{code}", code)
            .replace("{number}", "1")
            .replace("{merchant}", "M01")
            .replace("{report}", "funds")
            .replace("{kind}/{reference}", "donation/DON0001")
            .replace("statements/{reference}", "statements/DZ9")
            .replace("{reference}", "BF9");
        let mut request = Request::get(&address).header("host", "localhost");
        // Their own things are somebody's; the books are shown to whoever asks in this office.
        if path.starts_with("/api/v1/me") {
            request = request.header("cookie", &session);
        }
        let answer = send(&world, request).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
        let answer: Value = answer.json();
        if path.contains("/registers/") && !path.contains("{code}") {
            let count = answer["rows"].as_array().map_or(0, Vec::len);
            assert!(count > 0, "{address} has no rows");
            rows += count;
        }
        let faults = faults(&document, schema, &answer);
        wrong.extend(faults.into_iter().map(|fault| format!("{address}: {fault}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(rows > 15, "{rows}");
}
