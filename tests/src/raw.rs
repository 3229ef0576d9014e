//! A connection of somebody else's: no pool, no settings but the defaults, any statement.

use sqlx::{AssertSqlSafe, Column, Connection, PgConnection, Row, SqliteConnection, TypeInfo, ValueRef};

/// A plain connection to either database.
pub enum Raw {
    /// To a file.
    Sqlite(SqliteConnection),
    /// To a server.
    Postgres(PgConnection),
}

impl Raw {
    /// Connects to an address as `Database::open` takes it.
    ///
    /// # Panics
    /// When nobody is there.
    pub async fn connect(address: &str) -> Raw {
        if address.starts_with("sqlite:") {
            Raw::Sqlite(SqliteConnection::connect(address).await.expect("the file opens"))
        } else {
            Raw::Postgres(PgConnection::connect(address).await.expect("the server answers"))
        }
    }

    /// Runs statements.
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute(&mut self, sql: &str) -> Result<(), String> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let result = match self {
            Raw::Sqlite(connection) => sql.execute(connection).await.map(|_| ()),
            Raw::Postgres(connection) => sql.execute(connection).await.map(|_| ()),
        };
        result.map_err(|error| error.to_string())
    }

    /// The rows of a query. Whole numbers and texts only; NULL reads as an empty text.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn rows(&mut self, sql: &str) -> Vec<Vec<String>> {
        let text = AssertSqlSafe(sql.to_owned());
        match self {
            Raw::Sqlite(connection) => {
                let rows = sqlx::query(text)
                    .fetch_all(connection)
                    .await
                    .unwrap_or_else(|error| panic!("{sql}: {error}"));
                rows.iter()
                    .map(|row| cells(row.len(), |at| sqlite_cell(row, at)))
                    .collect()
            }
            Raw::Postgres(connection) => {
                let rows = sqlx::query(text)
                    .fetch_all(connection)
                    .await
                    .unwrap_or_else(|error| panic!("{sql}: {error}"));
                rows.iter()
                    .map(|row| cells(row.len(), |at| postgres_cell(row, at)))
                    .collect()
            }
        }
    }

    /// The one number that a query answers.
    ///
    /// # Panics
    /// When it answers something else.
    pub async fn number(&mut self, sql: &str) -> i64 {
        self.rows(sql).await[0][0].parse().expect("a number")
    }
}

fn cells(count: usize, cell: impl Fn(usize) -> String) -> Vec<String> {
    (0..count).map(cell).collect()
}

fn sqlite_cell(row: &sqlx::sqlite::SqliteRow, at: usize) -> String {
    let raw = row.try_get_raw(at).expect("a cell");
    if raw.is_null() {
        return String::new();
    }
    match raw.type_info().name() {
        "INTEGER" => row.get::<i64, _>(at).to_string(),
        _ => row.get::<String, _>(at),
    }
}

fn postgres_cell(row: &sqlx::postgres::PgRow, at: usize) -> String {
    match row.column(at).type_info().name() {
        "INT8" => row
            .get::<Option<i64>, _>(at)
            .map_or_else(String::new, |number| number.to_string()),
        "INT4" => row
            .get::<Option<i32>, _>(at)
            .map_or_else(String::new, |number| number.to_string()),
        _ => row.get::<Option<String>, _>(at).unwrap_or_default(),
    }
}
