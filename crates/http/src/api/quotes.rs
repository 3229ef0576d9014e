//! Quotes: what a bill would come to.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_app::desk::{Asking, Offer};
use xiaonuan_app::messages::refusal_message;
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::command::CardNamed;
use xiaonuan_domain::refusal::RefusalCode;

use super::ask::one_holder;
use crate::access::{Principal, card_required};
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};
use crate::field;
use crate::open::Visit;

/// A bill to quote.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "is_somebodys"))]
pub(crate) struct QuoteRequest {
    /// The merchant.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "M01")]
    merchant: String,
    /// The resident; none where a card is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::named"))]
    #[schema(example = "R0001")]
    resident: Option<String>,
    /// What stands on the resident's card: the token of its QR code, or its short code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::named"))]
    card: Option<String>,
    /// When; now, where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::moment"))]
    at: Option<String>,
    /// The bill, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "68.50")]
    bill: String,
    /// How much of it vouchers shall pay, in yuan; as much as they can, where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    voucher: Option<String>,
    /// The merchant's branch.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    branch: Option<String>,
}

/// A bill is a resident's, known by code or by card.
fn is_somebodys(asked: &QuoteRequest) -> Result<(), ValidationError> {
    one_holder(asked.resident.as_deref(), asked.card.as_deref())
}

/// What a bill would come to.
#[derive(Serialize, ToSchema)]
pub(crate) struct Quote {
    /// The bill.
    bill: String,
    /// What the resident's vouchers could pay altogether.
    voucher_left: String,
    /// The offers of the shop that this resident may use: what can be used first, the best for the customer first.
    offers: Vec<QuotedOffer>,
}

/// What an offer would come to.
#[derive(Serialize, ToSchema)]
pub(crate) struct QuotedOffer {
    /// The discount to name in the claim; none where only vouchers pay.
    discount_code: Option<String>,
    /// What it is called.
    title: Option<String>,
    /// Whether a claim now would be recorded.
    usable: bool,
    /// What the discount takes off.
    discount: Option<String>,
    /// What vouchers pay: to send as `voucher`.
    voucher: Option<String>,
    /// What the customer pays 应收.
    due: Option<String>,
    /// Why it cannot be used now.
    reason: Option<&'static str>,
    /// The same for people.
    message: Option<String>,
}

impl QuotedOffer {
    pub(super) fn of(offer: Offer, visit: &Visit) -> Self {
        let terms = offer.result.as_ref().ok();
        let refusal = offer.result.as_ref().err();
        QuotedOffer {
            discount_code: offer.discount.as_ref().map(ToString::to_string),
            usable: terms.is_some(),
            discount: terms.map(|terms| terms.discount.to_string()),
            voucher: terms.map(|terms| terms.voucher.to_string()),
            due: terms.map(|terms| terms.due.to_string()),
            reason: refusal.map(|refusal| refusal.code.as_str()),
            message: refusal.map(|refusal| refusal_message(refusal, visit.words.language)),
            title: offer.title,
        }
    }
}

/// What a bill would come to by every offer that can be used, best for the customer first. Changes nothing.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/quotes", tag = "events", operation_id = "quote",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    request_body = QuoteRequest,
    responses((status = 200, body = Quote), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn quote(
    State(service): State<Service>,
    Path(community): Path<String>,
    principal: Principal,
    visit: Visit,
    ValidBody { body, .. }: ValidBody<QuoteRequest>,
) -> Result<Json<Quote>, Fault> {
    if !principal.reach(Right::ServeCounter).covers_merchant(&body.merchant) {
        return Err(Fault::Refused(RefusalCode::UnknownMerchant.into()));
    }
    if principal.is_of_a_shop() && body.card.is_none() {
        return Err(card_required());
    }
    let asking = Asking {
        at: body.at.as_ref().and_then(|text| text.parse().ok()),
        bill: body.bill.parse().unwrap_or_default(),
        voucher: body.voucher.as_ref().and_then(|text| text.parse().ok()),
        at_most: false,
        branch: body.branch.as_ref().and_then(|text| text.parse().ok()),
        merchant: body.merchant,
        resident: body.resident.unwrap_or_default(),
        card: body.card.map(CardNamed::Presented),
        counter: None,
        by: principal.actor.recorded.to_string(),
    };
    let (bill, voucher_left, offers) = if principal.is_of_a_shop() {
        let quote = service.quote_at_counter(&community, &asking).await?;
        let offers = quote.offers.into_iter().map(|told| told.offer).collect();
        (quote.bill, quote.voucher_left, offers)
    } else {
        let quote = service.quote(&community, &asking).await?;
        (quote.bill, quote.voucher_left, quote.offers)
    };
    Ok(Json(Quote {
        bill: bill.to_string(),
        voucher_left: voucher_left.to_string(),
        offers: offers.into_iter().map(|offer| QuotedOffer::of(offer, &visit)).collect(),
    }))
}
