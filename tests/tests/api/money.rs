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
    let month = json!({"ref": "M1", "span": "month", "day": "2026-05-01", "from": "2026-01-01"});
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
        {"operation": "closing", "key": "b3", "body": {"ref": "M2", "span": "month", "day": "2026-05-01",
            "from": "2026-01-01"}},
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

async fn old_books_come_with_goods_and_money_is_paid_from_hand(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu().open_fund("U1")).await;
    let api = Api::of(fixture);
    let line = |reference: &str, item: &str, amount: &str, more: Value| {
        let mut body = json!({"ref": reference, "date": "2026-01-01", "fund": "U1", "item": item, "amount": amount});
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    };
    let rice = json!({"goods": {"item": "RICE10", "name": "大米", "unit": "袋", "quantity": 4}});
    let accepted = [
        line("Q1", "bank", "100.00", json!({})),
        line("Q2", "cash", "60.00", json!({})),
        line("Q3", "receivable", "7.00", json!({"merchant": "M01"})),
        line("Q4", "goods", "200.00", rice.clone()),
    ];
    for (at, body) in accepted.iter().enumerate() {
        let (status, answer) = api.post("/opening-balances", &format!("q{at}"), body).await;
        assert_eq!(status, 201, "{answer}");
    }
    for (body, code) in [
        (line("Q5", "goods", "1.00", json!({})), "required"),
        (line("Q5", "bank", "1.00", rice), "not_asked_for"),
    ] {
        let (status, problem) = api.post("/opening-balances", "q9", &body).await;
        let fault = &problem["errors"][0];
        assert_eq!(
            (status, &fault["field"], &fault["code"]),
            (422, &json!("goods"), &json!(code))
        );
    }
    let help = json!({"ref": "BF1", "date": "2026-02-01", "fund": "U1", "resident": "R03", "kind": "cash",
        "amount": "20.00", "from": "hand", "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙"});
    let mut fee = money("FEE1", "U1", "1.00");
    fee["charge"] = json!("bank-charge");
    fee["from"] = json!("hand");
    for (path, body) in [("/disbursements", &help), ("/charges", &fee)] {
        let (status, answer) = api.post(path, body["ref"].as_str().expect("a reference"), body).await;
        assert_eq!((status, &answer["document"]["from"]), (201, &json!("hand")), "{answer}");
    }
    let mut more = help;
    more["ref"] = json!("BF2");
    more["resident"] = json!("R04");
    more["amount"] = json!("39.01");
    let (_, problem) = api.post("/disbursements", "BF2", &more).await;
    assert_eq!(problem["code"], "cash_insufficient", "{problem}");
    more["from"] = json!("pocket");
    let (status, problem) = api.post("/disbursements", "BF3", &more).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (422, &json!("from")),
        "{problem}"
    );
    assert_eq!(books.balance("general/U1/cash").await, 3900);
    let settled = json!({"ref": "JS1", "date": "2026-02-03", "merchant": "M01", "amount": "1.00", "from": "hand"});
    let (_, problem) = api.post("/settlements", "JS1", &settled).await;
    assert_eq!(problem["code"], "exceeds_payable", "{problem}");
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_restricted_fund_names_its_agreement(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let mut fund = json!({"code": "F9", "name": "助学基金", "purpose": "助学", "restricted": true});
    let (status, problem) = api.post("/funds", "", &fund).await;
    assert_eq!(
        (status, &problem["code"], &problem["facts"]["column"]),
        (422, &json!("agreement_required"), &json!("agreement"))
    );
    fund["agreement"] = json!("ZX-2026-01");
    assert_eq!(api.post("/funds", "", &fund).await.0, 201);
    let open = json!({"code": "F10", "name": "邻里基金", "purpose": "互助", "restricted": false});
    assert_eq!(api.post("/funds", "", &open).await.0, 201);
    let edit = json!({"operation": "fund_change", "key": "e1", "row": "F9", "if_match": "\"1\"",
        "body": {"name": "助学基金", "purpose": "助学", "restricted": true, "purposes": []}});
    let (_, answers) = api.post("/batches", "", &json!({"requests": [edit]})).await;
    // Another state was meant: that is told first, whatever else is wrong.
    assert_eq!(
        answers["answers"][0]["problem"]["code"], "changed_meanwhile",
        "{answers}"
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    every_event_of_a_funds_money_has_its_operation,
    old_books_come_with_goods_and_money_is_paid_from_hand,
    a_restricted_fund_names_its_agreement,
);
