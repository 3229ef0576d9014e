//! Grants: who may give them, when they count, and who is left.

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;

use crate::world::{OWN, World};

fn grant(code: &str, user: &str, name: &str, role: &str) -> Value {
    json!({"code": code, "user": user, "name": name, "role": role, "from": "2026-01-01"})
}

/// Ends a grant today.
async fn ended(world: &World, by: &str, code: &str) -> (u16, String) {
    let path = format!("{OWN}/registers/grants/{code}");
    let row = world.office("GET", &path, None, &Value::Null).await;
    let mut edit = row.json();
    for name in ["code", "since", "changed"] {
        edit.as_object_mut().expect("a row").remove(name);
    }
    edit["to"] = json!("2026-01-02");
    let got = world
        .ask_as(world.of(by), ("PUT", &path), row.etag.as_deref(), &edit)
        .await;
    (got.status, got.code())
}

async fn a_role_that_ended_counts_no_more_at_the_next_request(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let read = async || {
        world
            .ask("auditor", "GET", &format!("{OWN}/records"), &Value::Null)
            .await
            .status
    };
    assert_eq!(read().await, 200);
    assert_eq!(
        ended(&world, "fund_administrator", "G-auditor").await,
        (200, String::new())
    );
    // Who has nothing to do with it any more is told nothing of it.
    assert_eq!(read().await, 404);
}

async fn a_role_that_is_given_counts_at_the_next_request(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let read = async || {
        world
            .ask("stranger", "GET", &format!("{OWN}/records"), &Value::Null)
            .await
            .status
    };
    assert_eq!(read().await, 404);
    let user = world.user("stranger").to_string();
    let given = world
        .ask(
            "fund_administrator",
            "POST",
            &format!("{OWN}/grants"),
            &grant("G9", &user, "新人", "auditor"),
        )
        .await;
    assert_eq!(given.status, 201, "{}", given.text);
    assert_eq!(read().await, 200);
    let record = world
        .ask(
            "auditor",
            "GET",
            &format!(
                "{OWN}/events/role_granted/{}",
                given.json()["ref"].as_str().unwrap_or_default()
            ),
            &Value::Null,
        )
        .await;
    let administrator = format!("user/{}", world.user("fund_administrator"));
    let number = record.json()["seq"].as_i64().expect("a number");
    let whole = world
        .ask("auditor", "GET", &format!("{OWN}/records/{number}"), &Value::Null)
        .await
        .json();
    assert_eq!(whole["actor"], administrator, "who granted it is on record");
    assert!(!whole.to_string().contains("新人"), "a name is no part of the journal");
}

async fn the_last_administrator_stays(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    let refused = ended(&world, "fund_administrator", "G-fund_administrator").await;
    assert_eq!(refused, (409, "last_administrator".to_owned()));
    world.arrive("second", false).await;
    world.grant("second", Role::FundAdministrator).await;
    assert_eq!(ended(&world, "fund_administrator", "G-fund_administrator").await.0, 200);
    let refused = ended(&world, "second", "G-second").await;
    assert_eq!(refused, (409, "last_administrator".to_owned()));
}

/// Whoever cannot sign in is nobody who is left.
async fn who_is_kept_from_signing_in_is_no_administrator(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive("second", false).await;
    world.grant("second", Role::FundAdministrator).await;
    let second = world.user("second");
    assert!(world.service.disable_user(second).await.expect("another is left"));
    let refused = ended(&world, "fund_administrator", "G-fund_administrator").await;
    assert_eq!(refused, (409, "last_administrator".to_owned()));
    // Who was left in no community any more, as by an earlier version, is replaced by whoever runs the installation.
    let path = format!("{OWN}/grants");
    let asked = grant("G9", &world.user("stranger").to_string(), "新人", "fund_administrator");
    let name = async || {
        let got = world.ask_as(world.of("operator"), ("POST", &path), None, &asked).await;
        (got.status, got.code())
    };
    assert_eq!(name().await, (403, "not_allowed".to_owned()), "there is one");
    let mut raw = fixture.raw().await;
    raw.execute("UPDATE sign_in_user SET disabled_at = 1 WHERE is_operator = 0 AND disabled_at IS NULL")
        .await
        .expect("it is changed");
    assert_eq!(name().await.1, "unknown_user", "whom they name has to be one");
    raw.execute("UPDATE sign_in_user SET disabled_at = NULL WHERE id NOT IN (SELECT user_id FROM membership)")
        .await
        .expect("it is changed");
    assert_eq!(name().await.0, 201);
}

/// Where everybody's grant has an end, nobody brings nearer the day on which nobody is left.
async fn an_administrator_for_a_while_stays_as_long(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let community = json!({"code": "xinju", "name": "新居社区", "district": "示范区", "timezone": "Asia/Shanghai",
                           "keeper": "legal_person"});
    let opened = world.ask("operator", "POST", "/api/v1/communities", &community).await;
    assert_eq!(opened.status, 201, "{}", opened.text);
    let path = "/api/v1/communities/xinju";
    let mut asked = grant("G1", &world.user("stranger").to_string(), "新人", "fund_administrator");
    asked["to"] = json!("2026-12-31");
    let given = world
        .ask_as(world.of("operator"), ("POST", &format!("{path}/grants")), None, &asked)
        .await;
    assert_eq!(given.status, 201, "{}", given.text);
    let until = async |to: &str| {
        let path = format!("{path}/registers/grants/G1");
        let row = world
            .ask_as(world.of("stranger"), ("GET", &path), None, &Value::Null)
            .await;
        let mut edit = row.json();
        for name in ["code", "since", "changed"] {
            edit.as_object_mut().expect("a row").remove(name);
        }
        edit["to"] = json!(to);
        let got = world
            .ask_as(world.of("stranger"), ("PUT", &path), row.etag.as_deref(), &edit)
            .await;
        (got.status, got.code())
    };
    assert_eq!(until("2026-07-01").await, (409, "last_administrator".to_owned()));
    assert_eq!(until("2027-12-31").await, (200, String::new()));
}

async fn one_name_is_one_person_and_one_person_has_one_name(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let path = format!("{OWN}/grants");
    let administrator = world.of("fund_administrator");
    let ask = async |asked: Value| world.ask_as(administrator, ("POST", &path), None, &asked).await.code();
    let (stranger, auditor) = (world.user("stranger").to_string(), world.user("auditor").to_string());
    assert_eq!(
        ask(grant("G8", &stranger, "auditor", "approver")).await,
        "officer_name_taken"
    );
    assert_eq!(
        ask(grant("G8", &stranger, " ＡＵＤＩＴＯＲ", "approver")).await,
        "invalid_request"
    );
    assert_eq!(
        ask(grant("G8", &stranger, "ａｕｄｉｔｏｒ", "approver")).await,
        "officer_name_taken"
    );
    assert_eq!(
        ask(grant("G8", &auditor, "另一名", "approver")).await,
        "officer_name_taken"
    );
    assert_eq!(ask(grant("G8", &auditor, "auditor", "approver")).await, "");
}

async fn a_role_names_where_it_holds(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let path = format!("{OWN}/grants");
    let user = world.user("stranger").to_string();
    for (role, more, code) in [
        ("merchant_owner", json!({}), "role_misplaced"),
        ("auditor", json!({"merchant": "M01"}), "role_misplaced"),
        ("grid_worker", json!({}), "role_misplaced"),
        ("auditor", json!({"buildings": ["1栋"]}), "role_misplaced"),
        ("merchant_staff", json!({"merchant": "M99"}), "unknown_merchant"),
        ("merchant_staff", json!({"merchant": "M02"}), ""),
    ] {
        let mut asked = grant("G7", &user, "新人", role);
        for (name, value) in more.as_object().expect("fields") {
            asked[name] = value.clone();
        }
        let administrator = world.of("fund_administrator");
        let got = world.ask_as(administrator, ("POST", &path), None, &asked).await;
        assert_eq!(got.code(), code, "{asked}");
    }
}

async fn whoever_runs_the_installation_names_the_first_administrator_only(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let community = json!({"code": "xinju", "name": "新居社区", "district": "示范区", "timezone": "Asia/Shanghai",
                           "keeper": "legal_person"});
    let opened = world.ask("operator", "POST", "/api/v1/communities", &community).await;
    assert_eq!(opened.status, 201, "{}", opened.text);
    let path = "/api/v1/communities/xinju/grants";
    let user = world.user("stranger").to_string();
    let ask = async |by: &str, code: &str, role: &str, user: &str, name: &str| {
        let got = world
            .ask_as(world.of(by), ("POST", path), None, &grant(code, user, name, role))
            .await;
        (got.status, got.code())
    };
    let denied = (403, "not_allowed".to_owned());
    assert_eq!(
        ask("operator", "G1", "approver", &user, "甲").await,
        denied,
        "no other role"
    );
    assert_eq!(ask("operator", "G1", "fund_administrator", &user, "甲").await.0, 201);
    let operator = world.user("operator").to_string();
    assert_eq!(
        ask("operator", "G2", "fund_administrator", &operator, "乙").await,
        denied,
        "not a second one"
    );
    assert_eq!(
        ask("stranger", "G3", "auditor", &operator, "乙").await.0,
        201,
        "the first one grants"
    );
    // Books are none of theirs.
    let books = world
        .ask("operator", "GET", &format!("{OWN}/records"), &Value::Null)
        .await;
    assert_eq!((books.status, books.code()), (403, "not_allowed".to_owned()));
}

async fn approving_and_paying_need_a_second_factor_unless_the_community_said_otherwise(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    let row = world.office("GET", OWN, None, &Value::Null).await;
    let edit = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": {"off": []}});
    let set = world.office("PUT", OWN, row.etag.as_deref(), &edit).await;
    assert_eq!(set.status, 200, "{}", set.text);
    for login in ["approver", "cashier"] {
        let got = world.ask(login, "GET", &format!("{OWN}/cases"), &Value::Null).await;
        assert_eq!(
            (got.status, got.code()),
            (403, "second_factor_needed".to_owned()),
            "{login}"
        );
        world.second_factor(login).await;
        let got = world.ask(login, "GET", &format!("{OWN}/cases"), &Value::Null).await;
        assert_eq!(got.status, 200, "{login}: {}", got.text);
    }
    let got = world
        .ask("accountant", "GET", &format!("{OWN}/cases"), &Value::Null)
        .await;
    assert_eq!(got.status, 200, "others go on by password");
}

xiaonuan_tests::on_both!(
    a_role_that_ended_counts_no_more_at_the_next_request,
    a_role_that_is_given_counts_at_the_next_request,
    the_last_administrator_stays,
    who_is_kept_from_signing_in_is_no_administrator,
    an_administrator_for_a_while_stays_as_long,
    one_name_is_one_person_and_one_person_has_one_name,
    a_role_names_where_it_holds,
    whoever_runs_the_installation_names_the_first_administrator_only,
    approving_and_paying_need_a_second_factor_unless_the_community_said_otherwise,
);
