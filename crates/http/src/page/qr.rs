//! Codes that a phone scans, as pictures within a page.

use std::sync::Arc;

use qrcode::QrCode;
use qrcode::render::svg;
use secrecy::{ExposeSecret, SecretString};

use crate::fault::Fault;

/// A text as a picture, an SVG element with a label. The text may be a secret, and so then is the picture.
pub(crate) fn picture(text: &SecretString, label: &str) -> Result<SecretString, Fault> {
    let code = QrCode::new(text.expose_secret().as_bytes());
    let code = code.map_err(|error| Fault::Internal(Some(Arc::new(error))))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // Within a page it is an element, not a document.
    let picture = picture
        .split_once("?>")
        .map_or(picture.as_str(), |(_, element)| element);
    let named = format!("<svg role=\"img\" aria-label=\"{label}\"");
    Ok(picture.replacen("<svg", &named, 1).into())
}
