//! A link makes a phone a shop's counter.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use xiaonuan_app::counter::CounterError;
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::Actor;

use super::COUNTER;
use crate::api::counter::{DEVICE, DEVICE_SECONDS, keeping};
use crate::fault::Fault;
use crate::open::Visit;
use crate::page::{Frame, Page};
use crate::words::t;

#[derive(Template)]
#[template(path = "counter_pair.html")]
pub(crate) struct PairPage {
    pub(crate) frame: Frame,
    /// The shop's name, and what it calls the device; nothing, if the link is over.
    pub(crate) device: Option<(String, String)>,
    /// Where the form leads: this very address.
    pub(crate) path: SecretString,
}

/// What a link would make of this phone. It is not used by that.
pub(super) async fn show(
    State(service): State<Service>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let device = service.pairing(&token).await?;
    Ok(Page(page(&visit, &token, device)).into_response())
}

fn page(visit: &Visit, token: &str, device: Option<(String, String)>) -> PairPage {
    PairPage {
        frame: Frame::bare(visit),
        device,
        path: format!("/pair/{token}").into(),
    }
}

/// Makes this phone the device.
pub(super) async fn pair(
    State(service): State<Service>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    match service.pair(&token, &Actor::operator("pairing")).await {
        Ok(paired) => Ok(keeping(
            DEVICE,
            paired.secret.reveal(),
            DEVICE_SECONDS,
            Redirect::to(COUNTER),
        )),
        Err(CounterError::Missing) => Ok(Page(page(&visit, &token, None)).into_response()),
        Err(error) => Err(error.into()),
    }
}
