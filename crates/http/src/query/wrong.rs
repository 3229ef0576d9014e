//! What checks of fields find, told field by field.

use std::borrow::Cow;
use std::str::FromStr;

use validator::{ValidationError, ValidationErrorsKind};
use xiaonuan_domain::kind::NotAKind;

use crate::fault::{FieldCode, FieldFault};

/// The fields at fault and how, without the values that were sent.
pub(crate) fn field_faults(errors: &validator::ValidationErrors) -> Vec<FieldFault> {
    field_faults_but(errors, &|_| false)
}

/// Those of fields that are not excepted. What is wrong with several fields together is of what they stand in, which has
/// no name where that is the whole.
pub(crate) fn field_faults_but(
    errors: &validator::ValidationErrors,
    is_excepted: &dyn Fn(&str) -> bool,
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    collect("", errors, is_excepted, &mut faults);
    faults.sort_by(|one, other| one.field.cmp(&other.field));
    faults
}

/// What is wrong with several fields together, told at one of them.
pub(crate) fn at(field: &'static str, code: FieldCode) -> ValidationError {
    ValidationError::new(code.as_str()).with_message(Cow::Borrowed(field))
}

/// What a field may be that is none of it, see [`choice`].
const CHOICES: &str = "choices";

fn texts(list: &serde_json::Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// One of a kind's codes.
pub(crate) fn choice<T: FromStr<Err = NotAKind>>(text: &str) -> Result<(), ValidationError> {
    let Err(NotAKind(codes)) = text.parse::<T>() else {
        return Ok(());
    };
    Err(none_of(codes.split_whitespace()))
}

/// What is said of a field that is none of its choices.
pub(crate) fn none_of<'a>(choices: impl Iterator<Item = &'a str>) -> ValidationError {
    let mut error = ValidationError::new(FieldCode::Choice.as_str());
    error.add_param(Cow::Borrowed(CHOICES), &choices.collect::<Vec<_>>());
    error
}

/// What is missing, with all that would do in its place.
pub(crate) fn needed(field: &'static str, choices: &[&str]) -> ValidationError {
    let mut error = one_of(field, choices);
    error.code = Cow::Borrowed(FieldCode::Required.as_str());
    error
}

/// None, or more than one, of what one must be chosen from, told at one field.
pub(crate) fn one_of(field: &'static str, choices: &[&str]) -> ValidationError {
    none_of(choices.iter().copied()).with_message(Cow::Borrowed(field))
}

/// A number, or how many there are, outside its range.
pub(crate) fn outside(code: FieldCode, least: i64, most: i64) -> ValidationError {
    let mut error = ValidationError::new(code.as_str());
    error.add_param(Cow::Borrowed(LEAST), &least);
    error.add_param(Cow::Borrowed(MOST), &most);
    error
}

/// The ends of a range, as checks of ranges and lengths call them.
const LEAST: &str = "min";
const MOST: &str = "max";

fn range_of(error: &ValidationError) -> Option<(i64, i64)> {
    let end = |name: &str| error.params.get(name).and_then(serde_json::Value::as_i64);
    Some((end(LEAST).unwrap_or(0), end(MOST)?))
}

/// The code of what is wrong; checks of ranges and lengths have names of their own.
fn code_of(error: &ValidationError) -> FieldCode {
    match &*error.code {
        "range" => FieldCode::Number,
        "length" => FieldCode::Count,
        code => FieldCode::of(code),
    }
}

/// A field as bodies spell it.
fn spelt(field: &str) -> &str {
    match field {
        "reference" => "ref",
        field => field,
    }
}

/// Walks fields, structures within them and lists of these.
fn collect(
    parent: &str,
    errors: &validator::ValidationErrors,
    is_excepted: &dyn Fn(&str) -> bool,
    faults: &mut Vec<FieldFault>,
) {
    for (field, error) in errors.errors() {
        let within = |field: &str| {
            if parent.is_empty() {
                field.to_owned()
            } else {
                format!("{parent}.{field}")
            }
        };
        let field = within(spelt(field));
        match error {
            ValidationErrorsKind::Field(errors) => {
                let counts =
                    |error: &&ValidationError| !is_excepted(if error.message.is_some() { parent } else { &field });
                faults.extend(errors.iter().filter(counts).map(|error| FieldFault {
                    // What concerns several fields names one of them, see [`at`].
                    field: error.message.as_deref().map_or_else(|| field.clone(), within),
                    code: code_of(error),
                    choices: error.params.get(CHOICES).map_or_else(Vec::new, texts),
                    range: range_of(error),
                }));
            }
            ValidationErrorsKind::Struct(inner) => collect(&field, inner, is_excepted, faults),
            ValidationErrorsKind::List(rows) => {
                for (at, inner) in rows {
                    collect(&format!("{field}[{at}]"), inner, is_excepted, faults);
                }
            }
        }
    }
}
