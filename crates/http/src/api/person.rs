//! All that is kept of one resident, to be handed to them 个人信息查阅.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::LoggedAccess;
use xiaonuan_app::view::{PersonRecord, Reading};
use xiaonuan_domain::code::Code;

use super::access_log::AccessRow;
use super::books::View;
use super::records::{Values, values_for};
use super::registers::{
    AgentRow, CardRow, ComplaintRow, ConsentRow, CustomerRow, HouseholdRow, LinkRow, PathCode, ResidentRow, Shown,
    about_resident,
};
use crate::access::{Concerned, Person, Principal, Sight};
use crate::fault::{Fault, FieldCode, FieldFault, Problem};
use crate::open::Open;

/// All that is kept of a resident.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonalData {
    view: View,
    /// Who they are.
    resident: ResidentRow,
    /// What they consented to, or did not.
    consents: Vec<ConsentRow>,
    /// What they complained of, and what they were answered.
    complaints: Vec<ComplaintRow>,
    /// By which numbers of their own shops know them.
    customers: Vec<CustomerRow>,
    /// Their cards; what opens them is told to nobody.
    cards: Vec<CardRow>,
    /// Who acts for them.
    agents: Vec<AgentRow>,
    /// With whom they are linked.
    links: Vec<LinkRow>,
    /// Their household, if it is registered.
    household: Option<HouseholdRow>,
    /// What is left on their vouchers.
    vouchers: Vec<VoucherLeft>,
    /// Every record about them, the first one first: how they were registered and changed, help and its steps, what they
    /// used in shops, and what was taken back of it.
    records: Vec<RecordAbout>,
    /// Who saw them in full, and why, the first one first: their row, their help, records and whatever else is about them.
    /// Of lists, searches and reports in which they may have stood beside others it is told that somebody saw them so, and no
    /// reason, since it may be about somebody else.
    accesses: Vec<AccessRow>,
}

/// What is left on a voucher.
#[derive(Serialize, ToSchema)]
pub(crate) struct VoucherLeft {
    /// The help by which it was granted, by reference.
    granted: String,
    /// How much, in yuan.
    left: String,
}

/// A record about a resident.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordAbout {
    /// Its number.
    seq: i64,
    /// What it records.
    #[schema(example = "redemption")]
    kind: &'static str,
    /// The business key.
    #[serde(rename = "ref")]
    reference: String,
    /// Business time.
    occurred_at: String,
    /// System time.
    recorded_at: String,
    /// Who recorded it.
    actor: String,
    /// What it moved, in yuan.
    amount: Option<String>,
    /// The record that reversed it.
    reversed_by: Option<i64>,
    /// Its contents as they were hashed.
    document: Value,
    /// What it says besides. Null where it was erased.
    values: Values,
}

impl RecordAbout {
    fn of(reading: &Reading, record: PersonRecord) -> Self {
        let zone = reading.zone();
        RecordAbout {
            seq: record.row.seq,
            kind: record.row.kind.as_str(),
            reference: record.row.reference,
            occurred_at: zone.display(record.row.occurred_at),
            recorded_at: zone.display(record.row.recorded_at),
            actor: record.actor,
            amount: record.row.moved.map(|amount| amount.to_string()),
            reversed_by: record.row.reversed_by,
            document: serde_json::from_str(&record.document).unwrap_or_default(),
            values: values_for(Sight::Whole, record.said),
        }
    }
}

/// All that is kept of a resident, to be handed to them. It needs a reason, as seeing names in full does, which is logged.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/registers/residents/{code}/personal-data", tag = "registers",
    operation_id = "personalData",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("code" = String, Path, description = "The resident's code"), crate::query::ViewQuery,
           ("reveal-reason" = String, Header, description = "Why: UTF-8, percent-encoded. It is logged")),
    responses((status = 200, body = PersonalData),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn personal_data(
    State(service): State<Service>,
    open: Open,
    to: Principal,
    PathCode(code): PathCode,
) -> Result<Json<PersonalData>, Fault> {
    // Whoever sees people in full has said why.
    if to.sight != Sight::Whole {
        return Err(Fault::Invalid(vec![FieldFault::new(
            "reveal-reason",
            FieldCode::Required,
        )]));
    }
    let reading = &open.reading;
    let registers = reading.registers();
    let (number, row) = ResidentRow::found(registers, &code).ok_or(Fault::NotFound)?;
    let records = reading.records_about(number).await?;
    let person = Person::of(registers, number, &records);
    let accesses = service
        .accesses_with_reasons(reading.community().code.as_str(), |what, subject| {
            person.concerned(what, subject)
        })
        .await?;
    let told = |(logged, concerned): (LoggedAccess, Concerned)| match concerned {
        Concerned::Themselves => AccessRow::of(logged),
        Concerned::Among => AccessRow::of_a_list(logged),
    };
    let vouchers = reading.vouchers_of(number).await?;
    Ok(Json(PersonalData {
        view: View::of(reading),
        resident: ResidentRow::whole(registers, row),
        consents: about_resident(registers, number),
        complaints: about_resident(registers, number),
        customers: about_resident(registers, number),
        cards: about_resident(registers, number),
        agents: about_resident(registers, number),
        links: about_resident(registers, number),
        household: household(reading, &row.details.household),
        vouchers: vouchers
            .into_iter()
            .map(|voucher| VoucherLeft {
                granted: voucher.granted,
                left: voucher.left.to_string(),
            })
            .collect(),
        records: records
            .into_iter()
            .map(|record| RecordAbout::of(reading, record))
            .collect(),
        accesses: accesses.into_iter().map(told).collect(),
    }))
}

/// The household that a resident names, if it is registered.
fn household(reading: &Reading, code: &str) -> Option<HouseholdRow> {
    let code: Code = code.parse().ok()?;
    let (_, row) = HouseholdRow::found(reading.registers(), &code)?;
    Some(HouseholdRow::whole(reading.registers(), row))
}
