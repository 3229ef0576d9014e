//! What the service tells of its work, for Prometheus: counts and times by the pattern of an address, its method and the
//! status; never an address itself, which may name people.

use std::fmt;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::{counter, histogram};
use tokio::time::Instant;

use crate::fault::Fault;

/// All measures as text, by whoever collects them.
#[derive(Clone)]
pub struct Measures(Arc<dyn Fn() -> String + Send + Sync>);

impl Measures {
    /// Those that a function prints.
    pub fn printed_by(print: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Measures(Arc::new(print))
    }
}

impl fmt::Debug for Measures {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Measures")
    }
}

/// Prints all measures, if anybody collects them.
pub(crate) async fn print(State(measures): State<Option<Measures>>) -> Result<Response, Fault> {
    let Measures(print) = measures.ok_or(Fault::NotFound)?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], print()).into_response())
}

/// Counts a request and how long its answer took to begin.
pub(crate) async fn request(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned());
    let method = known(request.method());
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!("xiaonuan_http_request_seconds", "route" => route.clone(), "method" => method).record(began.elapsed());
    counter!("xiaonuan_http_requests_total", "route" => route, "method" => method, "status" => status).increment(1);
    response
}

/// Anybody may make up methods.
fn known(method: &Method) -> &'static str {
    const KNOWN: [(&Method, &str); 6] = [
        (&Method::GET, "GET"),
        (&Method::POST, "POST"),
        (&Method::PUT, "PUT"),
        (&Method::PATCH, "PATCH"),
        (&Method::DELETE, "DELETE"),
        (&Method::HEAD, "HEAD"),
    ];
    let found = KNOWN.iter().find(|(known, _)| *known == method);
    found.map_or("other", |(_, name)| name)
}
