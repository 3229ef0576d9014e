//! Many things at once: for heating, property and school, who bill by the month, and for programs that catch up.

mod read;
mod table;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_app::desk::{Done, Request};
use xiaonuan_app::service::Service;

use self::read::Rows;
pub(super) use self::table::{bodies_under_keys, named, operations, spelt};
use super::manner::readable_key;
use super::write::{Recorded, WriteQuery, status_of};
use crate::access::Principal;
use crate::body::ValidBody;
use crate::fault::{Fault, FieldCode, Problem};
use crate::open::Visit;
use crate::query::{ValidQuery, outside};

/// The most requests of a batch.
const MOST: usize = 10_000;

/// Requests to be done in order, each by itself.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "not_too_many"))]
pub(crate) struct Batch {
    /// The requests, at most 10,000.
    requests: Vec<BatchRequest>,
}

fn not_too_many(batch: &Batch) -> Result<(), ValidationError> {
    if batch.requests.is_empty() || batch.requests.len() > MOST {
        let told = outside(FieldCode::Count, 1, MOST as i64);
        return Err(told.with_message("requests".into()));
    }
    Ok(())
}

/// One request of a batch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchRequest {
    /// What is asked. Hyphens do for underscores.
    #[schema(example = "redemption")]
    operation: String,
    /// Its key, as in the Idempotency-Key of a single request.
    key: String,
    /// Of a change: the code of the row, as in the address of a single request. A community needs none.
    #[serde(default)]
    row: Option<String>,
    /// Of a change: the ETag of the row as it was read, as in the If-Match of a single request, or its number alone.
    #[serde(default)]
    if_match: Option<String>,
    /// Of a step of help or a decision about a proposal: the disbursement or proposal, as in the address of a single request.
    #[serde(default)]
    reference: Option<String>,
    /// Of a step of help or a decision about a proposal: which one, as in the address of a single request.
    #[serde(default)]
    step: Option<String>,
    /// Its body, as in a single request.
    #[schema(value_type = Object, example = json!({"ref": "HX-2026-0001", "at": "2026-11-02T14:32:00+08:00",
        "merchant": "M01", "resident": "R0001", "discount": "D01", "bill": "68.50"}))]
    body: Box<RawValue>,
}

/// The answers, in the order of the requests.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answers {
    /// How many were recorded, now or when they were first asked.
    recorded: usize,
    /// How many were refused.
    refused: usize,
    answers: Vec<BatchAnswer>,
}

/// The answer to one request: what was recorded, or why not.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchAnswer {
    /// Its key.
    key: String,
    /// The status that a single request would have been answered with.
    #[schema(example = 201)]
    status: u16,
    /// Whether it was answered before.
    repeated: bool,
    /// What was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<Recorded>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

/// Does up to 10,000 things in order, each by itself: one that is refused hinders no other. A batch whose answer was
/// lost can be sent again as it is. A dry run decides each as if those before it had been done, and changes nothing; who
/// writes to the same books meanwhile waits.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/batches", tag = "events", operation_id = "batch",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), WriteQuery),
    request_body = Batch,
    responses((status = 200, body = Answers), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn post(
    State(service): State<Service>,
    Path(community): Path<String>,
    visit: Visit,
    ValidQuery(query): ValidQuery<WriteQuery>,
    principal: Principal,
    ValidBody { body, .. }: ValidBody<Batch>,
) -> Result<Json<Answers>, Fault> {
    let keys: Vec<String> = body.requests.iter().map(|request| shown(&request.key)).collect();
    let mut rows = Rows::of(&service, &community, &principal, query.is_dry());
    let mut read: Vec<Result<Request, Fault>> = Vec::new();
    for request in body.requests {
        read.push(
            request
                .read(&mut rows)
                .await
                .and_then(|request| principal.asked(request)),
        );
    }
    let good: Vec<Request> = read
        .iter()
        .filter_map(|request| request.as_ref().ok().cloned())
        .collect();
    let done = if query.is_dry() {
        service.rehearse_all(&community, &principal.actor, &good).await?
    } else {
        service.perform_all(&community, &principal.actor, &good).await?
    };
    let mut done = done.into_iter();
    let answers: Vec<BatchAnswer> = read
        .into_iter()
        .zip(keys)
        .map(|(request, key)| {
            let answer = request.and_then(|request| {
                let done = done.next().expect("an answer for each");
                let heard = |error| principal.heard(&request.command, error);
                done.map(|done| principal.told(done)).map_err(heard)
            });
            BatchAnswer::of(answer, key, query.is_dry(), &visit)
        })
        .collect();
    let recorded = answers.iter().filter(|answer| answer.recorded.is_some()).count();
    Ok(Json(Answers {
        recorded,
        refused: answers.len() - recorded,
        answers,
    }))
}

/// A key as it is told back; what cannot be one is not repeated.
fn shown(key: &str) -> String {
    readable_key(key).unwrap_or_default()
}

impl BatchAnswer {
    fn of(answer: Result<Done, Fault>, key: String, is_dry: bool, visit: &Visit) -> Self {
        match answer {
            Ok(done) => BatchAnswer {
                key,
                status: if is_dry { 200 } else { status_of(&done).as_u16() },
                repeated: done.repeated,
                recorded: Some(done.recorded.into()),
                problem: None,
            },
            Err(fault) => {
                if let Fault::Internal(Some(error)) = &fault {
                    tracing::error!(request_id = visit.request_id, error = %error, "a request of a batch failed");
                }
                BatchAnswer {
                    key,
                    status: fault.status().as_u16(),
                    repeated: false,
                    recorded: None,
                    problem: Some(Problem::of(visit.words, &fault, visit.request_id.clone())),
                }
            }
        }
    }
}
