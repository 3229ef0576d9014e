//! Programs' tokens.

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

use crate::browser::{Browser, Got};
use crate::office::{GOOD, HERE, Office};

const TOKENS: &str = "/api/v1/communities/qingzhu/tokens";
const DAY: i64 = 86_400;

fn asked() -> Value {
    json!({"name": "till 3", "merchant": "M01", "scopes": ["serve_counter", "read_registers"], "days": 30})
}

/// A program with a token.
fn program(office: &Office, token: &str) -> Browser {
    let mut program = office.browser(HERE);
    program.said = vec![("authorization", format!("Bearer {token}"))];
    program
}

async fn office(fixture: &Fixture) -> (Office, Browser) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let office = Office::on(fixture);
    let administrator = office.user("wang.li", GOOD).await;
    office.appoint(administrator, "qingzhu", Role::FundAdministrator).await;
    let browser = office.signed_in("wang.li", GOOD).await;
    (office, browser)
}

async fn made(browser: &mut Browser) -> (String, String) {
    let got: Got = browser.post(TOKENS, &asked()).await;
    assert_eq!(got.status, 201, "{}", got.text);
    let told = |field: &str| got.json()[field].as_str().expect("a text").to_owned();
    (told("id"), told("token"))
}

async fn a_token_is_shown_once_and_says_who_asks(fixture: &Fixture) {
    let (office, mut browser) = office(fixture).await;
    let (id, token) = made(&mut browser).await;
    assert!(token.starts_with("xnt_") && token.len() == 68, "{}", token.len());
    let list = browser.get(TOKENS).await;
    assert!(!list.text.contains(&token));
    let row = list.json()["tokens"][0].clone();
    assert_eq!(
        (row["token"].as_str(), row["name"].as_str()),
        (Some(id.as_str()), Some("till 3"))
    );
    assert_eq!(row["last_used_at"], Value::Null);
    let mut program = program(&office, &token);
    let me = program.get("/api/v1/me").await.json();
    assert_eq!(
        (&me["token"], &me["community"], &me["merchant"], &me["scopes"]),
        (&json!(id), &json!("qingzhu"), &json!("M01"), &asked()["scopes"])
    );
    let used = async |browser: &mut Browser| browser.get(TOKENS).await.json()["tokens"][0]["last_used_at"].clone();
    let first = used(&mut browser).await;
    assert_ne!(first, Value::Null);
    fixture.clock.advance(59);
    program.get("/api/v1/me").await;
    assert_eq!(used(&mut browser).await, first, "it is written once a minute");
    fixture.clock.advance(1);
    program.get("/api/v1/me").await;
    assert_ne!(used(&mut browser).await, first);
}

async fn a_token_that_is_revoked_is_none_from_the_next_request_on(fixture: &Fixture) {
    let (office, mut browser) = office(fixture).await;
    let (id, token) = made(&mut browser).await;
    let mut program = program(&office, &token);
    assert_eq!(program.get("/api/v1/communities").await.status, 200);
    // Not by whoever speaks of another community.
    fixture.open(Neighbourhood::new("other")).await;
    let administrator = office.user("zhao.min", GOOD).await;
    office.appoint(administrator, "other", Role::FundAdministrator).await;
    let mut neighbour = office.signed_in("zhao.min", GOOD).await;
    let elsewhere = format!("/api/v1/communities/other/tokens/{id}");
    assert_eq!(neighbour.delete(&elsewhere).await.status, 404);
    assert_eq!(program.get("/api/v1/communities").await.status, 200);
    assert_eq!(browser.delete(&format!("{TOKENS}/{id}")).await.status, 204);
    for path in ["/api/v1/communities", "/api/v1/me", "/c/qingzhu"] {
        assert_eq!(program.get(path).await.status, 401, "{path}");
    }
    assert_eq!(program.get("/api/v1/me").await.code(), "token_refused");
    assert_eq!(browser.delete(&format!("{TOKENS}/{id}")).await.status, 404);
}

async fn a_token_ends_and_no_clock_revives_it(fixture: &Fixture) {
    let (office, mut browser) = office(fixture).await;
    let (_, token) = made(&mut browser).await;
    let mut program = program(&office, &token);
    fixture.clock.advance(30 * DAY - 1);
    assert_eq!(program.get("/api/v1/me").await.status, 200);
    fixture.clock.advance(1);
    assert_eq!(program.get("/api/v1/me").await.code(), "token_refused");
    fixture.clock.advance(-10 * DAY);
    assert_eq!(program.get("/api/v1/me").await.code(), "token_refused");
}

async fn what_is_no_token_is_nobody(fixture: &Fixture) {
    let (office, mut browser) = office(fixture).await;
    let (_, token) = made(&mut browser).await;
    let session = browser.session().expect("a cookie").clone();
    for wrong in [
        "",
        "x",
        &token[4..],
        &format!("{token}0"),
        &token.to_uppercase(),
        &format!("xnt_{session}"),
        &session,
    ] {
        let got = program(&office, wrong).get("/api/v1/me").await;
        assert_eq!((got.status, got.code().as_str()), (401, "token_refused"), "{wrong}");
        assert_eq!(got.header("www-authenticate"), "Bearer");
    }
    browser.cookies.insert(crate::browser::SESSION.to_owned(), token);
    assert_eq!(browser.get("/api/v1/me").await.status, 401, "a token is no session");
}

async fn what_is_asked_of_a_token_is_told_field_by_field(fixture: &Fixture) {
    let (_, mut browser) = office(fixture).await;
    for (field, value, code) in [
        ("scopes", json!([]), "invalid_kind"),
        ("scopes", json!(["two words"]), "invalid_kind"),
        ("scopes", json!(["read_books", "approve"]), "invalid_kind"),
        ("days", json!(0), "invalid_number"),
        ("days", json!(401), "invalid_number"),
        ("merchant", json!("no code"), "invalid_type"),
        ("name", json!(""), "invalid_length"),
        ("more", json!(1), "unknown_field"),
    ] {
        let mut body = asked();
        body[field] = value;
        let got = browser.post(TOKENS, &body).await;
        let told = &got.json()["errors"][0];
        assert_eq!(
            (told["field"].as_str(), told["code"].as_str()),
            (Some(field), Some(code)),
            "{}",
            got.text
        );
    }
    assert_eq!(
        browser
            .post("/api/v1/communities/nowhere/tokens", &asked())
            .await
            .status,
        404
    );
    browser.cookies.clear();
    assert_eq!(browser.post(TOKENS, &asked()).await.code(), "sign_in_required");
}

on_both!(
    a_token_is_shown_once_and_says_who_asks,
    a_token_that_is_revoked_is_none_from_the_next_request_on,
    a_token_ends_and_no_clock_revives_it,
    what_is_no_token_is_nobody,
    what_is_asked_of_a_token_is_told_field_by_field,
);
