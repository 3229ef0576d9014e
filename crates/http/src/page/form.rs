//! Forms: what is posted, and how a form is shown again with what was typed and what is wrong with which field.
//!
//! A page keeps `form: Typed` and draws its fields by the macros of `parts.html`, which ask it for values and faults:
//!
//! ```text
//! let mut form = Typed::new("offer").with("title", &posted.title);   // as it is shown, empty or filled
//! form.wrong("title", t!(words, "…"));                              // one field, or
//! form.refuse(&fault, words);                                       // whatever a use case said no to
//! return Ok(again(Page { frame, form }));                           // 422, and the page is its own face
//! ```
//!
//! After success: `Redirect::to(page)`, which is a 303. A form that moves money carries a key that was drawn when it was
//! shown (`Typed::with_key(service.form_key())`, `{{ parts::key(form) }}`), and its handler asks the desk under that key: a
//! second tap, and the same form once more after going back, are answered what was answered first.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use validator::ValidationError;

use super::Page;
use crate::fault::{Faced, Fault, FieldCode, FieldFault};
use crate::words::Words;

/// The name of the field that holds a form's key.
pub(crate) const KEY: &str = "key";

/// What no page is given back: whatever opens something.
const SECRETS: [&str; 6] = ["password", "repeated", "pin", "secret", "token", "card"];

/// Whether a field holds what opens something, by its name.
pub(super) fn is_secret(name: &str) -> bool {
    let mut words = name.split(['_', '-', '.']);
    words.any(|word| SECRETS.contains(&word))
}

/// What a form of a page holds. What is no such form is a request that cannot be read.
pub(crate) fn filled<T>(form: Result<Form<T>, FormRejection>) -> Result<T, Fault> {
    let Form(form) = form.map_err(|rejection| Fault::of_status(rejection.status()))?;
    Ok(form)
}

/// The fields of a posted form as they came, for forms whose fields are not known while compiling. What was sent twice is
/// there twice. Forms that hold secrets are read into a struct of their own, by [`filled`].
pub(crate) struct Posted(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        filled(Form::from_request(request, state).await).map(Posted)
    }
}

impl Posted {
    /// A field, without the spaces around it; nothing where it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.0.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.trim())
    }

    /// The form as it was typed, to be shown again without what opens something.
    pub(crate) fn typed(&self, name: &'static str) -> Typed {
        let fields = self.0.iter().filter(|(field, _)| !is_secret(field));
        fields.fold(Typed::new(name), |form, (field, value)| form.with(field, value))
    }
}

/// A form as it is shown: what was typed, and what is wrong. Never holds a password or a PIN, and shows nothing in `Debug`.
#[derive(Clone, Default)]
pub(crate) struct Typed {
    name: &'static str,
    values: BTreeMap<String, String>,
    faults: BTreeMap<String, String>,
    whole: Option<String>,
}

impl Typed {
    /// An empty form. Its name goes before the identifiers of its fields, so that a page can have several.
    pub(crate) fn new(name: &'static str) -> Self {
        Typed {
            name,
            ..Typed::default()
        }
    }

    /// The same form by another name.
    pub(crate) fn named(&self, name: &'static str) -> Self {
        Typed { name, ..self.clone() }
    }

    /// The form with a field filled.
    pub(crate) fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.values.insert(field.to_owned(), value.into());
        self
    }

    /// The form under a key of its own: the one that was sent, or a new one.
    pub(crate) fn with_key(self, key: impl Into<String>) -> Self {
        self.with(KEY, key)
    }

    /// Says what is wrong with a field.
    pub(crate) fn wrong(&mut self, field: &str, what: impl Into<String>) {
        self.faults.insert(field.to_owned(), what.into());
    }

    /// Looks at what was typed into a field as the API does, and says what is wrong with it.
    pub(crate) fn check(
        &mut self,
        (posted, field): (&Posted, &str),
        check: impl Fn(&str) -> Result<(), ValidationError>,
        words: Words,
    ) {
        let said = posted.get(field);
        if let Err(error) = check(said) {
            let code = match said {
                "" => FieldCode::Required,
                _ => FieldCode::of(&error.code),
            };
            self.wrong(field, FieldFault::new(field.to_owned(), code).message(words));
        }
    }

    /// Says what is wrong with the form as a whole, which stands above it.
    pub(crate) fn wrong_as_a_whole(&mut self, what: impl Into<String>) {
        self.whole = Some(what.into());
    }

    /// Says why a use case said no: at the fields that it names, and above the form where it names none.
    pub(crate) fn refuse(&mut self, fault: &Fault, words: Words) {
        let fields = fault.of_fields(words);
        if fields.is_empty() {
            self.wrong_as_a_whole(fault.told(words));
        }
        for (field, message) in fields {
            self.wrong(&field, message);
        }
    }

    pub(crate) fn is_wrong(&self) -> bool {
        self.whole.is_some() || !self.faults.is_empty()
    }

    // What the macros of `parts.html` ask for.

    pub(crate) fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    pub(crate) fn is(&self, field: &str, value: &str) -> bool {
        self.value(field) == value
    }

    pub(crate) fn fault(&self, field: &str) -> Option<&str> {
        self.faults.get(field).map(String::as_str)
    }

    /// What is wrong with the form as a whole.
    pub(crate) fn whole(&self) -> Option<&str> {
        self.whole.as_deref()
    }

    /// The identifier of a field in the page.
    pub(crate) fn id(&self, field: &str) -> String {
        match self.name {
            "" => field.to_owned(),
            name => format!("{name}-{field}"),
        }
    }

    /// What describes a field, for `aria-describedby`: its hint, and what is wrong with it.
    pub(crate) fn described(&self, field: &str, hint: &str) -> Option<String> {
        let id = self.id(field);
        let hint = (!hint.is_empty()).then(|| format!("{id}-hint"));
        let fault = self.fault(field).map(|_| format!("{id}-fault"));
        let both: Vec<String> = hint.into_iter().chain(fault).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }
}

/// A page that shows its form once more, because something in it is not as it should be: 422, and its own face.
pub(crate) fn again<T: Template>(page: T) -> Response {
    Faced(StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

/// The same for what was refused by a fault: with its status, and after how long to try again. A browser acts upon some
/// numbers, such as 401, and is told 422 instead.
pub(crate) fn again_for<T: Template>(fault: &Fault, page: T) -> Response {
    let status = match fault.status() {
        StatusCode::UNAUTHORIZED => StatusCode::UNPROCESSABLE_ENTITY,
        status => status,
    };
    let mut response = Faced(status, Page(page)).into_response();
    if let Some(seconds) = fault.retry_after() {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{FieldCode, FieldFault};
    use xiaonuan_app::messages::Language;

    #[test]
    fn a_form_is_shown_with_what_was_typed_and_what_is_wrong() {
        let words = Words::of(Language::Chinese);
        let mut form = Typed::new("offer").with("title", "邻里价").with_key("k1");
        assert!(!form.is_wrong() && form.described("title", "").is_none());
        form.refuse(&Fault::Invalid(vec![FieldFault::new("title", FieldCode::Text)]), words);
        assert_eq!(
            (form.value("title"), form.value(KEY), form.value("other")),
            ("邻里价", "k1", "")
        );
        assert_eq!(
            form.described("title", "a hint").as_deref(),
            Some("offer-title-hint offer-title-fault")
        );
        assert!(form.fault("title").is_some() && form.whole().is_none());
        form.refuse(&Fault::Busy, words);
        assert!(form.whole().is_some_and(|told| told.contains("同时请求过多")));
    }

    #[test]
    fn what_opens_something_is_not_given_back() {
        for (name, secret) in [
            ("password", true),
            ("new_password", true),
            ("pin", true),
            ("card", true),
            ("staff_pin", true),
            ("opinion", false),
            ("postcard", false),
            ("amount", false),
        ] {
            assert_eq!(is_secret(name), secret, "{name}");
            let posted = Posted(vec![(name.to_owned(), "1234".to_owned())]);
            assert_eq!(posted.typed("a").value(name).is_empty(), secret, "{name}");
        }
    }

    #[test]
    fn what_was_sent_twice_is_there_twice() {
        let row = |value: &str| ("row".to_owned(), value.to_owned());
        let posted = Posted(vec![row(" 1 "), row("2")]);
        assert_eq!(posted.all("row").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((posted.get("row"), posted.get("none")), ("1", ""));
    }
}
