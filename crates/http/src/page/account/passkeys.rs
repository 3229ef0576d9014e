//! One's own passkeys: the list, adding one, and taking one away.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{ListedPasskey, PasskeyAnswer, PasskeyAsked, SignInError};

use super::super::form::{again, again_for, filled};
use super::super::origin::Origin;
use super::super::sign_in::ACCOUNT;
use super::super::{Frame, Page};
use super::{AccountForms, CodesPage, Own, moment, of_password, page};
use crate::asset;
use crate::client::WithSession;
use crate::fault::{Fault, FieldCode};
use crate::field;
use crate::words::{Words, t};

const ADD: &str = "/account/passkeys";

/// The passkeys of whoever reads, as their account's page shows them.
pub(crate) struct OwnPasskeys {
    pub(crate) lines: Vec<PasskeyLine>,
    /// Why none can be added under this address: passkeys are bound to names.
    pub(crate) needs_name: bool,
    /// The same place by a name, where there is one that is known.
    pub(crate) by_name: Option<String>,
}

/// One of them.
pub(crate) struct PasskeyLine {
    pub(crate) id: String,
    pub(crate) name: String,
    /// When it was added and used, and where alone it is asked for if that is elsewhere.
    pub(crate) note: String,
}

#[derive(Template)]
#[template(path = "passkey.html")]
pub(crate) struct PasskeyPage {
    pub(crate) frame: Frame,
    pub(crate) asked: PasskeyAsked,
    /// What its owner calls it.
    pub(crate) name: String,
    /// The script's address.
    pub(crate) script: String,
}

#[derive(Deserialize)]
pub(crate) struct BeginForm {
    #[serde(default)]
    name: String,
    password: SecretString,
}

#[derive(Deserialize)]
pub(crate) struct AnswerForm {
    ceremony: String,
    credential: SecretString,
}

#[derive(Deserialize)]
pub(crate) struct RemoveForm {
    #[serde(default)]
    passkey: String,
    password: SecretString,
}

impl OwnPasskeys {
    pub(super) fn of(words: Words, listed: &[ListedPasskey], origin: &Origin) -> Self {
        let site = origin.passkeys();
        let note = |it: &ListedPasskey| {
            let added = moment(words, it.added_at);
            let note = match it.used_at {
                Some(at) => t!(words, "passkey-used", added = added, used = moment(words, at)),
                None => t!(words, "passkey-unused", added = added),
            };
            let is_here = site.as_ref().is_some_and(|site| site.host() == it.host);
            match is_here {
                true => note,
                false => t!(words, "passkey-host", note = note, host = it.host.as_str()),
            }
        };
        let line = |it: &ListedPasskey| PasskeyLine {
            id: it.id.to_string(),
            name: it.name.clone(),
            note: note(it),
        };
        OwnPasskeys {
            lines: listed.iter().map(line).collect(),
            needs_name: site.is_none(),
            by_name: origin.by_name().filter(|_| site.is_none()),
        }
    }
}

impl PasskeyPage {
    /// What the passkey is asked, for the script.
    fn options(&self) -> &str {
        self.asked.options.expose_secret()
    }
}

/// Begins to add one.
pub(crate) async fn begin(
    State(service): State<Service>,
    own: Own,
    form: Result<Form<BeginForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let words = own.visit.words;
    let name = form.name.trim();
    let mut forms = AccountForms::of(&own);
    forms.passkey = forms.passkey.with("name", name);
    if let Err(error) = field::named(name) {
        let code = if name.is_empty() {
            FieldCode::Required
        } else {
            FieldCode::of(&error.code)
        };
        forms.passkey.wrong("name", code.message(words));
        return Ok(again(page(&service, &own, forms).await?));
    }
    let Some(site) = own.origin.passkeys() else {
        forms.passkey.wrong_as_a_whole(t!(words, "passkey-needs-name"));
        return Ok(again(page(&service, &own, forms).await?));
    };
    let typed = (&form.password, name);
    let begun = service.begin_passkey(&own.person.who, typed, (&site, &own.person.token));
    match begun.await {
        Ok(true) => Ok(Redirect::to(ADD).into_response()),
        Ok(false) => {
            forms.passkey.wrong_as_a_whole(t!(words, "passkey-enough"));
            Ok(again(page(&service, &own, forms).await?))
        }
        Err(error) => {
            let (fault, text) = of_password(error, &own.visit)?;
            forms.passkey.wrong("password", text);
            Ok(again_for(&fault, page(&service, &own, forms).await?))
        }
    }
}

/// What the authenticator is asked, until it has answered.
pub(crate) async fn show(State(service): State<Service>, own: Own) -> Result<Response, Fault> {
    let Some((asked, name)) = service.awaited_passkey(&own.person.token).await? else {
        return Ok(Redirect::to(ACCOUNT).into_response());
    };
    let page = PasskeyPage {
        frame: Frame::at(&own.visit, ADD),
        asked,
        name,
        script: asset::address("passkey.js"),
    };
    Ok(Page(page).into_response())
}

/// Takes its answer, and shows the printed codes this once if it came with any.
pub(crate) async fn add(
    State(service): State<Service>,
    own: Own,
    form: Result<Form<AnswerForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let answer = PasskeyAnswer {
        ceremony: form.ceremony,
        credential: form.credential,
    };
    let person = &own.person;
    let added = match own.origin.passkeys() {
        Some(site) => {
            let session = (&site, &person.token, &person.from);
            service.add_passkey(&person.who, &answer, session).await
        }
        None => Err(SignInError::WrongCode),
    };
    let fault = match added {
        Ok((begun, codes)) if codes.is_empty() => {
            return Ok(WithSession(begun, Redirect::to(ACCOUNT)).into_response());
        }
        Ok((begun, codes)) => {
            return Ok(WithSession(begun, Page(CodesPage::of(&own.visit, codes))).into_response());
        }
        // Another tab was faster, which gave the session another secret.
        Err(SignInError::Over) => return Ok(Redirect::to(ACCOUNT).into_response()),
        Err(error @ (SignInError::WrongCode | SignInError::Slow(_))) => Fault::from(error),
        Err(error) => return Err(error.into()),
    };
    let mut forms = AccountForms::of(&own);
    forms.passkey.wrong_as_a_whole(match &fault {
        Fault::WrongCode => t!(own.visit.words, "passkey-not-added"),
        fault => fault.told(own.visit.words),
    });
    Ok(again_for(&fault, page(&service, &own, forms).await?))
}

/// Takes one away. One that is gone already is as good.
pub(crate) async fn remove(
    State(service): State<Service>,
    own: Own,
    form: Result<Form<RemoveForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let mut forms = AccountForms::of(&own);
    let Ok(passkey) = form.passkey.parse() else {
        forms
            .gone
            .wrong("passkey", FieldCode::Required.message(own.visit.words));
        return Ok(again(page(&service, &own, forms).await?));
    };
    match service.remove_passkey(&own.person.who, &form.password, passkey).await {
        Ok(_) => Ok(Redirect::to(ACCOUNT).into_response()),
        Err(error) => {
            let (fault, text) = of_password(error, &own.visit)?;
            forms.gone.wrong("password", text);
            forms.gone = forms.gone.with("passkey", form.passkey);
            Ok(again_for(&fault, page(&service, &own, forms).await?))
        }
    }
}
