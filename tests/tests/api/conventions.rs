//! Conventions that hold for all operations alike: keys bind wherever they are sent, batches take what single requests do,
//! quotes decide as claims, and payments obey the community's settings.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::world::{Api, BOOKS, claim, donation};

const COMMUNITIES: &str = "/api/v1/communities";

async fn help_in_steps_is_the_same_alone_and_in_a_batch(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    assert_eq!(
        api.post("/donations", "d1", &donation("DON1", "F1", "100")).await.0,
        201
    );
    let terms = json!({"fund": "F1", "resident": "R01", "kind": "cash", "amount": "30", "purpose": "取暖"});
    let begun = json!({"ref": "C1", "date": "2026-02-01", "by": "网格员", "terms": terms});
    let step = |day: &str, by: &str| json!({"date": day, "by": by});
    let first = api.post("/cases", "c1", &begun).await;
    let of = |key: &str, step: &str, body: Value| json!({"operation": "case-step", "key": key, "reference": "C1", "step": step, "body": body});
    let batch = json!({"requests": [
        {"operation": "case", "key": "c1", "body": begun},
        of("c2", "prepare", step("2026-02-02", "甲")),
        of("c3", "approve", step("2026-02-03", "甲")),
        of("c4", "approve", step("2026-02-03", "乙")),
        of("c2", "review", step("2026-02-02", "甲")),
        of("c5", "dance", step("2026-02-03", "乙")),
        {"operation": "case_step", "key": "c6", "step": "sign", "body": step("2026-02-03", "乙")},
        {"operation": "donation", "key": "d1", "reference": "C1", "row": "F1", "body": donation("DON1", "F1", "100")},
    ]});
    let (status, answers) = api.post("/batches", "", &batch).await;
    let told = |at: usize, what: &str| answers["answers"][at][what].clone();
    let statuses: Vec<Value> = (0..8).map(|at| told(at, "status")).collect();
    assert_eq!(
        json!(statuses),
        json!([201, 201, 409, 201, 422, 422, 422, 422]),
        "{status} {answers}"
    );
    assert_eq!((told(0, "repeated"), told(0, "recorded")), (json!(true), first.1));
    assert_eq!(told(4, "problem")["code"], "idempotency_key_reused");
    assert_eq!(told(5, "problem")["errors"][0]["field"], "step");
    assert_eq!(told(6, "problem")["errors"][0]["field"], "reference");
    assert_eq!(told(7, "problem")["errors"].as_array().map(Vec::len), Some(2));
    // What was asked in the batch is answered alike alone, refusals included, and the other way round.
    for (key, path, body, at) in [
        ("c2", "prepare", step("2026-02-02", "甲"), 1),
        ("c3", "approve", step("2026-02-03", "甲"), 2),
        ("c4", "approve", step("2026-02-03", "乙"), 3),
    ] {
        let (status, answer) = api.post(&format!("/cases/C1/{path}"), key, &body).await;
        assert_eq!(json!(status), told(at, "status"), "{key}");
        let code = |problem: &Value| problem["code"].clone();
        if status == 201 {
            assert_eq!(answer, told(at, "recorded"));
        } else {
            assert_eq!(code(&answer), code(&told(at, "problem")));
        }
        assert_eq!(api.get(&format!("/answers/case-step?key={key}")).await.0, status);
    }
    Office::of(fixture).check_sound("qingzhu").await;
}

fn is(told: &(u16, axum::http::HeaderMap, Value), status: u16, code: &str) {
    assert_eq!((told.0, told.2["code"].as_str()), (status, Some(code)), "{}", told.2);
}

async fn a_key_binds_the_opening_of_books(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let named = |code: &str| json!({"code": code, "name": "白木", "district": "示范区", "timezone": "Asia/Shanghai"});
    let open = async |key: &str, dry: bool, body: &Value| {
        let path = if dry {
            format!("{COMMUNITIES}?dry_run=true")
        } else {
            COMMUNITIES.to_owned()
        };
        let headers = [("idempotency-key", key)];
        let headers = if key.is_empty() { &[][..] } else { &headers[..] };
        api.told(("POST", &path), headers, body).await
    };
    assert_eq!(open("k1", true, &named("baimu")).await.0, 200);
    assert_eq!(
        api.send("GET", "/api/v1/communities/baimu", None, Vec::new()).await.0,
        404
    );
    let first = open("k1", false, &named("baimu")).await;
    assert_eq!(first.0, 201);
    let again = open("k1", false, &named("baimu")).await;
    assert_eq!(
        (again.0, &again.2, again.1["idempotency-replayed"].as_bytes()),
        (201, &first.2, &b"true"[..])
    );
    for dry in [true, false] {
        is(&open("k1", dry, &named("songlin")).await, 422, "idempotency_key_reused");
        is(
            &open(
                "k2",
                dry,
                &json!({"code": "BAIMU", "name": "白木", "district": "示范区", "timezone": "Asia/Shanghai"}),
            )
            .await,
            409,
            "duplicate_code",
        );
        is(
            &open("a b", dry, &named("songlin")).await,
            400,
            "invalid_idempotency_key",
        );
    }
    // A refusal under a key stays, whatever else is sent under it.
    is(
        &open("k2", false, &named("songlin")).await,
        422,
        "idempotency_key_reused",
    );
    // A code that is open already is answered as before, and its key is bound from then on.
    assert_eq!(open("k3", false, &named("baimu")).await.2, first.2);
    is(
        &open("k3", false, &named("songlin")).await,
        422,
        "idempotency_key_reused",
    );
    assert_eq!(open("", false, &named("songlin")).await.0, 201);
    let (status, told) = api
        .send(
            "GET",
            "/api/v1/communities/baimu/answers/opening?key=k1",
            None,
            Vec::new(),
        )
        .await;
    assert_eq!((status, told), (201, first.2));
    for community in ["qingzhu", "baimu", "songlin"] {
        Office::of(fixture).check_sound(community).await;
    }
}

async fn a_key_binds_expiries(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    assert_eq!(
        api.post("/donations", "d1", &donation("DON1", "F1", "100")).await.0,
        201
    );
    for (at, day) in ["2026-04-30", "2026-05-31"].iter().enumerate() {
        let granted = json!({"ref": format!("B{at}"), "date": "2026-02-01", "fund": "F1", "resident": format!("R0{}", at + 3),
                             "kind": "voucher", "amount": "20", "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙",
                             "expires_on": day});
        assert_eq!(api.post("/disbursements", &format!("b{at}"), &granted).await.0, 201);
    }
    let path = format!("{BOOKS}/expiries");
    let until = |day: &str| json!({"as_of": day});
    let ask = async |key: &str, body: &Value| api.told(("POST", &path), &[("idempotency-key", key)], body).await;
    let first = ask("e1", &until("2026-05-10")).await;
    assert_eq!((first.0, &first.2["vouchers"]), (200, &json!(1)), "{}", first.2);
    let again = ask("e1", &until("2026-05-10")).await;
    assert_eq!(
        (&again.2, again.1["idempotency-replayed"].as_bytes()),
        (&first.2, &b"true"[..])
    );
    is(&ask("e1", &until("2026-06-10")).await, 422, "idempotency_key_reused");
    let head = api.newest().await;
    let dry = format!("{path}?dry_run=true");
    let rehearsed = api
        .told(("POST", &dry), &[("idempotency-key", "e1")], &until("2026-06-10"))
        .await;
    is(&rehearsed, 422, "idempotency_key_reused");
    assert_eq!(api.newest().await, head);
    is(&ask("e2", &until("2026-07-02")).await, 422, "future_date");
    fixture.clock.set(xiaonuan_tests::ask::moment("2026-07-03 09:00"));
    is(&ask("e2", &until("2026-07-02")).await, 422, "future_date");
    // Now, and nothing: told again as it was.
    let now = ask("e3", &json!({})).await;
    assert_eq!(now.2["vouchers"], 1, "{}", now.2);
    fixture.clock.set(xiaonuan_tests::ask::moment("2026-07-04 09:00"));
    assert_eq!(ask("e3", &json!({})).await.2, now.2);
    assert_eq!(api.get("/answers/expiry?key=e3").await, (200, now.2));
    assert_eq!(api.get("/answers/expiry?key=e4").await.0, 404);
    let nothing = ask("e4", &json!({})).await;
    assert_eq!((nothing.0, &nothing.2["first"]), (200, &Value::Null));
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_quote_for_a_branch_is_what_a_claim_there_comes_to(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    assert_eq!(
        api.post("/donations", "d1", &donation("DON1", "F1", "100")).await.0,
        201
    );
    let branch = |code: &str, merchant: &str, to: &str| json!({"code": code, "merchant": merchant, "name": "二店", "address": "青竹路 2 号", "from": "2026-01-01", "to": to});
    for body in [
        branch("B1", "M01", "2026-12-31"),
        branch("B2", "M01", "2026-02-01"),
        branch("B3", "M02", "2026-12-31"),
    ] {
        assert_eq!(api.post("/branches", "", &body).await.0, 201);
    }
    let bill = |branch: &str| json!({"merchant": "M01", "resident": "R01", "bill": "40", "at": "2026-03-02T10:00:00+08:00", "branch": branch});
    for (branch, reason) in [
        ("B1", Value::Null),
        ("B2", json!("branch_not_active")),
        ("B3", json!("branch_not_active")),
    ] {
        let (status, quote) = api.post("/quotes", "", &bill(branch)).await;
        assert_eq!(
            (status, &quote["offers"][0]["reason"]),
            (200, &reason),
            "{branch}: {quote}"
        );
        let mut asked = claim(&format!("X{branch}"), "R01", "40");
        asked["branch"] = json!(branch);
        let (_, came) = api.post("/redemptions", branch, &asked).await;
        assert_eq!(came["code"], reason, "{branch}: {came}");
    }
    let (status, problem) = api.post("/quotes", "", &bill("B9")).await;
    assert_eq!((status, &problem["code"]), (422, &json!("unknown_branch")));
    let (status, problem) = api.post("/quotes", "", &bill("no code")).await;
    assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!("invalid_code")));
}

async fn a_settlement_is_of_a_merchant_or_of_a_statement(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    for (more, field, code) in [
        (
            json!({"statement": "DZ1", "amount": "50.00"}),
            "amount",
            "not_asked_for",
        ),
        (
            json!({"statement": "DZ1", "merchant": "M01"}),
            "merchant",
            "not_asked_for",
        ),
        (json!({"amount": "50.00"}), "merchant", "required"),
        (json!({}), "merchant", "required"),
    ] {
        let mut body = json!({"ref": "JS1", "date": "2026-03-05", "by": "甲"});
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        let line = json!({"operation": "settlement_preparation", "key": "p1", "body": body});
        let (_, batch) = api.post("/batches", "", &json!({"requests": [line]})).await;
        let (status, problem) = api.post("/settlement-preparations", "p1", &body).await;
        for problem in [&problem, &batch["answers"][0]["problem"]] {
            let fault = &problem["errors"][0];
            assert_eq!(
                (status, &fault["field"], &fault["code"]),
                (422, &json!(field), &json!(code)),
                "{problem}"
            );
        }
    }
}

async fn settlements_obey_the_settings(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    assert_eq!(
        api.post("/donations", "d1", &donation("DON1", "F1", "100")).await.0,
        201
    );
    assert_eq!(api.post("/redemptions", "r1", &claim("HX1", "R01", "40")).await.0, 201);
    let set = async |settings: Value| {
        let (_, headers, _) = api.told(("GET", BOOKS), &[], &Value::Null).await;
        let tag = headers["etag"].to_str().expect("a text").to_owned();
        let body = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
        assert_eq!(api.told(("PUT", BOOKS), &[("if-match", &tag)], &body).await.0, 200);
        api.get("").await.1["settings"].clone()
    };
    let off = json!(["apply", "visit", "review", "posting", "sign"]);
    let shown = set(json!({"off": off, "settle_in_steps": true})).await;
    assert_eq!(shown["settle_in_steps"], true);
    let pay = |reference: &str, amount: &str| json!({"ref": reference, "date": "2026-03-05", "merchant": "M01", "amount": amount});
    for (path, key) in [("/settlements", "s1"), ("/settlements?dry_run=true", "s2")] {
        let (status, refused) = api.post(path, key, &pay("JS1", "1.00")).await;
        assert_eq!((status, &refused["code"]), (409, &json!("steps_required")), "{refused}");
        assert!(
            refused["detail"].as_str().expect("a text").contains("prepare"),
            "{refused}"
        );
    }
    for (path, key, body) in [
        (
            "/settlement-preparations",
            "p1",
            json!({"ref": "JS2", "date": "2026-03-05", "merchant": "M01", "by": "甲"}),
        ),
        (
            "/settlement-approvals",
            "p2",
            json!({"settlement": "JS2", "date": "2026-03-05", "by": "乙"}),
        ),
        (
            "/settlement-payments",
            "p3",
            json!({"settlement": "JS2", "date": "2026-03-05", "by": "丙"}),
        ),
    ] {
        let (status, answer) = api.post(path, key, &body).await;
        assert_eq!(status, 201, "{answer}");
    }
    // Whoever has not said so pays at once as ever.
    assert!(set(json!({"off": off})).await.get("settle_in_steps").is_none());
    assert_eq!(api.post("/redemptions", "r2", &claim("HX2", "R02", "40")).await.0, 201);
    assert_eq!(api.post("/settlements", "s3", &pay("JS3", "1.00")).await.0, 201);
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    help_in_steps_is_the_same_alone_and_in_a_batch,
    a_key_binds_the_opening_of_books,
    a_key_binds_expiries,
    a_quote_for_a_branch_is_what_a_claim_there_comes_to,
    a_settlement_is_of_a_merchant_or_of_a_statement,
    settlements_obey_the_settings,
);
