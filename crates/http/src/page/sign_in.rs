//! Signing in and out: the name and the password, the second factor, and one-time links.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Attempt, Begun, SignInError};

use super::{Frame, Page, Place};
use crate::client::{Whence, WithSession, WithoutSession};
use crate::fault::{Fault, FieldCode};
use crate::open::Visit;
use crate::words::t;

const SIGN_IN: &str = "/sign-in";
const CODE: &str = "/sign-in/code";
pub(super) const ACCOUNT: &str = "/account";

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) frame: Frame,
    /// The name as it was typed.
    pub(crate) login: String,
    /// Where to go on.
    pub(crate) next: String,
    pub(crate) fault: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in_code.html")]
pub(crate) struct CodePage {
    pub(crate) frame: Frame,
    pub(crate) next: String,
    pub(crate) fault: Option<String>,
}

#[derive(Template)]
#[template(path = "welcome.html")]
pub(crate) struct WelcomePage {
    pub(crate) frame: Frame,
    /// Whose link it is; nobody's if it cannot be used any more.
    pub(crate) login: Option<String>,
    /// Where the form leads: this very address.
    pub(crate) path: SecretString,
    pub(crate) fault: Option<String>,
    pub(crate) repeat_fault: Option<String>,
}

/// Where to go on afterwards.
#[derive(Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    login: String,
    password: SecretString,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct CodeForm {
    code: SecretString,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct WelcomeForm {
    new_password: SecretString,
    repeated: SecretString,
}

/// What a form of a page holds. What is no such form is a request that cannot be read.
pub(super) fn filled<T>(form: Result<Form<T>, FormRejection>) -> Result<T, Fault> {
    let Form(form) = form.map_err(|rejection| Fault::of_status(rejection.status()))?;
    Ok(form)
}

/// Only what is of this site is gone on to.
fn onward(next: &str) -> &str {
    let mut marks = next.bytes();
    let begins_here = marks.next() == Some(b'/') && !matches!(marks.next(), Some(b'/' | b'\\'));
    let is_plain = next.bytes().all(|it| (0x21..0x7f).contains(&it) && it != b'\\');
    if begins_here && is_plain && !next.starts_with(SIGN_IN) {
        next
    } else {
        "/"
    }
}

fn with_next(path: &str, next: &str) -> String {
    match onward(next) {
        "/" => path.to_owned(),
        next => {
            let escaped: String = next.bytes().map(escaped).collect();
            format!("{path}?next={escaped}")
        }
    }
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// Where somebody signs in before they go on to a page. What was sent is not sent again.
pub(crate) fn sign_in_before(method: &Method, uri: &Uri) -> String {
    let asked = uri.path_and_query().map_or("/", |asked| asked.as_str());
    with_next(SIGN_IN, if method == Method::GET { asked } else { "/" })
}

/// The form to sign in.
pub(crate) async fn show(visit: Visit, Query(next): Query<Next>) -> Page<SignInPage> {
    Page(SignInPage {
        frame: Frame::bare(visit.words, &visit.uri),
        login: String::new(),
        next: onward(&next.next).to_owned(),
        fault: None,
    })
}

/// Signs in.
pub(crate) async fn sign_in(
    State(service): State<Service>,
    visit: Visit,
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
        Ok(begun) => return Ok(begun_to(begun, &form.next)),
        Err(error @ (SignInError::Refused | SignInError::Slow(_))) => Fault::from(error),
        Err(error) => return Err(error.into()),
    };
    let page = SignInPage {
        frame: Frame::bare(visit.words, &Uri::from_static(SIGN_IN)),
        login: form.login,
        next: onward(&form.next).to_owned(),
        fault: Some(told(&fault, &visit)),
    };
    Ok(again(&fault, page))
}

fn begun_to(begun: Begun, next: &str) -> Response {
    let to = if begun.needs_code {
        with_next(CODE, next)
    } else {
        onward(next).to_owned()
    };
    WithSession(begun, Redirect::to(&to)).into_response()
}

/// The same form once more: it is a page, and no page of faults. No number of a status that a browser acts upon.
pub(super) fn again<T: Template>(fault: &Fault, page: T) -> Response {
    let mut response = Page(page).into_response();
    if let Some(seconds) = fault.retry_after() {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    response
}

/// What is wrong and what to do, in one text.
pub(super) fn told(fault: &Fault, visit: &Visit) -> String {
    let (title, detail) = (fault.title(visit.words), fault.detail(visit.words));
    t!(visit.words, "sign-in-fault", what = title, next = detail)
}

/// The form of the second factor.
pub(crate) async fn show_code(
    State(service): State<Service>,
    visit: Visit,
    Whence(from): Whence,
    Query(next): Query<Next>,
) -> Result<Response, Fault> {
    let session = from.session.as_ref().map_or("", |session| session.expose_secret());
    if !service.awaits_code(session).await? {
        return Ok(Redirect::to(&with_next(SIGN_IN, &next.next)).into_response());
    }
    let page = CodePage {
        frame: Frame::bare(visit.words, &visit.uri),
        next: onward(&next.next).to_owned(),
        fault: None,
    };
    Ok(Page(page).into_response())
}

/// Gives the second factor.
pub(crate) async fn give_code(
    State(service): State<Service>,
    visit: Visit,
    Whence(from): Whence,
    form: Result<Form<CodeForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let Some(session) = from.session.clone() else {
        return Ok(Redirect::to(SIGN_IN).into_response());
    };
    let fault = match service.give_code(&session, &form.code, &from).await {
        Ok(begun) => return Ok(begun_to(begun, &form.next)),
        // It took too long, or another tab was faster: then one is signed in already.
        Err(SignInError::Over) => return Ok(Redirect::to(onward(&form.next)).into_response()),
        Err(error @ (SignInError::WrongCode | SignInError::Slow(_))) => Fault::from(error),
        Err(error) => return Err(error.into()),
    };
    let page = CodePage {
        frame: Frame::bare(visit.words, &Uri::from_static(CODE)),
        next: onward(&form.next).to_owned(),
        fault: Some(told(&fault, &visit)),
    };
    Ok(again(&fault, page))
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
    Ok(welcome_page(&visit, login, &token, (None, None)))
}

fn welcome_page(
    visit: &Visit,
    login: Option<String>,
    token: &str,
    (fault, repeat_fault): (Option<String>, Option<String>),
) -> Response {
    let page = WelcomePage {
        frame: Frame::bare(visit.words, &visit.uri),
        login,
        path: format!("/welcome/{token}").into(),
        fault,
        repeat_fault,
    };
    Page(page).into_response()
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
    if form.new_password.expose_secret() != form.repeated.expose_secret() {
        let told = t!(visit.words, "password-repeat-differs");
        return Ok(welcome_page(&visit, login, &token, (None, Some(told))));
    }
    match service.redeem_link(&token, &form.new_password, &from).await {
        Ok(begun) => {
            let to = if begun.needs_code { CODE } else { ACCOUNT };
            Ok(WithSession(begun, Redirect::to(to)).into_response())
        }
        Err(SignInError::Over) => Ok(welcome_page(&visit, None, &token, (None, None))),
        Err(SignInError::Password(fault)) => {
            let told = FieldCode::of_password(fault).message(visit.words);
            Ok(welcome_page(&visit, login, &token, (Some(told), None)))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_to_pages_of_this_site_only() {
        for (next, to) in [
            ("/c/qingzhu?as_of=2026-01-01", "/c/qingzhu?as_of=2026-01-01"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/c\r\nset-cookie: x", "/"),
            ("/sign-in?next=/sign-in", "/"),
        ] {
            assert_eq!(onward(next), to, "{next}");
        }
        let uri = Uri::from_static("/c/qingzhu?as_of=2026-01-01&x=1");
        assert_eq!(
            sign_in_before(&Method::GET, &uri),
            "/sign-in?next=/c/qingzhu%3Fas_of%3D2026-01-01%26x%3D1"
        );
        assert_eq!(sign_in_before(&Method::POST, &uri), "/sign-in");
    }
}
