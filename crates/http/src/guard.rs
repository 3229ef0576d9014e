//! What keeps others out: the host a request names, and what an answer allows the browser to do.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::fault::Fault;

/// Pages load style sheets, pictures and our own script from here and nothing else; forms and the script's requests go
/// here. No script, style or address within a page is run.
const PAGES: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
                     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The API's viewer is a program of its own and runs from here alone.
const VIEWER: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// For two years, as browsers' lists ask for.
const TLS_FOR: &str = "max-age=63072000";

/// One-time links begin so, and the addresses in cards' QR codes.
const LINKS: [&str; 3] = ["/welcome/", "/pair/", "/k/"];

/// Where cards are scanned by the phone's camera.
const SCANS: [&str; 2] = ["/counter", "/k/"];
const SCANNING: &str = "camera=(self), geolocation=(), microphone=()";

/// Whether an address is itself a secret.
pub(crate) fn is_secret(path: &str) -> bool {
    LINKS.iter().any(|prefix| path.starts_with(prefix))
}

pub(crate) const VIEWER_PATH: &str = "/api/docs";

/// Sets the headers that bind the browser, whatever the answer.
pub(crate) async fn bind_browser(State(tls_only): State<bool>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let viewer = path.starts_with(VIEWER_PATH);
    let path_scans = SCANS.iter().any(|prefix| path.starts_with(prefix));
    // The address itself is the secret there.
    let referrer = if is_secret(path) { "no-referrer" } else { "same-origin" };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = if viewer { VIEWER } else { PAGES };
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, policy),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, referrer),
        (X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            if path_scans {
                SCANNING
            } else {
                "camera=(), geolocation=(), microphone=()"
            },
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if tls_only {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_FOR));
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// While only this machine is served, refuses requests that name another host: a page elsewhere could have had its
/// own name resolved to this machine (DNS rebinding). Two names are refused always, as RFC 9112 has it: whoever
/// stands between might go by the other one.
pub(crate) async fn know_host(State(loopback_only): State<bool>, request: Request, next: Next) -> Response {
    if request.headers().get_all(HOST).iter().nth(1).is_some() {
        return Fault::BadRequest.into_response();
    }
    if loopback_only && !names_this_machine(&request) {
        return Fault::WrongHost.into_response();
    }
    next.run(request).await
}

fn names_this_machine(request: &Request) -> bool {
    let in_header = request
        .headers()
        .get(HOST)
        .map(|host| host.to_str().unwrap_or_default());
    let in_address = request.uri().authority().map(|authority| authority.as_str());
    let named: Vec<&str> = in_header.into_iter().chain(in_address).collect();
    !named.is_empty() && named.into_iter().all(is_this_machine)
}

pub(crate) fn is_this_machine(host: &str) -> bool {
    let Ok(uri) = host.parse::<Uri>() else { return false };
    let plain = uri
        .authority()
        .is_some_and(|authority| authority.as_str() == host && !host.contains('@'));
    let name = uri.host().unwrap_or_default();
    plain
        && ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|own| name.eq_ignore_ascii_case(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machines_own_names_are_known() {
        for (host, known) in [
            ("localhost", true),
            ("LocalHost:8080", true),
            ("127.0.0.1:1", true),
            ("[::1]:8080", true),
            ("", false),
            ("localhost.evil.example", false),
            ("evil.example:127", false),
            ("127.0.0.1.nip.io", false),
            ("localhost@evil.example", false),
            ("evil.example@localhost", false),
            ("0.0.0.0", false),
            ("localhost:80/path", false),
        ] {
            assert_eq!(is_this_machine(host), known, "{host}");
        }
    }
}
