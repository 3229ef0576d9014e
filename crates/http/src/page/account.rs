//! One's own account: sessions, password, second factor, passkeys.

mod passkeys;
mod second_factor;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Factors, SignInError};

use super::form::{Typed, again, again_for, filled};
use super::origin::Origin;
use super::sign_in::ACCOUNT;
use super::{Frame, Page};
use crate::caller::Person;
use crate::client::WithSession;
use crate::fault::{Fault, FieldCode};
use crate::open::Visit;
use crate::words::{Words, t};

pub(crate) use self::passkeys::OwnPasskeys;
#[cfg(test)]
pub(crate) use self::passkeys::{PasskeyLine, PasskeyPage};
pub(super) use self::passkeys::{
    add as add_passkey, begin as begin_passkey, remove as remove_passkey, show as show_passkey,
};
pub(crate) use self::second_factor::CodesPage;
#[cfg(test)]
pub(crate) use self::second_factor::SetUpPage;
pub(super) use self::second_factor::{begin, confirm, remove, show as show_second_factor};

#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    pub(crate) is_operator: bool,
    pub(crate) sessions: Vec<SessionLine>,
    pub(crate) factors: Factors,
    pub(crate) passkeys: OwnPasskeys,
    pub(crate) forms: AccountForms,
}

/// One session in the list.
pub(crate) struct SessionLine {
    pub(crate) id: String,
    pub(crate) device: String,
    pub(crate) is_this: bool,
    pub(crate) began: String,
    pub(crate) seen: String,
}

/// The page's forms.
pub(crate) struct AccountForms {
    pub(crate) password: Typed,
    pub(crate) factor: Typed,
    /// Of a passkey to be added.
    pub(crate) passkey: Typed,
    /// Of one to be taken away.
    pub(crate) gone: Typed,
}

impl AccountForms {
    fn of(own: &Own) -> Self {
        AccountForms {
            password: Typed::new("password"),
            factor: Typed::new("factor"),
            // Most passkeys stay on the device on which they are made.
            passkey: Typed::new("passkey").with("name", &own.person.from.device_name),
            gone: Typed::new("gone"),
        }
    }
}

/// Whoever asks about their own account: who they are, how they read, and by which address they ask.
pub(crate) struct Own {
    visit: Visit,
    person: Person,
    origin: Origin,
}

impl<S: Sync> FromRequestParts<S> for Own {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Ok(visit) = Visit::from_request_parts(parts, state).await;
        let Ok(origin) = Origin::from_request_parts(parts, state).await;
        let person = Person::from_request_parts(parts, state).await?;
        Ok(Own { visit, person, origin })
    }
}

#[derive(Deserialize)]
pub(crate) struct PasswordForm {
    password: SecretString,
    new_password: SecretString,
    repeated: SecretString,
}

/// The page of whoever is signed in.
pub(crate) async fn show(State(service): State<Service>, own: Own) -> Result<Response, Fault> {
    let page = page(&service, &own, AccountForms::of(&own)).await?;
    Ok(Page(page).into_response())
}

async fn page(service: &Service, own: &Own, forms: AccountForms) -> Result<AccountPage, Fault> {
    let who = &own.person.who;
    let words = own.visit.words;
    let shown = |micros: xiaonuan_domain::calendar::Instant| moment(words, micros);
    let sessions = service
        .sessions(who.user)
        .await?
        .into_iter()
        .map(|session| SessionLine {
            id: session.id.to_string(),
            device: session.device,
            is_this: session.id == who.session,
            began: shown(session.began_at),
            seen: shown(session.last_seen_at),
        });
    let passkeys = service.passkeys(who.user).await?;
    Ok(AccountPage {
        frame: Frame::at(&own.visit, ACCOUNT),
        name: who.name.clone(),
        is_operator: who.is_operator,
        sessions: sessions.collect(),
        factors: service.factors(who.user).await?,
        passkeys: OwnPasskeys::of(words, &passkeys, &own.origin),
        forms,
    })
}

/// A moment as people of the country read it: a session belongs to no community, whose days might be others.
fn moment(words: Words, at: xiaonuan_domain::calendar::Instant) -> String {
    let zone = "Asia/Shanghai".parse().expect("a time zone that there is");
    words.time(&zone, &at)
}

/// Changes the password.
pub(crate) async fn password(
    State(service): State<Service>,
    own: Own,
    form: Result<Form<PasswordForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let mut forms = AccountForms::of(&own);
    if form.new_password.expose_secret() != form.repeated.expose_secret() {
        let told = t!(own.visit.words, "password-repeat-differs");
        forms.password.wrong("repeated", told);
        return Ok(again(page(&service, &own, forms).await?));
    }
    let passwords = (&form.password, &form.new_password);
    let changed = service.change_password(&own.person.who, passwords, (&own.person.token, &own.person.from));
    let fault = match changed.await {
        Ok(begun) => return Ok(WithSession(begun, Redirect::to(ACCOUNT)).into_response()),
        Err(SignInError::Password(fault)) => {
            let told = FieldCode::of_password(fault).message(own.visit.words);
            forms.password.wrong("new_password", told);
            Fault::SignInRefused
        }
        Err(error) => {
            let (fault, text) = of_password(error, &own.visit)?;
            forms.password.wrong("password", text);
            fault
        }
    };
    let page = page(&service, &own, forms).await?;
    Ok(again_for(&fault, page))
}

/// What is wrong with one's own password, as it was given once more; what has nothing to do with it stays a fault.
fn of_password(error: SignInError, visit: &Visit) -> Result<(Fault, String), Fault> {
    match error {
        SignInError::Refused => Ok((Fault::SignInRefused, FieldCode::PasswordWrong.message(visit.words))),
        SignInError::Slow(_) => {
            let fault = Fault::from(error);
            let text = fault.told(visit.words);
            Ok((fault, text))
        }
        error => Err(error.into()),
    }
}

/// Ends one of one's own sessions. One that has ended already is as good.
pub(crate) async fn end_session(
    State(service): State<Service>,
    person: Person,
    Path(session): Path<String>,
) -> Result<Redirect, Fault> {
    let session = session.parse().map_err(|_| Fault::NotFound)?;
    service.end_session(person.who.user, session).await?;
    Ok(Redirect::to(ACCOUNT))
}

/// Ends all of one's own sessions but this one.
pub(crate) async fn end_others(State(service): State<Service>, person: Person) -> Result<Redirect, Fault> {
    service.end_sessions(person.who.user, Some(person.who.session)).await?;
    Ok(Redirect::to(ACCOUNT))
}
