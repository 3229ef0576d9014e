//! A day at the desk: what is asked once is done once, what is asked again is answered the same.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

use crate::world::{Api, BOOKS, claim, donation};

async fn a_community_can_be_kept_by_requests_alone(fixture: &Fixture) {
    let api = Api::of(fixture);
    let community = json!({"code": "qingzhu", "name": "青竹社区", "district": "示范区", "timezone": "Asia/Shanghai"});
    let opened = |body: Value| api.send("POST", "/api/v1/communities", None, body.to_string().into_bytes());
    let first = opened(community.clone()).await;
    assert_eq!(first.0, 201, "{first:?}");
    assert_eq!(opened(community.clone()).await, first);
    let mut other = community;
    other["name"] = json!("另一社区");
    let (status, problem) = opened(other).await;
    assert_eq!((status, &problem["code"]), (409, &json!("duplicate_code")));

    let fund = json!({"code": "F1", "name": "小暖基金", "purpose": "帮扶", "restricted": true, "purposes": ["取暖"],
                      "agreement": "XY-2026-01"});
    let merchant = json!({"code": "M01", "name": "便民超市", "uscc": "91220101MA0Y8QK52C", "category": "supermarket",
                          "joined_on": "2025-01-01"});
    let (status, problem) = api.post("/merchants", "", &merchant).await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_uscc")));
    let mut merchant = merchant;
    merchant["uscc"] = json!(xiaonuan_tests::numbers::uscc(1));
    let resident = json!({"code": "R01", "name": "甲", "id_number": xiaonuan_tests::numbers::id_number(1),
        "eligibility": [{"category": "dibao", "from": "2025-01-01", "to": "2026-12-31"}]});
    let discount = json!({"code": "D01", "merchant": "M01", "title": "九折", "public_title": "邻里价", "percent": "10",
        "eligible": "dibao", "fund": "F1", "fund_share": "50", "valid_from": "2025-01-01", "valid_to": "2026-12-31",
        "uses": {"most": 2, "scope": "resident", "period": "week"}});
    for (path, body) in [
        ("/funds", &fund),
        ("/merchants", &merchant),
        ("/residents", &resident),
        ("/discounts", &discount),
    ] {
        let (status, answer) = api.post(path, "", body).await;
        assert_eq!(status, 201, "{path}: {answer}");
    }
    assert_eq!(
        api.post("/donations", "d1", &donation("DON1", "F1", "1000")).await.0,
        201
    );
    let voucher = json!({"ref": "BF1", "date": "2026-02-01", "fund": "F1", "resident": "R01", "kind": "voucher",
        "amount": "50.00", "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙", "expires_on": "2026-06-30"});
    assert_eq!(api.post("/disbursements", "b1", &voucher).await.0, 201);

    let asked = json!({"merchant": "M01", "resident": "R01", "bill": "80.00", "at": "2026-03-02T10:00:00+08:00"});
    let (status, quote) = api.post("/quotes", "", &asked).await;
    assert_eq!(status, 200, "{quote}");
    assert_eq!(quote["voucher_left"], "50.00");
    let best = &quote["offers"][0];
    assert_eq!(
        (
            &best["discount_code"],
            &best["discount"],
            &best["voucher"],
            &best["due"]
        ),
        (&json!("D01"), &json!("8.00"), &json!("50.00"), &json!("22.00"))
    );
    let mut spent = claim("C1", "R01", "80.00");
    spent["voucher"] = best["voucher"].clone();
    spent["receipt"] = json!("POS-17");
    let (status, redeemed) = api.post("/redemptions", "c1", &spent).await;
    assert_eq!(status, 201, "{redeemed}");
    assert_eq!(redeemed["document"]["due_from_resident"], best["due"]);
    let paid = json!({"ref": "S1", "date": "2026-03-31", "merchant": "M01"});
    let (status, settled) = api.post("/settlements", "s1", &paid).await;
    assert_eq!((status, &settled["document"]["amount"]), (201, &json!("54.00")));
    assert_eq!(api.available("F1").await, "946.00");
    let (status, mut found) = api.get("/events/redemption/C1").await;
    // Besides what the request was answered, it says what became of it and what was said with it.
    let known = found.as_object_mut().expect("fields");
    assert_eq!(known.remove("reversed_by"), Some(Value::Null));
    assert_eq!(known.remove("values"), Some(json!({})));
    assert_eq!((status, found), (200, redeemed));
}

async fn terms_give_and_never_take(fixture: &Fixture) {
    let api = books(fixture).await;
    let terms = json!({"title": "立减", "public_title": "邻里价", "amount_off": "5.00", "eligible": "all",
        "fund_share": "100", "valid_from": "2026-01-01", "valid_to": "2026-12-31"});
    let path = format!("{BOOKS}/registers/discounts/D01");
    let (_, headers, _) = api.told(("GET", &path), &[], &Value::Null).await;
    let tag = headers["etag"].to_str().expect("a text");
    let new = |terms: &Value| {
        let mut body = terms.clone();
        for (name, value) in [("code", "D09"), ("merchant", "M01"), ("fund", "F1")] {
            body[name] = json!(value);
        }
        body
    };
    let change = |terms: &Value| json!({"state": "approved", "terms": terms});
    for (field, value, within) in [
        ("amount_off", "-1000.00", Some("terms.")),
        ("amount_off", "-0.00", Some("terms.")),
        ("amount_off", "0.00", None),
        ("cap_per_bill", "-3.00", Some("terms.")),
        ("min_spend", "-3.00", Some("terms.")),
        ("budget", "-0.01", Some("terms.")),
    ] {
        let mut bad = terms.clone();
        bad[field] = json!(value);
        let registered = api.post("/discounts", "", &new(&bad)).await;
        let (status, _, put) = api.told(("PUT", &path), &[("if-match", tag)], &change(&bad)).await;
        let line = json!({"operation": "discount_change", "key": format!("{field}{value}"), "row": "D01", "if_match": tag,
                          "body": change(&bad)});
        let (_, batch) = api.post("/batches", "", &json!({"requests": [line]})).await;
        let batched = &batch["answers"][0];
        for (way, status, problem) in [
            ("POST", &json!(registered.0), &registered.1),
            ("PUT", &json!(status), &put),
            ("batch", &batched["status"], &batched["problem"]),
        ] {
            let at = (way, field, value);
            assert_eq!(status, 422, "{at:?} {problem}");
            match within {
                // Less than nothing is not of the form, zero off is refused by the books.
                Some(parent) => {
                    let parent = if way == "POST" { "" } else { parent };
                    let fault = &problem["errors"][0];
                    assert_eq!(fault["field"], format!("{parent}{field}"), "{at:?} {problem}");
                    assert_eq!(fault["code"], "invalid_amount", "{at:?}");
                }
                None => {
                    assert_eq!(problem["code"], "invalid_amount", "{at:?} {problem}");
                    assert_eq!(problem["facts"]["column"], field, "{at:?}");
                }
            }
        }
    }
    assert_eq!(api.post("/discounts", "", &new(&terms)).await.0, 201);
    let put = api.told(("PUT", &path), &[("if-match", tag)], &change(&terms)).await;
    assert_eq!(put.0, 200, "{}", put.2);
}

async fn the_answer_to_a_change_is_told_again_as_it_was(fixture: &Fixture) {
    let api = books(fixture).await;
    let path = format!("{BOOKS}/registers/funds/F1");
    let (_, headers, mut row) = api.told(("GET", &path), &[], &Value::Null).await;
    row["name"] = json!("新名");
    let tag = headers["etag"].to_str().expect("a text");
    let sent = [("if-match", tag), ("idempotency-key", "c1")];
    let (status, _, changed) = api.told(("PUT", &path), &sent, &row).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!(api.get("/answers/fund_change?key=c1").await, (200, changed));
}

async fn a_claim_of_any_reference_leaves_quotes_alone(fixture: &Fixture) {
    let api = books(fixture).await;
    assert_eq!(api.post("/redemptions", "q", &claim("quote", "R01", "20")).await.0, 201);
    let asked = json!({"merchant": "M01", "resident": "R03", "bill": "80.00", "at": "2026-03-02T10:00:00+08:00"});
    let (_, quote) = api.post("/quotes", "", &asked).await;
    assert_eq!(quote["offers"][0]["usable"], true, "{quote}");
}

/// A bill of a closed month is booked when the next begins: what ended by then is gone, what was given then can pay.
async fn a_bill_of_a_closed_month_is_quoted_as_it_would_be_booked(fixture: &Fixture) {
    let api = books(fixture).await;
    let help = |reference: &str, date: &str, amount: &str, last: &str| {
        json!({"ref": reference, "date": date, "fund": "F1", "resident": "R03", "kind": "voucher", "amount": amount,
               "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙", "expires_on": last,
               "duplicate_reason": "确有困难"})
    };
    for (reference, date, amount, last) in [
        ("BF1", "2026-06-02", "10.00", "2026-06-30"),
        ("BF2", "2026-06-02", "5.00", "2026-12-31"),
    ] {
        let (status, given) = api
            .post("/disbursements", reference, &help(reference, date, amount, last))
            .await;
        assert_eq!(status, 201, "{given}");
    }
    let quoted = async || {
        let asked = json!({"merchant": "M01", "resident": "R03", "bill": "80.00", "at": "2026-06-20T10:00:00+08:00"});
        let (_, quote) = api.post("/quotes", "", &asked).await;
        let pay: Vec<Value> = quote["offers"]
            .as_array()
            .expect("offers")
            .iter()
            .map(|offer| offer["voucher"].clone())
            .collect();
        (quote["voucher_left"].clone(), pay)
    };
    assert_eq!(quoted().await, (json!("15.00"), vec![json!("15.00"); 2]));
    let june = json!({"ref": "P1", "span": "month", "day": "2026-06-01", "from": "2000-01-01"});
    assert_eq!(api.post("/closings", "p1", &june).await.0, 201);
    assert_eq!(quoted().await, (json!("5.00"), vec![json!("5.00"); 2]));
    let given = api
        .post(
            "/disbursements",
            "BF3",
            &help("BF3", "2026-07-01", "3.00", "2026-12-31"),
        )
        .await;
    assert_eq!(given.0, 201, "{given:?}");
    assert_eq!(quoted().await, (json!("8.00"), vec![json!("8.00"); 2]));
    let mut spent = claim("C1", "R03", "80.00");
    (spent["at"], spent["voucher"]) = (json!("2026-06-20T10:00:00+08:00"), json!("8.00"));
    assert_eq!(api.post("/redemptions", "c1", &spent).await.0, 201);
}

/// Nothing can be claimed of a time to come, and nothing is told of it.
async fn no_bill_of_a_day_to_come_is_quoted(fixture: &Fixture) {
    let api = books(fixture).await;
    let asked = json!({"merchant": "M01", "resident": "R03", "bill": "80.00", "at": "2026-08-01T10:00:00+08:00"});
    let (status, problem) = api.post("/quotes", "", &asked).await;
    assert_eq!((status, &problem["code"]), (422, &json!("future_date")), "{problem}");
}

pub(crate) async fn books(fixture: &Fixture) -> Api {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let (status, _) = api.post("/donations", "d1", &donation("DON1", "F1", "100")).await;
    assert_eq!(status, 201);
    api
}

async fn a_key_is_answered_the_same_for_ever(fixture: &Fixture) {
    let api = books(fixture).await;
    let first = api.post("/redemptions", "k1", &claim("C1", "R01", "20")).await;
    assert_eq!(first.0, 201, "{first:?}");
    assert_eq!(api.post("/redemptions", "k1", &claim("C1", "R01", "20")).await, first);
    assert_eq!(api.get("/answers/redemption?key=k1").await, first);
    // A refusal that the books decided stands too, though they could bear it by then.
    let refused = api.post("/redemptions", "k2", &claim("C2", "R01", "3000")).await;
    assert_eq!(
        (refused.0, &refused.1["code"]),
        (409, &json!("fund_insufficient")),
        "{refused:?}"
    );
    assert_eq!(
        api.post("/donations", "d2", &donation("DON2", "F1", "1000")).await.0,
        201
    );
    let again = api.post("/redemptions", "k2", &claim("C2", "R01", "3000")).await;
    assert_eq!((again.0, &again.1["code"]), (409, &json!("fund_insufficient")));
    assert_eq!(api.post("/redemptions", "k3", &claim("C2", "R01", "3000")).await.0, 201);
    // Another body under a used key, accepted or refused, is refused; another key for a used reference too.
    for key in ["k1", "k2"] {
        let (status, problem) = api.post("/redemptions", key, &claim("C9", "R01", "21")).await;
        assert_eq!(
            (status, &problem["code"]),
            (422, &json!("idempotency_key_reused")),
            "{key}"
        );
    }
    let (status, problem) = api.post("/redemptions", "k4", &claim("C1", "R01", "20")).await;
    assert_eq!((status, &problem["code"]), (409, &json!("ref_conflict")));
    // Keys of different operations have nothing to do with each other.
    assert_eq!(api.post("/donations", "k1", &donation("DON3", "F1", "1")).await.0, 201);
    assert_eq!(api.get("/answers/redemption?key=unknown").await.0, 404);
    let (status, problem) = api.post("/redemptions", "", &claim("C5", "R01", "20")).await;
    assert_eq!((status, &problem["code"]), (400, &json!("idempotency_key_required")));
}

async fn a_dry_run_decides_the_same_and_changes_nothing(fixture: &Fixture) {
    let api = books(fixture).await;
    let before = api.get("/records").await;
    let (status, tried) = api
        .post("/redemptions?dry_run=true", "k1", &claim("C1", "R01", "20"))
        .await;
    assert_eq!(status, 200, "{tried}");
    let (status, problem) = api
        .post("/redemptions?dry_run=true", "", &claim("C1", "R01", "99999"))
        .await;
    assert_eq!((status, &problem["code"]), (409, &json!("fund_insufficient")));
    assert_eq!(api.get("/records").await, before);
    assert_eq!(api.get("/answers/redemption?key=k1").await.0, 404);
    let (status, done) = api.post("/redemptions", "k1", &claim("C1", "R01", "20")).await;
    assert_eq!((status, &done["document"]), (201, &tried["document"]));
    assert_eq!(done["seq"], tried["seq"]);
}

async fn a_list_is_done_line_by_line(fixture: &Fixture) {
    let api = books(fixture).await;
    let line = |key: &str, body: Value| json!({"operation": "redemption", "key": key, "body": body});
    let mut lines: Vec<Value> = (1..=400)
        .map(|n| {
            line(
                &format!("L{n}"),
                claim(&format!("L{n}"), &format!("R{:02}", n % 8 + 1), "1"),
            )
        })
        .collect();
    lines.push(line("L1", claim("L1", "R02", "1")));
    lines.push(line("bad", json!({"ref": "X"})));
    lines.push(line("unknown", claim("U1", "R99", "1")));
    lines.push(json!({"operation": "gift", "key": "gift", "body": {}}));
    let batch = json!({ "requests": lines });
    let (status, answers) = api.post("/batches", "", &batch).await;
    assert_eq!(status, 200, "{answers}");
    assert_eq!((&answers["recorded"], &answers["refused"]), (&json!(401), &json!(3)));
    let rows = answers["answers"].as_array().expect("answers");
    assert_eq!(
        (&rows[400]["status"], &rows[400]["repeated"]),
        (&json!(201), &json!(true))
    );
    assert_eq!(rows[400]["recorded"], rows[0]["recorded"]);
    assert_eq!(rows[401]["problem"]["errors"][0]["field"], "at");
    assert_eq!(rows[402]["problem"]["code"], "unknown_resident");
    let offered = &rows[403]["problem"]["errors"][0]["choices"];
    assert!(
        offered
            .as_array()
            .is_some_and(|names| names.contains(&json!("donation"))),
        "{offered}"
    );
    let id = rows[403]["problem"]["request_id"].as_str();
    assert!(id.is_some_and(|id| id.len() == 36), "{id:?}");
    // 400 uses of 5 fen each for the fund's half of a tenth of a yuan.
    assert_eq!(api.available("F1").await, "80.00");
    let (_, again) = api.post("/batches", "", &batch).await;
    let told = again["answers"].as_array().expect("answers");
    assert!(told[..401].iter().all(|row| row["repeated"] == true));
    // Told again from the journal, word for word as when it was decided.
    let same = |at: usize| told[at]["recorded"] == rows[at]["recorded"];
    assert_eq!((0..401).find(|at| !same(*at)), None);
    assert_eq!(api.available("F1").await, "80.00");
    let many = json!({"requests": vec![lines_of_nothing(); 10_001]});
    let (status, problem) = api.post("/batches", "", &many).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("requests")));
}

fn lines_of_nothing() -> Value {
    json!({"operation": "fund", "key": "x", "body": {}})
}

async fn nobody_sees_or_moves_what_is_of_another_community(fixture: &Fixture) {
    let api = books(fixture).await;
    fixture
        .open(Neighbourhood::new("baimu").fund("F9").merchant("M09").resident("R90"))
        .await;
    let (status, problem) = api.post("/donations", "x1", &donation("X1", "F9", "5")).await;
    assert_eq!((status, &problem["code"]), (422, &json!("unknown_fund")));
    let (status, _) = api
        .send(
            "GET",
            "/api/v1/communities/baimu/answers/donation?key=d1",
            None,
            Vec::new(),
        )
        .await;
    assert_eq!(status, 404);
    let (status, _) = api
        .send(
            "GET",
            "/api/v1/communities/baimu/events/donation/DON1",
            None,
            Vec::new(),
        )
        .await;
    assert_eq!(status, 404);
    let body = claim("C1", "R01", "20").to_string().into_bytes();
    let (status, problem) = api
        .send("POST", "/api/v1/communities/baimu/redemptions", Some("k"), body)
        .await;
    assert_eq!((status, &problem["code"]), (422, &json!("unknown_merchant")));
    let (status, _) = api
        .send("POST", &format!("{BOOKS}x/donations"), Some("k"), b"{}".to_vec())
        .await;
    assert_eq!(status, 422, "the body comes first");
}

on_both!(
    a_community_can_be_kept_by_requests_alone,
    a_key_is_answered_the_same_for_ever,
    a_dry_run_decides_the_same_and_changes_nothing,
    a_list_is_done_line_by_line,
    nobody_sees_or_moves_what_is_of_another_community,
    terms_give_and_never_take,
    the_answer_to_a_change_is_told_again_as_it_was,
    a_claim_of_any_reference_leaves_quotes_alone,
    a_bill_of_a_closed_month_is_quoted_as_it_would_be_booked,
    no_bill_of_a_day_to_come_is_quoted,
);
