//! Who works for a community: accounts that it made, and the links by which they are taken up.

use axum::Json;
use axum::extract::{FromRef, FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Access, UserAsked};
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{LoginName, UserId};

use crate::access::Principal;
use crate::body::SecretBody;
use crate::fault::{Fault, FieldCode, FieldFault, Problem};
use crate::open::parameter;
use crate::query::reads;

/// Somebody who asks something of a community that there is. What they may ask is decided before.
pub(super) struct Within {
    pub(super) by: Principal,
    pub(super) community: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Within
where
    Service: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let by = Principal::from_request_parts(parts, state).await?;
        let code = parameter(parts, "community").await?;
        let reading = Service::from_ref(state).read(&code, AsAsked::default()).await?;
        Ok(Within {
            by,
            community: reading.community().code.to_string(),
        })
    }
}

impl Within {
    /// Logs what is no record of the journal.
    pub(super) async fn log(&self, service: &Service, what: &str, subject: String) -> Result<(), Fault> {
        let access = Access {
            community: Some(self.community.clone()),
            what: what.to_owned(),
            subject: Some(subject),
            ..Access::default()
        };
        self.by.log(service, access).await
    }
}

/// Those who work for a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct Users {
    users: Vec<UserRow>,
}

/// Somebody who works for a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserRow {
    /// Who it is.
    #[schema(value_type = String, example = "0123456789abcdef0123456789abcdef")]
    user: UserId,
    /// The name that they type.
    login: String,
    /// How records call them.
    name: String,
    /// When the account was made.
    #[schema(value_type = String)]
    created_at: Instant,
    /// Since when they cannot sign in any more.
    #[schema(value_type = Option<String>)]
    disabled_at: Option<Instant>,
}

/// Somebody who shall work for a community.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    /// The name that they will type: 2 to 64 characters without spaces, whatever its capitals.
    #[validate(custom(function = "login"))]
    #[schema(example = "wang.li")]
    login: String,
    /// How records will call them.
    #[validate(custom(function = "crate::field::text"))]
    #[schema(example = "王丽")]
    name: String,
}

/// An account that was made, and the link by which its owner chooses a password. It is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserMade {
    /// Who it is.
    #[schema(value_type = String, example = "0123456789abcdef0123456789abcdef")]
    user: UserId,
    /// The path of the link.
    #[schema(example = "/welcome/…")]
    link: String,
    /// For how many seconds it can be used.
    lasts: u64,
}

fn login(text: &str) -> Result<(), ValidationError> {
    reads::<LoginName>(text, FieldCode::Login)
}

/// Those who work for a community, the first one first.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/users", tag = "sign-in", operation_id = "users",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    responses((status = 200, body = Users), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(State(service): State<Service>, within: Within) -> Result<Json<Users>, Fault> {
    let users = service.users(Some(&within.community)).await?;
    let rows = users.into_iter().map(|user| UserRow {
        user: user.id,
        login: user.login.as_str().to_owned(),
        name: user.name,
        created_at: user.created_at,
        disabled_at: user.disabled_at,
    });
    Ok(Json(Users { users: rows.collect() }))
}

/// Makes an account for somebody who shall work for a community, and a one-time link, which is shown this once.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/users", tag = "sign-in", operation_id = "createUser",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    request_body = NewUser,
    responses((status = 201, body = UserMade), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn create(
    State(service): State<Service>,
    within: Within,
    SecretBody(asked): SecretBody<NewUser>,
) -> Result<(StatusCode, Json<UserMade>), Fault> {
    let invalid = |code| Fault::Invalid(vec![FieldFault::new("login", code)]);
    let login: LoginName = asked.login.parse().map_err(|_| invalid(FieldCode::Login))?;
    let user = UserAsked {
        login: &login,
        name: &asked.name,
        is_operator: false,
        community: Some(&within.community),
    };
    let user = service.create_user(&user).await?;
    let user = user.ok_or_else(|| invalid(FieldCode::Taken))?;
    within.log(&service, "users/created", user.to_string()).await?;
    let link = service.create_link(user).await?;
    let made = UserMade {
        user,
        link: secrecy::ExposeSecret::expose_secret(&link.path()).to_owned(),
        lasts: link.lasts.as_secs(),
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Keeps somebody who works for a community from signing in: their sessions end at once.
#[utoipa::path(
    delete, path = "/api/v1/communities/{community}/users/{user}", tag = "sign-in", operation_id = "disableUser",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("user" = String, Path, description = "Who", example = "0123456789abcdef0123456789abcdef")),
    responses((status = 204, description = "They cannot sign in any more"), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn disable(
    State(service): State<Service>,
    within: Within,
    Path(path): Path<(String, String)>,
) -> Result<StatusCode, Fault> {
    let id: UserId = path.1.parse().map_err(|_| Fault::NotFound)?;
    let user = service.user(id).await?.ok_or(Fault::NotFound)?;
    if user.community.as_deref() != Some(&within.community) || !service.disable_user(id).await? {
        return Err(Fault::NotFound);
    }
    within.log(&service, "users/disabled", id.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}
