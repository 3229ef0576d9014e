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

xiaonuan_tests::on_both!(nobody_lowers_alone_how_many_approve,);
