//! A browser: it keeps cookies, comes from an address, and says what browsers say.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use serde_json::Value;
use tower::ServiceExt;
use xiaonuan_http::Peer;

/// What the session's cookie is called.
pub(super) const SESSION: &str = "__Host-xiaonuan";

/// What came of a request.
#[derive(Debug)]
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Got {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub(super) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    }
}

/// A browser somewhere.
#[derive(Clone)]
pub(super) struct Browser {
    router: Router,
    pub(super) cookies: BTreeMap<String, String>,
    address: IpAddr,
    /// By which name it asks.
    pub(super) host: &'static str,
    /// Headers besides the usual ones.
    pub(super) said: Vec<(&'static str, String)>,
}

impl Browser {
    pub(super) fn new(router: &Router, address: &str) -> Self {
        Browser {
            router: router.clone(),
            cookies: BTreeMap::new(),
            address: address.parse().expect("an address"),
            host: "localhost",
            said: vec![("sec-fetch-site", "same-origin".to_owned())],
        }
    }

    pub(super) fn session(&self) -> Option<&String> {
        self.cookies.get(SESSION)
    }

    pub(super) async fn get(&mut self, path: &str) -> Got {
        self.send("GET", path, "", String::new()).await
    }

    pub(super) async fn delete(&mut self, path: &str) -> Got {
        self.send("DELETE", path, "", String::new()).await
    }

    pub(super) async fn post(&mut self, path: &str, body: &Value) -> Got {
        self.send("POST", path, "application/json", body.to_string()).await
    }

    /// Sends a page's form.
    pub(super) async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Got {
        let escaped = |text: &str| -> String {
            let byte = |byte: u8| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            };
            text.bytes().map(byte).collect()
        };
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        self.send("POST", path, "application/x-www-form-urlencoded", fields.join("&"))
            .await
    }

    async fn send(&mut self, method: &str, path: &str, kind: &str, body: String) -> Got {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.host)
            .header("accept-language", "en")
            .header("user-agent", "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0");
        for (name, value) in &self.said {
            request = request.header(*name, value);
        }
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", cookies.join("; "));
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        let peer = Peer(SocketAddr::new(self.address, 4_711));
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            self.keep(cookie.to_str().expect("a cookie"));
        }
        let bytes = to_bytes(body, 1 << 24).await.expect("a body");
        Got {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).expect("UTF-8"),
        }
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, rest) = cookie.split_once(';').expect("attributes");
        let (name, value) = pair.split_once('=').expect("a value");
        if name.starts_with("__Host-") {
            for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(rest.contains(attribute), "{attribute} of {name}");
            }
            assert!(!rest.contains("Domain"), "{rest}");
        }
        if rest.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
