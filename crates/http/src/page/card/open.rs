//! Opening a card on a phone, and closing it.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::counter::CounterError;
use xiaonuan_app::service::Service;
use xiaonuan_domain::calendar::Instant;

use super::super::sign_in::{again, filled};
use super::{CARD_PAGE, Frame, Page, Place, opened, plain};
use crate::api::counter::{CARD, CARD_SECONDS, Whence, keeping, kept};
use crate::fault::Fault;
use crate::field;
use crate::open::Visit;
use crate::words::{Words, t};

/// The field of an address that says of which community a card is: its code stands in a QR code beside the token.
pub(crate) const COMMUNITY: &str = "c";

#[derive(Template)]
#[template(path = "card_open.html")]
pub(crate) struct CardOpenPage {
    pub(crate) frame: Frame,
    /// What the QR code held, where it was scanned.
    pub(crate) token: Option<SecretString>,
    /// The community's code, as far as it is known.
    pub(crate) community: String,
    /// Whether it must be typed.
    pub(crate) asks_community: bool,
    /// Whether a card was open on this phone a while ago.
    pub(crate) is_closed: bool,
    /// Whether this phone has some card open.
    pub(crate) has_open: bool,
    pub(crate) faults: CardOpenFaults,
}

/// What was wrong with the fields of the form.
#[derive(Default)]
pub(crate) struct CardOpenFaults {
    pub(crate) token: Option<String>,
    pub(crate) community: Option<String>,
    pub(crate) pin: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct OpenForm {
    #[serde(default)]
    token: SecretString,
    #[serde(default)]
    typed: SecretString,
    #[serde(default)]
    c: String,
    pin: SecretString,
}

/// The form for the card whose token stands in the address of a QR code.
pub(crate) async fn of_token(
    service: &Service,
    visit: &Visit,
    headers: &HeaderMap,
    token: &str,
) -> Result<Response, Fault> {
    let mut page = blank(service, visit, headers).await?;
    page.token = Some(token.into());
    Ok(Page(page).into_response())
}

/// The form where no card is open.
pub(super) async fn closed(service: &Service, visit: &Visit, headers: &HeaderMap) -> Result<Response, Fault> {
    let mut page = blank(service, visit, headers).await?;
    page.is_closed = kept(headers, CARD).is_some();
    Ok(Page(page).into_response())
}

async fn blank(service: &Service, visit: &Visit, headers: &HeaderMap) -> Result<CardOpenPage, Fault> {
    let community = match in_address(&visit.uri) {
        Some(community) => Some(community),
        None => service.only_community().await?.map(|code| code.to_string()),
    };
    Ok(CardOpenPage {
        frame: Frame::bare(visit.words, &visit.uri),
        token: None,
        asks_community: community.is_none(),
        community: community.unwrap_or_default(),
        is_closed: false,
        has_open: opened(service, headers).await?.is_some(),
        faults: CardOpenFaults::default(),
    })
}

fn in_address(uri: &Uri) -> Option<String> {
    let mut pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, code) = pairs.find(|(name, _)| *name == COMMUNITY)?;
    field::code(code).is_ok().then(|| code.to_owned())
}

/// Opens a card: the phone keeps that it did.
pub(super) async fn open(
    State(service): State<Service>,
    visit: Visit,
    headers: HeaderMap,
    Whence(address): Whence,
    form: Result<Form<OpenForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let scanned = !form.token.expose_secret().is_empty();
    let token = if scanned { &form.token } else { &form.typed };
    let mut faults = form.faults(visit.words, token);
    let mut fault = Fault::WrongCode;
    if faults.is_none() {
        let card = (token.expose_secret(), form.pin.expose_secret());
        match service.open_card(&form.c, card, &address).await {
            Ok(open) => return Ok(keeping(CARD, open.secret.reveal(), CARD_SECONDS, Redirect::to(CARD_PAGE))),
            Err(CounterError::Slow(seconds)) => {
                let until = Instant::from_micros(
                    service
                        .journal()
                        .now()
                        .micros()
                        .saturating_add_unsigned(seconds.saturating_mul(1_000_000)),
                );
                faults.pin = Some(t!(visit.words, "card-slow", when = plain::moment(visit.words, until)));
                fault = CounterError::Slow(seconds).into();
            }
            Err(CounterError::Wrong | CounterError::Missing) => faults.pin = Some(t!(visit.words, "card-wrong")),
            Err(error) => return Err(error.into()),
        }
    }
    let address = if scanned {
        format!("/k/{}?{COMMUNITY}={}", token.expose_secret(), form.c)
    } else {
        CARD_PAGE.to_owned()
    };
    let known = service.only_community().await?.is_some_and(|code| code.as_str() == form.c);
    let page = CardOpenPage {
        frame: Frame::bare(visit.words, &address.parse().unwrap_or(Uri::from_static(CARD_PAGE))),
        token: scanned.then(|| form.token.clone()),
        asks_community: !(scanned && faults.community.is_none()) && !known,
        community: form.c,
        is_closed: false,
        has_open: opened(&service, &headers).await?.is_some(),
        faults,
    };
    Ok(again(&fault, page))
}

impl OpenForm {
    /// What is wrong with what was typed, before anything is tried by it.
    fn faults(&self, words: Words, token: &SecretString) -> CardOpenFaults {
        let pin = self.pin.expose_secret();
        let missing = || t!(words, "field-fault-required");
        CardOpenFaults {
            token: token.expose_secret().trim().is_empty().then(missing),
            community: field::code(&self.c).is_err().then(|| t!(words, "field-fault-code")),
            pin: field::pin(pin).is_err().then(|| t!(words, "card-pin-form")),
        }
    }
}

impl CardOpenFaults {
    const fn is_none(&self) -> bool {
        self.token.is_none() && self.community.is_none() && self.pin.is_none()
    }
}

/// Closes the card on this phone.
pub(super) async fn close(State(service): State<Service>, headers: HeaderMap) -> Result<Response, Fault> {
    if let Some(secret) = kept(&headers, CARD) {
        service.close_card(&secret).await?;
    }
    Ok(keeping(CARD, "", 0, Redirect::to(CARD_PAGE)))
}
