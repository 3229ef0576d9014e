//! Bodies: read, validated, and answered field by field when they are wrong, without what was sent.

mod missing;
mod objects;
mod row;
mod signed;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::Deserializer;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use validator::Validate;

use self::objects::Objects;
pub(crate) use self::row::RowBody;
pub(crate) use self::signed::{TAKEN_BY, read_for};
use crate::access::Principal;
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::query::field_faults;

/// A body whose fields are all as they should be, and what was sent in a form that does not depend on how it was
/// written.
pub(crate) struct ValidBody<T> {
    pub(crate) body: T,
    pub(crate) content: Vec<u8>,
}

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for ValidBody<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let principal = request.extensions().get::<Principal>().cloned();
        read_for(principal.as_ref(), &json_of(request, state).await?)
    }
}

/// A body that holds secrets: nothing of it is kept but its fields.
pub(crate) struct SecretBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for SecretBody<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let body: T = deserialize(&json_of(request, state).await?)?;
        body.validate()
            .map_err(|errors| Fault::Invalid(field_faults(&errors)))?;
        Ok(SecretBody(body))
    }
}

/// The bytes of a body that is said to be JSON.
async fn json_of<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Fault> {
    if !is_json(request.headers()) {
        return Err(Fault::WrongMediaType);
    }
    let bytes = Bytes::from_request(request, state).await;
    bytes.map_err(|rejection| Fault::of_status(rejection.status()))
}

/// Reads a JSON text.
pub(crate) fn read<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<ValidBody<T>, Fault> {
    let body: T = deserialize(bytes)?;
    body.validate()
        .map_err(|errors| Fault::Invalid(field_faults(&errors)))?;
    let content = serde_json::from_slice::<serde_json::Value>(bytes).map_err(|_| Fault::NotJson)?;
    Ok(ValidBody {
        body,
        content: content.to_string().into_bytes(),
    })
}

/// Reads a JSON text of one type, and tells which field is not of it.
pub(crate) fn deserialize<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    // Whether it is JSON at all comes first: a field cannot be named in what is not.
    serde_json::from_slice::<&RawValue>(bytes).map_err(|_| Fault::NotJson)?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    tried(&mut reader).map_err(|fault| Fault::Invalid(missing::all::<T>(bytes, fault)))
}

/// Reads a type, or says of one field why it cannot.
fn tried<'de, T: DeserializeOwned, D: Deserializer<'de>>(reader: D) -> Result<T, FieldFault>
where
    D::Error: std::fmt::Display,
{
    serde_path_to_error::deserialize(Objects(reader)).map_err(|error| {
        let path = error.path().to_string();
        field_fault(&path, &error.into_inner().to_string())
    })
}

/// The one field of bodies that has a form of its own and tempts to send something else than a text.
const TARGET: &str = "of";

/// Which field serde complains about, and why. Its words name fields of ours, and of theirs one that is none.
fn field_fault(path: &str, complaint: &str) -> FieldFault {
    let named = complaint.split('`').nth(1).filter(|name| is_a_name(name));
    let parent = told(path);
    let of = |name: Option<&str>| match (parent.as_str(), name) {
        ("", Some(name)) => name.to_owned(),
        ("", None) => "body".to_owned(),
        (parent, Some(name)) if !parent.ends_with(name) => format!("{parent}.{name}"),
        (parent, _) => parent.to_owned(),
    };
    let complains = |beginning: &str| complaint.starts_with(beginning);
    if complains("missing field") {
        FieldFault::new(of(named), FieldCode::Required)
    } else if complains("unknown field") {
        FieldFault::new(of(named), FieldCode::Unknown)
    } else if complains("duplicate field") {
        FieldFault::new(of(named), FieldCode::Twice)
    } else if complains("unknown variant") {
        // The first is what was sent; what it may be follows, each in quotes of this kind.
        let choices = complaint.rsplit_once("expected").map_or("", |(_, choices)| choices);
        FieldFault::of_choices(of(None), choices.split('`').skip(1).step_by(2))
    } else {
        let field = of(None);
        let is_target = field == TARGET || field.ends_with(&format!(".{TARGET}"));
        let code = if is_target { FieldCode::Target } else { FieldCode::Type };
        FieldFault::new(field, code)
    }
}

/// Whether a text may be the name of a field, and so be told: neither a person's name nor a number is.
fn is_a_name(text: &str) -> bool {
    let begins = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    begins && text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A path as far as it may be told: up to the first part of it that was sent in a field's place and is no field's name.
fn told(path: &str) -> String {
    let parts = path.split('.');
    let are_told = parts.take_while(|part| {
        let (name, place) = part.split_once('[').unwrap_or((part, ""));
        is_a_name(name) && place.bytes().all(|byte| byte.is_ascii_digit() || b"[]".contains(&byte))
    });
    are_told.collect::<Vec<_>>().join(".")
}

/// Other types are refused: a form on another site can send them, and JSON only with leave that nobody gets.
fn is_json(headers: &HeaderMap) -> bool {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = said.unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Sent {
        #[validate(custom(function = "crate::query::day"))]
        day: String,
        #[serde(default)]
        #[validate(nested)]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[validate(custom(function = "crate::query::code"))]
        code: String,
        #[serde(default)]
        #[validate(custom(function = "crate::field::span"))]
        span: Option<String>,
        #[serde(default, rename = "tone")]
        _tone: Option<Tone>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Tone {
        Loud,
        Quiet,
    }

    fn faults(text: &str) -> Vec<(String, &'static str)> {
        match read::<Sent>(text.as_bytes()) {
            Ok(_) => Vec::new(),
            Err(Fault::Invalid(faults)) => faults
                .into_iter()
                .map(|fault| (fault.field, fault.code.as_str()))
                .collect(),
            Err(other) => vec![(String::new(), other.code())],
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_field() {
        for (text, field, code) in [
            ("", "", "not_json"),
            ("{", "", "not_json"),
            ("{} x", "", "not_json"),
            ("[]", "body", "invalid_type"),
            ("{}", "day", "required"),
            (r#"{"day":5}"#, "day", "invalid_type"),
            (r#"{"day":"2026-02-30"}"#, "day", "invalid_date"),
            (r#"{"day":"2026-02-28","dya":1}"#, "dya", "unknown_field"),
            // What is no name of a field is not told: it may be a person's.
            (r#"{"day":"2026-02-28","欧阳静好":1}"#, "body", "unknown_field"),
            (r#"{"day":"2026-02-28","13944447777":1}"#, "body", "unknown_field"),
            (
                r#"{"day":"2026-02-28","inner":[{"code":"a","欧阳静好":1}]}"#,
                "inner[0]",
                "unknown_field",
            ),
            (r#"{"day":"2026-02-28","day":"2026-02-28"}"#, "day", "duplicate_field"),
            (
                r#"{"day":"2026-02-28","inner":[{"code":"a"},{}]}"#,
                "inner[1].code",
                "required",
            ),
            (
                r#"{"day":"2026-02-28","inner":[{"code":"a b"}]}"#,
                "inner[0].code",
                "invalid_code",
            ),
            // The fields of a structure, in the order in which the code has them.
            (r#"["2026-02-28"]"#, "body", "invalid_type"),
            (r#"["2026-02-28",[]]"#, "body", "invalid_type"),
            (r#"{"day":"2026-02-28","inner":[["a"]]}"#, "inner[0]", "invalid_type"),
            (
                r#"{"day":"2026-02-28","inner":[{"code":"a"},["a",null]]}"#,
                "inner[1]",
                "invalid_type",
            ),
        ] {
            assert_eq!(faults(text), vec![(field.to_owned(), code)], "{text}");
        }
    }

    #[test]
    fn all_that_is_missing_or_unknown_is_told_at_once() {
        let told: Vec<String> = faults(r#"{"dya":1,"inner":[{},{"span":"year","cod":2}],"x":[]}"#)
            .into_iter()
            .map(|(field, code)| format!("{field} {code}"))
            .collect();
        let mut sorted = told.clone();
        sorted.sort();
        assert_eq!(
            sorted,
            [
                "day required",
                "dya unknown_field",
                "inner[0].code required",
                "inner[1].cod unknown_field",
                "inner[1].code required",
                "x unknown_field"
            ]
        );
        // What is of the wrong type is told where it stands.
        assert_eq!(faults(r#"{"day":5,"x":1}"#).len(), 2);
    }

    #[test]
    fn whoever_chooses_wrong_is_told_what_there_is_to_choose() {
        for (text, field, choices) in [
            (
                r#"{"day":"2026-02-28","inner":[{"code":"a","span":"week"}]}"#,
                "inner[0].span",
                "month year",
            ),
            (
                r#"{"day":"2026-02-28","inner":[{"code":"a","tone":"`shrill`"}]}"#,
                "inner[0].tone",
                "loud quiet",
            ),
        ] {
            let Err(Fault::Invalid(faults)) = read::<Sent>(text.as_bytes()).map(|_| ()) else {
                panic!("{text} was read");
            };
            let told: Vec<_> = faults
                .iter()
                .map(|fault| (fault.field.as_str(), fault.choices.join(" ")))
                .collect();
            assert_eq!(told, [(field, choices.to_owned())], "{text}");
        }
    }

    #[test]
    fn the_same_content_is_the_same_however_it_is_written() {
        let content = |text: &str| read::<Sent>(text.as_bytes()).expect("it is right").content;
        let plain = content(r#"{"day":"2026-02-28","inner":[]}"#);
        assert_eq!(
            plain,
            content(" {\n \"inner\" : [ ], \"day\" : \"2026\\u002d02-28\" }\n")
        );
        assert_ne!(plain, content(r#"{"day":"2026-02-27","inner":[]}"#));
    }
}
