//! Several cards on one phone: one's own, and that of somebody for whom one acts. One is looked at, the others wait.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use xiaonuan_app::counter::{CardHolder, card_tail};
use xiaonuan_app::service::Service;
use xiaonuan_domain::code::Code;

use super::super::form::filled;
use super::CARD_PAGE;
use crate::api::counter::{CARD, CARD_SECONDS, keeping, kept};
use crate::fault::Fault;

/// What the phone keeps of the cards that wait.
const OTHERS: &str = "__Host-other-cards";
/// Between two of them: no secret holds it.
const BETWEEN: char = '|';
/// How many wait at most.
const MOST: usize = 4;

/// A card that is open on the phone.
struct Open {
    secret: String,
    community: Code,
    holder: CardHolder,
}

/// A card that waits, as its button calls it.
#[derive(Clone)]
pub(crate) struct WaitingCard {
    /// Its place among those that wait.
    pub(crate) place: usize,
    pub(crate) name: String,
    /// The end of its number.
    pub(crate) tail: String,
}

/// Which of the cards that wait is to be looked at.
#[derive(Deserialize)]
pub(super) struct OtherForm {
    place: usize,
}

async fn open_with(service: &Service, secret: String) -> Result<Option<Open>, Fault> {
    let opened = service.open_card_of(&secret).await?;
    Ok(opened.map(|(community, holder)| Open {
        secret,
        community,
        holder,
    }))
}

/// Those that wait and are open still.
async fn others(service: &Service, headers: &HeaderMap) -> Result<Vec<Open>, Fault> {
    let secrets = kept(headers, OTHERS).unwrap_or_default();
    let mut open = Vec::new();
    for secret in secrets.split(BETWEEN).filter(|secret| !secret.is_empty()).take(MOST) {
        open.extend(open_with(service, secret.to_owned()).await?);
    }
    Ok(open)
}

/// The cards that wait.
pub(super) async fn waiting(service: &Service, headers: &HeaderMap) -> Result<Vec<WaitingCard>, Fault> {
    let mut waiting = Vec::new();
    for (place, open) in others(service, headers).await?.into_iter().enumerate() {
        let name = service.name_of_holder(&open.community, &open.holder).await?;
        waiting.push(WaitingCard {
            place,
            name: name.unwrap_or_default(),
            tail: card_tail(open.holder.card.as_str()),
        });
    }
    Ok(waiting)
}

/// An answer with which the phone looks at one card, and keeps others waiting.
fn looking_at(secret: &str, others: &[Open], answer: impl IntoResponse) -> Response {
    let secrets: Vec<&str> = others.iter().map(|open| open.secret.as_str()).take(MOST).collect();
    let others = secrets.join(&BETWEEN.to_string());
    keeping(
        OTHERS,
        &others,
        CARD_SECONDS,
        keeping(CARD, secret, CARD_SECONDS, answer),
    )
}

/// A card was opened: the one before waits, unless it is the same.
pub(super) async fn opened_beside(
    service: &Service,
    headers: &HeaderMap,
    (secret, holder): (&str, &CardHolder),
    answer: Response,
) -> Result<Response, Fault> {
    let mut before = Vec::new();
    if let Some(current) = kept(headers, CARD) {
        before.extend(open_with(service, current).await?);
    }
    before.extend(others(service, headers).await?);
    before.retain(|open| open.holder.card != holder.card);
    Ok(looking_at(secret, &before, answer))
}

/// Looks at another card.
pub(super) async fn look(
    State(service): State<Service>,
    headers: HeaderMap,
    form: Result<Form<OtherForm>, FormRejection>,
) -> Result<Response, Fault> {
    let OtherForm { place } = filled(form)?;
    let mut others = others(&service, &headers).await?;
    if place >= others.len() {
        return Ok(Redirect::to(CARD_PAGE).into_response());
    }
    let chosen = others.remove(place);
    if let Some(current) = kept(&headers, CARD) {
        others.extend(open_with(&service, current).await?);
    }
    Ok(looking_at(&chosen.secret, &others, Redirect::to(CARD_PAGE)))
}

/// Closes the card that is looked at; the first that waits is looked at then.
pub(super) async fn close(State(service): State<Service>, headers: HeaderMap) -> Result<Response, Fault> {
    if let Some(secret) = kept(&headers, CARD) {
        service.close_card(&secret).await?;
    }
    let mut others = others(&service, &headers).await?;
    let next = if others.is_empty() {
        String::new()
    } else {
        others.remove(0).secret
    };
    Ok(looking_at(&next, &others, Redirect::to(CARD_PAGE)))
}
