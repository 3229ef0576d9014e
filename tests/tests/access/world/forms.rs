//! Pages, and forms as browsers send them.

use axum::body::Body;

use super::{Got, Shows, World, finish, request};

impl World {
    /// What somebody is answered who sends a form of a page.
    pub(crate) async fn press(&self, login: &str, path: &str, fields: &[(&str, &str)]) -> Got {
        let fields = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
        let body = fields.collect::<Vec<_>>().join("&");
        self.send_form(self.of(login), ("POST", path), body).await
    }

    /// What somebody is answered by what they show who opens a page, or sends its form with nothing in it.
    pub(crate) async fn page_as(&self, shows: &Shows, (method, path): (&str, &str)) -> Got {
        self.send_form(shows, (method, path), String::new()).await
    }

    async fn send_form(&self, shows: &Shows, at: (&str, &str), body: String) -> Got {
        let mut request = request(shows, at);
        let form = "application/x-www-form-urlencoded".parse().expect("a header");
        request.headers_mut().expect("headers").insert("content-type", form);
        finish(&self.shut, request.body(Body::from(body)).expect("a request")).await
    }
}

/// As forms write it: whatever is no letter or digit, byte by byte.
fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        plain if plain.is_ascii_alphanumeric() => char::from(plain).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
