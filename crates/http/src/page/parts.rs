//! All parts of pages together, in every state, for those who build them. Served on the machine that the service runs on, and
//! to whoever runs the installation: the gate's rule is the one of `/metrics`. It shows nothing of anybody.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use xiaonuan_app::service::Service;

use super::form::{Posted, Typed, again};
use super::{Frame, Page};
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::open::Visit;
use crate::words::{Words, t};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/parts", get(show).post(send))
}

#[derive(Template)]
#[template(path = "parts_page.html")]
pub(crate) struct PartsPage {
    pub(crate) frame: Frame,
    /// The form as it is at first.
    pub(crate) plain: Typed,
    /// The same with everything wrong.
    pub(crate) wrong: Typed,
}

impl PartsPage {
    fn new(visit: &Visit, plain: Typed) -> Self {
        PartsPage {
            frame: Frame::bare(visit),
            plain,
            wrong: wrong(visit.words),
        }
    }

    /// Both forms for a theme. Each stands in the page once for each, under another name.
    fn forms(&self, theme: &str) -> [Typed; 2] {
        let names = match theme {
            "dark" => ["plain-dark", "wrong-dark"],
            _ => ["plain-light", "wrong-light"],
        };
        [self.plain.named(names[0]), self.wrong.named(names[1])]
    }
}

/// Shows the parts.
async fn show(State(service): State<Service>, visit: Visit) -> Page<PartsPage> {
    let plain = Typed::new("plain").with("kind", "open").with_key(service.form_key());
    Page(PartsPage::new(&visit, plain))
}

/// Shows the form again with what was typed, as every form does that cannot be done.
async fn send(visit: Visit, posted: Posted) -> Response {
    let mut plain = posted.typed("plain");
    if posted.get("amount").is_empty() {
        let fault = Fault::Invalid(vec![FieldFault::new("amount", FieldCode::Required)]);
        plain.refuse(&fault, visit.words);
    }
    again(PartsPage::new(&visit, plain))
}

fn wrong(words: Words) -> Typed {
    let mut form = Typed::new("wrong").with("amount", "12.345").with("kind", "closed");
    let at = |field: &str, code| FieldFault::new(field, code);
    let fields = vec![
        at("amount", FieldCode::Amount),
        at("kind", FieldCode::Choice),
        at("fund", FieldCode::Required),
        at("reason", FieldCode::Length),
        at("agreed", FieldCode::Required),
        at("password", FieldCode::PasswordWrong),
    ];
    form.refuse(&Fault::Invalid(fields), words);
    form.wrong_as_a_whole(t!(words, "parts-whole"));
    form
}
