//! Writing: every POST by one handler. It asks the desk, and tells what was recorded; asked again under the same key it
//! tells the same.

use axum::Json;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use xiaonuan_app::desk::{Done, Request, Warning};
use xiaonuan_app::messages::{Language, warning_message};
use xiaonuan_app::service::Service;
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Change, Command};
use xiaonuan_domain::record::{RecordKind, Seq};

use super::ask::{Ask, Edits};
use super::manner::Manner;
use super::registers::Standing;
use crate::access::Principal;
use crate::body::ValidBody;
use crate::fault::Fault;
use crate::open::parameter;
pub(crate) use crate::query::WriteQuery;

/// Says that an answer was given before.
pub(in crate::api) const REPEATED: &str = "idempotency-replayed";

/// What was recorded. The answer to a request is the same whenever it is sent again under its key.
#[derive(Serialize, ToSchema)]
pub(crate) struct Recorded {
    /// The record's number in the community's journal.
    #[schema(example = 6018)]
    seq: i64,
    /// What it records.
    #[schema(example = "redemption")]
    kind: &'static str,
    /// The business key.
    #[serde(rename = "ref")]
    #[schema(example = "HX-2026-0001")]
    reference: String,
    /// Business time, with the community's offset.
    occurred_at: String,
    /// System time, with the community's offset.
    recorded_at: String,
    /// The community's day of the business time.
    effective_on: String,
    /// The record that it reverses.
    reverses: Option<i64>,
    /// Whether something with a later business time was on record before it.
    late: bool,
    /// Its contents as they were hashed: people by subject, personal values as commitments.
    document: Value,
    /// What was not refused, but should be thought about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    warnings: Vec<Warned>,
}

/// What should be thought about.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Warned {
    /// What it is: small_group, a discount that so few may use that its use gives them away.
    #[schema(example = "small_group")]
    code: &'static str,
    /// The same for people, in Chinese.
    zh: String,
    /// The same in English.
    en: String,
}

impl Warned {
    /// In both languages, so that it is the same for whoever asks again.
    fn of(warning: Warning) -> Self {
        Warned {
            code: warning.code(),
            zh: warning_message(warning, Language::Chinese),
            en: warning_message(warning, Language::English),
        }
    }
}

impl From<xiaonuan_app::desk::Recorded> for Recorded {
    fn from(recorded: xiaonuan_app::desk::Recorded) -> Self {
        Recorded {
            seq: recorded.seq,
            kind: recorded.kind.as_str(),
            reference: recorded.reference,
            occurred_at: recorded.occurred_at,
            recorded_at: recorded.recorded_at,
            effective_on: recorded.effective_on,
            reverses: recorded.reverses,
            late: recorded.late,
            document: recorded.document,
            warnings: recorded.warnings.into_iter().map(Warned::of).collect(),
        }
    }
}

/// An answer to a request that was done.
pub(crate) struct Reply {
    status: StatusCode,
    repeated: bool,
    recorded: Recorded,
}

/// How what was done is answered: a change of what there was makes nothing new.
pub(super) fn status_of(done: &Done) -> StatusCode {
    if done.recorded.kind.is_change() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    }
}

impl Reply {
    pub(crate) fn of(done: Done) -> Self {
        Reply {
            status: status_of(&done),
            repeated: done.repeated,
            recorded: done.recorded.into(),
        }
    }

    /// The answer of a dry run.
    pub(crate) fn rehearsed(done: Done) -> Self {
        Reply {
            status: StatusCode::OK,
            ..Reply::of(done)
        }
    }

    /// The record's number.
    pub(super) fn seq(&self) -> Seq {
        self.recorded.seq
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.recorded)).into_response();
        if self.repeated {
            response
                .headers_mut()
                .insert(REPEATED, axum::http::HeaderValue::from_static("true"));
        }
        response
    }
}

/// The desk of the community that the address names, and under which key something is asked of it.
pub(crate) struct Desk {
    service: Service,
    community: String,
    manner: Manner,
    principal: Principal,
}

impl<S: Send + Sync> FromRequestParts<S> for Desk
where
    Service: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let community = parameter(parts, "community").await?;
        let principal = Principal::from_request_parts(parts, state).await?;
        let manner = Manner::from_request_parts(parts, state).await?;
        Ok(Desk {
            service: Service::from_ref(state),
            community,
            manner: Manner {
                key: manner.key.map(|key| principal.own_key(key)),
                ..manner
            },
            principal,
        })
    }
}

/// What a body asks, under a key.
pub(crate) fn request<T: Ask>(asked: ValidBody<T>, key: Option<String>) -> Result<Request, Fault> {
    if T::MOVES_MONEY && key.is_none() {
        return Err(Fault::KeyRequired);
    }
    let mut content = asked.content;
    if T::FORGETS {
        content.extend(key.iter().flat_map(|key| key.bytes()));
    }
    Ok(Request {
        scope: T::SCOPE,
        key,
        content,
        command: asked.body.command(),
    })
}

/// What a body asks of a row, under a key or none: the same change of the same state is found by itself.
pub(crate) fn change_request<T: Edits>(
    (row, based_on): (Code, Seq),
    asked: ValidBody<T>,
    key: Option<String>,
) -> Request {
    let mut content = format!("{row} {based_on} ").into_bytes();
    content.extend(asked.content);
    let to = asked.body.state();
    Request {
        scope: T::SCOPE,
        key,
        content,
        command: Command::Change(Box::new(Change { row, based_on, to })),
    }
}

impl Desk {
    /// The community's code as the address has it.
    pub(super) fn community(&self) -> &str {
        &self.community
    }

    /// Who asks.
    pub(super) fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The books as they stand.
    pub(super) async fn standing(&self) -> Result<Standing<'_>, Fault> {
        Ok(Standing {
            service: &self.service,
            community: &self.community,
            now: self.service.read(&self.community, AsAsked::default()).await?,
            is_dry: self.manner.dry_run,
        })
    }

    /// Changes a row of a register, or only decides it; answers as the row is known by then, and whether it stays as it was.
    pub(super) async fn change<T: Edits>(
        self,
        (row, based_on): (Code, Seq),
        asked: ValidBody<T>,
    ) -> Result<(Reply, bool), Fault> {
        let request = change_request((row, based_on), asked, self.manner.key);
        let done = if self.manner.dry_run {
            self.service
                .rehearse(&self.community, &self.principal.actor, request)
                .await?
        } else {
            self.service
                .perform(&self.community, &self.principal.actor, request)
                .await?
        };
        // What a second person must confirm leaves the row as it was.
        let stays = self.manner.dry_run || done.recorded.kind == RecordKind::Proposed;
        let reply = if self.manner.dry_run {
            Reply::rehearsed(done)
        } else {
            Reply::of(done)
        };
        Ok((reply, stays))
    }

    /// Does what is asked, or only decides it.
    pub(crate) async fn ask<T: Ask>(self, asked: ValidBody<T>) -> Result<Reply, Fault> {
        let key = self.key_or_none();
        let request = request(asked, key)?;
        self.perform(request).await
    }

    /// The key of the request, or what stands for one in a dry run.
    pub(crate) fn key_or_none(&self) -> Option<String> {
        let none = self.manner.dry_run.then(|| NO_KEY.to_owned());
        self.manner.key.clone().or(none)
    }

    /// Does what a request asks, or only decides it.
    pub(crate) async fn perform(self, request: Request) -> Result<Reply, Fault> {
        let (service, by) = (&self.service, &self.principal);
        let request = by.asked(request)?;
        let command = request.command.clone();
        let heard = |error| by.heard(&command, error);
        if self.manner.dry_run {
            let done = service
                .rehearse(&self.community, &by.actor, request)
                .await
                .map_err(heard)?;
            Ok(Reply::rehearsed(by.told(done)))
        } else {
            let done = service
                .perform(&self.community, &by.actor, request)
                .await
                .map_err(heard)?;
            Ok(Reply::of(by.told(done)))
        }
    }
}

/// Stands for the key of a dry run that came without one. Nothing is kept under it: a key has no spaces.
const NO_KEY: &str = "dry run";

/// Declares the handler of an operation that records something.
macro_rules! operation {
    ($(#[$doc:meta])* $name:ident($body:ty) at $path:literal in $tag:literal as $id:literal) => {
        $(#[$doc])*
        #[utoipa::path(
            post, path = $path, tag = $tag, operation_id = $id,
            params(("community" = String, Path, description = "The community's code", example = "qingzhu"), WriteQuery,
                   ("idempotency-key" = Option<String>, Header, description = "A text of your choice, new for each request \
                    and the same when it is sent again; a dry run needs none")),
            request_body = $body,
            responses((status = 201, body = Recorded, description = "Recorded, now or when it was first asked"),
                      (status = 200, body = Recorded, description = "Dry run: what would be recorded"),
                      (status = "default", body = Problem, content_type = "application/problem+json"))
        )]
        pub(crate) async fn $name(desk: Desk, asked: ValidBody<$body>) -> Result<Reply, Fault> {
            desk.ask(asked).await
        }
    };
}

pub(crate) use operation;
