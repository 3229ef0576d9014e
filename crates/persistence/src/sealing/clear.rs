//! What stood in the clear in databases of earlier versions is sealed, row by row, before its columns are taken away.

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement, Value};
use serde::de::DeserializeOwned;
use xiaonuan_domain::document::{ContactValue, IdentityValue};

use super::{AT_ONCE, SCRUB, run};
use crate::connect::Database;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sealed::{
    EntryRow, ID_NUMBER, PersonRow, RESIDENT_CODE, Secret, entry_print, print, seal_contact, seal_entry, seal_person,
    seal_secret,
};

/// The tables that held personal data in the clear.
pub(super) const TABLES: [&str; 5] = ["resident", "merchant", "entry", "private_value", "outcome"];

#[derive(FromQueryResult)]
struct ClearResident {
    community: i64,
    resident: i64,
    code: String,
    household: String,
    name: String,
    id_number: String,
    phone: String,
    building: String,
    eligibility: String,
    ended_on: Option<String>,
}

#[derive(FromQueryResult)]
struct ClearMerchant {
    community: i64,
    merchant: i64,
    contact: String,
    phone: String,
}

#[derive(FromQueryResult)]
struct ClearEntry {
    community: i64,
    register: String,
    number: i64,
    code: String,
    details: String,
}

#[derive(FromQueryResult)]
struct ClearValue {
    community: i64,
    seq: i64,
    field: String,
    salt: Vec<u8>,
    value: String,
}

/// A row in the clear.
trait Clear: FromQueryResult {
    /// Selects those that are left.
    const SELECT: &'static str;

    /// Seals the row.
    async fn seal(self, on: &DatabaseTransaction, keys: &Keys) -> Result<(), StoreError>;
}

impl Database {
    /// Seals what stands in the clear. Whoever is stopped goes on with what is left.
    pub(crate) async fn seal_all(&self) -> Result<(), StoreError> {
        self.seal_rows::<ClearResident>().await?;
        self.seal_rows::<ClearMerchant>().await?;
        self.seal_rows::<ClearEntry>().await?;
        self.seal_rows::<ClearValue>().await?;
        for community in self.numbers().await? {
            self.seal_outcomes(community).await?;
        }
        Ok(())
    }

    async fn seal_rows<T: Clear>(&self) -> Result<(), StoreError> {
        let sql = format!("{} LIMIT {AT_ONCE}", T::SELECT);
        loop {
            let transaction = self.short().await?;
            let statement = Statement::from_string(transaction.get_database_backend(), sql.clone());
            let rows = T::find_by_statement(statement).all(&transaction).await?;
            if rows.is_empty() {
                return Ok(());
            }
            self.keep_setting(&transaction, SCRUB, vec![1]).await?;
            for row in rows {
                row.seal(&transaction, &self.keys).await?;
            }
            transaction.commit().await?;
        }
    }

    /// All communities by number, whether or not their rows can be read.
    async fn numbers(&self) -> Result<Vec<CommunityNo>, StoreError> {
        #[derive(FromQueryResult)]
        struct Row {
            community: i64,
        }
        let sql = "SELECT community FROM community ORDER BY community";
        let statement = Statement::from_string(self.reader.get_database_backend(), sql);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| CommunityNo(row.community)).collect())
    }
}

impl Clear for ClearResident {
    const SELECT: &'static str = "SELECT community, resident, code, household, name, id_number, phone, building, \
                                  eligibility, ended_on FROM resident WHERE sealed IS NULL";

    async fn seal(self, on: &DatabaseTransaction, keys: &Keys) -> Result<(), StoreError> {
        let unreadable = |what: &str| StoreError::unreadable(format!("resident {}", self.resident), what);
        let person = PersonRow {
            identity: IdentityValue {
                resident: self.code.parse().map_err(|_| unreadable("code"))?,
                household: self.household.clone(),
                name: self.name.clone(),
                id_number: Some(self.id_number.clone()),
                phone: self.phone.clone(),
                building: self.building.clone(),
                to: match &self.ended_on {
                    Some(day) => Some(day.parse().map_err(|_| unreadable("last day"))?),
                    None => None,
                },
                restricted: false,
            },
            eligibility: json("eligibility", &self.eligibility)?,
        };
        let values: [Value; 5] = [
            self.community.into(),
            self.resident.into(),
            seal_person(keys, self.community, self.resident, &person).into(),
            print(keys, self.community, RESIDENT_CODE, &self.code).into(),
            print(keys, self.community, ID_NUMBER, &self.id_number).into(),
        ];
        let sql = "UPDATE resident SET sealed = $3, code_print = $4, id_number_print = $5 \
                   WHERE community = $1 AND resident = $2";
        run(on, sql, values).await
    }
}

impl Clear for ClearMerchant {
    const SELECT: &'static str = "SELECT community, merchant, contact, phone FROM merchant WHERE sealed IS NULL";

    async fn seal(self, on: &DatabaseTransaction, keys: &Keys) -> Result<(), StoreError> {
        let contact = ContactValue {
            contact: self.contact,
            phone: self.phone,
        };
        let sealed = seal_contact(keys, self.community, self.merchant, &contact);
        let sql = "UPDATE merchant SET sealed = $3 WHERE community = $1 AND merchant = $2";
        run(on, sql, [self.community.into(), self.merchant.into(), sealed.into()]).await
    }
}

impl Clear for ClearEntry {
    const SELECT: &'static str = "SELECT community, register, number, code, details FROM entry WHERE sealed IS NULL";

    async fn seal(self, on: &DatabaseTransaction, keys: &Keys) -> Result<(), StoreError> {
        let register = self.register.parse();
        let register = register.map_err(|_| StoreError::unreadable("register", "there is no such"))?;
        let found = entry_print(keys, self.community, register, &self.code);
        let entry = EntryRow {
            code: self.code,
            details: json("details of a row", &self.details)?,
        };
        let sealed = seal_entry(keys, self.community, &self.register, self.number, &entry);
        let sql = "UPDATE entry SET sealed = $4, code_print = $5 \
                   WHERE community = $1 AND register = $2 AND number = $3";
        let values: [Value; 5] = [
            self.community.into(),
            self.register.into(),
            self.number.into(),
            sealed.into(),
            found.into(),
        ];
        run(on, sql, values).await
    }
}

impl Clear for ClearValue {
    const SELECT: &'static str = "SELECT community, seq, field, salt, value FROM private_value WHERE sealed IS NULL";

    async fn seal(self, on: &DatabaseTransaction, keys: &Keys) -> Result<(), StoreError> {
        let secret = Secret {
            salt: self.salt,
            value: self.value,
        };
        let sealed = seal_secret(keys, self.community, (self.seq, &self.field), &secret);
        let sql = "UPDATE private_value SET sealed = $4 WHERE community = $1 AND seq = $2 AND field = $3";
        let values: [Value; 4] = [self.community.into(), self.seq.into(), self.field.into(), sealed.into()];
        run(on, sql, values).await
    }
}

fn json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::unreadable(what, "it is not of the form"))
}
