//! What stands above every page of a shop: its name, and the ways to its other pages.

use super::within::Shop;
use crate::access;
use crate::words::{Words, t};

/// The pages of a shop that have a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Today,
    Redemptions,
    Statements,
    Discounts,
    /// Of shops that claim by list.
    Lists,
    Staff,
    Devices,
    Branches,
    Papers,
}

/// What stands above a page.
pub(crate) struct ShopHead {
    pub(crate) name: String,
    pub(crate) tabs: Vec<Tab>,
}

/// A way to a page of the shop.
pub(crate) struct Tab {
    pub(crate) label: String,
    pub(crate) address: String,
    pub(crate) is_here: bool,
}

impl Part {
    const ALL: [Part; 9] = [
        Part::Today,
        Part::Redemptions,
        Part::Statements,
        Part::Discounts,
        Part::Lists,
        Part::Staff,
        Part::Devices,
        Part::Branches,
        Part::Papers,
    ];

    pub(super) const fn path(self) -> &'static str {
        match self {
            Part::Today => "",
            Part::Redemptions => "/redemptions",
            Part::Statements => "/statements",
            Part::Discounts => "/discounts",
            Part::Lists => "/lists",
            Part::Staff => "/staff",
            Part::Devices => "/devices",
            Part::Branches => "/branches",
            Part::Papers => "/poster",
        }
    }

    fn label(self, words: Words) -> String {
        match self {
            Part::Today => t!(words, "shop-today"),
            Part::Redemptions => t!(words, "shop-redemptions"),
            Part::Statements => t!(words, "shop-statements"),
            Part::Discounts => t!(words, "shop-discounts"),
            Part::Lists => t!(words, "lists"),
            Part::Staff => t!(words, "shop-staff"),
            Part::Devices => t!(words, "shop-devices"),
            Part::Branches => t!(words, "shop-branches"),
            Part::Papers => t!(words, "shop-papers"),
        }
    }
}

impl ShopHead {
    pub(super) fn of(shop: &Shop, here: Part) -> Self {
        let is_open = |part: &Part| {
            let pattern = format!("/c/{{community}}/shop/{{merchant}}{}", part.path());
            let lists = shop.claims_by_list() || *part != Part::Lists;
            lists && access::shows_shop(&pattern, &shop.by.holding, shop.code.as_str())
        };
        let tabs = Part::ALL.into_iter().filter(is_open).map(|part| Tab {
            label: part.label(shop.visit.words),
            address: shop.at(part.path()),
            is_here: part == here,
        });
        ShopHead {
            name: shop.name.clone(),
            tabs: tabs.collect(),
        }
    }
}
