//! Expiries: what is left on vouchers that have ended returns to their funds.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_app::expiry::{Expired, ExpiryRequest};
use xiaonuan_app::service::Service;

use super::manner::Manner;
use super::write::{REPEATED, WriteQuery};
use crate::access::Principal;
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};
use crate::field;

/// What shall expire.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expiry {
    /// What had ended by the end of this day; by now, where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-12-31")]
    as_of: Option<String>,
}

/// What returned to the funds.
#[derive(Serialize, ToSchema)]
pub(crate) struct Returned {
    /// Up to when everything that was due is recorded now, with the community's offset.
    through: String,
    /// How many vouchers something was left on.
    vouchers: u64,
    /// The first record that came of it.
    first: Option<i64>,
    /// The last record that came of it.
    last: Option<i64>,
    /// How much returned to which fund.
    funds: Vec<ReturnedToFund>,
}

/// What returned to a fund.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReturnedToFund {
    /// The fund.
    #[schema(example = "xiaonuan")]
    fund: String,
    /// Of how many vouchers.
    vouchers: u64,
    /// How much, in yuan.
    #[schema(example = "30.00")]
    amount: String,
}

impl From<Expired> for Returned {
    fn from(expired: Expired) -> Self {
        let vouchers = expired.vouchers();
        let funds = expired.funds.into_iter();
        Returned {
            through: expired.through_there,
            vouchers,
            first: expired.records.map(|(first, _)| first),
            last: expired.records.map(|(_, last)| last),
            funds: funds
                .map(|(fund, (vouchers, amount))| ReturnedToFund {
                    fund: fund.to_string(),
                    vouchers,
                    amount: amount.to_string(),
                })
                .collect(),
        }
    }
}

/// Returned money, and whether it was told before under the same key.
pub(crate) struct ReturnedOnce(pub(super) Expired, pub(super) bool);

impl IntoResponse for ReturnedOnce {
    fn into_response(self) -> Response {
        let ReturnedOnce(expired, repeated) = self;
        let mut response = Json(Returned::from(expired)).into_response();
        if repeated {
            let yes = HeaderValue::from_static("true");
            response.headers_mut().insert(REPEATED, yes);
        }
        response
    }
}

/// Returns what is left on vouchers that have ended. Without a key it can be asked again freely: what was returned before
/// is not returned again, nor told again. Under a key it is answered as before.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/expiries", tag = "events", operation_id = "expire",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), WriteQuery,
           ("idempotency-key" = Option<String>, Header, description = "A text of your choice, new for each request")),
    request_body = Expiry,
    responses((status = 200, body = Returned),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn expire(
    State(service): State<Service>,
    Path(community): Path<String>,
    principal: Principal,
    manner: Manner,
    asked: ValidBody<Expiry>,
) -> Result<ReturnedOnce, Fault> {
    let as_of = asked.body.as_of.as_deref().and_then(|day| day.parse().ok());
    let Some(key) = manner.key else {
        let expired = service
            .expire(&community, &principal.actor, as_of, manner.dry_run)
            .await?;
        return Ok(ReturnedOnce(expired, false));
    };
    let request = ExpiryRequest {
        as_of,
        key,
        content: asked.content,
    };
    let (expired, repeated) = service
        .expire_under(&community, &principal.actor, &request, manner.dry_run)
        .await?;
    Ok(ReturnedOnce(expired, repeated))
}
