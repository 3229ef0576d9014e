//! Claims by list: for heating, property and school, who bill by the month and know their customers by numbers of their own.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_app::desk::{Fate, ListAsked, ListRow, Listed, ListedCustomer};
use xiaonuan_app::messages::refusal_message;
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::refusal::RefusalCode;

use super::manner::Manner;
use super::write::WriteQuery;
use crate::access::Principal;
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};
use crate::field;
use crate::open::Visit;

/// The bills of a shop for a period, at most 5,000.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimList {
    /// The shop. It must be allowed to claim by list.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "M01")]
    merchant: String,
    /// The bills, one for each customer.
    #[validate(length(min = 1, max = 5_000), nested)]
    rows: Vec<ListedBill>,
}

/// A bill of a customer.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListedBill {
    /// The shop's number for its customer 户号.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "HR-2031")]
    number: String,
    /// The bill, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "1268.50")]
    bill: String,
    /// The day of the bill, of the last 62.
    #[validate(custom(function = "field::day"))]
    date: String,
    /// The number of the shop's own receipt.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    receipt: Option<String>,
    /// The discount, where it was chosen before; the best that can be used where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "D01")]
    discount: Option<String>,
}

/// What became of a list, or would.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListFates {
    /// How many rows were recorded, now or when the list was sent first; in a dry run, would be.
    recorded: usize,
    /// How many rows were refused.
    refused: usize,
    /// What the recorded bills come to.
    bills: String,
    /// What comes off them.
    off: String,
    /// What the customers pay 应收.
    due: String,
    /// Of each row, in the order in which they were sent.
    rows: Vec<RowFate>,
}

/// What became of a row, or would.
#[derive(Serialize, ToSchema)]
pub(crate) struct RowFate {
    /// The shop's number for its customer.
    number: String,
    /// The customer's surname, where the number stands.
    surname: Option<String>,
    /// The end of the number of their card, if they have one.
    card_tail: Option<String>,
    /// The reference of the redemption, once it is recorded.
    #[serde(rename = "ref")]
    reference: Option<String>,
    /// Whether it was recorded when the list was sent before.
    repeated: bool,
    /// The discount.
    discount_code: Option<String>,
    /// What it is called.
    title: Option<String>,
    /// What it takes off.
    discount: Option<String>,
    /// What the customer pays 应收.
    due: Option<String>,
    /// Why it is not recorded.
    reason: Option<&'static str>,
    /// The same for people.
    message: Option<String>,
}

/// The numbers by which a shop knows residents today.
#[derive(Serialize, ToSchema)]
pub(crate) struct Customers {
    /// In their order.
    customers: Vec<CustomerSeen>,
}

/// A number by which a shop knows a resident, as the shop sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomerSeen {
    /// The number.
    number: String,
    /// The resident's surname.
    surname: String,
    /// The end of the number of the card that they can use, if they have one.
    card_tail: Option<String>,
}

impl RowFate {
    fn of(fate: Fate, visit: &Visit) -> Self {
        let claim = fate.told.as_ref().ok();
        let refusal = fate.told.as_ref().err();
        RowFate {
            number: fate.row.number,
            surname: fate.surname,
            card_tail: fate.card_tail,
            reference: claim.and_then(|claim| claim.reference.clone()),
            repeated: fate.repeated,
            discount_code: claim.and_then(|claim| claim.discount.as_ref()).map(Code::to_string),
            title: claim.and_then(|claim| claim.title.clone()),
            discount: claim.map(|claim| claim.off.to_string()),
            due: claim.map(|claim| claim.due.to_string()),
            reason: refusal.map(|refusal| refusal.code.as_str()),
            message: refusal.map(|refusal| refusal_message(refusal, visit.words.language)),
        }
    }
}

impl ListFates {
    fn of(listed: Listed, visit: &Visit) -> Self {
        let [bills, off, due] = listed.sums();
        ListFates {
            recorded: listed.good().count(),
            refused: listed.refused(),
            bills: bills.to_string(),
            off: off.to_string(),
            due: due.to_string(),
            rows: listed.rows.into_iter().map(|fate| RowFate::of(fate, visit)).collect(),
        }
    }
}

impl From<ListedBill> for ListRow {
    fn from(bill: ListedBill) -> Self {
        ListRow {
            number: bill.number,
            bill: bill.bill,
            receipt: bill.receipt.unwrap_or_default(),
            date: bill.date,
            discount: bill.discount.unwrap_or_default(),
            off: String::new(),
        }
    }
}

impl From<ListedCustomer> for CustomerSeen {
    fn from(customer: ListedCustomer) -> Self {
        CustomerSeen {
            number: customer.number,
            surname: customer.surname,
            card_tail: customer.card_tail,
        }
    }
}

/// The shop that is named, if it is theirs: of another, nobody learns whether it is there.
fn own(principal: &Principal, merchant: &str) -> Result<Code, Fault> {
    let is_theirs = principal.reach(Right::ServeCounter).covers_merchant(merchant);
    let unknown = || Fault::Refused(RefusalCode::UnknownMerchant.into());
    let merchant = merchant.parse().ok().filter(|_| is_theirs);
    merchant.ok_or_else(unknown)
}

/// Records the bills of a list, each by itself, and tells of each what became of it. Sent again under its key, what was
/// recorded is told again; a row that was refused is decided anew, unless it was refused as it was being recorded.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/lists", tag = "events", operation_id = "claimByList",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), WriteQuery,
           ("idempotency-key" = String, Header, description = "A text of your choice, new for each list and the same when it \
            is sent again; a dry run needs none")),
    request_body = ClaimList,
    responses((status = 200, body = ListFates, description = "What became of each row; in a dry run, what would"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn claim(
    State(service): State<Service>,
    Path(community): Path<String>,
    principal: Principal,
    manner: Manner,
    visit: Visit,
    ValidBody { body, .. }: ValidBody<ClaimList>,
) -> Result<Json<ListFates>, Fault> {
    let asked = ListAsked {
        merchant: own(&principal, &body.merchant)?,
        rows: body.rows.into_iter().map(ListRow::from).collect(),
    };
    let listed = if manner.dry_run {
        service.rehearse_list(&community, &principal.actor, &asked).await?
    } else {
        let key = principal.own_key(manner.key.ok_or(Fault::KeyRequired)?);
        service
            .claim_by_list(&community, &principal.actor, &asked, &key)
            .await?
    };
    Ok(Json(ListFates::of(listed, &visit)))
}

/// The numbers by which a shop knows residents today, in their order: of each the surname and the end of a card's number.
/// None of a shop that does not claim by list.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/lists/{merchant}", tag = "events", operation_id = "customerList",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("merchant" = String, Path, description = "The shop's code", example = "M01")),
    responses((status = 200, body = Customers),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn customers(
    State(service): State<Service>,
    Path((community, merchant)): Path<(String, String)>,
    principal: Principal,
) -> Result<Json<Customers>, Fault> {
    let merchant = own(&principal, &merchant).map_err(|_| Fault::NotFound)?;
    let list = service.customers(&community, &merchant).await?;
    Ok(Json(Customers {
        customers: list.customers.into_iter().map(CustomerSeen::from).collect(),
    }))
}
