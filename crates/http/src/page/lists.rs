//! Bills of a whole list, of those whom a shop knows by its own customer numbers: typed or sent as a file, looked through with
//! the fate of every row, and confirmed once.

mod line;
mod look;
mod typing;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, FromRequestParts};
use axum::http::Uri;
use axum::http::request::Parts;
use axum::routing::{get, post};
use xiaonuan_app::desk::{CustomerList, ListAsked, ListRow};
use xiaonuan_app::service::Service;

#[cfg(test)]
pub(crate) use self::line::{FateLine, Line};
#[cfg(test)]
pub(crate) use self::look::{LookPage, Sums};
#[cfg(test)]
pub(crate) use self::typing::TypingPage;
use super::shop::{Part, Shop, ShopHead};
use super::{Frame, Place};
use crate::fault::Fault;
use crate::words::Words;

/// The largest form or file of a list, in bytes: 5,000 rows, each with its fields.
const LARGEST: usize = 4 * 1024 * 1024;

pub(super) fn routes() -> Router<Service> {
    const LISTS: &str = "/c/{community}/shop/{merchant}/lists";
    let at = |step: &str| format!("{LISTS}/{step}");
    Router::new()
        .route(LISTS, get(typing::show).post(look::look))
        .route(&at("upload"), post(look::upload))
        .route(&at("type"), post(typing::again))
        .route(&at("template"), get(typing::template))
        .route(&at("confirm"), post(look::confirm))
        .route(&at("export"), post(look::export))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// The shop that the address names, if its bills are theirs to send, and its numbers.
struct ListShop {
    shop: Shop,
    list: CustomerList,
}

impl<S: Send + Sync> FromRequestParts<S> for ListShop
where
    Service: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let mut shop = Shop::from_request_parts(parts, state).await?;
        let list = shop.service.customers(shop.community(), &shop.code).await?;
        // The answer to a form names the page where it stands, which can be asked for again.
        shop.visit.uri = shop.at("/lists").parse::<Uri>().expect("codes make an address");
        Ok(ListShop { shop, list })
    }
}

impl ListShop {
    fn frame(&self) -> Frame {
        Frame::within(&self.shop.visit, &self.shop.reading.community(), Place::Shop)
    }

    /// The same, where a form of the page is sent to a step of the list to be shown in the other language.
    fn frame_sending(&self, form: &'static str, step: &str) -> Frame {
        let to = format!("{}{step}", self.path());
        self.frame().sending(form, &to.parse().expect("codes make an address"))
    }

    fn head(&self) -> ShopHead {
        self.shop.head(Part::Lists)
    }

    fn path(&self) -> String {
        self.shop.at("/lists")
    }

    fn words(&self) -> Words {
        self.shop.visit.words
    }

    /// A list of rows of the shop.
    fn asked(&self, rows: Vec<ListRow>) -> ListAsked {
        ListAsked {
            merchant: self.shop.code.clone(),
            rows,
        }
    }
}
