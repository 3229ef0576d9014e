//! A form that was sent when its session had ended: what was typed is kept in the browser until whoever typed it has signed
//! in again, and is then sent once more under the same key. Nothing of it is stored, and nobody else is shown it.
//!
//! The gate answers such a POST of any page by the form to sign in, which carries the fields; the second factor's form
//! carries them on. Who signs in is compared with whom the browser knew last, by a mark that is kept beside the session.

use askama::Template;
use axum::body::to_bytes;
use axum::extract::{Form, FromRequest, Request};
use axum::http::header::{CONTENT_TYPE, HOST, REFERER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::{KEY, Typed, is_secret};
use super::sign_in::SignInPage;
use super::{Frame, Page};
use crate::client;
use crate::fault::Faced;
use crate::onward::{SIGN_IN, onward};
use crate::open::Visit;
use crate::words::t;

/// The largest form that is kept, in bytes as it was sent: a list of 5,000 bills is one.
const LARGEST: usize = 768 * 1024;
/// The largest form to sign in: it carries the other one, in which most marks take three bytes then.
pub(super) const LARGEST_WITHIN: usize = 4 * LARGEST;

/// Forms about signing in hold secrets and nothing that is worth keeping.
const NEVER: [&str; 4] = ["/account", "/sign-in", "/sign-out", "/welcome/"];

/// A form that waits until somebody has signed in.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Kept {
    /// The mark of whoever was signed in when it was typed.
    #[serde(rename = "kept_by", default)]
    pub(crate) by: String,
    /// Where it was sent.
    #[serde(rename = "kept_to", default)]
    pub(crate) to: String,
    /// Its fields, as a form carries them on.
    #[serde(rename = "kept", default)]
    pub(crate) fields: String,
}

/// What was typed, to be sent once more.
#[derive(Template)]
#[template(path = "resume.html")]
pub(crate) struct ResumePage {
    pub(crate) frame: Frame,
    pub(crate) to: String,
    pub(crate) fields: Vec<(String, String)>,
    /// The page where the form stands.
    pub(crate) next: String,
}

/// The form to sign in, with what was sent by a page whose session has ended; nothing where there is nothing to keep. A file
/// cannot be kept, nor a form that is too large: then it says so, and leads back to the page where it was chosen.
pub(crate) async fn keep(request: Request) -> Option<Response> {
    let is_file = is_of(request.headers(), "multipart/form-data");
    let is_form = is_of(request.headers(), "application/x-www-form-urlencoded");
    if request.method() != Method::POST || !(is_form || is_file) {
        return None;
    }
    let to = onward(request.uri().path());
    let is_never_kept = NEVER.iter().any(|path| to.starts_with(path)) || to.starts_with("/api/") || to == "/";
    let by = client::last_known(request.headers()).filter(|_| !is_never_kept)?;
    let visit = Visit::of(request.extensions(), request.uri());
    let (to, next) = (to.to_owned(), page_of(request.headers()));
    let fields = if is_form { fields_of(request).await } else { None };
    let mut form = Typed::default();
    if fields.is_none() {
        form.wrong_as_a_whole(t!(visit.words, "resume-not-kept"));
    }
    let page = SignInPage {
        frame: Frame::at(&visit, SIGN_IN).once(),
        form,
        next,
        kept: fields.map(|fields| Kept { by, to, fields }),
    };
    Some(Faced(StatusCode::UNAUTHORIZED, Page(page)).into_response())
}

/// The fields of a form, as another one carries them on.
async fn fields_of(request: Request) -> Option<String> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, LARGEST).await.ok()?;
    let whole = Request::from_parts(parts, bytes.into());
    let Form(fields) = Form::<Vec<(String, String)>>::from_request(whole, &()).await.ok()?;
    // Without what is secret of it, it would be another form: a PIN that was chosen would become one that is drawn.
    let has_secret = fields.iter().any(|(name, value)| is_secret(name) && !value.is_empty());
    let kept = (!has_secret).then(|| serde_json::to_string(&fields));
    kept?.ok()
}

fn is_of(headers: &HeaderMap, kind: &str) -> bool {
    let own = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    own.is_some_and(|own| own.starts_with(kind))
}

/// The page of this site that a form was sent from, as the browser says.
fn page_of(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let page = text(REFERER).and_then(|page| page.parse::<Uri>().ok());
    let host = text(HOST).unwrap_or_default();
    let page = page.filter(|page| page.authority().is_some_and(|authority| authority.as_str() == host));
    let path = page.as_ref().and_then(|page| page.path_and_query());
    onward(path.map_or("/", |path| path.as_str())).to_owned()
}

impl Kept {
    /// Whether there is anything to send once more.
    pub(super) fn some(self) -> Option<Self> {
        (!self.fields.is_empty()).then_some(self)
    }

    /// The page that sends it once more, for whoever has signed in now. Nobody but who typed it is shown it.
    pub(super) fn page(&self, visit: &Visit, signed_in_as: &str, next: &str) -> Option<ResumePage> {
        let to = onward(&self.to);
        if self.by != signed_in_as || to == "/" || NEVER.iter().any(|path| to.starts_with(path)) {
            return None;
        }
        // They are signed in from this answer on.
        let visit = Visit {
            is_signed_in: true,
            ..visit.clone()
        };
        Some(ResumePage {
            frame: Frame::at(&visit, "/").once(),
            to: to.to_owned(),
            fields: serde_json::from_str(&self.fields).ok()?,
            next: onward(next).to_owned(),
        })
    }
}

impl ResumePage {
    /// What of it people typed, as far as there are words for it.
    fn shown(&self) -> Vec<(String, &str)> {
        let shown = |(name, value): &'_ (String, String)| {
            let label = self.frame.words.field(name);
            (label != *name && name != KEY && !value.trim().is_empty()).then_some(label)
        };
        let fields = self.fields.iter();
        fields
            .filter_map(|field| Some((shown(field)?, field.1.as_str())))
            .take(100)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_typed_it_is_shown_it() {
        let visit = Visit::of_nobody(
            crate::words::Words::of(xiaonuan_app::messages::Language::Chinese),
            Uri::from_static("/sign-in"),
        );
        let kept = |to: &str| Kept {
            by: "a".to_owned(),
            to: to.to_owned(),
            fields: r#"[["reason","搬家"],["key","k1"]]"#.to_owned(),
        };
        let page = kept("/c/q/shop").page(&visit, "a", "/c/q/shop").expect("it was they");
        assert_eq!(page.fields.len(), 2, "the key too, so that it is done once");
        assert_eq!(page.shown(), [("事由".to_owned(), "搬家")]);
        assert!(kept("/c/q/shop").page(&visit, "b", "/").is_none(), "somebody else");
        for to in ["//evil.example/", "/account/password", "https://evil.example", ""] {
            assert!(kept(to).page(&visit, "a", "/").is_none(), "{to}");
        }
    }

    #[test]
    fn only_a_page_of_this_site_is_gone_back_to() {
        let page = |referer: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "books.example".parse().expect("a header"));
            headers.insert(REFERER, referer.parse().expect("a header"));
            page_of(&headers)
        };
        assert_eq!(
            page("https://books.example/c/q/shop?day=2026-07-01"),
            "/c/q/shop?day=2026-07-01"
        );
        for other in ["https://evil.example/c/q", "/c/q", "nonsense"] {
            assert_eq!(page(other), "/", "{other}");
        }
    }
}
