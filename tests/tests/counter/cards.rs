//! What opens residents' cards.

use serde_json::{Value, json};
use xiaonuan_app::counter::CounterError;
use xiaonuan_persistence::counter::{CounterTables, StoredCard};
use xiaonuan_persistence::journal::Clock;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

use crate::shop::{BOOKS, Codes, Street};

const HOUR: i64 = 3_600;

async fn wrong_codes_are_tried_a_few_times_and_right_ones_as_often_as_wanted(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let card = street.card("K03", "R03").await;
    for _ in 0..30 {
        assert_eq!(street.quote(&phone, &card.short, "50.00").await.status, 200);
    }
    for tried in 0..20 {
        let answer = street.quote(&phone, &format!("A{tried:05}"), "50.00").await;
        assert_eq!(answer.code(), "not_available", "{tried}");
    }
    let slow = street.quote(&phone, "ACDEFG", "50.00").await;
    assert_eq!((slow.status, slow.code()), (429, "too_many_tries"));
    let wait: i64 = slow.headers["retry-after"]
        .to_str()
        .expect("text")
        .parse()
        .expect("seconds");
    assert!((1..=HOUR).contains(&wait), "{wait}");
    // Then not even a right one is looked up; other devices go on.
    assert_eq!(street.quote(&phone, &card.token, "50.00").await.status, 429);
    assert_eq!(
        street
            .confirm(&phone, "HX1", &json!({"card": card.token, "discount": "D01"}))
            .await
            .status,
        429
    );
    let other = street.phone("SJ02").await;
    assert_eq!(street.quote(&other, &card.token, "50.00").await.status, 200);
    // A clock that is set back gives nothing back.
    fixture.clock.advance(-HOUR);
    assert_eq!(street.quote(&phone, &card.token, "50.00").await.status, 429);
    fixture.clock.advance(2 * HOUR);
    street.come(&phone, "SY-SJ01", "2048").await.done();
    assert_eq!(street.quote(&phone, &card.token, "50.00").await.status, 200);
}

/// How often a code may be tried tells a card that is no use from no card by nothing.
async fn a_barred_card_is_tried_as_often_as_none(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let barred = street.card("K03", "R03").await;
    street.edit("cards", "K03", &json!({"state": "blocked"})).await.done();
    let mut all = Vec::new();
    for (at, code) in [barred.short.as_str(), &barred.token, "ACDEFG"].into_iter().enumerate() {
        let quoting = street.phone(&format!("SJ1{at}")).await;
        let claiming = street.phone(&format!("SJ2{at}")).await;
        let mut answers = Vec::new();
        for tried in 0..22 {
            let quote = street.quote(&quoting, code, "50.00").await;
            let fields = json!({"card": code, "discount": "D01"});
            let claim = street.confirm(&claiming, &format!("HX{at}-{tried}"), &fields).await;
            answers.push([quote.status, claim.status]);
        }
        assert_eq!((answers[19], answers[20]), ([409, 409], [429, 429]), "{code}");
        all.push(answers);
        fixture.clock.advance(HOUR + 1);
    }
    assert!(all.iter().all(|answers| *answers == all[0]), "{all:?}");
}

/// All counters of a shop together have a hundred wrong codes an hour; another shop goes on.
async fn a_shop_guesses_no_more_than_a_hundred_at_all_its_counters(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let card = street.card("K03", "R03").await;
    let mut phones = Vec::new();
    for number in 1..=6 {
        phones.push(street.phone(&format!("SJ0{number}")).await);
    }
    let fresh = phones.pop().expect("a sixth");
    for (at, phone) in phones.iter().enumerate() {
        for tried in 0..20 {
            let answer = street.quote(phone, &format!("A{at}{tried:04}"), "50.00").await;
            assert_eq!(answer.code(), "not_available", "{at} {tried}");
        }
    }
    for code in ["ACDEFG", &card.token] {
        let slow = street.quote(&fresh, code, "50.00").await;
        assert_eq!((slow.status, slow.code()), (429, "too_many_tries"), "{code}");
        let fields = json!({"card": code, "discount": "D01"});
        assert_eq!(street.confirm(&fresh, "HX1", &fields).await.status, 429);
    }
    // Whoever asks elsewhere is not of this shop.
    let found = street.service.card("qingzhu", &card.token, "someone").await;
    assert!(found.expect("it is looked up").is_some());
    fixture.clock.advance(HOUR + 1);
    street.come(&fresh, "SY-SJ06", "2048").await.done();
    assert_eq!(street.quote(&fresh, &card.token, "50.00").await.status, 200);
}

async fn many_guesses_at_once_are_not_more_than_one_after_another(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let guesses = (0..60).map(|tried| {
        let service = street.service.clone();
        async move {
            service
                .card("qingzhu", &format!("T{tried:05}"), "someone")
                .await
                .is_ok()
        }
    });
    let answered = futures::future::join_all(guesses).await;
    assert_eq!(answered.into_iter().filter(|was_looked_up| *was_looked_up).count(), 20);
}

async fn an_issue_ends_the_codes_before_it(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let phone = street.phone("SJ01").await;
    let old = street.card("K03", "R03").await;
    let blocked = street.edit("cards", "K03", &json!({"state": "blocked"})).await;
    assert_eq!(blocked.status, 200, "{blocked:?}");
    assert_eq!(street.quote(&phone, &old.token, "50.00").await.code(), "not_available");
    let new = street.issue("K03").await;
    for code in [&old.token, &old.short] {
        assert_eq!(street.quote(&phone, code, "50.00").await.code(), "not_available");
    }
    for code in [&new.token, &new.short] {
        assert_eq!(street.quote(&phone, code, "50.00").await.status, 200);
    }
    let history = street.get("/registers/cards/K03/history").await.done();
    let kinds: Vec<&Value> = history["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|change| &change["kind"])
        .collect();
    assert_eq!(
        kinds,
        ["card_registered", "card_changed", "card_changed", "card_changed"]
    );
    // Nobody makes a card again what old codes were of.
    let back = street.edit("cards", "K03", &json!({"issue": 1})).await;
    assert_eq!(back.code(), "row_fixed");
    // Whoever blocks it need not say how often they were made.
    for state in ["blocked", "active"] {
        let said = street
            .edit("cards", "K03", &json!({"issue": null, "state": state}))
            .await;
        assert_eq!(said.status, 200, "{said:?}");
    }
    let kept = street.get("/registers/cards/K03").await.done();
    assert_eq!(kept["issue"], 2);
    let ahead = street.edit("cards", "K03", &json!({"issue": 3})).await;
    assert_eq!(ahead.status, 200, "whoever moves it on ends the codes");
    assert_eq!(street.quote(&phone, &new.token, "50.00").await.code(), "not_available");
}

async fn a_code_is_of_one_community(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let card = street.card("K03", "R03").await;
    let other = Neighbourhood::new("baimu").merchant("M01").resident("R03");
    fixture.open(other).await;
    let found = async |community: &str| {
        street
            .service
            .card(community, &card.token, "someone")
            .await
            .expect("it is looked up")
    };
    assert_eq!(found("qingzhu").await.expect("its card").resident.as_str(), "R03");
    assert_eq!(found("baimu").await, None);
}

async fn open(street: &Street, token: &str, pin: &str) -> crate::shop::Answer {
    street.post("/card", &json!({"token": token, "pin": pin})).await
}

async fn a_card_is_opened_by_token_and_pin_and_tried_five_times(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let Codes { token, short, pin } = street.card("K03", "R03").await;
    let wrong = if pin == "000000" { "000001" } else { "000000" };
    assert_eq!(
        open(&street, &short, &pin).await.code(),
        "wrong_code",
        "a short code can be guessed"
    );
    let opened = open(&street, &token, &pin).await;
    let cookie = opened.cookie();
    let card = opened.done();
    assert_eq!((&card["card"], &card["resident"]), (&json!("K03"), &json!("R03")));
    let own = async |cookie: &str| {
        street
            .send("GET", &format!("{BOOKS}/card"), &[("cookie", cookie)], &Value::Null)
            .await
    };
    assert_eq!(own(&cookie).await.done()["resident"], "R03");
    let nobodys = open(&street, &"d".repeat(26), &pin).await;
    for tried in 0..5 {
        let answer = open(&street, &token, wrong).await;
        assert_eq!((answer.status, answer.code()), (422, "wrong_code"), "{tried}");
        assert_eq!(answer.text, nobodys.text, "nor is it told whether there is such a card");
    }
    assert_eq!(
        open(&street, &token, &pin).await.status,
        429,
        "also the right one, until a day has passed"
    );
    fixture.clock.advance(23 * HOUR);
    assert_eq!(open(&street, &token, &pin).await.status, 429);
    fixture.clock.advance(2 * HOUR);
    assert_eq!(open(&street, &token, &pin).await.status, 200);
    for _ in 0..6 {
        open(&street, &token, wrong).await;
    }
    let made = street.post("/cards/K03/pin", &Value::Null).await.done();
    let fresh = made["pin"].as_str().expect("a PIN");
    assert_eq!(
        open(&street, &token, fresh).await.status,
        200,
        "the office lets it be tried again"
    );
}

/// Comparing a PIN takes a while, and what the office does meanwhile counts.
async fn a_pin_that_is_replaced_while_it_is_compared_opens_nothing(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let codes = street.card("K03", "R03").await;
    let (database, community) = (fixture.process.database(), street.books.community);
    let tables = CounterTables::new(database.clone());
    let print = database.keys().fingerprint("counter/qingzhu/card", &codes.token);
    let known = async || {
        let stored = tables.card_with(community, print).await.expect("it is read");
        stored.expect("its card")
    };
    let compared = known().await;
    street.post("/cards/K03/pin", &Value::Null).await.done();
    let open = async |stored: &StoredCard| {
        let opened = tables.open_card_session(community, [7; 32], stored, fixture.clock.now());
        opened.await.expect("it answers")
    };
    assert!(!open(&compared).await);
    let session = tables.card_session(community, [7; 32]).await.expect("it is read");
    assert!(session.is_none());
    assert!(open(&known().await).await, "the new one does");
}

/// Whoever tries PINs is told as much, and as often to wait, where there is no such community.
async fn trying_tells_a_stranger_nothing_of_communities(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let body = json!({"token": "d".repeat(26), "pin": "204871"});
    for tried in 0..7 {
        let mut answers = Vec::new();
        for community in ["qingzhu", "nowhere"] {
            let path = format!("/api/v1/communities/{community}/card");
            let answer = street.send("POST", &path, &[], &body).await;
            answers.push((answer.status, answer.text, answer.headers.get("retry-after").cloned()));
        }
        assert_eq!(answers[0], answers[1], "{tried}");
        assert_eq!(answers[0].0, if tried < 5 { 422 } else { 429 }, "{tried}");
    }
}

/// From one network cards are tried to be opened so often in all, whichever of its addresses asks and whatever is named.
async fn one_network_tries_so_often_whatever_it_names(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let codes = street.card("K03", "R03").await;
    let open = async |community: &str, token: &str, address: &str| {
        let address = address.parse().expect("an address");
        let opened = street.service.open_card(community, (token, &codes.pin), address).await;
        opened.map(drop)
    };
    for tried in 0..30 {
        let (community, token) = (format!("nowhere{tried}"), format!("{tried:026}"));
        let wrong = open(&community, &token, &format!("2001:db8:0:7::{tried:x}")).await;
        assert!(matches!(wrong, Err(CounterError::Wrong)), "{tried}: {wrong:?}");
    }
    let slow = open("qingzhu", &codes.token, "2001:db8:0:7::ffff").await;
    assert!(matches!(slow, Err(CounterError::Slow(_))), "{slow:?}");
    open("qingzhu", &codes.token, "2001:db8:0:8::1")
        .await
        .expect("others go on");
}

async fn an_open_card_closes_by_itself_and_when_it_is_blocked(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let codes = street.card("K03", "R03").await;
    let own = async |cookie: &str| {
        let answer = street
            .send("GET", &format!("{BOOKS}/card"), &[("cookie", cookie)], &Value::Null)
            .await;
        answer.status
    };
    let cookie = open(&street, &codes.token, &codes.pin).await.cookie();
    fixture.clock.advance(20 * 60);
    assert_eq!(own(&cookie).await, 200);
    fixture.clock.advance(20 * 60);
    assert_eq!(own(&cookie).await, 200, "it was used meanwhile");
    fixture.clock.advance(31 * 60);
    assert_eq!(own(&cookie).await, 404);
    let cookie = open(&street, &codes.token, &codes.pin).await.cookie();
    street.edit("cards", "K03", &json!({"state": "blocked"})).await.done();
    assert_eq!(own(&cookie).await, 404);
    street.edit("cards", "K03", &json!({"state": "active"})).await.done();
    let cookie = open(&street, &codes.token, &codes.pin).await.cookie();
    let closed = street
        .send(
            "POST",
            &format!("{BOOKS}/card/close"),
            &[("cookie", &cookie)],
            &Value::Null,
        )
        .await;
    assert_eq!(closed.status, 204);
    assert_eq!(own(&cookie).await, 404);
}

async fn no_code_lies_in_the_database(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let codes = street.card("K03", "R03").await;
    let mut raw = fixture.raw().await;
    let cast = match fixture.backend {
        xiaonuan_tests::fixture::Backend::Sqlite => "hex(token) || hex(short_code) || pin",
        xiaonuan_tests::fixture::Backend::Postgres => "encode(token, 'hex') || encode(short_code, 'hex') || pin",
    };
    let rows = raw.rows(&format!("SELECT {cast} FROM card_code")).await;
    let text = rows.concat().concat();
    let hex = |code: &str| code.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for code in [&codes.token, &codes.short, &codes.pin] {
        assert!(
            !text.contains(code.as_str()) && !text.to_lowercase().contains(&hex(code)),
            "{code}"
        );
    }
    assert!(text.contains("$argon2id$"), "{text}");
}

on_both!(
    wrong_codes_are_tried_a_few_times_and_right_ones_as_often_as_wanted,
    a_barred_card_is_tried_as_often_as_none,
    a_shop_guesses_no_more_than_a_hundred_at_all_its_counters,
    many_guesses_at_once_are_not_more_than_one_after_another,
    an_issue_ends_the_codes_before_it,
    a_code_is_of_one_community,
    a_card_is_opened_by_token_and_pin_and_tried_five_times,
    a_pin_that_is_replaced_while_it_is_compared_opens_nothing,
    trying_tells_a_stranger_nothing_of_communities,
    one_network_tries_so_often_whatever_it_names,
    an_open_card_closes_by_itself_and_when_it_is_blocked,
    no_code_lies_in_the_database,
);
