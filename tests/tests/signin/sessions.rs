//! Sessions: how they begin, last and end.

use serde_json::json;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::browser::{Browser, SESSION};
use crate::office::{BETTER, GOOD, HERE, Office, settings, sign_in};

const MINUTE: i64 = 60;

async fn is_in(browser: &mut Browser) -> bool {
    let got = browser.get("/api/v1/me").await;
    assert!(matches!(got.status, 200 | 401), "{}", got.text);
    got.status == 200
}

async fn the_cookie_is_all_that_holds_a_session(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.browser(HERE);
    let got = sign_in(&mut browser, "WANG.Li", GOOD).await;
    let session = browser.session().expect("a cookie").clone();
    assert_eq!(session.len(), 64);
    assert!(!got.text.contains(&session), "{}", got.text);
    let me = browser.get("/api/v1/me").await.json();
    assert_eq!(
        (me["name"].as_str(), me["second_factor"].as_bool()),
        (Some("王丽"), Some(false))
    );
    let got = browser.post("/api/v1/sign-out", &json!({})).await;
    assert_eq!((got.status, browser.session()), (204, None));
    browser.cookies.insert(SESSION.to_owned(), session);
    assert!(!is_in(&mut browser).await, "the session itself has ended");
}

async fn signing_in_gives_a_session_that_nobody_knew_before(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    office.user("zhao.min", GOOD).await;
    // A secret that somebody planted is none afterwards.
    let mut browser = office.browser(HERE);
    browser.cookies.insert(SESSION.to_owned(), "ab".repeat(32));
    sign_in(&mut browser, "wang.li", GOOD).await;
    let first = browser.session().expect("a cookie").clone();
    assert_ne!(first, "ab".repeat(32));
    // Who signs in where somebody is signed in leaves nothing of theirs.
    sign_in(&mut browser, "zhao.min", GOOD).await;
    assert_ne!(browser.session(), Some(&first));
    browser.cookies.insert(SESSION.to_owned(), first);
    assert!(!is_in(&mut browser).await);
}

async fn a_session_ends_when_nothing_is_asked_for_a_while(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    for _ in 0..3 {
        fixture.clock.advance(29 * MINUTE);
        assert!(is_in(&mut browser).await);
    }
    fixture.clock.advance(30 * MINUTE);
    assert!(!is_in(&mut browser).await);
    fixture.clock.advance(-30 * MINUTE);
    assert!(!is_in(&mut browser).await, "no clock revives it");
}

async fn a_session_ends_after_half_a_day_in_any_case(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    for _ in 0..28 {
        fixture.clock.advance(25 * MINUTE);
        assert!(is_in(&mut browser).await);
    }
    fixture.clock.advance(20 * MINUTE);
    assert!(!is_in(&mut browser).await);
}

async fn a_clock_that_is_moved_back_lengthens_no_session(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    fixture.clock.advance(20 * MINUTE);
    assert!(!is_in(&mut office.browser(HERE)).await);
    assert!(is_in(&mut browser).await);
    fixture.clock.advance(-10 * 60 * MINUTE);
    assert!(is_in(&mut browser).await, "it has not ended yet");
    fixture.clock.advance(29 * MINUTE);
    // Another process, which has never seen the clock stand later.
    let later = Office::with(fixture, settings(), 8);
    let mut there = Browser::new(&later.router, HERE);
    there.cookies = browser.cookies.clone();
    assert!(is_in(&mut there).await);
    fixture.clock.advance(30 * MINUTE);
    assert!(!is_in(&mut browser).await);
    assert!(!is_in(&mut there).await);
}

async fn everybody_sees_and_ends_their_own_sessions(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    office.user("zhao.min", GOOD).await;
    let mut first = office.signed_in("wang.li", GOOD).await;
    let mut second = office.signed_in("wang.li", GOOD).await;
    let mut third = office.signed_in("wang.li", GOOD).await;
    let mut other = office.signed_in("zhao.min", GOOD).await;
    let list = first.get("/api/v1/me/sessions").await.json();
    let rows = list["sessions"].as_array().expect("sessions").clone();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0]["device"], "Firefox, Linux");
    let theirs = rows.iter().find(|row| row["is_this"] == false).expect("another");
    let path = format!("/api/v1/me/sessions/{}", theirs["session"].as_str().expect("a number"));
    assert_eq!(other.delete(&path).await.status, 404, "it is somebody else's");
    assert_eq!(first.delete(&path).await.status, 204);
    assert_eq!(first.delete(&path).await.status, 404);
    let left = [is_in(&mut second).await, is_in(&mut third).await];
    assert_eq!(
        left.iter().filter(|is_in| **is_in).count(),
        1,
        "at its next request it is over"
    );
    assert_eq!(first.delete("/api/v1/me/sessions").await.status, 204);
    assert!(is_in(&mut first).await && !is_in(&mut second).await && !is_in(&mut third).await);
    assert!(is_in(&mut other).await);
}

async fn a_new_password_ends_all_other_sessions_and_renews_this_one(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut here = office.signed_in("wang.li", GOOD).await;
    let mut there = office.signed_in("wang.li", GOOD).await;
    let before = here.session().cloned();
    let change = |present: &str, new: &str| json!({"password": present, "new_password": new});
    let got = here.post("/api/v1/me/password", &change("wrong", BETTER)).await;
    assert_eq!(
        (got.status, got.json()["errors"][0]["code"].as_str()),
        (422, Some("password_wrong"))
    );
    let got = here.post("/api/v1/me/password", &change(GOOD, "password1")).await;
    assert_eq!(got.json()["errors"][0]["code"], "password_common");
    assert!(is_in(&mut there).await, "nothing has happened yet");
    let got = here.post("/api/v1/me/password", &change(GOOD, BETTER)).await;
    assert_eq!(got.status, 200, "{}", got.text);
    assert_ne!(here.session().cloned(), before);
    assert!(is_in(&mut here).await && !is_in(&mut there).await);
    here.cookies.insert(SESSION.to_owned(), before.expect("a cookie"));
    assert!(!is_in(&mut here).await);
    assert_eq!(sign_in(&mut there, "wang.li", GOOD).await.code(), "sign_in_refused");
    assert_eq!(sign_in(&mut there, "wang.li", BETTER).await.status, 200);
}

async fn who_is_disabled_is_out_at_the_next_request(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let link = office.link(user).await;
    assert!(office.service.disable_user(user).await.expect("it answers"));
    assert!(!is_in(&mut browser).await);
    assert_eq!(sign_in(&mut browser, "wang.li", GOOD).await.code(), "sign_in_refused");
    let asked = json!({"token": link, "new_password": BETTER});
    assert_eq!(browser.post("/api/v1/welcome", &asked).await.code(), "over");
    assert!(office.service.enable_user(user).await.expect("it answers"));
    assert_eq!(sign_in(&mut browser, "wang.li", GOOD).await.status, 200);
}

on_both!(
    the_cookie_is_all_that_holds_a_session,
    signing_in_gives_a_session_that_nobody_knew_before,
    a_session_ends_when_nothing_is_asked_for_a_while,
    a_session_ends_after_half_a_day_in_any_case,
    a_clock_that_is_moved_back_lengthens_no_session,
    everybody_sees_and_ends_their_own_sessions,
    a_new_password_ends_all_other_sessions_and_renews_this_one,
    who_is_disabled_is_out_at_the_next_request,
);
