//! Which parameters an operation has in its address. One that is not in the document is refused rather than ignored:
//! a misspelt `as_of` would be answered with other figures than were asked for. So is one without a value, which a page's
//! form may send and a program sends by mistake.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::{MatchedPath, Query, Request, State};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::fault::{Fault, FieldCode, FieldFault};

/// The longest name that is told back.
const LONGEST_NAME: usize = 64;

/// The parameters of an operation by name, each with what it is chosen from where that is a list.
type Known = BTreeMap<String, Vec<String>>;

/// The parameters of every operation, by method and pattern of address.
#[derive(Clone)]
pub(crate) struct Parameters(Arc<HashMap<(Method, String), Known>>);

impl Parameters {
    /// As the document lists them.
    pub(crate) fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let operations = document.paths.paths.iter().flat_map(|(path, item)| {
            methods(item).map(move |(method, operation)| ((method, path.clone()), known(operation)))
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
        let mut faults = BTreeMap::new();
        for (name, value) in &asked {
            let Some(choices) = known.get(name) else {
                faults.insert((shown(name), 0), fault(shown(name), FieldCode::Unknown));
                continue;
            };
            if !seen.insert(name) {
                faults.insert((shown(name), 1), fault(name, FieldCode::Twice));
            }
            if value.trim().is_empty() {
                faults.insert((shown(name), 2), empty(name, choices));
            }
        }
        faults.into_values().collect()
    }
}

fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn known(operation: &Operation) -> Known {
    let parameters = operation.parameters.iter().flatten();
    parameters
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => {
                Some((parameter.name.clone(), choices(parameter)))
            }
            _ => None,
        })
        .collect()
}

fn choices(parameter: &Parameter) -> Vec<String> {
    let Some(RefOr::T(Schema::Object(object))) = &parameter.schema else {
        return Vec::new();
    };
    let is_yes_or_no = match &object.schema_type {
        SchemaType::Type(kind) => *kind == Type::Boolean,
        SchemaType::Array(kinds) => kinds.contains(&Type::Boolean),
        SchemaType::AnyValue => false,
    };
    if is_yes_or_no {
        return ["true", "false"].map(str::to_owned).into();
    }
    let values = object.enum_values.iter().flatten();
    values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

fn empty(name: &str, choices: &[String]) -> FieldFault {
    if choices.is_empty() {
        return fault(name, FieldCode::Empty);
    }
    FieldFault::of_choices(name, choices.iter().map(String::as_str))
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
