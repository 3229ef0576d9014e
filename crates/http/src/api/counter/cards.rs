//! Residents' cards: codes that are made for them, and cards that are opened on a phone of their holder's.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_app::counter::{CardHolder, NewComplaint};
use xiaonuan_app::service::Service;

use super::own::{CardComplaint, ComplaintFiled, OwnCard, OwnHistory, OwnHistoryQuery, OwnUse};
use super::till::answer;
use super::{CARD, CARD_SECONDS, InCommunity, Whence, keeping, kept};
use crate::access::Principal;
use crate::api::manner::Manner;
use crate::api::registers::PathCode;
use crate::api::users::Within;
use crate::body::{SecretBody, ValidBody};
use crate::fault::{Fault, Problem};
use crate::field;
use crate::query::ValidQuery;

/// How many are told at once of what somebody used.
const AT_ONCE: u32 = 50;

/// Codes that were made for a card. They are told once, and kept as hashes only.
#[derive(Serialize, ToSchema)]
pub(crate) struct CardCodes {
    /// The record of the issue.
    seq: i64,
    /// What the QR code holds: 128 random bits.
    token: String,
    /// What is written beside it, for a shop without a camera.
    short_code: String,
    /// What the holder opens the card with on their own phone.
    pin: String,
}

/// A PIN that was made. It is told once.
#[derive(Serialize, ToSchema)]
pub(crate) struct CardPin {
    /// The PIN.
    pin: String,
}

/// A card to open on its holder's phone.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardOpening {
    /// The token of the card's QR code.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "abcdefghijklmnopqrstuvwxyz")]
    token: String,
    /// The holder's PIN.
    #[validate(custom(function = "field::pin"))]
    #[schema(example = "204871")]
    pin: String,
}

/// Makes new codes and a PIN for a card; those before open nothing any more. A blocked card can be used again.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/cards/{code}/reissue", tag = "registers", operation_id = "reissueCard",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("code" = String, Path, description = "The card's number")),
    responses((status = 201, body = CardCodes, description = "Recorded; the codes are told once"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn reissue(
    State(service): State<Service>,
    InCommunity(community): InCommunity,
    by: Principal,
    PathCode(card): PathCode,
) -> Result<(axum::http::StatusCode, Json<CardCodes>), Fault> {
    let issued = service.issue_card(&community, &by.actor, &card).await?;
    let codes = CardCodes {
        seq: issued.done.recorded.seq,
        token: issued.token.reveal().to_owned(),
        short_code: issued.short_code.reveal().to_owned(),
        pin: issued.pin.reveal().to_owned(),
    };
    Ok((axum::http::StatusCode::CREATED, Json(codes)))
}

/// Makes a new PIN for a card, which may be tried again.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/cards/{code}/pin", tag = "registers", operation_id = "resetCardPin",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("code" = String, Path, description = "The card's number")),
    responses((status = 200, body = CardPin), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn reset_pin(
    State(service): State<Service>,
    within: Within,
    PathCode(card): PathCode,
) -> Result<Json<CardPin>, Fault> {
    let pin = service.reset_card_pin(&within.community, &card).await?;
    within.log(&service, "cards/pin", card.to_string()).await?;
    Ok(Json(CardPin {
        pin: pin.reveal().to_owned(),
    }))
}

/// Opens a card on its holder's phone, which keeps a cookie. After five wrong PINs, one more is taken each day.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/card", tag = "counter", operation_id = "openCard",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    request_body = CardOpening,
    responses((status = 200, body = OwnCard), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn open(
    State(service): State<Service>,
    Path(community): Path<String>,
    Whence(address): Whence,
    SecretBody(body): SecretBody<CardOpening>,
) -> Result<Response, Fault> {
    let opened = service.open_card(&community, (&body.token, &body.pin), address).await?;
    let own = Json(OwnCard::from(service.own(&community, &opened.holder).await?));
    Ok(keeping(CARD, opened.secret.reveal(), CARD_SECONDS, own))
}

/// The card that this phone has open: what its holder can use and where, what is left on their vouchers, and what they are
/// entitled to.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/card", tag = "counter", operation_id = "ownCard",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    responses((status = 200, body = OwnCard), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn own(
    State(service): State<Service>,
    Path(community): Path<String>,
    headers: HeaderMap,
) -> Result<Json<OwnCard>, Fault> {
    let holder = holder(&service, &community, &headers).await?;
    Ok(Json(service.own(&community, &holder).await?.into()))
}

/// What the holder of the card that this phone has open used, the last first.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/card/history", tag = "counter", operation_id = "ownHistory",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), OwnHistoryQuery),
    responses((status = 200, body = OwnHistory), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn history(
    State(service): State<Service>,
    Path(community): Path<String>,
    headers: HeaderMap,
    ValidQuery(query): ValidQuery<OwnHistoryQuery>,
) -> Result<Json<OwnHistory>, Fault> {
    let holder = holder(&service, &community, &headers).await?;
    let (used, next) = service.used(&community, &holder, query.before, AT_ONCE).await?;
    Ok(Json(OwnHistory {
        used: used.into_iter().map(OwnUse::from).collect(),
        next,
    }))
}

/// Files what the holder of the card that this phone has open says is wrong. It goes to the office, never to a shop, and
/// stays on record; of one day, five may wait for an answer.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/card/complaints", tag = "counter", operation_id = "complain",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("idempotency-key" = String, Header, description = "A text of your choice, new for each request and the same \
            when it is sent again")),
    request_body = CardComplaint,
    responses((status = 201, body = ComplaintFiled, description = "Filed, now or when it was first asked"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn complain(
    State(service): State<Service>,
    Path(community): Path<String>,
    headers: HeaderMap,
    manner: Manner,
    ValidBody { body, .. }: ValidBody<CardComplaint>,
) -> Result<Response, Fault> {
    let holder = holder(&service, &community, &headers).await?;
    let complaint = NewComplaint {
        // The fields were validated by the same readers.
        about: body.about.and_then(|about| about.parse().ok()),
        text: body.text,
        key: manner.key.ok_or(Fault::KeyRequired)?,
    };
    let filed = service.complain(&community, &holder, complaint).await?;
    let told = ComplaintFiled {
        code: filed.code.to_string(),
        on: filed.on.to_string(),
    };
    Ok(answer(filed.repeated, false, told))
}

/// Whose card a phone has open.
async fn holder(service: &Service, community: &str, headers: &HeaderMap) -> Result<CardHolder, Fault> {
    let secret = kept(headers, CARD).ok_or(Fault::NotFound)?;
    let opened = service.open_card_of(&secret).await?;
    let of_this = opened.filter(|(own, _)| own.as_str() == community);
    of_this.map(|(_, holder)| holder).ok_or(Fault::NotFound)
}

/// Closes the card on this phone.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/card/close", tag = "counter", operation_id = "closeCard",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    responses((status = 204, description = "Closed, if it was open"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn close(State(service): State<Service>, headers: HeaderMap) -> Result<Response, Fault> {
    if let Some(secret) = kept(&headers, CARD) {
        service.close_card(&secret).await?;
    }
    Ok(keeping(CARD, "", 0, axum::http::StatusCode::NO_CONTENT))
}
