//! What was read of a row can be edited and sent back as it is.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::{on_both, tables};

use super::api::Api;
use super::laws::{done, is};

async fn what_was_read_is_edited_and_sent_back(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    for (register, body) in [
        ("donors", json!({"code": "J1", "kind": "company", "name": "热力公司"})),
        (
            "agents",
            json!({"code": "A1", "resident": "R01", "relation": "relative", "name": "李四", "consent": "委托书 1",
                          "from": "2026-01-01"}),
        ),
        (
            "branches",
            json!({"code": "B1", "merchant": "M01", "name": "东店", "address": "东街 1 号", "from": "2026-01-01"}),
        ),
        (
            "links",
            json!({"code": "L1", "kind": "owner", "one": "officer:王芳", "other": "merchant:M01",
                         "from": "2026-01-01"}),
        ),
        (
            "households",
            json!({"code": "H01", "name": "张家", "from": "2026-01-01"}),
        ),
        (
            "consents",
            json!({"code": "T1", "resident": "R01", "kind": "notice", "given": true, "reference": "TY-1",
                   "from": "2026-01-01"}),
        ),
        (
            "complaints",
            json!({"code": "TS1", "resident": "R01", "text": "不是我用的", "from": "2026-01-01"}),
        ),
        (
            "customers",
            json!({"code": "KH1", "merchant": "M01", "resident": "R01", "number": "HR-2031", "consent": "TY-2",
                   "from": "2026-01-01"}),
        ),
        ("cards", json!({"code": "K1", "resident": "R01", "from": "2026-01-01"})),
        (
            "devices",
            json!({"code": "SJ1", "merchant": "M01", "name": "前台", "from": "2026-01-01"}),
        ),
        (
            "staff",
            json!({"code": "SY1", "merchant": "M01", "name": "赵敏", "from": "2026-01-01"}),
        ),
        (
            "categories",
            json!({"code": "lost_job", "name_zh": "失业", "name_en": "Out of work"}),
        ),
    ] {
        done(api.post(&format!("/{register}"), &body).await);
    }
    for (path, field, value) in [
        ("", "name", json!("新名")),
        ("/registers/funds/F1", "name", json!("新名")),
        ("/registers/merchants/M01", "contact", json!("新名")),
        ("/registers/residents/R01", "phone", json!("13900000000")),
        ("/registers/donors/J1", "name", json!("新名")),
        ("/registers/agents/A1", "name", json!("新名")),
        ("/registers/branches/B1", "name", json!("新名")),
        ("/registers/links/L1", "note", json!("新名")),
        ("/registers/households/H01", "name", json!("新名")),
        ("/registers/devices/SJ1", "name", json!("新名")),
        ("/registers/staff/SY1", "name", json!("新名")),
        ("/registers/categories/lost_job", "name_en", json!("Unemployed")),
        ("/registers/discounts/D01", "state", json!("suspended")),
    ] {
        let read = api.get(path).await;
        let mut edited = read.body.clone();
        edited[field] = value.clone();
        let put = api.put(path, read.etag.as_deref(), &edited).await;
        assert_eq!(put.status, 200, "{path}: {put:?}");
        assert_eq!(api.get(path).await.body[field], value, "{path}");
        // Sent again it is answered as before, though the row has changed since.
        let again = api.put(path, read.etag.as_deref(), &edited).await;
        assert_eq!((again.status, &again.body["seq"]), (200, &put.body["seq"]), "{path}");
        let mut stale = edited.clone();
        stale[field] = json!(if field == "state" { "ended" } else { "又一个" });
        is(&api.put(path, read.etag.as_deref(), &stale).await, "changed_meanwhile");
    }
}

async fn what_never_changes_is_not_changed_in_silence(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    for (path, field, other) in [
        ("/registers/funds/F1", "code", json!("F2")),
        ("/registers/merchants/M01", "joined_on", json!("2020-01-01")),
        ("/registers/merchants/M01", "since", json!(1)),
        ("/registers/discounts/D01", "merchant", json!("M02")),
        ("", "timezone", json!("Asia/Tokyo")),
    ] {
        let read = api.get(path).await;
        let mut edited = read.body.clone();
        edited["name"] = if read.body["name"].is_null() {
            Value::Null
        } else {
            json!("新名")
        };
        edited[field] = other;
        if read.body["name"].is_null() {
            edited.as_object_mut().expect("a row").remove("name");
        }
        let put = api.put(path, read.etag.as_deref(), &edited).await;
        let told = (&put.body["errors"][0]["field"], &put.body["errors"][0]["code"]);
        assert_eq!(
            (put.status, told),
            (422, (&json!(field), &json!("fixed"))),
            "{path}: {put:?}"
        );
        assert_eq!(api.get(path).await.etag, read.etag);
    }
    let read = api.get("/registers/funds/F1").await;
    let mut unknown = read.body.clone();
    unknown["colour"] = json!("red");
    let put = api.put("/registers/funds/F1", read.etag.as_deref(), &unknown).await;
    assert_eq!(put.body["errors"][0]["code"], "unknown_field");
}

/// Registers as a spreadsheet has them, some of whose texts no request could say.
fn spreadsheet(to: &Path) {
    for name in ["community", "funds", "merchants", "discounts", "residents"] {
        let file = format!("{name}.csv");
        let mut text = fs::read_to_string(tables::fixture("qingzhu").join(&file)).expect("a table");
        for (was, is) in [
            ("R0001,H0000,华洋杰", "R0001,幸福里 3 号 王家,华洋\u{200b}杰"),
            ("R0002,H0000", "R0002,幸福里 3 号 王家"),
            ("general,社区公益金,不限定用途", "general,社区公益金,"),
        ] {
            text = text.replace(was, is);
        }
        fs::write(to.join(file), text).expect("it is written");
    }
}

async fn what_was_imported_is_sent_back_as_it_was_read(fixture: &Fixture) {
    fixture.clock.set(moment("2026-12-01 10:00"));
    let folder = tempfile::tempdir().expect("a folder");
    spreadsheet(folder.path());
    let lines = Office::of(fixture).import(folder.path()).await;
    let accepted = lines.iter().filter(|line| line.outcome == "accepted").count();
    let api = Api::over(fixture);
    let mut read = vec![("community_change", api.get("").await, "".to_owned())];
    for (register, operation) in [
        ("funds", "fund_change"),
        ("merchants", "merchant_change"),
        ("discounts", "discount_change"),
        ("residents", "resident_change"),
    ] {
        let rows = api.get(&format!("/registers/{register}?limit=200")).await;
        for row in rows.body["rows"].as_array().expect("rows") {
            let path = format!("/registers/{register}/{}", row["code"].as_str().expect("a code"));
            read.push((operation, api.get(&path).await, path));
        }
    }
    assert!(accepted > 100 && read.len() == accepted, "{accepted}");
    assert_eq!(
        api.get("/registers/residents/R0001").await.body["household"],
        "幸福里 3 号 王家"
    );
    let mut requests = Vec::new();
    for (operation, got, path) in &read {
        is(&api.put(path, got.etag.as_deref(), &got.body).await, "nothing_changed");
        requests.push(
            json!({"operation": operation, "key": format!("k{}", requests.len()), "if_match": got.etag,
                             "row": path.rsplit('/').next().filter(|code| !code.is_empty()), "body": got.body}),
        );
    }
    requests[0].as_object_mut().expect("a request").remove("row");
    let batch = api.post("/batches", &json!({"requests": requests})).await;
    for answer in batch.body["answers"].as_array().expect("answers") {
        assert_eq!(answer["problem"]["code"], "nothing_changed", "{answer}");
    }
    // One field is changed, and the others stay as they are.
    for (path, field) in [
        ("/registers/residents/R0001", "phone"),
        ("/registers/funds/general", "name"),
    ] {
        let got = api.get(path).await;
        let mut edited = got.body.clone();
        edited[field] = json!("13900000000");
        let put = api.put(path, got.etag.as_deref(), &edited).await;
        assert_eq!(put.status, 200, "{put:?}");
        // Once what was of another form is mended, the same change is answered as before, and it does not come back.
        let now = api.get(path).await;
        let mut mended = now.body.clone();
        let odd = if field == "phone" { "household" } else { "purpose" };
        mended[odd] = json!("H0000");
        assert_eq!(api.put(path, now.etag.as_deref(), &mended).await.status, 200);
        let again = api.put(path, got.etag.as_deref(), &edited).await;
        assert_eq!((again.status, &again.body["seq"]), (200, &put.body["seq"]), "{path}");
        let mut back = api.get(path).await;
        back.body[odd] = got.body[odd].clone();
        let refused = api.put(path, back.etag.as_deref(), &back.body).await;
        assert_eq!(
            (refused.status, &refused.body["errors"][0]["field"]),
            (422, &json!(odd)),
            "{refused:?}"
        );
    }
}

async fn what_was_read_is_sent_back_in_a_batch_too(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let fund = api.get("/registers/funds/F1").await;
    let community = api.get("").await;
    let with = |row: &Value, field: &str, value: Value| {
        let mut row = row.clone();
        row[field] = value;
        row
    };
    let named = with(&fund.body, "name", json!("新名"));
    let line = |key: &str, body: Value| json!({"operation": "fund_change", "key": key, "row": "F1", "if_match": fund.etag, "body": body});
    let lines = json!({"requests": [
        line("k1", with(&named, "code", json!("F2"))),
        line("k2", with(&named, "colour", json!("red"))),
        line("k3", named.clone()),
        line("k3", named),
        {"operation": "community_change", "key": "k4", "if_match": community.etag,
         "body": with(&community.body, "name", json!("新社区"))},
    ]});
    let first = api.post("/batches", &lines).await;
    let told = |at: usize| first.body["answers"][at].clone();
    for (at, field, code) in [(0, "code", "fixed"), (1, "colour", "unknown_field")] {
        let fault = &told(at)["problem"]["errors"][0];
        assert_eq!((&fault["field"], &fault["code"]), (&json!(field), &json!(code)));
    }
    for at in 2..5 {
        assert_eq!(told(at)["status"], 200, "{}", told(at));
    }
    assert_eq!(api.get("/registers/funds/F1").await.body["name"], "新名");
    assert_eq!(api.get("").await.body["name"], "新社区");
    // The whole batch again, though the rows have changed since.
    let again = api.post("/batches", &lines).await;
    for at in 2..5 {
        assert_eq!(again.body["answers"][at]["recorded"], told(at)["recorded"]);
    }
}

on_both!(
    what_was_imported_is_sent_back_as_it_was_read,
    what_was_read_is_sent_back_in_a_batch_too,
    what_was_read_is_edited_and_sent_back,
    what_never_changes_is_not_changed_in_silence,
);
