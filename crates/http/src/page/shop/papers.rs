//! What a shop prints: the poster for its window, and the sheet that says it is one of the alliance 爱心商户. They say what
//! everybody with a card has, and nothing that only some have.

use askama::Template;

use super::super::terms::reduction;
use super::super::{Frame, Page};
use super::head::{Part, ShopHead};
use super::terms;
use super::within::Shop;
use crate::fault::Fault;
use crate::words::t;

#[derive(Template)]
#[template(path = "shop_poster.html")]
pub(crate) struct ShopPosterPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) community: String,
    /// The offers that everybody has: what each is called, what it takes off, and when.
    pub(crate) offers: Vec<(String, String, Vec<String>)>,
    pub(crate) caring: String,
}

#[derive(Template)]
#[template(path = "shop_caring.html")]
pub(crate) struct ShopCaringPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) community: String,
    pub(crate) since: String,
    pub(crate) today: String,
    pub(crate) poster: String,
}

/// The poster.
pub(crate) async fn poster(shop: Shop) -> Result<Page<ShopPosterPage>, Fault> {
    let (words, today) = (shop.visit.words, shop.today().await?);
    let offers = shop.reading.shop_offers(&shop.code, today).await?;
    let open = offers.iter().filter(|offer| offer.is_valid && offer.is_for_everybody());
    let told = open.map(|offer| {
        let title = offer.terms.public_title.clone();
        (
            title,
            reduction(words, offer.terms.reduction),
            terms::conditions(words, &offer.terms),
        )
    });
    Ok(Page(ShopPosterPage {
        frame: shop.frame(),
        shop: shop.head(Part::Papers),
        community: shop.reading.community().name,
        offers: told.collect(),
        caring: shop.at("/caring"),
    }))
}

/// The sheet of a shop of the alliance.
pub(crate) async fn caring(shop: Shop) -> Result<Page<ShopCaringPage>, Fault> {
    let today = shop.today().await?;
    let row = shop.registers().merchants.by_code(&shop.code);
    let (_, row) = row.ok_or(Fault::NotFound)?;
    Ok(Page(ShopCaringPage {
        since: row.details.joined_on.to_string(),
        today: today.to_string(),
        frame: shop.frame(),
        shop: shop.head(Part::Papers),
        community: shop.reading.community().name,
        poster: shop.at("/poster"),
    }))
}
