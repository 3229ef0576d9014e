//! Sheets for the printer: cards with what opens them, and what is left on vouchers.

mod cards;
mod choose;
mod vouchers;

use axum::Router;
use axum::routing::{get, post};
use xiaonuan_app::counter::Addressee;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::AsAsked;

#[cfg(test)]
pub(crate) use self::{
    cards::{CardSheetPage, FailedCard, PrintedCard},
    choose::{ChosenPage, ChosenRow, SheetsPage},
    vouchers::{PrintedSlip, VoucherSheetPage},
};
use super::{Frame, Page, Place};
use crate::access::Sight;
use crate::fault::Fault;
use crate::open::Visit;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/c/{community}/sheets", get(choose::show).post(choose::choose))
        .route("/c/{community}/sheets/cards", post(cards::print))
        .route("/c/{community}/sheets/vouchers", post(vouchers::print))
}

/// The page on which sheets are chosen.
fn path(community: &str) -> String {
    format!("/c/{community}/sheets")
}

/// Where a card's page is opened by what stands on the card.
fn card_page(site: &str, community: &str) -> String {
    format!("{site}/card?c={community}")
}

/// The frame of the pages that a form of that one leads to, and what the community is called. What else they lead to, such as
/// another language, is the page with the form: they cannot be asked for again.
async fn frame(service: &Service, visit: &Visit, community: &str) -> Result<(Frame, String), Fault> {
    let named = service.read(community, AsAsked::default()).await?.community();
    let visit = Visit {
        uri: path(community).parse().unwrap_or_default(),
        ..visit.clone()
    };
    Ok((Frame::within(&visit, &named, Place::Sheets), named.name))
}

/// Whom to hand a sheet to, as far as names are seen: it stands beside what is cut out.
pub(crate) struct HandTo {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) building: String,
}

impl HandTo {
    fn of(to: &Addressee, sight: Sight) -> Self {
        HandTo {
            code: to.resident.to_string(),
            name: sight.name(&to.name),
            building: to.building.clone(),
        }
    }
}
