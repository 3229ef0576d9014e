//! Rows of registers as they are shown: what may change stands as a change would say it.

use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::kind::DiscountState;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{
    Discount, DiscountNo, Fund, FundNo, Merchant, MerchantNo, Number, Register, Registers, Resident, ResidentNo, Shelf,
};

use crate::access::{Principal, Sight};
use crate::api::ask::{Eligibility, Terms};

/// A row of a register as it is shown.
pub(super) trait Shown: Sized {
    /// The register.
    const REGISTER: Register;
    /// The states by which it can be filtered.
    const STATES: &'static [&'static str];
    /// Its key.
    type No: Number;
    /// What it shows.
    type Of;

    fn shelf(registers: &Registers) -> &Shelf<Self::No, Self::Of>;
    fn code(row: &Self::Of) -> &Code;
    /// The records that made it, and changed it last.
    fn records(row: &Self::Of) -> (Seq, Seq);
    /// What it is found by.
    fn words(row: &Self::Of) -> Vec<&str>;
    /// Its state on a day.
    fn state(row: &Self::Of, day: Day) -> &'static str;
    /// Whether it is of somebody, whom the parameter `of` names.
    const HAS_OWNERS: bool = false;
    /// Whose it is, as the parameter `of` names them.
    fn owners(_: &Registers, _: &Self::Of) -> Vec<String> {
        Vec::new()
    }
    /// All of it.
    fn whole(registers: &Registers, row: &Self::Of) -> Self;

    /// Whether it is among what somebody may see.
    fn is_within(_: &Registers, _: &Self::Of, _: &Principal) -> bool {
        true
    }

    /// The same as somebody sees it.
    fn shown_to(self, _: &Principal) -> Self {
        self
    }

    /// What lists show of it.
    fn listed(registers: &Registers, row: &Self::Of) -> Self {
        Self::whole(registers, row)
    }
}

/// A fund in its register.
#[derive(Serialize, ToSchema)]
pub(crate) struct FundRow {
    /// The code.
    #[schema(example = "xiaonuan")]
    code: String,
    /// The name.
    name: String,
    /// What it is for, in words.
    purpose: String,
    /// Whether donors bound it to its purpose 限定性.
    restricted: bool,
    /// The purposes it may be spent on; none listed means any.
    purposes: Vec<String>,
    /// The reference of the agreement that binds it.
    agreement: Option<String>,
    /// The last day, if it has ended or will.
    to: Option<String>,
    /// The record that registered it.
    since: i64,
    /// The record of its last change, which is its ETag.
    changed: i64,
}

impl Shown for FundRow {
    const REGISTER: Register = Register::Fund;
    const STATES: &'static [&'static str] = &["restricted", "unrestricted", "ended"];
    type No = FundNo;
    type Of = Fund;

    fn shelf(registers: &Registers) -> &Shelf<FundNo, Fund> {
        &registers.funds
    }

    fn code(row: &Fund) -> &Code {
        &row.code
    }

    fn records(row: &Fund) -> (Seq, Seq) {
        (row.since, row.changed)
    }

    fn words(row: &Fund) -> Vec<&str> {
        vec![row.code.as_str(), &row.details.name, &row.details.purpose]
    }

    fn state(row: &Fund, day: Day) -> &'static str {
        if row.has_ended_on(day) {
            "ended"
        } else if row.details.restricted {
            "restricted"
        } else {
            "unrestricted"
        }
    }

    fn whole(_: &Registers, row: &Fund) -> Self {
        FundRow {
            code: row.code.to_string(),
            name: row.details.name.clone(),
            purpose: row.details.purpose.clone(),
            restricted: row.details.restricted,
            purposes: row.details.purposes.clone(),
            agreement: row.details.agreement.clone(),
            to: row.details.to.map(|day| day.to_string()),
            since: row.since,
            changed: row.changed,
        }
    }
}

/// A merchant in its register.
#[derive(Serialize, ToSchema)]
pub(crate) struct MerchantRow {
    /// The code.
    #[schema(example = "M01")]
    code: String,
    /// The name.
    name: String,
    /// The unified social credit code.
    uscc: String,
    /// What it does.
    #[schema(example = "supermarket")]
    category: &'static str,
    /// Whom to ask for.
    contact: String,
    /// Their telephone.
    phone: String,
    /// The first day in the alliance.
    joined_on: String,
    /// The last day in the alliance, if it has left or will.
    left_on: Option<String>,
    /// The record that registered it.
    since: i64,
    /// The record of its last change, which is its ETag.
    changed: i64,
}

impl Shown for MerchantRow {
    const REGISTER: Register = Register::Merchant;
    const STATES: &'static [&'static str] = &["active", "left", "joining"];
    type No = MerchantNo;
    type Of = Merchant;

    fn shelf(registers: &Registers) -> &Shelf<MerchantNo, Merchant> {
        &registers.merchants
    }

    fn code(row: &Merchant) -> &Code {
        &row.code
    }

    fn records(row: &Merchant) -> (Seq, Seq) {
        (row.since, row.changed)
    }

    fn words(row: &Merchant) -> Vec<&str> {
        let details = &row.details;
        vec![
            row.code.as_str(),
            &details.name,
            details.uscc.as_str(),
            &details.contact,
        ]
    }

    fn state(row: &Merchant, day: Day) -> &'static str {
        match row.is_active_on(day) {
            true => "active",
            false if day < row.details.joined_on => "joining",
            false => "left",
        }
    }

    fn is_within(_: &Registers, row: &Merchant, to: &Principal) -> bool {
        to.reach(Right::ReadRegisters).covers_merchant(row.code.as_str())
    }

    fn shown_to(self, to: &Principal) -> Self {
        // A shop's own contact is no secret to it.
        let reach = to.reach(Right::KeepShop);
        if reach.merchants.iter().any(|own| *own.as_str() == self.code) {
            return self;
        }
        MerchantRow {
            contact: to.sight.name(&self.contact),
            phone: to.sight.phone(&self.phone),
            ..self
        }
    }

    fn whole(_: &Registers, row: &Merchant) -> Self {
        let details = &row.details;
        MerchantRow {
            code: row.code.to_string(),
            name: details.name.clone(),
            uscc: details.uscc.to_string(),
            category: details.category.as_str(),
            contact: details.contact.clone(),
            phone: details.phone.clone(),
            joined_on: details.joined_on.to_string(),
            left_on: details.left_on.map(|day| day.to_string()),
            since: row.since,
            changed: row.changed,
        }
    }
}

/// A discount in its register.
#[derive(Serialize, ToSchema)]
pub(crate) struct DiscountRow {
    /// The code.
    #[schema(example = "D01")]
    code: String,
    /// Whose it is.
    merchant: String,
    /// The fund that bears a share.
    fund: Option<String>,
    /// Where it stands.
    #[schema(example = "approved")]
    state: &'static str,
    /// The number of the last version of its terms.
    version: u32,
    /// The first day of that version; none of the first one.
    from: Option<String>,
    /// The last version of its terms.
    terms: Terms,
    /// The versions before that, from the first.
    earlier: Vec<VersionRow>,
    /// The record that registered it.
    since: i64,
    /// The record of its last change, which is its ETag.
    changed: i64,
}

/// A version of a discount's terms that another followed.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionRow {
    /// Its number.
    version: u32,
    /// Its first day; none of the first one.
    from: Option<String>,
    /// Its terms.
    terms: Terms,
}

impl Shown for DiscountRow {
    const REGISTER: Register = Register::Discount;
    const STATES: &'static [&'static str] = &["draft", "offered", "approved", "suspended", "ended"];
    const HAS_OWNERS: bool = true;
    type No = DiscountNo;
    type Of = Discount;

    fn shelf(registers: &Registers) -> &Shelf<DiscountNo, Discount> {
        &registers.discounts
    }

    fn code(row: &Discount) -> &Code {
        &row.code
    }

    fn records(row: &Discount) -> (Seq, Seq) {
        (row.since, row.changed)
    }

    fn words(row: &Discount) -> Vec<&str> {
        vec![row.code.as_str(), &row.terms.title, &row.terms.public_title]
    }

    fn owners(registers: &Registers, row: &Discount) -> Vec<String> {
        vec![registers.merchants.get(row.merchant).code.to_string()]
    }

    fn is_within(registers: &Registers, row: &Discount, to: &Principal) -> bool {
        let merchant = &registers.merchants.get(row.merchant).code;
        to.reach(Right::ReadRegisters).covers_merchant(merchant.as_str())
    }

    fn state(row: &Discount, _: Day) -> &'static str {
        DiscountState::as_str(row.state)
    }

    fn whole(registers: &Registers, row: &Discount) -> Self {
        let earlier = (1..).zip(&row.versions.earlier);
        let earlier = earlier.map(|(version, of)| VersionRow {
            version,
            from: of.from.map(|day| day.to_string()),
            terms: (&of.terms).into(),
        });
        DiscountRow {
            code: row.code.to_string(),
            merchant: registers.merchants.get(row.merchant).code.to_string(),
            fund: row.fund.map(|fund| registers.funds.get(fund).code.to_string()),
            state: row.state.as_str(),
            version: row.versions.last(),
            from: row.versions.from.map(|day| day.to_string()),
            terms: (&row.terms).into(),
            earlier: earlier.collect(),
            since: row.since,
            changed: row.changed,
        }
    }
}

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
    /// Where they live.
    building: String,
    /// What they are entitled to, and when.
    eligibility: Vec<Eligibility>,
    /// The last day, if they have moved away or died.
    to: Option<String>,
    /// The record that registered them.
    since: i64,
    /// The record of their last change, which is the ETag.
    changed: i64,
}

impl Shown for ResidentRow {
    const REGISTER: Register = Register::Resident;
    const STATES: &'static [&'static str] = &["eligible", "not_eligible", "ended"];
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
        let details = &row.details;
        vec![row.code.as_str(), &details.name, &details.building, &details.household]
    }

    fn owners(_: &Registers, row: &Resident) -> Vec<String> {
        vec![row.details.household.clone()]
    }

    fn state(row: &Resident, day: Day) -> &'static str {
        match row.details.eligibility.iter().any(|held| held.holds_on(day)) {
            _ if row.has_ended_on(day) => "ended",
            true => "eligible",
            false => "not_eligible",
        }
    }

    fn is_within(_: &Registers, row: &Resident, to: &Principal) -> bool {
        to.reach(Right::ReadPeople).covers_building(&row.details.building)
    }

    fn shown_to(self, to: &Principal) -> Self {
        if to.sight == Sight::Whole {
            return self;
        }
        ResidentRow {
            name: to.sight.name(&self.name),
            id_number: self.id_number.map(|number| to.sight.number(&number)),
            phone: to.sight.phone(&self.phone),
            ..self
        }
    }

    fn whole(registers: &Registers, row: &Resident) -> Self {
        ResidentRow {
            id_number: row.details.id_number.as_ref().map(|number| number.reveal().to_owned()),
            ..Self::listed(registers, row)
        }
    }

    fn listed(_: &Registers, row: &Resident) -> Self {
        let details = &row.details;
        ResidentRow {
            code: row.code.to_string(),
            household: Some(details.household.clone()).filter(|code| !code.is_empty()),
            name: details.name.clone(),
            id_number: None,
            phone: details.phone.clone(),
            building: details.building.clone(),
            eligibility: details.eligibility.iter().map(Eligibility::of).collect(),
            to: details.to.map(|day| day.to_string()),
            since: row.since,
            changed: row.changed,
        }
    }
}
