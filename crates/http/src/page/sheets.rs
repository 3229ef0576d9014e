//! Sheets for the printer: cards with what opens them, and what is left on vouchers.

mod cards;
mod choose;
mod vouchers;

use axum::Router;
use axum::routing::{get, post};
use xiaonuan_app::counter::Addressee;
use xiaonuan_app::service::Service;

#[cfg(test)]
pub(crate) use self::{
    cards::{CardSheetPage, FailedCard, PrintedCard},
    choose::{ChooseFaults, ChosenPage, ChosenRow, SheetsForm, SheetsPage},
    vouchers::{PrintedSlip, VoucherSheetPage},
};
use super::{Frame, Page, Place};
use crate::access::Sight;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/c/{community}/sheets", get(choose::show).post(choose::choose))
        .route("/c/{community}/sheets/cards", post(cards::print))
        .route("/c/{community}/sheets/vouchers", post(vouchers::print))
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

/// The end of a card's number, as counters tell it.
pub(super) fn tail(number: &str) -> String {
    let skipped = number.chars().count().saturating_sub(4);
    number.chars().skip(skipped).collect()
}
