//! What stands around every page: the ways of a community that whoever reads may take, and as of when its books are shown.
//!
//! A page's struct has `frame: Frame`, made by one of four:
//!
//! - [`Frame::of`] for a page of open books (it extracts [`Open`]);
//! - [`Frame::within`] for any other page of a community, such as a shop's: the rail without a view of books;
//! - [`Frame::bare`] for a page of no community, and all that extend `phone.html`;
//! - [`Frame::at`] for the answer to a POST that shows its form again, which names the page where the form stands.

mod foot;
mod way;

use axum::http::Uri;
use xiaonuan_app::view::{AsAsked, CommunityName, Upto};

use crate::asset;
use crate::display::Display;
use crate::link::Links;
use crate::open::{Open, Visit};
use crate::words::Words;

pub(crate) use self::foot::Foot;
pub(crate) use self::way::{Place, Way};

/// The frame of a page.
pub(crate) struct Frame {
    pub(crate) words: Words,
    pub(crate) display: Display,
    pub(crate) style: String,
    pub(crate) icon: String,
    /// The name of the community, for the title.
    pub(crate) community: Option<String>,
    /// The ways that whoever reads may take in it.
    pub(crate) ways: Vec<Way>,
    pub(crate) books: Option<Books>,
    pub(crate) foot: Foot,
}

/// The books that a page is of.
pub(crate) struct Books {
    pub(crate) community: String,
    /// Whether a host charity 慈善会 holds the money.
    pub(crate) deposited: bool,
    pub(crate) links: Links,
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
    /// The frame of a page without a community.
    pub(crate) fn bare(visit: &Visit) -> Self {
        Frame::showing(visit, &visit.uri)
    }

    /// The same, where the request's own address is no page: `path` is the one that shows the form once more. It holds no
    /// secret and nothing of anybody.
    pub(crate) fn at(visit: &Visit, path: &'static str) -> Self {
        Frame::showing(visit, &Uri::from_static(path))
    }

    /// The same frame, where a link to another language would lose what was typed: a form of the page, named by its `id`, is
    /// sent to be shown again. `to` answers with the page and records nothing.
    pub(crate) fn sending(self, form: &'static str, to: &Uri) -> Self {
        Frame {
            foot: self.foot.sending(form, to),
            ..self
        }
    }

    /// The same frame, where what stands on the page is shown this once: nothing leads to it in another language.
    pub(crate) fn once(self) -> Self {
        Frame {
            foot: self.foot.once(),
            ..self
        }
    }

    fn showing(visit: &Visit, uri: &Uri) -> Self {
        Frame {
            words: visit.words,
            display: visit.display,
            style: asset::address("xiaonuan.css"),
            icon: asset::address("icon.svg"),
            community: None,
            ways: Vec::new(),
            books: None,
            foot: Foot::new(visit, uri),
        }
    }

    /// The frame of a page of a community that shows no books: the rail is there, without a view.
    pub(crate) fn within(visit: &Visit, community: &CommunityName, place: Place) -> Self {
        let links = Links::of(community.code.clone(), AsAsked::default());
        Frame {
            community: Some(community.name.clone()),
            ways: visit.ways(&links, Some(place)),
            ..Frame::bare(visit)
        }
    }

    /// The frame of what cannot be shown: with the ways that there are, where it is about a community.
    pub(crate) fn of_fault(visit: &Visit) -> Self {
        // Where nobody signs in, a community that is not there would have ways too.
        let known = visit.principal.as_ref().filter(|_| visit.is_signed_in);
        let community = known.and_then(|principal| principal.community.clone());
        let links = community.map(|code| Links::of(code, AsAsked::default()));
        Frame {
            ways: links.map_or_else(Vec::new, |links| visit.ways(&links, None)),
            ..Frame::bare(visit)
        }
    }

    /// The frame of a page of open books.
    pub(crate) fn of(open: &Open, place: Place) -> Self {
        let reading = &open.reading;
        let asked = reading.asked();
        let words = open.visit.words;
        let name = reading.community().name;
        let books = Books {
            community: name.clone(),
            deposited: reading.is_deposited(),
            links: open.links.clone(),
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
            community: Some(name),
            ways: open.visit.ways(&open.links, Some(place)),
            books: Some(books),
            ..Frame::bare(&open.visit)
        }
    }
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
    fn a_place_in_a_list_does_not_outlive_its_view() {
        let uri = Uri::from_static("/c/q/accounts/3?from=2026-01-01&after=9-0&as_recorded=7");
        assert_eq!(rest(&uri), [("from".to_owned(), "2026-01-01".to_owned())]);
    }
}
