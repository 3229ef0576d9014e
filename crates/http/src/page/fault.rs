//! What people see when something cannot be shown.

use askama::Template;
use axum::http::Uri;

use super::{Frame, Place};
use crate::fault::Fault;
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "fault.html")]
pub(crate) struct FaultPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) detail: String,
    /// Fields at fault: their label and what would be right.
    pub(crate) fields: Vec<(String, String)>,
    /// The same page without what was asked for.
    pub(crate) plain: Option<String>,
    pub(crate) status: u16,
    pub(crate) request_id: String,
}

impl FaultPage {
    pub(crate) fn new(words: Words, uri: &Uri, fault: &Fault, request_id: String) -> Self {
        let fields = match fault {
            Fault::Invalid(fields) => &fields[..],
            _ => &[],
        };
        let told = |fault: &crate::fault::FieldFault| (words.field(&fault.field), fault.message(words));
        FaultPage {
            frame: Frame::bare(words, uri),
            title: fault.title(words),
            detail: fault.detail(words),
            fields: fields.iter().map(told).collect(),
            plain: (!fields.is_empty()).then(|| uri.path().to_owned()),
            status: fault.status().as_u16(),
            request_id,
        }
    }
}
