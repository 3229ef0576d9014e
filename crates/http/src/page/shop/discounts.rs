//! A shop's discounts: what each gives, how much of its budget is used, and where it stands.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::shop::ShopOffer;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Change, Command, DiscountChange, NewState};
use xiaonuan_domain::kind::DiscountState;

use super::super::form::{Posted, again_for};
use super::super::{Frame, Page};
use super::change::based_on;
use super::head::{Part, ShopHead};
use super::terms;
use super::within::Shop;
use crate::fault::Fault;
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "shop_discounts.html")]
pub(crate) struct ShopDiscountsPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) offers: Vec<OfferLine>,
    /// Where a new one is proposed, for whoever may.
    pub(crate) propose: Option<String>,
    /// What was wrong with the last change.
    pub(crate) fault: Option<String>,
}

/// A discount in the list.
pub(crate) struct OfferLine {
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) terms: Vec<String>,
    /// From when on these terms hold, if that is still to come.
    pub(crate) from: Option<String>,
    pub(crate) given: String,
    pub(crate) times: String,
    /// How much of the budget is used, in percent and in words.
    pub(crate) budget: Option<(i64, String)>,
    pub(crate) runs_low: bool,
    /// What whoever reads may make of it.
    pub(crate) changes: Vec<OfferChange>,
    pub(crate) based_on: i64,
    pub(crate) address: String,
}

/// What a shop may make of a discount.
pub(crate) struct OfferChange {
    /// The state that it has then.
    pub(crate) to: &'static str,
    /// What is pressed.
    pub(crate) press: String,
    /// What the shop cannot take back by itself is asked first: what opens the question, and what it says.
    pub(crate) asks: Option<(String, String)>,
}

/// The discounts of the shop.
pub(crate) async fn show(shop: Shop) -> Result<Page<ShopDiscountsPage>, Fault> {
    let frame = shop.frame();
    Ok(Page(page(&shop, frame, None).await?))
}

async fn page(shop: &Shop, frame: Frame, fault: Option<String>) -> Result<ShopDiscountsPage, Fault> {
    let today = shop.today().await?;
    let mut offers = shop.reading.shop_offers(&shop.code, today).await?;
    // Those that are over come last, and the newest first.
    offers.reverse();
    offers.sort_by_key(|offer| offer.state == DiscountState::Ended);
    let uses = shop.reading.offer_uses(&offers).await?;
    Ok(ShopDiscountsPage {
        frame,
        shop: shop.head(Part::Discounts),
        offers: offers
            .iter()
            .zip(uses)
            .map(|(offer, times)| line(shop, offer, times))
            .collect(),
        propose: shop.may(Right::OfferDiscounts).then(|| shop.at("/discounts/new")),
        fault,
    })
}

fn line(shop: &Shop, offer: &ShopOffer, times: i64) -> OfferLine {
    let words = shop.visit.words;
    let budget = offer.used_percent().zip(offer.left()).map(|(used, left)| {
        let budget = words.amount(offer.terms.budget.unwrap_or_default());
        let (given, left) = (words.amount(offer.given), words.amount(left));
        (
            used,
            t!(words, "shop-budget-used", given = given, budget = budget, left = left),
        )
    });
    let may_offer = shop.may(Right::OfferDiscounts);
    let changes = may_offer.then(|| changes(words, offer.state));
    OfferLine {
        code: offer.code.to_string(),
        title: offer.terms.public_title.clone(),
        state: state(words, offer),
        terms: terms::all(words, &offer.terms),
        from: offer.from.map(|from| from.to_string()),
        given: words.amount(offer.given),
        times: times.to_string(),
        budget,
        runs_low: offer.is_valid && offer.runs_low(),
        changes: changes.unwrap_or_default(),
        based_on: offer.changed,
        address: shop.at(&format!("/discounts/{}/state", offer.code)),
    }
}

/// Where it stands, as the shop says it. One that is approved and not valid today is not in use.
fn state(words: Words, offer: &ShopOffer) -> String {
    match offer.state {
        DiscountState::Draft => t!(words, "shop-offer-draft"),
        DiscountState::Offered => t!(words, "shop-offer-offered"),
        DiscountState::Approved if offer.is_valid => t!(words, "shop-offer-approved"),
        DiscountState::Approved => t!(words, "shop-offer-not-valid"),
        DiscountState::Suspended => t!(words, "shop-offer-suspended"),
        DiscountState::Ended => t!(words, "shop-offer-ended"),
    }
}

/// What a shop may make of a discount without the office: never what makes it usable.
fn changes(words: Words, state: DiscountState) -> Vec<OfferChange> {
    let change = |to: DiscountState, press: String, asks: Option<(String, String)>| OfferChange {
        to: to.as_str(),
        press,
        asks,
    };
    let offer = || change(DiscountState::Offered, t!(words, "shop-offer-offer"), None);
    let suspend = || {
        let asks = (
            t!(words, "shop-offer-suspend-open"),
            t!(words, "shop-offer-suspend-how"),
        );
        change(DiscountState::Suspended, t!(words, "shop-offer-suspend"), Some(asks))
    };
    let end = || {
        let asks = (t!(words, "shop-offer-end-open"), t!(words, "shop-offer-end-how"));
        change(DiscountState::Ended, t!(words, "shop-offer-end"), Some(asks))
    };
    match state {
        DiscountState::Draft => vec![offer(), end()],
        DiscountState::Approved => vec![suspend(), end()],
        DiscountState::Offered | DiscountState::Suspended => vec![end()],
        DiscountState::Ended => Vec::new(),
    }
}

/// Suspends a discount, ends it for good, or offers one that was being written. The terms stay as they are.
pub(crate) async fn change(
    shop: Shop,
    Path((_, _, code)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let code: Code = code.parse().map_err(|_| Fault::NotFound)?;
    let row = shop.registers().discounts.by_code(&code).map(|(_, row)| row);
    let row = row.filter(|row| shop.registers().merchants.get(row.merchant).code == shop.code);
    let row = row.ok_or(Fault::NotFound)?;
    let to: DiscountState = posted.get("state").parse().map_err(|_| Fault::BadRequest)?;
    let change = Change {
        row: code,
        based_on: based_on(&posted)?,
        to: NewState::Discount(DiscountChange {
            state: to,
            terms: row.terms.clone(),
            from: None,
        }),
    };
    match shop.ask(Command::Change(Box::new(change))).await {
        Ok(_) => Ok(Redirect::to(&shop.at("/discounts")).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            let told = fault.told(shop.visit.words);
            let page = page(&shop, shop.frame_at("/discounts"), Some(told)).await?;
            Ok(again_for(&fault, page))
        }
        Err(fault) => Err(fault),
    }
}
