//! A shop's own pages: what it gave, what it is owed, and how it is set up.

use axum::Router;
use xiaonuan_app::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new()
}
