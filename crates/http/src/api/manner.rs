//! In which manner something is asked: under which key, and whether it is only to be decided.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::fault::Fault;
use crate::query::{ValidQuery, WriteQuery};

/// The most characters of a key.
const LONGEST_KEY: usize = 64;

/// The key of a request, and whether it is a dry run.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    pub(crate) key: Option<String>,
    pub(crate) dry_run: bool,
}

impl<S: Sync> FromRequestParts<S> for Manner {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let ValidQuery(query) = ValidQuery::<WriteQuery>::from_request_parts(parts, state).await?;
        let mut keys = parts.headers.get_all("idempotency-key").iter();
        let key = match (keys.next(), keys.next()) {
            (None, _) => None,
            (Some(key), None) => Some(readable_key(key.to_str().unwrap_or_default())?),
            (Some(_), Some(_)) => return Err(Fault::InvalidKey),
        };
        Ok(Manner {
            key,
            dry_run: query.is_dry(),
        })
    }
}

/// A key, with or without the quotation marks of a structured header.
pub(crate) fn readable_key(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    let key = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
    if key.is_empty() || key.len() > LONGEST_KEY || !visible {
        return Err(Fault::InvalidKey);
    }
    Ok(key.to_owned())
}
