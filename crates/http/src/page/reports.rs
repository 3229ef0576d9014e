//! The list of reports, and a report as a page.

use askama::Template;
use axum::response::{IntoResponse, Response};
use xiaonuan_app::report::{Format, ReportName};

use super::{Frame, Page, Place};
use crate::access::Principal;
use crate::fault::Fault;
use crate::open::Open;
use crate::query::ValidQuery;
use crate::report::{Desk, PathReport, ReportForm, ReportQuery, answer};
use crate::words::t;

#[derive(Template)]
#[template(path = "reports.html")]
pub(crate) struct ReportsPage {
    pub(crate) frame: Frame,
    pub(crate) query: ReportQuery,
    /// Whether its files are there to be taken away.
    pub(crate) takes_away: bool,
}

/// A report that is of one merchant, before one is chosen.
#[derive(Template)]
#[template(path = "report_choose.html")]
pub(crate) struct ReportChoosePage {
    pub(crate) frame: Frame,
    pub(crate) form: ReportForm,
}

/// The list of reports, for the period that the query names.
pub(crate) async fn show(
    open: Open,
    to: Principal,
    ValidQuery(query): ValidQuery<ReportQuery>,
) -> Result<Page<ReportsPage>, Fault> {
    Ok(Page(ReportsPage {
        frame: Frame::of(&open, Place::Reports),
        query,
        takes_away: to.may_take_away(None),
    }))
}

/// A report as a page.
pub(crate) async fn show_one(
    open: Open,
    to: Principal,
    PathReport(report): PathReport,
    ValidQuery(query): ValidQuery<ReportQuery>,
) -> Result<Response, Fault> {
    // A statement is of one merchant: whoever has named none chooses one.
    if report == ReportName::Statement && query.merchant.is_none() {
        let Desk { frame, form } = Desk::of(&open, &to, report, query);
        return Ok(Page(ReportChoosePage { frame, form }).into_response());
    }
    answer(open, report, query, Format::Html, &to).await
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
        let offered = |report: &ReportName| {
            let asked = self.query.asked_of(*report);
            // A statement's files wait until a merchant is chosen on its page.
            let formats: &[Format] = match report {
                ReportName::Statement => &[],
                _ if !self.takes_away => &[],
                _ => &[Format::Csv, Format::Xlsx],
            };
            let file = |format: &Format| (*format, books.links.file(*report, *format, &asked));
            Offered {
                title: report.title(books.deposited, self.frame.words.books),
                page: books.links.report(*report, &asked),
                files: formats.iter().map(file).collect(),
            }
        };
        ReportName::ALL.iter().map(offered).collect()
    }
}
