//! Files that never change at their address: a hash of the contents is part of it.

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::fault::Fault;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The address of a file, by its name in `static/`.
pub(crate) fn address(name: &str) -> String {
    let file = Files::get(name).expect("templates name files that exist, and a test renders them");
    format!("/static/{}/{name}", hash(&file))
}

/// The text of a file, by its name in `static/`.
pub(crate) fn text(name: &str) -> String {
    let file = Files::get(name).expect("templates name files that exist, and a test renders them");
    String::from_utf8_lossy(&file.data).into_owned()
}

fn hash(file: &rust_embed::EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Serves a file at the address that its contents give it, and at no other.
pub(crate) async fn serve(Path((given, name)): Path<(String, String)>) -> Result<Response, Fault> {
    let file = Files::get(&name)
        .filter(|file| hash(file) == given)
        .ok_or(Fault::NotFound)?;
    let headers = [
        (CONTENT_TYPE, file.metadata.mimetype().to_owned()),
        (CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
    ];
    Ok((headers, Body::from(file.data.into_owned())).into_response())
}
