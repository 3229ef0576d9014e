//! Opening a database: one connection that writes and several that read on SQLite, one pool on PostgreSQL.

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectOptions, DatabaseBackend, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use xiaonuan_migrations::Migrator;

use crate::error::StoreError;

/// A database that holds communities' books.
#[derive(Clone, Debug)]
pub struct Database {
    /// Writes go here; on SQLite it is a single connection.
    pub(crate) writer: DatabaseConnection,
    /// Reads go here; on SQLite it cannot write.
    pub(crate) reader: DatabaseConnection,
}

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

impl Database {
    /// Opens the database at `sqlite://FILE` or `postgres://…`. A missing SQLite file is created with its folder.
    ///
    /// # Errors
    /// [`StoreError::Address`] for any other address; [`StoreError::Database`] when it cannot be reached.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        match address.split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => Self::open_sqlite(path).await,
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(address).await,
            _ => Err(StoreError::Address(address.to_owned())),
        }
    }

    async fn open_sqlite(path: &str) -> Result<Self, StoreError> {
        let path = path.split('?').next().unwrap_or(path);
        if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| {
                StoreError::Database(sea_orm::DbErr::Custom(format!("{}: {error}", folder.display())))
            })?;
        }
        // The writer comes first: WAL must exist before the readers open the file read-only.
        let mut writing = options(format!("sqlite://{path}?mode=rwc"), 1);
        writing.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("trusted_schema", "OFF")
                .pragma("recursive_triggers", "ON")
                .pragma("cache_size", "-65536")
        });
        let writer = sea_orm::Database::connect(writing).await?;
        let mut reading = options(format!("sqlite://{path}?mode=ro"), READERS);
        reading.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .read_only(true)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("query_only", "ON")
                .pragma("cache_size", "-32768")
        });
        let reader = sea_orm::Database::connect(reading).await?;
        Ok(Database { writer, reader })
    }

    async fn open_postgres(address: &str) -> Result<Self, StoreError> {
        let pool = sea_orm::Database::connect(options(address.to_owned(), POSTGRES_CONNECTIONS)).await?;
        Ok(Database {
            writer: pool.clone(),
            reader: pool,
        })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Database`]; a migration that failed has changed nothing.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(Migrator::up(&self.writer, None).await?)
    }

    /// Whether the schema is up to date and the database answers.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not answer.
    pub async fn is_ready(&self) -> Result<bool, StoreError> {
        Ok(Migrator::get_pending_migrations_read_only(&self.reader)
            .await?
            .is_empty())
    }

    /// Closes all connections; on SQLite this merges the write-ahead log into the file.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn close(self) -> Result<(), StoreError> {
        let sqlite = self.writer.get_database_backend() == DatabaseBackend::Sqlite;
        self.reader.close().await?;
        if sqlite {
            self.writer.close().await?;
        }
        Ok(())
    }
}

fn options(address: String, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .acquire_timeout(BUSY_TIMEOUT)
        .test_before_acquire(false);
    options
}
