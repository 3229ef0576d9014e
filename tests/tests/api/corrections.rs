//! Corrections by requests: payments taken back and what becomes of them, goods entered again.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

use crate::world::{Api, donation};

fn help(reference: &str, kind: &str, more: Value) -> Value {
    let mut body = json!({"ref": reference, "date": "2026-02-01", "fund": "F1", "resident": "R01", "kind": kind,
                          "amount": "30", "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙",
                          "duplicate_reason": "另一项困难"});
    for (name, value) in more.as_object().expect("fields") {
        body[name] = value.clone();
    }
    body
}

fn reversal(reference: &str, of: &str) -> Value {
    json!({"ref": reference, "of": of, "date": "2026-02-03", "reason": "录入有误"})
}

async fn accept(api: &Api, path: &str, key: &str, body: &Value) -> Value {
    let (status, answer) = api.post(path, key, body).await;
    assert_eq!(status, 201, "{path}: {answer}");
    answer
}

async fn refuse(api: &Api, path: &str, key: &str, body: &Value) -> Value {
    let (status, answer) = api.post(path, key, body).await;
    assert_eq!(status, 409, "{path}: {answer}");
    answer["code"].clone()
}

/// Help in one step that was a mistake: promised again, shown so, and paid again or given up.
async fn help_in_one_step_is_taken_back_and_goes_on(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    accept(&api, "/donations", "d1", &donation("DON1", "F1", "100")).await;
    let voucher = help("V1", "voucher", json!({"expires_on": "2026-06-30"}));
    accept(&api, "/disbursements", "b1", &voucher).await;
    accept(
        &api,
        "/disbursements",
        "b2",
        &help("B1", "bill_payment", json!({"merchant": "M01"})),
    )
    .await;
    let (status, rehearsed) = api
        .post("/reversals?dry_run=true", "", &reversal("CX1", "disbursement_paid/V1"))
        .await;
    assert_eq!((status, &rehearsed["kind"]), (200, &json!("reversal")), "{rehearsed}");
    accept(&api, "/reversals", "r1", &reversal("CX1", "disbursement_paid/V1")).await;
    accept(&api, "/reversals", "r2", &reversal("CX2", "disbursement_paid/B1")).await;
    let (_, listed) = api.get("/cases?state=approved").await;
    let listed: Vec<&Value> = listed["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .map(|row| &row["ref"])
        .collect();
    assert_eq!(listed, [&json!("B1"), &json!("V1")]);
    let (_, report) = api.get("/reports/encumbrances").await;
    assert_eq!(report["totals"]["amount"], "60.00", "{report}");
    assert_eq!(api.available("F1").await, "40.00");
    let (_, whole) = api.get("/cases/V1").await;
    assert_eq!(
        (&whole["state"], &whole["paid"]),
        (&json!("approved"), &Value::Null),
        "{whole}"
    );
    let pay =
        json!({"date": "2026-02-04", "by": "丙", "approved": whole["approved"], "duplicate_reason": "另一项困难"});
    accept(&api, "/cases/V1/pay", "p1", &pay).await;
    let cancel = json!({"date": "2026-02-04", "by": "丙", "reason": "不再需要"});
    accept(&api, "/cases/B1/cancel", "p2", &cancel).await;
    assert_eq!(api.available("F1").await, "70.00");
    let spent = json!({"ref": "HX1", "at": "2026-03-02T10:00:00+08:00", "merchant": "M01", "resident": "R01",
                       "bill": "30", "voucher": "30"});
    accept(&api, "/redemptions", "h1", &spent).await;
    assert_eq!(api.get("/cases/V1").await.1["state"], "paid");
    // By the step as well, but not once it is used; the first payment is taken back already.
    let back = json!({"date": "2026-03-03", "by": "丙", "reason": "录入有误"});
    assert_eq!(refuse(&api, "/cases/V1/return", "p3", &back).await, "voucher_used");
    let again = reversal("CX3", "disbursement_paid/V1");
    assert_eq!(refuse(&api, "/reversals", "r3", &again).await, "already_reversed");
    Office::of(fixture).check_sound("qingzhu").await;
}

/// What is asked together sees what came before it.
async fn a_batch_can_pay_and_take_back(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    accept(&api, "/donations", "d1", &donation("DON1", "F1", "100")).await;
    let voucher = help("V1", "voucher", json!({"expires_on": "2026-06-30"}));
    let asked = json!({"requests": [
        {"operation": "disbursement", "key": "b1", "body": voucher},
        {"operation": "reversal", "key": "r1", "body": reversal("CX1", "disbursement_paid/V1")},
    ]});
    let (status, answer) = api.post("/batches", "", &asked).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        (&answer["recorded"], &answer["refused"]),
        (&json!(2), &json!(0)),
        "{answer}"
    );
    assert_eq!(api.get("/cases/V1").await.1["state"], "approved");
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn goods_are_entered_again_by_one_request(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let gift = |reference: &str, donor: &str| {
        json!({"ref": reference, "date": "2026-02-01", "donor": donor, "donor_kind": "organisation", "fund": "F1",
               "goods": [{"item": "RICE10", "name": "大米", "unit": "袋", "quantity": 10, "value": "100.00",
                          "basis": "invoice", "evidence": "发票"}]})
    };
    accept(&api, "/goods-donations", "w1", &gift("WZ1", "青竹粮油店")).await;
    let corrected = |more: Value| {
        let mut body = json!({"reversal": reversal("CX1", "goods_donated/WZ1")});
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    };
    for (field, more) in [
        ("donation", json!({})),
        (
            "goods_donation",
            json!({"donation": donation("DON1", "F1", "100"), "goods_donation": gift("WZ2", "青竹超市")}),
        ),
    ] {
        let (status, problem) = api.post("/corrections", "x1", &corrected(more)).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (422, &json!(field)),
            "{problem}"
        );
    }
    let money = corrected(json!({"donation": donation("DON1", "F1", "100")}));
    assert_eq!(refuse(&api, "/corrections", "x2", &money).await, "not_reversible");
    let right = corrected(json!({"goods_donation": gift("WZ2", "青竹超市")}));
    let told = accept(&api, "/corrections", "x3", &right).await;
    assert_eq!(told["document"]["of"], "goods_donated");
    let (_, stock) = api.get("/reports/stock").await;
    assert_eq!(stock["rows"][0]["on_hand"], 10, "{stock}");
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    help_in_one_step_is_taken_back_and_goes_on,
    a_batch_can_pay_and_take_back,
    goods_are_entered_again_by_one_request,
);
