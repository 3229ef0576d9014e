//! Opening a card on a phone, and closing it.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::counter::{CodeKind, CounterError};
use xiaonuan_app::service::Service;
use xiaonuan_domain::calendar::Instant;

use super::super::form::{Typed, again, again_for, filled};
use super::{CARD_PAGE, Frame, Page, complaint, opened, plain, several};
use crate::api::counter::{CARD, Whence, kept};
use crate::fault::{Fault, FieldCode};
use crate::field;
use crate::open::Visit;
use crate::words::{Words, t};

/// The field of an address that says of which community a card is: its code stands in a QR code beside the token.
pub(crate) const COMMUNITY: &str = "c";

#[derive(Template)]
#[template(path = "card_open.html")]
pub(crate) struct CardOpenPage {
    pub(crate) frame: Frame,
    pub(crate) form: Typed,
    /// What the QR code held, where it was scanned.
    pub(crate) token: Option<SecretString>,
    /// Whether the community's code must be typed.
    pub(crate) asks_community: bool,
    /// Whether a card was open on this phone a while ago.
    pub(crate) is_closed: bool,
    /// Whether this phone has some card open.
    pub(crate) has_open: bool,
    /// What was typed when the card had closed by itself.
    pub(crate) kept: KeptComplaint,
}

/// A complaint that was typed when the card had closed by itself: it is in the form again once the card is open.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct KeptComplaint {
    #[serde(rename = "kept_text")]
    pub(crate) text: String,
    #[serde(rename = "kept_about")]
    pub(crate) about: String,
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
    #[serde(flatten)]
    kept: KeptComplaint,
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

/// The same for who typed a complaint meanwhile.
pub(super) async fn closed_at(
    service: &Service,
    visit: &Visit,
    headers: &HeaderMap,
    kept: KeptComplaint,
) -> Result<Response, Fault> {
    let mut page = blank(service, visit, headers).await?;
    page.is_closed = true;
    page.kept = kept;
    Ok(again(page))
}

async fn blank(service: &Service, visit: &Visit, headers: &HeaderMap) -> Result<CardOpenPage, Fault> {
    let community = match in_address(&visit.uri) {
        Some(community) => Some(community),
        None => service.only_community().await?.map(|code| code.to_string()),
    };
    Ok(CardOpenPage {
        frame: Frame::bare(visit),
        asks_community: community.is_none(),
        form: Typed::new("card").with(COMMUNITY, community.unwrap_or_default()),
        token: None,
        is_closed: false,
        has_open: opened(service, headers).await?.is_some(),
        kept: KeptComplaint::default(),
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
    let mut typed = form.checked(visit.words, token);
    let mut slow = None;
    if !typed.is_wrong() {
        let card = (token.expose_secret(), form.pin.expose_secret());
        match service.open_card(&form.c, card, address).await {
            Ok(open) => {
                let onward = match form.kept.text.is_empty() {
                    true => Redirect::to(CARD_PAGE).into_response(),
                    false => complaint::typed_before(&service, &visit, (&form.c, &open.holder), &form.kept).await?,
                };
                let opened = (open.secret.reveal(), &open.holder);
                return several::opened_beside(&service, &headers, opened, onward).await;
            }
            Err(CounterError::Slow(seconds)) => {
                let when = plain::moment(visit.words, after(&service, seconds));
                typed.wrong("pin", t!(visit.words, "card-slow", when = when));
                slow = Some(Fault::from(CounterError::Slow(seconds)));
            }
            Err(CounterError::Wrong | CounterError::Missing) => typed.wrong("pin", t!(visit.words, "card-wrong")),
            Err(error) => return Err(error.into()),
        }
    }
    let is_known = service
        .only_community()
        .await?
        .is_some_and(|code| code.as_str() == form.c);
    let page = CardOpenPage {
        frame: Frame::at(&visit, CARD_PAGE),
        token: scanned.then(|| form.token.clone()),
        asks_community: typed.fault(COMMUNITY).is_some() || !(scanned || is_known),
        is_closed: false,
        has_open: opened(&service, &headers).await?.is_some(),
        form: typed,
        kept: form.kept,
    };
    Ok(match slow {
        Some(fault) => again_for(&fault, page),
        None => again(page),
    })
}

/// So many seconds from now.
fn after(service: &Service, seconds: u64) -> Instant {
    let now = service.journal().now().micros();
    Instant::from_micros(now.saturating_add_unsigned(seconds.saturating_mul(1_000_000)))
}

impl OpenForm {
    /// The form as it is shown again, with what is wrong with it before anything is tried by it.
    fn checked(&self, words: Words, token: &SecretString) -> Typed {
        let mut typed = Typed::new("card")
            .with("typed", self.typed.expose_secret())
            .with(COMMUNITY, &self.c);
        if token.expose_secret().trim().is_empty() {
            typed.wrong("typed", FieldCode::Required.message(words));
        } else if CodeKind::of(token.expose_secret()) == Some(CodeKind::Short) {
            typed.wrong("typed", t!(words, "card-typed-short"));
        }
        if field::code(&self.c).is_err() {
            typed.wrong(COMMUNITY, FieldCode::Code.message(words));
        }
        if field::pin(self.pin.expose_secret()).is_err() {
            typed.wrong("pin", t!(words, "card-pin-form"));
        }
        typed
    }
}
