//! What people see when something cannot be shown.

use askama::Template;
use axum::http::Method;

use super::Frame;
use crate::fault::Fault;
use crate::open::Visit;
use crate::words::t;

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
    /// What to press next: a label and an address.
    pub(crate) next: Option<(String, String)>,
    pub(crate) status: u16,
    pub(crate) request_id: String,
}

impl FaultPage {
    pub(crate) fn new(visit: &Visit, method: &Method, fault: &Fault) -> Self {
        let words = visit.words;
        let fields = match fault {
            Fault::Invalid(fields) => &fields[..],
            _ => &[],
        };
        let told = |fault: &crate::fault::FieldFault| (words.field(&fault.field), fault.message(words));
        FaultPage {
            frame: Frame::of_fault(visit),
            title: fault.title(words),
            detail: fault.detail(words),
            fields: fields.iter().map(told).collect(),
            plain: (!fields.is_empty()).then(|| visit.uri.path().to_owned()),
            next: next(visit, method, fault),
            status: fault.status().as_u16(),
            request_id: visit.request_id.clone(),
        }
    }
}

/// What would help: to ask again where it passes, to prove more where that is asked for. A form is sent again from its page,
/// where going back leads.
fn next(visit: &Visit, method: &Method, fault: &Fault) -> Option<(String, String)> {
    let page = visit.uri.path_and_query().map_or("/", |page| page.as_str());
    match fault {
        Fault::SecondFactorNeeded => Some((t!(visit.words, "nav-account"), "/account".to_owned())),
        Fault::TooManyTries(_) => None,
        _ if *method == Method::GET && (fault.retry_after().is_some() || matches!(fault, Fault::Internal(_))) => {
            Some((t!(visit.words, "fault-again"), page.to_owned()))
        }
        _ => None,
    }
}
