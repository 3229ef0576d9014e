//! What stands around every page: the way to the others, the language, and as of when the books are shown.

use axum::http::Uri;
use xiaonuan_app::messages::Language;
use xiaonuan_app::view::Upto;

use crate::asset;
use crate::link::Links;
use crate::open::Open;
use crate::words::Words;

/// Which of the ways is the one taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Overview,
    Accounts,
    Journal,
    Reports,
}

/// The frame of a page.
pub(crate) struct Frame {
    pub(crate) words: Words,
    pub(crate) style: String,
    pub(crate) icon: String,
    pub(crate) other: Language,
    pub(crate) other_address: String,
    pub(crate) books: Option<Books>,
}

/// The books that a page is of.
pub(crate) struct Books {
    pub(crate) community: String,
    /// Whether a host charity 慈善会 holds the money.
    pub(crate) deposited: bool,
    pub(crate) links: Links,
    pub(crate) place: Place,
    /// The business time, as it was asked for or as it stands.
    pub(crate) at: String,
    /// The last record that counts.
    pub(crate) number: i64,
    /// Whether an earlier view is shown than the books as they stand.
    pub(crate) is_past: bool,
    pub(crate) as_of: String,
    /// Whether the business time in the form is a day, for which browsers have a field of their own.
    pub(crate) as_of_is_day: bool,
    pub(crate) as_recorded: String,
    /// Where the form of the view leads: this page.
    pub(crate) path: String,
    /// What else the address says, for that form.
    pub(crate) rest: Vec<(String, String)>,
}

impl Frame {
    /// The frame of a page without books.
    pub(crate) fn bare(words: Words, uri: &Uri) -> Self {
        let other = match words.language {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        Frame {
            words,
            style: asset::address("xiaonuan.css"),
            icon: asset::address("icon.svg"),
            other,
            other_address: in_language(uri, other),
            books: None,
        }
    }

    /// The frame of a page of open books.
    pub(crate) fn of(open: &Open, place: Place) -> Self {
        let reading = &open.reading;
        let asked = reading.asked();
        let words = open.visit.words;
        let books = Books {
            community: reading.community().name,
            deposited: reading.is_deposited(),
            links: open.links.clone(),
            place,
            at: words.upto(reading.zone(), asked.at, reading.at()),
            number: reading.number(),
            is_past: asked.at.is_some() || asked.recorded.is_some(),
            as_of: asked.at.map(|at| at.to_string()).unwrap_or_default(),
            as_of_is_day: asked.at.is_none_or(|at| matches!(at, Upto::Day(_))),
            as_recorded: asked.recorded.map(|recorded| recorded.to_string()).unwrap_or_default(),
            path: open.visit.uri.path().to_owned(),
            rest: rest(&open.visit.uri),
        };
        Frame {
            books: Some(books),
            ..Frame::bare(words, &open.visit.uri)
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

/// The fields of an address that are of the page rather than of the view. A place in a list belongs to one view.
fn rest(uri: &Uri) -> Vec<(String, String)> {
    let axum::extract::Query(pairs) =
        axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).unwrap_or_default();
    let of_view = ["lang", "as_of", "as_recorded", "after", "before"];
    pairs
        .into_iter()
        .filter(|(name, _)| !of_view.contains(&name.as_str()))
        .collect()
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

    #[test]
    fn a_place_in_a_list_does_not_outlive_its_view() {
        let uri = Uri::from_static("/c/q/accounts/3?from=2026-01-01&after=9-0&as_recorded=7");
        assert_eq!(rest(&uri), [("from".to_owned(), "2026-01-01".to_owned())]);
    }
}
