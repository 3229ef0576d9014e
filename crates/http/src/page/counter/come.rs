//! Who stands at the counter: they come with their PIN, and leave.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::counter::{CounterError, Device};
use xiaonuan_app::service::Service;

use super::bill::{Said, show};
use super::slip::Slip;
use super::{COUNTER, QUOTE, Till, frame};
use crate::api::counter::AtDevice;
use crate::fault::{Faced, Fault};
use crate::open::Visit;
use crate::page::form::{again_for, filled};
use crate::page::{Frame, Page};
use crate::words::t;

/// Up to how many people are each a button, and more a list.
const FEW: usize = 6;

#[derive(Template)]
#[template(path = "counter_pin.html")]
pub(crate) struct PinPage {
    pub(crate) frame: Frame,
    pub(crate) till: Till,
    /// Who may come, by code and name.
    pub(crate) people: Vec<(String, String)>,
    /// Whose code was chosen.
    pub(crate) chosen: String,
    /// What was typed before, which goes on afterwards.
    pub(crate) kept: Option<Slip>,
    pub(crate) fault: Option<String>,
}

impl PinPage {
    pub(crate) fn is_few(&self) -> bool {
        self.people.len() <= FEW
    }
}

#[derive(Deserialize)]
pub(crate) struct ComeForm {
    #[serde(default)]
    staff: String,
    pin: SecretString,
    #[serde(flatten)]
    kept: Slip,
}

/// Asks who stands there. What was typed is kept.
pub(super) async fn pin_asked(
    service: &Service,
    device: &Device,
    visit: &Visit,
    (kept, wrong): (Option<Slip>, Option<(String, Fault)>),
) -> Result<Response, Fault> {
    let people = service.staff_of(device).await?;
    let people: Vec<_> = people.into_iter().map(|one| (one.code.to_string(), one.name)).collect();
    let only = people.first().filter(|_| people.len() == 1);
    let chosen = match (&wrong, only) {
        (Some((code, _)), _) => code.clone(),
        (None, Some((code, _))) => code.clone(),
        (None, None) => String::new(),
    };
    let frame = match kept {
        // What was typed before goes on in the other language too.
        Some(_) => frame(visit).sending("pin-form", &Uri::from_static(QUOTE)),
        None => frame(visit),
    };
    let page = PinPage {
        frame,
        till: Till::of(device),
        people,
        chosen,
        kept,
        fault: wrong.as_ref().map(|(_, fault)| said(fault, visit)),
    };
    Ok(match &wrong {
        Some((_, fault)) => again_for(fault, page),
        // What was asked is not done: the script knows it by the number.
        None if page.kept.is_some() => Faced(StatusCode::FORBIDDEN, Page(page)).into_response(),
        None => Page(page).into_response(),
    })
}

fn said(fault: &Fault, visit: &Visit) -> String {
    match fault {
        Fault::WrongCode => t!(visit.words, "counter-pin-wrong"),
        Fault::TooManyTries(_) => t!(visit.words, "counter-pin-slow"),
        other => other.told(visit.words),
    }
}

/// Somebody comes, by their PIN. What was typed before goes on.
pub(super) async fn come(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
    form: Result<Form<ComeForm>, FormRejection>,
) -> Result<Response, Fault> {
    let ComeForm { staff, pin, kept } = filled(form)?;
    let has_kept = !kept.card.is_empty() || !kept.code.is_empty();
    let kept = Some(kept).filter(|_| has_kept);
    match service.staff_at(&device, &staff, pin.expose_secret()).await {
        Ok(standing) => {
            let Some(kept) = kept else {
                return Ok(Redirect::to(COUNTER).into_response());
            };
            let device = Device {
                staff: Some(standing),
                ..device
            };
            show(&service, &device, &visit, kept, Said::default()).await
        }
        Err(error @ (CounterError::Wrong | CounterError::Slow(_))) => {
            let wrong = Some((staff, Fault::from(error)));
            pin_asked(&service, &device, &visit, (kept, wrong)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whoever stands there leaves.
pub(super) async fn leave(State(service): State<Service>, AtDevice(device): AtDevice) -> Result<Redirect, Fault> {
    service.leave_device(&device).await?;
    Ok(Redirect::to(COUNTER))
}
