//! Guessing: what is answered, and how often it may be tried.

use serde_json::Value;
use xiaonuan_app::sign_in::Argon2Cost;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::browser::Got;
use crate::office::{BETTER, GOOD, HERE, Office, settings, sign_in};

/// All that somebody is told, but for what is new in every answer.
fn told(got: &Got) -> (u16, Vec<(String, String)>, String) {
    let mut body = got.json();
    body["request_id"] = Value::Null;
    let kept = |name: &str| !["x-request-id", "date"].contains(&name);
    let mut headers: Vec<(String, String)> = got
        .headers
        .iter()
        .filter(|(name, _)| kept(name.as_str()))
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    headers.sort();
    (got.status, headers, body.to_string())
}

async fn a_wrong_name_and_a_wrong_password_are_answered_alike(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let gone = office.user("zhao.min", GOOD).await;
    office.service.disable_user(gone).await.expect("it answers");
    let before = office.service.passwords_compared();
    let mut answers = Vec::new();
    for (login, password) in [
        ("wang.li", BETTER),
        ("nobody.at.all", BETTER),
        ("zhao.min", GOOD),
        ("zhao.min", BETTER),
        ("no name", BETTER),
        ("", ""),
    ] {
        let mut browser = office.browser(HERE);
        let got = sign_in(&mut browser, login, password).await;
        assert!(browser.cookies.is_empty(), "{login}");
        answers.push(told(&got));
    }
    assert_eq!(answers[0].0, 401);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    assert_eq!(
        office.service.passwords_compared() - before,
        6,
        "for each a password was compared, whether there was one or not"
    );
}

async fn the_page_answers_alike_as_well(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut pages = Vec::new();
    for login in ["wang.li", "someone"] {
        let mut browser = office.browser(HERE);
        let got = browser
            .form("/sign-in", &[("login", login), ("password", BETTER)])
            .await;
        assert_eq!(got.status, 422);
        assert!(
            got.text.contains(&format!("value=\"{login}\"")),
            "what was typed is kept"
        );
        assert!(!got.text.contains(BETTER), "but not the password");
        pages.push(got.text.replace(login, "NAME"));
    }
    assert_eq!(pages[0], pages[1]);
}

async fn a_day_of_guesses_from_anywhere_is_bounded(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let before = office.service.passwords_compared();
    let mut refused = 0;
    // Each try comes from an address of its own, a few at a time, from one midnight to the next.
    for try_ in 0..(24 * 60 / 5) {
        for nth in 0..2 {
            let address = format!("2001:db8:{try_:x}:{nth}::1");
            let got = sign_in(&mut office.browser(&address), "wang.li", BETTER).await;
            match got.code().as_str() {
                "sign_in_refused" => {}
                "too_many_tries" => {
                    refused += 1;
                    let wait: u64 = got.header("retry-after").parse().expect("seconds");
                    assert!((1..=15 * 60).contains(&wait), "{wait}");
                }
                other => panic!("{other}"),
            }
        }
        fixture.clock.advance(5 * 60);
    }
    let compared = office.service.passwords_compared() - before;
    assert!(compared <= 106, "{compared} guesses in a day");
    assert!(
        compared >= 96 && refused > 400,
        "{compared} compared, {refused} refused"
    );
}

async fn one_address_guesses_no_more_than_all_and_its_neighbours_count_with_it(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let before = office.service.passwords_compared();
    for nth in 0..20 {
        let address = format!("2001:db8:0:7::{nth:x}");
        sign_in(&mut office.browser(&address), "wang.li", BETTER).await;
    }
    assert_eq!(
        office.service.passwords_compared() - before,
        5,
        "one network is one place"
    );
    fixture.clock.advance(15 * 60);
    sign_in(&mut office.browser("2001:db8:0:7::1"), "wang.li", BETTER).await;
    sign_in(&mut office.browser("2001:db8:0:7::1"), "wang.li", BETTER).await;
    assert_eq!(office.service.passwords_compared() - before, 6);
}

async fn one_address_tries_many_names_only_so_often(fixture: &Fixture) {
    let office = Office::on(fixture);
    let before = office.service.passwords_compared();
    for nth in 0..70 {
        sign_in(&mut office.browser("198.51.100.9"), &format!("name{nth}"), BETTER).await;
    }
    assert_eq!(office.service.passwords_compared() - before, 50);
}

async fn what_others_try_keeps_no_owner_waiting(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut own = office.signed_in("wang.li", GOOD).await;
    own.post("/api/v1/sign-out", &Value::Null).await;
    assert!(!own.cookies.is_empty(), "the device is known still");
    for nth in 0..40 {
        sign_in(&mut office.browser(&format!("198.51.100.{nth}")), "wang.li", BETTER).await;
        // Some sit in the same office.
        sign_in(&mut office.browser(HERE), "wang.li", BETTER).await;
    }
    let stranger = sign_in(&mut office.browser("198.51.100.200"), "wang.li", GOOD).await;
    assert_eq!(stranger.code(), "too_many_tries", "even with the right password");
    assert_eq!(sign_in(&mut own, "wang.li", GOOD).await.status, 200);
    // And a device of one's own has no more tries than it should, either.
    let before = office.service.passwords_compared();
    for _ in 0..20 {
        sign_in(&mut own, "wang.li", BETTER).await;
    }
    assert_eq!(office.service.passwords_compared() - before, 10);
}

async fn a_device_of_ones_own_opens_no_other_name(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    office.user("zhao.min", GOOD).await;
    let before = office.service.passwords_compared();
    for nth in 0..30 {
        let mut browser = office.signed_in("zhao.min", GOOD).await;
        let mut elsewhere = office.browser(&format!("198.51.100.{nth}"));
        elsewhere.cookies = std::mem::take(&mut browser.cookies);
        sign_in(&mut elsewhere, "wang.li", BETTER).await;
    }
    assert_eq!(office.service.passwords_compared() - before, 30 + 10);
}

async fn many_guesses_at_once_are_no_more_than_one_after_another(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let before = office.service.passwords_compared();
    let tries = (0..40).map(|nth| {
        let mut browser = office.browser(&format!("198.51.100.{nth}"));
        tokio::spawn(async move { sign_in(&mut browser, "wang.li", BETTER).await.status })
    });
    for status in futures::future::join_all(tries).await {
        assert!(matches!(status.expect("it ends"), 401 | 429));
    }
    assert_eq!(office.service.passwords_compared() - before, 10);
}

async fn a_password_is_hashed_anew_when_it_costs_another(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let hash = async |office: &Office| {
        let tables = xiaonuan_persistence::sign_in::SignInTables::new(office.service.database());
        tables.password(user).await.expect("it answers").expect("a password")
    };
    assert!(hash(&office).await.starts_with("$argon2id$v=19$m=32,t=1,p=1$"));
    let dearer = Argon2Cost {
        memory: 64,
        passes: 2,
        lanes: 1,
    };
    let settings = xiaonuan_app::sign_in::SignInSettings {
        argon2: dearer,
        ..settings()
    };
    let later = Office::with(fixture, settings, 9);
    assert_eq!(sign_in(&mut later.browser(HERE), "wang.li", BETTER).await.status, 401);
    assert!(hash(&later).await.contains("m=32,"), "a wrong password changes nothing");
    assert_eq!(sign_in(&mut later.browser(HERE), "wang.li", GOOD).await.status, 200);
    assert!(hash(&later).await.starts_with("$argon2id$v=19$m=64,t=2,p=1$"));
    assert_eq!(sign_in(&mut later.browser(HERE), "wang.li", GOOD).await.status, 200);
}

on_both!(
    a_wrong_name_and_a_wrong_password_are_answered_alike,
    the_page_answers_alike_as_well,
    a_day_of_guesses_from_anywhere_is_bounded,
    one_address_guesses_no_more_than_all_and_its_neighbours_count_with_it,
    one_address_tries_many_names_only_so_often,
    what_others_try_keeps_no_owner_waiting,
    a_device_of_ones_own_opens_no_other_name,
    many_guesses_at_once_are_no_more_than_one_after_another,
    a_password_is_hashed_anew_when_it_costs_another,
);
