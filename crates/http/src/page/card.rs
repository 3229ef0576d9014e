//! The card's page, for whoever holds the card or acts for its holder: opened by the code on the card and its PIN.

mod complaint;
mod history;
mod open;
mod own;
pub(super) mod plain;
mod several;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use xiaonuan_app::counter::{CardHolder, CounterError};
use xiaonuan_app::service::Service;
use xiaonuan_domain::code::Code;

pub(super) use self::open::of_token;
pub(crate) use self::own::CardPage;
#[cfg(test)]
pub(crate) use self::{
    complaint::{ComplaintLine, ComplaintPage},
    history::CardHistoryPage,
    open::{CardOpenPage, KeptComplaint},
    own::{OfferLine, ShopOffers, UseLine, VoucherLine},
    several::WaitingCard,
};
use super::{Frame, Page};
use crate::api::counter::{CARD, kept};
use crate::fault::Fault;
use crate::open::Visit;

const CARD_PAGE: &str = "/card";
/// How many of the last uses the page tells.
const LAST: u32 = 5;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route(CARD_PAGE, get(show))
        .route("/card/open", post(open::open))
        .route("/card/close", post(several::close))
        .route("/card/other", post(several::look))
        .route("/card/history", get(history::show))
        .route("/card/complaint", get(complaint::show).post(complaint::file))
}

/// The card that a phone has open, and its community's code.
async fn opened(service: &Service, headers: &HeaderMap) -> Result<Option<(Code, CardHolder)>, Fault> {
    match kept(headers, CARD) {
        Some(secret) => Ok(service.open_card_of(&secret).await?),
        None => Ok(None),
    }
}

/// What the holder of the card that this phone has open has; the form to open one, where it has none open.
async fn show(State(service): State<Service>, visit: Visit, headers: HeaderMap) -> Result<Response, Fault> {
    let Some((community, holder)) = opened(&service, &headers).await? else {
        return open::closed(&service, &visit, &headers).await;
    };
    let own = match service.own(community.as_str(), &holder).await {
        // Nothing is known of them any more.
        Err(CounterError::Missing) => return open::closed(&service, &visit, &headers).await,
        own => own?,
    };
    let (used, older) = service.used(community.as_str(), &holder, None, LAST).await?;
    let frame = Frame::bare(&visit);
    let mut page = CardPage::new(frame, &own, &used, older.is_some());
    page.others = several::waiting(&service, &headers).await?;
    Ok(Page(page).into_response())
}
