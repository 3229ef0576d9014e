//! A resident, whom few see whole.

use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{Register, Registers, Resident, ResidentNo, Shelf};

use super::Shown;
use crate::access::{Principal, Sight};
use crate::api::ask::Eligibility;

/// A resident in their register.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResidentRow {
    /// The code.
    #[schema(example = "R0001")]
    code: String,
    /// The household's code; none for someone who counts alone.
    household: Option<String>,
    /// The name.
    name: String,
    /// The identity number, where it is known. Lists do not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    id_number: Option<String>,
    /// The telephone.
    phone: String,
    /// Where they live; nothing for those who neither keep nor visit residents, until they say why they look.
    building: Option<String>,
    /// What they are entitled to, and when; nothing for those for whom there is no building.
    eligibility: Option<Vec<Eligibility>>,
    /// The last day, if they have moved away or died.
    to: Option<String>,
    /// Whether nothing but keeping is done with their data. Lists tell nothing else of them then.
    restricted: bool,
    /// The record that registered them.
    since: i64,
    /// The record of their last change, which is the ETag.
    changed: i64,
}

impl Shown for ResidentRow {
    const REGISTER: Register = Register::Resident;
    const STATES: &'static [&'static str] = &["eligible", "not_eligible", "ended", "restricted"];
    const HAS_OWNERS: bool = true;
    type No = ResidentNo;
    type Of = Resident;

    fn shelf(registers: &Registers) -> &Shelf<ResidentNo, Resident> {
        &registers.residents
    }

    fn code(row: &Resident) -> &Code {
        &row.code
    }

    fn records(row: &Resident) -> (Seq, Seq) {
        (row.since, row.changed)
    }

    fn words(row: &Resident) -> Vec<&str> {
        vec![row.code.as_str()]
    }

    fn owners(_: &Registers, row: &Resident) -> Vec<String> {
        vec![row.details.household.clone()]
    }

    fn state(row: &Resident, day: Day) -> &'static str {
        match row.details.eligibility.iter().any(|held| held.holds_on(day)) {
            _ if row.details.restricted => "restricted",
            _ if row.has_ended_on(day) => "ended",
            true => "eligible",
            false => "not_eligible",
        }
    }

    fn is_erased(row: &Resident) -> bool {
        row.is_erased()
    }

    fn is_within(_: &Registers, row: &Resident, to: &Principal) -> bool {
        to.reach(Right::ReadPeople).covers_building(&row.details.building)
    }

    fn may_filter(to: &Principal, state: &str) -> bool {
        state == "ended" || to.nearby == Sight::Whole || to.works_with_residents()
    }

    fn shown_to(self, to: &Principal) -> Self {
        let sight = to.nearby;
        if sight == Sight::Whole {
            return self;
        }
        let works_with_them = to.works_with_residents();
        ResidentRow {
            name: sight.name(&self.name),
            id_number: self.id_number.map(|number| sight.number(&number)),
            phone: sight.phone(&self.phone),
            building: self.building.filter(|_| works_with_them),
            eligibility: self.eligibility.filter(|_| works_with_them),
            ..self
        }
    }

    fn whole(_: &Registers, row: &Resident) -> Self {
        let details = &row.details;
        ResidentRow {
            code: row.code.to_string(),
            household: Some(details.household.clone()).filter(|code| !code.is_empty()),
            name: details.name.clone(),
            id_number: details.id_number.as_ref().map(|number| number.reveal().to_owned()),
            phone: details.phone.clone(),
            building: Some(details.building.clone()),
            eligibility: Some(details.eligibility.iter().map(Eligibility::of).collect()),
            to: details.to.map(|day| day.to_string()),
            restricted: details.restricted,
            since: row.since,
            changed: row.changed,
        }
    }

    fn listed(registers: &Registers, row: &Resident) -> Self {
        let whole = ResidentRow {
            id_number: None,
            ..Self::whole(registers, row)
        };
        if !row.details.restricted {
            return whole;
        }
        ResidentRow {
            household: None,
            name: String::new(),
            phone: String::new(),
            building: None,
            eligibility: None,
            to: None,
            ..whole
        }
    }
}
