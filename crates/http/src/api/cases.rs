//! Help in steps: begun, taken further, and as it stands now.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;
use xiaonuan_app::desk::Request;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::{AsAsked, CaseRow, CaseStepView, CaseView, CasesAsked};
use xiaonuan_domain::access::Right;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::StepName;
use xiaonuan_domain::ledger::{CaseState, GivenApproval};

use super::ask::{Keyed, NewCase, Step, step_named};
use super::records::{Values, values_for};
use super::write::{Desk, Recorded, Reply, WriteQuery};
use crate::access::{Principal, Sight};
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};
use crate::query::{ValidQuery, filled, said};

/// How many disbursements a page has.
const CASES: u32 = 100;

/// A disbursement in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Case {
    /// The reference.
    #[serde(rename = "ref")]
    reference: String,
    /// applied, visited, prepared, reviewed, approved, posted, objected, paid, signed, rejected or cancelled.
    #[schema(example = "approved")]
    state: &'static str,
    /// The fund.
    fund: String,
    /// Who is helped; null for whoever was erased.
    resident: Option<String>,
    /// cash, voucher, bill_payment or goods.
    kind: &'static str,
    /// The record of its last step.
    last: i64,
}

impl From<CaseRow> for Case {
    fn from(row: CaseRow) -> Self {
        Case {
            reference: row.reference,
            state: row.state.as_str(),
            fund: row.fund.to_string(),
            resident: (!row.is_erased).then(|| row.resident.to_string()),
            kind: row.kind.as_str(),
            last: row.last,
        }
    }
}

/// Some disbursements, in the order of references.
#[derive(Serialize, ToSchema)]
pub(crate) struct Cases {
    cases: Vec<Case>,
    /// What to send as `after` for the next page.
    next: Option<String>,
}

/// A disbursement as a whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct WholeCase {
    #[serde(flatten)]
    case: Case,
    /// How much, in yuan.
    amount: String,
    /// Whether it may be published under the resident's name: they said yes, and nothing that counts says no.
    may_be_named: bool,
    /// Whom a bill is owed to.
    merchant: Option<String>,
    /// A voucher's last day.
    expires_on: Option<String>,
    /// The hash of what is prepared or approved.
    terms: Option<String>,
    /// The approval that holds.
    approved: Option<i64>,
    /// The approvals that count, the first one first. Fewer than `approvers_needed` hold nothing yet.
    approvals: Vec<CaseApproval>,
    /// How many different people approve it, by the community's settings; null of goods until somebody approved.
    approvers_needed: Option<usize>,
    /// The first day on which it is posted 公示.
    posting_from: Option<String>,
    /// The last day on which it is posted.
    posting_to: Option<String>,
    /// The first day on which it may be paid, once it is posted and until it is paid.
    payable_from: Option<String>,
    /// Objections that are not answered yet; until they are, it is not paid.
    objections: Vec<i64>,
    /// The payment that holds.
    paid: Option<i64>,
    /// The last day for missing papers of help that was paid first.
    papers_by: Option<String>,
    /// The kinds of records that are missing.
    open_papers: Vec<&'static str>,
    /// Its records, the first one first.
    records: Vec<i64>,
    /// Its steps, which are these records as people ask for them.
    steps: Vec<CaseStep>,
}

/// An approval that counts.
#[derive(Serialize, ToSchema)]
#[schema(as = GivenApproval)]
pub(crate) struct CaseApproval {
    /// Its record.
    seq: i64,
    /// Its day.
    #[schema(example = "2026-02-04")]
    day: String,
    /// Who approved; null where they were erased.
    by: Option<String>,
}

impl From<GivenApproval> for CaseApproval {
    fn from(given: GivenApproval) -> Self {
        CaseApproval {
            seq: given.seq,
            day: given.day.to_string(),
            by: given.by,
        }
    }
}

/// A step of a disbursement.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseStep {
    /// Its record.
    seq: i64,
    /// What it records.
    #[schema(example = "disbursement_approved")]
    kind: &'static str,
    /// Its day.
    #[schema(example = "2026-02-04")]
    day: String,
    /// Who took it, as the request named them; null where nobody is named, or they were erased.
    by: Option<String>,
    /// What it says: purpose, reason, findings, who else had a part. Null where it was erased. Who signed for the resident,
    /// names of files and, to those who see people by code, findings are there in full for a reason alone.
    values: Values,
    /// The record that took it back.
    reversed_by: Option<i64>,
}

impl CaseStep {
    fn seen_by(sight: Sight, step: CaseStepView) -> Self {
        CaseStep {
            seq: step.seq,
            kind: step.kind.as_str(),
            day: step.day.to_string(),
            by: step.by,
            values: values_for(sight, step.said),
            reversed_by: step.reversed_by,
        }
    }
}

impl WholeCase {
    fn seen_by(sight: Sight, view: CaseView) -> Self {
        let steps = view.steps.into_iter().map(|step| CaseStep::seen_by(sight, step));
        WholeCase {
            may_be_named: view.row.may_be_named,
            case: view.row.into(),
            amount: view.amount.to_string(),
            merchant: view.merchant.map(|code| code.to_string()),
            expires_on: view.expires_on.map(|day| day.to_string()),
            terms: view.terms,
            approved: view.approved,
            approvals: view.approvals.into_iter().map(Into::into).collect(),
            approvers_needed: view.approvers,
            posting_from: view.posting.map(|posting| posting.first_day.to_string()),
            posting_to: view.posting.map(|posting| posting.last_day.to_string()),
            payable_from: view.payable_from.map(|day| day.to_string()),
            objections: view.objections,
            paid: view.paid,
            papers_by: view.papers_by.map(|day| day.to_string()),
            open_papers: view.open_papers.iter().map(|kind| kind.as_str()).collect(),
            records: view.records,
            steps: steps.collect(),
        }
    }
}

/// Which disbursements.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CaseQuery {
    /// Only those that stand here.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "case_state"))]
    #[param(example = "approved")]
    state: Option<String>,
    /// Only those whose reference holds this text.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::sought"))]
    q: Option<String>,
    /// Only those of this fund.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::code"))]
    #[param(example = "xiaonuan")]
    fund: Option<String>,
    /// Only those for this resident.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::code"))]
    #[param(example = "R0001")]
    resident: Option<String>,
    /// Only those after this reference.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::code"))]
    after: Option<String>,
    /// How many at most, up to 200; 100 where nothing is said.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::page_size"))]
    #[param(example = "100")]
    limit: Option<String>,
}

fn case_state(text: &str) -> Result<(), validator::ValidationError> {
    crate::query::choice::<CaseState>(text)
}

/// Whether somebody sees help that is not approved: whoever has a hand in it until it is, or reads the books. Whoever only pays
/// sees what is to be paid, and was.
fn sees_undecided(principal: &Principal) -> bool {
    let hands = [
        Right::PrepareHelp,
        Right::VisitHomes,
        Right::Review,
        Right::Approve,
        Right::ReadBooks,
        Right::ActForOfficers,
    ];
    hands.into_iter().any(|right| principal.holding.may_somewhere(right))
}

/// Disbursements as they stand now, in the order of references.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/cases", tag = "events", operation_id = "cases",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), CaseQuery),
    responses((status = 200, body = Cases), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(
    State(service): State<Service>,
    Path(community): Path<String>,
    principal: Principal,
    ValidQuery(query): ValidQuery<CaseQuery>,
) -> Result<Json<Cases>, Fault> {
    let reading = service.read(&community, AsAsked::default()).await?;
    let after = query.after.as_deref().unwrap_or_default();
    let most = said(query.limit.as_ref()).unwrap_or(CASES);
    let asked = CasesAsked {
        state: said(query.state.as_ref()),
        fund: said(query.fund.as_ref()),
        resident: said(query.resident.as_ref()),
        holds: query.q,
        within: principal.reach(Right::ReadHelp),
        approved_only: !sees_undecided(&principal),
    };
    let page = reading.cases(&asked, after, most).await?;
    Ok(Json(Cases {
        cases: page.rows.into_iter().map(Into::into).collect(),
        next: page.next,
    }))
}

/// A disbursement as it stands now, with its steps: who took each, when, and what they said.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/cases/{reference}", tag = "events", operation_id = "case",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("reference" = String, Path, description = "The disbursement's reference")),
    responses((status = 200, body = WholeCase), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn one(
    State(service): State<Service>,
    Path((community, reference)): Path<(String, String)>,
    principal: Principal,
) -> Result<Json<WholeCase>, Fault> {
    let reading = service.read(&community, AsAsked::default()).await?;
    let case = reading.case(&reference).await?;
    let reach = principal.reach(Right::ReadHelp);
    let is_shown = case.row.state.is_approved() || sees_undecided(&principal);
    if !is_shown || !reading.registers().lives_within(case.row.resident.as_str(), &reach) {
        return Err(Fault::NotFound);
    }
    Ok(Json(WholeCase::seen_by(principal.nearby, case)))
}

/// Begins a disbursement: it is applied for, or paid at once because it cannot wait. `disbursements` records one
/// in one step, where the community's settings allow it.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/cases", tag = "events", operation_id = "beginCase",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), WriteQuery,
           ("idempotency-key" = String, Header, description = "A text of your choice, new for each request; a dry run needs none")),
    request_body = NewCase,
    responses((status = 201, body = Recorded), (status = 200, body = Recorded, description = "Dry run"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn open(desk: Desk, asked: ValidBody<NewCase>) -> Result<Reply, Fault> {
    desk.ask(asked).await
}

/// What a step asks of a disbursement, under a key. The same body asks something else of another disbursement, or at
/// another step.
pub(super) fn step_request(
    (reference, step): (&Code, StepName),
    asked: ValidBody<Step>,
    key: Option<String>,
) -> Result<Request, Fault> {
    asked.body.check(step)?;
    let key = key.ok_or(Fault::KeyRequired)?;
    Ok(Request {
        scope: Step::SCOPE,
        key: Some(key),
        content: [format!("{reference}/{}/", step.as_str()).into_bytes(), asked.content].concat(),
        command: asked.body.command(reference.as_str(), step),
    })
}

/// Takes a step with a disbursement; preparing one that is not known yet begins it.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/cases/{reference}/{step}", tag = "events", operation_id = "stepCase",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("reference" = String, Path, description = "The disbursement's reference"),
           ("step" = String, Path, description = "visit, prepare, review, approve, post, object, answer, pay, sign, reject, cancel or return",
            example = "approve"), WriteQuery,
           ("idempotency-key" = String, Header, description = "A text of your choice, new for each request; a dry run needs none")),
    request_body = Step,
    responses((status = 201, body = Recorded), (status = 200, body = Recorded, description = "Dry run"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn step(
    path: Path<(String, String, String)>,
    desk: Desk,
    asked: ValidBody<Step>,
) -> Result<Reply, Fault> {
    let Path((_, reference, step)) = path;
    let step = step_named(&step).map_err(Fault::Unlisted)?;
    let reference = reference.parse().map_err(|_| Fault::NotFound)?;
    let request = step_request((&reference, step), asked, desk.key_or_none())?;
    desk.perform(request).await
}
