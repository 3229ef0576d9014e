//! The router over a real database: status codes, headers, languages, views, and the API's document.

mod api;
mod examples;
mod fixture;
mod guard;
mod pages;
mod shown;
mod told;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt;
use xiaonuan_http::{Settings, router};

use fixture::World;

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a plain header"))
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).expect("JSON")
    }
}

/// Asks as a browser on this machine would.
pub(crate) async fn get(world: &World, address: &str) -> Answer {
    send(world, Request::get(address).header("host", "localhost:8080")).await
}

/// Asks with a method and a JSON body.
pub(crate) async fn ask(world: &World, method: &str, address: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method.to_ascii_uppercase().as_str())
        .uri(address);
    let request = request
        .header("host", "localhost:8080")
        .header("content-type", "application/json")
        .header("idempotency-key", "one");
    send_with(world, request, Body::from(body.to_owned())).await
}

/// Asks with a request of one's own.
pub(crate) async fn send(world: &World, request: axum::http::request::Builder) -> Answer {
    send_with(world, request, Body::empty()).await
}

async fn send_with(world: &World, request: axum::http::request::Builder, body: Body) -> Answer {
    let request = request.body(body).expect("a request");
    let response = router(world.service.clone(), Settings::open()).oneshot(request).await;
    let (parts, body) = response.expect("an answer").into_parts();
    let bytes = to_bytes(body, 8 << 20).await.expect("a body");
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}
