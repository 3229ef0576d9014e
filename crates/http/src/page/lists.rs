//! Bills of a whole list, of those whom a shop knows by its own customer numbers.

use axum::Router;
use xiaonuan_app::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new()
}
