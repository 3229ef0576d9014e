//! The one place where faults get a face: a problem document (RFC 9457) for programs, a page for people.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use super::Fault;
use crate::onward::sign_in_before;
use crate::open::Visit;
use crate::page::{FaultPage, Page};
use crate::words::Words;

/// Why a request was not answered as asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Names the sort of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:xiaonuan:problem:not_found")]
    pub(crate) kind: String,
    /// What it is, for people.
    pub(crate) title: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The stable code, for programs.
    #[schema(example = "not_found")]
    pub(crate) code: &'static str,
    /// The next step, for people.
    pub(crate) detail: String,
    /// What to name when asking for help.
    pub(crate) request_id: String,
    /// What the reason names: amounts, days, codes, for programs. Never a name or an identity number.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) facts: BTreeMap<String, String>,
    /// Whether only what is already on record for a later business time stands against it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) late: bool,
    /// Which fields are at fault; never what was sent in them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FieldProblem>,
}

/// What is wrong with a field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldProblem {
    /// The field.
    #[schema(example = "as_of")]
    pub(crate) field: String,
    /// The stable code.
    #[schema(example = "invalid_moment")]
    pub(crate) code: &'static str,
    /// What would be right.
    pub(crate) message: String,
    /// What the field may be, where that is a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) choices: Vec<String>,
}

/// Gives every answer of 400 and above a body. Failures are logged here, once, under the request's id.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let visit = Visit::of(request.extensions(), request.uri());
    let method = request.method().clone();
    let mut response = next.run(request).await;
    let status = response.status();
    let has_a_face = response.extensions().get::<HasFace>().is_some();
    if has_a_face || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let fault = response.extensions_mut().remove::<Fault>();
    let fault = fault.unwrap_or_else(|| Fault::of_status(status));
    if let Fault::Internal(Some(error)) = &fault {
        tracing::error!(request_id = visit.request_id, error = %error, "a request failed");
    }
    if matches!(fault, Fault::SignInNeeded) && is_for_people(&visit.uri) {
        return Redirect::to(&sign_in_before(&method, &visit.uri)).into_response();
    }
    let mut told = if is_for_people(&visit.uri) {
        Page(FaultPage::new(&visit.by(response.extensions()), &method, &fault)).into_response()
    } else {
        problem(visit.words, &fault, visit.request_id)
    };
    *told.status_mut() = fault.status();
    if let Some(seconds) = fault.retry_after() {
        told.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    if fault.status() == StatusCode::UNAUTHORIZED {
        told.headers_mut()
            .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE && name != "content-length" {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}

/// An answer with a face of its own, whatever its status: a page that shows its form once more.
pub(crate) struct Faced<T>(pub(crate) StatusCode, pub(crate) T);

#[derive(Clone, Copy)]
struct HasFace;

impl<T: IntoResponse> IntoResponse for Faced<T> {
    fn into_response(self) -> Response {
        let Faced(status, answer) = self;
        let mut response = answer.into_response();
        // What failed while the face was drawn is a fault.
        if response.status() == StatusCode::OK {
            *response.status_mut() = status;
            response.extensions_mut().insert(HasFace);
        }
        response
    }
}

fn is_for_people(uri: &Uri) -> bool {
    !["/api/", "/health/", "/static/", "/metrics"]
        .iter()
        .any(|prefix| uri.path().starts_with(prefix))
}

impl Problem {
    /// A fault as a program is told of it.
    pub(crate) fn of(words: Words, fault: &Fault, request_id: String) -> Self {
        let errors = match fault {
            Fault::Invalid(fields) => fields.as_slice(),
            Fault::Unlisted(field) => std::slice::from_ref(field),
            _ => &[],
        };
        let errors = errors.iter().map(|fault| FieldProblem {
            field: fault.field.clone(),
            code: fault.code.as_str(),
            message: fault.message(words),
            choices: fault.choices.clone(),
        });
        let refused = refused_field(fault).map(|(field, refusal)| FieldProblem {
            field,
            code: refusal.code.as_str(),
            message: fault.detail(words),
            choices: Vec::new(),
        });
        let (facts, late) = match fault {
            Fault::Refused(refusal) => (refusal.facts.clone(), refusal.late),
            _ => (BTreeMap::new(), false),
        };
        Problem {
            kind: format!("urn:xiaonuan:problem:{}", fault.code()),
            title: fault.title(words),
            status: fault.status().as_u16(),
            code: fault.code(),
            detail: fault.detail_for_programs(words),
            request_id,
            facts,
            late,
            errors: errors.chain(refused).collect(),
        }
    }
}

impl Fault {
    /// The fields at fault, and what would be right in each.
    pub(crate) fn of_fields(&self, words: Words) -> Vec<(String, String)> {
        let named = match self {
            Fault::Invalid(fields) => fields.as_slice(),
            _ => &[],
        };
        let named = named.iter().map(|fault| (fault.field.clone(), fault.message(words)));
        let refused = refused_field(self).map(|(field, _)| (field, self.detail(words)));
        named.chain(refused).collect()
    }
}

/// The field that a refusal by rule is about, where it is about one.
fn refused_field(fault: &Fault) -> Option<(String, &Refusal)> {
    let Fault::Refused(refusal) = fault else { return None };
    let field = match refusal.code {
        RefusalCode::InvalidUscc => "uscc",
        RefusalCode::InvalidIdNumber => "id_number",
        _ => refusal.facts.get("column")?,
    };
    Some((field.to_owned(), refusal))
}

fn problem(words: Words, fault: &Fault, request_id: String) -> Response {
    let mut response = axum::Json(Problem::of(words, fault, request_id)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
