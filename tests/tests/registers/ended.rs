//! Funds and residents end: after their last day nothing new begins, and what was promised is kept.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::Api;
use super::laws::{done, is, with_money};

/// Sets the last day of a row.
async fn ends(api: &Api, row: &str, to: Option<&str>) {
    let read = api.get(row).await;
    let mut edit = read.body.clone();
    edit["to"] = json!(to);
    let put = api.put(row, read.etag.as_deref(), &edit).await;
    assert_eq!(put.status, 200, "{put:?}");
    assert_eq!(api.get(row).await.body["to"], json!(to));
}

fn gift(reference: &str, date: &str, fund: &str) -> Value {
    json!({"ref": reference, "date": date, "donor": "甲", "donor_kind": "person", "fund": fund, "amount": "10",
           "method": "bank"})
}

fn goods(reference: &str, date: &str) -> Value {
    json!({"ref": reference, "date": date, "donor": "甲", "donor_kind": "person", "fund": "F1",
           "goods": [{"item": "rice", "name": "大米", "unit": "袋", "quantity": 2, "value": "20", "basis": "market",
                      "evidence": "超市标价"}]})
}

fn help(reference: &str, date: &str, resident: &str) -> Value {
    json!({"ref": reference, "date": date, "fund": "F1", "resident": resident, "kind": "cash", "amount": "10",
           "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙"})
}

fn claim(reference: &str, at: &str, merchant: &str, resident: &str, rest: Value) -> Value {
    let mut claim = json!({"ref": reference, "at": format!("{at}T10:00:00+08:00"), "merchant": merchant,
                           "resident": resident, "bill": "20"});
    for (name, value) in rest.as_object().into_iter().flatten() {
        claim[name] = value.clone();
    }
    claim
}

fn terms(resident: &str) -> Value {
    json!({"fund": "F1", "resident": resident, "kind": "cash", "amount": "10", "purpose": "取暖"})
}

async fn step(api: &Api, case: &str, step: &str, date: &str, by: &str, more: Value) -> super::api::Got {
    let mut body = json!({"date": date, "by": by});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    api.post(&format!("/cases/{case}/{step}"), &body).await
}

const LAST: &str = "2026-02-10";
const AFTER: &str = "2026-02-11";

async fn a_fund_that_has_ended_takes_nothing_new(fixture: &Fixture) {
    let api = with_money(fixture).await;
    for fund in ["U1", "U2"] {
        let fund = json!({"code": fund, "name": fund, "purpose": "帮扶", "restricted": false});
        done(api.post("/funds", &fund).await);
    }
    done(api.post("/donations", &gift("G0", "2026-01-02", "U1")).await);
    let voucher = json!({"ref": "V1", "date": "2026-02-01", "fund": "F1", "resident": "R03", "kind": "voucher",
                         "amount": "15", "purpose": "取暖", "expires_on": "2026-03-31",
                         "prepared_by": "甲", "approved_by": "乙"});
    done(api.post("/disbursements", &voucher).await);
    for case in ["C1", "C2"] {
        done(
            step(
                &api,
                case,
                "prepare",
                "2026-02-02",
                "甲",
                json!({"terms": terms("R05")}),
            )
            .await,
        );
    }
    let reason = json!({"approval": {"duplicate_reason": "两处漏水"}});
    let approved = done(step(&api, "C1", "approve", LAST, "乙", json!({})).await);
    ends(&api, "/registers/funds/F1", Some(LAST)).await;
    ends(&api, "/registers/funds/U2", Some(LAST)).await;
    // Its last day is in.
    done(api.post("/donations", &gift("G1", LAST, "F1")).await);
    done(api.post("/goods-donations", &goods("W1", LAST)).await);
    let d01 = json!({"discount": "D01"});
    done(
        api.post("/redemptions", &claim("H1", LAST, "M01", "R03", d01.clone()))
            .await,
    );
    // Nothing new after it.
    let transfer = |reference: &str, from: &str, to: &str, date: &str| json!({"ref": reference, "date": date, "from": from, "to": to, "amount": "1", "reason": "调剂"});
    for (path, body) in [
        ("/donations", gift("G2", AFTER, "F1")),
        ("/goods-donations", goods("W2", AFTER)),
        ("/disbursements", help("D1", AFTER, "R04")),
        ("/redemptions", claim("H2", AFTER, "M01", "R03", d01)),
        ("/transfers", transfer("T1", "U1", "U2", AFTER)),
    ] {
        let refused = api.post(path, &body).await;
        is(&refused, "fund_ended");
        assert!(refused.body["detail"].to_string().contains(AFTER), "{refused:?}");
    }
    let apply = json!({"ref": "C9", "date": AFTER, "by": "社工", "terms": terms("R06")});
    is(&api.post("/cases", &apply).await, "fund_ended");
    is(
        &step(&api, "C8", "prepare", AFTER, "甲", json!({"terms": terms("R06")})).await,
        "fund_ended",
    );
    is(&step(&api, "C2", "approve", AFTER, "乙", reason).await, "fund_ended");
    // What it has promised is kept, and what is not its own goes on.
    done(step(&api, "C1", "pay", AFTER, "丙", json!({"approved": approved})).await);
    done(
        api.post(
            "/redemptions",
            &claim("H3", AFTER, "M01", "R03", json!({"voucher": "15"})),
        )
        .await,
    );
    done(
        api.post(
            "/redemptions",
            &claim("H4", AFTER, "M02", "R03", json!({"discount": "D02"})),
        )
        .await,
    );
    let settled = json!({"ref": "S1", "date": AFTER, "merchant": "M01"});
    done(api.post("/settlements", &settled).await);
    let interest = json!({"ref": "I1", "date": AFTER, "fund": "F1", "amount": "1"});
    done(api.post("/interest", &interest).await);
    ends(&api, "/registers/funds/U1", Some(LAST)).await;
    ends(&api, "/registers/funds/U2", None).await;
    done(api.post("/transfers", &transfer("T2", "U1", "U2", AFTER)).await);
    let ended = api.get("/registers/funds?state=ended&as_of=2026-02-11").await;
    assert_eq!(ended.body["rows"].as_array().map(Vec::len), Some(2), "{ended:?}");
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_resident_who_has_left_is_helped_no_more_and_a_counter_is_not_told_why(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let voucher = json!({"ref": "V1", "date": "2026-02-01", "fund": "F1", "resident": "R03", "kind": "voucher",
                         "amount": "15", "purpose": "取暖", "expires_on": "2026-02-28",
                         "prepared_by": "甲", "approved_by": "乙"});
    done(api.post("/disbursements", &voucher).await);
    done(step(&api, "C1", "prepare", LAST, "甲", json!({"terms": terms("R03")})).await);
    let explained = json!({"approval": {"duplicate_reason": "再次漏水"}});
    let approved = done(step(&api, "C1", "approve", LAST, "乙", explained).await);
    ends(&api, "/registers/residents/R03", Some(LAST)).await;
    let history = api.get("/registers/residents/R03/history").await;
    assert_eq!(
        history.body["changes"][1]["fields"],
        json!([{"field": "to", "before": null, "after": LAST}])
    );
    let record = api
        .get(&format!("/records/{}", history.body["changes"][1]["seq"]))
        .await;
    assert!(!record.body["document"].to_string().contains(LAST), "{record:?}");
    done(
        api.post(
            "/redemptions",
            &claim("H1", LAST, "M01", "R03", json!({"discount": "D01"})),
        )
        .await,
    );
    is(
        &api.post("/disbursements", &help("D1", AFTER, "R03")).await,
        "resident_ended",
    );
    let apply = json!({"ref": "C9", "date": AFTER, "by": "社工", "terms": terms("R03")});
    is(&api.post("/cases", &apply).await, "resident_ended");
    is(
        &step(&api, "C1", "pay", AFTER, "丙", json!({"approved": approved})).await,
        "resident_ended",
    );
    // The offer is open to everyone, and still the reason is the one that others hear.
    for (reference, rest) in [
        ("H2", json!({"discount": "D01"})),
        ("H3", json!({"voucher": "5"})),
        ("H4", json!({"discount": "D01", "voucher": "5"})),
    ] {
        let refused = api
            .post("/redemptions", &claim(reference, AFTER, "M01", "R03", rest))
            .await;
        is(&refused, "not_eligible");
    }
    let quote =
        |at: &str| json!({"at": format!("{at}T10:00:00+08:00"), "merchant": "M01", "resident": "R03", "bill": "20"});
    let before = api.post("/quotes", &quote(LAST)).await;
    let after = api.post("/quotes", &quote(AFTER)).await;
    assert!(before.body.to_string().contains("D01"), "{before:?}");
    assert_eq!(after.status, 200, "{after:?}");
    assert_eq!(
        (&after.body["offers"], &after.body["voucher_left"]),
        (&json!([]), &json!("0.00")),
        "{after:?}"
    );
    // What is left on the voucher returns as ever; what was set by mistake is taken back.
    done(step(&api, "C1", "cancel", AFTER, "甲", json!({"reason": "已迁出"})).await);
    let ended = api.get("/registers/residents?state=ended&as_of=2026-02-11").await;
    assert_eq!(ended.body["rows"][0]["code"], "R03", "{ended:?}");
    ends(&api, "/registers/residents/R03", None).await;
    done(
        api.post(
            "/redemptions",
            &claim("H5", AFTER, "M01", "R03", json!({"voucher": "5"})),
        )
        .await,
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    a_fund_that_has_ended_takes_nothing_new,
    a_resident_who_has_left_is_helped_no_more_and_a_counter_is_not_told_why,
);
