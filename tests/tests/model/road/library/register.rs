//! Registrations and changes as commands.

use xiaonuan_domain::command::{
    Band, Bands, Change, Command, CommunityDetails, DiscountChange, Keeper, MerchantState, NewState, RegisterDiscount,
    RegisterEntry, RegisterFund, RegisterMerchant, RegisterResident, ResidentState, Settings,
};
use xiaonuan_domain::kind::MerchantCategory;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::register::entry::{
    AgentDetails, AgentRelation, BranchDetails, CategoryDetails, DonorDetails, EntryDetails, LinkDetails,
};
use xiaonuan_tests::ask::code;

use crate::neighbourhood::{community_name, day, eligibility, fund, id_number, terms, uscc};
use crate::operation::{self, NewRow, To};
use crate::registers::{self, Entry};

fn settings(settings: &registers::Settings) -> Settings {
    Settings {
        off: settings.off.iter().map(|step| step.parse().expect("a step")).collect(),
        posting_days: settings.posting_days,
        minutes_above: settings.minutes_above.map(Money::from_fen),
        papers_days: settings.papers_days,
        settle_in_steps: settings.settle_in_steps,
        steps_optional: false,
        second_factor_optional: false,
        card_daily_cap: None,
        receipt_above: None,
        archive_years: None,
        help_bands: bands(&settings.help_bands),
        settlement_bands: bands(&settings.settlement_bands),
    }
}

fn bands(bands: &registers::Bands) -> Bands {
    let band = |(from, approvers): &(i64, usize)| Band {
        from: Money::from_fen(*from),
        approvers: u8::try_from(*approvers).expect("few"),
    };
    Bands(bands.0.iter().map(band).collect())
}

fn details(row: &str, entry: &Entry) -> EntryDetails {
    match entry {
        Entry::Donor { kind, name, to } => EntryDetails::Donor(DonorDetails {
            kind: kind.parse().expect("a sort"),
            name: format!("捐赠人{row}之{name}"),
            contact: None,
            phone: None,
            agreement: None,
            to: to.map(day),
        }),
        Entry::Category { grades, from, to, .. } => EntryDetails::Category(CategoryDetails {
            name_zh: format!("类别{row}"),
            name_en: format!("Category {row}"),
            grades: *grades,
            from: from.map(day),
            to: to.map(day),
        }),
        Entry::Agent { resident, from, to } => EntryDetails::Agent(AgentDetails {
            resident: code(resident),
            relation: AgentRelation::Guardian,
            name: format!("代办人{row}"),
            phone: None,
            consent: "同意书".to_owned(),
            from: day(*from),
            to: to.map(day),
        }),
        Entry::Link {
            kind,
            one,
            other,
            from,
            to,
        } => EntryDetails::Link(LinkDetails {
            kind: kind.parse().expect("a kind"),
            one: one.parse().expect("a party"),
            other: other.parse().expect("a party"),
            from: day(*from),
            to: to.map(day),
            note: None,
        }),
        Entry::Branch { merchant, from, to } => EntryDetails::Branch(BranchDetails {
            merchant: code(merchant),
            name: format!("{row} 分店"),
            address: "1号".to_owned(),
            from: day(*from),
            to: to.map(day),
        }),
    }
}

pub(super) fn change(asked: &operation::Change) -> Command {
    let row = &asked.row;
    let to = match &asked.to {
        To::Community { name, settings: how } => NewState::Community(CommunityDetails {
            name: community_name(*name).to_owned(),
            district: "示范区".to_owned(),
            keeper: Keeper::LegalPerson,
            settings: how.as_ref().map(settings),
        }),
        To::Fund { restricted, purposes } => NewState::Fund(fund(row, *restricted, purposes)),
        To::Merchant { left_on } => NewState::Merchant(MerchantState {
            name: format!("{row} 便民店"),
            category: MerchantCategory::Supermarket,
            contact: "店长".to_owned(),
            phone: "00000000".to_owned(),
            left_on: left_on.map(day),
        }),
        To::Discount { state, terms: to, from } => NewState::Discount(DiscountChange {
            state: state.parse().expect("a state"),
            terms: terms(row, to),
            from: from.map(day),
        }),
        To::Resident { household, held } => NewState::Resident(ResidentState {
            restricted: false,
            household: household.unwrap_or_default().to_owned(),
            name: format!("居民{row}"),
            id_number: Some(id_number(row)),
            phone: "00000000".to_owned(),
            building: "1栋".to_owned(),
            eligibility: eligibility(held),
            to: None,
        }),
        To::Entry(entry) => NewState::Entry(Box::new(details(row, entry))),
    };
    Command::Change(Box::new(Change {
        row: code(row),
        based_on: asked.based_on,
        to,
    }))
}

pub(super) fn registration(asked: &operation::Registration) -> Command {
    let row = &asked.row;
    match &asked.new {
        NewRow::Fund { restricted, purposes } => Command::RegisterFund(RegisterFund {
            fund: code(row),
            details: fund(row, *restricted, purposes),
            by_office: true,
        }),
        NewRow::Merchant { joined_on } => Command::RegisterMerchant(RegisterMerchant {
            merchant: code(row),
            name: format!("{row} 便民店"),
            uscc: uscc(row),
            category: MerchantCategory::Supermarket,
            contact: "店长".to_owned(),
            phone: "00000000".to_owned(),
            joined_on: day(*joined_on),
            left_on: None,
        }),
        NewRow::Discount {
            merchant,
            fund,
            state,
            terms: of,
        } => Command::RegisterDiscount(RegisterDiscount {
            discount: code(row),
            merchant: merchant.clone(),
            fund: fund.clone().unwrap_or_default(),
            state: state.parse().expect("a state"),
            terms: terms(row, of),
        }),
        NewRow::Resident {
            identity,
            household,
            held,
        } => Command::RegisterResident(Box::new(RegisterResident {
            resident: code(row),
            household: household.unwrap_or_default().to_owned(),
            name: format!("居民{row}"),
            id_number: Some(id_number(identity)),
            phone: "00000000".to_owned(),
            building: "1栋".to_owned(),
            eligibility: eligibility(held),
        })),
        NewRow::Entry(entry) => Command::RegisterEntry(Box::new(RegisterEntry {
            code: code(row),
            details: details(row, entry),
        })),
    }
}
