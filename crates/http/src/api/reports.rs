//! Reports.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_app::report::{Format, ReportName};
use xiaonuan_app::service::Service;

use crate::access::Principal;
use crate::fault::{Fault, Problem};
use crate::open::{Open, Visit};
use crate::query::{ValidQuery, ViewQuery, said};
use crate::report::{PathReport, ReportQuery, answer};

/// A report that can be asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Report {
    /// The name in addresses.
    #[schema(example = "trial-balance")]
    report: &'static str,
    /// The title, in the reader's language.
    title: String,
    /// The columns, by field name.
    columns: Vec<&'static str>,
}

/// All reports.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reports {
    reports: Vec<Report>,
}

/// The reports that can be asked for.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/reports", tag = "reports", operation_id = "reports",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ViewQuery),
    responses((status = 200, body = Reports), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(open: Open, visit: Visit) -> Json<Reports> {
    let report = |report: &ReportName| Report {
        report: report.as_str(),
        title: report.title(open.reading.is_deposited(), visit.words.books),
        columns: report.columns().iter().map(|column| column.name).collect(),
    };
    let reports = ReportName::ALL.iter().map(report).collect();
    Json(Reports { reports })
}

/// A report, as JSON unless another format is asked for.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/reports/{report}", tag = "reports", operation_id = "report",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("report" = String, Path, description = "The report's name", example = "funds"), ViewQuery, ReportQuery),
    responses((status = 200, description = "The report", content((serde_json::Value = "application/json"),
                  (String = "text/csv"), (String = "text/html"),
                  (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn one(
    State(service): State<Service>,
    open: Open,
    to: Principal,
    PathReport(report): PathReport,
    ValidQuery(query): ValidQuery<ReportQuery>,
) -> Result<Response, Fault> {
    let format = said(query.format.as_ref()).unwrap_or(Format::Json);
    to.may_report(report, query.merchant.as_deref(), format)?;
    to.log_export(&service, &open.reading, report, format).await?;
    answer(open, report, query, format, &to).await
}
