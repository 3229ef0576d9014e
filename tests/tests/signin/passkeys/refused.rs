//! What is no answer of one's own passkey to what was asked here and now.

use serde_json::json;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use super::{REFUSED, add, added, asked, begin, comes_in, give};
use crate::authenticator::{Authenticator, Question};
use crate::browser::{Browser, Got};
use crate::factor::{half, me};
use crate::office::{GOOD, Office};

const NOT_ADDED: &str = "The passkey was not added";

/// It is told, and nothing comes of it.
async fn is_refused(browser: &mut Browser, got: &Got) {
    assert!(got.status == 422 && got.text.contains(REFUSED), "{}", got.text);
    assert_eq!(me(browser).await.0, 401);
    assert_eq!(
        browser.get("/sign-in/code").await.status,
        200,
        "it is half a session still"
    );
}

/// Whatever is wrong with an answer is told alike, uses the question up, and changes nothing.
async fn wrong_answers_are_refused(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    office.user("zhao.min", GOOD).await;
    let mut own = Authenticator::new(1);
    let mut strange = Authenticator::new(2);
    let mut browser = office.signed_in("wang.li", GOOD).await;
    add(&mut browser, &mut own, "电脑").await;
    add(&mut office.signed_in("zhao.min", GOOD).await, &mut strange, "别人的").await;
    let elsewhere = |mut key: Authenticator| {
        key.origin = "https://localhost.evil.example".to_owned();
        key
    };
    type Made = Box<dyn Fn(&Question, &Question) -> (String, String)>;
    let by = |make: fn(&mut Authenticator, &Question, &Question) -> String, key: &Authenticator| -> Made {
        let key = key.clone();
        Box::new(move |own, other| {
            let mut key = key.clone();
            key.counter = Some(40);
            (own.ceremony.clone(), make(&mut key, own, other))
        })
    };
    let cases: [(&str, Made); 9] = [
        ("somebody else's passkey", by(|key, own, _| key.get(own), &strange)),
        (
            "another origin",
            by(|key, own, _| key.get(own), &elsewhere(own.clone())),
        ),
        (
            "what another session was asked",
            by(|key, _, other| key.get(other), &own),
        ),
        (
            "another session's question",
            Box::new({
                let own = own.clone();
                move |_, other| (other.ceremony.clone(), own.clone().get(other))
            }),
        ),
        (
            "an answer to be added",
            by(
                |key, own, _| {
                    let mut asked = own.clone();
                    asked.options["rp"] = json!({"id": "localhost"});
                    key.create(&asked)
                },
                &own,
            ),
        ),
        ("no JSON", by(|_, _, _| "{".to_owned(), &own)),
        ("nothing", by(|_, _, _| String::new(), &own)),
        ("too much", by(|key, own, _| key.get(own) + &" ".repeat(20_000), &own)),
        ("no question", Box::new(|_, _| ("x".to_owned(), "{}".to_owned()))),
    ];
    for (what, make) in cases {
        // So that both tries are there again.
        fixture.clock.advance(40 * 60);
        let (mut browser, mut other) = (half(&office).await, half(&office).await);
        let (first, second) = (asked(&mut browser).await, asked(&mut other).await);
        let (ceremony, credential) = make(&first, &second);
        let question = Question {
            ceremony,
            ..first.clone()
        };
        let got = give(&mut browser, &question, &credential).await;
        assert!(got.status == 422 && got.text.contains(REFUSED), "{what}: {}", got.text);
        is_refused(&mut browser, &got).await;
        if question.ceremony == first.ceremony {
            fixture.clock.advance(60);
            let got = give(&mut browser, &first, &own.clone().get(&first)).await;
            assert!(got.text.contains(REFUSED), "{what}: the question was used up");
        }
    }
    fixture.clock.advance(16 * 60);
    comes_in(&mut half(&office).await, &mut own).await;
}

async fn an_answer_counts_once(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut key = Authenticator::new(1);
    key.counter = None;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    add(&mut browser, &mut key, "电脑").await;
    // Two tabs have a question each. The first one's is answered; the other is signed in by that.
    let mut browser = half(&office).await;
    let (first, second) = (asked(&mut browser).await, asked(&mut browser).await);
    assert_ne!(first.options["challenge"], second.options["challenge"]);
    let answer = key.get(&first);
    let mut twin = browser.clone();
    assert_eq!(give(&mut browser, &first, &answer).await.status, 303);
    let got = give(&mut browser, &second, &key.get(&second)).await;
    assert_eq!(got.header("location"), "/account", "one is signed in already");
    assert_eq!(me(&mut browser).await, (200, json!(true)));
    // The half session is over with it, and another was never asked that.
    let got = give(&mut twin, &first, &answer).await;
    assert_eq!(got.header("location"), "/account");
    assert_eq!(me(&mut twin).await.0, 401);
    let mut again = half(&office).await;
    let got = give(&mut again, &first, &answer).await;
    is_refused(&mut again, &got).await;
    // Of several who bring one answer at once, one is heard.
    let browser = half(&office).await;
    let question = asked(&mut browser.clone()).await;
    let answer = key.get(&question);
    let tries = (0..3).map(|_| {
        let (mut browser, question, answer) = (browser.clone(), question.clone(), answer.clone());
        tokio::spawn(async move {
            give(&mut browser, &question, &answer).await;
            me(&mut browser).await.0
        })
    });
    let mut came = Vec::new();
    for status in futures::future::join_all(tries).await {
        came.push(status.expect("it ends"));
    }
    came.sort_unstable();
    assert_eq!(came, [200, 401, 401]);
}

async fn a_copy_is_refused(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut key = Authenticator::new(1);
    let mut browser = office.signed_in("wang.li", GOOD).await;
    add(&mut browser, &mut key, "电脑").await;
    let mut copy = key.clone();
    for _ in 0..2 {
        comes_in(&mut half(&office).await, &mut key).await;
    }
    let mut browser = half(&office).await;
    let question = asked(&mut browser).await;
    let got = give(&mut browser, &question, &copy.get(&question)).await;
    is_refused(&mut browser, &got).await;
    // Nor one that was asked before the other answered.
    let mut early = half(&office).await;
    let question = asked(&mut early).await;
    let mut copy = key.clone();
    comes_in(&mut half(&office).await, &mut key).await;
    let got = give(&mut early, &question, &copy.get(&question)).await;
    is_refused(&mut early, &got).await;
    comes_in(&mut half(&office).await, &mut key).await;
}

async fn tries_are_counted_with_those_of_codes(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut key = Authenticator::new(1);
    add(&mut office.signed_in("wang.li", GOOD).await, &mut key, "电脑").await;
    for nth in 0..6 {
        let mut browser = half(&office).await;
        let question = asked(&mut browser).await;
        let got = give(&mut browser, &question, "{}").await;
        assert_eq!(got.status, if nth < 5 { 422 } else { 429 }, "{}", got.text);
    }
    let mut browser = half(&office).await;
    let got = browser.form("/sign-in/code", &[("code", "000000")]).await;
    assert_eq!(got.status, 429, "{}", got.text);
}

async fn what_is_added_is_asked_for_here_and_now(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    office.user("zhao.min", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let mut other = office.signed_in("wang.li", GOOD).await;
    let mut key = Authenticator::new(1);
    // Five minutes are enough, nobody else's session will do, and a question is used up by whatever answers it.
    let late = begin(&mut browser, "电脑").await;
    fixture.clock.advance(5 * 60);
    let page = browser.get("/account/passkeys").await;
    assert_eq!(page.header("location"), "/account");
    let strange = begin(&mut other, "电脑").await;
    let mut lost = begin(&mut browser, "电脑").await;
    // Of several questions the last one is shown.
    fixture.clock.advance(1);
    lost.options["challenge"] = late.options["challenge"].clone();
    let mut away = key.clone();
    away.origin = "http://localhost:81".to_owned();
    let elsewhere = begin(&mut browser, "电脑").await;
    for (asked, answer) in [
        (&late, key.create(&late)),
        (&strange, key.create(&strange)),
        (&lost, key.create(&lost)),
        (&elsewhere, away.create(&elsewhere)),
        (&elsewhere, key.create(&elsewhere)),
    ] {
        let got = added(&mut browser, asked, &answer).await;
        assert!(got.status == 422 && got.text.contains(NOT_ADDED), "{}", got.text);
    }
    fixture.clock.advance(15 * 60);
    assert_eq!(me(&mut browser).await, (200, json!(false)));
    add(&mut browser, &mut key, "电脑").await;
    // It is not added twice, by nobody.
    let again = begin(&mut browser, "电脑").await;
    let known = again.options["excludeCredentials"].as_array().map(Vec::len);
    assert_eq!(known, Some(1));
    let mut thief = office.signed_in("zhao.min", GOOD).await;
    let taken = begin(&mut thief, "电脑").await;
    for (browser, asked) in [(&mut browser, &again), (&mut thief, &taken)] {
        let got = added(browser, asked, &key.create(asked)).await;
        assert!(got.status == 422 && got.text.contains(NOT_ADDED), "{}", got.text);
    }
}

on_both!(
    wrong_answers_are_refused,
    an_answer_counts_once,
    a_copy_is_refused,
    tries_are_counted_with_those_of_codes,
    what_is_added_is_asked_for_here_and_now,
);
