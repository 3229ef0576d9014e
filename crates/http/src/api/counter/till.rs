//! Business at a shop's device: what a bill comes to, and what is confirmed. Shop and branch are the device's, the resident
//! is whose card is shown, and the answers say nothing of why somebody has an offer or none.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_app::counter::Device;
use xiaonuan_app::desk::{CounterReceipt, DeskError, Done, Request};
use xiaonuan_app::service::Service;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{CardNamed, Claim, Command};
use xiaonuan_domain::money::Money;

use super::AtDevice;
use crate::api::ask::{self, Keyed};
use crate::api::manner::Manner;
use crate::api::quotes::QuotedOffer;
use crate::api::write::{REPEATED, WriteQuery};
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};
use crate::field;
use crate::open::Visit;

/// A bill to quote at this counter.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CounterBill {
    /// What stands on the resident's card: the token of its QR code, or its short code.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "A3K7MN")]
    card: String,
    /// The bill, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "68.50")]
    bill: String,
    /// How much of it vouchers shall pay, in yuan; as much as they can, where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    voucher: Option<String>,
}

/// What a bill comes to at this counter.
#[derive(Serialize, ToSchema)]
pub(crate) struct CounterQuoted {
    /// The bill.
    bill: String,
    /// The resident's surname.
    surname: String,
    /// The end of the card's number.
    card_tail: Option<String>,
    /// What vouchers could pay of the bill.
    voucher_left: String,
    /// What can be used first, the best for the customer first.
    offers: Vec<QuotedOffer>,
}

/// A bill that was paid at this counter.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CounterClaim {
    /// The reference, new for each claim.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "HX-2026-0001")]
    reference: String,
    /// When the bill was paid.
    #[validate(custom(function = "field::moment"))]
    #[schema(example = "2026-11-02T14:32:00+08:00")]
    at: String,
    /// What stands on the resident's card: the token of its QR code, or its short code.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "A3K7MN")]
    card: String,
    /// The discount, if one is used.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    #[schema(example = "D01")]
    discount: Option<String>,
    /// The bill, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "68.50")]
    bill: String,
    /// How much of it vouchers pay, in yuan.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    voucher: Option<String>,
    /// The number of the shop's own receipt.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    receipt: Option<String>,
}

/// What was confirmed at this counter.
#[derive(Serialize, ToSchema)]
pub(crate) struct CounterConfirmed {
    /// The reference.
    #[serde(rename = "ref")]
    reference: String,
    /// When the bill was paid, with the community's offset.
    occurred_at: String,
    /// The resident's surname.
    surname: String,
    /// The end of the card's number.
    card_tail: Option<String>,
    /// The bill.
    bill: String,
    /// The discount.
    discount_code: Option<String>,
    /// What it is called.
    title: Option<String>,
    /// What it took off.
    discount: String,
    /// What vouchers paid.
    voucher: String,
    /// What the customer pays 应收.
    due: String,
    /// The number of the shop's own receipt.
    receipt: Option<String>,
    /// The branch.
    branch: Option<String>,
}

/// What was confirmed at this counter today.
#[derive(Serialize, ToSchema)]
pub(crate) struct CounterToday {
    /// The last first.
    redemptions: Vec<TodayRow>,
}

/// A redemption in the list of today.
#[derive(Serialize, ToSchema)]
pub(crate) struct TodayRow {
    #[serde(flatten)]
    confirmed: CounterConfirmed,
    /// Who stood at the counter, by their code.
    staff: Option<String>,
    /// Whether it was taken back.
    undone: bool,
    /// Until when it can be undone here; nothing once it cannot.
    undo_until: Option<String>,
}

/// A redemption to take back at this counter.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CounterUndo {
    /// The reversal's own reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "CX-2026-0001")]
    reference: String,
    /// The redemption's reference.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "HX-2026-0001")]
    of: String,
    /// Why, if something is to be said of it.
    #[serde(default)]
    #[validate(custom(function = "field::prose"))]
    reason: Option<String>,
}

/// What was taken back at this counter.
#[derive(Serialize, ToSchema)]
pub(crate) struct CounterUndone {
    /// The reversal's reference.
    #[serde(rename = "ref")]
    reference: String,
    /// The redemption's.
    of: String,
    /// When it was recorded, on the community's clock.
    recorded_at: String,
}

impl From<CounterReceipt> for CounterConfirmed {
    fn from(receipt: CounterReceipt) -> Self {
        CounterConfirmed {
            reference: receipt.reference,
            occurred_at: receipt.occurred_at,
            surname: receipt.surname,
            card_tail: receipt.card_tail,
            bill: receipt.bill.to_string(),
            discount_code: receipt.discount.as_ref().map(Code::to_string),
            title: receipt.title,
            discount: receipt.off.to_string(),
            voucher: receipt.voucher.to_string(),
            due: receipt.due.to_string(),
            receipt: receipt.receipt.as_ref().map(Code::to_string),
            branch: receipt.branch.as_ref().map(Code::to_string),
        }
    }
}

/// Whoever has a shop's phone in hand is nobody until they gave their PIN.
fn somebody(device: &Device) -> Result<(), Fault> {
    device.staff.as_ref().map(|_| ()).ok_or(Fault::PinRequired)
}

/// A refusal as a shop hears it; nothing else is changed by that.
fn heard(error: DeskError) -> Fault {
    error.at_counter().into()
}

/// What a bill comes to at this counter, by the offers that everybody has or that this person has. Somebody must stand at
/// it. Changes nothing.
#[utoipa::path(
    post, path = "/api/v1/counter/quotes", tag = "counter", operation_id = "quoteAtCounter",
    request_body = CounterBill,
    responses((status = 200, body = CounterQuoted), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn quote(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
    ValidBody { body, .. }: ValidBody<CounterBill>,
) -> Result<Json<CounterQuoted>, Fault> {
    somebody(&device)?;
    let voucher = body.voucher.as_ref().and_then(|text| text.parse().ok());
    let bill = body.bill.parse().unwrap_or_default();
    let asking = device.asking(CardNamed::Presented(body.card), bill, voucher);
    let quote = service.quote_at_counter(device.community.as_str(), &asking).await?;
    let offers = quote.offers.into_iter().map(|told| QuotedOffer::of(told.offer, &visit));
    Ok(Json(CounterQuoted {
        bill: quote.bill.to_string(),
        surname: quote.surname,
        card_tail: quote.card_tail,
        voucher_left: quote.voucher_left.to_string(),
        offers: offers.collect(),
    }))
}

/// Records at this counter, within 72 hours, what a resident's bill was paid down by. Somebody must stand at it.
#[utoipa::path(
    post, path = "/api/v1/counter/redemptions", tag = "counter", operation_id = "redeemAtCounter",
    params(WriteQuery, ("idempotency-key" = String, Header, description = "A text of your choice, new for each request and \
            the same when it is sent again; a dry run needs none")),
    request_body = CounterClaim,
    responses((status = 201, body = CounterConfirmed, description = "Recorded, now or when it was first asked"),
              (status = 200, body = CounterConfirmed, description = "Dry run: what would be recorded"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn redeem(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    manner: Manner,
    ValidBody { body, content }: ValidBody<CounterClaim>,
) -> Result<Response, Fault> {
    somebody(&device)?;
    let dry_run = manner.dry_run;
    let command = Command::Redeem(claim(&device, body)?);
    let done = decided(&service, &device, manner, (ask::Claim::SCOPE, content, command)).await?;
    let receipt = service
        .receipt_at_counter(device.community.as_str(), &done.recorded)
        .await?;
    Ok(answer(done.repeated, dry_run, CounterConfirmed::from(receipt)))
}

/// What whoever stands at this counter confirmed at it today, the last first, and until when each can be undone here. Somebody
/// must stand at it.
#[utoipa::path(
    get, path = "/api/v1/counter/redemptions", tag = "counter", operation_id = "todayAtCounter",
    responses((status = 200, body = CounterToday), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn today(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
) -> Result<Json<CounterToday>, Fault> {
    somebody(&device)?;
    let all = service.today_at(&device).await?;
    let redemptions = all.into_iter().map(|one| TodayRow {
        confirmed: one.used.receipt.into(),
        staff: one.staff,
        undone: one.used.is_undone,
        undo_until: one.undo_until,
    });
    Ok(Json(CounterToday {
        redemptions: redemptions.collect(),
    }))
}

/// Takes back what was confirmed at this counter in the last 15 minutes, by whoever confirmed it. They must stand at it.
#[utoipa::path(
    post, path = "/api/v1/counter/reversals", tag = "counter", operation_id = "undoAtCounter",
    params(WriteQuery, ("idempotency-key" = String, Header, description = "A text of your choice, new for each request and \
            the same when it is sent again; a dry run needs none")),
    request_body = CounterUndo,
    responses((status = 201, body = CounterUndone, description = "Recorded, now or when it was first asked"),
              (status = 200, body = CounterUndone, description = "Dry run: what would be recorded"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn undo(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    manner: Manner,
    ValidBody { body, content }: ValidBody<CounterUndo>,
) -> Result<Response, Fault> {
    somebody(&device)?;
    let dry_run = manner.dry_run;
    let reference = body.reference.parse().map_err(|_| Fault::BadRequest)?;
    let of = body.of.parse().map_err(|_| Fault::BadRequest)?;
    let command = service.undoing(&device, reference, &of, body.reason).await?;
    let done = decided(&service, &device, manner, (ask::Reversal::SCOPE, content, command)).await?;
    let undone = CounterUndone {
        reference: done.recorded.reference.clone(),
        of: body.of,
        recorded_at: done.recorded.recorded_at.clone(),
    };
    Ok(answer(done.repeated, dry_run, undone))
}

/// Does what is asked at a counter under its key, or only decides it.
async fn decided(
    service: &Service,
    device: &Device,
    manner: Manner,
    (scope, content, command): (&'static str, Vec<u8>, Command),
) -> Result<Done, Fault> {
    if manner.key.is_none() && !manner.dry_run {
        return Err(Fault::KeyRequired);
    }
    let (community, actor) = (device.community.as_str(), device.actor());
    let request = Request {
        scope,
        key: manner.key.map(|key| device.own_key(&key)),
        content,
        command,
    };
    let done = if manner.dry_run {
        service.rehearse(community, &actor, request).await
    } else {
        service.perform(community, &actor, request).await
    };
    done.map_err(heard)
}

pub(super) fn answer(repeated: bool, dry_run: bool, told: impl Serialize) -> Response {
    let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = (status, Json(told)).into_response();
    if repeated {
        response
            .headers_mut()
            .insert(REPEATED, HeaderValue::from_static("true"));
    }
    response
}

fn claim(device: &Device, body: CounterClaim) -> Result<Claim, Fault> {
    // The fields were validated by the same readers.
    Ok(Claim {
        reference: body.reference.parse().map_err(|_| Fault::BadRequest)?,
        at: body.at.parse().map_err(|_| Fault::BadRequest)?,
        merchant: device.merchant.to_string(),
        resident: String::new(),
        discount: body.discount.unwrap_or_default(),
        bill: body.bill.parse().unwrap_or_default(),
        voucher: body.voucher.and_then(|text| text.parse().ok()).unwrap_or(Money::ZERO),
        receipt: body.receipt.and_then(|text| text.parse().ok()),
        branch: device.branch.clone(),
        card: Some(CardNamed::Presented(body.card)),
        customer: None,
        counter: Some(Box::new(device.stands())),
    })
}
