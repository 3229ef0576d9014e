//! Help that is given in one step: only where the settings ask for none before it, and not twice in silence.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::Api;
use super::laws::{done, is, set, with_money};

fn help(reference: &str, resident: &str, amount: &str) -> Value {
    json!({"ref": reference, "date": "2026-02-03", "fund": "F1", "resident": resident, "kind": "cash", "amount": amount,
           "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙"})
}

async fn give(api: &Api, body: &Value) -> super::api::Got {
    api.post("/disbursements", body).await
}

async fn help_at_once_obeys_the_settings(fixture: &Fixture) {
    let api = with_money(fixture).await;
    done(give(&api, &help("B0", "R03", "10")).await);
    for off in [
        json!([]),
        json!(["apply", "visit", "posting"]),
        json!(["apply", "visit", "review"]),
    ] {
        set(&api, json!({"off": off, "posting_days": 3})).await;
        let refused = give(&api, &help("B1", "R04", "10")).await;
        is(&refused, "case_required");
        assert_eq!(refused.status, 409);
        let said = refused.body["detail"].as_str().expect("a text");
        assert!(said.contains("Begin a case"), "{said}");
    }
    // Signing comes after the payment, so it can follow.
    let off = json!(["apply", "visit", "review", "posting"]);
    set(&api, json!({"off": off, "minutes_above": "50"})).await;
    is(&give(&api, &help("B1", "R04", "50.01")).await, "case_required");
    done(give(&api, &help("B1", "R04", "50")).await);
    let signed = json!({"date": "2026-02-04", "by": "社工"});
    done(api.post("/cases/B1/sign", &signed).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn help_at_once_is_not_given_twice_in_silence(fixture: &Fixture) {
    let api = with_money(fixture).await;
    done(give(&api, &help("B1", "R03", "10")).await);
    let mut again = help("B2", "R03", "5");
    let refused = give(&api, &again).await;
    is(&refused, "duplicate_help");
    let said = refused.body["detail"].as_str().expect("a text");
    assert!(said.contains("B1"), "{said}");
    again["duplicate_reason"] = json!("孩子住院");
    done(give(&api, &again).await);
    // Neither within one batch, whatever is recorded at once.
    let batch = json!({"requests": [
        {"operation": "disbursement", "key": "b1", "body": help("B3", "R04", "5")},
        {"operation": "disbursement", "key": "b2", "body": help("B4", "R04", "5")},
    ]});
    let answers = api.post("/batches", &batch).await;
    let told = |at: usize| answers.body["answers"][at]["status"].clone();
    assert_eq!((told(0), told(1)), (json!(201), json!(409)), "{answers:?}");
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    help_at_once_obeys_the_settings,
    help_at_once_is_not_given_twice_in_silence,
);
