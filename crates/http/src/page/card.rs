//! The card's page, for whoever holds the card or acts for its holder.

use axum::Router;
use xiaonuan_app::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new()
}
