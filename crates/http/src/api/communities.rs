//! Communities.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::CommunityName;
use xiaonuan_domain::command::Keeper;

use super::ask::Settings;
use super::books::View;
use super::registers::Tagged;
use crate::fault::{Fault, Problem};
use crate::open::Open;
use crate::query::ViewQuery;

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

/// All communities.
#[derive(Serialize, ToSchema)]
pub(crate) struct Communities {
    communities: Vec<Community>,
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

/// All communities, in the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/communities", tag = "communities", operation_id = "communities",
    responses((status = 200, body = Communities), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(State(service): State<Service>) -> Result<Json<Communities>, Fault> {
    let rows = service.community_names().await?;
    let communities = rows.into_iter().map(Into::into).collect();
    Ok(Json(Communities { communities }))
}

/// A community, and how far its journal goes.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}", tag = "communities", operation_id = "community",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ViewQuery),
    responses((status = 200, body = OpenCommunity), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn one(open: Open) -> Tagged<OpenCommunity> {
    let row = &open.reading.registers().community;
    let (keeper, host) = match &row.keeper {
        Keeper::LegalPerson => ("legal_person", None),
        Keeper::HostCharity(host) => ("host_charity", Some(host.clone())),
    };
    Tagged(
        row.changed,
        OpenCommunity {
            community: open.reading.community().into(),
            timezone: row.zone.name().to_owned(),
            keeper,
            host,
            settings: row.settings.as_ref().map(Settings::of),
            changed: row.changed,
            view: View::of(&open.reading),
        },
    )
}
