//! Sheets for the printer: cards, vouchers, a shop's poster.

use axum::Router;
use xiaonuan_app::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new()
}
