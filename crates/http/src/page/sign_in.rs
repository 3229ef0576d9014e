//! Signing in and out: the name and the password, the second factor, and one-time links.

mod code;

use askama::Template;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Attempt, Begun, SignInError};

use super::form::{Typed, again, again_for, filled};
use super::origin::Origin;
use super::resume::{Kept, LARGEST_WITHIN};
use super::{Frame, Page};
use crate::client::{Whence, WithSession, WithoutSession};
use crate::fault::{Fault, FieldCode};
use crate::onward::{Next, SIGN_IN, onward, with_next};
use crate::open::Visit;
use crate::words::t;

pub(crate) use self::code::{CodeForms, CodePage};

use self::code::{CODE, Onward};

pub(super) const ACCOUNT: &str = "/account";

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) frame: Frame,
    pub(crate) form: Typed,
    /// Where to go on.
    pub(crate) next: String,
    /// What waits to be sent once more, where a session ended before it was.
    pub(crate) kept: Option<Kept>,
}

#[derive(Template)]
#[template(path = "welcome.html")]
pub(crate) struct WelcomePage {
    pub(crate) frame: Frame,
    /// Whose link it is; nobody's if it cannot be used any more.
    pub(crate) login: Option<String>,
    /// Where the form leads: this very address.
    pub(crate) path: SecretString,
    pub(crate) form: Typed,
}

#[derive(Deserialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    login: String,
    password: SecretString,
    #[serde(default)]
    next: String,
    #[serde(flatten)]
    kept: Kept,
}

#[derive(Deserialize)]
pub(crate) struct WelcomeForm {
    new_password: SecretString,
    repeated: SecretString,
}

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route(SIGN_IN, get(show).post(sign_in))
        .route(CODE, get(code::show_code).post(code::give_code))
        .route("/sign-in/passkey", post(code::give_passkey))
        // What was typed elsewhere when the session had ended rides along.
        .layer(DefaultBodyLimit::max(LARGEST_WITHIN))
}

/// The form to sign in.
pub(crate) async fn show(visit: Visit, Query(next): Query<Next>) -> Page<SignInPage> {
    Page(SignInPage {
        frame: Frame::bare(&visit),
        form: Typed::default(),
        next: onward(&next.next).to_owned(),
        kept: None,
    })
}

/// Signs in.
pub(crate) async fn sign_in(
    State(service): State<Service>,
    visit: Visit,
    origin: Origin,
    Whence(from): Whence,
    form: Result<Form<SignInForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let attempt = Attempt {
        login: form.login.clone(),
        password: form.password,
        code: None,
        from,
    };
    let fault = match service.sign_in(attempt).await {
        Ok(begun) => return begun_to(&service, (&visit, &origin), begun, (&form.next, form.kept)).await,
        Err(error @ (SignInError::Refused | SignInError::Slow(_))) => Fault::from(error),
        Err(error) => return Err(error.into()),
    };
    let mut typed = Typed::default().with("login", form.login);
    typed.wrong_as_a_whole(fault.told(visit.words));
    let kept = form.kept.some();
    let frame = Frame::at(&visit, SIGN_IN);
    let page = SignInPage {
        frame: if kept.is_some() { frame.once() } else { frame },
        form: typed,
        next: onward(&form.next).to_owned(),
        kept,
    };
    Ok(again_for(&fault, page))
}

/// Goes on with a session that has begun. What waits to be sent once more goes on with it, for who typed it.
async fn begun_to(
    service: &Service,
    (visit, origin): (&Visit, &Origin),
    begun: Begun,
    (next, kept): (&str, Kept),
) -> Result<Response, Fault> {
    let next = onward(next);
    match kept.some() {
        Some(kept) if begun.needs_code => {
            let go = Onward {
                next: next.to_owned(),
                kept: Some(kept),
            };
            let page = CodePage::of(service, (visit, origin), &begun.token, (go, CodeForms::default()));
            if let Some(page) = page.await? {
                return Ok(WithSession(begun, Page(page)).into_response());
            }
        }
        Some(kept) => {
            if let Some(page) = kept.page(visit, &begun.mark, next) {
                return Ok(WithSession(begun, Page(page)).into_response());
            }
        }
        None => {}
    }
    let to = if begun.needs_code {
        with_next(CODE, next)
    } else {
        next.to_owned()
    };
    Ok(WithSession(begun, Redirect::to(&to)).into_response())
}

/// Signs out.
pub(crate) async fn sign_out(State(service): State<Service>, Whence(from): Whence) -> Result<Response, Fault> {
    if let Some(session) = &from.session {
        service.sign_out(session.expose_secret()).await?;
    }
    Ok(WithoutSession(Redirect::to(SIGN_IN)).into_response())
}

/// What whoever opens a one-time link sees. It is not used by that.
pub(crate) async fn show_welcome(
    State(service): State<Service>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let login = service.link(&token).await?.map(|login| login.as_str().to_owned());
    Ok(Page(welcome_page(&visit, login, &token, Typed::default())).into_response())
}

fn welcome_page(visit: &Visit, login: Option<String>, token: &str, form: Typed) -> WelcomePage {
    WelcomePage {
        frame: Frame::bare(visit),
        form: form.with("login", login.as_deref().unwrap_or_default()),
        login,
        path: format!("/welcome/{token}").into(),
    }
}

/// Uses a one-time link.
pub(crate) async fn welcome(
    State(service): State<Service>,
    visit: Visit,
    Whence(from): Whence,
    Path(token): Path<String>,
    form: Result<Form<WelcomeForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let login = service.link(&token).await?.map(|login| login.as_str().to_owned());
    let mut typed = Typed::default();
    if form.new_password.expose_secret() != form.repeated.expose_secret() {
        typed.wrong("repeated", t!(visit.words, "password-repeat-differs"));
        return Ok(again(welcome_page(&visit, login, &token, typed)));
    }
    match service.redeem_link(&token, &form.new_password, &from).await {
        Ok(begun) => {
            let to = if begun.needs_code { CODE } else { ACCOUNT };
            Ok(WithSession(begun, Redirect::to(to)).into_response())
        }
        Err(SignInError::Over) => Ok(again_for(&Fault::Over, welcome_page(&visit, None, &token, typed))),
        Err(SignInError::Password(fault)) => {
            typed.wrong("new_password", FieldCode::of_password(fault).message(visit.words));
            Ok(again(welcome_page(&visit, login, &token, typed)))
        }
        Err(error) => Err(error.into()),
    }
}
