//! Which months and years are closed.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_app::view::{ClosedPeriod, PeriodStep, Reading};

use super::books::View;
use super::records::{Values, values_for};
use crate::access::{Principal, Sight};
use crate::fault::{Fault, Problem};
use crate::open::Open;
use crate::query::ViewQuery;

/// The closed months and years, and the first open day.
#[derive(Serialize, ToSchema)]
pub(crate) struct Periods {
    view: View,
    /// The first day that is open: what is dated before it is booked on it. Null while no period is closed.
    #[schema(example = "2026-02-01")]
    first_open_day: Option<String>,
    /// Every month and year that was closed, in the order of closing; those that were opened again say so.
    periods: Vec<Period>,
}

/// A month or year that was closed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Period {
    /// The month or year.
    #[schema(example = "2026-01")]
    period: String,
    /// month or year.
    #[schema(example = "month")]
    span: &'static str,
    /// The first day that was closed with it, where no month was closed before and that was said.
    from: Option<String>,
    /// Its last day.
    #[schema(example = "2026-01-31")]
    last_day: String,
    /// Whether it is closed still.
    closed: bool,
    /// What closed it.
    closing: PeriodRecord,
    /// What opened it again: its values say who asked for it, who allowed it, and why.
    reopening: Option<PeriodRecord>,
}

/// The record of a closing or reopening.
#[derive(Serialize, ToSchema)]
pub(crate) struct PeriodRecord {
    /// Its number.
    seq: i64,
    /// Its reference.
    #[serde(rename = "ref")]
    reference: String,
    /// When it was recorded.
    recorded_at: String,
    /// Who recorded it.
    actor: String,
    /// What it says besides; null where it was erased.
    values: Values,
}

impl PeriodRecord {
    fn of(reading: &Reading, step: PeriodStep, sight: Sight) -> Self {
        PeriodRecord {
            seq: step.seq,
            reference: step.reference,
            recorded_at: reading.zone().display(step.recorded_at),
            actor: step.actor,
            values: values_for(sight, step.said),
        }
    }
}

impl Period {
    fn of(reading: &Reading, period: ClosedPeriod, sight: Sight) -> Self {
        Period {
            period: period.name(),
            span: period.span.as_str(),
            from: period.from.map(|day| day.to_string()),
            last_day: period.last_day.to_string(),
            closed: period.reopening.is_none(),
            closing: PeriodRecord::of(reading, period.closing, sight),
            reopening: period.reopening.map(|step| PeriodRecord::of(reading, step, sight)),
        }
    }
}

/// The closed months and years with the records that closed them, those that were opened again, and the first open day.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/periods", tag = "books", operation_id = "periods",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ViewQuery),
    responses((status = 200, body = Periods), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(open: Open, to: Principal) -> Result<Json<Periods>, Fault> {
    let periods = open.reading.periods().await?;
    let closed = periods.closed.into_iter();
    Ok(Json(Periods {
        view: View::of(&open.reading),
        first_open_day: periods.first_open_day.map(|day| day.to_string()),
        periods: closed
            .map(|period| Period::of(&open.reading, period, to.sight))
            .collect(),
    }))
}
