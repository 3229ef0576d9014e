//! When keys change: everything is sealed anew with the newest, and it is told how much is sealed with which.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement, Value};

use super::AT_ONCE;
use crate::connect::Database;
use crate::error::StoreError;
use crate::keys::KeyId;
use crate::sealed::{KeyColumn, SEALED, Sealed};

/// Tells how many values were sealed anew.
pub type Progress<'a> = &'a (dyn Fn(u64) + Send + Sync);

/// A sealed value and where it belongs.
struct Found {
    key: Vec<Value>,
    context: String,
    sealed: Vec<u8>,
}

#[derive(FromQueryResult)]
struct UseRow {
    head: Vec<u8>,
    times: i64,
}

impl Database {
    /// Seals everything anew that was sealed with another key than the newest; answers how many values that were. It can
    /// be stopped at any time and asked again. Others may read and write meanwhile, if they have the same keys.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a value cannot be opened.
    pub async fn reseal(&self, progress: Progress<'_>) -> Result<u64, StoreError> {
        let mut done = 0;
        for sealed in SEALED {
            let mut after = None;
            while let Some(last) = self.reseal_some(sealed, after, &mut done).await? {
                after = Some(last);
                progress(done);
            }
        }
        Ok(done)
    }

    /// Seals some values anew; answers the key of the last one.
    async fn reseal_some(
        &self,
        sealed: &Sealed,
        after: Option<Vec<Value>>,
        done: &mut u64,
    ) -> Result<Option<Vec<Value>>, StoreError> {
        let Sealed { table, column, .. } = *sealed;
        let names = sealed.names();
        let behind = match &after {
            Some(_) => format!("AND ({names}) > ({})", parameters(2, sealed.key.len())),
            None => String::new(),
        };
        let sql = format!(
            "SELECT {names}, {column} FROM {table} WHERE {} AND {} <> $1 {behind} ORDER BY {names} LIMIT {AT_ONCE}",
            sealed.is_there(),
            head_of(column),
        );
        let newest = Value::from(self.keys.sealing_id().head().to_vec());
        let values = std::iter::once(newest).chain(after.into_iter().flatten());
        let transaction = self.short().await?;
        let backend = transaction.get_database_backend();
        let rows = transaction
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
        let update = sealed.update();
        let mut last = None;
        for row in &rows {
            let found = sealed.read(row)?;
            let opened = self.keys.reseal(&found.context, &found.sealed);
            let anew = opened.map_err(|why| StoreError::unreadable(found.context.as_str(), why))?;
            let values = [anew.into(), found.sealed.into()].into_iter().chain(found.key.clone());
            transaction
                .execute_raw(Statement::from_sql_and_values(backend, &update, values))
                .await?;
            *done += 1;
            last = Some(found.key);
        }
        transaction.commit().await?;
        Ok(last)
    }

    /// How many values are sealed with which key.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sealed_with(&self) -> Result<BTreeMap<KeyId, u64>, StoreError> {
        let mut uses = BTreeMap::new();
        for sealed in SEALED {
            let head = head_of(sealed.column);
            let sql = format!(
                "SELECT {head} AS head, count(*) AS times FROM {} WHERE {} GROUP BY {head}",
                sealed.table,
                sealed.is_there()
            );
            let statement = Statement::from_string(self.reader.get_database_backend(), sql);
            for row in UseRow::find_by_statement(statement).all(&self.reader).await? {
                let id = KeyId::of_head(&row.head);
                let id = id.map_err(|why| StoreError::unreadable(format!("value in {}", sealed.table), why))?;
                *uses.entry(id).or_default() += row.times.unsigned_abs();
            }
        }
        Ok(uses)
    }
}

/// The version and key of a sealed value.
fn head_of(column: &str) -> String {
    format!("substr({column}, 1, 5)")
}

fn parameters(first: usize, count: usize) -> String {
    let all: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    all.join(", ")
}

impl Sealed {
    fn names(&self) -> String {
        let names: Vec<&str> = self.key.iter().map(|key| key.name()).collect();
        names.join(", ")
    }

    /// Which rows have a value.
    fn is_there(&self) -> String {
        match self.only {
            Some(only) => format!("{} IS NOT NULL AND {only}", self.column),
            None => format!("{} IS NOT NULL", self.column),
        }
    }

    /// Puts a value in place of another: whoever changed it meanwhile has sealed it with a key of their own.
    fn update(&self) -> String {
        let (table, column, names) = (self.table, self.column, self.names());
        let key = parameters(3, self.key.len());
        format!("UPDATE {table} SET {column} = $1 WHERE {column} = $2 AND ({names}) = ({key})")
    }

    fn read(&self, row: &QueryResult) -> Result<Found, StoreError> {
        let (mut key, mut context) = (Vec::new(), self.table.to_owned());
        for part in self.key {
            context.push('/');
            let value = match part {
                KeyColumn::Int(name) => {
                    let number: i64 = row.try_get("", name)?;
                    context.push_str(&number.to_string());
                    number.into()
                }
                KeyColumn::Text(name) => {
                    let text: String = row.try_get("", name)?;
                    context.push_str(&text);
                    text.into()
                }
            };
            key.push(value);
        }
        Ok(Found {
            key,
            context,
            sealed: row.try_get("", self.column)?,
        })
    }
}
