//! All parts of pages together, for those who build them.

use axum::Router;
use xiaonuan_app::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new()
}
