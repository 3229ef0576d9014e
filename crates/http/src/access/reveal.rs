//! Seeing names in full: per view, for a reason, which is logged before anything is shown.

use axum::http::HeaderMap;
use axum::http::header::HeaderName;
use percent_encoding::percent_decode;
use xiaonuan_domain::text::{self, LONGEST_PROSE};

use crate::fault::{Fault, FieldCode, FieldFault};

/// Why names are to be shown in full: UTF-8, percent-encoded, since headers are ASCII.
const REASON: HeaderName = HeaderName::from_static("reveal-reason");

/// The reason that a request gives for seeing names in full, if it does.
pub(super) fn reason(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let Some(said) = headers.get(REASON) else {
        return Ok(None);
    };
    let wrong = |code| Fault::Invalid(vec![FieldFault::new(REASON.as_str(), code)]);
    let decoded = percent_decode(said.as_bytes()).decode_utf8();
    let decoded = decoded.map_err(|_| wrong(FieldCode::Text))?;
    let trimmed = decoded.trim();
    if trimmed.is_empty() || trimmed.chars().count() > LONGEST_PROSE {
        return Err(wrong(FieldCode::Length));
    }
    let said = text::reason(trimmed).ok_or_else(|| wrong(FieldCode::Text))?;
    Ok(Some(said.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(said: &str) -> Option<Option<String>> {
        let mut headers = HeaderMap::new();
        headers.insert(REASON, said.parse().ok()?);
        reason(&headers).ok()
    }

    #[test]
    fn a_reason_says_something() {
        assert_eq!(of("visit"), Some(Some("visit".to_owned())));
        assert_eq!(of("%E8%B5%B0%E8%AE%BF"), Some(Some("走访".to_owned())));
        for said in ["", "   ", "%20", "%FF", "a%0Ab", &"x".repeat(LONGEST_PROSE + 1)] {
            assert_eq!(of(said), None, "{said:?}");
        }
        assert_eq!(reason(&HeaderMap::new()).ok(), Some(None));
    }
}
