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

/// Registers somebody who was entitled to D08 until a day. Answers what stands on their card.
async fn entitled_until(world: &World, day: &str) -> String {
    let eligibility = json!([{"category": "disabled", "grade": 1, "from": "2026-01-01", "to": day}]);
    let resident = json!({"code": "R19", "name": "居民", "phone": "00000000", "eligibility": eligibility});
    let got = world.office("POST", &format!("{OWN}/residents"), None, &resident).await;
    assert_eq!(got.status, 201, "{}", got.text);
    world.card("R19").await
}

fn claim(reference: &str, card: &str, discount: &str) -> Value {
    json!({"ref": reference, "at": "2026-07-01T09:00:00+08:00", "merchant": "M01", "card": card, "discount": discount,
           "bill": "20"})
}

/// An answer that is asked for once more says no more than it did.
async fn what_was_refused_is_told_again_as_it_was(fixture: &Fixture) {
    let world = World::on(fixture).await;
    offer_for_some(&world).await;
    let mut cards = vec![
        ("on no card", "ACDEFG".to_owned()),
        ("no more", entitled_until(&world, "2026-06-30").await),
    ];
    for (why, resident) in [
        ("of another category", "R03"),
        ("moved away", "R05"),
        ("restricted", "R06"),
        ("blocked", "R07"),
    ] {
        cards.push((why, world.card(resident).await));
    }
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
    let had = entitled_until(&world, "2026-06-15").await;
    let (never, blocked) = (world.card("R03").await, world.card("R07").await);
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
    let whom = json!({"merchant": "M01", "resident": "R19", "bill": "20", "at": "2026-06-14T09:00:00+08:00"});
    let office = world.office("POST", &format!("{OWN}/quotes"), None, &whom).await;
    assert_eq!(office.status, 200, "{}", office.text);
}

/// In lists, too, a card that is no use may be tried as often as none.
async fn a_list_tells_a_barred_card_from_none_by_nothing(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let barred = world.card("R07").await;
    edit(&world, "cards/K-R07", &json!({"state": "blocked"})).await;
    let mut all = Vec::new();
    for (login, card) in [(STAFF, barred.as_str()), (OWNER, "ACDEFG")] {
        let one = |at: usize| {
            json!({"operation": "redemption", "key": format!("s{at}"),
                   "body": claim(&format!("HX5{at}"), card, "D01")})
        };
        let list = json!({"requests": (0..22).map(one).collect::<Vec<_>>()});
        let got = ask(&world, login, "1", "batches", &list).await.json();
        let answers = got["answers"].as_array().expect("answers").iter();
        all.push(
            answers
                .map(|answer| answer["problem"]["code"].clone())
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(
        (&all[0][19], &all[0][20]),
        (&json!("not_available"), &json!("too_many_tries"))
    );
    assert_eq!(all[0], all[1]);
}

xiaonuan_tests::on_both!(
    a_list_tells_a_barred_card_from_none_by_nothing,
    what_was_refused_is_told_again_as_it_was,
    a_shop_asks_nothing_of_days_that_are_long_past,
);
