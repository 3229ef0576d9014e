//! One-time links.

use secrecy::ExposeSecret;
use serde_json::json;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::browser::{Browser, Got};
use crate::office::{BETTER, GOOD, HERE, Office, sign_in};

async fn redeem(browser: &mut Browser, link: &str, password: &str) -> Got {
    let asked = json!({"token": link, "new_password": password});
    browser.post("/api/v1/welcome", &asked).await
}

async fn a_link_is_used_once(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let mut old = office.signed_in("wang.li", GOOD).await;
    let link = office.link(user).await;
    let mut browser = office.browser(HERE);
    // Looking at it does not use it, nor does a password that is not good enough.
    for _ in 0..2 {
        assert!(browser.get(&format!("/welcome/{link}")).await.text.contains("wang.li"));
    }
    let got = redeem(&mut browser, &link, "12345678").await;
    assert_eq!(got.json()["errors"][0]["code"], "password_common", "{}", got.text);
    let got = redeem(&mut browser, &link, BETTER).await;
    assert_eq!(got.status, 200, "{}", got.text);
    assert_eq!(browser.get("/api/v1/me").await.status, 200);
    assert_eq!(old.get("/api/v1/me").await.status, 401, "sessions before have ended");
    assert_eq!(redeem(&mut office.browser(HERE), &link, GOOD).await.code(), "over");
    assert!(!browser.get(&format!("/welcome/{link}")).await.text.contains("wang.li"));
    assert_eq!(sign_in(&mut old, "wang.li", GOOD).await.code(), "sign_in_refused");
    assert_eq!(sign_in(&mut old, "wang.li", BETTER).await.status, 200);
}

async fn of_two_tabs_at_once_one_uses_it(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    for round in 0..4 {
        let link = office.link(user).await;
        let passwords = [format!("{BETTER} one {round}"), format!("{BETTER} two {round}")];
        let tries = passwords.clone().map(|password| {
            let (mut browser, link) = (office.browser(HERE), link.clone());
            tokio::spawn(async move { redeem(&mut browser, &link, &password).await.status })
        });
        let mut statuses = Vec::new();
        for status in futures::future::join_all(tries).await {
            statuses.push(status.expect("it ends"));
        }
        let winner = statuses.iter().position(|status| *status == 200).expect("one wins");
        assert_eq!(statuses[1 - winner], 410, "{statuses:?}");
        let got = sign_in(&mut office.browser(HERE), "wang.li", &passwords[winner]).await;
        assert_eq!(got.status, 200, "the winner's password counts");
    }
}

async fn a_link_ends(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let link = office.link(user).await;
    fixture.clock.advance(24 * 3_600 - 1);
    assert!(office.service.link(&link).await.expect("it answers").is_some());
    fixture.clock.advance(1);
    assert_eq!(redeem(&mut office.browser(HERE), &link, BETTER).await.code(), "over");
    fixture.clock.advance(-3_600);
    assert_eq!(
        redeem(&mut office.browser(HERE), &link, BETTER).await.code(),
        "over",
        "no clock revives it"
    );
    // A new link, and a new password, end those before.
    let (first, second) = (office.link(user).await, office.link(user).await);
    assert_eq!(redeem(&mut office.browser(HERE), &first, BETTER).await.code(), "over");
    let password = BETTER.into();
    office.service.set_password(user, &password).await.expect("it is good");
    assert_eq!(redeem(&mut office.browser(HERE), &second, GOOD).await.code(), "over");
    for nothing in ["", "x", &"0".repeat(64), "../../etc/passwd"] {
        assert_eq!(redeem(&mut office.browser(HERE), nothing, GOOD).await.code(), "over");
    }
}

async fn the_first_start_makes_an_operator_once(fixture: &Fixture) {
    let office = Office::on(fixture);
    let other = Office::with(fixture, crate::office::settings(), 8);
    let (one, two) = tokio::join!(
        office.service.first_operator("系统管理员"),
        other.service.first_operator("系统管理员")
    );
    let made = [one.expect("it answers"), two.expect("it answers")];
    let (login, link) = made.iter().flatten().next().expect("one of them");
    assert_eq!(made.iter().flatten().count(), 1);
    let mut browser = office.browser(HERE);
    assert_eq!(redeem(&mut browser, link.token.expose_secret(), GOOD).await.status, 200);
    let me = browser.get("/api/v1/me").await.json();
    assert_eq!((me["is_operator"].as_bool(), login.as_str()), (Some(true), "operator"));
    assert!(office.service.first_operator("x").await.expect("it answers").is_none());
}

async fn the_address_of_a_link_is_told_nobody(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let link = office.link(user).await;
    let got = office.browser(HERE).get(&format!("/welcome/{link}")).await;
    assert_eq!(got.header("referrer-policy"), "no-referrer");
    assert_eq!(got.header("cache-control"), "no-store");
    let made = office.service.create_link(user).await.expect("it answers");
    assert!(!format!("{made:?}").contains(made.token.expose_secret()));
}

on_both!(
    a_link_is_used_once,
    of_two_tabs_at_once_one_uses_it,
    a_link_ends,
    the_first_start_makes_an_operator_once,
    the_address_of_a_link_is_told_nobody,
);
