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
    way: LanguageWay,
    /// Nowhere from a page that would lose what is on it.
    display_address: Option<String>,
    is_signed_in: bool,
}

/// How a page is shown in the other language.
#[derive(Clone)]
enum LanguageWay {
    /// It is asked for at this address.
    Link(String),
    /// Its form of this name is sent to this address: a link would lose what was typed.
    Form(&'static str, String),
    /// It is not: what stands on it is shown this once.
    Nowhere,
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
            way: LanguageWay::Link(in_language(uri, other)),
            display_address: Some(with_next(DISPLAY, back)),
            is_signed_in: visit.is_signed_in,
        }
    }

    /// The same, where a form of the page is sent to be shown in the other language.
    pub(super) fn sending(self, form: &'static str, to: &Uri) -> Self {
        Foot {
            way: LanguageWay::Form(form, in_language(to, self.other)),
            display_address: None,
            ..self
        }
    }

    /// The same, where what stands on the page is shown this once.
    pub(super) fn once(self) -> Self {
        Foot {
            way: LanguageWay::Nowhere,
            display_address: None,
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
