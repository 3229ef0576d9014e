//! Pages: a template each, filled from one reading.

mod accounts;
mod communities;
mod fault;
mod frame;
mod journal;
mod overview;
mod record;
mod reports;
mod statement;

use askama::Template;
use axum::Router;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use xiaonuan_app::service::Service;

pub(crate) use fault::FaultPage;
#[cfg(test)]
pub(crate) use frame::Books;
pub(crate) use frame::{Frame, Place};
#[cfg(test)]
pub(crate) use {
    accounts::AccountsPage, communities::CommunitiesPage, journal::JournalPageView, overview::OverviewPage,
    record::RecordPage, reports::ReportsPage, statement::StatementPage,
};

use crate::fault::Fault;

/// A filled template as an answer.
pub(crate) struct Page<T>(pub(crate) T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(text) => Html(text).into_response(),
            Err(error) => Fault::Internal(Some(Arc::new(error))).into_response(),
        }
    }
}

pub(crate) fn routes() -> Router<Service> {
    Router::new()
        .route("/", get(communities::show))
        .route("/c/{community}", get(overview::show))
        .route("/c/{community}/accounts", get(accounts::show))
        .route("/c/{community}/accounts/{number}", get(statement::show))
        .route("/c/{community}/records/{number}", get(record::show))
        .route("/c/{community}/journal", get(journal::show))
        .route("/c/{community}/reports", get(reports::show))
        .route("/c/{community}/reports/{report}", get(reports::show_one))
}
