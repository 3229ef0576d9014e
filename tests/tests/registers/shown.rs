//! What reports and lists show of rows, and how much of it.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use super::api::Api;
use super::laws::{done, is, with_money};

async fn reports_name_what_the_community_named_and_tell_no_small_counts(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let own = json!({"code": "lost_job", "name_zh": "失业", "name_en": "Out of work"});
    done(api.post("/categories", &own).await);
    let read = api.get("/registers/residents/R03").await;
    let mut resident = read.body.clone();
    let rows = resident["eligibility"].as_array_mut().expect("a list");
    rows.push(json!({"category": "lost_job", "from": "2026-01-01", "to": "2026-12-31"}));
    let put = api
        .put("/registers/residents/R03", read.etag.as_deref(), &resident)
        .await;
    assert_eq!(put.status, 200, "{put:?}");
    let help = json!({"ref": "B1", "date": "2026-02-03", "fund": "F1", "resident": "R03", "kind": "cash", "amount": "10",
                      "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙"});
    done(api.post("/disbursements", &help).await);
    let beneficiaries = api.page("/reports/beneficiaries?format=html").await;
    assert!(beneficiaries.contains("Out of work"), "{beneficiaries}");
    let beneficiaries = api.get("/reports/beneficiaries").await;
    let rows = beneficiaries.body["rows"].as_array().expect("rows").iter();
    assert_eq!(rows.filter(|row| row["category"] == "lost_job").count(), 1);
    let disclosure = api.get("/reports/disclosure?from=2026-01-01&to=2026-01-31").await;
    let rows = disclosure.body["rows"].as_array().expect("rows");
    let donation = rows.iter().find(|row| row["fund"] == "F1" && row["line"] == "donation");
    assert_eq!(donation.expect("a line")["times"], "<10");
    // The two English names of a category are one.
    let dibao = api.get("/registers/categories/dibao").await;
    let page = api.page("/reports/beneficiaries?format=html").await;
    assert!(page.contains(dibao.body["name_en"].as_str().expect("a name")), "{page}");
}

async fn donations_show_their_receipt_and_true_day(fixture: &Fixture) {
    let api = with_money(fixture).await;
    done(
        api.post("/closings", &json!({"ref": "M1", "span": "month", "day": "2026-01-01"}))
            .await,
    );
    let gift = json!({"ref": "JZ2", "date": "2026-01-20", "donor": "甲", "donor_kind": "person", "fund": "F1",
                      "amount": "7", "method": "bank", "receipt": "PJ-7"});
    done(api.post("/donations", &gift).await);
    let donors = api.get("/reports/donors").await;
    let rows = donors.body["rows"].as_array().expect("rows");
    let told = |row: &Value| ["date", "given_on", "receipt"].map(|name| row[name].as_str().unwrap_or("").to_owned());
    assert_eq!(told(&rows[0]), ["2026-01-01", "2026-01-01", ""]);
    assert_eq!(told(&rows[1]), ["2026-02-01", "2026-01-20", "PJ-7"]);
}

async fn lists_are_as_long_as_asked(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let terms = json!({"fund": "F1", "resident": "R03", "kind": "cash", "amount": "1", "purpose": "取暖"});
    for case in ["C1", "C2", "C3"] {
        let body = json!({"ref": case, "date": "2026-02-01", "by": "社工", "terms": terms});
        done(api.post("/cases", &body).await);
    }
    let page = api.get("/cases?limit=2").await;
    assert_eq!(
        (page.body["cases"].as_array().map(Vec::len), &page.body["next"]),
        (Some(2), &json!("C2"))
    );
    let page = api.get("/records?limit=2").await;
    assert_eq!(page.body["records"].as_array().map(Vec::len), Some(2));
    is(&api.get("/records?limit=201").await, "invalid_request");
    // Operations have one way to be written, and both are read.
    let batch = json!({"requests": [{"operation": "statement_sending", "key": "b1",
                                     "body": {"statement": "DZ1", "by": "甲"}},
                                    {"operation": "statement-sending", "key": "b2",
                                     "body": {"statement": "DZ1", "by": "甲"}}]});
    let answers = api.post("/batches", &batch).await;
    for at in [0, 1] {
        assert_eq!(
            answers.body["answers"][at]["problem"]["code"], "unknown_statement",
            "{answers:?}"
        );
    }
}

async fn two_communities_are_not_told_apart_by_capitals(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let open = json!({"code": "QingZhu", "name": "青竹", "district": "示范区", "timezone": "Asia/Shanghai"});
    is(&api.open(&open).await, "duplicate_code");
}

on_both!(
    reports_name_what_the_community_named_and_tell_no_small_counts,
    donations_show_their_receipt_and_true_day,
    lists_are_as_long_as_asked,
    two_communities_are_not_told_apart_by_capitals,
);
