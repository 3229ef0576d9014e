//! Many things at once: for heating, property and school, who bill by the month, and for programs that catch up.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_app::desk::{Done, Request};
use xiaonuan_app::service::Service;
use xiaonuan_app::view::AsAsked;

use super::ask::{
    AgentEdit, Ask, BranchEdit, CashDeposit, CashWithdrawal, CategoryEdit, Charge, Claim, CommunityEdit, Confirmation,
    Correction, Disbursement, Discount, DiscountEdit, Dispute, Donation, DonationReturn, DonorEdit, Edits, Fund,
    FundEdit, GoodsDonation, HouseholdEdit, Interest, LinkEdit, Merchant, MerchantEdit, NewAgent, NewBranch, NewCase,
    NewCategory, NewDonor, NewHousehold, NewLink, OpeningBalance, Payment, PeriodClosing, PeriodReopening, Preparation,
    Resident, ResidentEdit, Reversal, Sending, Settlement, SettlementApproval, Statement, StatementApproval, Step,
    StepName, StockFound, StockWriteOff, Transfer,
};
use super::cases::{CASE_STEP, step_request};
use super::manner::readable_key;
use super::registers::{OfRow, Standing, based_on};
use super::write::{ACTOR, Recorded, WriteQuery, change_request, request};
use crate::body::{RowBody, ValidBody, read};
use crate::fault::{Fault, FieldCode, FieldFault, Problem};
use crate::open::Visit;
use crate::query::{ValidQuery, at};

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
    /// donation, goods_donated, stock_written_off, stock_found, disbursement, redemption, settlement, cash_withdrawn,
    /// cash_deposited, interest, charge, donation_returned, transfer, opening_balance, closing, reopening, fund, merchant,
    /// discount, resident, reversal, correction, statement, statement_sending, statement_confirmation, statement_dispute,
    /// statement_approval, settlement_preparation, settlement_approval, settlement_payment, donor, category, agent, link,
    /// branch, household, case, case_step; and community_change, fund_change, merchant_change, discount_change, resident_change, donor_change,
    /// category_change, agent_change, link_change, branch_change and household_change. Hyphens do as well.
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
    /// Of a step of help: the disbursement, as in the address of a single request.
    #[serde(default)]
    reference: Option<String>,
    /// Of a step of help: which one, as in the address of a single request.
    #[serde(default)]
    step: Option<String>,
    /// Its body, as in a single request.
    #[schema(value_type = Object, example = json!({"ref": "HX-2026-0001", "at": "2026-11-02T14:32:00+08:00",
        "merchant": "M01", "resident": "R0001", "discount": "D01", "bill": "68.50"}))]
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
/// lost can be sent again as it is. A dry run decides each as if those before it had been done, and changes nothing; who
/// writes to the same books meanwhile waits.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/batches", tag = "events", operation_id = "batch",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), WriteQuery),
    request_body = Batch,
    responses((status = 200, body = Answers), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn post(
    State(service): State<Service>,
    Path(community): Path<String>,
    visit: Visit,
    ValidQuery(query): ValidQuery<WriteQuery>,
    ValidBody { body, .. }: ValidBody<Batch>,
) -> Result<Json<Answers>, Fault> {
    let keys: Vec<String> = body.requests.iter().map(|request| shown(&request.key)).collect();
    let mut rows = Rows::of(&service, &community);
    let mut read: Vec<Result<Request, Fault>> = Vec::new();
    for request in body.requests {
        read.push(request.read(&mut rows).await);
    }
    let good: Vec<Request> = read
        .iter()
        .filter_map(|request| request.as_ref().ok().cloned())
        .collect();
    let done = if query.is_dry() {
        service.rehearse_all(&community, ACTOR, &good).await?
    } else {
        service.perform_all(&community, ACTOR, &good).await?
    };
    let mut done = done.into_iter();
    let answers: Vec<BatchAnswer> = read
        .into_iter()
        .zip(keys)
        .map(|(request, key)| {
            let answer = request.and_then(|_| done.next().expect("an answer for each").map_err(Fault::from));
            BatchAnswer::of(answer, key, query.is_dry(), &visit)
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
    OPERATIONS.iter().chain(&[CASE_STEP]).chain(CHANGES).copied()
}

/// The operation of a name, with underscores or hyphens: some names came with the one, some with the other.
pub(super) fn named(among: impl Iterator<Item = &'static str>, name: &str) -> Result<&'static str, Fault> {
    let among: Vec<&'static str> = among.collect();
    let plain = |name: &str| name.replace('-', "_");
    let found = among.iter().find(|known| plain(known) == plain(name));
    found.copied().ok_or_else(|| {
        let all: Vec<String> = among.iter().map(|known| plain(known)).collect();
        Fault::Invalid(vec![FieldFault::of_choices(
            "operation",
            all.iter().map(String::as_str),
        )])
    })
}

/// Declares what a batch may ask for, in the order in which it is listed.
macro_rules! operations {
    ($($ask:ident),+ $(,)?) => {
        const OPERATIONS: &[&str] = &[$($ask::OPERATION),+];

        fn request_of(operation: &str, body: &[u8], key: String) -> Result<Request, Fault> {
            match operation {
                $($ask::OPERATION => one::<$ask>(body, key),)+
                _ => unreachable!("changes are asked elsewhere"),
            }
        }

        /// The bodies that are asked under keys alone, as the document names them.
        pub(super) fn bodies_under_keys() -> BTreeSet<String> {
            let bodies = [$(($ask::MOVES_MONEY, $ask::name())),+];
            let needing = bodies.into_iter().filter(|(moves_money, _)| *moves_money);
            needing.map(|(_, name)| name.into_owned()).collect()
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
    NewCase,
    NewHousehold,
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
    HouseholdEdit::OPERATION,
];

/// The rows as they stand before the batch, once a change asks for them.
struct Rows<'a> {
    service: &'a Service,
    community: &'a str,
    standing: Option<Standing<'a>>,
}

impl<'a> Rows<'a> {
    fn of(service: &'a Service, community: &'a str) -> Self {
        Rows {
            service,
            community,
            standing: None,
        }
    }

    async fn standing(&mut self) -> Result<&Standing<'a>, Fault> {
        let standing = match self.standing.take() {
            Some(standing) => standing,
            None => Standing {
                service: self.service,
                community: self.community,
                now: self.service.read(self.community, AsAsked::default()).await?,
            },
        };
        Ok(self.standing.insert(standing))
    }
}

impl BatchRequest {
    async fn read(self, rows: &mut Rows<'_>) -> Result<Request, Fault> {
        let key = readable_key(&self.key)?;
        let operation = named(operations(), &self.operation)?;
        self.check_beside(operation)?;
        match operation {
            CASE_STEP => self.case_step(key),
            CommunityEdit::OPERATION => self.change::<CommunityEdit>(Some(rows.community), key, rows).await,
            FundEdit::OPERATION => self.change::<FundEdit>(None, key, rows).await,
            MerchantEdit::OPERATION => self.change::<MerchantEdit>(None, key, rows).await,
            DiscountEdit::OPERATION => self.change::<DiscountEdit>(None, key, rows).await,
            ResidentEdit::OPERATION => self.change::<ResidentEdit>(None, key, rows).await,
            DonorEdit::OPERATION => self.change::<DonorEdit>(None, key, rows).await,
            CategoryEdit::OPERATION => self.change::<CategoryEdit>(None, key, rows).await,
            AgentEdit::OPERATION => self.change::<AgentEdit>(None, key, rows).await,
            LinkEdit::OPERATION => self.change::<LinkEdit>(None, key, rows).await,
            BranchEdit::OPERATION => self.change::<BranchEdit>(None, key, rows).await,
            HouseholdEdit::OPERATION => self.change::<HouseholdEdit>(None, key, rows).await,
            operation => request_of(operation, self.body.get().as_bytes(), key),
        }
    }

    /// Whether nothing stands beside the body that the operation does not ask for.
    fn check_beside(&self, operation: &str) -> Result<(), Fault> {
        let (is_step, is_change) = (operation == CASE_STEP, CHANGES.contains(&operation));
        let beside = [
            ("reference", &self.reference, is_step),
            ("step", &self.step, is_step),
            ("row", &self.row, is_change),
            ("if_match", &self.if_match, is_change),
        ];
        let unasked = beside.iter().filter(|(_, said, asked)| said.is_some() && !asked);
        let faults: Vec<_> = unasked
            .map(|(name, ..)| FieldFault::new(*name, FieldCode::Unasked))
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Fault::Invalid(faults))
        }
    }

    /// A step of help, whose disbursement and name stand beside the body.
    fn case_step(&self, key: String) -> Result<Request, Fault> {
        let reference = self
            .reference
            .as_deref()
            .ok_or_else(|| wrong("reference", FieldCode::Required))?;
        let reference = reference.parse().map_err(|_| wrong("reference", FieldCode::Code))?;
        let step = self.step.as_deref().ok_or_else(|| wrong("step", FieldCode::Required))?;
        let step = StepName::read(step).map_err(|fault| Fault::Invalid(vec![fault]))?;
        let body = read::<Step>(self.body.get().as_bytes())?;
        step_request((&reference, step), body, Some(key))
    }

    /// A change of a row, which is the community itself where that is named.
    async fn change<T: OfRow + serde::de::DeserializeOwned + Validate>(
        &self,
        community: Option<&str>,
        key: String,
        rows: &mut Rows<'_>,
    ) -> Result<Request, Fault> {
        let row = community.or(self.row.as_deref());
        let row = row.ok_or_else(|| wrong("row", FieldCode::Required))?;
        let row = row.parse().map_err(|_| wrong("row", FieldCode::Code))?;
        let tag = self.if_match.as_deref().and_then(based_on);
        let based_on = tag.ok_or(Fault::ConditionRequired)?;
        let body = RowBody::<T>::read(self.body.get().as_bytes())?;
        let body = rows.standing().await?.over((&row, based_on), body).await?;
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
    fn of(answer: Result<Done, Fault>, key: String, is_dry: bool, visit: &Visit) -> Self {
        match answer {
            Ok(done) => BatchAnswer {
                key,
                status: if is_dry || done.recorded.kind.is_change() {
                    200
                } else {
                    201
                },
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
