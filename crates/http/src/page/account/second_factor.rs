//! Setting one's second factor up, and taking it away.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Authenticator, SignInError};

use super::super::form::{Typed, again_for, filled};
use super::super::sign_in::ACCOUNT;
use super::super::{Frame, Page, qr};
use super::{AccountForms, Own, of_password, page};
use crate::caller::Person;
use crate::client::WithSession;
use crate::fault::Fault;
use crate::open::Visit;
use crate::words::t;

const SET_UP: &str = "/account/second-factor";

#[derive(Template)]
#[template(path = "second_factor.html")]
pub(crate) struct SetUpPage {
    pub(crate) frame: Frame,
    /// The picture of the address, an SVG element.
    pub(crate) picture: SecretString,
    /// The secret as it is typed, in groups of four.
    pub(crate) secret: SecretString,
    pub(crate) form: Typed,
}

#[derive(Template)]
#[template(path = "recovery_codes.html")]
pub(crate) struct CodesPage {
    pub(crate) frame: Frame,
    pub(crate) codes: Vec<SecretString>,
}

impl CodesPage {
    /// The codes, this once.
    pub(super) fn of(visit: &Visit, codes: Vec<SecretString>) -> Self {
        CodesPage {
            frame: Frame::at(visit, ACCOUNT).once(),
            codes,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct AgainForm {
    password: SecretString,
}

#[derive(Deserialize)]
pub(crate) struct ConfirmForm {
    code: SecretString,
}

/// Begins to set it up.
pub(crate) async fn begin(
    State(service): State<Service>,
    own: Own,
    form: Result<Form<AgainForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    match service.begin_second_factor(&own.person.who, &form.password).await {
        Ok(_) => Ok(Redirect::to(SET_UP).into_response()),
        Err(error) => refused(&service, &own, error).await,
    }
}

/// Takes it away.
pub(crate) async fn remove(
    State(service): State<Service>,
    own: Own,
    form: Result<Form<AgainForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    match service.remove_second_factor(&own.person.who, &form.password).await {
        Ok(()) => Ok(Redirect::to(ACCOUNT).into_response()),
        Err(error) => refused(&service, &own, error).await,
    }
}

async fn refused(service: &Service, own: &Own, error: SignInError) -> Result<Response, Fault> {
    let (fault, text) = of_password(error, &own.visit)?;
    let mut forms = AccountForms::of(own);
    forms.factor.wrong("password", text);
    Ok(again_for(&fault, page(service, own, forms).await?))
}

/// What the authenticator is given, until it is confirmed.
pub(crate) async fn show(State(service): State<Service>, visit: Visit, person: Person) -> Result<Response, Fault> {
    let Some(waits) = service.awaited_second_factor(&person.who).await? else {
        return Ok(Redirect::to(ACCOUNT).into_response());
    };
    Ok(Page(set_up(&visit, &waits, Typed::default())?).into_response())
}

/// Confirms it, and shows the printed codes this once.
pub(crate) async fn confirm(
    State(service): State<Service>,
    visit: Visit,
    person: Person,
    form: Result<Form<ConfirmForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let session = (&person.token, &person.from);
    let fault = match service.confirm_second_factor(&person.who, &form.code, session).await {
        Ok((begun, codes)) => {
            return Ok(WithSession(begun, Page(CodesPage::of(&visit, codes))).into_response());
        }
        // It was confirmed in another tab, or this is the same form once more.
        Err(SignInError::Over) => return Ok(Redirect::to(ACCOUNT).into_response()),
        Err(error @ (SignInError::WrongCode | SignInError::Slow(_))) => Fault::from(error),
        Err(error) => return Err(error.into()),
    };
    let Some(waits) = service.awaited_second_factor(&person.who).await? else {
        return Ok(Redirect::to(ACCOUNT).into_response());
    };
    let mut form = Typed::default();
    form.wrong("code", fault.told(visit.words));
    Ok(again_for(&fault, set_up(&visit, &waits, form)?))
}

fn set_up(visit: &Visit, given: &Authenticator, form: Typed) -> Result<SetUpPage, Fault> {
    let letters: Vec<char> = given.secret.expose_secret().chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(SetUpPage {
        frame: Frame::at(visit, SET_UP),
        picture: qr::picture(&given.address, &t!(visit.words, "second-factor-picture"))?,
        secret: groups.join(" ").into(),
        form,
    })
}
