//! Proposals: what one person asks and another confirms.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;
use xiaonuan_app::desk::Request;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::{AsAsked, DecisionView, ProposalView};
use xiaonuan_domain::code::Code;

use super::ask::{DecisionName, Keyed, ProposalDecision};
use super::records::{Values, values_for};
use super::write::{Desk, Recorded, Reply, WriteQuery};
use crate::access::{Principal, Sight};
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};
use crate::query::{ValidQuery, filled, said};

/// How many proposals a page has.
const PROPOSALS: u32 = 100;

/// What a person proposed for another to confirm.
#[derive(Serialize, ToSchema)]
pub(crate) struct Proposal {
    /// Its reference.
    #[serde(rename = "ref")]
    reference: String,
    /// open, approved, rejected or withdrawn.
    #[schema(example = "open")]
    state: &'static str,
    /// The record that proposed it.
    seq: i64,
    /// What it would record.
    #[schema(example = "transfer")]
    asks: &'static str,
    /// Under which reference.
    #[schema(example = "HB-2026-01")]
    asks_ref: String,
    /// How much, in yuan, where it says so.
    amount: Option<String>,
    /// What is asked, but for people and free text, which stand in `values`.
    #[schema(value_type = Object)]
    asked: serde_json::Value,
    /// Who proposes it (`by`), why, for whom and, to those who see names in full, who gave. Null where it was erased.
    values: Values,
    /// When, with the community's offset.
    proposed_at: String,
    /// What was decided; null while it is open.
    decision: Option<ProposalDecided>,
}

/// What was decided about a proposal.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProposalDecided {
    /// Its record.
    seq: i64,
    /// When, with the community's offset.
    decided_at: String,
    /// The record that came of it.
    made: Option<i64>,
    /// Who decided (`by`), and why. Null where it was erased.
    values: Values,
}

impl ProposalDecided {
    fn of(view: DecisionView, sight: Sight) -> Self {
        ProposalDecided {
            seq: view.seq,
            decided_at: view.decided_at,
            made: view.made,
            values: values_for(sight, view.said),
        }
    }
}

impl Proposal {
    fn of(view: ProposalView, sight: Sight) -> Self {
        let kind = view.decision.as_ref().map(|decision| decision.kind.as_str());
        Proposal {
            reference: view.reference,
            state: kind.map_or("open", |kind| kind.trim_start_matches("proposal_")),
            seq: view.seq,
            asks: view.asks.as_str(),
            asks_ref: view.of.to_string(),
            amount: view.amount.map(|amount| amount.to_string()),
            asked: view.asked,
            values: values_for(sight, view.said),
            proposed_at: view.proposed_at,
            decision: view.decision.map(|decision| ProposalDecided::of(decision, sight)),
        }
    }
}

/// Some proposals, the open ones first, the newest first of each.
#[derive(Serialize, ToSchema)]
pub(crate) struct Proposals {
    proposals: Vec<Proposal>,
    /// What to send as `after` for the next page.
    next: Option<String>,
}

/// Which proposals.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProposalsQuery {
    /// Only those after this place, which a page before gave as its `next`.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::place"))]
    after: Option<String>,
    /// How many at most, up to 200; 100 where nothing is said.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::page_size"))]
    #[param(example = "100")]
    limit: Option<String>,
}

/// Proposals as they stand now, the open ones first.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/proposals", tag = "events", operation_id = "proposals",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ProposalsQuery),
    responses((status = 200, body = Proposals), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(
    State(service): State<Service>,
    Path(community): Path<String>,
    principal: Principal,
    ValidQuery(query): ValidQuery<ProposalsQuery>,
) -> Result<Json<Proposals>, Fault> {
    let reading = service.read(&community, AsAsked::default()).await?;
    let after = query.after.as_deref().and_then(crate::query::place_of);
    let most = said(query.limit.as_ref()).unwrap_or(PROPOSALS);
    let page = reading.proposals(after, most).await?;
    let next = page.next.map(|(is_closed, seq)| {
        let state = if is_closed { "closed" } else { "open" };
        format!("{state}-{seq}")
    });
    Ok(Json(Proposals {
        proposals: page
            .rows
            .into_iter()
            .map(|row| Proposal::of(row, principal.sight))
            .collect(),
        next,
    }))
}

/// A proposal as it stands now: who proposed what, and what was decided.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/proposals/{reference}", tag = "events", operation_id = "proposal",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("reference" = String, Path, description = "The proposal's reference")),
    responses((status = 200, body = Proposal), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn one(
    State(service): State<Service>,
    Path((community, reference)): Path<(String, String)>,
    principal: Principal,
) -> Result<Json<Proposal>, Fault> {
    let reading = service.read(&community, AsAsked::default()).await?;
    let proposal = reading.proposal(&reference).await?;
    Ok(Json(Proposal::of(proposal, principal.sight)))
}

/// What is decided about a proposal, under a key.
pub(super) fn decision_request(
    (reference, name): (&Code, DecisionName),
    asked: ValidBody<ProposalDecision>,
    key: Option<String>,
) -> Result<Request, Fault> {
    asked.body.check(name)?;
    let key = key.ok_or(Fault::KeyRequired)?;
    Ok(Request {
        scope: ProposalDecision::SCOPE,
        key: Some(key),
        content: [format!("{reference}/{}/", name.as_str()).into_bytes(), asked.content].concat(),
        command: asked.body.command(reference.as_str(), name),
    })
}

/// Confirms what another person proposed, which does it; rejects it; or withdraws what one proposed oneself.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/proposals/{reference}/{step}", tag = "events", operation_id = "decideProposal",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("reference" = String, Path, description = "The proposal's reference"),
           ("step" = String, Path, description = "approve, reject or withdraw", example = "approve"), WriteQuery,
           ("idempotency-key" = String, Header, description = "A text of your choice, new for each request; a dry run needs none")),
    request_body = ProposalDecision,
    responses((status = 201, body = Recorded), (status = 200, body = Recorded, description = "Dry run"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn decide(
    path: Path<(String, String, String)>,
    desk: Desk,
    asked: ValidBody<ProposalDecision>,
) -> Result<Reply, Fault> {
    let Path((_, reference, step)) = path;
    let name = DecisionName::named(&step).map_err(Fault::Unlisted)?;
    let reference = reference.parse().map_err(|_| Fault::NotFound)?;
    let request = decision_request((&reference, name), asked, desk.key_or_none())?;
    desk.perform(request).await
}
