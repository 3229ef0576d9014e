//! The counter: a shop's phone, with the customer before it.
//!
//! Every step is a form, and every form works without the script. What was typed rides along in it; a card's codes do not:
//! what stands for the card at this device does.

mod bill;
mod come;
mod confirm;
mod done;
mod offer;
mod pair;
mod slip;
mod spoken;
mod today;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};
use xiaonuan_app::counter::Device;
use xiaonuan_app::service::Service;

#[cfg(test)]
pub(crate) use self::{
    bill::{BillPage, Due, Notice, ShowCardPage, VoucherField},
    come::PinPage,
    done::{DonePage, UndoPage},
    offer::OfferRow,
    pair::PairPage,
    slip::Slip,
    today::{TodayPage, TodayRow},
};
use super::Frame;
use crate::asset;
use crate::open::Visit;

const COUNTER: &str = "/counter";
const QUOTE: &str = "/counter/quote";

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/pair/{token}", get(pair::show).post(pair::pair))
        .route("/k/{token}", get(bill::from_code))
        .route(COUNTER, get(bill::begin))
        .route("/counter/card", get(back).post(bill::card))
        .route(QUOTE, get(back).post(bill::quote))
        .route("/counter/confirm", get(back).post(confirm::confirm))
        .route("/counter/staff", get(back).post(come::come))
        .route("/counter/leave", post(come::leave))
        .route("/counter/done/{reference}", get(done::show))
        .route("/counter/undo/{reference}", get(done::ask).post(done::undo))
        .route("/counter/today", get(today::show))
}

/// Whoever opens the address of a form begins anew.
async fn back() -> Redirect {
    Redirect::to(COUNTER)
}

/// What stands above every page of the counter.
pub(crate) struct Till {
    /// What the shop is called.
    pub(crate) shop: String,
    /// What the shop calls the device.
    pub(crate) device: String,
    /// Who stands there.
    pub(crate) staff: Option<String>,
    /// The script's address.
    pub(crate) script: String,
}

impl Till {
    fn of(device: &Device) -> Self {
        Till {
            shop: device.shop.clone(),
            device: device.name.clone(),
            staff: device.staff.as_ref().map(|staff| staff.name.clone()),
            script: asset::address("counter.js"),
        }
    }
}

/// The frame of a page of the counter that nothing leads back to: in another language the counter begins anew, unless a form
/// of the page carries on what was typed.
fn frame(visit: &Visit) -> Frame {
    Frame::at(visit, COUNTER)
}

/// The time of day of a moment on the community's clock.
fn clock(moment: &str) -> String {
    moment.get(11..16).unwrap_or_default().to_owned()
}
