//! Confirming: once, however often it is sent, and nothing but what was shown.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::counter::{Confirmed, Device};
use xiaonuan_app::desk::DeskError;
use xiaonuan_app::service::Service;
use xiaonuan_domain::refusal::RefusalCode;

use super::bill::{Notice, Said, said_of, show};
use super::clock;
use super::come::pin_asked;
use super::done;
use super::slip::Slip;
use crate::api::counter::AtDevice;
use crate::fault::{Fault, FieldCode};
use crate::open::Visit;
use crate::page::form::filled;
use crate::words::t;

/// Records what was shown; or says that nothing was recorded, why, and what it comes to now.
pub(super) async fn confirm(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
    form: Result<Form<Slip>, FormRejection>,
) -> Result<Response, Fault> {
    let slip = filled(form)?;
    if device.staff.is_none() {
        return pin_asked(&service, &device, &visit, (Some(slip), None)).await;
    }
    if slip.receipt().is_err() {
        let said = Said {
            receipt_fault: Some(FieldCode::Code.message(visit.words)),
            ..Said::default()
        };
        return show(&service, &device, &visit, slip, said).await;
    }
    let card = service.stood_in_for(&device, &slip.card).await?;
    let Some(asked) = slip.confirming(card) else {
        let notice = Notice::plain(t!(visit.words, "counter-changed"));
        return not_recorded(&service, &device, &visit, slip, notice).await;
    };
    match service.confirm_at(&device, asked).await {
        Ok(Confirmed::Recorded) => Ok(Redirect::to(&done::address(&slip.reference)).into_response()),
        Ok(Confirmed::Before(before)) => {
            let at = clock(&before.receipt.occurred_at);
            let notice = Notice {
                text: t!(visit.words, "counter-again", time = at),
                link: Some((
                    done::address(&before.receipt.reference),
                    t!(visit.words, "counter-again-look"),
                )),
            };
            let slip = Slip {
                again: "1".to_owned(),
                ..slip
            };
            not_recorded(&service, &device, &visit, slip, notice).await
        }
        Err(error @ (DeskError::Refused(_) | DeskError::Slow(_))) => {
            refused(&service, &device, &visit, slip, error).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn not_recorded(
    service: &Service,
    device: &Device,
    visit: &Visit,
    slip: Slip,
    notice: Notice,
) -> Result<Response, Fault> {
    let said = Said {
        notice: Some(notice),
        receipt_fault: None,
    };
    show(service, device, visit, slip, said).await
}

/// The answer under a reference stands for ever: what is asked next has another one.
async fn refused(
    service: &Service,
    device: &Device,
    visit: &Visit,
    slip: Slip,
    error: DeskError,
) -> Result<Response, Fault> {
    let code = match &error {
        DeskError::Refused(refusal) => Some(refusal.code),
        _ => None,
    };
    let former = slip.reference.clone();
    let slip = Slip {
        reference: String::new(),
        ..slip
    };
    let words = visit.words;
    let (notice, receipt_fault) = match code {
        Some(RefusalCode::ShopReceiptUsed | RefusalCode::ReceiptRequired) => {
            (None, Some(said_of(words, &error.into())))
        }
        Some(RefusalCode::DiscountChanged) => (Some(Notice::plain(t!(words, "counter-changed"))), None),
        // The answer under the key was a refusal too: nothing stands that could be looked at.
        Some(RefusalCode::IdempotencyKeyReused) if !done::is_there(service, device, &former).await? => {
            (Some(Notice::plain(t!(words, "counter-changed"))), None)
        }
        Some(RefusalCode::IdempotencyKeyReused) => {
            let link = Some((done::address(&former), t!(words, "counter-again-look")));
            let text = t!(words, "counter-used");
            (Some(Notice { text, link }), None)
        }
        _ => {
            let text = t!(words, "counter-not-recorded", why = said_of(words, &error.into()));
            (Some(Notice::plain(text)), None)
        }
    };
    show(service, device, visit, slip, Said { notice, receipt_fault }).await
}
