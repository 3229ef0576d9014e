//! Registers: rows by page, one row with its ETag, its history, and changes that say what they are based on.

mod entries;
pub(super) mod history;
pub(super) mod new;
mod row;
pub(super) mod search;
mod standing;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::ETAG;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use xiaonuan_app::view::Reading;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::entry::EntryNo;
use xiaonuan_domain::register::{Register, Registers, ResidentNo};

pub(super) use self::entries::{AgentRow, CardRow, ComplaintRow, ConsentRow, CustomerRow, HouseholdRow, LinkRow};
use self::entries::{BranchRow, CategoryRow, DeviceRow, DonorRow, GrantRow, StaffRow};
use self::history::{History, history_of};
use self::row::{DiscountRow, FundRow, MerchantRow};
pub(super) use self::row::{ResidentRow, Shown};
use self::standing::IfMatch;
pub(super) use self::standing::{OfRow, Standing, based_on};
use super::ask::{
    AgentEdit, BranchEdit, CardEdit, CategoryEdit, CommunityEdit, ComplaintEdit, ConsentEdit, CustomerEdit, DeviceEdit,
    DiscountEdit, DonorEdit, Edits, FundEdit, GrantEdit, HouseholdEdit, LinkEdit, MerchantEdit, ResidentEdit,
    StaffEdit,
};
use super::books::View;
use super::communities;
use super::write::{Desk, Recorded, Reply, WriteQuery};
use crate::access::Principal;
use crate::body::{RowBody, ValidBody};
use crate::fault::{Fault, FieldCode, FieldFault, Problem};
use crate::open::{Open, parameter};
use crate::query::{HistoryQuery, RegisterQuery, ValidQuery, ViewQuery, most};

/// An answer with the number of the row's last change as its ETag.
pub(crate) struct Tagged<T>(pub(super) Seq, pub(super) T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        tagged(self.0, Json(self.1).into_response())
    }
}

fn tagged(seq: Seq, mut response: Response) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{seq}\"")).expect("digits between quotation marks");
    response.headers_mut().insert(ETAG, tag);
    response
}

/// A page of a register, in the order of the codes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Rows<T> {
    view: View,
    rows: Vec<T>,
    /// What to send as `after` for the next page.
    next: Option<String>,
}

/// The row that the address names by its code.
pub(crate) struct PathCode(pub(in crate::api) Code);

impl<S: Send + Sync> FromRequestParts<S> for PathCode {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let code = parameter(parts, "code").await?;
        code.parse().map(PathCode).map_err(|_| Fault::NotFound)
    }
}

/// The answer to a change: its record, and the ETag that the row has by it; none if it is only rehearsed or proposed.
pub(crate) struct Edited(pub(super) Reply, pub(super) bool);

impl IntoResponse for Edited {
    fn into_response(self) -> Response {
        let Edited(reply, stays) = self;
        let seq = reply.seq();
        let response = reply.into_response();
        if stays { response } else { tagged(seq, response) }
    }
}

async fn change<T: Edits>(desk: Desk, code: Code, based_on: Seq, asked: ValidBody<T>) -> Result<Edited, Fault> {
    match desk.change((code, based_on), asked).await {
        Ok((reply, stays)) => Ok(Edited(reply, stays)),
        // It is the row itself that is not there.
        Err(Fault::Refused(refusal)) if Some(refusal.code) == T::MISSING => Err(Fault::NotFound),
        Err(fault) => Err(fault),
    }
}

/// The rows of a register that are about a resident, whole.
pub(super) fn about_resident<T: Shown<No = EntryNo>>(registers: &Registers, resident: ResidentNo) -> Vec<T> {
    let about = registers.about(resident).into_iter();
    let of_it = about.filter(|(register, _)| *register == T::REGISTER);
    of_it
        .map(|(_, number)| T::whole(registers, T::shelf(registers).get(number)))
        .collect()
}

fn page<T: Shown>(reading: &Reading, query: &RegisterQuery, to: &Principal) -> Result<Json<Rows<T>>, Fault> {
    let day = reading.zone().day_of(reading.at());
    if query.state.as_deref().is_some_and(|state| !T::STATES.contains(&state)) {
        return Err(Fault::Invalid(vec![FieldFault::of_choices(
            "state",
            T::STATES.iter().copied(),
        )]));
    }
    if query.state.as_deref().is_some_and(|state| !T::may_filter(to, state)) {
        return Err(Fault::NotAllowed);
    }
    if query.of.is_some() && !T::HAS_OWNERS {
        return Err(Fault::Invalid(vec![FieldFault::new("of", FieldCode::Unasked)]));
    }
    let sought = query.q.as_ref().map(|text| text.to_lowercase());
    let is_sought = |row: &T::Of| sought.as_ref().is_none_or(|sought| is_found::<T>(row, sought));
    let mut found: Vec<&T::Of> = T::shelf(reading.registers())
        .iter()
        .map(|(_, row)| row)
        .filter(|row| {
            query.after.as_deref().is_none_or(|after| T::code(row).as_str() > after)
                && query.state.as_deref().is_none_or(|state| T::state(row, day) == state)
                && (query.of.as_ref()).is_none_or(|of| T::owners(reading.registers(), row).contains(of))
                && is_sought(row)
                && T::is_within(reading.registers(), row, to)
                && !T::is_erased(row)
        })
        .collect();
    found.sort_by_key(|row| T::code(row).as_str());
    let most = most(query.limit.as_ref());
    let next = found
        .get(most)
        .and(found.get(most - 1))
        .map(|row| T::code(row).to_string());
    let rows = found.into_iter().take(most);
    Ok(Json(Rows {
        view: View::of(reading),
        rows: rows
            .map(|row| T::listed(reading.registers(), row).shown_to(to))
            .collect(),
        next,
    }))
}

/// Whether a row is found by a text. People are found by code alone: the text stands in the address, where names must not.
fn is_found<T: Shown>(row: &T::Of, sought: &str) -> bool {
    let is_personal = !T::REGISTER.personal().is_empty() || T::REGISTER == Register::Resident;
    let holds = |text: &str| text.to_lowercase().contains(sought);
    match is_personal {
        true => holds(T::code(row).as_str()),
        false => T::words(row).into_iter().any(holds),
    }
}

fn one<T: Shown>(reading: &Reading, code: &Code, to: &Principal) -> Result<Tagged<T>, Fault> {
    let (_, row) = T::found(reading.registers(), code).ok_or(Fault::NotFound)?;
    if !T::is_within(reading.registers(), row, to) {
        return Err(Fault::NotFound);
    }
    let (_, changed) = T::records(row);
    Ok(Tagged(changed, T::whole(reading.registers(), row).shown_to(to)))
}

/// A row as it is, for the books themselves.
fn unmasked<T: Shown>(reading: &Reading, code: &Code) -> Option<(Seq, T)> {
    let (_, row) = T::found(reading.registers(), code)?;
    let (_, changed) = T::records(row);
    Some((changed, T::whole(reading.registers(), row)))
}

/// Declares the operations of a register: a page of its rows, one of them, its history, and a change of it.
macro_rules! register {
    ($row:ty, $edit:ty, $what:literal, $path:literal,
     $list:ident as $list_id:literal, $one:ident as $one_id:literal,
     $history:ident as $history_id:literal, $change:ident as $change_id:literal) => {
        #[doc = concat!("The register of each ", $what, ", page by page in the order of the codes.")]
        #[utoipa::path(
            get, path = concat!("/api/v1/communities/{community}/registers/", $path), tag = "registers",
            operation_id = $list_id,
            params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
                   ViewQuery, RegisterQuery),
            responses((status = 200, body = Rows<$row>),
                      (status = "default", body = Problem, content_type = "application/problem+json"))
        )]
        pub(crate) async fn $list(
            open: Open,
            to: Principal,
            ValidQuery(query): ValidQuery<RegisterQuery>,
        ) -> Result<Json<Rows<$row>>, Fault> {
            page(&open.reading, &query, &to)
        }

        #[doc = concat!("A ", $what, " as it stands in its register. Its ETag is the record of its last change.")]
        #[utoipa::path(
            get, path = concat!("/api/v1/communities/{community}/registers/", $path, "/{code}"), tag = "registers",
            operation_id = $one_id,
            params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
                   ("code" = String, Path, description = "The row's code"), ViewQuery),
            responses((status = 200, body = $row, headers(("etag" = String))),
                      (status = "default", body = Problem, content_type = "application/problem+json"))
        )]
        pub(crate) async fn $one(
            open: Open,
            to: Principal,
            PathCode(code): PathCode,
        ) -> Result<Tagged<$row>, Fault> {
            one(&open.reading, &code, &to)
        }

        #[doc = concat!("What changed in a ", $what, ", by which records.")]
        #[utoipa::path(
            get, path = concat!("/api/v1/communities/{community}/registers/", $path, "/{code}/history"),
            tag = "registers", operation_id = $history_id,
            params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
                   ("code" = String, Path, description = "The row's code"), ViewQuery, HistoryQuery),
            responses((status = 200, body = History),
                      (status = "default", body = Problem, content_type = "application/problem+json"))
        )]
        pub(crate) async fn $history(
            open: Open,
            to: Principal,
            PathCode(code): PathCode,
            ValidQuery(query): ValidQuery<HistoryQuery>,
        ) -> Result<Json<History>, Fault> {
            history_of::<$row>(&open.reading, &code, &query, to.sight).await
        }

        #[doc = concat!("Changes a ", $what, ": the whole of what may change, based on the state whose ETag is named.")]
        #[utoipa::path(
            put, path = concat!("/api/v1/communities/{community}/registers/", $path, "/{code}"), tag = "registers",
            operation_id = $change_id,
            params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
                   ("code" = String, Path, description = "The row's code"), WriteQuery,
                   ("if-match" = String, Header, description = "The ETag of the row as it was read"),
                   ("idempotency-key" = Option<String>, Header, description = "Not needed: the same change of the same \
                    state is answered as before")),
            request_body = $edit,
            responses((status = 200, body = Recorded, description = "Recorded; in a dry run, what would be",
                       headers(("etag" = String))),
                      (status = 412, body = Problem, content_type = "application/problem+json",
                       description = "The row has changed since"),
                      (status = 428, body = Problem, content_type = "application/problem+json",
                       description = "If-Match is missing"),
                      (status = "default", body = Problem, content_type = "application/problem+json"))
        )]
        pub(crate) async fn $change(
            desk: Desk,
            PathCode(code): PathCode,
            IfMatch(based_on): IfMatch,
            asked: RowBody<$edit>,
        ) -> Result<Edited, Fault> {
            let asked = desk.standing().await?.over((&code, based_on), asked, desk.principal()).await?;
            change(desk, code, based_on, asked).await
        }

        impl OfRow for $edit {
            fn row(reading: &Reading, code: &Code) -> Option<(Seq, Value)> {
                let (changed, row) = unmasked::<$row>(reading, code)?;
                Some((changed, serde_json::to_value(row).ok()?))
            }

            fn masked(reading: &Reading, code: &Code, to: &Principal) -> Option<Value> {
                let (_, row) = unmasked::<$row>(reading, code)?;
                serde_json::to_value(row.shown_to(to)).ok()
            }
        }
    };
}

register!(FundRow, FundEdit, "fund", "funds",
    funds as "registeredFunds", fund as "registeredFund",
    fund_history as "fundHistory", change_fund as "changeFund");
register!(MerchantRow, MerchantEdit, "merchant", "merchants",
    merchants as "registeredMerchants", merchant as "registeredMerchant",
    merchant_history as "merchantHistory", change_merchant as "changeMerchant");
register!(DiscountRow, DiscountEdit, "discount", "discounts",
    discounts as "registeredDiscounts", discount as "registeredDiscount",
    discount_history as "discountHistory", change_discount as "changeDiscount");
register!(ResidentRow, ResidentEdit, "resident", "residents",
    residents as "registeredResidents", resident as "registeredResident",
    resident_history as "residentHistory", change_resident as "changeResident");
register!(DonorRow, DonorEdit, "donor", "donors",
    donors as "registeredDonors", donor as "registeredDonor",
    donor_history as "donorHistory", change_donor as "changeDonor");
register!(CategoryRow, CategoryEdit, "category of eligibility", "categories",
    categories as "registeredCategories", category as "registeredCategory",
    category_history as "categoryHistory", change_category as "changeCategory");
register!(AgentRow, AgentEdit, "resident's agent", "agents",
    agents as "registeredAgents", agent as "registeredAgent",
    agent_history as "agentHistory", change_agent as "changeAgent");
register!(LinkRow, LinkEdit, "link between parties", "links",
    links as "registeredLinks", link as "registeredLink",
    link_history as "linkHistory", change_link as "changeLink");
register!(BranchRow, BranchEdit, "merchant's branch", "branches",
    branches as "registeredBranches", branch as "registeredBranch",
    branch_history as "branchHistory", change_branch as "changeBranch");
register!(HouseholdRow, HouseholdEdit, "household", "households",
    households as "registeredHouseholds", household as "registeredHousehold",
    household_history as "householdHistory", change_household as "changeHousehold");
register!(GrantRow, GrantEdit, "grant of a role", "grants",
    grants as "grants", grant as "grant",
    grant_history as "grantHistory", change_grant as "changeGrant");
register!(CardRow, CardEdit, "resident's card", "cards",
    cards as "registeredCards", card as "registeredCard",
    card_history as "cardHistory", change_card as "changeCard");
register!(DeviceRow, DeviceEdit, "shop's device", "devices",
    devices as "registeredDevices", device as "registeredDevice",
    device_history as "deviceHistory", change_device as "changeDevice");
register!(StaffRow, StaffEdit, "person at a shop's counter", "staff",
    staff as "registeredStaff", staff_member as "registeredStaffMember",
    staff_history as "staffHistory", change_staff as "changeStaff");

register!(ConsentRow, ConsentEdit, "resident's consent", "consents",
    consents as "registeredConsents", consent as "registeredConsent",
    consent_history as "consentHistory", change_consent as "changeConsent");
register!(ComplaintRow, ComplaintEdit, "resident's complaint", "complaints",
    complaints as "registeredComplaints", complaint as "registeredComplaint",
    complaint_history as "complaintHistory", change_complaint as "changeComplaint");
register!(CustomerRow, CustomerEdit, "shop's number for a resident", "customers",
    customers as "registeredCustomers", customer as "registeredCustomer",
    customer_history as "customerHistory", change_customer as "changeCustomer");

/// Changes the community itself: the whole of what may change, based on the state whose ETag is named. Settings by which fewer
/// people do something together are proposed, and count once another person confirms them.
#[utoipa::path(
    put, path = "/api/v1/communities/{community}", tag = "registers", operation_id = "changeCommunity",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), WriteQuery,
           ("if-match" = String, Header, description = "The ETag of the community as it was read"),
           ("idempotency-key" = Option<String>, Header, description = "A text of your choice; the change is found without one too")),
    request_body = CommunityEdit,
    responses((status = 200, body = Recorded, headers(("etag" = String))),
              (status = 201, body = Recorded, description = "Proposed: another person confirms it"),
              (status = 412, body = Problem, content_type = "application/problem+json", description = "It has changed since"),
              (status = 428, body = Problem, content_type = "application/problem+json", description = "If-Match is missing"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn change_community(
    desk: Desk,
    IfMatch(based_on): IfMatch,
    asked: RowBody<CommunityEdit>,
) -> Result<Edited, Fault> {
    let code = desk.community().parse().map_err(|_| Fault::NotFound)?;
    let asked = desk
        .standing()
        .await?
        .over((&code, based_on), asked, desk.principal())
        .await?;
    change(desk, code, based_on, asked).await
}

impl OfRow for CommunityEdit {
    fn row(reading: &Reading, _: &Code) -> Option<(Seq, Value)> {
        let row = serde_json::to_value(communities::shown(reading)).ok()?;
        Some((reading.registers().community.changed, row))
    }
}
