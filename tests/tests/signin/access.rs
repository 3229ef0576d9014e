//! The access log, and accounts that a community makes.

use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::json;
use xiaonuan_app::desk::DeskError;
use xiaonuan_app::sign_in::{Access, TokenAsked, UserAsked};
use xiaonuan_domain::access::Role;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

use crate::office::{BETTER, GOOD, HERE, Office, settings, sign_in};

const USERS: &str = "/api/v1/communities/qingzhu/users";
const LOG: &str = "/api/v1/communities/qingzhu/access-log";

fn access(community: Option<&str>, subject: &str) -> Access {
    Access {
        community: community.map(str::to_owned),
        who: "0123456789abcdef0123456789abcdef".to_owned(),
        what: "unmasked".to_owned(),
        subject: Some(subject.to_owned()),
        reason: Some("年度审计抽查".to_owned()),
        session: None,
    }
}

async fn the_log_is_read_page_by_page_and_by_community(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    fixture.open(Neighbourhood::new("other")).await;
    let office = Office::on(fixture);
    let auditor = office.user("wang.li", GOOD).await;
    office.appoint(auditor, "qingzhu", Role::Auditor).await;
    for number in 0..5 {
        office
            .service
            .log_access(access(Some("qingzhu"), &format!("s{number}")))
            .await
            .expect("it is logged");
        office
            .service
            .log_access(access(Some("other"), "x"))
            .await
            .expect("it is logged");
        office
            .service
            .log_access(access(None, "y"))
            .await
            .expect("it is logged");
    }
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let (mut seen, mut path) = (Vec::new(), format!("{LOG}?limit=2"));
    loop {
        let page = browser.get(&path).await.json();
        for row in page["accesses"].as_array().expect("rows") {
            assert_eq!(row["reason"], "年度审计抽查");
            seen.push(row["subject"].as_str().expect("a subject").to_owned());
        }
        let Some(next) = page["next"].as_i64() else { break };
        path = format!("{LOG}?limit=2&before={next}");
    }
    assert_eq!(seen, ["s4", "s3", "s2", "s1", "s0"]);
    let (none, _) = office.service.accesses(None, None, 100).await.expect("it answers");
    assert_eq!(none.len(), 5);
    assert_eq!(office.browser(HERE).get(LOG).await.code(), "sign_in_required");
    assert_eq!(browser.get("/api/v1/communities/nowhere/access-log").await.status, 404);
}

async fn the_log_is_only_ever_added_to(fixture: &Fixture) {
    let office = Office::on(fixture);
    office
        .service
        .log_access(access(None, "one"))
        .await
        .expect("it is logged");
    office
        .service
        .log_access(access(None, "two"))
        .await
        .expect("it is logged");
    let mut raw = fixture.raw().await;
    let mut attempts = vec![
        "DELETE FROM access_log".to_owned(),
        "UPDATE access_log SET who = 'nobody'".to_owned(),
    ];
    let columns = "community, at, who, what, subject, reason, session";
    match fixture.backend {
        Backend::Sqlite => attempts.push(format!(
            "INSERT OR REPLACE INTO access_log (number, {columns}) SELECT number, {columns} FROM access_log"
        )),
        Backend::Postgres => {
            attempts.push("TRUNCATE access_log".to_owned());
            attempts.push("SET session_replication_role = replica; DELETE FROM access_log".to_owned());
        }
    }
    for attempt in attempts {
        assert!(raw.execute(&attempt).await.is_err(), "{attempt} was not refused");
    }
    let (left, _) = office.service.accesses(None, None, 100).await.expect("it answers");
    assert_eq!(left.len(), 2);
}

async fn a_community_makes_accounts_and_keeps_them(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    fixture.open(Neighbourhood::new("other")).await;
    let office = Office::on(fixture);
    let administrator = office.user("wang.li", GOOD).await;
    for community in ["qingzhu", "other"] {
        office.appoint(administrator, community, Role::FundAdministrator).await;
    }
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let asked = json!({"login": "Zhao.Min", "name": "赵敏"});
    let got = browser.post(USERS, &asked).await;
    assert_eq!(got.status, 201, "{}", got.text);
    let (link, user) = (got.json()["link"].clone(), got.json()["user"].clone());
    let link = link.as_str().expect("a path");
    let got = browser.post(USERS, &json!({"login": "ZHAO.MIN", "name": "别人"})).await;
    assert_eq!(got.json()["errors"][0]["code"], "taken");
    let got = browser.post(USERS, &json!({"login": "a b", "name": "别人"})).await;
    assert_eq!(got.json()["errors"][0]["code"], "invalid_login");
    let mut new = office.browser(HERE);
    let fields = [("new_password", BETTER), ("repeated", BETTER)];
    assert_eq!(new.form(link, &fields).await.header("location"), "/account");
    assert_eq!(new.get("/api/v1/me").await.json()["name"], "赵敏");
    let list = browser.get(USERS).await.json();
    assert_eq!(
        list["users"].as_array().map(Vec::len),
        Some(2),
        "its own, and who has a role"
    );
    assert_eq!(
        (&list["users"][0]["is_own"], &list["users"][0]["roles"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(list["users"][1]["roles"][0]["role"], "fund_administrator");
    assert_eq!(
        (&list["users"][0]["login"], &list["users"][0]["user"]),
        (&json!("zhao.min"), &user)
    );
    let one = user.as_str().expect("a number");
    assert_eq!(
        browser
            .delete(&format!("/api/v1/communities/other/users/{one}"))
            .await
            .status,
        404
    );
    assert_eq!(new.get("/api/v1/me").await.status, 200);
    assert_eq!(browser.delete(&format!("{USERS}/{one}")).await.status, 204);
    assert_eq!(new.get("/api/v1/me").await.status, 401);
    assert_eq!(sign_in(&mut new, "zhao.min", BETTER).await.code(), "sign_in_refused");
    assert_eq!(browser.delete(&format!("{USERS}/{one}")).await.status, 404);
    // Nobody is given another password by their community, which could be them then.
    assert_eq!(
        browser.post(&format!("{USERS}/{one}/link"), &json!({})).await.status,
        403
    );
    let late = json!({"login": "qian.jin", "name": "钱进"});
    let made = browser.post(USERS, &late).await.json();
    let two = made["user"].as_str().expect("a number").to_owned();
    let got = browser.post(&format!("{USERS}/{two}/link"), &json!({})).await;
    assert_eq!(got.status, 201, "{}", got.text);
    let link = got.json()["link"].as_str().expect("a path").to_owned();
    let mut again = office.browser(HERE);
    let fields = [("new_password", GOOD), ("repeated", GOOD)];
    let first = made["link"].as_str().expect("a path");
    assert_ne!(again.form(first, &fields).await.status, 303, "a newer link ends it");
    assert_eq!(again.form(&link, &fields).await.header("location"), "/account");
    assert_eq!(
        browser.post(&format!("{USERS}/{two}/link"), &json!({})).await.status,
        403
    );
    let other = format!("/api/v1/communities/other/users/{one}/link");
    assert_eq!(browser.post(&other, &json!({})).await.status, 404);
}

/// Whoever alone may grant roles is not kept from signing in, and what somebody made a program for ends with them.
async fn the_last_administrator_stays_and_tokens_end_with_who_made_them(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let office = Office::on(fixture);
    let first = office.user("wang.li", GOOD).await;
    office.appoint(first, "qingzhu", Role::FundAdministrator).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let asked = json!({"login": "zhao.min", "name": "赵敏"});
    let made = browser.post(USERS, &asked).await.json();
    let one = made["user"].as_str().expect("a number").to_owned();
    let grant = json!({"code": "G2", "user": one, "name": "赵敏", "role": "fund_administrator", "from": "2026-01-01"});
    let granted = browser.post("/api/v1/communities/qingzhu/grants", &grant).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let mut second = office.browser(HERE);
    let fields = [("new_password", BETTER), ("repeated", BETTER)];
    second.form(made["link"].as_str().expect("a path"), &fields).await;
    let token = json!({"name": "门户", "scopes": ["read_registers"], "days": 30});
    let tokens = "/api/v1/communities/qingzhu/tokens";
    let bearer = second.post(tokens, &token).await.json()["token"].clone();
    let bearer = bearer.as_str().expect("a token").to_owned();
    assert!(office.service.program(&bearer).await.expect("an answer").is_some());
    assert_eq!(browser.delete(&format!("{USERS}/{one}")).await.status, 204);
    assert!(office.service.program(&bearer).await.expect("an answer").is_none());
    // Only one is left who could come back.
    let refused = office.service.disable_user(first).await;
    assert!(
        matches!(&refused, Err(DeskError::Refused(refusal)) if refusal.code == RefusalCode::LastAdministrator),
        "{refused:?}"
    );
}

/// Of two administrators who keep each other from signing in at the same time, one stays.
async fn two_administrators_do_not_disable_each_other(fixture: &Fixture) {
    let mut left = Vec::new();
    for (seed, community) in (20..).zip(["qingzhu", "baimu", "hengyuan", "xinju"]) {
        fixture.open(Neighbourhood::new(community)).await;
        let office = Office::with(fixture, settings(), seed);
        let (one, other) = (format!("wang.{community}"), format!("zhao.{community}"));
        let (one, other) = (office.user(&one, GOOD).await, office.user(&other, GOOD).await);
        office.appoint(one, community, Role::FundAdministrator).await;
        let grant = json!({"code": "G2", "user": other.to_string(), "name": "赵敏", "role": "fund_administrator",
                           "from": "2026-01-01"});
        let mut browser = office.signed_in(&format!("wang.{community}"), GOOD).await;
        let path = format!("/api/v1/communities/{community}/grants");
        assert_eq!(browser.post(&path, &grant).await.status, 201);
        let (first, second) = tokio::join!(office.service.disable_user(one), office.service.disable_user(other));
        left.push(
            [first, second]
                .into_iter()
                .filter(|answer| matches!(answer, Ok(true)))
                .count(),
        );
    }
    assert_eq!(left, [1, 1, 1, 1], "how many were kept out");
}

/// What somebody asked for at the moment at which they were kept from signing in counts for nothing, not even later.
async fn a_token_that_was_asked_for_too_late_is_none(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    assert!(office.service.disable_user(user).await.expect("it answers"));
    let asked = TokenAsked {
        community: Some("qingzhu"),
        merchant: None,
        name: "门户",
        scopes: &["read_books".to_owned()],
        lasts: Duration::from_secs(3_600),
        by: Some(user),
    };
    let made = office.service.create_token(&asked).await.expect("it answers");
    let program = async || {
        let found = office.service.program(made.token.expose_secret()).await;
        found.expect("it answers")
    };
    assert_eq!(program().await, None);
    assert!(office.service.enable_user(user).await.expect("it answers"));
    assert_eq!(program().await, None);
}

/// An account that somebody has taken up meanwhile is given to nobody by a link.
async fn a_first_link_is_for_accounts_without_a_password(fixture: &Fixture) {
    let office = Office::on(fixture);
    let taken = office.user("wang.li", GOOD).await;
    let new = UserAsked {
        login: &"zhao.min".parse().expect("a name"),
        name: "赵敏",
        is_operator: false,
        community: Some("qingzhu"),
    };
    let new = office
        .service
        .create_user(&new)
        .await
        .expect("it answers")
        .expect("it is free");
    let link = async |user| office.service.create_first_link(user).await.expect("it answers");
    assert!(link(taken).await.is_none());
    let before = link(new).await.expect("they have no password");
    let link = link(new).await.expect("they have none still");
    for (link, is_good) in [(&before, false), (&link, true)] {
        let found = office
            .service
            .link(link.token.expose_secret())
            .await
            .expect("it answers");
        assert_eq!(found.is_some(), is_good);
    }
    assert!(office.service.disable_user(new).await.expect("it answers"));
    let refused = office.service.create_first_link(new).await.expect("it answers");
    assert!(refused.is_none(), "nor for one that is kept out");
}

/// Nobody makes a program that may do more than they, nor one for a shop that there is none of.
async fn a_program_may_do_no_more_than_who_made_it(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    office.appoint(user, "qingzhu", Role::FundAdministrator).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    for (scope, merchant, code) in [
        ("keep_registers", None, 201),
        ("keep_ledger", None, 422),
        ("keep_cash", None, 422),
        ("close_books", None, 422),
        ("serve_counter", Some("M01"), 201),
        ("keep_registers", Some("M01"), 422),
        ("serve_counter", Some("M99"), 422),
    ] {
        let asked = json!({"name": "门户", "scopes": [scope], "days": 30, "merchant": merchant});
        let got = browser.post("/api/v1/communities/qingzhu/tokens", &asked).await;
        assert_eq!(got.status, code, "{scope} {merchant:?}: {}", got.text);
    }
}

on_both!(
    the_log_is_read_page_by_page_and_by_community,
    the_log_is_only_ever_added_to,
    a_community_makes_accounts_and_keeps_them,
    the_last_administrator_stays_and_tokens_end_with_who_made_them,
    two_administrators_do_not_disable_each_other,
    a_token_that_was_asked_for_too_late_is_none,
    a_first_link_is_for_accounts_without_a_password,
    a_program_may_do_no_more_than_who_made_it,
);
