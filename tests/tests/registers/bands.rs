//! How many people approve, by the amount.

use serde_json::{Value, json};
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::{Api, Got};
use super::laws::{done, is, set, step, terms, with_money};

const OFF: [&str; 5] = ["apply", "visit", "review", "posting", "sign"];

fn bands(of: &[(&str, u8)]) -> Value {
    let band = |(from, approvers): &(&str, u8)| json!({"from": from, "approvers": approvers});
    of.iter().map(band).collect()
}

async fn with_bands(fixture: &Fixture) -> Api {
    let api = with_money(fixture).await;
    let set_so = bands(&[("0.00", 1), ("50.00", 2), ("100.00", 3)]);
    set(
        &api,
        json!({"off": OFF, "help_bands": set_so, "settlement_bands": set_so}),
    )
    .await;
    api
}

async fn prepared(api: &Api, case: &str, amount: &str) {
    // Each is another household's, so that none is help given twice.
    let resident = if case == "C1" { "R01" } else { "R03" };
    let of = json!({"terms": terms(resident, amount)});
    done(step(api, case, "prepare", "2026-02-01", "甲", of).await);
}

async fn approve(api: &Api, case: &str, by: &str) -> Got {
    step(api, case, "approve", "2026-02-02", by, json!({})).await
}

async fn available(api: &Api) -> Value {
    let accounts = api.get("/accounts").await.body;
    let all = accounts["accounts"].as_array().expect("accounts");
    let found = all.iter().find(|account| {
        account["kind"] == "available" && account["fund"].as_str().is_some_and(|fund| fund.starts_with("F1"))
    });
    found.expect("the fund has money")["balance"].clone()
}

async fn help_is_promised_by_the_last_of_its_approvers(fixture: &Fixture) {
    let api = with_bands(fixture).await;
    prepared(&api, "C1", "60").await;
    let before = available(&api).await;
    let whole = api.get("/cases/C1").await.body;
    assert_eq!(
        (&whole["approvals"], &whole["approvers_needed"]),
        (&json!([]), &json!(2))
    );

    let first = approve(&api, "C1", "乙").await;
    assert_eq!(
        (first.status, &first.body["kind"]),
        (201, &json!("disbursement_approved_in_part"))
    );
    assert_eq!(available(&api).await, before, "nothing is promised yet");
    let whole = api.get("/cases/C1").await.body;
    assert_eq!(
        (&whole["state"], &whole["approved"]),
        (&json!("prepared"), &Value::Null)
    );
    let given = json!([{"seq": first.body["seq"], "day": "2026-02-02", "by": "乙"}]);
    assert_eq!((&whole["approvals"], &whole["approvers_needed"]), (&given, &json!(2)));
    is(
        &step(
            &api,
            "C1",
            "pay",
            "2026-02-03",
            "丙",
            json!({"approved": first.body["seq"]}),
        )
        .await,
        "wrong_state",
    );

    // Neither who prepared it nor who approved it approves it again.
    is(&approve(&api, "C1", "甲").await, "self_approval");
    is(&approve(&api, "C1", "乙").await, "same_person");
    let second = approve(&api, "C1", "丁").await;
    assert_eq!(
        (second.status, &second.body["kind"]),
        (201, &json!("disbursement_approved"))
    );
    assert_ne!(available(&api).await, before);
    let whole = api.get("/cases/C1").await.body;
    assert_eq!(whole["approvals"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&whole["state"], &whole["approvers_needed"]),
        (&json!("approved"), &json!(2))
    );

    // Whoever approved in part pays as little as the last.
    let pay = json!({"approved": second.body["seq"]});
    for by in ["甲", "乙", "丁"] {
        is(
            &step(&api, "C1", "pay", "2026-02-03", by, pay.clone()).await,
            "self_payment",
        );
    }
    done(step(&api, "C1", "pay", "2026-02-03", "丙", pay).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_is_prepared_anew_or_refused_is_approved_anew(fixture: &Fixture) {
    let api = with_bands(fixture).await;
    prepared(&api, "C1", "120").await;
    done(approve(&api, "C1", "乙").await);
    done(approve(&api, "C1", "丁").await);
    done(step(&api, "C1", "prepare", "2026-02-02", "甲", json!({})).await);
    assert_eq!(api.get("/cases/C1").await.body["approvals"], json!([]));
    for by in ["乙", "丁"] {
        assert_eq!(
            approve(&api, "C1", by).await.body["kind"],
            "disbursement_approved_in_part",
            "{by}"
        );
    }
    assert_eq!(approve(&api, "C1", "戊").await.body["kind"], "disbursement_approved");

    prepared(&api, "C2", "60").await;
    done(approve(&api, "C2", "乙").await);
    done(step(&api, "C2", "reject", "2026-02-02", "丁", json!({"reason": "资料不全"})).await);
    let refused = api.get("/cases/C2").await.body;
    assert_eq!(
        (&refused["state"], &refused["approvals"]),
        (&json!("rejected"), &json!([]))
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn the_settings_of_the_moment_hold(fixture: &Fixture) {
    let api = with_bands(fixture).await;
    prepared(&api, "C1", "60").await;
    prepared(&api, "C2", "60").await;
    done(approve(&api, "C1", "乙").await);
    done(approve(&api, "C2", "乙").await);
    set(&api, json!({"off": OFF, "help_bands": bands(&[("0", 3)])})).await;
    assert_eq!(
        approve(&api, "C1", "丁").await.body["kind"],
        "disbursement_approved_in_part"
    );
    set(&api, json!({"off": OFF})).await;
    assert_eq!(approve(&api, "C2", "丁").await.body["kind"], "disbursement_approved");
    assert_eq!(approve(&api, "C1", "戊").await.body["kind"], "disbursement_approved");
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_one_person_approves_alone_is_not_of_several(fixture: &Fixture) {
    let api = with_bands(fixture).await;
    let at_once = |reference: &str, amount: &str| {
        json!({"ref": reference, "date": "2026-02-03", "fund": "F1", "resident": "R03", "kind": "cash", "amount": amount,
               "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙"})
    };
    is(&api.post("/disbursements", &at_once("B1", "50")).await, "case_required");
    done(api.post("/disbursements", &at_once("B1", "49.99")).await);
    let first = |case: &str, amount: &str| {
        json!({"ref": case, "date": "2026-02-03", "by": "乙", "terms": terms("R04", amount),
               "urgent": {"paid_by": "丙", "papers_by": "2026-02-20", "reason": "停暖"}})
    };
    let refused = api.post("/cases", &first("C9", "50")).await;
    is(&refused, "approvers_required");
    assert!(
        refused.body["detail"].as_str().is_some_and(|said| said.contains('2')),
        "{refused:?}"
    );
    done(api.post("/cases", &first("C9", "49")).await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_merchant_is_paid_after_the_last_of_the_approvers(fixture: &Fixture) {
    let api = with_bands(fixture).await;
    // All of it is the fund's to pay: 120 yuan of bills.
    for (at, resident) in ["R01", "R03", "R04"].iter().enumerate() {
        let bill = json!({"ref": format!("ZF{at}"), "date": "2026-02-01", "fund": "F1", "resident": resident, "merchant": "M01",
                          "kind": "bill_payment", "amount": "40", "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙"});
        done(api.post("/disbursements", &bill).await);
    }
    let settle = |reference: &str, amount: &str| json!({"ref": reference, "date": "2026-02-05", "merchant": "M01", "amount": amount});
    is(&api.post("/settlements", &settle("JS0", "50")).await, "steps_required");
    done(api.post("/settlements", &settle("JS0", "10")).await);
    let prepare = json!({"ref": "JS1", "date": "2026-02-05", "merchant": "M01", "amount": "110", "by": "甲"});
    done(api.post("/settlement-preparations", &prepare).await);
    let step = async |what: &str, by: &str| {
        let body = json!({"settlement": "JS1", "date": "2026-02-06", "by": by});
        api.post(&format!("/settlement-{what}"), &body).await
    };
    for by in ["乙", "丁"] {
        let part = step("approvals", by).await;
        assert_eq!(
            (part.status, &part.body["kind"]),
            (201, &json!("settlement_approved_in_part")),
            "{part:?}"
        );
        assert_eq!(part.body["document"]["part"]["needed"], 3, "{part:?}");
        is(&step("payments", "丙").await, "wrong_state");
        is(&step("approvals", by).await, "same_person");
    }
    is(&step("approvals", "甲").await, "same_person");
    let last = step("approvals", "戊").await;
    assert_eq!(
        (last.status, &last.body["kind"]),
        (201, &json!("settlement_approved")),
        "{last:?}"
    );
    for by in ["甲", "乙", "丁", "戊"] {
        is(&step("payments", by).await, "same_person");
    }
    done(step("payments", "丙").await);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn bands_that_cannot_be_are_told_by_their_number(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let put = async |of: Value| {
        let now = api.get("").await;
        let settings = json!({"off": OFF, "help_bands": of});
        let body = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
        api.put("", now.etag.as_deref(), &body).await
    };
    for (of, band, said) in [
        (&[("1", 1)][..], "1", "0.00"),
        (&[("0", 1), ("0", 2)], "2", "above"),
        (&[("0", 2), ("50", 1)], "2", "no fewer"),
    ] {
        let refused = put(bands(of)).await;
        is(&refused, RefusalCode::InvalidBand.as_str());
        assert_eq!(refused.body["facts"]["band"], band, "{refused:?}");
        assert!(
            refused.body["detail"].as_str().is_some_and(|told| told.contains(said)),
            "{refused:?}"
        );
    }
    for (of, field) in [
        (&[("0", 1), ("50", 6)][..], "settings.help_bands[1].approvers"),
        (&[("-1", 1)], "settings.help_bands[0].from"),
    ] {
        let refused = put(bands(of)).await;
        assert_eq!(
            (refused.status, &refused.body["errors"][0]["field"]),
            (422, &json!(field)),
            "{refused:?}"
        );
    }
    assert!(api.get("").await.body.get("settings").is_none_or(Value::is_null));
}

on_both!(
    help_is_promised_by_the_last_of_its_approvers,
    what_is_prepared_anew_or_refused_is_approved_anew,
    the_settings_of_the_moment_hold,
    what_one_person_approves_alone_is_not_of_several,
    a_merchant_is_paid_after_the_last_of_the_approvers,
    bands_that_cannot_be_are_told_by_their_number,
);
