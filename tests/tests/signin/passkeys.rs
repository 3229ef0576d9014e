//! Passkeys as a second factor, by the pages that a browser goes through.

mod refused;

use serde_json::{Value, json};
use xiaonuan_app::keys::with_another;
use xiaonuan_app::service::Service;
use xiaonuan_app::{Database, Keys};
use xiaonuan_http::{Settings, router};
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::authenticator::{Authenticator, Question};
use crate::browser::{Browser, Got};
use crate::factor::{half, me, set_up};
use crate::office::{BETTER, GOOD, HERE, Office, settings, sign_in};

const REFUSED: &str = "The passkey was not accepted";

/// Begins to add a passkey under a name.
async fn begin(browser: &mut Browser, name: &str) -> Question {
    let fields = [("name", name), ("password", GOOD)];
    let got = browser.form("/account/passkeys/begin", &fields).await;
    assert_eq!(got.header("location"), "/account/passkeys", "{}", got.text);
    Question::on(&browser.get("/account/passkeys").await.text)
}

async fn added(browser: &mut Browser, asked: &Question, credential: &str) -> Got {
    let fields = [("ceremony", asked.ceremony.as_str()), ("credential", credential)];
    browser.form("/account/passkeys", &fields).await
}

/// Adds a passkey; answers the printed codes that came with it.
async fn add(browser: &mut Browser, key: &mut Authenticator, name: &str) -> Vec<String> {
    let asked = begin(browser, name).await;
    let got = added(browser, &asked, &key.create(&asked)).await;
    assert!(got.status < 400, "{}", got.text);
    let codes = got.text.split("<li><code>").skip(1);
    codes
        .filter_map(|rest| rest.split('<').next())
        .map(str::to_owned)
        .collect()
}

/// What the page of the second factor asks.
async fn asked(browser: &mut Browser) -> Question {
    Question::on(&browser.get("/sign-in/code").await.text)
}

async fn give(browser: &mut Browser, asked: &Question, credential: &str) -> Got {
    let fields = [
        ("ceremony", asked.ceremony.as_str()),
        ("credential", credential),
        ("next", "/account"),
    ];
    browser.form("/sign-in/passkey", &fields).await
}

/// Signs in with a passkey.
async fn comes_in(browser: &mut Browser, key: &mut Authenticator) {
    let asked = asked(browser).await;
    let got = give(browser, &asked, &key.get(&asked)).await;
    assert_eq!(
        (got.status, got.header("location").as_str()),
        (303, "/account"),
        "{}",
        got.text
    );
    assert_eq!(me(browser).await, (200, json!(true)));
}

async fn a_passkey_is_added_and_asked_for(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let mut other = office.signed_in("wang.li", GOOD).await;
    for (name, password, told) in [("电脑", "no", "not your password"), ("", GOOD, "This is needed")] {
        let fields = [("name", name), ("password", password)];
        let got = browser.form("/account/passkeys/begin", &fields).await;
        assert!(got.status == 422 && got.text.contains(told), "{}", got.text);
    }
    assert_eq!(browser.get("/account/passkeys").await.header("location"), "/account");
    let before = browser.session().cloned();
    let mut key = Authenticator::new(1);
    let codes = add(&mut browser, &mut key, "办公室 <电脑>").await;
    assert_eq!(codes.len(), 10, "the first second factor brings printed codes");
    assert_ne!(browser.session().cloned(), before);
    assert_eq!(me(&mut browser).await, (200, json!(true)));
    assert_eq!(me(&mut other).await.0, 401, "sessions without it have ended");
    let mut phone = Authenticator::new(2);
    phone.counter = None;
    assert!(add(&mut browser, &mut phone, "手机").await.is_empty());
    let page = browser.get("/account").await.text;
    assert!(page.contains("办公室 &#60;电脑&#62;") && page.contains("手机") && page.contains("not used yet"));
    assert!(page.contains("Printed codes left: 10"), "{page}");
    // Either comes in, as often as one likes; and so does a printed code.
    for key in [&mut key, &mut phone] {
        for _ in 0..2 {
            let mut browser = half(&office).await;
            let session = browser.session().cloned();
            comes_in(&mut browser, key).await;
            assert_ne!(browser.session().cloned(), session);
            assert!(browser.get("/account").await.text.contains("last used"));
        }
    }
    let mut browser = half(&office).await;
    let got = browser.form("/sign-in/code", &[("code", &codes[4])]).await;
    assert_eq!(got.status, 303);
    assert_eq!(me(&mut browser).await, (200, json!(true)));
}

async fn a_form_that_waits_goes_through_the_passkey(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let mut key = Authenticator::new(1);
    add(&mut browser, &mut key, "电脑").await;
    let known = browser.cookies["__Host-xiaonuan-known"].clone();
    let kept = [
        ("kept_by", known.as_str()),
        ("kept_to", "/c/q/shop"),
        ("kept", r#"[["reason","搬家"]]"#),
    ];
    let fields = [("login", "wang.li"), ("password", GOOD), ("next", "/c/q/shop")];
    let page = browser.form("/sign-in", &[&fields[..], &kept].concat()).await.text;
    let asked = Question::on(&page);
    assert_eq!(page.matches("name=\"kept_to\"").count(), 2, "both forms carry it");
    let answer = key.get(&asked);
    let fields = [("ceremony", asked.ceremony.as_str()), ("credential", answer.as_str())];
    let page = browser.form("/sign-in/passkey", &[&fields[..], &kept].concat()).await;
    assert!(page.status == 200 && page.text.contains("搬家"), "{}", page.text);
}

async fn the_last_one_takes_all_with_it(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let (mut key, mut phone) = (Authenticator::new(1), Authenticator::new(2));
    add(&mut browser, &mut key, "电脑").await;
    add(&mut browser, &mut phone, "手机").await;
    set_up(&mut browser, fixture).await;
    let listed = office.service.passkeys(user).await.expect("it answers");
    let [first, second] = [&listed[0], &listed[1]].map(|it| it.id.to_string());
    let remove = "/account/passkeys/remove";
    let wrong = [("passkey", first.as_str()), ("password", BETTER)];
    let got = browser.form(remove, &wrong).await;
    assert!(
        got.status == 422 && got.text.contains("not your password"),
        "{}",
        got.text
    );
    assert_eq!(browser.form(remove, &[("password", GOOD)]).await.status, 422);
    for (gone, factors) in [
        (&first, [true, true]),
        (&"0".repeat(32), [true, true]),
        (&second, [true, false]),
    ] {
        let fields = [("passkey", gone.as_str()), ("password", GOOD)];
        assert_eq!(browser.form(remove, &fields).await.header("location"), "/account");
        let left = office.service.factors(user).await.expect("it answers");
        assert_eq!([left.has_authenticator, left.passkeys > 0], factors);
        assert_eq!(left.codes_left, 10);
        assert_eq!(me(&mut browser).await, (200, json!(true)));
    }
    // The authenticator goes, and a passkey stays; then it goes too.
    add(&mut browser, &mut phone, "手机").await;
    let again = "/account/second-factor/remove";
    assert_eq!(browser.form(again, &[("password", GOOD)]).await.status, 303);
    assert!(office.service.factors(user).await.expect("it answers").is_any());
    let mut waits = half(&office).await;
    let third = office.service.passkeys(user).await.expect("it answers")[0]
        .id
        .to_string();
    let fields = [("passkey", third.as_str()), ("password", GOOD)];
    assert_eq!(browser.form(remove, &fields).await.status, 303);
    let left = office.service.factors(user).await.expect("it answers");
    assert_eq!((left.is_any(), left.codes_left), (false, 0));
    assert_eq!(me(&mut browser).await, (200, json!(false)));
    assert_eq!(
        waits.get("/sign-in/code").await.status,
        303,
        "nothing is awaited any more"
    );
    // Who lost it is given another chance on the machine.
    add(&mut browser, &mut key, "电脑").await;
    office.service.forget_second_factor(user).await.expect("it answers");
    assert_eq!(
        sign_in(&mut office.browser(HERE), "wang.li", GOOD).await.json()["second_factor"],
        "none"
    );
}

async fn a_passkey_is_asked_for_under_its_own_name(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    add(&mut browser, &mut Authenticator::new(1), "电脑").await;
    browser.host = "127.0.0.1:8080";
    let page = browser.get("/account").await.text;
    for told in ["needs a name", "http://localhost:8080/account", "For localhost only"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("/account/passkeys/begin"), "{page}");
    let fields = [("name", "电脑"), ("password", GOOD)];
    let got = browser.form("/account/passkeys/begin", &fields).await;
    assert_eq!(got.status, 422, "{}", got.text);
    let mut browser = half(&office).await;
    browser.host = "127.0.0.1:8080";
    let page = browser.get("/sign-in/code").await.text;
    assert!(
        page.contains("at another address") && page.contains("name=\"code\""),
        "{page}"
    );
    assert!(!page.contains("data-options"), "{page}");
    let got = give(
        &mut browser,
        &Question {
            ceremony: "0".repeat(32),
            options: Value::Null,
        },
        "{}",
    )
    .await;
    assert!(got.status == 422 && got.text.contains(REFUSED), "{}", got.text);
}

async fn passkeys_and_questions_outlive_keys_and_processes(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut key = Authenticator::new(1);
    add(&mut office.signed_in("wang.li", GOOD).await, &mut key, "办公室电脑").await;
    let browser = half(&office).await;
    let question = asked(&mut browser.clone()).await;
    let mut raw = fixture.raw().await;
    let mut stored = String::new();
    for (table, rows) in raw
        .contents()
        .await
        .into_iter()
        .filter(|(table, _)| table.starts_with("passkey"))
    {
        assert_eq!(rows.len(), 1, "{table}");
        stored.push_str(&rows.join("\n"));
    }
    for private in [
        "办公室电脑",
        "challenge",
        "ES256",
        question.options["challenge"].as_str().expect("a text"),
    ] {
        let digits: String = private.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(
            !stored.contains(private) && !stored.to_lowercase().contains(&digits),
            "{private}"
        );
    }
    let (text, newest) = with_another(&xiaonuan_tests::keys::text(), &mut Seeded::new(5)).expect("keys");
    let keys = Keys::read(&text, Box::new(Seeded::new(6))).expect("keys");
    let database = Database::open(&fixture.address, &keys).await.expect("it opens");
    assert!(database.reseal(&|_| {}).await.expect("it seals anew") >= 3);
    let after = database.sealed_with().await.expect("it answers");
    assert_eq!(after.keys().collect::<Vec<_>>(), [&newest]);
    let service = Service::new(database.clone(), fixture.clock.clone(), Box::new(Seeded::new(8)));
    let service = service.with_sign_in(settings());
    let mut later = Browser::new(&router(service.clone(), Settings::default()), HERE);
    later.cookies = browser.cookies.clone();
    let got = give(&mut later, &question, &key.get(&question)).await;
    assert_eq!(got.header("location"), "/account", "{}", got.text);
    assert!(later.get("/account").await.text.contains("办公室电脑"));
    drop((later, service));
    database.close().await.expect("it closes");
}

on_both!(
    a_passkey_is_added_and_asked_for,
    a_form_that_waits_goes_through_the_passkey,
    the_last_one_takes_all_with_it,
    a_passkey_is_asked_for_under_its_own_name,
    passkeys_and_questions_outlive_keys_and_processes,
);
