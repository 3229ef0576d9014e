//! Whether the service lives and whether it can answer.

use axum::extract::State;
use axum::http::StatusCode;
use xiaonuan_app::service::Service;

use crate::fault::Fault;

/// The process answers.
pub(crate) async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database is there and its schema is up to date.
pub(crate) async fn ready(State(service): State<Service>) -> Result<StatusCode, Fault> {
    if service.is_ready().await {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Fault::Unavailable)
    }
}
