//! Which operations need a key: told in the document of those whose handlers ask for one.

use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr, Required, Schema};

use super::batches;

const HEADER: &str = "idempotency-key";

/// Marks the key as required where the body moves money.
pub(super) fn add(document: &mut OpenApi) {
    let bodies = batches::bodies_under_keys();
    for item in document.paths.paths.values_mut() {
        if let Some(post) = &mut item.post
            && body_of(post).is_some_and(|body| bodies.contains(&body))
        {
            require(post);
        }
    }
}

/// The name of the schema of an operation's body.
fn body_of(operation: &Operation) -> Option<String> {
    let RefOr::T(body) = operation.request_body.as_ref()? else {
        return None;
    };
    let mut schemas = body.content.values().filter_map(|content| match content {
        RefOr::T(content) => content.schema.as_ref(),
        RefOr::Ref(_) => None,
    });
    match schemas.next()? {
        RefOr::Ref(reference) => reference.ref_location.rsplit('/').next().map(str::to_owned),
        RefOr::T(_) => None,
    }
}

fn require(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.name == HEADER
        {
            parameter.required = Required::True;
            if let Some(RefOr::T(Schema::Object(object))) = &mut parameter.schema {
                object.schema_type = SchemaType::Type(Type::String);
            }
        }
    }
}
