//! Who works for a community: accounts that it made, and the links by which they are taken up.

use axum::Json;
use axum::extract::{FromRef, FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Access, OneTimeLink, User, UserAsked};
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_domain::register::{Register, Registers};
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
    /// Somebody whose account this community made; anybody else's is not its to keep.
    async fn own_user(&self, service: &Service, id: &str) -> Result<User, Fault> {
        let id: UserId = id.parse().map_err(|_| Fault::NotFound)?;
        let user = service.user(id).await?;
        user.filter(|user| user.community.as_deref() == Some(&self.community))
            .ok_or(Fault::NotFound)
    }

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
    /// Whether the account was made for this community, which keeps it then.
    is_own: bool,
    /// Which roles they have here today.
    roles: Vec<RoleRow>,
}

/// A role that somebody has.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleRow {
    /// The grant, by which it can be changed or taken back.
    #[schema(example = "G01")]
    grant: String,
    /// The role.
    #[schema(example = "approver")]
    role: &'static str,
    /// The shop in which they have it.
    merchant: Option<String>,
    /// The buildings whose residents it is about.
    buildings: Vec<String>,
}

impl RoleRow {
    /// The roles that somebody has on a day.
    pub(super) fn all_of(registers: &Registers, user: UserId, day: Day) -> Vec<Self> {
        let rows = registers.entries(Register::Grant).iter();
        let held = rows.filter_map(|(_, row)| match &row.details {
            EntryDetails::Grant(grant) if grant.user == user && grant.holds_on(day) => Some((row, grant)),
            _ => None,
        });
        held.map(|(row, grant)| RoleRow {
            grant: row.code.to_string(),
            role: grant.role.as_str(),
            merchant: grant.merchant.as_ref().map(ToString::to_string),
            buildings: grant.buildings.clone(),
        })
        .collect()
    }
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

impl From<OneTimeLink> for UserMade {
    fn from(link: OneTimeLink) -> Self {
        UserMade {
            user: link.user,
            link: secrecy::ExposeSecret::expose_secret(&link.path()).to_owned(),
            lasts: link.lasts.as_secs(),
        }
    }
}

fn login(text: &str) -> Result<(), ValidationError> {
    reads::<LoginName>(text, FieldCode::Login)
}

/// Those who work for a community, the first one first: whose accounts it made, and who has a role in it.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/users", tag = "sign-in", operation_id = "users",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    responses((status = 200, body = Users), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(State(service): State<Service>, within: Within) -> Result<Json<Users>, Fault> {
    let reading = service.read(&within.community, AsAsked::default()).await?;
    let (registers, day) = (reading.registers(), reading.zone().day_of(reading.at()));
    let mut users = service.users(Some(&within.community)).await?;
    for grant in registers.grants().filter(|grant| grant.holds_on(day)) {
        if !users.iter().any(|user| user.id == grant.user) {
            users.extend(service.user(grant.user).await?);
        }
    }
    let rows = users.into_iter().map(|user| UserRow {
        user: user.id,
        login: user.login.as_str().to_owned(),
        name: user.name,
        created_at: user.created_at,
        disabled_at: user.disabled_at,
        is_own: user.community.as_deref() == Some(&within.community),
        roles: RoleRow::all_of(registers, user.id, day),
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
    Ok((StatusCode::CREATED, Json(service.create_link(user).await?.into())))
}

/// Makes another one-time link for somebody whose account this community made and who has chosen no password yet. An earlier
/// link is none any more. Whoever has a password is given a link by who runs the installation (`xiaonuan user link`).
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/users/{user}/link", tag = "sign-in", operation_id = "linkUser",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("user" = String, Path, description = "Who", example = "0123456789abcdef0123456789abcdef")),
    responses((status = 201, body = UserMade), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn link(
    State(service): State<Service>,
    within: Within,
    Path(path): Path<(String, String)>,
) -> Result<(StatusCode, Json<UserMade>), Fault> {
    let user = within.own_user(&service, &path.1).await?;
    // Whoever chose a password already is somebody: only who runs the installation gives them another.
    let link = service.create_first_link(user.id).await?.ok_or(Fault::NotAllowed)?;
    within.log(&service, "users/linked", user.id.to_string()).await?;
    Ok((StatusCode::CREATED, Json(link.into())))
}

/// Keeps somebody whose account this community made from signing in: their sessions end at once, and the tokens that they
/// made. The last administrator of a community stays.
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
    let user = within.own_user(&service, &path.1).await?;
    if !service.disable_user(user.id).await? {
        return Err(Fault::NotFound);
    }
    within.log(&service, "users/disabled", user.id.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}
