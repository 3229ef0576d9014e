//! Which parameters an operation has in its address. One that is not in the document is refused rather than ignored:
//! a misspelt `as_of` would be answered with other figures than were asked for.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::{MatchedPath, Query, Request, State};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};

use crate::fault::{Fault, FieldCode, FieldFault};

/// The longest name that is told back.
const LONGEST_NAME: usize = 64;

/// The parameters of every operation, by method and pattern of address.
#[derive(Clone)]
pub(crate) struct Parameters(Arc<HashMap<(Method, String), BTreeSet<String>>>);

impl Parameters {
    /// As the document lists them.
    pub(crate) fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let operations = document.paths.paths.iter().flat_map(|(path, item)| {
            methods(item).map(move |(method, operation)| ((method, path.clone()), names(operation)))
        });
        Parameters(Arc::new(operations.collect()))
    }

    /// What is wrong with the names in an address. An operation that there is not is answered as such elsewhere.
    fn faults(&self, method: &Method, path: &str, uri: &Uri) -> Vec<FieldFault> {
        // A HEAD is a GET whose body is not sent.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let Some(known) = self.0.get(&(method.clone(), path.to_owned())) else {
            return Vec::new();
        };
        let Ok(Query(asked)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
            return vec![fault("query", FieldCode::Form)];
        };
        let mut seen = BTreeSet::new();
        let mut faults = BTreeSet::new();
        for (name, _) in &asked {
            if !known.contains(name) {
                faults.insert((shown(name), FieldCode::Unknown.as_str()));
            } else if !seen.insert(name) {
                faults.insert((shown(name), FieldCode::Twice.as_str()));
            }
        }
        faults
            .into_iter()
            .map(|(name, code)| fault(name, FieldCode::of(code)))
            .collect()
    }
}

fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn names(operation: &Operation) -> BTreeSet<String> {
    let parameters = operation.parameters.iter().flatten();
    parameters
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
            _ => None,
        })
        .collect()
}

/// A name as it is told back; what cannot be one is not repeated.
fn shown(name: &str) -> &str {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain && !name.is_empty() && name.len() <= LONGEST_NAME {
        name
    } else {
        "query"
    }
}

fn fault(field: &str, code: FieldCode) -> FieldFault {
    FieldFault::new(field.to_owned(), code)
}

/// Refuses a request whose address has parameters that its operation has not, or one twice.
pub(crate) async fn refuse_unknown(State(parameters): State<Parameters>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let path = path.map_or("", MatchedPath::as_str);
    let faults = parameters.faults(request.method(), path, request.uri());
    if faults.is_empty() {
        next.run(request).await
    } else {
        Fault::Invalid(faults).into_response()
    }
}
