//! What a community's settings rule: which steps help must take, and which it must not.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::{Api, Got};
use super::laws::{done, is, set, step, terms, with_money};

async fn apply(api: &Api, case: &str, day: &str, resident: &str, amount: &str) -> Got {
    let body = json!({"ref": case, "date": day, "by": "社工", "terms": terms(resident, amount)});
    api.post("/cases", &body).await
}

fn visitors() -> Value {
    json!({"visitors": ["社工", "网格员"], "findings": "屋内温度低"})
}

fn minutes() -> Value {
    json!({"approval": {"minutes": "2026-2", "votes_for": 3, "votes_against": 0}})
}

/// Help of an amount, with every step before its approval; answers the approval.
async fn approved(api: &Api, case: &str, amount: &str, approval: Value) -> Value {
    done(apply(api, case, "2026-02-01", "R01", amount).await);
    done(step(api, case, "visit", "2026-02-02", "社工", visitors()).await);
    done(step(api, case, "prepare", "2026-02-02", "甲", json!({})).await);
    done(step(api, case, "review", "2026-02-02", "丁", json!({})).await);
    done(step(api, case, "approve", "2026-02-02", "乙", approval).await)
}

async fn every_step_that_is_switched_on_comes_in_its_place(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let of = |resident: &str| json!({"terms": terms(resident, "10")});
    // Until the community has said how, nothing but preparing, approving and paying must be.
    done(step(&api, "C0", "prepare", "2026-02-01", "甲", of("R03")).await);
    set(&api, json!({"off": []})).await;
    // What was prepared before goes on; the step before approving is missing.
    let early = step(&api, "C0", "approve", "2026-02-01", "乙", json!({})).await;
    is(&early, "step_missing");
    let unasked = step(&api, "C1", "prepare", "2026-02-01", "甲", of("R01")).await;
    is(&unasked, "step_missing");
    done(apply(&api, "C1", "2026-02-01", "R01", "10").await);
    let unvisited = step(&api, "C1", "prepare", "2026-02-01", "甲", json!({})).await;
    is(&unvisited, "step_missing");
    done(step(&api, "C1", "visit", "2026-02-02", "社工", visitors()).await);
    done(step(&api, "C1", "prepare", "2026-02-02", "甲", json!({})).await);
    let unseen = step(&api, "C1", "approve", "2026-02-02", "乙", json!({})).await;
    is(&unseen, "step_missing");
    done(step(&api, "C1", "review", "2026-02-02", "丁", json!({})).await);
    done(step(&api, "C1", "approve", "2026-02-02", "乙", json!({})).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn much_money_needs_minutes(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let off = ["apply", "visit", "review", "posting", "sign"];
    set(&api, json!({"off": off, "minutes_above": "50"})).await;
    let terms = json!({"terms": terms("R01", "60")});
    done(step(&api, "C1", "prepare", "2026-02-02", "甲", terms).await);
    let approve = async |approval| step(&api, "C1", "approve", "2026-02-02", "乙", approval).await;
    is(&approve(json!({})).await, "minutes_required");
    // What is asked for with the step cannot raise the community's limit.
    let lax = json!({"approval": {"minutes_above": "1000"}});
    is(&approve(lax).await, "minutes_required");
    done(approve(minutes()).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_was_approved_is_posted_before_it_is_paid(fixture: &Fixture) {
    let api = with_money(fixture).await;
    set(&api, json!({"off": [], "posting_days": 3})).await;
    let pay = json!({"approved": approved(&api, "C1", "60", json!({})).await});
    let unposted = step(&api, "C1", "pay", "2026-02-09", "丙", pay.clone()).await;
    is(&unposted, "step_missing");
    let short = step(&api, "C1", "post", "2026-02-02", "社工", json!({"days": 2})).await;
    is(&short, "posting_too_short");
    done(step(&api, "C1", "post", "2026-02-02", "社工", json!({})).await);
    let early = step(&api, "C1", "pay", "2026-02-04", "丙", pay.clone()).await;
    is(&early, "posting_open");
    let detail = early.body["detail"].as_str().expect("a text");
    assert!(detail.contains("2026-02-05"), "{early:?}");
    done(step(&api, "C1", "pay", "2026-02-05", "丙", pay.clone()).await);
    // What the bank sent back was posted already.
    done(step(&api, "C1", "return", "2026-02-06", "丙", json!({"reason": "账号有误"})).await);
    done(step(&api, "C1", "pay", "2026-02-06", "丙", pay).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_step_that_is_switched_off_is_not_taken(fixture: &Fixture) {
    let api = with_money(fixture).await;
    set(&api, json!({"off": ["posting"]})).await;
    let paid = json!({"approved": approved(&api, "C1", "60", json!({})).await});
    done(step(&api, "C1", "pay", "2026-02-05", "丙", paid).await);

    let off = ["apply", "visit", "review", "posting", "sign"];
    set(&api, json!({"off": off, "posting_days": 3})).await;
    let taken = async |case, name, more| step(&api, case, name, "2026-03-01", "丁", more).await;
    is(&apply(&api, "C2", "2026-03-01", "R04", "10").await, "step_switched_off");
    is(&taken("C1", "sign", json!({})).await, "step_switched_off");
    let terms = json!({"terms": terms("R04", "10")});
    done(step(&api, "C2", "prepare", "2026-03-01", "甲", terms).await);
    is(&taken("C2", "review", json!({})).await, "step_switched_off");
    let approved = done(step(&api, "C2", "approve", "2026-03-01", "乙", json!({})).await);
    is(&taken("C2", "post", json!({})).await, "step_switched_off");
    done(step(&api, "C2", "pay", "2026-03-01", "丙", json!({"approved": approved})).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn papers_come_in_time(fixture: &Fixture) {
    let api = with_money(fixture).await;
    set(&api, json!({"off": ["visit", "review"], "papers_days": 10})).await;
    let urgent = |papers_by: &str| {
        json!({"ref": "C1", "date": "2026-02-01", "by": "乙", "terms": terms("R01", "60"),
               "urgent": {"paid_by": "丙", "papers_by": papers_by, "reason": "断暖"}})
    };
    is(&api.post("/cases", &urgent("2026-02-12")).await, "papers_too_late");
    done(api.post("/cases", &urgent("2026-02-11")).await);
    let case = api.get("/cases/C1").await;
    assert_eq!(
        case.body["open_papers"],
        json!(["disbursement_prepared", "disbursement_signed"]),
        "{case:?}"
    );
}

async fn a_payment_that_came_back_excuses_no_steps(fixture: &Fixture) {
    let api = with_money(fixture).await;
    set(&api, json!({"off": [], "posting_days": 3, "papers_days": 5})).await;
    let urgent = json!({"ref": "C1", "date": "2026-02-01", "by": "乙", "terms": terms("R01", "10"),
                        "urgent": {"paid_by": "丙", "papers_by": "2026-02-05", "reason": "断暖"}});
    done(api.post("/cases", &urgent).await);
    let approved = api.get("/cases/C1").await.body["approved"].clone();
    done(step(&api, "C1", "return", "2026-02-02", "丙", json!({"reason": "账号有误"})).await);
    let again = step(&api, "C1", "pay", "2026-02-20", "丙", json!({"approved": approved})).await;
    is(&again, "wrong_state");
    for terms in [
        json!({}),
        json!({"terms": terms("R04", "50")}),
        json!({"terms": terms("R01", "10")}),
    ] {
        is(
            &step(&api, "C1", "prepare", "2026-02-20", "甲", terms).await,
            "step_missing",
        );
    }
    done(apply(&api, "C1", "2026-02-20", "R01", "10").await);
    is(
        &step(&api, "C1", "prepare", "2026-02-20", "甲", json!({})).await,
        "step_missing",
    );
    done(step(&api, "C1", "visit", "2026-02-20", "社工", visitors()).await);
    done(step(&api, "C1", "prepare", "2026-02-20", "甲", json!({})).await);
    is(
        &step(&api, "C1", "approve", "2026-02-20", "乙", json!({})).await,
        "step_missing",
    );
    done(step(&api, "C1", "review", "2026-02-20", "丁", json!({})).await);
    let approved = done(step(&api, "C1", "approve", "2026-02-20", "乙", json!({})).await);
    let pay = json!({"approved": approved});
    is(
        &step(&api, "C1", "pay", "2026-02-24", "丙", pay.clone()).await,
        "step_missing",
    );
    done(step(&api, "C1", "post", "2026-02-20", "社工", json!({})).await);
    done(step(&api, "C1", "pay", "2026-02-24", "丙", pay).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_was_asked_for_and_seen_counts_for_that_resident_alone(fixture: &Fixture) {
    let api = with_money(fixture).await;
    set(&api, json!({"off": ["posting"]})).await;
    done(apply(&api, "C1", "2026-02-01", "R04", "10").await);
    done(step(&api, "C1", "visit", "2026-02-02", "社工", visitors()).await);
    let of = |resident: &str| json!({"terms": terms(resident, "50")});
    let other = step(&api, "C1", "prepare", "2026-02-02", "甲", of("R03")).await;
    is(&other, "step_missing");
    // Another amount for the same resident is the office's to decide.
    done(step(&api, "C1", "prepare", "2026-02-02", "甲", of("R04")).await);
    let other = step(&api, "C1", "prepare", "2026-02-02", "甲", of("R03")).await;
    is(&other, "step_missing");
    set(&api, json!({"off": ["apply", "visit", "posting"]})).await;
    done(step(&api, "C1", "prepare", "2026-02-02", "甲", of("R03")).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_refusal_names_the_steps_that_may_be_taken_now(fixture: &Fixture) {
    let api = with_money(fixture).await;
    set(&api, json!({"off": []})).await;
    approved(&api, "C1", "10", json!({})).await;
    let visited = step(&api, "C1", "visit", "2026-02-03", "社工", visitors()).await;
    is(&visited, "wrong_state");
    assert_eq!(visited.body["facts"]["next"], "prepare, post, cancel", "{visited:?}");
    done(apply(&api, "C2", "2026-02-01", "R03", "10").await);
    let early = step(&api, "C2", "approve", "2026-02-03", "乙", json!({})).await;
    is(&early, "wrong_state");
    assert_eq!(early.body["facts"]["next"], "visit, reject, cancel", "{early:?}");
}

async fn settings_that_limit_to_less_than_nothing_are_refused(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let now = api.get("").await;
    let put = async |settings: Value| {
        let body = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
        api.put("", now.etag.as_deref(), &body).await
    };
    for (settings, code) in [
        (json!({"off": [], "minutes_above": "-1"}), "invalid_amount"),
        (json!({"off": ["apply", "apply"]}), "duplicate_field"),
    ] {
        let got = put(settings).await;
        assert_eq!(
            (got.status, &got.body["errors"][0]["code"]),
            (422, &json!(code)),
            "{got:?}"
        );
    }
    done(
        step(
            &api,
            "C1",
            "prepare",
            "2026-02-01",
            "甲",
            json!({"terms": terms("R01", "10")}),
        )
        .await,
    );
    let lax = json!({"approval": {"minutes_above": "-5"}});
    let got = step(&api, "C1", "approve", "2026-02-01", "乙", lax).await;
    assert_eq!(
        (got.status, &got.body["errors"][0]["code"]),
        (422, &json!("invalid_amount")),
        "{got:?}"
    );
    // A wrong number of the approval is told as such.
    let approved = done(step(&api, "C1", "approve", "2026-02-01", "乙", json!({})).await);
    let got = step(&api, "C1", "pay", "2026-02-01", "丙", json!({"approved": 1})).await;
    is(&got, "approval_stale");
    assert_eq!(got.body["facts"]["approval"], approved.to_string(), "{got:?}");
}

on_both!(
    settings_that_limit_to_less_than_nothing_are_refused,
    a_payment_that_came_back_excuses_no_steps,
    what_was_asked_for_and_seen_counts_for_that_resident_alone,
    a_refusal_names_the_steps_that_may_be_taken_now,
    every_step_that_is_switched_on_comes_in_its_place,
    much_money_needs_minutes,
    what_was_approved_is_posted_before_it_is_paid,
    a_step_that_is_switched_off_is_not_taken,
    papers_come_in_time,
);
