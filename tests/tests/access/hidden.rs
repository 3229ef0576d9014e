//! What people of a shop ask by the API about whoever comes to their counter, and are not told.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;

use crate::world::{Got, OWN, World};

const OWNER: &str = "merchant_owner";
const STAFF: &str = "merchant_staff";

async fn ask(world: &World, login: &str, key: &str, path: &str, body: &Value) -> Got {
    world
        .ask_as(world.of(login), ("POST", &format!("{OWN}/{path}")), Some(key), body)
        .await
}

/// What was answered but for the request's own number.
fn said(got: &Got) -> (u16, Value) {
    let mut said = got.json();
    said.as_object_mut().expect("an answer").remove("request_id");
    (got.status, said)
}

/// Changes some fields of a row.
async fn edit(world: &World, row: &str, fields: &Value) {
    let path = format!("{OWN}/registers/{row}");
    let was = world.office("GET", &path, None, &Value::Null).await;
    let mut body = was.json();
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
    }
    let got = world.office("PUT", &path, was.etag.as_deref(), &body).await;
    assert_eq!(got.status, 200, "{}", got.text);
}

async fn offer_for_some(world: &World) {
    let discount = json!({"code": "D08", "merchant": "M01", "state": "approved", "title": "助残优惠",
                          "public_title": "邻里优惠", "amount_off": "5", "eligible": "disabled:1-2",
                          "valid_from": "2026-01-01", "valid_to": "2026-12-31"});
    let got = world.office("POST", &format!("{OWN}/discounts"), None, &discount).await;
    assert_eq!(got.status, 201, "{}", got.text);
}

fn entitled(to: &str) -> Value {
    json!({"eligibility": [{"category": "disabled", "grade": 1, "from": "2026-01-01", "to": to}]})
}

fn claim(reference: &str, card: &str, discount: &str) -> Value {
    json!({"ref": reference, "at": "2026-07-01T09:00:00+08:00", "merchant": "M01", "card": card, "discount": discount,
           "bill": "20"})
}

/// An answer that is asked for once more says no more than it did.
async fn what_was_refused_is_told_again_as_it_was(fixture: &Fixture) {
    let world = World::on(fixture).await;
    offer_for_some(&world).await;
    let mut cards = vec![("on no card", "ACDEFG".to_owned())];
    for (why, resident) in [
        ("of another category", "R03"),
        ("no more", "R04"),
        ("moved away", "R05"),
        ("restricted", "R06"),
        ("blocked", "R07"),
    ] {
        cards.push((why, world.card(resident).await));
    }
    edit(&world, "residents/R04", &entitled("2026-06-30")).await;
    edit(&world, "residents/R05", &json!({"to": "2026-06-30"})).await;
    edit(&world, "residents/R06", &json!({"restricted": true})).await;
    edit(&world, "cards/K-R07", &json!({"state": "blocked"})).await;
    let hidden = json!("not_available");
    let mut answers = Vec::new();
    for (at, (why, card)) in cards.iter().enumerate() {
        let key = format!("z{at}");
        let asked = claim(&format!("HX2{at}"), card, "D08");
        let told = said(&ask(&world, STAFF, &key, "redemptions", &asked).await);
        assert_eq!((told.0, &told.1["code"]), (409, &hidden), "{why}");
        let path = format!("{OWN}/answers/redemption?key={key}");
        let again = said(&world.ask(STAFF, "GET", &path, &Value::Null).await);
        assert_eq!(again, told, "{why}");
        answers.push(again);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    // So is why something could not be taken back.
    let card = world.card("R08").await;
    let paid = ask(&world, STAFF, "HX30", "redemptions", &claim("HX30", &card, "D01")).await;
    assert_eq!(paid.status, 201, "{}", paid.text);
    let undo = |reference: &str| json!({"ref": reference, "of": "redemption/HX30", "date": "2026-07-01", "reason": "输错金额"});
    assert_eq!(ask(&world, STAFF, "u1", "reversals", &undo("CX31")).await.status, 201);
    let told = said(&ask(&world, STAFF, "u2", "reversals", &undo("CX32")).await);
    assert_eq!(told.1["code"], "already_reversed");
    let path = format!("{OWN}/answers/reversal?key=u2");
    assert_eq!(said(&world.ask(STAFF, "GET", &path, &Value::Null).await), told);
}

/// Asked of one day after another, a quote would tell what somebody had, and when it ended.
async fn a_shop_asks_nothing_of_days_that_are_long_past(fixture: &Fixture) {
    let world = World::on(fixture).await;
    offer_for_some(&world).await;
    let (had, never, blocked) = (
        world.card("R04").await,
        world.card("R03").await,
        world.card("R07").await,
    );
    edit(&world, "residents/R04", &entitled("2026-06-15")).await;
    edit(&world, "cards/K-R07", &json!({"state": "blocked"})).await;
    let quote = |card: &str, day: &str| json!({"merchant": "M01", "card": card, "bill": "20", "at": format!("{day}T09:00:00+08:00")});
    for login in [OWNER, STAFF] {
        let mut answers = Vec::new();
        for (day, card) in [
            ("2026-06-14", had.as_str()),
            ("2026-06-16", &had),
            ("2026-06-14", &never),
            ("2026-06-14", &blocked),
            ("2026-06-28", &had),
            ("2026-06-14", "ACDEFG"),
        ] {
            answers.push(said(&ask(&world, login, "1", "quotes", &quote(card, day)).await));
        }
        assert_eq!(
            (answers[0].0, &answers[0].1["code"]),
            (409, &json!("claim_too_old")),
            "{login}"
        );
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        let fresh = ask(&world, login, "1", "quotes", &quote(&had, "2026-06-29")).await;
        assert_eq!(fresh.status, 200, "as long as it may be claimed: {}", fresh.text);
    }
    // The office may look back.
    let whom = json!({"merchant": "M01", "resident": "R04", "bill": "20", "at": "2026-06-14T09:00:00+08:00"});
    let office = world.office("POST", &format!("{OWN}/quotes"), None, &whom).await;
    assert_eq!(office.status, 200, "{}", office.text);
}

xiaonuan_tests::on_both!(
    what_was_refused_is_told_again_as_it_was,
    a_shop_asks_nothing_of_days_that_are_long_past,
);
