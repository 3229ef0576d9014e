//! Merchants' statements as they stand now: listed, and one with its lines.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::{
    AsAsked, ListedLine, StatementPayment, StatementRow, StatementStepView, StatementView, StatementsAsked,
};
use xiaonuan_domain::access::Right;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::ledger::StatementState;
use xiaonuan_domain::money::Sum;

use super::records::{Values, values_for};
use crate::access::{Principal, Sight};
use crate::fault::{Fault, FieldCode, FieldFault, Problem};
use crate::query::{ValidQuery, filled, said};

/// How many statements a page has.
const STATEMENTS: u32 = 100;

/// A merchant's statement in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementInList {
    /// The reference.
    #[serde(rename = "ref")]
    reference: String,
    /// Whose it is.
    merchant: String,
    /// The month.
    #[schema(example = "2026-01")]
    month: String,
    /// draft, sent, confirmed, disputed, approved, paid or replaced.
    #[schema(example = "sent")]
    state: &'static str,
    /// How many records it lists.
    line_count: u32,
    /// What came to be owed by its lines, less what was taken back.
    #[schema(example = "19.00")]
    total: String,
    /// The record that drew it up.
    seq: i64,
}

impl From<StatementRow> for StatementInList {
    fn from(row: StatementRow) -> Self {
        StatementInList {
            reference: row.reference.to_string(),
            merchant: row.merchant.to_string(),
            month: row.month.to_string(),
            state: row.state.as_str(),
            line_count: row.lines,
            total: row.total.to_string(),
            seq: row.seq,
        }
    }
}

/// Some statements, in the order in which they were drawn up.
#[derive(Serialize, ToSchema)]
pub(crate) struct Statements {
    statements: Vec<StatementInList>,
    /// What to send as `after` for the next page.
    next: Option<i64>,
}

/// A merchant's statement as a whole. The opening balance and the total are what is owed at the end of the month, as far
/// as the statement knew.
#[derive(Serialize, ToSchema)]
pub(crate) struct WholeStatement {
    #[serde(flatten)]
    statement: StatementInList,
    /// The last record that it knows of.
    until: i64,
    /// The statement that it goes on from: what stands there is not listed again.
    goes_on_from: Option<String>,
    /// The statement of the same month in whose stead it stands.
    in_stead_of: Option<String>,
    /// What an approval may say as `approves`.
    hash: String,
    /// The number of the merchant's invoice.
    invoice: Option<String>,
    /// What was owed besides these lines at the end of the month, with what was paid by then taken off.
    #[schema(example = "0.00")]
    opening: String,
    /// What it lists, in the order of recording.
    lines: Vec<Line>,
    /// The opening balance and the total.
    #[schema(example = "19.00")]
    closing: String,
    /// What was paid for it; null if nothing was, or it was taken back.
    paid: Option<Paid>,
    /// Its steps, and those of settlements for it, in the order of recording.
    steps: Vec<StatementStep>,
}

/// A record that a statement lists.
#[derive(Serialize, ToSchema)]
pub(crate) struct Line {
    /// Its number.
    seq: i64,
    /// Its day.
    day: String,
    /// Its reference.
    #[serde(rename = "ref")]
    reference: String,
    /// What it records.
    #[schema(example = "redemption")]
    kind: &'static str,
    /// The record that it takes back.
    reverses: Option<i64>,
    /// What each fund came to owe by it; none is told to shops, which could tell by it who is helped from where.
    funds: Vec<FundPart>,
    /// What all funds came to owe by it; below zero if it takes back.
    #[schema(example = "15.00")]
    amount: String,
    /// Whether the merchant disagrees about it.
    disputed: bool,
    /// Why it disagrees; null where it does not, or the reason was erased.
    reason: Option<String>,
}

/// What one fund came to owe.
#[derive(Serialize, ToSchema)]
pub(crate) struct FundPart {
    fund: String,
    #[schema(example = "15.00")]
    amount: String,
}

/// What paid a statement.
#[derive(Serialize, ToSchema)]
pub(crate) struct Paid {
    /// The settlement's record.
    seq: i64,
    /// Its reference.
    #[serde(rename = "ref")]
    reference: String,
    #[schema(example = "19.00")]
    amount: String,
}

/// A step of a statement, or of a settlement for it.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementStep {
    /// Its record.
    seq: i64,
    /// What it records.
    #[schema(example = "statement_sent")]
    kind: &'static str,
    /// The statement's reference, or the settlement's.
    #[serde(rename = "ref")]
    reference: String,
    /// Its day.
    day: String,
    /// What it says besides, such as who took it; null where it was erased.
    values: Values,
    /// The record that took it back.
    reversed_by: Option<i64>,
}

impl From<ListedLine> for Line {
    fn from(line: ListedLine) -> Self {
        let part = |(fund, amount): (Code, Sum)| FundPart {
            fund: fund.to_string(),
            amount: amount.to_string(),
        };
        Line {
            seq: line.seq,
            day: line.day.to_string(),
            reference: line.reference,
            kind: line.kind.as_str(),
            reverses: line.reverses,
            funds: line.funds.into_iter().map(part).collect(),
            amount: line.amount.to_string(),
            disputed: line.disputed,
            reason: line.reason,
        }
    }
}

impl From<StatementPayment> for Paid {
    fn from(paid: StatementPayment) -> Self {
        Paid {
            seq: paid.seq,
            reference: paid.reference,
            amount: paid.amount.to_string(),
        }
    }
}

impl StatementStep {
    fn seen_by(sight: Sight, step: StatementStepView) -> Self {
        StatementStep {
            seq: step.seq,
            kind: step.kind.as_str(),
            reference: step.reference,
            day: step.day.to_string(),
            values: values_for(sight, step.said),
            reversed_by: step.reversed_by,
        }
    }
}

impl WholeStatement {
    fn seen_by(sight: Sight, view: StatementView) -> Self {
        let steps = view.steps.into_iter().map(|step| StatementStep::seen_by(sight, step));
        WholeStatement {
            until: view.until,
            goes_on_from: view.after.map(|code| code.to_string()),
            in_stead_of: view.replaces.map(|code| code.to_string()),
            hash: view.hash,
            invoice: view.invoice,
            opening: view.opening.to_string(),
            lines: view.lines.into_iter().map(Into::into).collect(),
            closing: (view.opening + view.row.total).to_string(),
            paid: view.paid.map(Into::into),
            steps: steps.collect(),
            statement: view.row.into(),
        }
    }
}

/// Which statements.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatementsQuery {
    /// Only those of this merchant.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::code"))]
    #[param(example = "M01")]
    merchant: Option<String>,
    /// Only those that stand here.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "statement_state"))]
    #[param(example = "sent")]
    state: Option<String>,
    /// Only those that were drawn up after this record.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::number"))]
    after: Option<String>,
    /// How many at most, up to 200; 100 where nothing is said.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::page_size"))]
    #[param(example = "100")]
    limit: Option<String>,
}

fn statement_state(text: &str) -> Result<(), validator::ValidationError> {
    crate::query::choice::<StatementState>(text)
}

/// Merchants' statements as they stand now, in the order in which they were drawn up.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/statements", tag = "events", operation_id = "statements",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), StatementsQuery),
    responses((status = 200, body = Statements), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(
    State(service): State<Service>,
    Path(community): Path<String>,
    principal: Principal,
    ValidQuery(query): ValidQuery<StatementsQuery>,
) -> Result<Json<Statements>, Fault> {
    let reading = service.read(&community, AsAsked::default()).await?;
    let asked = StatementsAsked {
        merchant: own_merchant(&principal, query.merchant.as_ref())?,
        state: said(query.state.as_ref()),
    };
    let after = said(query.after.as_ref()).unwrap_or(0);
    let most: u32 = said(query.limit.as_ref()).unwrap_or(STATEMENTS);
    let page = reading.statements(&asked, after, most as usize).await?;
    Ok(Json(Statements {
        statements: page.rows.into_iter().map(Into::into).collect(),
        next: page.next,
    }))
}

/// A merchant's statement as it stands now: its lines, its steps and what was paid.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/statements/{reference}", tag = "events", operation_id = "merchantStatement",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("reference" = String, Path, description = "The statement's reference")),
    responses((status = 200, body = WholeStatement), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn one(
    State(service): State<Service>,
    Path((community, reference)): Path<(String, String)>,
    principal: Principal,
) -> Result<Json<WholeStatement>, Fault> {
    let reading = service.read(&community, AsAsked::default()).await?;
    let statement = reading.merchant_statement(&reference).await?;
    let reach = principal.reach(Right::ReadStatements);
    if !reach.covers_merchant(statement.row.merchant.as_str()) {
        return Err(Fault::NotFound);
    }
    let mut statement = WholeStatement::seen_by(principal.sight, statement);
    if !reach.everything {
        statement.lines.iter_mut().for_each(|line| line.funds.clear());
    }
    Ok(Json(statement))
}

/// Whose statements are shown: those of the merchant that is named, if whoever asks may see them; their own, where none is
/// named.
fn own_merchant(principal: &Principal, named: Option<&String>) -> Result<Option<Code>, Fault> {
    let reach = principal.reach(Right::ReadStatements);
    match named {
        Some(named) if !reach.covers_merchant(named) => Err(Fault::NotFound),
        Some(named) => Ok(said(Some(named))),
        None if reach.everything => Ok(None),
        None if reach.merchants.len() == 1 => Ok(reach.merchants.into_iter().next()),
        None => Err(Fault::Invalid(vec![FieldFault::new("merchant", FieldCode::Required)])),
    }
}
