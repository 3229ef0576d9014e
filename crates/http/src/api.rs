//! The JSON API, version 1. See its document for conventions; every operation is listed there.

mod accounts;
mod books;
mod communities;
mod records;
mod reports;

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use xiaonuan_app::service::Service;

use crate::fault::Problem;

pub(crate) const DOCUMENT_PATH: &str = "/api/v1/openapi.json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "小暖 Xiaonuan",
        description = "The books of a neighbourhood business alliance and its charity fund. Amounts are texts in \
                       yuan with two decimals, times are RFC 3339, days are the community's own. Every answer about \
                       a community's books names the view that it shows: a business time and a record number. \
                       Problems are RFC 9457 documents with a stable `code`."
    ),
    tags(
        (name = "communities", description = "Whose books are kept here"),
        (name = "books", description = "Funds, accounts and statements"),
        (name = "journal", description = "Records"),
        (name = "reports", description = "Reports as JSON, CSV, XLSX or a page")
    ),
    components(schemas(Problem))
)]
struct Document;

/// All operations with their document.
pub(crate) fn routes() -> OpenApiRouter<Service> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(communities::list))
        .routes(routes!(communities::one))
        .routes(routes!(books::funds))
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::statement))
        .routes(routes!(records::list))
        .routes(routes!(records::one))
        .routes(routes!(reports::list))
        .routes(routes!(reports::one))
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().to_openapi()
}
