//! What was confirmed, large enough to be read across the counter, and taking it back.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use xiaonuan_app::counter::{Device, Today};
use xiaonuan_app::desk::DeskError;
use xiaonuan_app::service::Service;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::RefusalCode;

use super::bill::said_of;
use super::come::pin_asked;
use super::{Till, clock, spoken};
use crate::api::counter::AtDevice;
use crate::fault::Fault;
use crate::open::Visit;
use crate::page::form::filled;
use crate::page::{Frame, Page};
use crate::words::{Words, t};

/// Amounts of more signs than these are set smaller, each time by a class of its own.
const SIZES: [(usize, &str); 3] = [(12, "longest"), (9, "longer"), (6, "long")];

#[derive(Template)]
#[template(path = "counter_done.html")]
pub(crate) struct DonePage {
    pub(crate) frame: Frame,
    pub(crate) till: Till,
    pub(crate) reference: String,
    /// What is to be collected; of what was taken back, the whole bill.
    pub(crate) amount: String,
    pub(crate) time: String,
    /// The rest, by label and value.
    pub(crate) details: Vec<(String, String)>,
    /// Until when it can be undone.
    pub(crate) undo_until: Option<String>,
    pub(crate) is_undone: bool,
    /// How it is read aloud.
    pub(crate) spoken: String,
}

impl DonePage {
    /// The class of an amount that is long.
    pub(crate) fn size(&self) -> Option<&'static str> {
        let signs = self.amount.chars().count();
        let found = SIZES.into_iter().find(|(most, _)| signs > *most);
        found.map(|(_, size)| size)
    }
}

#[derive(Template)]
#[template(path = "counter_undo.html")]
pub(crate) struct UndoPage {
    pub(crate) frame: Frame,
    pub(crate) till: Till,
    /// What is taken back.
    pub(crate) of: String,
    /// The reference of taking it back.
    pub(crate) reference: String,
    pub(crate) amount: String,
    pub(crate) who: String,
    pub(crate) time: String,
    /// Until when that can be done; nothing once it cannot.
    pub(crate) until: Option<String>,
    pub(crate) fault: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct UndoForm {
    #[serde(default, rename = "ref")]
    reference: String,
}

/// Where what was confirmed is shown.
pub(super) fn address(reference: &str) -> String {
    format!("/counter/done/{reference}")
}

async fn of(service: &Service, device: &Device, reference: &str) -> Result<Today, Fault> {
    let reference: Code = reference.parse().map_err(|_| Fault::NotFound)?;
    let found = service.confirmed_at(device, &reference).await?;
    found.ok_or(Fault::NotFound)
}

/// Whether anything was confirmed at this device under a reference.
pub(super) async fn is_there(service: &Service, device: &Device, reference: &str) -> Result<bool, Fault> {
    match of(service, device, reference).await {
        Ok(_) => Ok(true),
        Err(Fault::NotFound) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// The same, of what whoever stands there confirmed themself: nobody takes back what a colleague did.
async fn own_of(service: &Service, device: &Device, reference: &str) -> Result<Today, Fault> {
    let told = of(service, device, reference).await?;
    if told.is_by(device) {
        Ok(told)
    } else {
        Err(Fault::NotFound)
    }
}

/// What was confirmed at this device.
pub(super) async fn show(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    if device.staff.is_none() {
        return pin_asked(&service, &device, &visit, (None, None)).await;
    }
    let told = of(&service, &device, &reference).await?;
    Ok(Page(page(&device, &visit, told)).into_response())
}

fn page(device: &Device, visit: &Visit, told: Today) -> DonePage {
    let words = visit.words;
    let receipt = &told.used.receipt;
    let is_undone = told.used.is_undone;
    let is_own = told.is_by(device);
    let collected = if is_undone { receipt.bill } else { receipt.due };
    DonePage {
        frame: Frame::bare(visit),
        till: Till::of(device),
        reference: receipt.reference.clone(),
        amount: words.amount(collected),
        time: clock(&receipt.occurred_at),
        details: details(words, &told, is_own),
        undo_until: told.undo_until.as_deref().filter(|_| is_own).map(clock),
        is_undone,
        spoken: t!(
            words,
            "counter-spoken",
            amount = spoken::amount(words.language, collected)
        ),
    }
}

/// Whoever takes over is told what it came to, and nothing of whose card it was.
fn details(words: Words, told: &Today, is_own: bool) -> Vec<(String, String)> {
    let receipt = &told.used.receipt;
    let minus = |amount: Money| format!("−{}", words.amount(amount));
    let title = receipt.title.clone().filter(|_| is_own);
    let discount = title.unwrap_or_else(|| t!(words, "counter-off"));
    let holder = match &receipt.card_tail {
        Some(tail) => t!(
            words,
            "counter-holder",
            surname = receipt.surname.as_str(),
            tail = tail.as_str()
        ),
        None => receipt.surname.clone(),
    };
    let all = [
        Some((t!(words, "counter-bill"), words.amount(receipt.bill))),
        receipt.off.is_positive().then(|| (discount, minus(receipt.off))),
        receipt
            .voucher
            .is_positive()
            .then(|| (t!(words, "counter-vouchers"), minus(receipt.voucher))),
        Some((t!(words, "counter-due"), words.amount(receipt.due))),
        receipt
            .receipt
            .as_ref()
            .map(|number| (t!(words, "counter-receipt"), number.to_string())),
        is_own.then(|| (t!(words, "counter-card"), holder)),
        Some((t!(words, "counter-reference"), receipt.reference.clone())),
    ];
    all.into_iter().flatten().collect()
}

/// Asks before it takes something back.
pub(super) async fn ask(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    if device.staff.is_none() {
        return pin_asked(&service, &device, &visit, (None, None)).await;
    }
    let told = own_of(&service, &device, &reference).await?;
    if told.used.is_undone {
        return Ok(Redirect::to(&address(&reference)).into_response());
    }
    Ok(undo_asked(&service, &device, &visit, &told, None))
}

fn undo_asked(service: &Service, device: &Device, visit: &Visit, told: &Today, fault: Option<String>) -> Response {
    let receipt = &told.used.receipt;
    let page = UndoPage {
        frame: Frame::bare(visit),
        till: Till::of(device),
        of: receipt.reference.clone(),
        reference: service.new_reference("CX").to_string(),
        amount: visit.words.amount(receipt.due),
        who: receipt.surname.clone(),
        time: clock(&receipt.occurred_at),
        until: told.undo_until.as_deref().map(clock),
        fault,
    };
    Page(page).into_response()
}

/// Takes something back.
pub(super) async fn undo(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
    Path(reference): Path<String>,
    form: Result<Form<UndoForm>, FormRejection>,
) -> Result<Response, Fault> {
    let own = filled(form)?.reference.parse().map_err(|_| Fault::BadRequest)?;
    if device.staff.is_none() {
        return pin_asked(&service, &device, &visit, (None, None)).await;
    }
    let told = own_of(&service, &device, &reference).await?;
    let code: Code = reference.parse().map_err(|_| Fault::NotFound)?;
    match service.undo_at(&device, own, &code).await {
        Ok(()) => Ok(Redirect::to(&address(&reference)).into_response()),
        Err(DeskError::Refused(refusal)) if refusal.code == RefusalCode::AlreadyReversed => {
            Ok(Redirect::to(&address(&reference)).into_response())
        }
        Err(error @ DeskError::Refused(_)) => {
            // Once it is too late, the page says so itself.
            let why = told.undo_until.is_some().then(|| said_of(visit.words, &error.into()));
            Ok(undo_asked(&service, &device, &visit, &told, why))
        }
        Err(error) => Err(error.into()),
    }
}
