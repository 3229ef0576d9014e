//! What was read of a row can be edited and sent back as it is.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

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

on_both!(
    what_was_read_is_edited_and_sent_back,
    what_never_changes_is_not_changed_in_silence,
);
