//! Programs' tokens of a community.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::TokenAsked;
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_domain::user::{TokenId, UserId};

use super::users::Within;
use crate::access::{Principal, Who};
use crate::body::SecretBody;
use crate::fault::{Fault, FieldCode, FieldFault, Problem};
use crate::query::{none_of, outside};

/// The tokens of a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    tokens: Vec<TokenRow>,
}

/// A program's token. What the program holds is stored nowhere.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenRow {
    /// Which one.
    #[schema(value_type = String, example = "0123456789abcdef0123456789abcdef")]
    token: TokenId,
    /// What it is called.
    #[schema(example = "till 3")]
    name: String,
    /// The code of its merchant, if it is one's.
    merchant: Option<String>,
    /// What it is for.
    scopes: Vec<String>,
    /// Who made it, unless it was made on the command line.
    #[schema(value_type = Option<String>)]
    created_by: Option<UserId>,
    /// When it was made.
    #[schema(value_type = String)]
    created_at: Instant,
    /// When it ends.
    #[schema(value_type = String)]
    expires_at: Instant,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>)]
    last_used_at: Option<Instant>,
    /// When it was revoked, or found to have ended.
    #[schema(value_type = Option<String>)]
    revoked_at: Option<Instant>,
}

/// A token that is asked for.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiToken {
    /// What it is called.
    #[validate(custom(function = "crate::field::text"))]
    #[schema(example = "till 3")]
    name: String,
    /// The code of its merchant, if it shall be one's.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "M01")]
    merchant: Option<Code>,
    /// What it is for: rights by name.
    #[validate(custom(function = "scopes"))]
    #[schema(example = json!(["serve_counter"]))]
    scopes: Vec<String>,
    /// For how many days it can be used, up to 400.
    #[validate(custom(function = "days"))]
    #[schema(example = 90)]
    days: i64,
}

/// A token that was made. It is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiTokenMade {
    /// Which one, as it is listed.
    #[schema(value_type = String, example = "0123456789abcdef0123456789abcdef")]
    id: TokenId,
    /// What the program sends as `Authorization: Bearer`.
    #[schema(example = "xnt_…")]
    token: String,
}

/// The longest that a token lasts.
const LONGEST_DAYS: i64 = 400;

fn days(days: i64) -> Result<(), ValidationError> {
    if (1..=LONGEST_DAYS).contains(&days) {
        Ok(())
    } else {
        Err(outside(FieldCode::Number, 1, LONGEST_DAYS))
    }
}

/// What tokens may be for that are made by the API: rights that need no person.
fn scopes(scopes: &[String]) -> Result<(), ValidationError> {
    let allowed = || Right::ALL.iter().filter(|right| right.is_for_programs());
    let is_one = |scope: &String| allowed().any(|right| right.as_str() == scope);
    match scopes.iter().all(is_one) && !scopes.is_empty() {
        true => Ok(()),
        false => Err(none_of(allowed().map(|right| right.as_str()))),
    }
}

/// Nobody makes a program that may do more than they.
fn scopes_of(by: &Principal, merchant: Option<&Code>) -> Vec<Right> {
    let all = Right::ALL.iter().copied();
    all.filter(|right| by.holding.may_give(*right, merchant)).collect()
}

/// The tokens of a community, the one that was made last first.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/tokens", tag = "sign-in", operation_id = "tokens",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    responses((status = 200, body = Tokens), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(State(service): State<Service>, within: Within) -> Result<Json<Tokens>, Fault> {
    let tokens = service.tokens(Some(&within.community)).await?;
    let rows = tokens.into_iter().map(|token| TokenRow {
        token: token.id,
        name: token.name,
        merchant: token.merchant,
        scopes: token.scopes,
        created_by: token.created_by,
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
        revoked_at: token.revoked_at,
    });
    Ok(Json(Tokens { tokens: rows.collect() }))
}

/// Makes a token, which is shown this once. It may do no more than who makes it, or than whoever answers for its shop.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/tokens", tag = "sign-in", operation_id = "createToken",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    request_body = NewApiToken,
    responses((status = 201, body = ApiTokenMade), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn create(
    State(service): State<Service>,
    within: Within,
    SecretBody(asked): SecretBody<NewApiToken>,
) -> Result<(StatusCode, Json<ApiTokenMade>), Fault> {
    if let Some(merchant) = &asked.merchant {
        let reading = service.read(&within.community, AsAsked::default()).await?;
        if reading.registers().merchants.by_code(merchant).is_none() {
            let unknown = Refusal::new(RefusalCode::UnknownMerchant);
            return Err(Fault::Refused(unknown.naming("merchant", merchant.as_str())));
        }
    }
    let allowed = scopes_of(&within.by, asked.merchant.as_ref());
    if !asked
        .scopes
        .iter()
        .all(|scope| allowed.iter().any(|right| right.as_str() == scope))
    {
        let choices = allowed.iter().map(|right| right.as_str());
        return Err(Fault::Invalid(vec![FieldFault::of_choices("scopes", choices)]));
    }
    let by = match within.by.who {
        Who::Person { user, .. } => Some(user),
        _ => None,
    };
    let seconds = asked.days.unsigned_abs() * 86_400;
    let made = TokenAsked {
        community: Some(&within.community),
        merchant: asked.merchant.as_ref().map(Code::as_str),
        name: &asked.name,
        scopes: &asked.scopes,
        lasts: Duration::from_secs(seconds),
        by,
    };
    let made = service.create_token(&made).await?;
    within.log(&service, "tokens/created", made.id.to_string()).await?;
    let shown = ApiTokenMade {
        id: made.id,
        token: made.token.expose_secret().to_owned(),
    };
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Revokes a token: from the next request on it is none.
#[utoipa::path(
    delete, path = "/api/v1/communities/{community}/tokens/{token}", tag = "sign-in", operation_id = "revokeToken",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("token" = String, Path, description = "Which one", example = "0123456789abcdef0123456789abcdef")),
    responses((status = 204, description = "It cannot be used any more"), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn revoke(
    State(service): State<Service>,
    within: Within,
    Path(path): Path<(String, String)>,
) -> Result<StatusCode, Fault> {
    let token: TokenId = path.1.parse().map_err(|_| Fault::NotFound)?;
    if service.revoke_token(token, Some(&within.community)).await? {
        within.log(&service, "tokens/revoked", token.to_string()).await?;
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Fault::NotFound)
    }
}
