//! Rows of the register tables: how they are found and read.

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::command::{FundDetails, Keeper, MerchantDetails, ResidentDetails, Settings};
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::id_number::IdNumber;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{ClosingRow, Community, Discount, Fund, FundNo, Merchant, MerchantNo, Resident};

use crate::entity::{OfCommunity, closing, community, discount, fund, merchant, resident};
use crate::error::StoreError;
use crate::keys::Keys;
use crate::sealed::{ID_NUMBER, PersonRow, RESIDENT_CODE, open_contact, open_person, print};

/// A table whose rows are numbered from 1 in the order in which they were registered.
pub(super) trait Numbered: OfCommunity {
    /// What a row says.
    type Row;
    /// What it is of, for whoever must mend it.
    const WHAT: &'static str;
    /// The column of its number.
    const NUMBER: Self::Column;
    /// The column of the record that registered it.
    const SINCE: Self::Column;

    fn number(row: &Self::Model) -> i64;

    fn read(row: Self::Model, keys: &Keys) -> Result<Self::Row, StoreError>;
}

/// Reads the rows of a table that were registered up to a record, as they stand.
pub(super) async fn of<T: Numbered>(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: i64,
    until: Seq,
) -> Result<Vec<T::Row>, StoreError> {
    let found = T::of(community)
        .filter(T::SINCE.lte(until))
        .order_by_asc(T::NUMBER)
        .all(on)
        .await?;
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        next(T::WHAT, T::number(&row), rows.len())?;
        rows.push(T::read(row, keys)?);
    }
    Ok(rows)
}

impl Numbered for fund::Entity {
    type Row = Fund;
    const WHAT: &'static str = "fund";
    const NUMBER: fund::Column = fund::Column::Fund;
    const SINCE: fund::Column = fund::Column::Since;

    fn number(row: &fund::Model) -> i64 {
        row.fund
    }

    fn read(row: fund::Model, _: &Keys) -> Result<Fund, StoreError> {
        let details = FundDetails {
            name: row.name,
            purpose: row.purpose,
            restricted: flag("restricted", row.restricted)?,
            purposes: json("fund's purposes", &row.purposes)?,
            agreement: row.agreement,
            to: last_day("fund's last day", row.ended_on)?,
        };
        Ok(Fund {
            code: parse("fund code", &row.code)?,
            since: row.since,
            changed: row.changed,
            details,
        })
    }
}

impl Numbered for merchant::Entity {
    type Row = Merchant;
    const WHAT: &'static str = "merchant";
    const NUMBER: merchant::Column = merchant::Column::Merchant;
    const SINCE: merchant::Column = merchant::Column::Since;

    fn number(row: &merchant::Model) -> i64 {
        row.merchant
    }

    fn read(row: merchant::Model, keys: &Keys) -> Result<Merchant, StoreError> {
        let sealed = sealed_of("merchant", row.merchant, row.sealed.as_deref())?;
        let contact = open_contact(keys, row.community, row.merchant, sealed)?;
        let details = MerchantDetails {
            name: row.name,
            uscc: parse("credit code", &row.uscc)?,
            category: parse("merchant category", &row.category)?,
            contact: contact.contact,
            phone: contact.phone,
            joined_on: parse("day of joining", &row.joined_on)?,
            left_on: last_day("day of leaving", row.left_on)?,
            by_list: flag("by_list", row.by_list)?,
        };
        Ok(Merchant {
            code: parse("merchant code", &row.code)?,
            since: row.since,
            changed: row.changed,
            details,
        })
    }
}

impl Numbered for discount::Entity {
    type Row = Discount;
    const WHAT: &'static str = "discount";
    const NUMBER: discount::Column = discount::Column::Discount;
    const SINCE: discount::Column = discount::Column::Since;

    fn number(row: &discount::Model) -> i64 {
        row.discount
    }

    fn read(row: discount::Model, _: &Keys) -> Result<Discount, StoreError> {
        Ok(Discount {
            code: parse("discount code", &row.code)?,
            since: row.since,
            changed: row.changed,
            merchant: MerchantNo(key("merchant", row.merchant)?),
            fund: row.fund.map(|fund| key("fund", fund).map(FundNo)).transpose()?,
            state: parse("discount's state", &row.state)?,
            terms: json("discount's terms", &row.terms)?,
            versions: json("discount's versions", &row.versions)?,
        })
    }
}

/// An identity number, where one is known.
pub(super) fn id_number(text: Option<&str>) -> Result<Option<IdNumber>, StoreError> {
    text.map(|text| parse("identity number", text)).transpose()
}

impl Numbered for resident::Entity {
    type Row = Resident;
    const WHAT: &'static str = "resident";
    const NUMBER: resident::Column = resident::Column::Resident;
    const SINCE: resident::Column = resident::Column::Since;

    fn number(row: &resident::Model) -> i64 {
        row.resident
    }

    fn read(row: resident::Model, keys: &Keys) -> Result<Resident, StoreError> {
        let sealed = sealed_of("resident", row.resident, row.sealed.as_deref())?;
        let PersonRow { identity, eligibility } = open_person(keys, row.community, row.resident, sealed)?;
        let own = |of, value: &str| print(keys, row.community, of, value);
        let code = own(RESIDENT_CODE, identity.resident.as_str());
        same_print(RESIDENT_CODE, &code, row.code_print.as_deref())?;
        let number = identity.id_number.as_ref().map(|number| own(ID_NUMBER, number));
        match (number, row.id_number_print.as_deref()) {
            (None, None) => {}
            (number, stored) => same_print(ID_NUMBER, &number.unwrap_or_default(), stored)?,
        }
        let details = ResidentDetails {
            household: identity.household,
            name: identity.name,
            id_number: id_number(identity.id_number.as_deref())?,
            phone: identity.phone,
            building: identity.building,
            eligibility,
            to: identity.to,
            restricted: identity.restricted,
        };
        let code = identity.resident;
        let household = row.household_subject.as_deref().map(subject).transpose()?;
        Ok(Resident {
            code,
            since: row.since,
            changed: row.changed,
            subject: subject(&row.subject)?,
            household,
            details,
        })
    }
}

impl Numbered for closing::Entity {
    type Row = ClosingRow;
    const WHAT: &'static str = "closing";
    const NUMBER: closing::Column = closing::Column::Closing;
    const SINCE: closing::Column = closing::Column::Since;

    fn number(row: &closing::Model) -> i64 {
        row.closing
    }

    fn read(row: closing::Model, _: &Keys) -> Result<ClosingRow, StoreError> {
        Ok(ClosingRow {
            since: row.since,
            closed: flag("closed", row.closed)?,
            span: parse("span of a closing", &row.span)?,
            last_day: parse("last day of a closing", &row.last_day)?,
        })
    }
}

pub(crate) fn read_community(row: community::Model) -> Result<Community, StoreError> {
    Ok(Community {
        id: Uuid::from_slice(&row.id).map_err(|error| StoreError::unreadable("community id", error))?,
        code: parse("community code", &row.code)?,
        name: row.name,
        district: row.district,
        zone: parse("time zone", &row.timezone)?,
        keeper: read_keeper(&row.keeper, row.host)?,
        settings: row.settings.as_deref().map(|text| json("settings", text)).transpose()?,
        changed: row.changed,
    })
}

/// How a keeper stands in its two columns.
pub(crate) fn keeper_columns(keeper: &Keeper) -> (&'static str, Option<&str>) {
    match keeper {
        Keeper::LegalPerson => (LEGAL_PERSON, None),
        Keeper::HostCharity(host) => (HOST_CHARITY, Some(host)),
    }
}

/// How settings stand in their column.
pub(crate) fn settings_column(settings: Option<&Settings>) -> Option<String> {
    settings.map(|settings| serde_json::to_string(settings).expect("settings are JSON"))
}

const LEGAL_PERSON: &str = "legal_person";
const HOST_CHARITY: &str = "host_charity";

fn read_keeper(keeper: &str, host: Option<String>) -> Result<Keeper, StoreError> {
    match (keeper, host) {
        (LEGAL_PERSON, None) => Ok(Keeper::LegalPerson),
        (HOST_CHARITY, Some(host)) => Ok(Keeper::HostCharity(host)),
        _ => Err(StoreError::unreadable("community", "its keeper is none")),
    }
}

/// Rows are numbered from 1 without gaps; under another number, what refers to one would mean its neighbour.
pub(super) fn next(what: &str, number: i64, before: usize) -> Result<(), StoreError> {
    if usize::try_from(number) == Ok(before + 1) {
        return Ok(());
    }
    let why = format!("{} was expected in its place", before + 1);
    Err(StoreError::unreadable(format!("{what} number {number}"), why))
}

pub(super) fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(what: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| StoreError::unreadable(what, error))
}

/// What is sealed of a row; there is always something.
pub(super) fn sealed_of<'r>(what: &str, number: i64, sealed: Option<&'r [u8]>) -> Result<&'r [u8], StoreError> {
    sealed.ok_or_else(|| StoreError::unreadable(format!("{what} {number}"), "it holds nothing"))
}

/// A fingerprint that is not that of the row's own value would hide the row, or let another in beside it.
pub(super) fn same_print(what: &str, right: &[u8], stored: Option<&[u8]>) -> Result<(), StoreError> {
    if stored == Some(right) {
        return Ok(());
    }
    Err(StoreError::unreadable(what, "its fingerprint is not its own"))
}

fn last_day(what: &str, day: Option<String>) -> Result<Option<Day>, StoreError> {
    day.map(|day| parse(what, &day)).transpose()
}

pub(super) fn json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))
}

pub(super) fn flag(what: &str, number: i64) -> Result<bool, StoreError> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(StoreError::unreadable(what, format!("it is {other}"))),
    }
}

pub(super) fn key(what: &str, number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|error| StoreError::unreadable(what, error))
}

pub(super) fn subject(bytes: &[u8]) -> Result<SubjectId, StoreError> {
    Uuid::from_slice(bytes)
        .map(SubjectId::from_uuid)
        .map_err(|error| StoreError::unreadable("subject", error))
}
