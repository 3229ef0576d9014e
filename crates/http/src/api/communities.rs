//! Communities.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;
use xiaonuan_app::desk::Opening;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::{CommunityName, Reading};
use xiaonuan_domain::command::Keeper;

use super::ask::{Community as NewCommunity, Settings};
use super::books::View;
use super::manner::Manner;
use super::registers::Tagged;
use super::write::{Recorded, Reply, WriteQuery};
use crate::access::Principal;
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};
use crate::open::Open;
use crate::query::{ValidQuery, ViewQuery, filled, most};

/// A community.
#[derive(Serialize, ToSchema)]
pub(crate) struct Community {
    /// The code in addresses.
    #[schema(example = "qingzhu")]
    code: String,
    /// The name.
    name: String,
    /// The district it belongs to.
    district: String,
}

/// Some communities, in the order of their codes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Communities {
    communities: Vec<Community>,
    /// What to send as `after` for the next page.
    next: Option<String>,
}

/// Which communities.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CommunitiesQuery {
    /// Only those whose code, name or district holds this text.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::sought"))]
    q: Option<String>,
    /// Where the page begins, as `next` of the page before gave it.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::code"))]
    after: Option<String>,
    /// How many at most, up to 200; 100 where nothing is said.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::page_size"))]
    #[param(example = "100")]
    limit: Option<String>,
}

/// A community and how far its journal goes.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenCommunity {
    #[serde(flatten)]
    community: Community,
    /// Whose days its days are.
    #[schema(example = "Asia/Shanghai")]
    timezone: String,
    /// legal_person, or host_charity where a host charity 慈善会 holds the money.
    #[schema(example = "legal_person")]
    keeper: &'static str,
    /// The host's name.
    host: Option<String>,
    /// How its workflow goes, once it has said so.
    settings: Option<Settings>,
    /// The record of its last change, which is its ETag.
    changed: i64,
    view: View,
}

impl From<CommunityName> for Community {
    fn from(row: CommunityName) -> Self {
        Community {
            code: row.code.to_string(),
            name: row.name,
            district: row.district,
        }
    }
}

/// Communities, page by page in the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/communities", tag = "communities", operation_id = "communities",
    params(CommunitiesQuery),
    responses((status = 200, body = Communities), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(
    State(service): State<Service>,
    principal: Principal,
    ValidQuery(query): ValidQuery<CommunitiesQuery>,
) -> Result<Json<Communities>, Fault> {
    let after = query.after.as_deref().unwrap_or_default();
    let most = most(query.limit.as_ref());
    let (rows, next) = principal.communities(&service, query.q.as_deref(), after, most).await?;
    let communities = rows.into_iter().map(Into::into).collect();
    Ok(Json(Communities { communities, next }))
}

/// A community, and how far its journal goes.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}", tag = "communities", operation_id = "community",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ViewQuery),
    responses((status = 200, body = OpenCommunity), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn one(open: Open) -> Tagged<OpenCommunity> {
    Tagged(open.reading.registers().community.changed, shown(&open.reading))
}

/// A community as it is shown.
pub(super) fn shown(reading: &Reading) -> OpenCommunity {
    let row = &reading.registers().community;
    let (keeper, host) = match &row.keeper {
        Keeper::LegalPerson => ("legal_person", None),
        Keeper::HostCharity(host) => ("host_charity", Some(host.clone())),
    };
    OpenCommunity {
        community: reading.community().into(),
        timezone: row.zone.name().to_owned(),
        keeper,
        host,
        settings: row.settings.as_ref().map(Settings::of),
        changed: row.changed,
        view: View::of(reading),
    }
}

/// Opens the books of a new community. The same code with the same contents is answered as before.
#[utoipa::path(
    post, path = "/api/v1/communities", tag = "registers", operation_id = "openCommunity",
    params(WriteQuery,
           ("idempotency-key" = Option<String>, Header, description = "A text of your choice; the code is a key anyway")),
    request_body = NewCommunity,
    responses((status = 201, body = Recorded), (status = 200, body = Recorded, description = "Dry run"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn open_community(
    State(service): State<Service>,
    principal: Principal,
    manner: Manner,
    asked: ValidBody<NewCommunity>,
) -> Result<Reply, Fault> {
    let opening = Opening {
        community: asked.body.command(),
        key: manner.key,
        content: asked.content,
    };
    if manner.dry_run {
        return Ok(Reply::rehearsed(
            service.rehearse_opening(&principal.actor, &opening).await?,
        ));
    }
    Ok(Reply::of(service.open_community(&principal.actor, &opening).await?))
}
