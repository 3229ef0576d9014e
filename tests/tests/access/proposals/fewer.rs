//! That fewer people approve is proposed and confirmed as well.

use super::{ask, done, is};
use crate::world::OWN;
use crate::world::World;
use serde_json::Value;
use serde_json::json;
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

async fn community(world: &World) -> Value {
    world.ask("auditor", "GET", OWN, &Value::Null).await.json()
}

/// Who sets how many approve, and approves as well, is not two people by lowering it first.
async fn nobody_lowers_alone_how_many_approve(fixture: &Fixture) {
    let world = World::on(fixture).await;
    world.grant_also("fund_administrator", Role::Approver).await;
    let bands = async |login: &str, of: Value| {
        let row = world.ask("auditor", "GET", OWN, &Value::Null).await;
        let settings = json!({"off": ["review", "posting", "sign"], "second_factor_optional": true, "help_bands": of});
        let edit = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
        world
            .ask_as(world.of(login), ("PUT", OWN), row.etag.as_deref(), &edit)
            .await
    };
    let band = |from: &str, approvers: u8| json!({"from": from, "approvers": approvers});
    let more = bands("fund_administrator", json!([band("0", 1), band("100", 2)])).await;
    assert_eq!(
        (more.status, more.json()["kind"].as_str()),
        (200, Some("community_changed")),
        "{}",
        more.text
    );
    for (fewer, next) in [
        (json!([band("0", 1), band("5000", 2)]), "reject"),
        (json!([band("0", 1)]), "withdraw"),
        (json!([]), "approve"),
    ] {
        let before = community(&world).await;
        let proposed = bands("fund_administrator", fewer.clone()).await;
        assert!(proposed.etag.is_none(), "the row stays as it was");
        let proposed = done(&proposed, "proposed");
        assert_eq!(
            community(&world).await["settings"],
            before["settings"],
            "nothing is done yet"
        );
        let path = |step: &str| format!("proposals/{}/{step}", proposed["ref"].as_str().expect("a reference"));
        let own = ask(
            &world,
            "fund_administrator",
            &format!("own-{next}"),
            &path("approve"),
            &json!({}),
        )
        .await;
        is(&own, 409, "same_person");
        let (by, body) = match next {
            "withdraw" => ("fund_administrator", json!({})),
            "reject" => ("approver", json!({"reason": "不同意"})),
            _ => ("approver", json!({})),
        };
        let decided = ask(&world, by, next, &path(next), &body).await;
        assert_eq!(decided.status, 201, "{}", decided.text);
        let after = community(&world).await["settings"].clone();
        assert_eq!(after != before["settings"], next == "approve", "{after}");
    }
    // A proposal of a state is no change of it: others go on changing it, and then it has passed.
    let more = bands("fund_administrator", json!([band("0", 2)])).await;
    assert_eq!(more.status, 200, "{}", more.text);
    let fewer = done(&bands("fund_administrator", json!([band("0", 1)])).await, "proposed");
    let three = bands("fund_administrator", json!([band("0", 3)])).await;
    assert_eq!(three.status, 200, "{}", three.text);
    let path = format!("proposals/{}/approve", fewer["ref"].as_str().expect("a reference"));
    is(
        &ask(&world, "approver", "late", &path, &json!({})).await,
        412,
        "changed_meanwhile",
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

/// Steps and the second factor are given up by two people, as soon as there are two.
async fn nobody_gives_up_steps_or_the_second_factor_alone(fixture: &Fixture) {
    let world = World::on(fixture).await;
    world.needs_second_factor(true).await;
    let set = async |login: &str, path: &str, settings: Value| {
        let row = world.ask(login, "GET", path, &Value::Null).await;
        let edit = json!({"name": "社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
        world
            .ask_as(world.of(login), ("PUT", path), row.etag.as_deref(), &edit)
            .await
    };
    let off = json!(["review", "posting", "sign"]);
    for settings in [
        json!({"off": off, "second_factor_optional": true}),
        json!({"off": ["visit", "review", "posting", "sign"]}),
        json!({"off": off, "steps_optional": true}),
    ] {
        let before = community(&world).await;
        let proposed = set("fund_administrator", OWN, settings.clone()).await;
        done(&proposed, "proposed");
        assert_eq!(community(&world).await["settings"], before["settings"], "{settings}");
    }
    let stricter = set(
        "fund_administrator",
        OWN,
        json!({"off": ["sign"], "minutes_above": "100"}),
    )
    .await;
    assert_eq!(stricter.status, 200, "what asks for more is set: {}", stricter.text);
    // A community that begins is set up by one person, and changed until somebody else approves there.
    let new = json!({"code": "xinju", "name": "社区", "district": "示范区", "timezone": "Asia/Shanghai",
                     "keeper": "legal_person"});
    assert_eq!(
        world.ask("operator", "POST", "/api/v1/communities", &new).await.status,
        201
    );
    let path = "/api/v1/communities/xinju";
    let grant = async |by: &str, code: &str, login: &str, role: Role| {
        let grant = json!({"code": code, "user": world.user(login).to_string(), "name": login, "role": role,
                           "from": "2026-01-01"});
        let got = world
            .ask_as(world.of(by), ("POST", &format!("{path}/grants")), None, &grant)
            .await;
        assert_eq!(got.status, 201, "{}", got.text);
    };
    grant("operator", "G1", "stranger", Role::FundAdministrator).await;
    grant("stranger", "G2", "stranger", Role::Approver).await;
    for settings in [
        json!({"off": [], "second_factor_optional": true}),
        json!({"off": ["sign"], "second_factor_optional": true}),
    ] {
        let got = set("stranger", path, settings).await;
        assert_eq!(got.status, 200, "{}", got.text);
    }
    grant("stranger", "G3", "approver", Role::Approver).await;
    let got = set(
        "stranger",
        path,
        json!({"off": ["sign", "visit"], "second_factor_optional": true}),
    )
    .await;
    done(&got, "proposed");
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    nobody_lowers_alone_how_many_approve,
    nobody_gives_up_steps_or_the_second_factor_alone,
);
