//! What other sites have a browser send.

use axum::http::StatusCode;
use serde_json::json;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

use crate::office::{GOOD, HERE, Office, sign_in};

/// What another site's page makes a browser say.
const FOREIGN: &[&[(&str, &str)]] = &[
    &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "same-site"), ("origin", "http://other.localhost")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost")],
    &[("origin", "https://evil.example")],
    &[("origin", "http://localhost.evil.example")],
    &[("origin", "null")],
    &[],
];

async fn no_other_site_does_anything_for_whoever_is_signed_in(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let forms = [
        "/sign-in",
        "/sign-in/code",
        "/sign-out",
        "/welcome/0123",
        "/account/password",
        "/account/sessions/end-others",
        "/account/sessions/0123456789abcdef0123456789abcdef/end",
        "/account/second-factor",
        "/account/second-factor/begin",
        "/account/second-factor/remove",
        "/api/v1/sign-out",
        "/api/v1/communities/qingzhu/donations",
    ];
    for foreign in FOREIGN {
        browser.said = foreign
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        for path in forms {
            let got = browser.form(path, &[("password", GOOD)]).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{path} {foreign:?}");
        }
        let got = browser.post("/api/v1/me/password", &json!({})).await;
        assert_eq!(got.code(), "cross_site", "{foreign:?}");
        let sessions = "/api/v1/me/sessions";
        assert_eq!(browser.delete(sessions).await.code(), "cross_site", "{foreign:?}");
        assert_eq!(browser.get(sessions).await.status, 200, "reading changes nothing");
    }
    for own in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("origin", "http://localhost"),
    ] {
        browser.said = vec![(own.0, own.1.to_owned())];
        assert_eq!(browser.delete("/api/v1/me/sessions").await.status, 204, "{own:?}");
    }
}

async fn no_other_site_signs_anybody_in(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    for foreign in &FOREIGN[..FOREIGN.len() - 1] {
        let mut browser = office.browser(HERE);
        browser.said = foreign
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        assert_eq!(
            sign_in(&mut browser, "wang.li", GOOD).await.code(),
            "cross_site",
            "{foreign:?}"
        );
        assert!(browser.cookies.is_empty());
    }
    // A program says nothing of sites, and has no cookie that could be misused.
    let mut program = office.browser(HERE);
    program.said = Vec::new();
    assert_eq!(sign_in(&mut program, "wang.li", GOOD).await.status, 200);
}

async fn no_answer_is_for_other_sites(fixture: &Fixture) {
    let office = Office::on(fixture);
    let mut browser = office.browser(HERE);
    browser.said = vec![("origin", "https://evil.example".to_owned())];
    for path in ["/api/v1/communities", "/api/v1/me", "/sign-in"] {
        let got = browser.get(path).await;
        assert!(!got.headers.contains_key("access-control-allow-origin"), "{path}");
    }
}

on_both!(
    no_other_site_does_anything_for_whoever_is_signed_in,
    no_other_site_signs_anybody_in,
    no_answer_is_for_other_sites,
);
