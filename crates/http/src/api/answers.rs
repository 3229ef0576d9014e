//! For whoever lost an answer: what was decided under a key, and what was recorded under a reference.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{OneOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use validator::Validate;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::record::RecordKind;

use super::batches;
use super::expiries::{Returned, ReturnedOnce};
use super::manner::readable_key;
use super::records::{Values, values_for};
use super::registers::Edited;
use super::write::{Recorded, Reply};
use crate::access::Principal;
use crate::fault::{Fault, Problem};
use crate::query::ValidQuery;

/// Which key.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KeyQuery {
    /// The key of the request.
    key: String,
}

/// What is answered with 200: the record of a change, or what expiries returned.
struct ChangedOrReturned;

impl PartialSchema for ChangedOrReturned {
    fn schema() -> RefOr<Schema> {
        let recorded = Ref::from_schema_name(Recorded::name());
        let returned = Ref::from_schema_name(Returned::name());
        OneOfBuilder::new().item(recorded).item(returned).into()
    }
}

impl ToSchema for ChangedOrReturned {}

const EXPIRY: &str = "expiry";
const OPENING: &str = "opening";

/// All that is asked under keys: what a batch may ask, expiries, and the opening of the books themselves.
fn operations() -> impl Iterator<Item = &'static str> {
    batches::operations().chain([EXPIRY, OPENING])
}

/// The answer to the request that was sent under a key, as it was given or would have been; not found if nothing was
/// decided under it.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/answers/{operation}", tag = "events", operation_id = "answer",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("operation" = String, Path, description = "The operation, as in a batch", example = "redemption"), KeyQuery),
    responses((status = 201, body = Recorded), (status = 200, body = ChangedOrReturned, description = "Of changes, with the ETag that the row had by it; and of expiries",
               headers(("etag" = Option<String>))),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn by_key(
    State(service): State<Service>,
    Path((community, operation)): Path<(String, String)>,
    by: Principal,
    ValidQuery(query): ValidQuery<KeyQuery>,
) -> Result<Response, Fault> {
    // Of what is never asked nothing was ever decided: that would read as leave to ask it again.
    let operation = batches::named("operation", operations().map(|name| (name, name)), &operation)?;
    let key = by.own_key(readable_key(&query.key)?);
    if operation == EXPIRY {
        let expired = service.expired_under(&community, &key).await?;
        return Ok(ReturnedOnce(expired, true).into_response());
    }
    let kept = service.answer_to(&community, operation, &key).await;
    let done = by.told(kept.map_err(|error| by.heard_again(operation, error))?);
    // It is for whoever asked.
    if !by.reach(Right::ActForOfficers).everything && done.recorded.actor != *by.actor.recorded {
        return Err(Fault::NotFound);
    }
    if done.recorded.kind.is_change() {
        return Ok(Edited(Reply::of(done), false).into_response());
    }
    Ok(Reply::of(done).into_response())
}

/// An event as it is known now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Event {
    #[serde(flatten)]
    recorded: Recorded,
    /// The record that took it back.
    reversed_by: Option<i64>,
    /// What it says besides: reasons, purposes, findings and names, of which the document has check values only. Null where
    /// it was erased.
    values: Values,
}

/// What was recorded under a reference, by kind of record. Of a step that help took several times, such as a payment
/// that came back, this is the last one that stands, or the last one if none does.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/events/{kind}/{reference}", tag = "events", operation_id = "event",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("kind" = String, Path, description = "The kind of record", example = "redemption"),
           ("reference" = String, Path, description = "The reference")),
    responses((status = 200, body = Event), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn by_reference(
    State(service): State<Service>,
    Path((community, kind, reference)): Path<(String, String, String)>,
    to: Principal,
) -> Result<Json<Event>, Fault> {
    // Of what is never recorded nothing is on record: that would read as leave to record it.
    let kinds = RecordKind::ALL.iter().map(|kind| (kind.as_str(), *kind));
    let kind = batches::named("kind", kinds, &kind)?;
    if reference.parse::<xiaonuan_domain::code::Code>().is_err() {
        return Err(Fault::NotFound);
    }
    let recorded = service.event(&community, kind, &reference).await?;
    let reading = service.read(&community, AsAsked::default()).await?;
    let view = reading.record(recorded.seq).await?;
    Ok(Json(Event {
        recorded: recorded.into(),
        reversed_by: view.row.reversed_by,
        values: values_for(to.sight, view.said),
    }))
}
