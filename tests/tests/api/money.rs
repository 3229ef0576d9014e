//! A fund's money and its periods by requests: each operation, alone, rehearsed and in a batch.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::world::{Api, donation};

fn money(reference: &str, fund: &str, amount: &str) -> Value {
    json!({"ref": reference, "date": "2026-02-02", "fund": fund, "amount": amount})
}

async fn every_event_of_a_funds_money_has_its_operation(fixture: &Fixture) {
    let books = fixture
        .open(Neighbourhood::qingzhu().open_fund("U1").open_fund("U2"))
        .await;
    let api = Api::of(fixture);
    let opening = json!({"ref": "Q1", "date": "2026-01-01", "fund": "U2", "item": "bank", "amount": "70.00"});
    let voucher = json!({"ref": "Q2", "date": "2026-01-01", "fund": "U2", "item": "voucher", "amount": "20.00",
                         "resident": "R01", "expires_on": "2026-12-31"});
    let mut fee = money("FEE1", "U1", "1.00");
    fee["charge"] = json!("host-fee");
    let mut in_hand = donation("DON2", "U1", "40");
    in_hand["method"] = json!("cash");
    in_hand["held"] = json!("hand");
    let back = json!({"ref": "B1", "date": "2026-02-03", "donation": "DON2", "amount": "5.00", "from": "hand",
                      "reason": "捐赠人要求"});
    let transfer = json!({"ref": "T1", "date": "2026-02-03", "from": "U1", "to": "U2", "amount": "9.00",
                          "reason": "统筹使用"});
    let month = json!({"ref": "M1", "span": "month", "day": "2026-05-01"});
    let reopening = json!({"ref": "R1", "span": "month", "day": "2026-05-31", "requested_by": "甲",
                           "approved_by": "乙", "reason": "漏记"});
    let asked = [
        ("/opening-balances", opening),
        ("/opening-balances", voucher),
        ("/donations", donation("DON1", "U1", "100")),
        ("/donations", in_hand),
        ("/cash-withdrawals", money("W1", "U1", "30.00")),
        ("/cash-deposits", money("P1", "U1", "10.00")),
        ("/interest", money("I1", "U1", "2.00")),
        ("/charges", fee),
        ("/donation-returns", back),
        ("/transfers", transfer),
        ("/closings", month),
        ("/reopenings", reopening),
    ];
    for (at, (path, body)) in asked.iter().enumerate() {
        let (key, head) = (format!("k{at}"), books.head().await);
        let (status, answer) = api.post(&format!("{path}?dry_run=true"), &key, body).await;
        assert_eq!((status, books.head().await), (200, head), "{path}: {answer}");
        let (status, answer) = api.post(path, &key, body).await;
        assert_eq!(status, 201, "{path}: {answer}");
        assert_eq!(api.post(path, &key, body).await.0, 201);
        let mut wrong = body.clone();
        wrong["ref"] = json!("?");
        let (status, problem) = api.post(path, &format!("w{at}"), &wrong).await;
        let fault = &problem["errors"][0]["code"];
        assert_eq!((status, fault), (422, &json!("invalid_code")), "{path}: {problem}");
        let (status, problem) = api.post(path, "", body).await;
        assert_eq!(
            problem["code"], "idempotency_key_required",
            "{path}: {status} {problem}"
        );
    }
    for (address, fen) in [("bank", 7200), ("cash", 5500), ("net-assets/unrestricted", 900)] {
        assert_eq!(books.balance(&format!("general/U1/{address}")).await, fen, "{address}");
    }
    let batch = json!({"requests": [
        {"operation": "interest", "key": "b1", "body": money("I2", "U1", "1.00")},
        {"operation": "transfer", "key": "b2", "body": {"ref": "T2", "date": "2026-02-03", "from": "F1", "to": "U2",
            "amount": "9.00", "reason": "统筹使用"}},
        {"operation": "closing", "key": "b3", "body": {"ref": "M2", "span": "month", "day": "2026-05-01"}},
    ]});
    let (_, answers) = api.post("/batches", "", &batch).await;
    let statuses: Vec<_> = answers["answers"]
        .as_array()
        .expect("answers")
        .iter()
        .map(|answer| answer["status"].as_u64())
        .collect();
    assert_eq!(statuses, [Some(201), Some(409), Some(201)], "{answers}");
    assert_eq!(answers["answers"][1]["problem"]["code"], "restricted_fund");
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(every_event_of_a_funds_money_has_its_operation);
