//! Two steps that must be two people's are not one person's under two names.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::laws::{done, is, link, step, terms, with_money};

async fn one_person_under_two_names_is_one_person(fixture: &Fixture) {
    let api = with_money(fixture).await;
    // Two names of one officer, one of which is a resident under a third name.
    link(
        &api,
        "L1",
        "same_person",
        "officer:王芳",
        "resident:R05",
        json!("2026-02-28"),
    )
    .await;
    link(&api, "L2", "same_person", "resident:R05", "officer:王小芳", Value::Null).await;
    // Being related makes nobody the same.
    link(&api, "L3", "relative", "officer:王芳", "officer:乙", Value::Null).await;
    let at_once = |date: &str| {
        json!({"ref": "B1", "date": date, "fund": "F1", "resident": "R04", "kind": "cash", "amount": "20",
               "purpose": "取暖", "prepared_by": "王芳", "approved_by": "王小芳"})
    };
    is(
        &api.post("/disbursements", &at_once("2026-02-01")).await,
        "self_approval",
    );
    done(api.post("/disbursements", &at_once("2026-03-01")).await);
    let body = json!({"terms": terms("R03", "10")});
    let application = json!({"ref": "C1", "date": "2026-02-01", "by": "社工", "terms": terms("R03", "10")});
    done(api.post("/cases", &application).await);
    let visit = |other: &str| json!({"visitors": ["王芳", other], "findings": "屋内温度低"});
    is(
        &step(&api, "C1", "visit", "2026-02-01", "社工", visit("王小芳")).await,
        "visitors_required",
    );
    done(step(&api, "C1", "visit", "2026-02-01", "社工", visit("乙")).await);
    done(step(&api, "C1", "prepare", "2026-02-02", "王芳", body).await);
    is(
        &step(&api, "C1", "review", "2026-02-02", "王小芳", json!({})).await,
        "same_person",
    );
    is(
        &step(&api, "C1", "approve", "2026-02-02", "王小芳", json!({})).await,
        "self_approval",
    );
    let approved = done(step(&api, "C1", "approve", "2026-02-02", "乙", json!({})).await);
    let pay = json!({"approved": approved});
    is(
        &step(&api, "C1", "pay", "2026-02-28", "王小芳", pay.clone()).await,
        "self_payment",
    );
    done(step(&api, "C1", "pay", "2026-03-01", "王小芳", pay).await);
    let bill = json!({"ref": "B2", "date": "2026-02-01", "fund": "F1", "resident": "R04", "kind": "bill_payment",
                      "amount": "20", "merchant": "M01", "purpose": "水费", "prepared_by": "甲", "approved_by": "丙"});
    done(api.post("/disbursements", &bill).await);
    let prepared = json!({"ref": "S1", "date": "2026-02-02", "by": "王芳", "merchant": "M01"});
    done(api.post("/settlement-preparations", &prepared).await);
    let approval = |by: &str| json!({"settlement": "S1", "by": by, "date": "2026-02-02"});
    is(
        &api.post("/settlement-approvals", &approval("王小芳")).await,
        "same_person",
    );
    done(api.post("/settlement-approvals", &approval("乙")).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(one_person_under_two_names_is_one_person);
