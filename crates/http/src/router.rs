//! All addresses, and the layers that every request passes.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;
use utoipa_swagger_ui::SwaggerUi;
use xiaonuan_app::service::Service;

use crate::access::Gate;
use crate::{
    Settings, access, api, asset, caller, client, display, fault, forgery, guard, health, language, measure, page,
};

/// Pages, API with its document and viewer, health and files, behind the layers that all of them need.
pub fn router(service: Service, settings: Settings) -> Router {
    let (api, mut document) = api::routes().split_for_parts();
    api::complete(&mut document);
    let parameters = api::Parameters::of(&document);
    let api = api.route_layer(from_fn_with_state(parameters, api::refuse_unknown));
    let gate = Gate::new(service.clone(), &settings, &document);
    let viewer = SwaggerUi::new(guard::VIEWER_PATH).url(api::DOCUMENT_PATH, document);
    let routes = Router::new()
        .merge(page::routes())
        .merge(api)
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/static/{hash}/{name}", get(asset::serve))
        .route("/metrics", get(measure::print).with_state(settings.measures.clone()))
        .route_layer(from_fn_with_state(gate, access::gate))
        .merge(viewer)
        .with_state(service.clone())
        // Who asks is known here. What they may do is decided between this layer and the routes above it.
        .layer(from_fn_with_state(service, caller::recognise));
    layered(routes, settings)
}

/// Wraps routes in layers, the innermost first.
fn layered(routes: Router, settings: Settings) -> Router {
    routes
        .layer(from_fn(forgery::refuse))
        .layer(from_fn_with_state(settings.behind_proxy, client::know))
        .layer(from_fn_with_state(settings.loopback_only, guard::know_host))
        .layer(DefaultBodyLimit::max(settings.largest_body))
        .layer(RequestBodyLimitLayer::new(
            settings.largest_body.max(api::LARGEST_BATCH),
        ))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            settings.timeout,
        ))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(fault::render))
        .layer(from_fn(display::choose))
        .layer(from_fn(language::choose))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(settings.tls_only, guard::bind_browser))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_request(())
                .on_response(answered)
                .on_failure(()),
        )
        .layer(from_fn(measure::request))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(axum::middleware::map_request(forget_given_id))
}

/// A request's id is ours: whoever sends one could write into the log.
async fn forget_given_id(mut request: Request) -> Request {
    request.headers_mut().remove("x-request-id");
    request
}

/// What the log says of a request: its method, the pattern of its address, its id. Never the address itself, which
/// may name people, nor where it came from.
fn span(request: &Request) -> Span {
    let pattern = request.extensions().get::<MatchedPath>();
    let id = request.extensions().get::<RequestId>();
    tracing::info_span!(
        "request",
        method = %request.method(),
        route = pattern.map_or("none", MatchedPath::as_str),
        id = id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default(),
    )
}

fn answered(response: &Response, latency: Duration, _: &Span) {
    tracing::info!(
        status = response.status().as_u16(),
        milliseconds = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt;

    use super::*;

    async fn panics() -> StatusCode {
        panic!("the secret of the panic")
    }

    /// What comes of an address whose handler fails in its own way.
    async fn answer(address: &str) -> (StatusCode, String) {
        let routes = Router::new()
            .route("/panic", get(panics))
            .route("/api/panic", get(panics))
            .route("/api/slow", get(std::future::pending::<StatusCode>))
            .route("/api/large", axum::routing::post(async |_: String| StatusCode::OK));
        let settings = Settings {
            timeout: Duration::from_millis(20),
            largest_body: 10,
            ..Settings::default()
        };
        let method = if address == "/api/large" { "POST" } else { "GET" };
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header("host", "localhost");
        let request = request.body(Body::from("x".repeat(11))).expect("a request");
        let response = layered(routes, settings).oneshot(request).await.expect("an answer");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        (status, String::from_utf8(bytes.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn a_failure_shows_a_number_and_nothing_of_itself() {
        let (status, page) = answer("/panic").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(page.contains("系统出现故障") && !page.contains("secret"), "{page}");
        let (status, problem) = answer("/api/panic").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            problem.contains("\"code\":\"internal\"") && !problem.contains("secret"),
            "{problem}"
        );
    }

    #[tokio::test]
    async fn what_takes_too_long_or_is_too_large_is_a_problem() {
        let (status, problem) = answer("/api/slow").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(problem.contains("\"code\":\"unavailable\""), "{problem}");
        let (status, problem) = answer("/api/large").await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(problem.contains("\"code\":\"too_large\""), "{problem}");
    }
}
