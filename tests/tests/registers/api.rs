//! Registers through the router: lists, one row, changes, history.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;
use xiaonuan_app::service::Service;
use xiaonuan_http::{Settings, router};
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

/// What came of a request.
#[derive(Debug, PartialEq)]
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) etag: Option<String>,
    pub(super) body: Value,
}

pub(super) struct Api(Router);

static ASKED: AtomicU64 = AtomicU64::new(0);

impl Api {
    pub(super) async fn of(fixture: &Fixture) -> Api {
        fixture.open(Neighbourhood::qingzhu()).await;
        Api::over(fixture)
    }

    /// The API over whatever books there are.
    pub(super) fn over(fixture: &Fixture) -> Api {
        let database = fixture.process.database().clone();
        let service = Service::new(database, fixture.clock.clone(), Box::new(Seeded::new(11)));
        Api(router(service, Settings::open()))
    }

    async fn send(&self, method: &str, path: &str, etag: Option<&str>, body: &Value) -> Got {
        let path = format!("/api/v1/communities/qingzhu{path}");
        let (status, etag, bytes) = self.send_to(method, &path, etag, body).await;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Got { status, etag, body }
    }

    async fn send_to(
        &self,
        method: &str,
        path: &str,
        etag: Option<&str>,
        body: &Value,
    ) -> (u16, Option<String>, Vec<u8>) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("accept-language", "en")
            .header("content-type", "application/json");
        if let Some(etag) = etag {
            request = request.header("if-match", etag);
        }
        if method == "POST" {
            request = request.header("idempotency-key", ASKED.fetch_add(1, Ordering::Relaxed));
        }
        let body = if method == "GET" {
            String::new()
        } else {
            body.to_string()
        };
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.0.clone().oneshot(request).await.expect("an answer");
        let etag = response.headers().get("etag");
        let etag = etag.map(|tag| tag.to_str().expect("a text").to_owned());
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 24).await.expect("a body");
        (status, etag, bytes.to_vec())
    }

    /// The text of an answer.
    pub(super) async fn page(&self, path: &str) -> String {
        let path = format!("/api/v1/communities/qingzhu{path}");
        let (_, _, bytes) = self.send_to("GET", &path, None, &Value::Null).await;
        String::from_utf8(bytes).expect("a text")
    }

    /// A page that people read.
    pub(super) async fn read(&self, path: &str) -> String {
        let (_, _, bytes) = self.send_to("GET", path, None, &Value::Null).await;
        String::from_utf8(bytes).expect("a text")
    }

    /// Asks for a community.
    pub(super) async fn open(&self, body: &Value) -> Got {
        let (status, etag, bytes) = self.send_to("POST", "/api/v1/communities", None, body).await;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Got { status, etag, body }
    }

    /// What stands under the address of all communities.
    pub(super) async fn get_all(&self, path: &str) -> Got {
        let path = format!("/api/v1/communities{path}");
        let (status, etag, bytes) = self.send_to("GET", &path, None, &Value::Null).await;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Got { status, etag, body }
    }

    pub(super) async fn get(&self, path: &str) -> Got {
        self.send("GET", path, None, &Value::Null).await
    }

    pub(super) async fn put(&self, path: &str, etag: Option<&str>, body: &Value) -> Got {
        self.send("PUT", path, etag, body).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Got {
        self.send("POST", path, None, body).await
    }
}

/// What a change says: the row as it was read, of what may change.
fn state(row: &Value, fields: &[&str]) -> Value {
    let fields = fields.iter().map(|field| ((*field).to_owned(), row[*field].clone()));
    Value::Object(fields.filter(|(_, value)| !value.is_null()).collect())
}

const FIELDS: [(&str, &[&str]); 5] = [
    ("", &["name", "district", "keeper", "host"]),
    (
        "/registers/funds/F1",
        &["name", "purpose", "restricted", "purposes", "agreement"],
    ),
    (
        "/registers/merchants/M01",
        &["name", "category", "contact", "phone", "left_on"],
    ),
    ("/registers/discounts/D01", &["state", "terms", "from"]),
    (
        "/registers/residents/R01",
        &["household", "name", "id_number", "phone", "building", "eligibility"],
    ),
];

/// Something else for a row.
fn changed(path: &str, state: &Value, text: &str) -> Value {
    let mut state = state.clone();
    match path {
        "/registers/discounts/D01" => state["terms"]["title"] = json!(text),
        _ => state["name"] = json!(text),
    }
    state
}

async fn a_row_is_read_and_changed_by_its_tag(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    for (path, fields) in FIELDS {
        let first = api.get(path).await;
        assert_eq!(first.status, 200, "{first:?}");
        let tag = first.etag.as_deref().expect("a tag");
        let same = state(&first.body, fields);
        let next = changed(path, &same, "改名");
        let missing = api.put(path, None, &next).await;
        assert_eq!(
            (missing.status, &missing.body["code"]),
            (428, &json!("if_match_required")),
            "{path}"
        );
        assert_eq!(api.put(path, Some("*"), &next).await.status, 428);
        for none in ["W/\"1\"", "x", "\"\"", "\"1\", \"2\""] {
            let none = api.put(path, Some(none), &next).await;
            assert_eq!(
                (none.status, &none.body["code"]),
                (400, &json!("invalid_if_match")),
                "{path}"
            );
        }
        for stale in ["\"0\"", "\"999\"", "999"] {
            let stale = api.put(path, Some(stale), &next).await;
            assert_eq!(
                (stale.status, &stale.body["code"]),
                (412, &json!("changed_meanwhile")),
                "{path}"
            );
        }
        let nothing = api.put(path, Some(tag), &same).await;
        assert_eq!(
            (nothing.status, &nothing.body["code"]),
            (409, &json!("nothing_changed")),
            "{path}"
        );
        let dry = api.put(&format!("{path}?dry_run=true"), Some(tag), &next).await;
        assert_eq!((dry.status, dry.etag), (200, None), "{path}: {:?}", dry.body);
        assert_eq!(api.get(path).await, first, "{path}");
        let done = api.put(path, Some(tag), &next).await;
        assert_eq!(done.status, 200, "{path}: {done:?}");
        assert_eq!(done.body["ref"], json!(format!("after-{}", tag.trim_matches('"'))));
        // Whoever lost the answer asks again; whoever did not see it is told.
        assert_eq!(api.put(path, Some(tag), &next).await, done, "{path}");
        let other = api.put(path, Some(tag), &changed(path, &same, "别名")).await;
        assert_eq!(other.status, 412, "{path}: {other:?}");
        let now = api.get(path).await;
        assert_eq!(now.etag, done.etag, "{path}");
        // As it was before stays to be read.
        let before = done.body["seq"].as_i64().expect("a number") - 1;
        let mut then = api.get(&format!("{path}?as_recorded={before}")).await;
        if let Some(view) = first.body.get("view") {
            then.body["view"] = view.clone();
        }
        assert_eq!(then.body, first.body, "{path}");
        let history = api.get(&format!("{path}/history")).await;
        assert_eq!(history.status, 200, "{path}: {history:?}");
        let changes = history.body["changes"].as_array().expect("changes");
        assert_eq!(changes.len(), 2, "{path}: {history:?}");
        let fields: Vec<&Value> = changes[1]["fields"].as_array().expect("fields").iter().collect();
        let named = if path.contains("discount") { "title" } else { "name" };
        let name = fields.iter().find(|field| field["field"] == named).expect("the name");
        assert_eq!(name["after"], "改名");
        assert!(path.contains("discount") || fields.len() == 1, "{path}: {fields:?}");
        let page = api.get(&format!("{path}/history?limit=1")).await;
        assert_eq!(page.body["changes"].as_array().expect("one").len(), 1);
        let rest = api.get(&format!("{path}/history?after={}", page.body["next"])).await;
        assert_eq!(
            (&rest.body["changes"][0], &rest.body["next"]),
            (&changes[1], &Value::Null)
        );
    }
    for path in [
        "/registers/funds/F9",
        "/registers/residents/R99",
        "/registers/discounts/a%20b",
    ] {
        assert_eq!(api.get(path).await.status, 404);
        assert_eq!(api.get(&format!("{path}/history")).await.status, 404);
    }
    let body = json!({"name": "x", "purpose": "y", "restricted": true, "purposes": []});
    assert_eq!(api.put("/registers/funds/F9", Some("\"1\""), &body).await.status, 404);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn lists_are_told_page_by_page(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let codes = |got: &Got| -> Vec<String> {
        let rows = got.body["rows"].as_array().unwrap_or_else(|| panic!("{got:?}")).iter();
        rows.map(|row| row["code"].as_str().expect("a code").to_owned())
            .collect()
    };
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = api.get(&format!("/registers/residents?limit=3{after}")).await;
        seen.extend(codes(&page));
        let Some(next) = page.body["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    let all: Vec<String> = (1..=8).map(|number| format!("R{number:02}")).collect();
    assert_eq!(seen, all);
    let list = api.get("/registers/residents").await;
    assert!(list.body["rows"][0].get("id_number").is_none(), "{list:?}");
    assert_eq!(codes(&api.get("/registers/residents?q=r03").await), ["R03"]);
    assert_eq!(codes(&api.get("/registers/residents?state=eligible").await).len(), 8);
    assert!(codes(&api.get("/registers/residents?state=eligible&as_of=2027-06-30").await).is_empty());
    assert_eq!(codes(&api.get("/registers/merchants?state=active&q=M0").await).len(), 3);
    assert_eq!(
        codes(&api.get("/registers/discounts?state=approved").await),
        ["D01", "D02"]
    );
    assert_eq!(
        codes(&api.get("/registers/funds?state=restricted&limit=200").await),
        ["F1", "F2"]
    );
    for wrong in ["state=approved", "limit=0", "limit=201", "limit=x", "after=a%20b"] {
        let wrong = api.get(&format!("/registers/merchants?{wrong}")).await;
        assert_eq!(
            (wrong.status, &wrong.body["code"]),
            (422, &json!("invalid_request")),
            "{wrong:?}"
        );
    }
}

async fn wrong_bodies_are_told_by_field(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    for (path, body, field) in [
        ("", json!({"name": "x", "district": "y", "keeper": "nobody"}), "keeper"),
        (
            "",
            json!({"name": "x", "district": "y", "keeper": "host_charity"}),
            "host",
        ),
        ("/registers/funds/F1", json!({"name": "x"}), "purpose"),
        (
            "/registers/merchants/M01",
            json!({"name": "x", "category": "bank", "contact": "", "phone": ""}),
            "category",
        ),
        (
            "/registers/merchants/M01",
            json!({"name": "x", "category": "other", "contact": "", "phone": "", "uscc": "1"}),
            "uscc",
        ),
        (
            "/registers/discounts/D01",
            json!({"state": "approved", "terms": {}}),
            "terms.title",
        ),
    ] {
        let wrong = api.put(path, Some("\"1\""), &body).await;
        assert_eq!(wrong.status, 422, "{wrong:?}");
        assert_eq!(wrong.body["errors"][0]["field"], field, "{wrong:?}");
    }
}

async fn a_lost_answer_to_a_change_is_told_as_it_was(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let donor = json!({"code": "J01", "kind": "person", "name": "甲"});
    assert_eq!(api.post("/donors", &donor).await.status, 201);
    let etag = api.get("/registers/donors/J01").await.etag;
    let to = json!({"kind": "person", "name": "乙"});
    let of = |key: &str, row: &str| json!({"operation": "donor-change", "key": key, "row": row, "if_match": etag, "body": to});
    let batch = json!({"requests": [of("k1", "J01"), of("k2", "J99")]});
    let told = api.post("/batches", &batch).await.body["answers"].clone();
    assert_eq!(
        (&told[0]["status"], &told[1]["status"]),
        (&json!(200), &json!(422)),
        "{told}"
    );
    let again = api.get("/answers/donor_change?key=k1").await;
    assert_eq!((again.status, &again.body), (200, &told[0]["recorded"]));
    assert_eq!(again.etag, api.get("/registers/donors/J01").await.etag);
    assert_eq!(again.etag, Some(format!("\"{}\"", again.body["seq"])));
    // The address of a row that is not there is none; a key's answer says what is unknown.
    assert_eq!(api.put("/registers/donors/J99", etag.as_deref(), &to).await.status, 404);
    let unknown = api.get("/answers/donor_change?key=k2").await;
    assert_eq!((unknown.status, &unknown.body["code"]), (422, &json!("unknown_donor")));
}

on_both!(
    a_lost_answer_to_a_change_is_told_as_it_was,
    a_row_is_read_and_changed_by_its_tag,
    lists_are_told_page_by_page,
    wrong_bodies_are_told_by_field,
);
