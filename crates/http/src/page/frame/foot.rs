//! What stands below every page: the language, how it is shown, one's account, and the way out.

use askama::Template;
use axum::http::Uri;
use xiaonuan_app::messages::Language;

use crate::guard;
use crate::onward::with_next;
use crate::open::Visit;
use crate::words::{Words, t};

/// The page where the type and the theme are chosen.
pub(crate) const DISPLAY: &str = "/display";

/// The foot of a page. Templates write it as `{{ frame.foot|safe }}`.
#[derive(Clone, Template)]
#[template(path = "frame_foot.html")]
pub(crate) struct Foot {
    words: Words,
    other: Language,
    other_address: String,
    display_address: String,
    is_signed_in: bool,
    /// The form that is sent to be shown in the other language, where a link would lose what was typed.
    form: Option<&'static str>,
}

impl Foot {
    pub(super) fn new(visit: &Visit, uri: &Uri) -> Self {
        let other = match visit.words.language {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        // An address that is a secret is not told to another page.
        let page = uri.path_and_query().map_or("/", |page| page.as_str());
        let back = if guard::is_secret(uri.path()) { "/" } else { page };
        Foot {
            words: visit.words,
            other,
            other_address: in_language(uri, other),
            display_address: with_next(DISPLAY, back),
            is_signed_in: visit.is_signed_in,
            form: None,
        }
    }

    /// The same, where a form of the page is sent to be shown in the other language.
    pub(super) fn sending(self, form: &'static str, to: &Uri) -> Self {
        Foot {
            other_address: in_language(to, self.other),
            form: Some(form),
            ..self
        }
    }
}

/// The same address in another language.
fn in_language(uri: &Uri, language: Language) -> String {
    let mut pairs: Vec<&str> = uri.query().unwrap_or_default().split('&').collect();
    pairs.retain(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let chosen = format!("lang={language}");
    pairs.push(&chosen);
    format!("{}?{}", uri.path(), pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_language_is_one_press_away_and_keeps_the_page() {
        let uri = Uri::from_static("/c/q/accounts?kind=payable&lang=en&as_of=2026-01-01");
        assert_eq!(
            in_language(&uri, Language::Chinese),
            "/c/q/accounts?kind=payable&as_of=2026-01-01&lang=zh-CN"
        );
        assert_eq!(in_language(&Uri::from_static("/"), Language::English), "/?lang=en");
    }
}
