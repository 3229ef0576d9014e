//! Whoever offers a discount does not approve it, nor does the shop whose it is.

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;

use crate::world::{Got, OWN, Shows, World};

fn discount(code: &str, state: &str) -> Value {
    json!({"code": code, "merchant": "M01", "state": state, "title": "全民九折", "public_title": "九折", "percent": "10",
           "eligible": "all", "valid_from": "2026-01-01", "valid_to": "2026-12-31"})
}

/// Changes a discount as it stands.
async fn change(world: &World, login: &str, code: &str, state: &str, percent: &str) -> Got {
    let path = format!("{OWN}/registers/discounts/{code}");
    let row = world.office("GET", &path, None, &Value::Null).await;
    let mut body = row.json();
    let tag = row.etag.expect("a tag");
    body["state"] = json!(state);
    body["terms"]["percent"] = json!(percent);
    body["from"] = Value::Null;
    world.ask_as(world.of(login), ("PUT", &path), Some(&tag), &body).await
}

async fn offer(world: &World, login: &str, code: &str, state: &str) -> Got {
    let path = format!("{OWN}/discounts");
    world
        .ask_as(world.of(login), ("POST", &path), None, &discount(code, state))
        .await
}

async fn done(got: Got) {
    assert!(got.status < 300, "{}", got.text);
}

/// A shop that chose the group would know why somebody has its offer.
async fn a_shop_offers_to_everybody_and_the_office_to_whom_it_likes(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let path = format!("{OWN}/discounts");
    let mut some = discount("D21", "draft");
    some["eligible"] = json!("dibao");
    for state in ["draft", "offered"] {
        some["state"] = json!(state);
        let got = world
            .ask_as(world.of("merchant_owner"), ("POST", &path), None, &some)
            .await;
        assert_eq!((got.status, got.code().as_str()), (403, "not_allowed"), "{state}");
    }
    done(
        world
            .ask_as(world.of("fund_administrator"), ("POST", &path), None, &some)
            .await,
    )
    .await;
    done(offer(&world, "merchant_owner", "D22", "draft").await).await;
    let path = format!("{OWN}/registers/discounts/D22");
    let row = world.office("GET", &path, None, &Value::Null).await;
    let (mut body, tag) = (row.json(), row.etag.expect("a tag"));
    body["terms"]["eligible"] = json!("dibao");
    body["from"] = Value::Null;
    let got = world
        .ask_as(world.of("merchant_owner"), ("PUT", &path), Some(&tag), &body)
        .await;
    assert_eq!(got.status, 403, "{}", got.text);
}

async fn whoever_offers_a_discount_does_not_approve_it(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive_as_approver_and("both", Role::FundAdministrator).await;

    assert_eq!(offer(&world, "both", "D20", "approved").await.code(), "same_person");
    done(offer(&world, "both", "D20", "offered").await).await;
    assert_eq!(
        change(&world, "both", "D20", "approved", "10").await.code(),
        "same_person"
    );
    // That somebody else said it last hides nothing.
    done(change(&world, "merchant_owner", "D20", "draft", "10").await).await;
    done(change(&world, "merchant_owner", "D20", "offered", "10").await).await;
    assert_eq!(
        change(&world, "both", "D20", "approved", "10").await.code(),
        "same_person"
    );
    done(change(&world, "approver", "D20", "approved", "10").await).await;
    // New terms are offered and approved as well.
    assert_eq!(
        change(&world, "approver", "D20", "approved", "90").await.code(),
        "same_person"
    );
    done(change(&world, "merchant_owner", "D20", "suspended", "10").await).await;
    assert_eq!(
        change(&world, "approver", "D20", "approved", "90").await.code(),
        "same_person"
    );
    // What was approved changes under nobody's hands: another one is offered.
    assert_eq!(
        change(&world, "both", "D20", "suspended", "20").await.code(),
        "same_person"
    );
    assert_eq!(
        change(&world, "merchant_owner", "D20", "suspended", "20").await.code(),
        "not_allowed"
    );
    // Nothing is new about what was approved before.
    done(change(&world, "both", "D20", "approved", "10").await).await;
}

/// A list is no way around: what may not be asked is not decided, however it is sent.
async fn a_list_approves_nothing_that_alone_would_be_refused(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive_as_approver_and("both", Role::FundAdministrator).await;
    done(offer(&world, "both", "D20", "offered").await).await;
    let path = format!("{OWN}/registers/discounts/D20");
    let row = world.office("GET", &path, None, &Value::Null).await.json();
    let terms = row["terms"].clone();
    let tag = row["changed"].as_i64().expect("a number");
    let change = |key: &str, code: &str, tag: i64| {
        json!({"key": key, "operation": "discount_change", "row": code, "if_match": tag.to_string(),
               "body": {"state": "approved", "terms": terms}})
    };
    let nobody = json!({"code": "G9", "user": "0123456789abcdef0123456789abcdef", "name": "甲", "role": "auditor",
                        "from": "2026-01-01"});
    let list = json!({"requests": [
        change("1", "D20", tag),
        {"key": "2", "operation": "discount", "body": discount("D21", "offered")},
        // Which number the row gets can be guessed.
        change("3", "D21", tag + 1),
        change("4", "D21", tag + 2),
        {"key": "5", "operation": "grant", "body": nobody},
    ]});
    for dry_run in ["true", "false"] {
        let path = format!("{OWN}/batches?dry_run={dry_run}");
        let got = world.ask_as(world.of("both"), ("POST", &path), Some("b"), &list).await;
        let answers = got.json()["answers"].clone();
        let codes: Vec<&str> = (0..5)
            .map(|at| answers[at]["problem"]["code"].as_str().unwrap_or("done"))
            .collect();
        let expected = [
            "same_person",
            "done",
            "unknown_discount",
            "unknown_discount",
            "unknown_user",
        ];
        assert_eq!(codes, expected, "{}", got.text);
    }
    for code in ["D20", "D21"] {
        let path = format!("{OWN}/registers/discounts/{code}");
        let row = world.office("GET", &path, None, &Value::Null).await.json();
        assert_eq!(row["state"], "offered", "{code}");
    }
}

async fn a_shop_does_not_approve_its_own(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive_as_approver_and("linked", Role::MerchantStaff).await;
    done(offer(&world, "merchant_owner", "D20", "offered").await).await;
    let refused = change(&world, "linked", "D20", "approved", "10").await;
    assert_eq!(refused.code(), "conflict_of_interest");
    done(change(&world, "approver", "D20", "approved", "10").await).await;
}

/// A program is whoever made it; two names of one person are one.
async fn neither_a_program_nor_another_name_makes_two_of_one(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive_as_approver_and("both", Role::FundAdministrator).await;
    let program = program_of(&world, "both", "offer_discounts").await;
    let path = format!("{OWN}/discounts");
    done(
        world
            .ask_as(&program, ("POST", &path), None, &discount("D20", "offered"))
            .await,
    )
    .await;
    assert_eq!(
        change(&world, "both", "D20", "approved", "10").await.code(),
        "same_person"
    );
    done(change(&world, "approver", "D20", "approved", "10").await).await;

    done(offer(&world, "fund_administrator", "D21", "offered").await).await;
    let link = json!({"code": "L9", "kind": "same_person", "one": "officer:fund_administrator",
                      "other": "officer:approver", "from": "2026-01-01"});
    let path = format!("{OWN}/links");
    done(world.office("POST", &path, None, &link).await).await;
    assert_eq!(
        change(&world, "approver", "D21", "approved", "10").await.code(),
        "same_person"
    );
    done(change(&world, "both", "D21", "approved", "10").await).await;
}

/// A token that somebody made by the API.
async fn program_of(world: &World, login: &str, scope: &str) -> Shows {
    let asked = json!({"name": "门户", "scopes": [scope], "days": 30});
    let path = format!("{OWN}/tokens");
    let made = world.ask(login, "POST", &path, &asked).await;
    Shows::Token(made.json()["token"].as_str().expect("a token").to_owned())
}

/// What somebody may no longer do, no program does for them.
async fn a_program_loses_what_its_maker_loses(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive("second", false).await;
    world.grant("second", Role::FundAdministrator).await;
    let program = program_of(&world, "second", "keep_registers").await;
    let donor = async |code: &str, phone: &str| {
        let donor = json!({"code": code, "kind": "person", "name": "李善人", "phone": phone});
        let path = format!("{OWN}/donors");
        world.ask_as(&program, ("POST", &path), None, &donor).await.status
    };
    assert_eq!(donor("J8", "13911112228").await, 201);
    let path = format!("{OWN}/registers/grants/G-second");
    let row = world.office("GET", &path, None, &Value::Null).await;
    let mut ended = row.json();
    ended["to"] = json!("2026-01-02");
    done(world.office("PUT", &path, row.etag.as_deref(), &ended).await).await;
    assert_eq!(donor("J9", "13911112229").await, 404);
}

xiaonuan_tests::on_both!(
    a_shop_offers_to_everybody_and_the_office_to_whom_it_likes,
    whoever_offers_a_discount_does_not_approve_it,
    neither_a_program_nor_another_name_makes_two_of_one,
    a_program_loses_what_its_maker_loses,
    a_list_approves_nothing_that_alone_would_be_refused,
    a_shop_does_not_approve_its_own,
);
