//! Who takes a step is who is signed in, and different people take those that must be different people's.

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::raw::Raw;

use crate::world::{Got, OWN, World};

async fn ask(world: &World, login: &str, key: &str, path: &str, body: &Value) -> Got {
    world
        .ask_as(world.of(login), ("POST", &format!("{OWN}/{path}")), Some(key), body)
        .await
}

fn case(reference: &str) -> Value {
    json!({"ref": reference, "date": "2026-03-02", "terms": {"fund": "F1", "resident": "R01", "kind": "cash",
           "amount": "40", "purpose": "买药"}})
}

async fn help_goes_from_hand_to_hand(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let day = json!({"date": "2026-03-02"});
    let done = |got: Got| {
        assert_eq!(got.status, 201, "{}", got.text);
        got.json()
    };
    done(ask(&world, "grid_worker", "1", "cases", &case("BF2")).await);
    let visit = json!({"date": "2026-03-02", "visitors": ["grid_worker", "楼长"], "findings": "属实"});
    done(ask(&world, "grid_worker", "2", "cases/BF2/visit", &visit).await);
    let denied = ask(&world, "grid_worker", "3", "cases/BF2/prepare", &day).await;
    assert_eq!(denied.code(), "not_allowed");
    done(ask(&world, "fund_administrator", "4", "cases/BF2/prepare", &day).await);
    let denied = ask(&world, "fund_administrator", "5", "cases/BF2/approve", &day).await;
    assert_eq!(denied.code(), "not_allowed");
    let approved = done(ask(&world, "approver", "6", "cases/BF2/approve", &day).await);
    let pay = json!({"date": "2026-03-02", "approved": approved["seq"]});
    let denied = ask(&world, "approver", "7", "cases/BF2/pay", &pay).await;
    assert_eq!(denied.code(), "not_allowed");
    done(ask(&world, "cashier", "8", "cases/BF2/pay", &pay).await);
    // Each step has the name of who was signed in, though nobody said one.
    let case = world
        .ask("auditor", "GET", &format!("{OWN}/cases/BF2"), &Value::Null)
        .await
        .json();
    let by: Vec<&str> = case["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["by"].as_str())
        .collect();
    assert_eq!(
        by,
        [
            "grid_worker",
            "grid_worker",
            "fund_administrator",
            "approver",
            "cashier"
        ]
    );
}

async fn nobody_signs_for_another(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let mut asked = case("BF3");
    asked["by"] = json!("approver");
    let got = ask(&world, "fund_administrator", "1", "cases", &asked).await;
    assert_eq!((got.status, got.code()), (422, "not_yourself".to_owned()));
    asked["by"] = json!("fund_administrator");
    assert_eq!(
        ask(&world, "fund_administrator", "2", "cases", &asked).await.status,
        201
    );
}

async fn one_person_in_all_roles_does_not_do_what_is_two_peoples(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive("everything", false).await;
    for (at, role) in [Role::FundAdministrator, Role::Approver, Role::Cashier]
        .into_iter()
        .enumerate()
    {
        let grant = json!({"code": format!("GE{at}"), "user": world.user("everything").to_string(), "name": "everything",
                           "role": role, "from": "2026-01-01"});
        let got = world.office("POST", &format!("{OWN}/grants"), None, &grant).await;
        assert_eq!(got.status, 201, "{}", got.text);
    }
    let day = json!({"date": "2026-03-02"});
    let visit = json!({"date": "2026-03-02", "visitors": ["甲", "乙"], "findings": "属实"});
    assert_eq!(ask(&world, "everything", "1", "cases", &case("BF4")).await.status, 201);
    assert_eq!(
        ask(&world, "everything", "2", "cases/BF4/visit", &visit).await.status,
        201
    );
    assert_eq!(
        ask(&world, "everything", "3", "cases/BF4/prepare", &day).await.status,
        201
    );
    let own = ask(&world, "everything", "4", "cases/BF4/approve", &day).await;
    assert_eq!(own.status, 409, "{}", own.text);
    assert!(
        ["same_person", "self_approval"].contains(&own.code().as_str()),
        "{}",
        own.text
    );
    let approved = ask(&world, "approver", "5", "cases/BF4/approve", &day).await.json();
    let pay = json!({"date": "2026-03-02", "approved": approved["seq"]});
    let own = ask(&world, "everything", "6", "cases/BF4/pay", &pay).await;
    assert_eq!(own.status, 409, "who prepared it does not pay it: {}", own.text);
}

async fn an_account_approves_once_though_its_name_is_erased(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    let row = world.office("GET", OWN, None, &json!({})).await;
    let settings = json!({"off": ["visit", "review", "posting", "sign"], "second_factor_optional": true,
                          "help_bands": [{"from": "0.00", "approvers": 2}]});
    let edit = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
    assert_eq!(world.office("PUT", OWN, row.etag.as_deref(), &edit).await.status, 200);
    let day = json!({"date": "2026-03-02"});
    assert_eq!(ask(&world, "grid_worker", "1", "cases", &case("BF4")).await.status, 201);
    for (login, key, step) in [("fund_administrator", "2", "prepare"), ("approver", "3", "approve")] {
        let got = ask(&world, login, key, &format!("cases/BF4/{step}"), &day).await;
        assert_eq!(got.status, 201, "{}", got.text);
    }
    // Where the name of who approved is erased, the account still tells.
    let mut raw = Raw::connect(&fixture.address).await;
    let erase = "DELETE FROM private_value WHERE field = 'officer' \
                 AND seq IN (SELECT seq FROM record WHERE kind = 'disbursement_approved_in_part')";
    raw.execute(erase).await.expect("its owner may do that");
    let again = ask(&world, "approver", "4", "cases/BF4/approve", &day).await;
    assert_eq!(again.code(), "same_person", "{}", again.text);
    world.arrive("second", false).await;
    world.grant("second", Role::Approver).await;
    let other = ask(&world, "second", "5", "cases/BF4/approve", &day).await;
    assert_eq!(
        (other.status, other.json()["kind"].as_str()),
        (201, Some("disbursement_approved")),
        "{}",
        other.text
    );
}

async fn whoever_answers_for_a_shop_does_not_approve_what_it_is_paid(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive("both", false).await;
    for (code, role, merchant) in [("GB1", "approver", None), ("GB2", "merchant_owner", Some("M01"))] {
        let grant = json!({"code": code, "user": world.user("both").to_string(), "name": "both", "role": role,
                           "merchant": merchant, "from": "2026-01-01"});
        let got = world.office("POST", &format!("{OWN}/grants"), None, &grant).await;
        assert_eq!(got.status, 201, "{}", got.text);
    }
    let prepared = json!({"ref": "JS1", "date": "2026-03-02", "merchant": "M01"});
    assert_eq!(
        ask(&world, "accountant", "1", "settlement-preparations", &prepared)
            .await
            .status,
        201
    );
    let own = ask(
        &world,
        "both",
        "2",
        "settlement-approvals",
        &json!({"settlement": "JS1"}),
    )
    .await;
    assert_eq!(own.code(), "conflict_of_interest", "{}", own.text);
    let other = ask(
        &world,
        "approver",
        "3",
        "settlement-approvals",
        &json!({"settlement": "JS1"}),
    )
    .await;
    assert_eq!(other.status, 201, "{}", other.text);
}

async fn a_counter_undoes_its_own_for_a_quarter_of_an_hour(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let card = world.card("R03").await;
    let claim = |reference: &str| {
        json!({"ref": reference, "at": "2026-07-01T09:00:00+08:00", "merchant": "M01", "card": card, "discount": "D01",
               "bill": "20"})
    };
    let undo = |reference: &str, of: &str| {
        json!({"ref": reference, "of": format!("redemption/{of}"), "date": "2026-07-01",
                                                   "reason": "输错金额"})
    };
    for reference in ["HX7", "HX8"] {
        let got = ask(&world, "merchant_staff", reference, "redemptions", &claim(reference)).await;
        assert_eq!(got.status, 201, "{}", got.text);
    }
    let other = ask(&world, "merchant_staff", "u0", "reversals", &undo("CX0", "HX2")).await;
    let none = ask(&world, "merchant_staff", "u1", "reversals", &undo("CX1", "HX99")).await;
    assert_eq!(other.code(), "unknown_record", "another shop's is as unknown as none");
    assert_eq!(none.code(), other.code());
    let got = ask(&world, "merchant_staff", "u2", "reversals", &undo("CX2", "HX7")).await;
    assert_eq!(got.status, 201, "{}", got.text);
    fixture.clock.advance(15 * 60);
    let late = ask(&world, "merchant_owner", "u3", "reversals", &undo("CX3", "HX8")).await;
    assert_eq!(late.code(), "not_allowed");
    // What was not allowed is kept under no key: the office may do it, and so may a role that is given later.
    let office = ask(&world, "approver", "u3", "reversals", &undo("CX3", "HX8")).await;
    assert_eq!(office.status, 201, "{}", office.text);
}

async fn a_shop_names_nobody_but_by_their_card(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let card = world.card("R03").await;
    let quote = |whom: (&str, &str)| json!({"merchant": "M01", "bill": "20", whom.0: whom.1});
    let claim = |whom: (&str, &str)| {
        json!({"ref": "HX7", "at": "2026-07-01T09:00:00+08:00", "merchant": "M01", "discount": "D01", "bill": "20",
               whom.0: whom.1})
    };
    for resident in ["R03", "R01", "R99"] {
        let whom = ("resident", resident);
        for (path, body) in [("quotes", quote(whom)), ("redemptions", claim(whom))] {
            let got = ask(&world, "merchant_staff", "1", path, &body).await;
            let errors = got.json()["errors"].clone();
            assert_eq!(errors[0]["field"], "card", "{path}: {}", got.text);
            assert_eq!(errors[0]["code"], "required", "{path}");
            assert_eq!(errors.as_array().map(Vec::len), Some(1), "{path}");
        }
        let inner = json!({"requests": [{"operation": "redemption", "key": "1", "body": claim(whom)}]});
        let got = ask(&world, "merchant_staff", "1", "batches", &inner).await.json();
        assert_eq!(got["answers"][0]["problem"]["errors"][0]["field"], "card", "{got}");
    }
    let whom = ("card", card.as_str());
    assert_eq!(
        ask(&world, "merchant_staff", "1", "quotes", &quote(whom)).await.status,
        200
    );
    assert_eq!(
        ask(&world, "merchant_staff", "1", "redemptions", &claim(whom))
            .await
            .status,
        201
    );
}

async fn a_shops_keys_are_its_own(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive("neighbour", false).await;
    let grant = json!({"code": "GN", "user": world.user("neighbour").to_string(), "name": "neighbour",
                       "role": "merchant_staff", "merchant": "M02", "from": "2026-01-01"});
    assert_eq!(
        world
            .office("POST", &format!("{OWN}/grants"), None, &grant)
            .await
            .status,
        201
    );
    let card = world.card("R03").await;
    let claim = json!({"ref": "HX9", "at": "2026-07-01T09:00:00+08:00", "merchant": "M01", "card": card,
                       "discount": "D01", "bill": "20"});
    assert_eq!(
        ask(&world, "merchant_staff", "1", "redemptions", &claim).await.status,
        201
    );
    let path = format!("{OWN}/answers/redemption?key=1");
    let answer = |login: &'static str| world.ask(login, "GET", &path, &Value::Null);
    assert_eq!(answer("merchant_staff").await.status, 201);
    assert_eq!(answer("neighbour").await.status, 404);
    assert_eq!(
        answer("fund_administrator").await.status,
        404,
        "an answer is for whoever asked"
    );
    let again = ask(&world, "neighbour", "1", "redemptions", &claim).await;
    assert_eq!(
        again.code(),
        "not_allowed",
        "the same under the same key is another shop's to ask"
    );
}

xiaonuan_tests::on_both!(
    help_goes_from_hand_to_hand,
    nobody_signs_for_another,
    one_person_in_all_roles_does_not_do_what_is_two_peoples,
    an_account_approves_once_though_its_name_is_erased,
    whoever_answers_for_a_shop_does_not_approve_what_it_is_paid,
    a_counter_undoes_its_own_for_a_quarter_of_an_hour,
    a_shop_names_nobody_but_by_their_card,
    a_shops_keys_are_its_own,
);
