//! Registers: read whole per community, written row by row with their records.

mod entries;
mod history;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use xiaonuan_domain::calendar::Zone;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{FundDetails, Keeper, MerchantDetails, ResidentDetails, Settings};
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{
    ClosingRow, Closings, Community, Discount, Fund, FundNo, Merchant, MerchantNo, Registers, Resident,
};

pub use self::history::Said;
use crate::connect::Database;
use crate::entity::{OfCommunity, closing, community, discount, fund, merchant, resident};
use crate::error::StoreError;
use crate::journal::read_head;

/// The whole-number key of a community in this database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommunityNo(pub(crate) i64);

/// Registers by community, each good only at the register number of the journal's head.
#[derive(Debug, Default)]
pub(crate) struct RegisterCache {
    kept: Mutex<HashMap<CommunityNo, (Seq, Arc<Registers>)>>,
}

/// How many communities' registers are kept.
const KEPT_COMMUNITIES: usize = 64;

impl RegisterCache {
    /// The registers as of a register number, from memory or the database.
    pub(crate) async fn at(
        &self,
        on: &impl ConnectionTrait,
        community: CommunityNo,
        number: Seq,
    ) -> Result<Arc<Registers>, StoreError> {
        let kept = self
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&community)
            .cloned();
        if let Some((_, registers)) = kept.filter(|(at, _)| *at == number) {
            return Ok(registers);
        }
        let registers = Arc::new(load(on, community, number).await?);
        self.keep(community, number, registers.clone());
        Ok(registers)
    }

    /// Keeps registers that were written at a register number, unless later ones are kept already.
    pub(crate) fn keep(&self, community: CommunityNo, number: Seq, registers: Arc<Registers>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.get(&community).is_some_and(|(later, _)| *later > number) {
            return;
        }
        if kept.len() >= KEPT_COMMUNITIES && !kept.contains_key(&community) {
            kept.clear();
        }
        kept.insert(community, (number, registers));
    }

    /// Forgets a community's registers: a database that was away may come back without what it said last.
    pub(crate) fn forget(&self, community: CommunityNo) {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&community);
    }
}

impl Database {
    /// The community of a code.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn community(&self, code: &str) -> Result<Option<CommunityNo>, StoreError> {
        if code.parse::<Code>().is_err() {
            return Ok(None);
        }
        find_community(&self.reader, code).await
    }

    /// All communities, in the order of their codes.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn communities(&self) -> Result<Vec<Community>, StoreError> {
        let rows = community::Entity::find()
            .order_by_asc(community::Column::Code)
            .all(&self.reader)
            .await?;
        rows.into_iter().map(read_community).collect()
    }

    /// Whose days a community's days are.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or the row cannot be read.
    pub async fn zone(&self, community: CommunityNo) -> Result<Zone, StoreError> {
        let row = community::Entity::find_by_id(community.0).one(&self.reader).await?;
        let row = row.ok_or_else(|| StoreError::unreadable("community", "it does not exist"))?;
        Ok(read_community(row)?.zone)
    }

    /// A community's registers as they stand.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn registers(&self, community: CommunityNo) -> Result<Arc<Registers>, StoreError> {
        self.registers_at(community, Seq::MAX).await
    }

    /// A community's registers as they stood at a record: those that are kept in memory, if the head says that no
    /// register has changed since, neither they nor the record being older.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn registers_at(&self, community: CommunityNo, number: Seq) -> Result<Arc<Registers>, StoreError> {
        let last_change = read_head(&self.reader, community).await?.head.register_seq;
        if number < last_change {
            return Ok(Arc::new(load(&self.reader, community, number).await?));
        }
        self.registers.at(&self.reader, community, last_change).await
    }

    /// What was registered in a community up to a record, as the rows stand and not from memory, for a check.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn stored_registers(&self, community: CommunityNo, number: Seq) -> Result<Registers, StoreError> {
        Ok(rows(&self.reader, community, number).await?.registers())
    }
}

pub(crate) async fn find_community(on: &impl ConnectionTrait, code: &str) -> Result<Option<CommunityNo>, StoreError> {
    let row = community::Entity::find()
        .filter(community::Column::Code.eq(code))
        .one(on)
        .await?;
    Ok(row.map(|row| CommunityNo(row.community)))
}

/// Reads all registers of a community as they stood at a record.
pub(crate) async fn load(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    until: Seq,
) -> Result<Registers, StoreError> {
    let mut rows = rows(on, community, until).await?;
    rows.wind_back(on, community, until).await?;
    Ok(rows.registers())
}

/// Reads the rows that were registered up to a record, as they stand.
async fn rows(
    on: &impl ConnectionTrait,
    CommunityNo(number): CommunityNo,
    until: Seq,
) -> Result<history::Rows, StoreError> {
    let row = community::Entity::find_by_id(number).one(on).await?;
    let row = row.ok_or_else(|| StoreError::unreadable("community", "it does not exist"))?;
    let community = read_community(row)?;
    let mut funds = Vec::new();
    for row in fund::Entity::of(number)
        .filter(fund::Column::Since.lte(until))
        .order_by_asc(fund::Column::Fund)
        .all(on)
        .await?
    {
        next("fund", row.fund, funds.len())?;
        funds.push(read_fund(row)?);
    }
    let mut merchants = Vec::new();
    for row in merchant::Entity::of(number)
        .filter(merchant::Column::Since.lte(until))
        .order_by_asc(merchant::Column::Merchant)
        .all(on)
        .await?
    {
        next("merchant", row.merchant, merchants.len())?;
        merchants.push(read_merchant(row)?);
    }
    let mut discounts = Vec::new();
    for row in discount::Entity::of(number)
        .filter(discount::Column::Since.lte(until))
        .order_by_asc(discount::Column::Discount)
        .all(on)
        .await?
    {
        next("discount", row.discount, discounts.len())?;
        discounts.push(read_discount(row)?);
    }
    let mut residents = Vec::new();
    for row in resident::Entity::of(number)
        .filter(resident::Column::Since.lte(until))
        .order_by_asc(resident::Column::Resident)
        .all(on)
        .await?
    {
        next("resident", row.resident, residents.len())?;
        residents.push(read_resident(row)?);
    }
    let mut closings = Closings::default();
    for row in closing::Entity::of(number)
        .filter(closing::Column::Since.lte(until))
        .order_by_asc(closing::Column::Closing)
        .all(on)
        .await?
    {
        next("closing", row.closing, closings.rows().len())?;
        closings.push(read_closing(row)?, &community.zone);
    }
    let entries = entries::rows(on, number, until).await?;
    Ok(history::Rows {
        entries,
        community,
        funds,
        merchants,
        discounts,
        residents,
        closings,
    })
}

/// Rows are numbered from 1 without gaps; under another number, what refers to one would mean its neighbour.
fn next(what: &str, number: i64, before: usize) -> Result<(), StoreError> {
    if usize::try_from(number) == Ok(before + 1) {
        return Ok(());
    }
    let why = format!("{} was expected in its place", before + 1);
    Err(StoreError::unreadable(format!("{what} number {number}"), why))
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(what: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| StoreError::unreadable(what, error))
}

fn json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))
}

fn flag(what: &str, number: i64) -> Result<bool, StoreError> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(StoreError::unreadable(what, format!("it is {other}"))),
    }
}

fn key(what: &str, number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|error| StoreError::unreadable(what, error))
}

fn subject(bytes: &[u8]) -> Result<SubjectId, StoreError> {
    Uuid::from_slice(bytes)
        .map(SubjectId::from_uuid)
        .map_err(|error| StoreError::unreadable("subject", error))
}

fn read_community(row: community::Model) -> Result<Community, StoreError> {
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

fn read_fund(row: fund::Model) -> Result<Fund, StoreError> {
    let details = FundDetails {
        name: row.name,
        purpose: row.purpose,
        restricted: flag("restricted", row.restricted)?,
        purposes: json("fund's purposes", &row.purposes)?,
        agreement: row.agreement,
    };
    Ok(Fund {
        code: parse("fund code", &row.code)?,
        since: row.since,
        changed: row.changed,
        details,
    })
}

fn read_merchant(row: merchant::Model) -> Result<Merchant, StoreError> {
    let details = MerchantDetails {
        name: row.name,
        uscc: parse("credit code", &row.uscc)?,
        category: parse("merchant category", &row.category)?,
        contact: row.contact,
        phone: row.phone,
        joined_on: parse("day of joining", &row.joined_on)?,
        left_on: row
            .left_on
            .as_deref()
            .map(|day| parse("day of leaving", day))
            .transpose()?,
    };
    Ok(Merchant {
        code: parse("merchant code", &row.code)?,
        since: row.since,
        changed: row.changed,
        details,
    })
}

fn read_discount(row: discount::Model) -> Result<Discount, StoreError> {
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

fn read_closing(row: closing::Model) -> Result<ClosingRow, StoreError> {
    Ok(ClosingRow {
        since: row.since,
        closed: flag("closed", row.closed)?,
        span: parse("span of a closing", &row.span)?,
        last_day: parse("last day of a closing", &row.last_day)?,
    })
}

fn read_resident(row: resident::Model) -> Result<Resident, StoreError> {
    let details = ResidentDetails {
        household: row.household,
        name: row.name,
        id_number: parse("identity number", &row.id_number)?,
        phone: row.phone,
        building: row.building,
        eligibility: json("eligibility", &row.eligibility)?,
    };
    let code: Code = parse("resident code", &row.code)?;
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
