//! What the holder of a card has, in plain words.

use askama::Template;
use xiaonuan_app::counter::{Own, OwnOffer, OwnVoucher, Used, card_tail};
use xiaonuan_app::messages::Language;
use xiaonuan_app::report::Choice;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::eligibility::{Category, Eligibility};
use xiaonuan_domain::money::Money;

use super::super::terms;
use super::several::WaitingCard;
use super::{Frame, plain};
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "card.html")]
pub(crate) struct CardPage {
    pub(crate) frame: Frame,
    pub(crate) community: String,
    pub(crate) name: String,
    /// The end of the card's number.
    pub(crate) tail: String,
    pub(crate) is_restricted: bool,
    pub(crate) has_left: bool,
    /// What is left on all vouchers.
    pub(crate) voucher_left: String,
    pub(crate) vouchers: Vec<VoucherLine>,
    pub(crate) shops: Vec<ShopOffers>,
    /// What cannot be used just now, by shop.
    pub(crate) not_now: Vec<ShopOffers>,
    pub(crate) used: Vec<UseLine>,
    pub(crate) has_older: bool,
    pub(crate) agents: Vec<String>,
    /// What they are entitled to, one after another.
    pub(crate) entitled: Vec<String>,
    /// The other cards that this phone has open.
    pub(crate) others: Vec<WaitingCard>,
}

/// A voucher with something left on it.
pub(crate) struct VoucherLine {
    pub(crate) left: String,
    pub(crate) until: String,
}

/// A shop and what somebody has there.
pub(crate) struct ShopOffers {
    pub(crate) name: String,
    /// Its branches, and where they are.
    pub(crate) places: Vec<(String, String)>,
    pub(crate) offers: Vec<OfferLine>,
}

/// What somebody has at a shop.
pub(crate) struct OfferLine {
    pub(crate) title: String,
    pub(crate) terms: String,
    /// How often it can still be used, or why it cannot be used.
    pub(crate) note: Option<String>,
}

/// A bill of which somebody paid less.
pub(crate) struct UseLine {
    /// By which the office finds it.
    pub(crate) reference: String,
    pub(crate) at: String,
    pub(crate) shop: String,
    pub(crate) title: Option<String>,
    pub(crate) bill: String,
    pub(crate) off: Option<String>,
    pub(crate) voucher: Option<String>,
    pub(crate) due: String,
    pub(crate) is_undone: bool,
}

impl CardPage {
    pub(super) fn new(frame: Frame, own: &Own, used: &[Used], has_older: bool) -> Self {
        let words = frame.words;
        let left = OwnVoucher::left_of(&own.vouchers);
        let vouchers = own.vouchers.iter().map(|voucher| VoucherLine {
            left: plain::money(words, voucher.left),
            until: t!(words, "card-until", day = plain::day(words, voucher.until)),
        });
        let usable = own.offers.iter().filter(|offer| offer.not_now.is_none());
        let not_now = own.offers.iter().filter(|offer| offer.not_now.is_some());
        let not_now = not_now.chain(&own.other_days);
        CardPage {
            community: own.community.clone(),
            name: own.name.clone(),
            tail: card_tail(own.card.as_str()),
            is_restricted: own.is_restricted,
            has_left: own.has_left,
            voucher_left: plain::money(words, left),
            vouchers: vouchers.collect(),
            shops: by_shop(words, own, usable),
            not_now: by_shop(words, own, not_now),
            used: used.iter().map(|used| UseLine::of(words, used)).collect(),
            has_older,
            agents: own.agents.clone(),
            entitled: own.eligibility.iter().map(|held| entitled(words, own, held)).collect(),
            others: Vec::new(),
            frame,
        }
    }
}

/// How often an offer can still be used, where that is limited.
fn uses_left(words: Words, offer: &OwnOffer) -> Option<String> {
    Some(terms::left(words, offer.terms.uses.as_ref()?, offer.uses_left?))
}

/// Offers by shop, in the order in which they come.
fn by_shop<'a>(words: Words, own: &Own, offers: impl Iterator<Item = &'a OwnOffer>) -> Vec<ShopOffers> {
    let mut shops: Vec<(&str, ShopOffers)> = Vec::new();
    for offer in offers {
        let code = offer.merchant.as_str();
        let line = OfferLine {
            title: offer.terms.public_title.clone(),
            terms: terms::terms(words, &offer.terms),
            note: match offer.not_now {
                Some(why) => Some(plain::not_now(words, why)),
                None => uses_left(words, offer),
            },
        };
        let known = shops.iter_mut().find(|(known, _)| *known == code);
        if let Some((_, shop)) = known {
            shop.offers.push(line);
            continue;
        }
        let places = own.branches.iter().filter(|(merchant, ..)| merchant.as_str() == code);
        let shop = ShopOffers {
            name: offer.merchant_name.clone(),
            places: places
                .map(|(_, name, address)| (name.clone(), address.clone()))
                .collect(),
            offers: vec![line],
        };
        shops.push((code, shop));
    }
    shops.into_iter().map(|(_, shop)| shop).collect()
}

/// What somebody is entitled to, and whether it holds today.
fn entitled(words: Words, own: &Own, held: &Eligibility) -> String {
    let mut what = category(words, own, held.category);
    if let Some(grade) = held.grade {
        what = t!(words, "card-grade", category = what, grade = i64::from(grade));
    }
    let day = |day: Day| plain::day(words, day);
    if own.today < held.from {
        t!(words, "card-entitled-from", what = what, day = day(held.from))
    } else if held.to < own.today {
        t!(words, "card-entitled-ended", what = what, day = day(held.to))
    } else {
        t!(words, "card-entitled-until", what = what, day = day(held.to))
    }
}

fn category(words: Words, own: &Own, category: Category) -> String {
    let code = category.as_str();
    let named = own.categories.iter().find(|(known, _)| known == code);
    match (category.of_the_beginning(), named) {
        (None, Some((_, [chinese, english]))) => match words.language {
            Language::Chinese => chinese.clone(),
            Language::English => english.clone(),
        },
        _ => Choice::Category(category).label(words.books),
    }
}

impl UseLine {
    pub(super) fn of(words: Words, used: &Used) -> Self {
        let receipt = &used.receipt;
        let some = |amount: Money| amount.is_positive().then(|| plain::money(words, amount));
        UseLine {
            reference: receipt.reference.clone(),
            at: plain::written_moment(words, &receipt.occurred_at),
            shop: used.merchant_name.clone(),
            title: receipt.title.clone(),
            bill: plain::money(words, receipt.bill),
            off: some(receipt.off),
            voucher: some(receipt.voucher),
            due: plain::money(words, receipt.due),
            is_undone: used.is_undone,
        }
    }
}
