//! What links, agents, donors and branches rule.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::{Api, Got};

pub(super) async fn with_money(fixture: &Fixture) -> Api {
    let api = Api::of(fixture).await;
    let gift = json!({"ref": "JZ1", "date": "2026-01-01", "donor": "甲", "donor_kind": "person", "fund": "F1",
                      "amount": "1000", "method": "bank"});
    assert_eq!(api.post("/donations", &gift).await.status, 201);
    api
}

pub(super) async fn set(api: &Api, settings: Value) {
    let now = api.get("").await;
    let body = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
    let done = api.put("", now.etag.as_deref(), &body).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert_eq!(api.get("").await.body["settings"]["off"], settings_off(&body));
}

fn settings_off(body: &Value) -> Value {
    body["settings"]["off"].clone()
}

pub(super) fn terms(resident: &str, amount: &str) -> Value {
    json!({"fund": "F1", "resident": resident, "kind": "cash", "amount": amount, "purpose": "取暖"})
}

pub(super) async fn step(api: &Api, case: &str, step: &str, day: &str, by: &str, more: Value) -> Got {
    let mut body = json!({"date": day, "by": by});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    api.post(&format!("/cases/{case}/{step}"), &body).await
}

pub(super) fn is(got: &Got, code: &str) {
    assert_eq!(got.body["code"], code, "{got:?}");
}

pub(super) fn done(got: Got) -> Value {
    assert_eq!(got.status, 201, "{got:?}");
    got.body["seq"].clone()
}

pub(super) async fn link(api: &Api, code: &str, kind: &str, one: &str, other: &str, to: Value) {
    let body = json!({"code": code, "kind": kind, "one": one, "other": other, "from": "2026-01-01", "to": to});
    done(api.post("/links", &body).await);
}

async fn a_link_or_agent_that_has_begun_is_not_moved_out_of_the_way(fixture: &Fixture) {
    let api = with_money(fixture).await;
    link(&api, "L1", "same_person", "officer:甲", "officer:乙", Value::Null).await;
    let agent = json!({"code": "A1", "resident": "R01", "relation": "guardian", "name": "代办", "consent": "授权书",
                       "from": "2026-01-01"});
    done(api.post("/agents", &agent).await);
    for path in ["/registers/links/L1", "/registers/agents/A1"] {
        let now = api.get(path).await;
        let moved = async |name: &str, day: &str| {
            let mut body = now.body.clone();
            body[name] = json!(day);
            api.put(path, now.etag.as_deref(), &body).await
        };
        for (name, day) in [("from", "2027-01-01"), ("from", "2026-01-02"), ("to", "2026-01-02")] {
            let got = moved(name, day).await;
            is(&got, "days_fixed");
            assert_eq!(got.body["facts"]["column"], name, "{got:?}");
        }
        let earliest = moved("to", "2026-01-02").await.body["facts"]["earliest"].clone();
        let today = moved("to", earliest.as_str().expect("a day")).await;
        assert_eq!(today.status, 200, "{today:?}");
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
    is(
        &step(&api, "C1", "approve", "2026-02-01", "乙", json!({})).await,
        "self_approval",
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn nobody_decides_for_themself_or_theirs(fixture: &Fixture) {
    let api = with_money(fixture).await;
    link(&api, "L1", "owner", "officer:店主", "merchant:M01", Value::Null).await;
    // R01 and R02 share a household.
    link(&api, "L2", "same_person", "officer:王芳", "resident:R01", Value::Null).await;
    link(
        &api,
        "L3",
        "relative",
        "officer:李雷",
        "resident:R03",
        json!("2026-02-28"),
    )
    .await;
    link(&api, "L4", "owner", "resident:R01", "merchant:M02", Value::Null).await;
    for (resident, by) in [("R01", "王芳"), ("R02", "王 芳"), ("R03", "李雷")] {
        let body = json!({"terms": terms(resident, "10")});
        is(
            &step(&api, "C1", "prepare", "2026-02-01", by, body).await,
            "conflict_of_interest",
        );
    }
    let bill = |merchant: &str| {
        json!({"terms": {"fund": "F1", "resident": "R04", "kind": "bill_payment", "amount": "10", "purpose": "取暖",
                         "merchant": merchant}})
    };
    is(
        &step(&api, "C1", "prepare", "2026-02-01", "店主", bill("M01")).await,
        "conflict_of_interest",
    );
    is(
        &step(&api, "C1", "prepare", "2026-02-01", "王芳", bill("M02")).await,
        "conflict_of_interest",
    );
    // Who prepares, approves and pays are all looked at, and links end.
    done(
        step(
            &api,
            "C1",
            "prepare",
            "2026-02-01",
            "甲",
            json!({"terms": terms("R03", "10")}),
        )
        .await,
    );
    is(
        &step(&api, "C1", "approve", "2026-02-01", "李雷", json!({})).await,
        "conflict_of_interest",
    );
    let approved = done(step(&api, "C1", "approve", "2026-02-01", "乙", json!({})).await);
    let pay = json!({"approved": approved});
    is(
        &step(&api, "C1", "pay", "2026-02-28", "李雷", pay.clone()).await,
        "conflict_of_interest",
    );
    done(step(&api, "C1", "pay", "2026-03-01", "李雷", pay).await);
    let at_once = |prepared: &str| {
        json!({"ref": "B1", "date": "2026-02-01", "fund": "F1", "resident": "R04", "kind": "bill_payment",
               "amount": "20", "merchant": "M01", "purpose": "取暖", "prepared_by": prepared, "approved_by": "乙"})
    };
    is(
        &api.post("/disbursements", &at_once("店主")).await,
        "conflict_of_interest",
    );
    done(api.post("/disbursements", &at_once("甲")).await);
    let settle = |by: &str| json!({"ref": "S1", "date": "2026-03-01", "by": by, "merchant": "M01"});
    is(
        &api.post("/settlement-preparations", &settle("店主")).await,
        "conflict_of_interest",
    );
    done(api.post("/settlement-preparations", &settle("甲")).await);
    let by = |by: &str| json!({"settlement": "S1", "by": by, "date": "2026-03-01"});
    let approval = |by: &str| json!({"settlement": "S1", "by": by, "date": "2026-03-01"});
    is(
        &api.post("/settlement-approvals", &approval("店主")).await,
        "conflict_of_interest",
    );
    done(api.post("/settlement-approvals", &approval("乙")).await);
    is(
        &api.post("/settlement-payments", &by("店主")).await,
        "conflict_of_interest",
    );
    done(api.post("/settlement-payments", &by("丙")).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn agents_sign_while_they_may(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let agent = |code: &str, resident: &str| {
        json!({"code": code, "resident": resident, "relation": "guardian", "name": "李四", "consent": "WT-1",
               "from": "2026-01-01", "to": "2026-02-28"})
    };
    done(api.post("/agents", &agent("A1", "R01")).await);
    done(api.post("/agents", &agent("A2", "R02")).await);
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
    let approved = done(step(&api, "C1", "approve", "2026-02-01", "乙", json!({})).await);
    done(step(&api, "C1", "pay", "2026-02-01", "丙", json!({"approved": approved})).await);
    let sign = |day: &'static str, agent: &'static str| step(&api, "C1", "sign", day, "丙", json!({"agent": agent}));
    is(&sign("2026-02-02", "A9").await, "unknown_agent");
    is(&sign("2026-02-02", "A2").await, "agent_not_valid");
    is(&sign("2026-03-01", "A1").await, "agent_not_valid");
    let both = step(
        &api,
        "C1",
        "sign",
        "2026-02-02",
        "丙",
        json!({"agent": "A1", "instead": "邻居"}),
    )
    .await;
    assert_eq!(both.status, 422, "{both:?}");
    done(sign("2026-02-02", "A1").await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn donors_and_branches_are_named_by_code(fixture: &Fixture) {
    let api = with_money(fixture).await;
    done(
        api.post(
            "/donors",
            &json!({"code": "J01", "kind": "company", "name": "青竹热力", "to": "2026-02-28"}),
        )
        .await,
    );
    let gift = |reference: &str, day: &str, donor: &str| json!({"ref": reference, "date": day, "donor_code": donor, "fund": "F1", "amount": "5", "method": "bank"});
    is(
        &api.post("/donations", &gift("G1", "2026-02-01", "J09")).await,
        "unknown_donor",
    );
    is(
        &api.post("/donations", &gift("G1", "2026-03-01", "J01")).await,
        "donor_ended",
    );
    let given = api.post("/donations", &gift("G1", "2026-02-01", "J01")).await;
    assert_eq!(given.body["document"]["donor_kind"], "organisation", "{given:?}");
    let mut both = gift("G2", "2026-02-01", "J01");
    both["donor"] = json!("甲");
    assert_eq!(api.post("/donations", &both).await.status, 422);

    let branch = |code: &str, merchant: &str| {
        json!({"code": code, "merchant": merchant, "name": "二店", "address": "青竹路 2 号", "from": "2026-01-01",
               "to": "2026-02-28"})
    };
    done(api.post("/branches", &branch("M01-2", "M01")).await);
    done(api.post("/branches", &branch("M02-2", "M02")).await);
    let claim = |at: &str, branch: &str| {
        json!({"ref": "H1", "at": at, "merchant": "M01", "resident": "R03", "discount": "D01", "bill": "20",
               "branch": branch})
    };
    let (then, later) = ("2026-02-01T10:00:00+08:00", "2026-03-01T10:00:00+08:00");
    is(&api.post("/redemptions", &claim(then, "M09-2")).await, "unknown_branch");
    is(
        &api.post("/redemptions", &claim(then, "M02-2")).await,
        "branch_not_active",
    );
    is(
        &api.post("/redemptions", &claim(later, "M01-2")).await,
        "branch_not_active",
    );
    let redeemed = api.post("/redemptions", &claim(then, "M01-2")).await;
    assert_eq!(redeemed.body["document"]["branch"], "M01-2", "{redeemed:?}");
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    a_link_or_agent_that_has_begun_is_not_moved_out_of_the_way,
    nobody_decides_for_themself_or_theirs,
    agents_sign_while_they_may,
    donors_and_branches_are_named_by_code,
);
