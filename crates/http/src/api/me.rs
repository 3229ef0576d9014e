//! Whoever is signed in: their sessions, password and second factor.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::SignInError;
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{SessionId, TokenId, UserId};

use super::sign_in::{SecondFactorCode, answered};
use super::users::RoleRow;
use crate::access::Principal;
use crate::body::SecretBody;
use crate::caller::{Asker, Caller, Person};
use crate::client::WithSession;
use crate::fault::{Fault, FieldCode, FieldFault, Problem};

/// The most communities that are told at once.
const MOST: usize = 100;

/// Who asks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Who it is, if it is a person.
    #[schema(value_type = Option<String>, example = "0123456789abcdef0123456789abcdef")]
    user: Option<UserId>,
    /// Which token it is, if it is a program.
    #[schema(value_type = Option<String>)]
    token: Option<TokenId>,
    /// How records call the person, or what the token is called.
    name: String,
    /// Whether they run the installation.
    is_operator: bool,
    /// Whether the second factor was given in this session.
    second_factor: bool,
    /// The session, as it is listed.
    #[schema(value_type = Option<String>)]
    session: Option<SessionId>,
    /// The community of a program's token.
    community: Option<String>,
    /// The merchant of a program's token.
    merchant: Option<String>,
    /// What a program's token is for.
    scopes: Vec<String>,
    /// Where the person has a role today.
    communities: Vec<MyCommunity>,
}

/// A community in which somebody has a role.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyCommunity {
    /// Its code.
    #[schema(example = "qingzhu")]
    code: String,
    /// Its name.
    name: String,
    /// The roles.
    roles: Vec<RoleRow>,
    /// Whether some of them wait for a second factor in this session.
    wants_second_factor: bool,
}

/// Somebody's sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sessions {
    sessions: Vec<SessionRow>,
}

/// One of somebody's sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionRow {
    /// Which one.
    #[schema(value_type = String, example = "0123456789abcdef0123456789abcdef")]
    session: SessionId,
    /// What it runs on, in a few words.
    #[schema(example = "Firefox, Windows")]
    device: String,
    /// Whether it is the one that asks.
    is_this: bool,
    /// Whether the second factor was given in it.
    second_factor: bool,
    /// When it began.
    #[schema(value_type = String)]
    began_at: Instant,
    /// When it was last seen, to the minute.
    #[schema(value_type = String)]
    last_seen_at: Instant,
}

/// A change of one's own password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// The password as it is.
    #[schema(value_type = String, format = Password, write_only)]
    password: SecretString,
    /// The password from now on: 8 to 128 characters, and none that others would try first.
    #[schema(value_type = String, format = Password, write_only)]
    new_password: SecretString,
}

/// The password once more, for what matters.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordAgain {
    /// The password.
    #[schema(value_type = String, format = Password, write_only)]
    password: SecretString,
}

/// What an authenticator is given. It is shown to nobody but its owner, until it is confirmed.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthenticatorGiven {
    /// The secret as people type it, in base 32.
    secret: String,
    /// The address for a QR code, `otpauth://totp/…`.
    address: String,
}

/// Printed codes, each of which can be used once instead of the authenticator's. They are shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    codes: Vec<String>,
}

/// A fault of what somebody said of themself while they are signed in: it is a field that is wrong, not the session.
pub(crate) fn of_own(error: SignInError) -> Fault {
    match error {
        SignInError::Refused => Fault::Invalid(vec![FieldFault::new("password", FieldCode::PasswordWrong)]),
        error => error.into(),
    }
}

/// Who asks.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "sign-in", operation_id = "me",
    responses((status = 200, body = Me), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn me(
    State(service): State<Service>,
    principal: Principal,
    Asker(caller): Asker,
) -> Result<Json<Me>, Fault> {
    Ok(Json(match caller {
        Caller::Nobody => return Err(Fault::SignInNeeded),
        Caller::Person(who) => Me {
            user: Some(who.user),
            token: None,
            name: who.name,
            is_operator: who.is_operator,
            second_factor: who.second_factor,
            session: Some(who.session),
            community: None,
            merchant: None,
            scopes: Vec::new(),
            communities: communities(&service, &principal, who.user).await?,
        },
        Caller::Program(program) => Me {
            user: None,
            token: Some(program.token),
            name: program.name,
            is_operator: false,
            second_factor: false,
            session: None,
            community: program.community,
            merchant: program.merchant,
            scopes: program.scopes,
            communities: Vec::new(),
        },
    }))
}

/// Where somebody has a role today.
async fn communities(service: &Service, principal: &Principal, user: UserId) -> Result<Vec<MyCommunity>, Fault> {
    let (named, _) = service.communities_page(None, "", MOST, Some(user)).await?;
    let mut mine = Vec::new();
    for name in named {
        let holding = service.holding(name.code.as_str(), &principal.actor).await?;
        if holding.is_anything() {
            let reading = service.read(name.code.as_str(), AsAsked::default()).await?;
            let day = reading.zone().day_of(reading.at());
            mine.push(MyCommunity {
                roles: RoleRow::all_of(reading.registers(), user, day),
                code: name.code.to_string(),
                name: name.name,
                wants_second_factor: !holding.wanting().is_empty(),
            });
        }
    }
    Ok(mine)
}

/// One's own sessions.
#[utoipa::path(
    get, path = "/api/v1/me/sessions", tag = "sign-in", operation_id = "mySessions",
    responses((status = 200, body = Sessions), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn sessions(State(service): State<Service>, person: Person) -> Result<Json<Sessions>, Fault> {
    let sessions = service.sessions(person.who.user).await?;
    let rows = sessions.into_iter().map(|session| SessionRow {
        session: session.id,
        device: session.device,
        is_this: session.id == person.who.session,
        second_factor: session.second_factor,
        began_at: session.began_at,
        last_seen_at: session.last_seen_at,
    });
    Ok(Json(Sessions {
        sessions: rows.collect(),
    }))
}

/// Ends one of one's own sessions.
#[utoipa::path(
    delete, path = "/api/v1/me/sessions/{session}", tag = "sign-in", operation_id = "endMySession",
    params(("session" = String, Path, description = "The session", example = "0123456789abcdef0123456789abcdef")),
    responses((status = 204, description = "It has ended"), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn end_session(
    State(service): State<Service>,
    person: Person,
    Path(session): Path<String>,
) -> Result<StatusCode, Fault> {
    let session: SessionId = session.parse().map_err(|_| Fault::NotFound)?;
    if service.end_session(person.who.user, session).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Fault::NotFound)
    }
}

/// Ends all of one's own sessions but this one.
#[utoipa::path(
    delete, path = "/api/v1/me/sessions", tag = "sign-in", operation_id = "endMyOtherSessions",
    responses((status = 204, description = "They have ended"), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn end_others(State(service): State<Service>, person: Person) -> Result<StatusCode, Fault> {
    service.end_sessions(person.who.user, Some(person.who.session)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes one's own password. All other sessions end, and this one goes on under another cookie.
#[utoipa::path(
    post, path = "/api/v1/me/password", tag = "sign-in", operation_id = "changeMyPassword", request_body = NewPassword,
    responses((status = 200, body = super::sign_in::SessionBegun), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn password(
    State(service): State<Service>,
    person: Person,
    SecretBody(asked): SecretBody<NewPassword>,
) -> Result<Response, Fault> {
    let passwords = (&asked.password, &asked.new_password);
    let changed = service.change_password(&person.who, passwords, (&person.token, &person.from));
    Ok(answered(changed.await.map_err(of_own)?))
}

/// Begins to make an authenticator one's second factor. It counts once it is confirmed.
#[utoipa::path(
    post, path = "/api/v1/me/second-factor", tag = "sign-in", operation_id = "beginMySecondFactor",
    request_body = PasswordAgain,
    responses((status = 200, body = AuthenticatorGiven), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn begin_second_factor(
    State(service): State<Service>,
    person: Person,
    SecretBody(asked): SecretBody<PasswordAgain>,
) -> Result<Json<AuthenticatorGiven>, Fault> {
    let given = service
        .begin_second_factor(&person.who, &asked.password)
        .await
        .map_err(of_own)?;
    Ok(Json(AuthenticatorGiven {
        secret: given.secret.expose_secret().to_owned(),
        address: given.address.expose_secret().to_owned(),
    }))
}

/// Confirms it by a code that it shows. Answers the printed codes; all other sessions end.
#[utoipa::path(
    post, path = "/api/v1/me/second-factor/confirmation", tag = "sign-in", operation_id = "confirmMySecondFactor",
    request_body = SecondFactorCode,
    responses((status = 200, body = RecoveryCodes), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn confirm_second_factor(
    State(service): State<Service>,
    person: Person,
    SecretBody(asked): SecretBody<SecondFactorCode>,
) -> Result<Response, Fault> {
    let session = (&person.token, &person.from);
    let (begun, codes) = service.confirm_second_factor(&person.who, &asked.code, session).await?;
    let codes = codes.iter().map(|code| code.expose_secret().to_owned()).collect();
    Ok(WithSession(begun, Json(RecoveryCodes { codes })).into_response())
}

/// Takes one's own authenticator away; passkeys stay, and the printed codes with them.
#[utoipa::path(
    post, path = "/api/v1/me/second-factor/removal", tag = "sign-in", operation_id = "removeMySecondFactor",
    request_body = PasswordAgain,
    responses((status = 204, description = "Its codes are not asked for any more"), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn remove_second_factor(
    State(service): State<Service>,
    person: Person,
    SecretBody(asked): SecretBody<PasswordAgain>,
) -> Result<StatusCode, Fault> {
    service
        .remove_second_factor(&person.who, &asked.password)
        .await
        .map_err(of_own)?;
    Ok(StatusCode::NO_CONTENT)
}
