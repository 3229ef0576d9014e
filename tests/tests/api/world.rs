//! Books behind the router, without a network between.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;
use xiaonuan_app::service::Service;
use xiaonuan_http::{Settings, router};
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;

pub(crate) const BOOKS: &str = "/api/v1/communities/qingzhu";

/// The API on a test's database.
pub(crate) struct Api {
    router: Router,
}

impl Api {
    pub(crate) fn of(fixture: &Fixture) -> Api {
        let database = fixture.process.database().clone();
        let service = Service::new(database, fixture.clock.clone(), Box::new(Seeded::new(11)));
        Api {
            router: router(service, Settings::default()),
        }
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
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 64 << 20).await.expect("a body");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
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
