//! What one person proposes and another confirms.

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

use crate::world::{Got, OWN, World};

async fn ask(world: &World, login: &str, key: &str, path: &str, body: &Value) -> Got {
    world
        .ask_as(world.of(login), ("POST", &format!("{OWN}/{path}")), Some(key), body)
        .await
}

fn is(got: &Got, status: u16, code: &str) {
    assert_eq!((got.status, got.code().as_str()), (status, code), "{}", got.text);
}

/// What was recorded, of a kind.
fn done(got: &Got, kind: &str) -> Value {
    assert_eq!(
        (got.status, got.json()["kind"].as_str()),
        (201, Some(kind)),
        "{}",
        got.text
    );
    got.json()
}

async fn seen(world: &World, path: &str) -> Value {
    let got = world
        .ask("auditor", "GET", &format!("{OWN}/{path}"), &Value::Null)
        .await;
    assert_eq!(got.status, 200, "{}", got.text);
    got.json()
}

async fn bank(world: &World) -> Value {
    let accounts = seen(world, "accounts").await;
    let all = accounts["accounts"].as_array().expect("accounts").clone();
    let of_fund = |account: &&Value| account["kind"] == "bank" && account["fund"].to_string().contains("F1");
    all.iter().find(of_fund).expect("the fund has a bank account")["balance"].clone()
}

fn refund(reference: &str, amount: &str) -> Value {
    json!({"ref": reference, "date": "2026-03-02", "donation": "DON1", "amount": amount, "reason": "捐赠人要求"})
}

async fn what_one_proposes_another_confirms(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let before = bank(&world).await;
    let path = "donation-returns";
    let body = refund("TH1", "100");
    let proposed = done(&ask(&world, "accountant", "1", path, &body).await, "proposed");
    assert_eq!(proposed["ref"], "TH1");
    let text = proposed["document"].to_string();
    assert!(!text.contains("捐赠人要求"), "no free text stands in a record: {text}");
    assert_eq!(bank(&world).await, before, "nothing is done yet");
    let again = ask(&world, "accountant", "1", path, &body).await;
    assert_eq!(
        done(&again, "proposed")["seq"],
        proposed["seq"],
        "the same under the same key"
    );

    // Open ones come first; who proposed, what, and why.
    let listed = seen(&world, "proposals").await;
    let first = &listed["proposals"][0];
    assert_eq!(
        (&first["ref"], &first["state"]),
        (&json!("TH1"), &json!("open")),
        "{listed}"
    );
    assert_eq!(
        (&first["asks"], &first["amount"]),
        (&json!("donation_returned"), &json!("100.00"))
    );
    assert_eq!(first["values"], json!({"by": "accountant", "reason": "捐赠人要求"}));

    // Neither who proposed it, nor who may not approve, confirms it.
    is(
        &ask(&world, "accountant", "2", "proposals/TH1/approve", &json!({})).await,
        403,
        "not_allowed",
    );
    world.grant_also("accountant", Role::Approver).await;
    is(
        &ask(&world, "accountant", "3", "proposals/TH1/approve", &json!({})).await,
        409,
        "same_person",
    );
    is(
        &ask(
            &world,
            "accountant",
            "4",
            "proposals/TH1/reject",
            &json!({"reason": "不必"}),
        )
        .await,
        409,
        "same_person",
    );
    is(
        &ask(&world, "approver", "5", "proposals/TH9/approve", &json!({})).await,
        422,
        "unknown_proposal",
    );

    let confirmed = done(
        &ask(&world, "approver", "6", "proposals/TH1/approve", &json!({})).await,
        "proposal_approved",
    );
    assert_ne!(bank(&world).await, before);
    let made = seen(&world, &format!("records/{}", confirmed["document"]["made"])).await;
    assert_eq!(
        (&made["kind"], &made["ref"]),
        (&json!("donation_returned"), &json!("TH1"))
    );
    let same = ask(&world, "approver", "6", "proposals/TH1/approve", &json!({})).await;
    assert_eq!(done(&same, "proposal_approved")["seq"], confirmed["seq"]);
    for step in ["approve", "reject", "withdraw"] {
        let body = if step == "reject" {
            json!({"reason": "晚了"})
        } else {
            json!({})
        };
        let late = ask(
            &world,
            "approver",
            &format!("late-{step}"),
            &format!("proposals/TH1/{step}"),
            &body,
        )
        .await;
        is(&late, 409, "proposal_closed");
    }
    let one = seen(&world, "proposals/TH1").await;
    assert_eq!(
        (&one["state"], &one["decision"]["made"]),
        (&json!("approved"), &confirmed["document"]["made"])
    );
    assert_eq!(one["decision"]["values"], json!({"by": "approver"}));
    Office::of(fixture).check_sound("qingzhu").await;
}

/// Who confirms knows what: who gave is told to those who say why they look.
async fn whoever_confirms_a_corrected_donation_is_told_whose_it_becomes(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let body = json!({"reversal": {"ref": "GZ1", "of": "donation/DON1", "date": "2026-03-02", "reason": "记错了捐赠人"},
                      "donation": {"ref": "DON9", "date": "2026-01-05", "donor": "李善人", "donor_kind": "person",
                                   "fund": "F1", "amount": "9000", "method": "bank"}});
    done(&ask(&world, "accountant", "1", "corrections", &body).await, "proposed");
    let path = format!("{OWN}/proposals/GZ1");
    let masked = world.ask("approver", "GET", &path, &Value::Null).await;
    assert!(!masked.text.contains("李善人"), "{}", masked.text);
    assert_eq!(masked.json()["amount"], "9000.00", "{}", masked.text);
    let whole = world.revealed("approver", &path, "check").await;
    assert_eq!(whole.json()["values"]["donor"], "李善人", "{}", whole.text);
}

async fn what_cannot_be_done_is_refused_and_stays_open(fixture: &Fixture) {
    let world = World::on(fixture).await;
    // At once, where it never could be done.
    is(
        &ask(&world, "accountant", "1", "donation-returns", &refund("TH1", "9999")).await,
        409,
        "exceeds_donation",
    );
    // Two proposals of the same money: what the second was based on has changed.
    for (key, reference) in [("2", "TH1"), ("3", "TH2")] {
        done(
            &ask(
                &world,
                "accountant",
                key,
                "donation-returns",
                &refund(reference, "6000"),
            )
            .await,
            "proposed",
        );
    }
    done(
        &ask(&world, "approver", "4", "proposals/TH1/approve", &json!({})).await,
        "proposal_approved",
    );
    let changed = ask(&world, "approver", "5", "proposals/TH2/approve", &json!({})).await;
    is(&changed, 409, "exceeds_donation");
    assert_eq!(seen(&world, "proposals/TH2").await["state"], "open");
    is(
        &ask(&world, "approver", "6", "proposals/TH2/reject", &json!({})).await,
        422,
        "invalid_request",
    );
    let rejected = ask(
        &world,
        "approver",
        "7",
        "proposals/TH2/reject",
        &json!({"reason": "已退还"}),
    )
    .await;
    done(&rejected, "proposal_rejected");
    let one = seen(&world, "proposals/TH2").await;
    assert_eq!(
        (&one["state"], &one["decision"]["values"]["reason"]),
        (&json!("rejected"), &json!("已退还"))
    );
    // The same reference is free again, under a name of its own.
    let anew = done(
        &ask(&world, "accountant", "8", "donation-returns", &refund("TH2", "10")).await,
        "proposed",
    );
    assert_ne!(anew["ref"], "TH2");
    // Whoever proposed it gives it up, and nobody else.
    let own = format!("proposals/{}/withdraw", anew["ref"].as_str().expect("a reference"));
    is(
        &ask(&world, "fund_administrator", "9", &own, &json!({})).await,
        422,
        "not_yourself",
    );
    done(
        &ask(&world, "accountant", "10", &own, &json!({})).await,
        "proposal_withdrawn",
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn each_of_two_people_does_nothing_alone(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let approver = |path: &'static str, body: Value| (path, body);
    for (at, (path, body)) in [
        approver(
            "reversals",
            json!({"ref": "A1", "of": "redemption/HX1", "date": "2026-03-02", "reason": "错"}),
        ),
        approver("donation-returns", refund("A2", "1")),
        approver(
            "opening-balances",
            json!({"ref": "A4", "date": "2026-01-01", "fund": "F2", "item": "bank", "amount": "5"}),
        ),
        approver("closings", json!({"ref": "A5", "span": "year", "day": "2025-12-31"})),
    ]
    .into_iter()
    .enumerate()
    {
        let got = ask(&world, "approver", &format!("a{at}"), path, &body).await;
        assert!(
            got.json()["kind"] == "proposed" || got.status >= 400,
            "{path}: {}",
            got.text
        );
        if got.status == 201 {
            let own = format!("proposals/{}/approve", got.json()["ref"].as_str().expect("a reference"));
            is(
                &ask(&world, "approver", &format!("b{at}"), &own, &json!({})).await,
                409,
                "same_person",
            );
        }
    }
    // A second approver confirms; a correction of stock names who is to.
    let found = json!({"ref": "PY1", "date": "2026-03-02", "fund": "F1", "goods": [{"item": "RICE", "quantity": 2, "value": "60"}],
                       "reason": "盘点", "approved_by": "approver"});
    let gift = json!({"ref": "SW1", "date": "2026-03-01", "donor": "捐赠人乙", "donor_kind": "person", "fund": "F1",
                      "goods": [{"item": "RICE", "name": "大米", "unit": "袋", "quantity": 5, "value": "150",
                                 "basis": "invoice", "evidence": "发票1"}]});
    let given = ask(&world, "fund_administrator", "g", "goods-donations", &gift).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let proposed = done(&ask(&world, "accountant", "c", "stock-finds", &found).await, "proposed");
    let path = format!("proposals/{}/approve", proposed["ref"].as_str().expect("a reference"));
    done(
        &ask(&world, "approver", "d", &path, &json!({})).await,
        "proposal_approved",
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn nobody_confirms_what_their_own_shop_gets(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive_as_approver_and("linked", Role::MerchantStaff).await;
    let wrong = json!({"ref": "CX1", "of": "redemption/HX1", "date": "2026-07-01", "reason": "退货"});
    // Whoever is of a shop hears of it what a shop hears.
    is(
        &ask(&world, "linked", "1", "reversals", &wrong).await,
        409,
        "not_available",
    );
    done(&ask(&world, "accountant", "1", "reversals", &wrong).await, "proposed");
    let by = |name: &str| json!({"by": name});
    let confirm = "proposals/CX1/approve";
    is(
        &ask(&world, "linked", "2", confirm, &by("linked")).await,
        409,
        "conflict_of_interest",
    );
    done(
        &ask(&world, "approver", "3", confirm, &by("approver")).await,
        "proposal_approved",
    );
}

/// What was proposed of somebody and never done goes with them, and so does why it was refused.
async fn what_was_never_done_goes_with_whom_it_was_about(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    let claim = json!({"ref": "HX5", "at": "2026-02-10T10:00:00+08:00", "merchant": "M01", "resident": "R03",
                       "discount": "D01", "bill": "50"});
    let path = format!("{OWN}/redemptions");
    assert_eq!(world.office("POST", &path, Some("HX5"), &claim).await.status, 201);
    let wrong = |reference: &str, of: &str| json!({"ref": reference, "of": format!("redemption/{of}"), "date": "2026-03-02", "reason": "顾客退货"});
    for (reference, of) in [("CX5", "HX5"), ("CX6", "HX5"), ("CX7", "HX5"), ("CX8", "HX1")] {
        let got = ask(&world, "accountant", reference, "reversals", &wrong(reference, of)).await;
        done(&got, "proposed");
    }
    let refused = json!({"reason": "三号没有退货"});
    done(
        &ask(&world, "approver", "1", "proposals/CX5/reject", &refused).await,
        "proposal_rejected",
    );
    done(
        &ask(&world, "accountant", "2", "proposals/CX6/withdraw", &json!({})).await,
        "proposal_withdrawn",
    );
    fixture.clock.set(moment("2057-01-01 09:00"));
    for login in ["approver", "auditor"] {
        world.sign_in(login).await;
    }
    let erased = ask(&world, "approver", "3", "erasures", &json!({"resident": "R03"})).await;
    done(&erased, "resident_erased");
    let mut raw = fixture.raw().await;
    let mut values = async |references: &str| {
        let sql = format!(
            "SELECT count(*) FROM private_value WHERE (community, seq) IN (SELECT community, seq FROM record \
             WHERE kind LIKE 'propos%' AND reference IN ({references}))"
        );
        raw.number(&sql).await
    };
    assert_eq!(values("'CX5', 'CX6', 'CX7'").await, 0);
    assert_eq!(values("'CX8'").await, 2, "what is another's stays");
    // What is not known any more can be confirmed by nobody.
    is(
        &ask(&world, "approver", "4", "proposals/CX7/approve", &json!({})).await,
        422,
        "unknown_proposal",
    );
    for reference in ["CX5", "CX6", "CX7"] {
        let text = seen(&world, &format!("proposals/{reference}")).await.to_string();
        assert!(!text.contains("退货") && !text.contains("R03"), "{text}");
    }
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    what_one_proposes_another_confirms,
    whoever_confirms_a_corrected_donation_is_told_whose_it_becomes,
    what_cannot_be_done_is_refused_and_stays_open,
    each_of_two_people_does_nothing_alone,
    nobody_confirms_what_their_own_shop_gets,
    what_was_never_done_goes_with_whom_it_was_about,
);
mod fewer;
mod given_back;
