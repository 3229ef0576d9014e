//! Books behind the router, without a network between.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use axum::response::Response;
use serde_json::{Value, json};
use tower::ServiceExt;
use xiaonuan_app::service::Service;
use xiaonuan_http::{Settings, router};
use xiaonuan_persistence::journal::Clock;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::clock::{FrozenClock, Seeded};
use xiaonuan_tests::fixture::Fixture;

pub(crate) const BOOKS: &str = "/api/v1/communities/qingzhu";

/// The API on a test's database.
pub(crate) struct Api {
    router: Router,
    clock: Arc<FrozenClock>,
}

/// By then whatever is recorded in these tests need not be kept any more.
const LONG_AFTER: &str = "2090-01-01 00:00";

impl Api {
    pub(crate) fn of(fixture: &Fixture) -> Api {
        let database = fixture.process.database().clone();
        let service = Service::new(database, fixture.clock.clone(), Box::new(Seeded::new(11)));
        Api {
            router: router(service, Settings::open()),
            clock: fixture.clock.clone(),
        }
    }

    /// Answers a request: what is erased, long after it was recorded.
    async fn answer(&self, request: Request<Body>) -> Response {
        let now = self.clock.now();
        if request.uri().path().ends_with("/erasures") {
            self.clock.set(moment(LONG_AFTER));
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        self.clock.set(now);
        response
    }

    /// Sends bytes as they are; answers the status and the body.
    pub(crate) async fn send(&self, method: &str, path: &str, key: Option<&str>, body: Vec<u8>) -> (u16, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("accept-language", "en")
            .header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.answer(request).await;
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 64 << 20).await.expect("a body");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// Sends a body with some headers; answers the status, the headers and the body. Headers of these replace the usual.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &[u8])],
        body: Vec<u8>,
    ) -> (u16, HeaderMap, Vec<u8>) {
        let mut all: Vec<(&str, &[u8])> = vec![("host", b"localhost")];
        for usual in [("accept-language", &b"en"[..]), ("content-type", b"application/json")] {
            if headers.iter().all(|(name, _)| *name != usual.0) {
                all.push(usual);
            }
        }
        all.extend(headers);
        let request = all
            .into_iter()
            .fold(Request::builder().method(method).uri(path), |request, (name, value)| {
                request.header(name, value)
            });
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.answer(request).await;
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.expect("a body");
        (parts.status.as_u16(), parts.headers, bytes.to_vec())
    }

    /// Sends JSON under a key, a tag or neither; answers the status, the headers and the JSON that comes.
    pub(crate) async fn told(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: &Value,
    ) -> (u16, HeaderMap, Value) {
        let headers: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let (status, headers, bytes) = self.ask(method, path, &headers, body.to_string().into_bytes()).await;
        (status, headers, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// The number of the newest record.
    pub(crate) async fn newest(&self) -> i64 {
        let (_, records) = self.get("/records?limit=1").await;
        records["records"][0]["seq"].as_i64().expect("a number")
    }

    pub(crate) async fn post(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let key = Some(key).filter(|key| !key.is_empty());
        self.send("POST", &format!("{BOOKS}{path}"), key, body.to_string().into_bytes())
            .await
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", &format!("{BOOKS}{path}"), None, Vec::new()).await
    }

    /// What a fund may still promise.
    pub(crate) async fn available(&self, fund: &str) -> String {
        let (_, funds) = self.get("/funds").await;
        let rows = funds["funds"].as_array().expect("funds").iter();
        let mut row = rows.filter(|row| row["fund"] == fund);
        row.next().expect("the fund")["available"]
            .as_str()
            .expect("a text")
            .to_owned()
    }
}

pub(crate) fn donation(reference: &str, fund: &str, amount: &str) -> Value {
    json!({"ref": reference, "date": "2026-01-05", "donor": "青竹热力", "donor_kind": "organisation", "fund": fund,
           "amount": amount, "method": "bank"})
}

pub(crate) fn claim(reference: &str, resident: &str, bill: &str) -> Value {
    json!({"ref": reference, "at": "2026-03-02T10:00:00+08:00", "merchant": "M01", "resident": resident,
           "discount": "D01", "bill": bill})
}

/// Whether an operation asks or tells what lies beside the books: what opens cards and devices, and what a shop's device or a
/// resident's phone asks by what it keeps. They are tested by themselves.
pub(crate) fn is_beside_the_books(path: &str) -> bool {
    let ends = [
        "/card",
        "/card/close",
        "/card/complaints",
        "/registers/search",
        "/reissue",
        "/pin",
        "/devices/pairings",
        // What two people do together needs people.
        "/proposals/{reference}/{step}",
        // Rows are told, and no record of the whole.
        "/lists",
        "/api/v1/pair",
    ];
    path.starts_with("/api/v1/counter") || ends.iter().any(|end| path.ends_with(end))
}
