//! Who looked at what, and why.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::LoggedAccess;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::SessionId;

use super::users::Within;
use crate::fault::{Fault, Problem};
use crate::query::{JournalQuery, ValidQuery, most, said};

/// A page of the access log, the last entry first.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessLog {
    accesses: Vec<AccessRow>,
    /// What to send as `before` for the next page.
    next: Option<i64>,
}

/// What somebody did that is not in the journal.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessRow {
    /// Its number: later ones have greater numbers.
    number: i64,
    /// When.
    #[schema(value_type = String)]
    at: Instant,
    /// Who: the number of a user or of a token, or `command`.
    who: String,
    /// What: a code.
    #[schema(example = "unmasked")]
    what: String,
    /// On whom or what: a subject or a code.
    subject: Option<String>,
    /// Why, in the words of whoever did it.
    reason: Option<String>,
    /// In which session.
    #[schema(value_type = Option<String>)]
    session: Option<SessionId>,
}

impl AccessRow {
    /// An access to a list in which somebody stands: why may be about somebody else, and is not told.
    pub(super) fn of_a_list(logged: LoggedAccess) -> Self {
        AccessRow {
            reason: None,
            ..AccessRow::of(logged)
        }
    }

    pub(super) fn of(logged: LoggedAccess) -> Self {
        AccessRow {
            number: logged.number,
            at: logged.at,
            who: logged.access.who,
            what: logged.access.what,
            subject: logged.access.subject,
            reason: logged.access.reason,
            session: logged.access.session,
        }
    }
}

/// Who looked at what of a community, and why; the last entry first.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/access-log", tag = "sign-in", operation_id = "accessLog",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), JournalQuery),
    responses((status = 200, body = AccessLog), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(
    State(service): State<Service>,
    within: Within,
    ValidQuery(query): ValidQuery<JournalQuery>,
) -> Result<Json<AccessLog>, Fault> {
    let before = said(query.before.as_ref());
    let page = service.accesses(Some(&within.community), before, most(query.limit.as_ref()));
    let (accesses, next) = page.await?;
    let rows = accesses.into_iter().map(AccessRow::of);
    Ok(Json(AccessLog {
        accesses: rows.collect(),
        next,
    }))
}
