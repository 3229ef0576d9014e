//! Signing in and out, and one-time links.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Attempt, Begun, From};

use crate::body::SecretBody;
use crate::caller::Person;
use crate::client::{Whence, WithSession, WithoutSession};
use crate::fault::{Fault, Problem};

/// Who signs in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// The name, whatever its capitals.
    #[schema(example = "wang.li")]
    login: String,
    /// The password.
    #[schema(value_type = String, format = Password, write_only)]
    password: SecretString,
    /// The code of the second factor, where it is at hand: six digits, or a printed code.
    #[serde(default)]
    #[schema(value_type = Option<String>, write_only, example = "123456")]
    code: Option<SecretString>,
}

/// The second factor.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondFactorCode {
    /// Six digits that the authenticator shows, or a printed code.
    #[schema(value_type = String, write_only, example = "123456")]
    pub(super) code: SecretString,
}

/// A one-time link and the password that its owner chooses.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Welcome {
    /// The last part of the link's address.
    #[schema(
        value_type = String,
        write_only,
        example = "0000000000000000000000000000000000000000000000000000000000000000"
    )]
    token: SecretString,
    /// The password from now on: 8 to 128 characters, and none that others would try first.
    #[schema(value_type = String, format = Password, write_only)]
    new_password: SecretString,
}

/// A session that has begun. What holds it is in the cookie alone.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionBegun {
    /// Who it is.
    #[schema(value_type = String, example = "0123456789abcdef0123456789abcdef")]
    user: xiaonuan_domain::user::UserId,
    /// The session, as it is listed.
    #[schema(value_type = String, example = "0123456789abcdef0123456789abcdef")]
    session: xiaonuan_domain::user::SessionId,
    /// none, required (the session counts for nothing until the code is given) or given.
    #[schema(example = "none")]
    second_factor: &'static str,
}

impl SessionBegun {
    fn of(begun: &Begun) -> Self {
        SessionBegun {
            user: begun.user,
            session: begun.session,
            second_factor: match (begun.needs_code, begun.second_factor) {
                (true, _) => "required",
                (_, true) => "given",
                _ => "none",
            },
        }
    }
}

/// A session as an answer: its cookie, and what may be read of it.
pub(super) fn answered(begun: Begun) -> Response {
    let told = Json(SessionBegun::of(&begun));
    WithSession(begun, told).into_response()
}

/// Signs in. The session is in a cookie; unknown names and wrong passwords are answered alike.
#[utoipa::path(
    post, path = "/api/v1/sign-in", tag = "sign-in", operation_id = "signIn", request_body = SignIn,
    responses((status = 200, body = SessionBegun), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn sign_in(
    State(service): State<Service>,
    Whence(from): Whence,
    SecretBody(asked): SecretBody<SignIn>,
) -> Result<Response, Fault> {
    let attempt = Attempt {
        login: asked.login,
        password: asked.password,
        code: asked.code,
        from,
    };
    Ok(answered(service.sign_in(attempt).await?))
}

/// Gives the second factor of a session that awaits it. The session goes on under another cookie.
#[utoipa::path(
    post, path = "/api/v1/sign-in/second-factor", tag = "sign-in", operation_id = "giveSecondFactor",
    request_body = SecondFactorCode,
    responses((status = 200, body = SessionBegun), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn second_factor(
    State(service): State<Service>,
    Whence(from): Whence,
    SecretBody(asked): SecretBody<SecondFactorCode>,
) -> Result<Response, Fault> {
    let session = from.session.clone().ok_or(Fault::SignInNeeded)?;
    Ok(answered(service.give_code(&session, &asked.code, &from).await?))
}

/// Signs out: the session ends at once.
#[utoipa::path(
    post, path = "/api/v1/sign-out", tag = "sign-in", operation_id = "signOut",
    responses((status = 204, description = "Nobody is signed in any more"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn sign_out(State(service): State<Service>, person: Person) -> Result<Response, Fault> {
    service.sign_out(person.token.expose_secret()).await?;
    Ok(WithoutSession(StatusCode::NO_CONTENT).into_response())
}

/// Uses a one-time link: its owner has this password from now on, and is signed in. Of several who use it, one does.
#[utoipa::path(
    post, path = "/api/v1/welcome", tag = "sign-in", operation_id = "welcome", request_body = Welcome,
    responses((status = 200, body = SessionBegun), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn welcome(
    State(service): State<Service>,
    Whence(from): Whence,
    SecretBody(asked): SecretBody<Welcome>,
) -> Result<Response, Fault> {
    redeemed(&service, &asked, &from).await
}

async fn redeemed(service: &Service, asked: &Welcome, from: &From) -> Result<Response, Fault> {
    let token = asked.token.expose_secret();
    Ok(answered(service.redeem_link(token, &asked.new_password, from).await?))
}
