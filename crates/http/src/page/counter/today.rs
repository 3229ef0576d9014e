//! What was confirmed at this counter today.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use xiaonuan_app::counter::Today;
use xiaonuan_app::service::Service;
use xiaonuan_domain::money::Sum;

use super::come::pin_asked;
use super::{Till, clock};
use crate::api::counter::AtDevice;
use crate::fault::Fault;
use crate::open::Visit;
use crate::page::{Frame, Page};
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "counter_today.html")]
pub(crate) struct TodayPage {
    pub(crate) frame: Frame,
    pub(crate) till: Till,
    /// The last first.
    pub(crate) rows: Vec<TodayRow>,
    /// How many of them stand, and what was collected with them.
    pub(crate) count: usize,
    pub(crate) sum: String,
}

pub(crate) struct TodayRow {
    pub(crate) reference: String,
    pub(crate) time: String,
    pub(crate) surname: String,
    pub(crate) tail: String,
    pub(crate) bill: String,
    pub(crate) due: String,
    pub(crate) is_undone: bool,
    pub(crate) undo_until: Option<String>,
}

impl TodayRow {
    fn of(words: Words, told: &Today) -> Self {
        let receipt = &told.used.receipt;
        TodayRow {
            reference: receipt.reference.clone(),
            time: clock(&receipt.occurred_at),
            surname: receipt.surname.clone(),
            tail: receipt.card_tail.clone().unwrap_or_default(),
            bill: words.amount(receipt.bill),
            due: words.amount(receipt.due),
            is_undone: told.used.is_undone,
            undo_until: told.undo_until.as_deref().map(clock),
        }
    }
}

/// Today's list of this device.
pub(super) async fn show(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
) -> Result<Response, Fault> {
    if device.staff.is_none() {
        return pin_asked(&service, &device, &visit, (None, None)).await;
    }
    let all = service.today_at(&device).await?;
    let standing: Vec<_> = all.iter().filter(|told| !told.used.is_undone).collect();
    let sum: Sum = standing.iter().map(|told| told.used.receipt.due).sum();
    let page = TodayPage {
        frame: Frame::bare(&visit),
        till: Till::of(&device),
        rows: all.iter().map(|told| TodayRow::of(visit.words, told)).collect(),
        count: standing.len(),
        sum: visit.words.amount(sum),
    };
    Ok(Page(page).into_response())
}
