//! Donors, categories, agents, links, branches and households: registered, changed, listed, ended, and as they stood.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::{Api, Got};

/// Path, what is registered, a field and its next value, and whose it is.
fn all() -> [(&'static str, Value, &'static str, Value, Option<&'static str>); 12] {
    [
        (
            "donors",
            json!({"code": "J01", "kind": "company", "name": "青竹热力", "phone": "0431", "agreement": "XY-1"}),
            "name",
            json!("青竹热力有限公司"),
            None,
        ),
        (
            "categories",
            json!({"code": "lonely_child", "name_zh": "困境儿童", "name_en": "Child in need", "grades": 3}),
            "name_zh",
            json!("困境儿童（新）"),
            None,
        ),
        (
            "agents",
            json!({"code": "A01", "resident": "R01", "relation": "guardian", "name": "李四", "consent": "WT-1",
                   "from": "2026-01-01"}),
            "to",
            json!("2026-12-31"),
            Some("R01"),
        ),
        (
            "links",
            json!({"code": "L01", "kind": "owner", "one": "officer:王芳", "other": "merchant:M01",
                   "from": "2026-01-01", "note": "营业执照"}),
            "to",
            json!("2026-12-31"),
            Some("officer:王芳"),
        ),
        (
            "branches",
            json!({"code": "M01-2", "merchant": "M01", "name": "二店", "address": "青竹路 2 号", "from": "2026-01-01"}),
            "address",
            json!("青竹路 3 号"),
            Some("M01"),
        ),
        (
            "households",
            json!({"code": "H02", "name": "王芳家", "address": "青竹路 5 号", "from": "2026-01-01"}),
            "address",
            json!("青竹路 6 号"),
            None,
        ),
        (
            "cards",
            json!({"code": "K01", "resident": "R01", "state": "active", "issue": 0, "from": "2026-01-01"}),
            "to",
            json!("2026-12-31"),
            Some("R01"),
        ),
        (
            "devices",
            json!({"code": "SJ01", "merchant": "M01", "name": "前台手机", "state": "active", "pairing": 0,
                   "from": "2026-01-01"}),
            "name",
            json!("后厨手机"),
            Some("M01"),
        ),
        (
            "staff",
            json!({"code": "SY01", "merchant": "M01", "name": "赵敏", "state": "active", "from": "2026-01-01"}),
            "name",
            json!("赵明"),
            Some("M01"),
        ),
        (
            "consents",
            json!({"code": "T01", "resident": "R01", "kind": "publication", "given": true, "by": "李四",
                   "reference": "TY-1", "from": "2026-01-01"}),
            "to",
            json!("2026-12-31"),
            Some("R01"),
        ),
        (
            "complaints",
            json!({"code": "TS01", "resident": "R01", "text": "这笔优惠不是我用的", "answer": "正在查",
                   "from": "2026-01-01", "to": "2026-01-03"}),
            "answer",
            json!("已经更正"),
            Some("R01"),
        ),
        (
            "customers",
            json!({"code": "KH01", "merchant": "M01", "resident": "R01", "number": "HR-2031", "consent": "TY-2",
                   "from": "2026-01-01"}),
            "to",
            json!("2026-12-31"),
            Some("R01"),
        ),
    ]
}

fn codes(got: &Got) -> Vec<&str> {
    let rows = got.body["rows"].as_array().unwrap_or_else(|| panic!("{got:?}"));
    rows.iter().map(|row| row["code"].as_str().expect("a code")).collect()
}

async fn each_is_registered_changed_and_told_as_it_stood(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    for (path, new, field, next, of) in all() {
        let code = new["code"].as_str().expect("a code").to_owned();
        let made = api.post(&format!("/{path}"), &new).await;
        assert_eq!(made.status, 201, "{path}: {made:?}");
        // Personal values stand in no record.
        for secret in ["青竹热力", "李四", "R01", "王芳", "营业执照", "HR-2031", "TY-2"] {
            assert!(!made.body["document"].to_string().contains(secret), "{made:?}");
        }
        assert_eq!(api.post(&format!("/{path}"), &new).await.body["code"], "duplicate_code");
        let row = format!("/registers/{path}/{code}");
        let first = api.get(&row).await;
        assert_eq!(first.status, 200, "{first:?}");
        let mut edit = first.body.clone();
        for name in ["code", "since", "changed", "members"] {
            edit.as_object_mut().expect("a row").remove(name);
        }
        for (name, value) in new.as_object().expect("a body") {
            assert_eq!(first.body[name], *value, "{path}");
        }
        let tag = first.etag.as_deref().expect("a tag");
        assert_eq!(api.put(&row, Some(tag), &edit).await.body["code"], "nothing_changed");
        edit[field] = next.clone();
        let done = api.put(&row, Some(tag), &edit).await;
        assert_eq!(done.status, 200, "{path}: {done:?}");
        assert_eq!(api.put(&row, Some(tag), &edit).await, done, "{path}");
        // What has not come yet answers nothing.
        let last = if path == "complaints" {
            "2026-06-30"
        } else {
            "2026-07-31"
        };
        edit["to"] = json!(last);
        assert_eq!(api.put(&row, Some(tag), &edit).await.status, 412, "{path}");
        assert_eq!(api.get(&row).await.body[field], next, "{path}");
        let before = done.body["seq"].as_i64().expect("a number") - 1;
        let then = api.get(&format!("{row}?as_recorded={before}")).await;
        assert_eq!(then.body, first.body, "{path}");
        let history = api.get(&format!("{row}/history")).await;
        let changes = history.body["changes"].as_array().expect("changes");
        assert_eq!(changes.len(), 2, "{path}: {history:?}");
        let fields = changes[1]["fields"].as_array().expect("fields");
        assert_eq!(fields.len(), 1, "{path}: {history:?}");
        assert_eq!((&fields[0]["field"], &fields[0]["after"]), (&json!(field), &next));
        // Its days end it; nothing is deleted.
        let tag = done.etag.as_deref();
        let ended = api.put(&row, tag, &edit).await;
        assert_eq!(ended.status, 200, "{path}: {ended:?}");
        let list = |query: &str| format!("/registers/{path}?{query}");
        assert_eq!(
            codes(&api.get(&list("state=ended&as_of=2026-08-01")).await),
            [code.as_str()]
        );
        assert!(!codes(&api.get(&list("state=active&as_of=2026-08-01")).await).contains(&code.as_str()));
        assert_eq!(
            codes(&api.get(&list(&format!("q={}", code.to_lowercase()))).await),
            [code.as_str()]
        );
        if let Some(of) = of {
            let of = of.replace(':', "%3A").replace("王芳", "%E7%8E%8B%E8%8A%B3");
            assert_eq!(codes(&api.get(&list(&format!("of={of}"))).await), [code.as_str()]);
        }
        let nobodys = api.get(&list("of=nobody")).await;
        match of {
            Some(_) => assert!(codes(&nobodys).is_empty(), "{path}"),
            None => assert_eq!(nobodys.body["errors"][0]["code"], "not_asked_for", "{path}"),
        }
    }
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_never_changes_is_refused(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    for (path, new, ..) in all() {
        let made = api.post(&format!("/{path}"), &new).await;
        let row = format!("/registers/{path}/{}", new["code"].as_str().expect("a code"));
        let tag = format!("\"{}\"", made.body["seq"]);
        let mut edit = new.clone();
        edit.as_object_mut().expect("a body").remove("code");
        let fixed = match path {
            "agents" => ("resident", "R02"),
            "links" => ("other", "merchant:M02"),
            "branches" => ("merchant", "M02"),
            "consents" => ("kind", "notice"),
            "complaints" => ("text", "别的事"),
            "customers" => ("number", "HR-2032"),
            _ => continue,
        };
        edit[fixed.0] = json!(fixed.1);
        let refused = api.put(&row, Some(&tag), &edit).await;
        assert_eq!(
            (refused.status, &refused.body["code"]),
            (409, &json!("row_fixed")),
            "{path}"
        );
    }
    let link = |one: &str, other: &str| json!({"code": "L09", "kind": "relative", "one": one, "other": other, "from": "2026-01-01"});
    for (body, code) in [
        (link("officer:甲", "officer:甲"), "same_party"),
        (link("officer:甲", "merchant:M99"), "unknown_merchant"),
        (link("donor:J99", "officer:甲"), "unknown_donor"),
        (link("resident:R99", "officer:甲"), "unknown_resident"),
    ] {
        assert_eq!(api.post("/links", &body).await.body["code"], code);
    }
    let mut backwards = link("officer:甲", "officer:乙");
    backwards["to"] = json!("2025-12-31");
    assert_eq!(api.post("/links", &backwards).await.body["code"], "invalid_date");
    let wrong = api.post("/links", &link("nobody", "officer:甲")).await;
    assert_eq!((wrong.status, &wrong.body["errors"][0]["field"]), (422, &json!("one")));
    assert_eq!(api.get("/registers/donors/J99").await.status, 404);
    let body = json!({"kind": "person", "name": "甲"});
    assert_eq!(api.put("/registers/donors/J99", Some("\"1\""), &body).await.status, 404);
}

async fn every_community_has_the_categories_of_the_beginning(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let seeded = [
        "dibao",
        "dibao_marginal",
        "disabled",
        "elderly_alone",
        "hardship",
        "tekun",
    ];
    assert_eq!(codes(&api.get("/registers/categories").await), seeded);
    let path = "/registers/categories/dibao";
    let first = api.get(path).await;
    assert_eq!(
        (first.etag.as_deref(), &first.body["name_zh"]),
        (Some("\"0\""), &json!("低保"))
    );
    let edit = json!({"name_zh": "城乡低保", "name_en": "Subsistence allowance"});
    for (tag, status) in [("\"7\"", 412), ("7", 412), ("x", 400)] {
        assert_eq!(api.put(path, Some(tag), &edit).await.status, status, "{tag}");
    }
    let done = api.put(path, Some("\"0\""), &edit).await;
    assert_eq!(
        (done.status, &done.body["ref"]),
        (200, &json!("after-0-dibao")),
        "{done:?}"
    );
    assert_eq!(api.put(path, Some("\"0\""), &edit).await, done);
    let other = json!({"name_zh": "特困人员", "name_en": "Extreme poverty"});
    assert_eq!(
        api.put("/registers/categories/tekun", Some("\"0\""), &other)
            .await
            .status,
        200
    );
    let before = done.body["seq"].as_i64().expect("a number") - 1;
    let then = api.get(&format!("{path}?as_recorded={before}")).await;
    assert_eq!(then.body, first.body);
    let history = api.get(&format!("{path}/history")).await;
    let changes = history.body["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 1, "{history:?}");
    assert_eq!(
        changes[0]["fields"],
        json!([{"field": "name_zh", "before": "低保", "after": "城乡低保"}])
    );
    assert_eq!(codes(&api.get("/registers/categories").await), seeded);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn changes_go_in_batches(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let fund = api.get("/registers/funds/F1").await;
    let community = api.get("").await;
    let body = json!({"name": "甲", "purpose": "乙", "restricted": true, "purposes": [], "agreement": "XY-7"});
    let own = json!({"name": "青竹社区", "district": "新区", "keeper": "legal_person",
                     "settings": {"off": ["visit"], "posting_days": 3}});
    let request = |key: &str, operation: &str, row: Value, tag: Value, body: &Value| json!({"operation": operation, "key": key, "row": row, "if_match": tag, "body": body});
    let batch = json!({"requests": [
        request("b1", "fund_change", json!("F1"), json!(fund.etag), &body),
        request("b2", "fund_change", json!("F1"), json!(fund.etag), &json!({"name": "丙", "purpose": "丁",
            "restricted": true, "purposes": []})),
        request("b3", "community_change", Value::Null, json!(community.etag), &own),
        request("b4", "fund_change", Value::Null, json!("\"1\""), &body),
        request("b5", "fund_change", json!("F1"), Value::Null, &body),
        json!({"operation": "donor", "key": "b6", "body": {"code": "J05", "kind": "person", "name": "甲"}}),
    ]});
    let answers = api.post("/batches", &batch).await;
    let statuses: Vec<&Value> = (0..6).map(|at| &answers.body["answers"][at]["status"]).collect();
    assert_eq!(statuses, [200, 412, 200, 422, 428, 201], "{answers:?}");
    assert_eq!(api.get("/registers/funds/F1").await.body["agreement"], "XY-7");
    assert_eq!(api.get("").await.body["settings"]["off"], json!(["visit"]));
    let again = api.post("/batches", &batch).await;
    assert_eq!(again.body["answers"][0]["repeated"], true, "{again:?}");
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    each_is_registered_changed_and_told_as_it_stood,
    what_never_changes_is_refused,
    every_community_has_the_categories_of_the_beginning,
    changes_go_in_batches,
);
