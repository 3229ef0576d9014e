//! What is wrong is told where it stands, all at once, and with what would do.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

use crate::world::{Api, donation};

/// Fields and codes, as they are told.
fn fields(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let told = errors.iter().map(|error| {
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        format!("{} {}", text("field"), text("code"))
    });
    told.collect()
}

fn says(problem: &Value, words: &str) {
    assert!(problem.to_string().contains(words), "{words} in {problem}");
}

async fn what_is_wrong_is_told_with_what_would_do(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu().open_fund("U1")).await;
    let api = Api::of(fixture);
    let refused = async |path: &str, key: &str, body: Value| {
        let (status, problem) = api.post(path, key, &body).await;
        assert!((400..500).contains(&status), "{path}: {problem}");
        problem
    };
    // Everything that is missing, and nothing else.
    let empty = refused("/donations", "k1", json!({"date": "2026-01-05", "colour": 1})).await;
    let mut told = fields(&empty);
    told.sort();
    assert_eq!(
        told,
        [
            "amount required",
            "colour unknown_field",
            "fund required",
            "method required",
            "ref required"
        ]
    );
    let mut nobody = donation("D1", "F1", "5");
    for name in ["donor", "donor_kind"] {
        nobody.as_object_mut().expect("fields").remove(name);
    }
    let nobody = refused("/donations", "k2", nobody).await;
    assert_eq!(fields(&nobody), ["donor required"]);
    says(&nobody, "donor_code");
    // What the registers refuse by rule names its field too.
    let merchant = json!({"code": "M77", "name": "店", "uscc": "91110000000000000X", "category": "supermarket",
                          "contact": "", "phone": "", "joined_on": "2026-01-01"});
    assert_eq!(
        fields(&refused("/merchants", "k3", merchant).await),
        ["uscc invalid_uscc"]
    );
    let resident = json!({"code": "R77", "name": "某", "id_number": "110101199001011234", "phone": "", "building": "",
                          "eligibility": []});
    let resident = refused("/residents", "k4", resident).await;
    assert_eq!(fields(&resident), ["id_number invalid_id_number"]);
    says(
        &refused(
            "/categories",
            "k5",
            json!({"code": "Lost", "name_zh": "失业", "name_en": "x"}),
        )
        .await,
        "lower-case",
    );
    let graded = json!({"code": "R77", "name": "某", "id_number": "110101199001011234", "phone": "", "building": "",
        "eligibility": [{"category": "disabled:2", "from": "2026-01-01", "to": "2026-12-31"}]});
    let graded = refused("/residents", "k6", graded).await;
    assert_eq!(fields(&graded), ["eligibility[0].category invalid_category"]);
    says(&graded, "grade");
    let agent = json!({"code": "A1", "resident": "R01", "relation": "relative", "name": "李四", "consent": "委托书",
                       "from": "2026-02-01", "to": "2026-01-01"});
    says(&refused("/agents", "k7", agent).await, "not before the first");
    let split = json!({"ref": "Q1", "date": "2026-01-01", "fund": "U1", "item": "unrestricted", "amount": "1"});
    says(&refused("/opening-balances", "k8", split).await, "the other sort");
    // Whoever misspells is told what there is.
    let dry = refused("/donations?dry_run=1", "k9", donation("D1", "F1", "5")).await;
    assert_eq!(fields(&dry), ["dry_run invalid_kind"]);
    says(&dry, "true, false");
    let (status, report) = api.get("/reports/fund").await;
    assert_eq!(status, 404);
    says(&report, "fund-statement");
    let step = refused("/cases/C1/dance", "k10", json!({"date": "2026-02-01", "by": "甲"})).await;
    assert_eq!(step["status"], 404);
    says(&step, "approve, post, object");
    // The same reference by another request is not said to differ.
    assert_eq!(api.post("/donations", "k11", &donation("D1", "F1", "50")).await.0, 201);
    let again = refused("/donations", "k12", donation("D1", "F1", "50")).await;
    assert_eq!(again["code"], "ref_conflict");
    says(&again, "by another request");
}

async fn a_step_takes_its_own_fields_and_says_where_it_may_go(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    api.post("/donations", "d1", &donation("DON1", "F1", "100")).await;
    let terms = json!({"fund": "F1", "resident": "R01", "kind": "cash", "amount": "30", "purpose": "取暖"});
    let take = async |name: &str, key: &str, more: Value| {
        let mut body = json!({"date": "2026-02-01", "by": "甲"});
        for (field, value) in more.as_object().expect("fields") {
            body[field] = value.clone();
        }
        api.post(&format!("/cases/C1/{name}"), key, &body).await
    };
    let foreign = take("prepare", "p1", json!({"terms": terms, "reason": "x", "approved": 3})).await;
    assert_eq!(fields(&foreign.1), ["approved not_asked_for", "reason not_asked_for"]);
    assert_eq!(take("prepare", "p2", json!({"terms": terms})).await.0, 201);
    let early = take("pay", "p3", json!({"approved": 3})).await;
    assert_eq!(early.1["code"], "wrong_state");
    assert_eq!(early.1["facts"]["next"], "prepare, review, approve, reject, cancel");
    says(&early.1, "From there: prepare, review, approve");
    let unsaid = take("pay", "p4", json!({})).await;
    assert_eq!(fields(&unsaid.1), ["approved required"]);
    says(&unsaid.1, "approved_hash");
    for step in ["reject", "cancel", "return"] {
        assert_eq!(fields(&take(step, step, json!({})).await.1), ["reason required"]);
    }
    let statement = api
        .post("/statement-approvals", "s1", &json!({"statement": "DZ1", "by": "甲"}))
        .await;
    assert_eq!(statement.1["code"], "unknown_statement");
}

on_both!(
    what_is_wrong_is_told_with_what_would_do,
    a_step_takes_its_own_fields_and_says_where_it_may_go,
);
