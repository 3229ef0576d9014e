//! The second factor: an authenticator's codes, and printed ones.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};
use xiaonuan_app::sign_in::{Attempt, From};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_persistence::journal::Clock;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::browser::{Browser, Got};
use crate::office::{GOOD, HERE, Office, sign_in};

/// The code that an authenticator with a secret shows.
pub(super) fn shown(secret: &str, now: Instant) -> String {
    let secret = Secret::try_from_base32(secret).expect("base 32");
    let totp = Builder::new()
        .with_secret(secret)
        .with_account_name("x")
        .with_issuer(Some("x"))
        .build()
        .expect("an authenticator");
    let seconds = u64::try_from(now.micros() / 1_000_000).expect("after 1970");
    totp.generate(seconds).to_string()
}

/// Somebody's second factor, set up as they do it: the secret and the printed codes.
pub(super) async fn set_up(browser: &mut Browser, fixture: &Fixture) -> (String, Vec<String>) {
    let given = browser
        .post("/api/v1/me/second-factor", &json!({"password": GOOD}))
        .await;
    assert_eq!(given.status, 200, "{}", given.text);
    let secret = given.json()["secret"].as_str().expect("a secret").to_owned();
    let address = given.json()["address"].as_str().expect("an address").to_owned();
    assert!(
        address.starts_with("otpauth://totp/Xiaonuan:") && address.contains(&secret),
        "{address}"
    );
    let code = json!({"code": shown(&secret, fixture.clock.now())});
    let got = browser.post("/api/v1/me/second-factor/confirmation", &code).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let codes = got.json()["codes"].as_array().expect("codes").clone();
    let codes: Vec<String> = codes
        .iter()
        .map(|code| code.as_str().expect("a text").to_owned())
        .collect();
    assert_eq!(codes.len(), 10);
    (secret, codes)
}

async fn give(browser: &mut Browser, code: &str) -> Got {
    browser
        .post("/api/v1/sign-in/second-factor", &json!({"code": code}))
        .await
}

pub(super) async fn me(browser: &mut Browser) -> (u16, Value) {
    let got = browser.get("/api/v1/me").await;
    (got.status, got.json()["second_factor"].clone())
}

pub(super) async fn half(office: &Office) -> Browser {
    let mut browser = office.browser(HERE);
    let got = sign_in(&mut browser, "wang.li", GOOD).await;
    assert_eq!(got.json()["second_factor"], "required", "{}", got.text);
    browser
}

async fn half_a_session_is_none(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut first = office.signed_in("wang.li", GOOD).await;
    let mut other = office.signed_in("wang.li", GOOD).await;
    let before = first.session().cloned();
    let (secret, _) = set_up(&mut first, fixture).await;
    assert_ne!(
        first.session().cloned(),
        before,
        "who is more than before has another session"
    );
    assert_eq!(me(&mut first).await, (200, json!(true)));
    assert_eq!(me(&mut other).await.0, 401, "sessions without it have ended");
    let mut browser = half(&office).await;
    assert_eq!(me(&mut browser).await.0, 401);
    assert_eq!(browser.get("/api/v1/me/sessions").await.status, 401);
    let half_session = browser.session().cloned();
    fixture.clock.advance(60);
    let got = give(&mut browser, &shown(&secret, fixture.clock.now())).await;
    assert_eq!((got.status, got.json()["second_factor"].as_str()), (200, Some("given")));
    assert_ne!(browser.session().cloned(), half_session);
    assert_eq!(me(&mut browser).await, (200, json!(true)));
    // Five minutes are enough to find the phone.
    let mut slow = half(&office).await;
    fixture.clock.advance(5 * 60);
    assert_eq!(
        give(&mut slow, &shown(&secret, fixture.clock.now())).await.code(),
        "over"
    );
}

async fn a_code_is_taken_once(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut first = office.signed_in("wang.li", GOOD).await;
    let (secret, _) = set_up(&mut first, fixture).await;
    let set_up_with = shown(&secret, fixture.clock.now());
    let mut browser = half(&office).await;
    assert_eq!(
        give(&mut browser, &set_up_with).await.code(),
        "wrong_code",
        "it confirmed the second factor"
    );
    fixture.clock.advance(60);
    let code = shown(&secret, fixture.clock.now());
    assert_eq!(give(&mut browser, &code).await.status, 200);
    let mut again = half(&office).await;
    assert_eq!(give(&mut again, &code).await.code(), "wrong_code");
    // Nor one of a step before it, though it would still be in time.
    let past = shown(&secret, Instant::from_micros(fixture.clock.now().micros() - 30_000_000));
    assert_eq!(give(&mut again, &past).await.code(), "wrong_code");
    // A clock that is moved back does not make it new.
    fixture.clock.advance(-30);
    assert_eq!(give(&mut again, &code).await.code(), "wrong_code");
    fixture.clock.advance(60);
    assert_eq!(give(&mut again, &shown(&secret, fixture.clock.now())).await.status, 200);
}

async fn two_tabs_with_one_code_are_one_session(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut first = office.signed_in("wang.li", GOOD).await;
    let (secret, codes) = set_up(&mut first, fixture).await;
    fixture.clock.advance(60);
    for code in [shown(&secret, fixture.clock.now()), codes[3].clone()] {
        let (one, two) = (half(&office).await, half(&office).await);
        let tries = [one, two].map(|mut browser| {
            let code = code.clone();
            tokio::spawn(async move { give(&mut browser, &code).await.status })
        });
        let mut statuses = Vec::new();
        for status in futures::future::join_all(tries).await {
            statuses.push(status.expect("it ends"));
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
    }
}

async fn a_printed_code_signs_in_once(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let mut first = office.signed_in("wang.li", GOOD).await;
    let (_, codes) = set_up(&mut first, fixture).await;
    let mut browser = half(&office).await;
    assert_eq!(
        give(&mut browser, &codes[0].to_uppercase().replace('-', " "))
            .await
            .status,
        200
    );
    assert_eq!(office.service.factors(user).await.expect("it answers").codes_left, 9);
    let mut again = half(&office).await;
    assert_eq!(give(&mut again, &codes[0]).await.code(), "wrong_code");
    assert_eq!(give(&mut again, &codes[1]).await.status, 200);
    // New ones take the place of all that were left.
    let (_, new) = set_up(&mut again, fixture).await;
    let mut last = half(&office).await;
    assert_eq!(give(&mut last, &codes[2]).await.code(), "wrong_code");
    assert_eq!(give(&mut last, &new[2]).await.status, 200);
}

async fn codes_are_guessed_a_few_times_only(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut first = office.signed_in("wang.li", GOOD).await;
    let (secret, _) = set_up(&mut first, fixture).await;
    fixture.clock.advance(60);
    let right = shown(&secret, fixture.clock.now());
    let mut told = Vec::new();
    for nth in 0..8 {
        let mut browser = half(&office).await;
        let wrong = format!(
            "{:06}",
            (right.parse::<u32>().expect("digits") + 1 + nth * 77_777) % 1_000_000
        );
        told.push(give(&mut browser, &wrong).await.code());
    }
    assert_eq!(told.iter().filter(|code| *code == "wrong_code").count(), 5, "{told:?}");
    assert!(told[5..].iter().all(|code| code == "too_many_tries"), "{told:?}");
    let mut browser = half(&office).await;
    assert_eq!(give(&mut browser, &right).await.code(), "too_many_tries");
}

/// Whoever found out the password and tries codes from elsewhere does not keep the owner out.
async fn guesses_from_elsewhere_do_not_keep_the_owner_waiting(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut own = office.signed_in("wang.li", GOOD).await;
    let (secret, _) = set_up(&mut own, fixture).await;
    let mut told = Vec::new();
    for nth in 0..8 {
        let mut browser = office.browser(&format!("198.51.100.{nth}"));
        assert_eq!(
            sign_in(&mut browser, "wang.li", GOOD).await.json()["second_factor"],
            "required"
        );
        told.push(give(&mut browser, "000000").await.code());
    }
    assert_eq!(told.iter().filter(|code| *code == "wrong_code").count(), 5, "{told:?}");
    assert!(told[5..].iter().all(|code| code == "too_many_tries"), "{told:?}");
    // On the own device, and on another at the address at which the owner signs in.
    for mut browser in [own, office.browser(HERE)] {
        fixture.clock.advance(60);
        sign_in(&mut browser, "wang.li", GOOD).await;
        let got = give(&mut browser, &shown(&secret, fixture.clock.now())).await;
        assert_eq!((got.status, got.json()["second_factor"].as_str()), (200, Some("given")));
    }
}

async fn name_password_and_code_can_be_given_at_once(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut first = office.signed_in("wang.li", GOOD).await;
    let (secret, _) = set_up(&mut first, fixture).await;
    fixture.clock.advance(60);
    let code = shown(&secret, fixture.clock.now());
    let attempt = |code: &str| Attempt {
        login: "wang.li".to_owned(),
        password: SecretString::from(GOOD),
        code: Some(SecretString::from(code)),
        from: From::here(),
    };
    let begun = office.service.sign_in(attempt(&code)).await.expect("it is right");
    assert!(begun.second_factor && !begun.needs_code);
    let who = office
        .service
        .who(begun.token.expose_secret())
        .await
        .expect("it answers");
    assert!(who.expect("somebody").second_factor);
    assert!(office.service.sign_in(attempt(&code)).await.is_err());
    let shown = format!("{:?}", attempt(&code));
    assert!(!shown.contains(GOOD) && !shown.contains(&code), "{shown}");
}

async fn it_is_taken_away_with_the_password_only(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    set_up(&mut browser, fixture).await;
    let removal = "/api/v1/me/second-factor/removal";
    let got = browser.post(removal, &json!({"password": "wrong"})).await;
    assert_eq!(got.json()["errors"][0]["code"], "password_wrong");
    assert_eq!(me(&mut browser).await, (200, json!(true)));
    assert_eq!(browser.post(removal, &json!({"password": GOOD})).await.status, 204);
    assert_eq!(
        me(&mut browser).await,
        (200, json!(false)),
        "who has none has given none"
    );
    let got = sign_in(&mut office.browser(HERE), "wang.li", GOOD).await;
    assert_eq!(got.json()["second_factor"], "none");
}

on_both!(
    half_a_session_is_none,
    a_code_is_taken_once,
    two_tabs_with_one_code_are_one_session,
    a_printed_code_signs_in_once,
    codes_are_guessed_a_few_times_only,
    guesses_from_elsewhere_do_not_keep_the_owner_waiting,
    name_password_and_code_can_be_given_at_once,
    it_is_taken_away_with_the_password_only,
);
