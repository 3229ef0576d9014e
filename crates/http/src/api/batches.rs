//! Many things at once: for heating, property and school, who bill by the month, and for programs that catch up.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_app::desk::{Done, Request};
use xiaonuan_app::service::Service;

use super::ask::{
    AgentEdit, Ask, BranchEdit, CashDeposit, CashWithdrawal, CategoryEdit, Charge, Claim, CommunityEdit, Confirmation,
    Correction, Disbursement, Discount, DiscountEdit, Dispute, Donation, DonationReturn, DonorEdit, Edits, Fund,
    FundEdit, GoodsDonation, Interest, LinkEdit, Merchant, MerchantEdit, NewAgent, NewBranch, NewCategory, NewDonor,
    NewLink, OpeningBalance, Payment, PeriodClosing, PeriodReopening, Preparation, Resident, ResidentEdit, Reversal,
    Sending, Settlement, SettlementApproval, Statement, StatementApproval, StockFound, StockWriteOff, Transfer,
};
use super::registers::based_on;
use super::write::{ACTOR, Recorded, change_request, readable_key, request};
use crate::body::{ValidBody, read};
use crate::fault::{Fault, FieldCode, FieldFault, Problem};
use crate::open::Visit;
use crate::query::at;

/// The most requests of a batch.
const MOST: usize = 10_000;

/// Requests to be done in order, each by itself.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "not_too_many"))]
pub(crate) struct Batch {
    /// The requests, at most 10,000.
    requests: Vec<BatchRequest>,
}

fn not_too_many(batch: &Batch) -> Result<(), ValidationError> {
    if batch.requests.is_empty() || batch.requests.len() > MOST {
        return Err(at("requests", FieldCode::Count));
    }
    Ok(())
}

/// One request of a batch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchRequest {
    /// donation, goods_donated, stock_written_off, stock_found, disbursement, redemption, settlement, cash_withdrawn, cash_deposited, interest, charge,
    /// donation_returned, transfer, opening_balance, closing, reopening, fund, merchant, discount, resident, reversal,
    /// correction, statement or a step of statements and settlements, donor, category, agent, link, branch; and
    /// community_change, fund_change, merchant_change, discount_change, resident_change, donor_change, category_change,
    /// agent_change, link_change and branch_change.
    #[schema(example = "redemption")]
    operation: String,
    /// Its key, as in the Idempotency-Key of a single request.
    key: String,
    /// Of a change: the code of the row, as in the address of a single request. A community needs none.
    #[serde(default)]
    row: Option<String>,
    /// Of a change: the ETag of the row as it was read, as in the If-Match of a single request.
    #[serde(default)]
    if_match: Option<String>,
    /// Its body, as in a single request.
    #[schema(value_type = Object)]
    body: Box<RawValue>,
}

/// The answers, in the order of the requests.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answers {
    /// How many were recorded, now or when they were first asked.
    recorded: usize,
    /// How many were refused.
    refused: usize,
    answers: Vec<BatchAnswer>,
}

/// The answer to one request: what was recorded, or why not.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchAnswer {
    /// Its key.
    key: String,
    /// The status that a single request would have been answered with.
    #[schema(example = 201)]
    status: u16,
    /// Whether it was answered before.
    repeated: bool,
    /// What was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<Recorded>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

/// Does up to 10,000 things in order, each by itself: one that is refused hinders no other. A batch whose answer was
/// lost can be sent again as it is.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/batches", tag = "events", operation_id = "batch",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    request_body = Batch,
    responses((status = 200, body = Answers), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn post(
    State(service): State<Service>,
    Path(community): Path<String>,
    visit: Visit,
    ValidBody { body, .. }: ValidBody<Batch>,
) -> Result<Json<Answers>, Fault> {
    let keys: Vec<String> = body.requests.iter().map(|request| shown(&request.key)).collect();
    let read: Vec<Result<Request, Fault>> = body
        .requests
        .into_iter()
        .map(|request| request.read(&community))
        .collect();
    let good: Vec<Request> = read
        .iter()
        .filter_map(|request| request.as_ref().ok().cloned())
        .collect();
    let mut done = service.perform_all(&community, ACTOR, &good).await?.into_iter();
    let answers: Vec<BatchAnswer> = read
        .into_iter()
        .zip(keys)
        .map(|(request, key)| {
            let answer = request.and_then(|_| done.next().expect("an answer for each").map_err(Fault::from));
            BatchAnswer::of(answer, key, &visit)
        })
        .collect();
    let recorded = answers.iter().filter(|answer| answer.recorded.is_some()).count();
    Ok(Json(Answers {
        recorded,
        refused: answers.len() - recorded,
        answers,
    }))
}

/// A key as it is told back; what cannot be one is not repeated.
fn shown(key: &str) -> String {
    readable_key(key).unwrap_or_default()
}

/// All that a batch may ask for.
pub(super) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().chain(CHANGES).copied()
}

/// Declares what a batch may ask for, in the order in which it is listed.
macro_rules! operations {
    ($($ask:ident),+ $(,)?) => {
        const OPERATIONS: &[&str] = &[$($ask::OPERATION),+];

        fn request_of(operation: &str, body: &[u8], key: String) -> Result<Request, Fault> {
            match operation {
                $($ask::OPERATION => one::<$ask>(body, key),)+
                _ => {
                    Err(Fault::Invalid(vec![FieldFault::of_choices("operation", operations())]))
                }
            }
        }
    };
}

operations! {
    Donation,
    GoodsDonation,
    StockWriteOff,
    StockFound,
    Disbursement,
    Claim,
    Settlement,
    CashWithdrawal,
    CashDeposit,
    Interest,
    Charge,
    DonationReturn,
    Transfer,
    OpeningBalance,
    PeriodClosing,
    PeriodReopening,
    Reversal,
    Correction,
    Statement,
    Sending,
    Confirmation,
    Dispute,
    StatementApproval,
    Preparation,
    SettlementApproval,
    Payment,
    Fund,
    Merchant,
    Discount,
    Resident,
    NewDonor,
    NewCategory,
    NewAgent,
    NewLink,
    NewBranch,
}

/// The changes that a batch may ask for.
const CHANGES: &[&str] = &[
    CommunityEdit::OPERATION,
    FundEdit::OPERATION,
    MerchantEdit::OPERATION,
    DiscountEdit::OPERATION,
    ResidentEdit::OPERATION,
    DonorEdit::OPERATION,
    CategoryEdit::OPERATION,
    AgentEdit::OPERATION,
    LinkEdit::OPERATION,
    BranchEdit::OPERATION,
];

impl BatchRequest {
    fn read(self, community: &str) -> Result<Request, Fault> {
        let key = readable_key(&self.key)?;
        match self.operation.as_str() {
            CommunityEdit::OPERATION => self.change::<CommunityEdit>(Some(community), key),
            FundEdit::OPERATION => self.change::<FundEdit>(None, key),
            MerchantEdit::OPERATION => self.change::<MerchantEdit>(None, key),
            DiscountEdit::OPERATION => self.change::<DiscountEdit>(None, key),
            ResidentEdit::OPERATION => self.change::<ResidentEdit>(None, key),
            DonorEdit::OPERATION => self.change::<DonorEdit>(None, key),
            CategoryEdit::OPERATION => self.change::<CategoryEdit>(None, key),
            AgentEdit::OPERATION => self.change::<AgentEdit>(None, key),
            LinkEdit::OPERATION => self.change::<LinkEdit>(None, key),
            BranchEdit::OPERATION => self.change::<BranchEdit>(None, key),
            operation => request_of(operation, self.body.get().as_bytes(), key),
        }
    }

    /// A change of a row, which is the community itself where that is named.
    fn change<T: Edits + serde::de::DeserializeOwned + Validate>(
        &self,
        community: Option<&str>,
        key: String,
    ) -> Result<Request, Fault> {
        let row = community.or(self.row.as_deref());
        let row = row.ok_or_else(|| wrong("row", FieldCode::Required))?;
        let row = row.parse().map_err(|_| wrong("row", FieldCode::Code))?;
        let tag = self.if_match.as_deref().and_then(based_on);
        let based_on = tag.ok_or(Fault::ConditionRequired)?;
        let body = read::<T>(self.body.get().as_bytes())?;
        Ok(change_request((row, based_on), body, Some(key)))
    }
}

fn wrong(field: &str, code: FieldCode) -> Fault {
    Fault::Invalid(vec![FieldFault::new(field, code)])
}

fn one<T: Ask + serde::de::DeserializeOwned + Validate>(body: &[u8], key: String) -> Result<Request, Fault> {
    request(read::<T>(body)?, Some(key))
}

impl BatchAnswer {
    fn of(answer: Result<Done, Fault>, key: String, visit: &Visit) -> Self {
        match answer {
            Ok(done) => BatchAnswer {
                key,
                status: if done.recorded.kind.is_change() { 200 } else { 201 },
                repeated: done.repeated,
                recorded: Some(done.recorded.into()),
                problem: None,
            },
            Err(fault) => {
                if let Fault::Internal(Some(error)) = &fault {
                    tracing::error!(request_id = visit.request_id, error = %error, "a request of a batch failed");
                }
                BatchAnswer {
                    key,
                    status: fault.status().as_u16(),
                    repeated: false,
                    recorded: None,
                    problem: Some(Problem::of(visit.words, &fault, visit.request_id.clone())),
                }
            }
        }
    }
}
