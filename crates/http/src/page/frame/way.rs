//! The ways of a community: its pages that have one, and who may take them.

use xiaonuan_domain::access::Holding;

use crate::access::{self, Principal, Who};
use crate::link::Links;
use crate::open::Visit;
use crate::words::{Words, t};

/// The pages that the rail leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Overview,
    Accounts,
    Journal,
    Reports,
    /// A shop's own pages.
    Shop,
    /// Cards and vouchers for the printer.
    Sheets,
}

/// A way as the rail shows it.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) label: String,
    pub(crate) address: String,
    pub(crate) is_here: bool,
}

impl Place {
    /// In the order of the rail.
    pub(crate) const ALL: [Self; 6] = [
        Place::Overview,
        Place::Accounts,
        Place::Journal,
        Place::Reports,
        Place::Shop,
        Place::Sheets,
    ];

    /// The pattern of its address, by which its rule is found. One that is not among the pages is nobody's way.
    const fn pattern(self) -> &'static str {
        match self {
            Place::Overview => "/c/{community}",
            Place::Accounts => "/c/{community}/accounts",
            Place::Journal => "/c/{community}/journal",
            Place::Reports => "/c/{community}/reports",
            Place::Shop => "/c/{community}/shop",
            Place::Sheets => "/c/{community}/sheets",
        }
    }

    pub(crate) fn label(self, words: Words) -> String {
        match self {
            Place::Overview => t!(words, "nav-overview"),
            Place::Accounts => t!(words, "nav-accounts"),
            Place::Journal => t!(words, "nav-journal"),
            Place::Reports => t!(words, "nav-reports"),
            Place::Shop => t!(words, "nav-shop"),
            Place::Sheets => t!(words, "nav-sheets"),
        }
    }

    pub(crate) fn address(self, links: &Links) -> String {
        match self {
            Place::Overview => links.overview(),
            Place::Accounts => links.accounts(),
            Place::Journal => links.journal(),
            Place::Reports => links.reports(),
            Place::Shop => links.shop(),
            Place::Sheets => links.sheets(),
        }
    }

    /// Whether somebody may take it, as the gate will decide.
    pub(crate) fn is_open_to(self, who: &Who, holding: &Holding) -> bool {
        access::admits(self.pattern(), who, holding)
    }
}

impl Visit {
    /// Whether whoever reads may open another page of the community, by the pattern of its address.
    pub(in crate::page) fn may_open(&self, pattern: &str) -> bool {
        let admits = |by: &Principal| access::admits(pattern, &by.who, &by.holding);
        self.principal.as_ref().is_some_and(admits)
    }

    /// The ways that whoever reads may take in a community.
    pub(super) fn ways(&self, links: &Links, here: Option<Place>) -> Vec<Way> {
        let Some(principal) = &self.principal else {
            return Vec::new();
        };
        let open = Place::ALL.into_iter();
        let open = open.filter(|place| place.is_open_to(&principal.who, &principal.holding));
        open.map(|place| Way {
            label: place.label(self.words),
            address: place.address(links),
            is_here: here == Some(place),
        })
        .collect()
    }
}
