//! Requests that another site has a browser send (CSRF). Every method that may change something passes here.
//!
//! Browsers say from where they were sent: by `Sec-Fetch-Site`, or by `Origin` where they do not know that one. Who says
//! neither is no browser of today; such a request passes if it holds no session, since then it can be nobody's.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::client;
use crate::fault::Fault;

/// Refuses what may change something and was not asked for by a page of this site.
pub(crate) async fn refuse(request: Request, next: Next) -> Response {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS];
    if safe.contains(request.method()) || is_of_this_site(request.headers(), request.uri()) {
        next.run(request).await
    } else {
        Fault::CrossSite.into_response()
    }
}

fn is_of_this_site(headers: &HeaderMap, uri: &Uri) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    if let Some(origin) = headers.get(ORIGIN) {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| uri.authority().map(|authority| authority.as_str()));
        return origin.to_str().is_ok_and(|origin| is_at(origin, host));
    }
    !client::holds_a_secret(headers)
}

/// Whether an origin is that of a host, whatever its scheme: behind a proxy it is not known.
fn is_at(origin: &str, host: Option<&str>) -> bool {
    let place = ["https://", "http://"]
        .iter()
        .find_map(|scheme| origin.strip_prefix(scheme));
    match (place, host) {
        (Some(place), Some(host)) => !host.is_empty() && place.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOKIE: (&str, &str) = ("cookie", "lang=en; __Host-xiaonuan=0123");

    fn passes(said: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "books.example:8443".parse().expect("a header"));
        for (name, value) in said {
            headers.append(*name, value.parse().expect("a header"));
        }
        is_of_this_site(&headers, &Uri::from_static("/api/v1/sign-out"))
    }

    #[test]
    fn only_this_site_is_trusted() {
        for (said, trusted) in [
            (&[("sec-fetch-site", "same-origin"), COOKIE][..], true),
            (&[("sec-fetch-site", "none"), COOKIE], true),
            (&[("sec-fetch-site", "same-site"), COOKIE], false),
            (&[("sec-fetch-site", "cross-site"), COOKIE], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://books.example:8443"),
                ],
                false,
            ),
            (&[("origin", "https://books.example:8443"), COOKIE], true),
            (&[("origin", "http://BOOKS.example:8443"), COOKIE], true),
            (&[("origin", "https://books.example"), COOKIE], false),
            (&[("origin", "https://evil.example"), COOKIE], false),
            (&[("origin", "null"), COOKIE], false),
            (&[("origin", "null")], false),
            (&[("origin", ""), COOKIE], false),
            (&[COOKIE], false),
            (&[("authorization", "Bearer x"), COOKIE], false),
            (&[("authorization", "Bearer x")], true),
            (&[("cookie", "lang=en")], true),
            (&[("cookie", "lang=en; __Host-device=1")], false),
            (&[("cookie", "__Host-card=1")], false),
            (&[], true),
        ] {
            assert_eq!(passes(said), trusted, "{said:?}");
        }
    }
}
