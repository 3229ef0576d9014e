//! Residents who are erased: nobody is known any more, and every figure stays.

use serde_json::{Value, json};
use xiaonuan_app::report::ReportName;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::{Api, Got};
use super::laws::{done, is, link, step, terms, with_money};

/// The last moment at which the law still asks for books of 2026.
const TOO_EARLY: &str = "2056-12-31 23:59";
/// The first at which it does not.
const AT_LAST: &str = "2057-01-01 00:00";

async fn erase(api: &Api, resident: &str) -> Got {
    api.post("/erasures", &json!({"resident": resident})).await
}

/// R03 was helped in steps and in a shop, has an agent, a link, a household and a card; all of it has come to its end.
async fn helped(fixture: &Fixture) -> Api {
    let api = with_money(fixture).await;
    let household = json!({"code": "H03", "name": "钱家", "address": "三号楼", "from": "2026-01-01"});
    done(api.post("/households", &household).await);
    let now = api.get("/registers/residents/R03").await;
    let mut row = now.body.clone();
    row["household"] = json!("H03");
    let proved = json!({"category": "dibao", "from": "2026-01-01", "to": "2026-12-31", "evidence": "低保证3号"});
    row["eligibility"].as_array_mut().expect("a list").push(proved);
    let changed = api.put("/registers/residents/R03", now.etag.as_deref(), &row).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let agent = json!({"code": "A3", "resident": "R03", "relation": "guardian", "name": "代办人", "phone": "13900000003",
                       "consent": "SQ-3", "from": "2026-01-01"});
    done(api.post("/agents", &agent).await);
    link(&api, "L3", "relative", "officer:王芳", "resident:R03", Value::Null).await;
    done(
        api.post(
            "/cards",
            &json!({"code": "K3", "resident": "R03", "from": "2026-01-01", "to": "2026-06-30"}),
        )
        .await,
    );
    done(api.post("/cards/K3/reissue", &Value::Null).await);
    let complaint = json!({"code": "TS3", "resident": "R03", "text": "三号的投诉", "from": "2026-01-05"});
    done(api.post("/complaints", &complaint).await);
    let customer = json!({"code": "KH3", "merchant": "M01", "resident": "R03", "number": "HR-2033", "consent": "TY-3",
                          "from": "2026-01-01"});
    done(api.post("/customers", &customer).await);
    let application = json!({"ref": "C3", "date": "2026-02-01", "by": "社工", "terms": terms("R03", "10")});
    done(api.post("/cases", &application).await);
    let visit = json!({"visitors": ["社工", "乙"], "findings": "屋内温度低"});
    done(step(&api, "C3", "visit", "2026-02-01", "社工", visit).await);
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
    let approved = done(step(&api, "C3", "approve", "2026-02-03", "乙", json!({})).await);
    done(step(&api, "C3", "pay", "2026-02-04", "丙", json!({"approved": approved})).await);
    let bought = json!({"ref": "HX3", "at": "2026-03-01T09:00:00+08:00", "merchant": "M01", "resident": "R03",
                        "discount": "D01", "bill": "50.00"});
    done(api.post("/redemptions", &bought).await);
    let wrong = json!({"ref": "CX3", "of": "redemption/HX3", "date": "2026-03-02", "reason": "顾客三号退货"});
    done(api.post("/reversals", &wrong).await);
    let again = json!({"ref": "HX4", "at": "2026-03-03T09:00:00+08:00", "merchant": "M01", "resident": "R03",
                       "discount": "D01", "bill": "40.00"});
    done(api.post("/redemptions", &again).await);
    api
}

/// All reports as they were recorded up to a number, as files have them.
async fn figures(api: &Api, number: &Value) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for name in ReportName::ALL {
        let path = format!("/reports/{name}?format=csv&as_of=2056-12-31&as_recorded={number}");
        let text = api.page(&path).await;
        if !text.contains("problem") {
            all.push((name.as_str(), text));
        }
    }
    assert!(all.len() > 20, "{}", all.len());
    all
}

async fn nobody_is_known_and_every_figure_stays(fixture: &Fixture) {
    let api = helped(fixture).await;
    fixture.clock.set(moment(TOO_EARLY));
    let early = erase(&api, "R03").await;
    is(&early, "retention_not_over");
    assert_eq!(early.body["facts"], json!({"from": "2057-01-01", "years": "30"}));
    is(&erase(&api, "R99").await, "unknown_resident");
    fixture.clock.set(moment(AT_LAST));
    let last = api.get("").await.body["view"]["number"].clone();
    let last = if last.is_null() {
        json!(fixture.raw().await.number("SELECT max(seq) FROM record").await)
    } else {
        last
    };
    let before = figures(&api, &last).await;
    let held = before.iter().any(|(_, text)| text.contains("R03"));
    assert!(held, "some report names R03");
    let mut raw = fixture.raw().await;
    let values = raw.number("SELECT count(*) FROM private_value").await;
    assert_eq!(raw.number("SELECT count(*) FROM card_code").await, 1);
    let tried = api.post("/erasures?dry_run=true", &json!({"resident": "R03"})).await;
    assert_eq!(tried.status, 200, "{tried:?}");
    assert_eq!(raw.number("SELECT count(*) FROM private_value").await, values);
    let erased = erase(&api, "R03").await;
    done(erased);
    is(&erase(&api, "R03").await, "unknown_resident");

    let document = &raw
        .rows("SELECT document FROM record WHERE kind = 'resident_erased'")
        .await[0][0];
    let document: Value = serde_json::from_str(document).expect("JSON");
    let records = document["records"].as_array().expect("a list");
    let listed: Vec<String> = records.iter().map(Value::to_string).collect();
    let left = format!("SELECT count(*) FROM private_value WHERE seq IN ({})", listed.join(","));
    assert_eq!(raw.number(&left).await, 0);
    // Its own says what is left in the registers.
    let gone = values + 1 - raw.number("SELECT count(*) FROM private_value").await;
    assert!(gone >= 14, "{gone} values of {listed:?}");
    assert_eq!(document["rows"].as_array().map(Vec::len), Some(6));
    assert_eq!(raw.number("SELECT count(*) FROM card_code").await, 0);
    let office = Office::of(fixture);
    let findings = office.check("qingzhu").await;
    assert!(findings.is_sound(), "{:#?}", findings.differences());
    assert_eq!(findings.erased as i64, gone);

    for path in [
        "/registers/residents/R03",
        "/registers/residents/R03/history",
        "/registers/agents/A3",
        "/registers/links/L3",
        "/registers/cards/K3",
        "/registers/complaints/TS3",
        "/registers/customers/KH3",
        "/registers/households/H03",
    ] {
        assert_eq!(api.get(path).await.status, 404, "{path}");
    }
    let subject = document["subject"].as_str().expect("a subject");
    let stand_in = format!("/registers/residents/{subject}");
    assert_eq!(api.get(&stand_in).await.status, 404);
    let agent = json!({"code": "A9", "resident": subject, "relation": "guardian", "name": "别人", "consent": "SQ-9",
                       "from": "2026-01-01"});
    is(&api.post("/agents", &agent).await, "unknown_resident");
    assert_eq!(
        api.get("/registers/residents").await.body["rows"]
            .as_array()
            .map(Vec::len),
        Some(7)
    );
    assert_eq!(api.get("/cases/C3").await.body["resident"], Value::Null);
    let page = api.read("/c/qingzhu/records/30?lang=zh").await + &api.read("/c/qingzhu/journal").await;
    assert!(!page.contains("R03"), "{page}");

    for ((name, was), (_, is)) in before.iter().zip(figures(&api, &last).await) {
        let was = was.replace("R03", "erased").replace("L3", "erased");
        assert_eq!(was.to_lowercase(), is.to_lowercase(), "{name}");
    }
    // Another process, which read the registers before, knows nobody either.
    let other = fixture.another_process(99).await;
    let other = Office::on(&other, fixture);
    other.check_sound("qingzhu").await;
}

/// Whoever comes back is somebody new, under the code and identity number that nobody has any more.
async fn who_comes_back_is_somebody_new(fixture: &Fixture) {
    let api = helped(fixture).await;
    let was = api.get("/registers/residents/R03").await.body;
    fixture.clock.set(moment(AT_LAST));
    done(erase(&api, "R03").await);
    let again = json!({"code": "R03", "name": was["name"], "id_number": was["id_number"], "phone": was["phone"],
                       "building": was["building"], "eligibility": []});
    done(api.post("/residents", &again).await);
    let row = api.get("/registers/residents/R03").await.body;
    assert_eq!(row["household"], Value::Null);
    assert_eq!(
        api.get("/cases?resident=R03").await.body["cases"]
            .as_array()
            .map_or(0, Vec::len),
        0
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_has_not_ended_is_not_erased(fixture: &Fixture) {
    let api = helped(fixture).await;
    done(
        step(
            &api,
            "C4",
            "prepare",
            "2026-02-02",
            "甲",
            json!({"terms": terms("R04", "10")}),
        )
        .await,
    );
    let voucher = json!({"ref": "B5", "date": "2026-02-01", "fund": "F1", "resident": "R05", "kind": "voucher",
                         "amount": "20", "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙",
                         "expires_on": "2060-12-31"});
    done(api.post("/disbursements", &voucher).await);
    done(
        api.post(
            "/cards",
            &json!({"code": "K6", "resident": "R06", "from": "2026-01-01"}),
        )
        .await,
    );
    fixture.clock.set(moment(AT_LAST));
    for (resident, what, which) in [
        ("R04", "disbursement", "C4"),
        ("R05", "voucher", "B5"),
        ("R06", "card", "K6"),
    ] {
        let got = erase(&api, resident).await;
        is(&got, "still_in_use");
        assert_eq!(
            (&got.body["facts"]["what"], &got.body["facts"]["which"]),
            (&json!(what), &json!(which))
        );
    }
    // What is ended now is on record now, and kept as long.
    done(step(&api, "C4", "cancel", "2057-01-01", "甲", json!({"reason": "不再需要"})).await);
    assert_eq!(erase(&api, "R04").await.body["facts"]["from"], "2088-01-01");
    // A community may keep everything for longer, and not for less.
    let now = api.get("").await;
    let with = |years: u16| {
        json!({"name": now.body["name"], "district": now.body["district"], "keeper": "legal_person",
               "settings": {"off": ["apply", "visit", "review", "posting", "sign"], "archive_years": years}})
    };
    let short = api.put("", now.etag.as_deref(), &with(29)).await;
    assert_eq!(short.status, 422, "{short:?}");
    assert_eq!(api.put("", now.etag.as_deref(), &with(40)).await.status, 200);
    assert_eq!(erase(&api, "R03").await.body["facts"]["from"], "2067-01-01");
}

on_both!(
    nobody_is_known_and_every_figure_stays,
    who_comes_back_is_somebody_new,
    what_has_not_ended_is_not_erased,
);
