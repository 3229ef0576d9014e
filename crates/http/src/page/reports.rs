//! The list of reports, and a report as a page.

use askama::Template;
use axum::response::Response;
use xiaonuan_app::report::{Format, ReportName};

use super::{Frame, Page, Place};
use crate::fault::Fault;
use crate::open::Open;
use crate::query::ValidQuery;
use crate::report::{PathReport, ReportQuery, answer};
use crate::words::t;

#[derive(Template)]
#[template(path = "reports.html")]
pub(crate) struct ReportsPage {
    pub(crate) frame: Frame,
    pub(crate) query: ReportQuery,
}

/// The list of reports, for the period that the query names.
pub(crate) async fn show(open: Open, ValidQuery(query): ValidQuery<ReportQuery>) -> Result<Page<ReportsPage>, Fault> {
    let frame = Frame::of(&open, Place::Reports);
    Ok(Page(ReportsPage { frame, query }))
}

/// A report as a page.
pub(crate) async fn show_one(
    open: Open,
    PathReport(report): PathReport,
    ValidQuery(query): ValidQuery<ReportQuery>,
) -> Result<Response, Fault> {
    answer(&open, report, &query, Format::Html).await
}

/// A report in the list.
struct Offered {
    title: String,
    page: String,
    files: Vec<(Format, String)>,
}

impl ReportsPage {
    fn reports(&self) -> Vec<Offered> {
        let Some(books) = &self.frame.books else {
            return Vec::new();
        };
        let (from, to) = (self.query.from.as_deref(), self.query.to.as_deref());
        let title = |report: &ReportName| self.frame.words.books.text(&report.message_id());
        let offered = |report: &ReportName| Offered {
            title: title(report),
            page: books.links.report(*report, from, to),
            files: [Format::Csv, Format::Xlsx, Format::Json]
                .map(|format| (format, books.links.file(*report, format, from, to)))
                .to_vec(),
        };
        // A statement is of one merchant: the overview names them.
        let chosen_first = |report: &ReportName| Offered {
            title: title(report),
            page: format!("{}#merchants", books.links.overview()),
            files: Vec::new(),
        };
        let of_one = |report: &ReportName| *report == ReportName::Statement;
        let reports = ReportName::ALL.iter();
        reports
            .map(|report| {
                if of_one(report) {
                    chosen_first(report)
                } else {
                    offered(report)
                }
            })
            .collect()
    }
}
