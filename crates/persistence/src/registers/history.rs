//! Registers as they stood: rows that changed later are read from the record of their last change before.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use serde::de::DeserializeOwned;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::{MerchantDetails, ResidentDetails};
use xiaonuan_domain::document::{
    CommunityChangedDocument, CommunityDocument, ContactValue, DiscountDocument, EligibilityValue, FundDocument,
    IdentityValue, MerchantDocument, ResidentDocument,
};
use xiaonuan_domain::ledger::ChangedRow;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{
    Closings, Community, Discount, Fund, Merchant, Register, Registers, Resident, Versions,
};

use super::CommunityNo;
use super::entries::Entries;
use crate::bulk::int_keys;
use crate::connect::Database;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::sealed::open_secret;

/// The rows of all registers, in order of their numbers.
pub(super) struct Rows {
    pub(super) community: Community,
    pub(super) funds: Vec<Fund>,
    pub(super) merchants: Vec<Merchant>,
    pub(super) discounts: Vec<Discount>,
    pub(super) residents: Vec<Resident>,
    pub(super) closings: Closings,
    pub(super) entries: Entries,
}

#[derive(FromQueryResult)]
struct ChangeRow {
    register: String,
    number: i64,
    seq: i64,
}

#[derive(FromQueryResult)]
struct DocumentRow {
    seq: i64,
    kind: String,
    actor: String,
    recorded_at: i64,
    document: String,
}

#[derive(FromQueryResult)]
struct ValueRow {
    seq: i64,
    field: String,
    sealed: Option<Vec<u8>>,
}

/// What a record said of a row.
#[derive(Clone, Debug)]
pub struct Said {
    /// The record.
    pub seq: Seq,
    /// Whether it registered or changed the row.
    pub kind: RecordKind,
    /// Who recorded it.
    pub actor: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Its contents.
    pub document: String,
    /// The personal values to which it commits, by field, as far as they were not erased: JSON.
    pub values: HashMap<String, String>,
}

impl Said {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_str(&self.document)
            .map_err(|error| StoreError::unreadable(format!("record {}", self.seq), error))
    }

    /// A personal value, unless it was erased.
    pub(super) fn value<T: DeserializeOwned>(&self, field: &str) -> Result<Option<T>, StoreError> {
        let text = self.values.get(field);
        text.map(|text| serde_json::from_str(text))
            .transpose()
            .map_err(|error| StoreError::unreadable(format!("{field} of record {}", self.seq), error))
    }
}

impl Rows {
    /// The registers that they make.
    pub(super) fn registers(self) -> Registers {
        let mut registers = Registers::new(self.community);
        for row in self.funds {
            registers.funds.push(row.code.clone(), row);
        }
        for row in self.merchants {
            registers.merchants.push(row.code.clone(), row);
        }
        for row in self.discounts {
            registers.discounts.push(row.code.clone(), row);
        }
        for row in self.residents {
            registers.add_resident(row);
        }
        registers.closings = self.closings;
        self.entries.put(&mut registers);
        registers
    }

    /// Winds rows that changed after a record back to what they were then. A personal value that was erased since is
    /// as the row has it now.
    pub(super) async fn wind_back(
        &mut self,
        on: &impl ConnectionTrait,
        keys: &Keys,
        community: CommunityNo,
        until: Seq,
    ) -> Result<(), StoreError> {
        let wanted = self.changed_after(until);
        if wanted.is_empty() {
            return Ok(());
        }
        let mut said = said(on, keys, community, wanted, until).await?;
        let mut of = |register, place: usize| said.remove(&(register, place as u32 + 1));
        if let Some(said) = of(Register::Community, 0) {
            community_as(&mut self.community, &said)?;
        }
        for (place, row) in self.funds.iter_mut().enumerate() {
            if let Some(said) = of(Register::Fund, place) {
                let document: FundDocument = said.read()?;
                row.details = document.details;
                row.changed = said.seq;
            }
        }
        for (place, row) in self.merchants.iter_mut().enumerate() {
            if let Some(said) = of(Register::Merchant, place) {
                merchant_as(row, &said)?;
            }
        }
        for (place, row) in self.discounts.iter_mut().enumerate() {
            if let Some(said) = of(Register::Discount, place) {
                discount_as(row, &said)?;
            }
        }
        for (place, row) in self.residents.iter_mut().enumerate() {
            if let Some(said) = of(Register::Resident, place) {
                resident_as(row, &said)?;
            }
        }
        self.entries.wind_back(until, of)
    }

    /// The rows that changed after a record, each with the record that registered it.
    fn changed_after(&self, until: Seq) -> HashMap<(Register, u32), Seq> {
        let number = |place: usize| place as u32 + 1;
        let mut all = vec![(Register::Community, 1, 1, self.community.changed)];
        let rows = self.funds.iter().enumerate();
        all.extend(rows.map(|(place, row)| (Register::Fund, number(place), row.since, row.changed)));
        let rows = self.merchants.iter().enumerate();
        all.extend(rows.map(|(place, row)| (Register::Merchant, number(place), row.since, row.changed)));
        let rows = self.discounts.iter().enumerate();
        all.extend(rows.map(|(place, row)| (Register::Discount, number(place), row.since, row.changed)));
        let rows = self.residents.iter().enumerate();
        all.extend(rows.map(|(place, row)| (Register::Resident, number(place), row.since, row.changed)));
        all.extend(self.entries.records());
        all.retain(|(.., changed)| *changed > until);
        all.into_iter()
            .map(|(register, number, since, _)| ((register, number), since))
            .collect()
    }
}

fn community_as(row: &mut Community, said: &Said) -> Result<(), StoreError> {
    if said.kind == RecordKind::CommunityChanged {
        let document: CommunityChangedDocument = said.read()?;
        row.name = document.details.name;
        row.district = document.details.district;
        row.keeper = document.details.keeper;
        row.settings = document.details.settings;
    } else {
        let document: CommunityDocument = said.read()?;
        row.name = document.name;
        row.district = document.district;
        row.keeper = document.host.into();
        row.settings = None;
    }
    row.changed = said.seq;
    Ok(())
}

fn merchant_as(row: &mut Merchant, said: &Said) -> Result<(), StoreError> {
    let document: MerchantDocument = said.read()?;
    let contact = said.value("contact")?.unwrap_or(ContactValue {
        contact: row.details.contact.clone(),
        phone: row.details.phone.clone(),
    });
    row.details = MerchantDetails {
        name: document.name,
        uscc: document.uscc,
        category: document.category,
        contact: contact.contact,
        phone: contact.phone,
        joined_on: document.joined_on,
        left_on: document.left_on,
        by_list: document.by_list,
    };
    row.changed = said.seq;
    Ok(())
}

/// Versions are only ever added, so those of then are the first of those that there are now.
fn discount_as(row: &mut Discount, said: &Said) -> Result<(), StoreError> {
    let document: DiscountDocument = said.read()?;
    let before = document.version.map_or(0, |version| version.saturating_sub(1));
    let mut earlier = std::mem::take(&mut row.versions.earlier);
    earlier.truncate(before as usize);
    row.versions = Versions {
        from: document.from,
        earlier,
    };
    row.state = document.state;
    row.terms = document.terms;
    row.changed = said.seq;
    Ok(())
}

fn resident_as(row: &mut Resident, said: &Said) -> Result<(), StoreError> {
    let document: ResidentDocument = said.read()?;
    if let Some(identity) = said.value::<IdentityValue>("identity")? {
        row.details = ResidentDetails {
            household: identity.household,
            name: identity.name,
            id_number: super::rows::id_number(identity.id_number.as_deref())?,
            phone: identity.phone,
            building: identity.building,
            to: identity.to,
            restricted: identity.restricted,
            eligibility: std::mem::take(&mut row.details.eligibility),
        };
    }
    if let Some(eligibility) = said.value::<EligibilityValue>("eligibility")? {
        row.details.eligibility = eligibility;
    }
    row.household = document.household;
    row.changed = said.seq;
    Ok(())
}

/// What the last record up to another said of each row.
async fn said(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    mut wanted: HashMap<(Register, u32), Seq>,
    until: Seq,
) -> Result<HashMap<(Register, u32), Said>, StoreError> {
    for change in changes(on, community, until).await? {
        // In order of recording: the last one stays.
        if let Some(seq) = wanted.get_mut(&(change.register, change.number)) {
            *seq = change.seq;
        }
    }
    // What every community has from the beginning no record says.
    wanted.retain(|_, seq| *seq > 0);
    let mut known = said_by(on, keys, community, wanted.values().copied().collect()).await?;
    let mut all = HashMap::new();
    for (row, seq) in wanted {
        let missing = || StoreError::unreadable(format!("record {seq}"), "it is missing");
        all.insert(row, known.remove(&seq).ok_or_else(missing)?);
    }
    Ok(all)
}

/// What records said, with the personal values that still exist.
async fn said_by(
    on: &impl ConnectionTrait,
    opening: &Keys,
    CommunityNo(community): CommunityNo,
    records: Vec<Seq>,
) -> Result<HashMap<Seq, Said>, StoreError> {
    let backend = on.get_database_backend();
    let keys = int_keys(backend, 2, records);
    let found = keys.rows_of(("record", "r"), "r.community = $1", "seq");
    let sql = format!(
        "SELECT r.seq, r.kind, r.actor, r.recorded_at, r.document FROM {} WHERE {}",
        found.from, found.condition
    );
    let statement = Statement::from_sql_and_values(backend, sql, [community.into(), keys.value.clone()]);
    let documents = DocumentRow::find_by_statement(statement).all(on).await?;
    let found = keys.rows_of(("private_value", "v"), "v.community = $1", "seq");
    let sql = format!(
        "SELECT v.seq, v.field, v.sealed FROM {} WHERE {}",
        found.from, found.condition
    );
    let statement = Statement::from_sql_and_values(backend, sql, [community.into(), keys.value]);
    let mut values: HashMap<Seq, HashMap<String, String>> = HashMap::new();
    for row in ValueRow::find_by_statement(statement).all(on).await? {
        let secret = open_secret(opening, community, (row.seq, &row.field), row.sealed.as_deref())?;
        values.entry(row.seq).or_default().insert(row.field, secret.value);
    }
    let mut said = |row: DocumentRow| {
        let said = Said {
            seq: row.seq,
            kind: super::rows::parse("kind of record", &row.kind)?,
            actor: row.actor,
            recorded_at: Instant::from_micros(row.recorded_at),
            document: row.document,
            values: values.remove(&row.seq).unwrap_or_default(),
        };
        Ok((row.seq, said))
    };
    documents.into_iter().map(&mut said).collect()
}

async fn changes(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    until: Seq,
) -> Result<Vec<ChangedRow>, StoreError> {
    let sql = "SELECT register, number, seq FROM register_change WHERE community = $1 AND seq <= $2 ORDER BY seq, register, number";
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, [community.into(), until.into()]);
    let rows = ChangeRow::find_by_statement(statement).all(on).await?;
    let read = |row: ChangeRow| {
        Ok(ChangedRow {
            register: super::rows::parse("register", &row.register)?,
            number: super::rows::key("changed row", row.number)?,
            seq: row.seq,
        })
    };
    rows.into_iter().map(read).collect()
}

#[derive(FromQueryResult)]
struct SeqRow {
    seq: i64,
}

impl Database {
    /// All changes of register rows, in order of recording.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn register_changes(&self, community: CommunityNo) -> Result<Vec<ChangedRow>, StoreError> {
        changes(&self.reader, community, Seq::MAX).await
    }

    /// The records that changed a register row up to one, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn changes_of(
        &self,
        CommunityNo(community): CommunityNo,
        register: Register,
        number: u32,
        until: Seq,
    ) -> Result<Vec<Seq>, StoreError> {
        let sql = "SELECT seq FROM register_change WHERE community = $1 AND register = $2 AND number = $3 \
                   AND seq <= $4 ORDER BY seq";
        let values = [
            community.into(),
            register.as_str().into(),
            i64::from(number).into(),
            until.into(),
        ];
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let rows = SeqRow::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| row.seq).collect())
    }

    /// What records said of a register row, in order of recording.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn said_by(&self, community: CommunityNo, records: Vec<Seq>) -> Result<Vec<Said>, StoreError> {
        let mut said: Vec<Said> = said_by(&self.reader, &self.keys, community, records)
            .await?
            .into_values()
            .collect();
        said.sort_by_key(|said| said.seq);
        Ok(said)
    }
}
