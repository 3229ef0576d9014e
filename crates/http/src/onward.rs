//! Where to go on afterwards: an address of this site that a page or a form carries to the next.

use axum::http::{Method, Uri};
use serde::Deserialize;

/// Where the form to sign in is.
pub(crate) const SIGN_IN: &str = "/sign-in";

/// Where to go on afterwards, as an address or a form says it.
#[derive(Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(crate) next: String,
}

/// Only what is of this site is gone on to.
pub(crate) fn onward(next: &str) -> &str {
    let mut marks = next.bytes();
    let begins_here = marks.next() == Some(b'/') && !matches!(marks.next(), Some(b'/' | b'\\'));
    let is_plain = next.bytes().all(|it| (0x21..0x7f).contains(&it) && it != b'\\');
    if begins_here && is_plain && !next.starts_with(SIGN_IN) {
        next
    } else {
        "/"
    }
}

/// An address that says where to go on.
pub(crate) fn with_next(path: &str, next: &str) -> String {
    match onward(next) {
        "/" => path.to_owned(),
        next => {
            let escaped: String = next.bytes().map(escaped).collect();
            format!("{path}?next={escaped}")
        }
    }
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// Where somebody signs in before they go on to a page.
pub(crate) fn sign_in_before(method: &Method, uri: &Uri) -> String {
    let asked = uri.path_and_query().map_or("/", |asked| asked.as_str());
    with_next(SIGN_IN, if method == Method::GET { asked } else { "/" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_to_pages_of_this_site_only() {
        for (next, to) in [
            ("/c/qingzhu?as_of=2026-01-01", "/c/qingzhu?as_of=2026-01-01"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/c\r\nset-cookie: x", "/"),
            ("/sign-in?next=/sign-in", "/"),
        ] {
            assert_eq!(onward(next), to, "{next}");
        }
        let uri = Uri::from_static("/c/qingzhu?as_of=2026-01-01&x=1");
        assert_eq!(
            sign_in_before(&Method::GET, &uri),
            "/sign-in?next=/c/qingzhu%3Fas_of%3D2026-01-01%26x%3D1"
        );
        assert_eq!(sign_in_before(&Method::POST, &uri), "/sign-in");
    }
}
