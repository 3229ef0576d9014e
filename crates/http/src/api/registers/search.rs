//! Looking for people by what is known of them. It is said in a body: addresses stand in logs and histories of browsers.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_app::view::Reading;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_domain::register::{Register, Registers, Resident};

use crate::access::{Principal, Sight};
use crate::body::SecretBody;
use crate::fault::{Fault, Problem};
use crate::open::Open;

/// How many are told at most.
const MOST: usize = 50;

/// What is known of somebody.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sought {
    /// A name as it is registered. Who sees names in full, for a reason that is logged (`Reveal-Reason`), finds some of a
    /// name, and a telephone or an identity number.
    #[validate(custom(function = "crate::field::text"))]
    #[schema(example = "王芳")]
    text: String,
}

/// Who was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Found {
    /// In the order of registers and codes.
    rows: Vec<FoundRow>,
    /// Whether there are more: say more of them.
    more: bool,
}

/// Somebody who was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundRow {
    /// The register in which they stand.
    #[schema(example = "resident")]
    register: String,
    /// Their code there.
    #[schema(example = "R0001")]
    code: String,
    /// Their name, as far as whoever asks sees it.
    name: String,
}

/// Finds residents, households, donors and agents by what is known of them, as far as whoever asks sees them.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/registers/search", tag = "registers", operation_id = "searchPeople",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    request_body = Sought,
    responses((status = 200, body = Found), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn people(
    open: Open,
    to: Principal,
    SecretBody(sought): SecretBody<Sought>,
) -> Result<Json<Found>, Fault> {
    let text = sought.text.trim().to_lowercase();
    let mut rows = residents(&open.reading, &text, &to);
    if to.reach(Right::ReadPeople).everything {
        for register in [Register::Household, Register::Donor, Register::Agent] {
            rows.extend(entries(&open.reading, register, &text, to.sight));
        }
    }
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    Ok(Json(Found { rows, more }))
}

/// Who sees names masked finds somebody by all of a name, and nobody by some of it.
fn is_named(name: &str, sought: &str, sight: Sight) -> bool {
    let name = name.to_lowercase();
    name == sought || (sight == Sight::Whole && name.contains(sought))
}

fn residents(reading: &Reading, sought: &str, to: &Principal) -> Vec<FoundRow> {
    let (sight, reach) = (to.nearby, to.reach(Right::ReadPeople));
    let is_it = |row: &Resident| {
        let details = &row.details;
        let number = details.id_number.as_ref();
        let numbers = sight == Sight::Whole
            && (details.phone == sought || number.is_some_and(|number| number.reveal().to_lowercase() == sought));
        numbers || is_named(&details.name, sought, sight)
    };
    let rows = reading.registers().residents.iter().map(|(_, row)| row);
    let within =
        rows.filter(|row| !row.details.restricted && reach.covers_building(&row.details.building) && is_it(row));
    let found = within.map(|row| FoundRow {
        register: Register::Resident.to_string(),
        code: row.code.to_string(),
        name: sight.name(&row.details.name),
    });
    in_order(found.collect())
}

fn entries(reading: &Reading, register: Register, sought: &str, sight: Sight) -> Vec<FoundRow> {
    let rows = reading.registers().entries(register).iter();
    let found = rows.filter_map(|(_, row)| {
        let registers = reading.registers();
        let (name, phone) = match &row.details {
            EntryDetails::Household(household) if !is_of_restricted(registers, row.subject) => (&household.name, None),
            EntryDetails::Donor(donor) => (&donor.name, donor.phone.as_deref()),
            EntryDetails::Agent(agent) if !is_restricted(registers, &agent.resident) => {
                (&agent.name, agent.phone.as_deref())
            }
            _ => return None,
        };
        let is_it = is_named(name, sought, sight) || (sight == Sight::Whole && phone == Some(sought));
        is_it.then(|| FoundRow {
            register: register.to_string(),
            code: row.code.to_string(),
            name: sight.name(name),
        })
    });
    in_order(found.collect())
}

fn is_restricted(registers: &Registers, resident: &Code) -> bool {
    let row = registers.residents.by_code(resident);
    row.is_some_and(|(_, row)| row.details.restricted)
}

/// Whether a household is of somebody whose data are only kept.
fn is_of_restricted(registers: &Registers, household: Option<SubjectId>) -> bool {
    let mut members = household.into_iter().flat_map(|subject| registers.members_of(subject));
    members.any(|number| registers.residents.get(number).details.restricted)
}

fn in_order(mut rows: Vec<FoundRow>) -> Vec<FoundRow> {
    rows.sort_by(|one, other| one.code.cmp(&other.code));
    rows
}
