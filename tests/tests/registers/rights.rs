//! What residents may ask of whoever keeps their data: to be asked, to be left alone, to be shown everything.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::{Api, Got};
use super::laws::{done, is, link, step, terms, with_money};

fn consent(code: &str, kind: &str, given: bool) -> Value {
    json!({"code": code, "resident": "R03", "kind": kind, "given": given, "by": "监护人张三",
           "reference": "TY-2026-003", "from": "2026-01-01"})
}

/// Changes some fields of a resident.
async fn change(api: &Api, resident: &str, fields: &Value) -> Got {
    let path = format!("/registers/residents/{resident}");
    let now = api.get(&path).await;
    let mut row = now.body.clone();
    for (name, value) in fields.as_object().into_iter().flatten() {
        row[name] = value.clone();
    }
    api.put(&path, now.etag.as_deref(), &row).await
}

async fn may_be_named(api: &Api) -> Value {
    api.get("/cases/C3").await.body["may_be_named"].clone()
}

/// Help is published under somebody's name only if they said yes and nothing that counts says no.
async fn nobody_is_named_without_consent(fixture: &Fixture) {
    let api = with_money(fixture).await;
    done(
        step(
            &api,
            "C3",
            "prepare",
            "2026-02-02",
            "甲",
            json!({"terms": terms("R03", "10")}),
        )
        .await,
    );
    assert_eq!(may_be_named(&api).await, json!(false));
    let stranger = json!({"code": "T0", "resident": "R99", "kind": "notice", "given": true, "reference": "TY-1",
                          "from": "2026-01-01"});
    is(&api.post("/consents", &stranger).await, "unknown_resident");
    done(api.post("/consents", &consent("T1", "notice", true)).await);
    assert_eq!(
        may_be_named(&api).await,
        json!(false),
        "another consent is none to be named"
    );
    done(api.post("/consents", &consent("T2", "publication", true)).await);
    assert_eq!(may_be_named(&api).await, json!(true));
    // Whoever thinks better of it is asked anew; what they said stays on record.
    let now = api.get("/registers/consents/T2").await;
    let mut no = now.body.clone();
    no["given"] = json!(false);
    is(
        &api.put("/registers/consents/T2", now.etag.as_deref(), &no).await,
        "row_fixed",
    );
    done(api.post("/consents", &consent("T3", "publication", false)).await);
    assert_eq!(may_be_named(&api).await, json!(false));
    let of = api.get("/registers/consents?of=R03").await;
    assert_eq!(of.body["rows"].as_array().map(Vec::len), Some(3));
    let changes = api.get("/registers/consents/T2/history").await.body["changes"].clone();
    assert_eq!(changes[0]["kind"], "consent_registered");
    // Nothing of it stands in the journal in the clear.
    let documents = fixture
        .raw()
        .await
        .rows("SELECT document FROM record WHERE kind = 'consent_registered'")
        .await;
    assert_eq!(documents.len(), 3);
    for document in documents {
        assert!(!document[0].contains("张三") && !document[0].contains("TY-2026") && !document[0].contains("R03"));
    }
    Office::of(fixture).check_sound("qingzhu").await;
}

/// Nothing but keeping is done with restricted data; lifting it is on record like setting it.
async fn restricted_data_are_kept_and_nothing_else(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let voucher = json!({"ref": "B3", "date": "2026-02-01", "fund": "F1", "resident": "R03", "kind": "voucher",
                         "amount": "20", "purpose": "伙食", "prepared_by": "甲", "approved_by": "乙",
                         "expires_on": "2026-12-31"});
    done(api.post("/disbursements", &voucher).await);
    done(
        step(
            &api,
            "C3",
            "prepare",
            "2026-02-02",
            "甲",
            json!({"terms": terms("R03", "10")}),
        )
        .await,
    );
    let name = api.get("/registers/residents/R03").await.body["name"].clone();
    assert_eq!(change(&api, "R03", &json!({"restricted": true})).await.status, 200);
    let claim = |reference: &str| {
        json!({"ref": reference, "at": "2026-03-01T09:00:00+08:00", "merchant": "M01", "resident": "R03",
               "discount": "D01", "bill": "50.00"})
    };
    let spend = json!({"ref": "HX2", "at": "2026-03-01T09:00:00+08:00", "merchant": "M01", "resident": "R03",
                       "bill": "50.00", "voucher": "10.00"});
    is(&api.post("/redemptions", &claim("HX1")).await, "not_eligible");
    is(&api.post("/redemptions", &spend).await, "not_eligible");
    is(
        &step(&api, "C3", "approve", "2026-02-03", "乙", json!({})).await,
        "resident_restricted",
    );
    let new = json!({"ref": "C4", "date": "2026-02-01", "by": "社工", "terms": terms("R03", "10")});
    is(&api.post("/cases", &new).await, "resident_restricted");
    // Lists tell the code alone; the row itself is there to be kept right.
    let listed = api.get("/registers/residents?state=restricted").await.body["rows"].clone();
    assert_eq!(listed[0]["code"], "R03");
    assert_eq!(
        (&listed[0]["name"], &listed[0]["eligibility"]),
        (&json!(""), &Value::Null)
    );
    let q = name.as_str().expect("a name");
    let sought: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let found = api.get(&format!("/registers/residents?q={sought}")).await.body["rows"].clone();
    let codes: Vec<&Value> = found.as_array().into_iter().flatten().map(|row| &row["code"]).collect();
    assert!(!codes.contains(&&json!("R03")), "{codes:?}");
    assert_eq!(api.get("/registers/residents/R03").await.body["name"], name);
    // What a shop hears is what it hears of whoever is not entitled.
    assert_eq!(change(&api, "R03", &json!({"restricted": false})).await.status, 200);
    done(api.post("/redemptions", &spend).await);
    done(step(&api, "C3", "approve", "2026-02-03", "乙", json!({})).await);
    let history = api.get("/registers/residents/R03/history").await.body["changes"].clone();
    assert_eq!(history.as_array().map(Vec::len), Some(3));
    Office::of(fixture).check_sound("qingzhu").await;
}

/// One document has everything that is kept of somebody.
async fn everything_that_is_kept_is_shown(fixture: &Fixture) {
    let api = with_money(fixture).await;
    done(api.post("/consents", &consent("T1", "notice", true)).await);
    done(
        api.post(
            "/cards",
            &json!({"code": "K3", "resident": "R03", "from": "2026-01-01"}),
        )
        .await,
    );
    let codes = api.post("/cards/K3/reissue", &Value::Null).await.body;
    link(&api, "L3", "relative", "officer:王芳", "resident:R03", Value::Null).await;
    let agent = json!({"code": "A3", "resident": "R03", "relation": "guardian", "name": "代办人", "consent": "SQ-3",
                       "from": "2026-01-01"});
    done(api.post("/agents", &agent).await);
    let voucher = json!({"ref": "B3", "date": "2026-02-01", "fund": "F1", "resident": "R03", "kind": "voucher",
                         "amount": "20", "purpose": "取暖费补助", "prepared_by": "甲", "approved_by": "乙",
                         "expires_on": "2026-12-31"});
    done(api.post("/disbursements", &voucher).await);
    let spend = json!({"ref": "HX2", "at": "2026-03-01T09:00:00+08:00", "merchant": "M01", "resident": "R03",
                       "bill": "50.00", "voucher": "8.00"});
    done(api.post("/redemptions", &spend).await);
    let wrong = json!({"ref": "CX2", "of": "redemption/HX2", "date": "2026-03-02", "reason": "顾客退货"});
    done(api.post("/reversals", &wrong).await);
    let complaint =
        json!({"code": "TS3", "resident": "R03", "text": "这次不是我", "about": "HX2", "from": "2026-03-03"});
    done(api.post("/complaints", &complaint).await);
    // Somebody else's records are not among them.
    let other = json!({"ref": "B4", "date": "2026-02-01", "fund": "F1", "resident": "R04", "kind": "cash",
                       "amount": "20", "purpose": "别人的事", "prepared_by": "甲", "approved_by": "乙"});
    done(api.post("/disbursements", &other).await);
    let got = api.get("/registers/residents/R03/personal-data").await;
    assert_eq!(got.status, 200, "{got:?}");
    let all = &got.body;
    assert_eq!(all["resident"]["code"], "R03");
    for (of, code) in [
        ("consents", "T1"),
        ("complaints", "TS3"),
        ("cards", "K3"),
        ("links", "L3"),
        ("agents", "A3"),
    ] {
        assert_eq!(all[of][0]["code"], code, "{of}");
    }
    assert_eq!(all["vouchers"], json!([{"granted": "B3", "left": "20.00"}]));
    let kinds: Vec<&str> = all["records"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|record| record["kind"].as_str())
        .collect();
    let wanted = [
        "resident_registered",
        "consent_registered",
        "card_registered",
        "card_changed",
        "link_registered",
        "agent_registered",
        "disbursement_approved",
        "disbursement_paid",
        "redemption",
        "reversal",
        "complaint_registered",
    ];
    assert_eq!(kinds, wanted);
    let text = all.to_string();
    assert!(
        text.contains("取暖费补助")
            && text.contains("顾客退货")
            && text.contains("这次不是我")
            && !text.contains("别人的事")
    );
    for secret in ["token", "short_code", "pin"] {
        assert!(!text.contains(codes[secret].as_str().expect("a text")), "{secret}");
    }
    assert_eq!(api.get("/registers/residents/R99/personal-data").await.status, 404);
}

on_both!(
    nobody_is_named_without_consent,
    restricted_data_are_kept_and_nothing_else,
    everything_that_is_kept_is_shown,
);
