//! What was said is read again: reasons, purposes, findings and who did what, while they are not erased.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;
use xiaonuan_tests::raw::Raw;

use crate::world::{Api, donation};

/// Records something; answers its record.
async fn accept(api: &Api, path: &str, key: &str, body: Value) -> Value {
    let (status, answer) = api.post(path, key, &body).await;
    assert_eq!(status, 201, "{path}: {answer}");
    answer
}

async fn read(api: &Api, path: &str) -> Value {
    let (status, answer) = api.get(path).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

/// Help that is applied for, visited, approved, paid, taken back and paid again.
async fn paid_again(api: &Api) -> Value {
    accept(api, "/donations", "d1", donation("DON1", "F1", "100")).await;
    let terms = json!({"fund": "F1", "resident": "R01", "kind": "cash", "amount": "30", "purpose": "取暖"});
    let begun = json!({"ref": "C1", "date": "2026-02-01", "by": "网格员", "terms": terms});
    accept(api, "/cases", "c1", begun).await;
    let visit = json!({"date": "2026-02-02", "by": "戊", "visitors": ["戊", "己"], "findings": "屋内温度低"});
    accept(api, "/cases/C1/visit", "c2", visit).await;
    accept(
        api,
        "/cases/C1/prepare",
        "c3",
        json!({"date": "2026-02-03", "by": "甲"}),
    )
    .await;
    let approved = accept(
        api,
        "/cases/C1/approve",
        "c4",
        json!({"date": "2026-02-04", "by": "乙"}),
    )
    .await;
    let pay = json!({"date": "2026-02-05", "by": "丙", "approved": approved["seq"]});
    accept(api, "/cases/C1/pay", "c5", pay).await;
    let back = json!({"date": "2026-02-06", "by": "丁", "reason": "账号有误"});
    accept(api, "/cases/C1/return", "c6", back).await;
    let pay = json!({"date": "2026-02-07", "by": "丙", "approved": approved["seq"]});
    accept(api, "/cases/C1/pay", "c7", pay).await
}

async fn what_was_said_is_read_with_its_record(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let again = paid_again(&api).await;
    let whole = read(&api, "/cases/C1").await;
    let steps = whole["steps"].as_array().expect("steps");
    let told: Vec<_> = steps
        .iter()
        .map(|step| {
            [&step["kind"], &step["day"], &step["by"]].map(|value| value.as_str().unwrap_or_default().to_owned())
        })
        .collect();
    let expected = [
        ["disbursement_applied", "2026-02-01", "网格员"],
        ["disbursement_visited", "2026-02-02", "戊"],
        ["disbursement_prepared", "2026-02-03", "甲"],
        ["disbursement_approved", "2026-02-04", "乙"],
        ["disbursement_paid", "2026-02-05", "丙"],
        ["reversal", "2026-02-06", "丁"],
        ["disbursement_paid", "2026-02-07", "丙"],
    ];
    assert_eq!(told, expected);
    assert_eq!(
        steps[1]["values"],
        json!({"by": "戊", "visitors": ["戊", "己"], "findings": "屋内温度低"})
    );
    assert_eq!(steps[0]["values"]["purpose"], "取暖");
    assert_eq!(steps[5]["values"]["reason"], "账号有误");
    assert_eq!(steps[4]["reversed_by"], steps[5]["seq"]);
    // The answer to the request says what it always said; the record says what was said with it.
    assert_eq!(again.get("values"), None);
    let record = read(&api, &format!("/records/{}", steps[3]["seq"])).await;
    assert_eq!(record["values"]["prepared_by"], "甲");
    // Under its reference an event is the payment that stands, and one that was taken back says so.
    let event = read(&api, "/events/disbursement_paid/C1").await;
    assert_eq!((&event["seq"], &event["reversed_by"]), (&again["seq"], &Value::Null));
    assert_eq!(event["values"], json!({"by": "丙"}));
    let back = json!({"date": "2026-02-08", "by": "丁", "reason": "又错"});
    let back = accept(&api, "/cases/C1/return", "c8", back).await;
    let event = read(&api, "/events/disbursement_paid/C1").await;
    assert_eq!((&event["seq"], &event["reversed_by"]), (&again["seq"], &back["seq"]));
    let mut raw = Raw::connect(&fixture.address).await;
    raw.execute("DELETE FROM private_value WHERE field IN ('visit', 'officer')")
        .await
        .expect("it may be erased");
    let whole = read(&api, "/cases/C1").await;
    assert_eq!(
        whole["steps"][1]["values"],
        json!({"by": null, "visitors": null, "findings": null})
    );
    assert_eq!(whole["steps"][1]["by"], Value::Null);
}

async fn help_paid_again_has_its_reference_in_reports(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let again = paid_again(&api).await;
    let called = again["ref"].as_str().expect("a reference");
    assert_ne!(called, "C1", "nobody chose it");
    for name in ["journal", "general-ledger"] {
        let report = read(&api, &format!("/reports/{name}")).await.to_string();
        assert!(report.contains("C1") && !report.contains(called), "{name}: {report}");
    }
}

async fn closed_periods_are_looked_up(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let none = read(&api, "/periods").await;
    assert_eq!((&none["first_open_day"], &none["periods"]), (&Value::Null, &json!([])));
    let month = |reference: &str, month: &str| json!({"ref": reference, "span": "month", "day": format!("{month}-28")});
    let first = accept(&api, "/closings", "p1", month("YJ1", "2026-01")).await;
    accept(&api, "/closings", "p2", month("YJ2", "2026-02")).await;
    let reopen = json!({"ref": "FJ1", "span": "month", "day": "2026-02-10", "requested_by": "甲", "approved_by": "乙", "reason": "漏记"});
    let reopened = accept(&api, "/reopenings", "p3", reopen).await;
    let told = read(&api, "/periods").await;
    assert_eq!(told["first_open_day"], "2026-02-01");
    let periods = told["periods"].as_array().expect("periods");
    assert_eq!(periods.len(), 2);
    assert_eq!(
        [&periods[0]["period"], &periods[0]["span"], &periods[0]["closed"]],
        [&json!("2026-01"), &json!("month"), &json!(true)]
    );
    assert_eq!(periods[0]["closing"]["seq"], first["seq"]);
    assert_eq!(periods[1]["closed"], false);
    assert_eq!(periods[1]["reopening"]["seq"], reopened["seq"]);
    assert_eq!(
        periods[1]["reopening"]["values"],
        json!({"requested_by": "甲", "approved_by": "乙", "reason": "漏记"})
    );
    let before = read(&api, &format!("/periods?as_recorded={}", first["seq"])).await;
    assert_eq!(before["periods"].as_array().map(Vec::len), Some(1));
}

async fn a_statement_is_read_with_its_lines(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    accept(&api, "/donations", "d1", donation("DON1", "F1", "100")).await;
    let claim = |reference: &str, day: &str, bill: &str| {
        json!({"ref": reference, "at": format!("{day}T10:00:00+08:00"), "merchant": "M01", "resident": "R01",
               "discount": "D01", "bill": bill})
    };
    let first = accept(&api, "/redemptions", "r1", claim("HX1", "2026-01-05", "200")).await;
    accept(&api, "/redemptions", "r2", claim("HX2", "2026-01-20", "100")).await;
    let draw = |reference: &str| json!({"ref": reference, "merchant": "M01", "month": "2026-01", "by": "甲"});
    accept(&api, "/statements", "s1", draw("DZ1")).await;
    accept(
        &api,
        "/statement-sendings",
        "s2",
        json!({"statement": "DZ1", "by": "甲"}),
    )
    .await;
    let dispute = json!({"statement": "DZ1", "by": "店长", "lines": [{"seq": first["seq"], "reason": "金额不符"}]});
    accept(&api, "/statement-disputes", "s3", dispute).await;
    let told = read(&api, "/statements/DZ1").await;
    assert_eq!(
        [
            &told["state"],
            &told["merchant"],
            &told["month"],
            &told["opening"],
            &told["total"],
            &told["closing"]
        ],
        [
            &json!("disputed"),
            &json!("M01"),
            &json!("2026-01"),
            &json!("0.00"),
            &json!("15.00"),
            &json!("15.00")
        ]
    );
    let lines = told["lines"].as_array().expect("lines");
    assert_eq!(
        [
            &lines[0]["seq"],
            &lines[0]["day"],
            &lines[0]["ref"],
            &lines[0]["kind"],
            &lines[0]["amount"]
        ],
        [
            &first["seq"],
            &json!("2026-01-05"),
            &json!("HX1"),
            &json!("redemption"),
            &json!("10.00")
        ]
    );
    assert_eq!(lines[0]["funds"], json!([{"fund": "F1", "amount": "10.00"}]));
    assert_eq!(
        [
            &lines[0]["disputed"],
            &lines[0]["reason"],
            &lines[1]["disputed"],
            &lines[1]["reason"]
        ],
        [&json!(true), &json!("金额不符"), &json!(false), &Value::Null]
    );
    // Drawn up again, agreed and paid by three people.
    accept(&api, "/statements", "s4", draw("DZ2")).await;
    let step = |more: Value| {
        let mut body = json!({"statement": "DZ2", "by": "甲"});
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    };
    accept(&api, "/statement-sendings", "s5", step(json!({}))).await;
    let confirm = step(json!({"by": "店长", "invoice": "FP1"}));
    accept(&api, "/statement-confirmations", "s6", confirm).await;
    accept(&api, "/statement-approvals", "s7", step(json!({"by": "乙"}))).await;
    let prepare = json!({"ref": "JS1", "date": today(&api).await, "statement": "DZ2", "by": "甲"});
    accept(&api, "/settlement-preparations", "j1", prepare.clone()).await;
    let on = |by: &str| json!({"settlement": "JS1", "date": prepare["date"], "by": by});
    accept(&api, "/settlement-approvals", "j2", on("乙")).await;
    let paid = accept(&api, "/settlement-payments", "j3", on("丙")).await;
    let told = read(&api, "/statements/DZ2").await;
    assert_eq!((&told["state"], &told["in_stead_of"]), (&json!("paid"), &json!("DZ1")));
    assert_eq!(
        told["paid"],
        json!({"seq": paid["seq"], "ref": "JS1", "amount": "15.00"})
    );
    let steps = told["steps"].as_array().expect("steps");
    let by: Vec<&str> = steps.iter().filter_map(|step| step["values"]["by"].as_str()).collect();
    assert_eq!(by, ["甲", "甲", "店长", "乙", "甲", "乙", "丙"]);
    // Lists page by page.
    let page = read(&api, "/statements?merchant=M01&limit=1").await;
    assert_eq!(page["statements"][0]["ref"], "DZ1");
    assert_eq!(page["statements"][0]["state"], "replaced");
    let page = read(&api, &format!("/statements?limit=1&after={}", page["next"])).await;
    assert_eq!(
        (&page["statements"][0]["ref"], &page["next"]),
        (&json!("DZ2"), &Value::Null)
    );
    let page = read(&api, "/statements?state=paid").await;
    assert_eq!(page["statements"].as_array().map(Vec::len), Some(1));
    assert_eq!(api.get("/statements?state=lost").await.0, 422);
    assert_eq!(api.get("/statements/DZ9").await.0, 404);
}

async fn a_month_of_settlements_alone_is_one_of_activities(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    accept(&api, "/donations", "d1", donation("DON1", "F1", "100")).await;
    accept(&api, "/redemptions", "r1", crate::world::claim("HX1", "R01", "200")).await;
    let settlement = json!({"ref": "JS1", "date": "2026-04-10", "merchant": "M01"});
    accept(&api, "/settlements", "j1", settlement).await;
    for address in ["/reports/activities", "/reports/activities?fund=F1"] {
        let report = read(&api, address).await;
        assert_eq!(
            (&report["from"], &report["to"]),
            (&json!("2026-04-01"), &json!("2026-04-30")),
            "{address}: {report}"
        );
    }
}

async fn today(api: &Api) -> Value {
    let records = read(api, "/records?limit=1").await;
    let recorded_at = records["records"][0]["recorded_at"].as_str().expect("a time");
    json!(recorded_at[..10])
}

on_both!(
    what_was_said_is_read_with_its_record,
    help_paid_again_has_its_reference_in_reports,
    closed_periods_are_looked_up,
    a_statement_is_read_with_its_lines,
    a_month_of_settlements_alone_is_one_of_activities,
);
