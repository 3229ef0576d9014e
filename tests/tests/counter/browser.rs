//! A browser on somebody's phone or in the office: pages, forms, and what it keeps.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use tower::ServiceExt;

use crate::shop::Street;

/// A browser and the card that it has open.
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookie: String,
    language: &'static str,
}

/// A page, or where to go on.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Browser {
    pub(crate) fn on(street: &Street) -> Browser {
        Browser {
            router: street.router.clone(),
            cookie: String::new(),
            language: "en",
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Shown {
        self.ask("GET", path, String::new()).await
    }

    /// Sends a form, and keeps the card that it opens or closes.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let escaped = |text: &str| -> String {
            let each = text.bytes().map(|byte| match byte {
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            });
            each.collect()
        };
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
        let shown = self.ask("POST", path, pairs.collect::<Vec<_>>().join("&")).await;
        for cookie in shown.headers.get_all("set-cookie") {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            if pair.starts_with("__Host-card=") {
                self.cookie = pair.to_owned();
            }
        }
        shown
    }

    async fn ask(&self, method: &str, path: &str, body: String) -> Shown {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost:8443")
            .header("origin", "https://localhost:8443")
            .header("accept-language", self.language)
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &self.cookie)
            .header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 4 << 20).await.expect("a body");
        Shown {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).expect("text"),
        }
    }
}

impl Shown {
    /// Where it leads on.
    pub(crate) fn leads_to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        self.headers["location"].to_str().expect("text")
    }

    /// The page without its tags, each text on a line of its own.
    pub(crate) fn words(&self) -> String {
        let mut words = String::new();
        for piece in self.text.split('<') {
            let said = piece.split_once('>').map_or(piece, |(_, said)| said).trim();
            if !said.is_empty() {
                words.push_str(said);
                words.push('\n');
            }
        }
        words
    }

    #[track_caller]
    pub(crate) fn says(&self, expected: &str) {
        let words = self.words();
        assert!(words.contains(expected), "no “{expected}” in\n{words}");
    }

    #[track_caller]
    pub(crate) fn does_not_say(&self, unexpected: &str) {
        assert!(!self.text.contains(unexpected), "“{unexpected}” in\n{}", self.text);
    }
}
