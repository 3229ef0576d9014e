//! The second factor of whoever gave their password: a passkey, or a code.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Begun, PasskeyAnswer, SignInError, Ways};

use super::super::form::{Typed, again_for, filled};
use super::super::origin::Origin;
use super::super::resume::Kept;
use super::super::{Frame, Page};
use super::{SignInPage, begun_to};
use crate::asset;
use crate::client::Whence;
use crate::fault::{Faced, Fault};
use crate::onward::{Next, SIGN_IN, onward, with_next};
use crate::open::Visit;
use crate::words::t;

pub(crate) const CODE: &str = "/sign-in/code";

#[derive(Template)]
#[template(path = "sign_in_code.html")]
pub(crate) struct CodePage {
    pub(crate) frame: Frame,
    /// The forms of the code and of the passkey.
    pub(crate) forms: CodeForms,
    /// By what the second factor can be given.
    pub(crate) ways: Ways,
    pub(crate) next: String,
    pub(crate) kept: Option<Kept>,
    /// The script's address.
    pub(crate) script: String,
}

/// The page's forms.
#[derive(Default)]
pub(crate) struct CodeForms {
    pub(crate) code: Typed,
    pub(crate) passkey: Typed,
}

#[derive(Deserialize)]
pub(crate) struct CodeForm {
    code: SecretString,
    #[serde(default)]
    next: String,
    #[serde(flatten)]
    kept: Kept,
}

#[derive(Deserialize)]
pub(crate) struct PasskeyForm {
    ceremony: String,
    credential: SecretString,
    #[serde(default)]
    next: String,
    #[serde(flatten)]
    kept: Kept,
}

/// What goes on with a form to sign in: where to, and what waits to be sent once more.
pub(super) struct Onward {
    pub(super) next: String,
    pub(super) kept: Option<Kept>,
}

impl Onward {
    /// The frame of a page that carries it: what was typed elsewhere stands on it this once.
    fn frame(&self, frame: Frame) -> Frame {
        if self.kept.is_some() { frame.once() } else { frame }
    }
}

impl CodePage {
    /// The page of a session that awaits its second factor; none when it does not any more. Each time it is shown, passkeys
    /// are asked anew.
    pub(super) async fn of(
        service: &Service,
        (visit, origin): (&Visit, &Origin),
        session: &SecretString,
        (go, forms): (Onward, CodeForms),
    ) -> Result<Option<CodePage>, Fault> {
        let ways = service.ways(session, origin.passkeys().as_ref()).await?;
        Ok(ways.map(|ways| CodePage {
            frame: go.frame(Frame::at(visit, CODE)),
            forms,
            ways,
            next: onward(&go.next).to_owned(),
            kept: go.kept,
            script: asset::address("passkey.js"),
        }))
    }
}

/// The form of the second factor.
pub(crate) async fn show_code(
    State(service): State<Service>,
    visit: Visit,
    origin: Origin,
    Whence(from): Whence,
    Query(next): Query<Next>,
) -> Result<Response, Fault> {
    let session = from.session.unwrap_or_default();
    let go = Onward {
        next: next.next.clone(),
        kept: None,
    };
    let forms = (go, CodeForms::default());
    match CodePage::of(&service, (&visit, &origin), &session, forms).await? {
        Some(page) => {
            let frame = Frame::bare(&visit);
            Ok(Page(CodePage { frame, ..page }).into_response())
        }
        None => Ok(Redirect::to(&with_next(SIGN_IN, &next.next)).into_response()),
    }
}

/// Gives a code.
pub(crate) async fn give_code(
    State(service): State<Service>,
    visit: Visit,
    origin: Origin,
    Whence(from): Whence,
    form: Result<Form<CodeForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let Some(session) = from.session.clone() else {
        return Ok(begin_anew(&visit, &form.next, form.kept));
    };
    let given = service.give_code(&session, &form.code, &from).await;
    let wrong = |fault: &Fault| {
        let mut forms = CodeForms::default();
        forms.code.wrong("code", fault.told(visit.words));
        forms
    };
    let go = (form.next, form.kept);
    came_of(&service, (&visit, &origin), &session, (given, go), wrong).await
}

/// Gives a passkey's answer.
pub(crate) async fn give_passkey(
    State(service): State<Service>,
    visit: Visit,
    origin: Origin,
    Whence(from): Whence,
    form: Result<Form<PasskeyForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let Some(session) = from.session.clone() else {
        return Ok(begin_anew(&visit, &form.next, form.kept));
    };
    let answer = PasskeyAnswer {
        ceremony: form.ceremony,
        credential: form.credential,
    };
    let site = origin.passkeys();
    let given = service.give_passkey(&session, &answer, (site.as_ref(), &from)).await;
    let wrong = |fault: &Fault| {
        let mut forms = CodeForms::default();
        // Whatever was wrong with it is told alike.
        forms.passkey.wrong_as_a_whole(match fault {
            Fault::WrongCode => t!(visit.words, "passkey-refused"),
            fault => fault.told(visit.words),
        });
        forms
    };
    let go = (form.next, form.kept);
    came_of(&service, (&visit, &origin), &session, (given, go), wrong).await
}

/// Goes on with the session, or shows the page once more with what was wrong.
async fn came_of(
    service: &Service,
    of: (&Visit, &Origin),
    session: &SecretString,
    (given, (next, kept)): (Result<Begun, SignInError>, (String, Kept)),
    wrong: impl Fn(&Fault) -> CodeForms,
) -> Result<Response, Fault> {
    let fault = match given {
        Ok(begun) => return begun_to(service, of, begun, (&next, kept)).await,
        Err(SignInError::Over) => return Ok(begin_anew(of.0, &next, kept)),
        Err(error @ (SignInError::WrongCode | SignInError::Slow(_))) => Fault::from(error),
        Err(error) => return Err(error.into()),
    };
    let go = Onward {
        next: next.clone(),
        kept: kept.clone().some(),
    };
    match CodePage::of(service, of, session, (go, wrong(&fault))).await? {
        Some(page) => Ok(again_for(&fault, page)),
        None => Ok(begin_anew(of.0, &next, kept)),
    }
}

/// It took too long, or another tab was faster and one is signed in already. What waits to be sent once more is kept, and
/// asks who it is from the beginning.
fn begin_anew(visit: &Visit, next: &str, kept: Kept) -> Response {
    let Some(kept) = kept.some() else {
        return Redirect::to(onward(next)).into_response();
    };
    let mut form = Typed::default();
    form.wrong_as_a_whole(t!(visit.words, "sign-in-anew"));
    let page = SignInPage {
        frame: Frame::at(visit, SIGN_IN).once(),
        form,
        next: onward(next).to_owned(),
        kept: Some(kept),
    };
    Faced(StatusCode::UNAUTHORIZED, Page(page)).into_response()
}

impl CodePage {
    /// What the passkeys are asked, for the script.
    fn options(&self) -> &str {
        let asked = self.ways.passkey.as_ref();
        asked.map_or("", |asked| asked.options.expose_secret())
    }
}
