//! Set-wise statements: many rows or many keys in one statement, on both databases.
//!
//! SQLite reads them from one JSON text (`json_each`), PostgreSQL from arrays (`unnest`). Neither meets a limit on
//! the number of parameters.

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, Statement, Value};
use serde::Serialize;

/// A column of rows to insert. Text and bytes that are `None`, and numbers that are `None`, become NULL.
#[derive(Clone, Debug)]
pub enum Column {
    /// Whole numbers.
    Int(Vec<i64>),
    /// Whole numbers or NULL.
    OptInt(Vec<Option<i64>>),
    /// Texts.
    Text(Vec<String>),
    /// Texts or NULL. An empty text becomes NULL too.
    OptText(Vec<Option<String>>),
    /// Bytes.
    Bytes(Vec<Vec<u8>>),
    /// Bytes or NULL.
    OptBytes(Vec<Option<Vec<u8>>>),
}

/// Stands for NULL among numbers: no amount, number or moment that is stored is the smallest 64-bit number.
const NULL_NUMBER: i64 = i64::MIN;

impl Column {
    fn len(&self) -> usize {
        match self {
            Column::Int(rows) => rows.len(),
            Column::OptInt(rows) => rows.len(),
            Column::Text(rows) => rows.len(),
            Column::OptText(rows) => rows.len(),
            Column::Bytes(rows) => rows.len(),
            Column::OptBytes(rows) => rows.len(),
        }
    }

    /// How SQLite takes the column out of a JSON array at a position.
    fn sqlite_expression(&self, at: usize) -> String {
        match self {
            Column::Int(_) | Column::OptInt(_) | Column::Text(_) => format!("value->>{at}"),
            Column::OptText(_) => format!("nullif(value->>{at}, '')"),
            Column::Bytes(_) => format!("unhex(value->>{at})"),
            Column::OptBytes(_) => format!("unhex(nullif(value->>{at}, ''))"),
        }
    }

    fn append_json(&self, row: usize, text: &mut String) {
        match self {
            Column::Int(rows) => text.push_str(&rows[row].to_string()),
            Column::OptInt(rows) => match rows[row] {
                Some(number) => text.push_str(&number.to_string()),
                None => text.push_str("null"),
            },
            Column::Text(rows) => text.push_str(&Json::from(rows[row].as_str()).to_string()),
            Column::OptText(rows) => text.push_str(&Json::from(rows[row].as_deref().unwrap_or_default()).to_string()),
            Column::Bytes(rows) => text.push_str(&format!("\"{}\"", hex::encode(&rows[row]))),
            Column::OptBytes(rows) => {
                text.push_str(&format!(
                    "\"{}\"",
                    rows[row].as_ref().map(hex::encode).unwrap_or_default()
                ));
            }
        }
    }

    fn postgres_type(&self) -> &'static str {
        match self {
            Column::Int(_) | Column::OptInt(_) => "bigint[]",
            _ => "text[]",
        }
    }

    fn postgres_expression(&self, name: &str) -> String {
        match self {
            Column::Int(_) | Column::Text(_) => name.to_owned(),
            Column::OptInt(_) => format!("nullif({name}, {NULL_NUMBER})"),
            Column::OptText(_) => format!("nullif({name}, '')"),
            Column::Bytes(_) => format!("decode({name}, 'hex')"),
            Column::OptBytes(_) => format!("decode(nullif({name}, ''), 'hex')"),
        }
    }

    fn postgres_value(self) -> Value {
        let hexes = |rows: Vec<Option<Vec<u8>>>| -> Vec<String> {
            rows.into_iter()
                .map(|bytes| bytes.map(hex::encode).unwrap_or_default())
                .collect()
        };
        match self {
            Column::Int(rows) => rows.into(),
            Column::OptInt(rows) => rows
                .into_iter()
                .map(|row| row.unwrap_or(NULL_NUMBER))
                .collect::<Vec<_>>()
                .into(),
            Column::Text(rows) => rows.into(),
            Column::OptText(rows) => rows
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect::<Vec<_>>()
                .into(),
            Column::Bytes(rows) => hexes(rows.into_iter().map(Some).collect()).into(),
            Column::OptBytes(rows) => hexes(rows).into(),
        }
    }
}

type Json = serde_json::Value;

/// Inserts rows given by column. No rows, no statement.
///
/// # Errors
/// What the database says.
///
/// # Panics
/// When the columns differ in length.
pub async fn insert(on: &impl ConnectionTrait, table: &str, columns: Vec<(&str, Column)>) -> Result<(), DbErr> {
    insert_with(on, table, columns, "").await
}

/// Inserts rows given by column, with a clause for conflicts.
///
/// # Errors
/// What the database says.
///
/// # Panics
/// When the columns differ in length.
pub async fn insert_with(
    on: &impl ConnectionTrait,
    table: &str,
    columns: Vec<(&str, Column)>,
    on_conflict: &str,
) -> Result<(), DbErr> {
    let rows = columns.first().map_or(0, |(_, column)| column.len());
    assert!(
        columns.iter().all(|(_, column)| column.len() == rows),
        "columns of {table} differ in length"
    );
    if rows == 0 {
        return Ok(());
    }
    let backend = on.get_database_backend();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let statement = if backend == DatabaseBackend::Postgres {
        let arrays: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(at, (_, column))| format!("${}::{}", at + 1, column.postgres_type()))
            .collect();
        let expressions: Vec<String> = columns
            .iter()
            .map(|(name, column)| column.postgres_expression(name))
            .collect();
        let sql = format!(
            "INSERT INTO {table} ({names}) SELECT {} FROM unnest({}) AS given ({names}) {on_conflict}",
            expressions.join(", "),
            arrays.join(", ")
        );
        Statement::from_sql_and_values(
            backend,
            sql,
            columns.into_iter().map(|(_, column)| column.postgres_value()),
        )
    } else {
        let expressions: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(at, (_, column))| column.sqlite_expression(at))
            .collect();
        // "WHERE true" keeps SQLite from reading ON CONFLICT as a join.
        let sql = format!(
            "INSERT INTO {table} ({names}) SELECT {} FROM json_each($1) WHERE true {on_conflict}",
            expressions.join(", ")
        );
        Statement::from_sql_and_values(backend, sql, [json_rows(rows, &columns).into()])
    };
    on.execute_raw(statement).await?;
    Ok(())
}

fn json_rows(rows: usize, columns: &[(&str, Column)]) -> String {
    let mut text = String::with_capacity(rows * 64);
    text.push('[');
    for row in 0..rows {
        text.push_str(if row == 0 { "[" } else { ",[" });
        for (at, (_, column)) in columns.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            column.append_json(row, &mut text);
        }
        text.push(']');
    }
    text.push(']');
    text
}

/// Keys to look up, bound to one parameter.
#[derive(Clone, Debug)]
pub struct Keys {
    /// What to bind.
    pub value: Value,
    parameter: usize,
    /// The parameter's type on PostgreSQL; none on SQLite, where the keys are a JSON text.
    array: Option<&'static str>,
}

/// Rows of a table by keys, in two parts: `SELECT … FROM {from} WHERE {condition}`. More tables can be joined and more
/// conditions added.
///
/// Each database is led to look every key up in the table's index. PostgreSQL, which has no statistics of a table that
/// is being filled, would otherwise walk all of a community's rows and compare each with all keys: OFFSET 0 keeps it
/// from turning the join around. SQLite keeps the order of a CROSS JOIN.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// What to select from.
    pub from: String,
    /// Which rows.
    pub condition: String,
}

impl Keys {
    fn new(
        backend: DatabaseBackend,
        parameter: usize,
        array: &'static str,
        keys: impl Serialize + Into<Value>,
    ) -> Self {
        let array = (backend == DatabaseBackend::Postgres).then_some(array);
        let value = match array {
            Some(_) => keys.into(),
            None => serde_json::to_string(&keys).expect("keys are JSON").into(),
        };
        Keys {
            value,
            parameter,
            array,
        }
    }

    /// Looks up the rows of a table under an alias for which some conditions hold and a column is one of the keys.
    #[must_use]
    pub fn rows_of(&self, (table, alias): (&str, &str), conditions: &str, column: &str) -> Lookup {
        let (parameter, condition) = (self.parameter, format!("{conditions} AND {alias}.{column} = given.key"));
        match self.array {
            Some(array) => Lookup {
                from: format!(
                    "unnest(${parameter}::{array}) AS given (key) CROSS JOIN LATERAL \
                     (SELECT {alias}.* FROM {table} {alias} WHERE {condition} OFFSET 0) AS {alias}"
                ),
                condition: "TRUE".to_owned(),
            },
            None => Lookup {
                from: format!("(SELECT value AS key FROM json_each(${parameter})) AS given CROSS JOIN {table} {alias}"),
                condition,
            },
        }
    }
}

/// Texts to look up, bound to a parameter.
#[must_use]
pub fn text_keys(backend: DatabaseBackend, parameter: usize, keys: Vec<String>) -> Keys {
    Keys::new(backend, parameter, "text[]", keys)
}

/// Numbers to look up, bound to a parameter.
#[must_use]
pub fn int_keys(backend: DatabaseBackend, parameter: usize, keys: Vec<i64>) -> Keys {
    Keys::new(backend, parameter, "bigint[]", keys)
}
