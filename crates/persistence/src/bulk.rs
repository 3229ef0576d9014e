//! Set-wise statements: many rows or many keys in one statement, on both databases.
//!
//! PostgreSQL reads rows and keys from arrays (`unnest`). SQLite takes rows as parameters of a few statements, which costs
//! half of what reading them from JSON does, and keys from one JSON text (`json_each`).

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
    pub(crate) fn len(&self) -> usize {
        match self {
            Column::Int(rows) => rows.len(),
            Column::OptInt(rows) => rows.len(),
            Column::Text(rows) => rows.len(),
            Column::OptText(rows) => rows.len(),
            Column::Bytes(rows) => rows.len(),
            Column::OptBytes(rows) => rows.len(),
        }
    }

    /// The column's values from the first row to the last.
    fn into_values(self) -> Box<dyn Iterator<Item = Value> + Send> {
        match self {
            Column::Int(rows) => Box::new(rows.into_iter().map(Value::from)),
            Column::OptInt(rows) => Box::new(rows.into_iter().map(Value::from)),
            Column::Text(rows) => Box::new(rows.into_iter().map(Value::from)),
            Column::OptText(rows) => Box::new(
                rows.into_iter()
                    .map(|text| Value::from(text.filter(|text| !text.is_empty()))),
            ),
            Column::Bytes(rows) => Box::new(rows.into_iter().map(Value::from)),
            Column::OptBytes(rows) => Box::new(rows.into_iter().map(Value::from)),
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
    if on.get_database_backend() == DatabaseBackend::Postgres {
        insert_arrays(on, table, columns, on_conflict).await
    } else {
        insert_values(on, table, columns, on_conflict).await
    }
}

/// One statement for all rows, a parameter for each column.
async fn insert_arrays(
    on: &impl ConnectionTrait,
    table: &str,
    columns: Vec<(&str, Column)>,
    on_conflict: &str,
) -> Result<(), DbErr> {
    let names = names(&columns);
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
    let values = columns.into_iter().map(|(_, column)| column.postgres_value());
    on.execute_raw(Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, values))
        .await?;
    Ok(())
}

/// How many rows one statement on SQLite takes: few sizes, so that each is prepared once and kept.
const ROWS_AT_ONCE: [usize; 4] = [256, 32, 4, 1];

/// A parameter for each value. Its statements stay in the same transaction.
async fn insert_values(
    on: &impl ConnectionTrait,
    table: &str,
    columns: Vec<(&str, Column)>,
    on_conflict: &str,
) -> Result<(), DbErr> {
    let names = names(&columns);
    let row = format!("({})", vec!["?"; columns.len()].join(","));
    let mut left = columns[0].1.len();
    let mut columns: Vec<_> = columns.into_iter().map(|(_, column)| column.into_values()).collect();
    for size in ROWS_AT_ONCE {
        while left >= size {
            let sql = format!(
                "INSERT INTO {table} ({names}) VALUES {} {on_conflict}",
                vec![row.as_str(); size].join(",")
            );
            let values: Vec<Value> = (0..size)
                .flat_map(|_| columns.iter_mut().filter_map(Iterator::next).collect::<Vec<_>>())
                .collect();
            on.execute_raw(Statement::from_sql_and_values(DatabaseBackend::Sqlite, sql, values))
                .await?;
            left -= size;
        }
    }
    Ok(())
}

fn names(columns: &[(&str, Column)]) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    names.join(", ")
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
        self.rows_where((table, alias), conditions, &format!("{alias}.{column}"))
    }

    /// The same where not a column is one of the keys but an expression, as an index has it.
    #[must_use]
    pub fn rows_where(&self, (table, alias): (&str, &str), conditions: &str, expression: &str) -> Lookup {
        let (parameter, condition) = (self.parameter, format!("{conditions} AND {expression} = given.key"));
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

/// A field of a JSON column, as the indexes on it spell it.
#[must_use]
pub fn field(backend: DatabaseBackend, column: &str, name: &str) -> String {
    match backend {
        DatabaseBackend::Postgres => format!("({column}::jsonb ->> '{name}')"),
        _ => format!("json_extract({column}, '$.{name}')"),
    }
}
