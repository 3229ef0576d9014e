//! What changed in rows, by which records.

use axum::Json;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use xiaonuan_app::view::{Reading, RowChange};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{Number, Register};

use super::row::Shown;
use crate::access::{Principal, Sight};
use crate::api::books::View;
use crate::fault::{Fault, Problem};
use crate::open::Open;
use crate::query::{HistoryQuery, ValidQuery, ViewQuery, most, said};

/// What changed in a row, oldest first; the first is its registration.
#[derive(Serialize, ToSchema)]
pub(crate) struct History {
    view: View,
    changes: Vec<Changed>,
    /// What to send as `after` for the next page.
    next: Option<i64>,
}

/// One change of a row.
#[derive(Serialize, ToSchema)]
pub(crate) struct Changed {
    /// The record.
    seq: i64,
    /// What it records.
    #[schema(example = "merchant_changed")]
    kind: &'static str,
    /// Who recorded it.
    actor: String,
    /// When it was recorded.
    recorded_at: String,
    /// What it changed.
    fields: Vec<ChangedField>,
}

/// A field before and after a change; null for what was not there, or was erased.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedField {
    /// The field.
    #[schema(example = "name")]
    field: String,
    /// What it was.
    before: Value,
    /// What it became.
    after: Value,
}

pub(super) async fn history_of<T: Shown>(
    reading: &Reading,
    code: &Code,
    query: &HistoryQuery,
    sight: Sight,
) -> Result<Json<History>, Fault> {
    let (number, row) = T::found(reading.registers(), code).ok_or(Fault::NotFound)?;
    let (since, _) = T::records(row);
    history(reading, T::REGISTER, (number.number(), since), query, sight).await
}

async fn history(
    reading: &Reading,
    register: Register,
    row: (u32, Seq),
    query: &HistoryQuery,
    sight: Sight,
) -> Result<Json<History>, Fault> {
    let after = said(query.after.as_ref()).unwrap_or(0);
    let (changes, has_more) = reading
        .changes(register, row, after, most(query.limit.as_ref()))
        .await?;
    let next = changes.last().filter(|_| has_more).map(|change| change.seq);
    Ok(Json(History {
        view: View::of(reading),
        changes: changes
            .into_iter()
            .map(|change| Changed::of(reading, register, change, sight))
            .collect(),
        next,
    }))
}

impl Changed {
    fn of(reading: &Reading, register: Register, change: RowChange, sight: Sight) -> Self {
        let fields = change.fields.into_iter().map(|field| ChangedField {
            before: sight.of_field(register, &field.field, field.before),
            after: sight.of_field(register, &field.field, field.after),
            field: field.field,
        });
        Changed {
            seq: change.seq,
            kind: change.kind.as_str(),
            actor: change.actor,
            recorded_at: reading.zone().display(change.recorded_at),
            fields: fields.collect(),
        }
    }
}

/// What changed in the community itself, by which records.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/history", tag = "registers", operation_id = "communityHistory",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ViewQuery, HistoryQuery),
    responses((status = 200, body = History), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn community_history(
    open: Open,
    to: Principal,
    ValidQuery(query): ValidQuery<HistoryQuery>,
) -> Result<Json<History>, Fault> {
    history(&open.reading, Register::Community, (1, 1), &query, to.sight).await
}
