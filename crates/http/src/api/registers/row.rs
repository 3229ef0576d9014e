//! Rows of registers as they are shown: what may change stands as a change would say it.

mod discount;
mod resident;

use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{Fund, FundNo, Merchant, MerchantNo, Number, Register, Registers, Shelf};

pub(super) use self::discount::DiscountRow;
pub(in crate::api) use self::resident::ResidentRow;
use crate::access::Principal;

/// A row of a register as it is shown.
pub(in crate::api) trait Shown: Sized {
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
    /// Whether somebody may ask for those of a state: it may tell what their rows do not.
    fn may_filter(_: &Principal, _: &str) -> bool {
        true
    }
    /// Whether it is of somebody, whom the parameter `of` names.
    const HAS_OWNERS: bool = false;
    /// Whose it is, as the parameter `of` names them.
    fn owners(_: &Registers, _: &Self::Of) -> Vec<String> {
        Vec::new()
    }
    /// All of it.
    fn whole(registers: &Registers, row: &Self::Of) -> Self;

    /// Whether it names nobody any more: then it is not there.
    fn is_erased(_: &Self::Of) -> bool {
        false
    }

    /// The row of a code.
    fn found<'r>(registers: &'r Registers, code: &Code) -> Option<(Self::No, &'r Self::Of)>
    where
        Self::No: 'r,
    {
        let found = Self::shelf(registers).by_code(code);
        found.filter(|(_, row)| !Self::is_erased(row))
    }

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
    /// Whether it may claim by list.
    by_list: bool,
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
            by_list: details.by_list,
            since: row.since,
            changed: row.changed,
        }
    }
}
