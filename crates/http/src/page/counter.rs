//! The counter: a shop's phone, with the customer before it.

use axum::Router;
use xiaonuan_app::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new()
}
