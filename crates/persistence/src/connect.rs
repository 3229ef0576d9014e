//! Opening a database: connections that write and others that read; on SQLite a single one writes.

mod address;
mod archive;
pub(crate) mod patience;
mod turn;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use xiaonuan_migrations::{CLEARED, Migrator};

use self::address::Address;
pub use self::patience::Patience;
use self::patience::Tries;
pub(crate) use self::turn::Turn;
use self::turn::Turns;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::known::KnownCommunities;
use crate::registers::RegisterCache;

/// A database that holds communities' books.
#[derive(Clone, Debug)]
pub struct Database {
    /// Writes go here; on SQLite it is a single connection.
    pub(crate) writer: DatabaseConnection,
    /// Reads go here; on SQLite it cannot write.
    pub(crate) reader: DatabaseConnection,
    /// Registers that were read or written, for both.
    pub(crate) registers: Arc<RegisterCache>,
    /// Under which personal data lies.
    pub(crate) keys: Keys,
    /// Communities that were met.
    pub(crate) known: Arc<KnownCommunities>,
    /// How long it is waited for.
    pub(crate) patience: Patience,
    /// Who writes next; a server sees to it by itself.
    turns: Option<Turns>,
}

const READERS: u32 = 4;
const POSTGRES_WRITERS: u32 = 8;
const POSTGRES_READERS: u32 = 8;
/// A connection that was idle for longer is asked whether it still lives: a server that was started again left none
/// of them alive, and there are more of them than times that a batch is tried.
const TRUSTED_IDLE: Duration = Duration::from_millis(100);

/// How many rows SQLite's thread reads ahead of whoever takes them: each hand-over of a full buffer wakes a thread.
const ROWS_AHEAD: usize = 2_048;

impl Database {
    /// Opens the database at `sqlite://FILE` or `postgres://…`, to be read and written with these keys. A missing SQLite
    /// file is created with its folder. Whether the keys are the right ones is told by [`Database::migrate`].
    ///
    /// # Errors
    /// [`StoreError::Address`] for any other address; [`StoreError::Database`] when it cannot be reached.
    pub async fn open(address: &str, keys: &Keys) -> Result<Self, StoreError> {
        Self::open_with(address, keys, Patience::Long).await
    }

    /// Opens the database as [`Database::open`] does, to be waited for so long.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub async fn open_with(address: &str, keys: &Keys, patience: Patience) -> Result<Self, StoreError> {
        match Address::read(address)? {
            Address::Sqlite(path) => Self::open_sqlite(&path, keys, patience).await,
            Address::Postgres(address) => Self::open_postgres(&address, keys, patience).await,
        }
    }

    /// Opens a database only to read it. A SQLite file that cannot be written, or lies where nothing can be, is read as
    /// it is, and nothing is written beside it; any other database is opened as [`Database::open`] does.
    ///
    /// # Errors
    /// As [`Database::open`]; [`StoreError::UnmergedLog`] when a log lies beside such a file.
    pub async fn open_to_read(address: &str, keys: &Keys) -> Result<Self, StoreError> {
        match Address::read(address)? {
            Address::Sqlite(path) if archive::is_read_only(Path::new(&path)) => {
                let reader = archive::open(&path).await?;
                Ok(Database::of(reader.clone(), reader, keys, Patience::Long))
            }
            _ => Self::open(address, keys).await,
        }
    }

    fn of(writer: DatabaseConnection, reader: DatabaseConnection, keys: &Keys, patience: Patience) -> Self {
        Database {
            writer,
            reader,
            registers: Arc::default(),
            keys: keys.clone(),
            known: Arc::default(),
            patience,
            turns: None,
        }
    }

    async fn open_sqlite(path: &str, keys: &Keys, patience: Patience) -> Result<Self, StoreError> {
        if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| {
                StoreError::Database(sea_orm::DbErr::Custom(format!("{}: {error}", folder.display())))
            })?;
        }
        // The writer comes first: WAL must exist before the readers open the file read-only.
        let mut writing = options(format!("sqlite://{path}?mode=rwc"), 1, patience);
        writing.map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(patience.of_one_try())
                .pragma("trusted_schema", "OFF")
                .pragma("secure_delete", "ON")
                .pragma("recursive_triggers", "ON")
                .pragma("cache_size", "-65536")
                .pragma("wal_autocheckpoint", "8000")
                .pragma("temp_store", "MEMORY")
                .row_buffer_size(ROWS_AHEAD)
        });
        let writer = connected(writing, patience).await?;
        let mut read = options(format!("sqlite://{path}?mode=ro"), READERS, patience);
        read.map_sqlx_sqlite_opts(move |sqlite| reading(sqlite, patience));
        let reader = connected(read, patience).await?;
        Ok(Database {
            turns: Some(Turns::of(path)),
            ..Database::of(writer, reader, keys, patience)
        })
    }

    async fn open_postgres(address: &str, keys: &Keys, patience: Patience) -> Result<Self, StoreError> {
        // Every statement under the lock finds its rows by key. A planner without statistics, as in books that are
        // being imported, would rather read the whole of a growing table, and keep that plan.
        let lock_timeout = patience.of_one_try().as_millis().to_string();
        let by_key = [
            ("enable_seqscan", "off".to_owned()),
            ("enable_hashjoin", "off".to_owned()),
            ("enable_mergejoin", "off".to_owned()),
            ("lock_timeout", lock_timeout),
        ];
        let mut writing = options(address.to_owned(), POSTGRES_WRITERS, patience);
        writing.test_before_acquire_if_idle_for(TRUSTED_IDLE);
        writing.map_sqlx_postgres_opts(move |postgres| postgres.options(by_key.clone()));
        let writer = connected(writing, patience).await?;
        let mut reading = options(address.to_owned(), POSTGRES_READERS, patience);
        reading.test_before_acquire_if_idle_for(TRUSTED_IDLE);
        let reader = connected(reading, patience).await?;
        Ok(Database::of(writer, reader, keys, patience))
    }

    /// A connection that reads, to a database that is there.
    pub(crate) async fn reader_of(address: &str) -> Result<Option<DatabaseConnection>, StoreError> {
        let options = match Address::read(address)? {
            Address::Sqlite(path) if !Path::new(&path).exists() => return Ok(None),
            Address::Sqlite(path) if archive::is_read_only(Path::new(&path)) => {
                return Ok(Some(archive::open(&path).await?));
            }
            Address::Sqlite(path) => {
                let mut read = options(format!("sqlite://{path}?mode=ro"), 1, Patience::Long);
                read.map_sqlx_sqlite_opts(|sqlite| sqlite.busy_timeout(Patience::Long.of_one_try()));
                read
            }
            Address::Postgres(address) => options(address, 1, Patience::Long),
        };
        Ok(Some(connected(options, Patience::Long).await?))
    }

    /// Brings the schema up to date, seals what stands in the clear, and sees that the keys are those of the database. If
    /// all is as it should be, nothing is written.
    ///
    /// # Errors
    /// [`StoreError::Database`]; a migration that failed has changed nothing. [`StoreError::ForeignKeys`] when the
    /// database was sealed with other keys.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if self.is_ready().await.unwrap_or(false) && self.is_scrubbed().await? {
            return self.meet_keys().await;
        }
        // Another process may be at it; what it did by then need not be done again.
        for wait in [50, 100, 200, 400, 800, 1600] {
            match self.migrate_once().await {
                Err(StoreError::ForeignKeys) => return Err(StoreError::ForeignKeys),
                Err(_) => tokio::time::sleep(Duration::from_millis(wait)).await,
                Ok(()) => return Ok(()),
            }
        }
        self.migrate_once().await
    }

    /// Before what stands in the clear is taken away, it is sealed.
    async fn migrate_once(&self) -> Result<(), StoreError> {
        let pending = Migrator::get_pending_migrations(&self.writer).await?;
        if let Some(before) = pending.iter().position(|migration| migration.name() == CLEARED) {
            if before > 0 {
                Migrator::up(&self.writer, u32::try_from(before).ok()).await?;
            }
            self.meet_keys().await?;
            self.seal_all().await?;
        }
        Migrator::up(&self.writer, None).await?;
        self.meet_keys().await?;
        if !self.is_scrubbed().await? {
            tracing::info!("personal data that stood in the clear is sealed; the database is written anew");
        }
        self.scrub().await
    }

    /// Whether the schema is up to date and the database answers. It reads only, and waits for nobody who writes.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not answer.
    pub async fn is_ready(&self) -> Result<bool, StoreError> {
        Ok(Migrator::get_pending_migrations_read_only(&self.reader)
            .await?
            .is_empty())
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DatabaseBackend::Postgres
    }

    /// Waits until it is this one's turn to write, where that is not the server's business. Without, it is tried anyway.
    pub(crate) async fn turn(&self) -> Option<Turn> {
        self.turns.as_ref()?.take(self.patience.of_one_try()).await
    }

    /// Whether another process wanted to write to the same file within the time given; never so of a server, where books
    /// do not wait for those of other communities.
    pub(crate) fn met_others(&self, within: Duration) -> bool {
        self.turns.as_ref().is_some_and(|turns| turns.met_others(within))
    }

    /// How long it is waited for.
    #[must_use]
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// Tells PostgreSQL's planner how big the books have become, as a bulk run should while they grow much faster than
    /// the server looks by itself: without, a statement planned on empty tables walks all of a community's rows. SQLite
    /// needs none: its statements fix their order.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn refresh_statistics(&self) -> Result<(), StoreError> {
        if self.is_postgres() {
            self.writer
                .execute_unprepared("ANALYZE record, posting, account, outcome, disbursement, private_value")
                .await?;
        }
        Ok(())
    }

    /// Closes all connections; on SQLite this merges the write-ahead log into the file.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }
}

/// Connects, as soon as others let it. SQLite refuses at once, however long it was told to wait, while the last of others
/// closes the file or the first of them clears up after a crash: <https://sqlite.org/wal.html>, "sometimes queries return
/// `SQLITE_BUSY` in WAL mode".
async fn connected(options: ConnectOptions, patience: Patience) -> Result<DatabaseConnection, StoreError> {
    let mut tries = Tries::with(Patience::Short(patience.of_one_try()));
    loop {
        match sea_orm::Database::connect(options.clone()).await {
            Ok(connection) => return Ok(connection),
            Err(error) => {
                let error = StoreError::from(error);
                if !(error.is_held() && tries.next().await) {
                    return Err(error);
                }
            }
        }
    }
}

/// How connections that only read are set up.
fn reading(sqlite: SqliteConnectOptions, patience: Patience) -> SqliteConnectOptions {
    sqlite
        .read_only(true)
        .busy_timeout(patience.of_one_try())
        .pragma("query_only", "ON")
        .pragma("cache_size", "-32768")
        .row_buffer_size(ROWS_AHEAD)
}

fn options(address: String, connections: u32, patience: Patience) -> ConnectOptions {
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .acquire_timeout(patience.of_one_try())
        .test_before_acquire(false);
    options
}

#[cfg(test)]
mod tests {
    use sea_orm::Statement;

    use xiaonuan_domain::entropy::Entropy;

    use super::*;
    use crate::keys;

    struct Zeros;

    impl Entropy for Zeros {
        fn draw(&mut self) -> [u8; 16] {
            [0; 16]
        }
    }

    async fn pragma(on: &DatabaseConnection, name: &str) -> String {
        let statement = Statement::from_string(DatabaseBackend::Sqlite, format!("PRAGMA {name}"));
        let row = on.query_one_raw(statement).await.expect("it answers").expect("a row");
        let number = row.try_get_by_index::<i64>(0).map(|number| number.to_string());
        number.or_else(|_| row.try_get_by_index(0)).expect("a number or a text")
    }

    /// What durability and integrity stand on: see https://sqlite.org/pragma.html for the numbers.
    #[tokio::test]
    async fn sqlite_is_opened_durable_checked_and_read_only_where_it_only_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite://{}/new/books.db", folder.path().display());
        let keys = Keys::read(&keys::fresh(&mut Zeros), Box::new(Zeros)).expect("keys");
        let database = Database::open(&address, &keys).await.expect("it opens");
        let promised = [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("secure_delete", "1"),
            ("recursive_triggers", "1"),
            ("trusted_schema", "0"),
            ("busy_timeout", "30000"),
        ];
        for (name, value) in promised {
            assert_eq!(pragma(&database.writer, name).await, value, "{name}");
        }
        assert_eq!(pragma(&database.reader, "journal_mode").await, "wal");
        assert_eq!(pragma(&database.reader, "query_only").await, "1");
        let refused = database.reader.execute_unprepared("CREATE TABLE x (y)").await;
        assert!(refused.is_err(), "a reader cannot write");
        assert!(!database.is_ready().await.expect("it answers"), "it was never migrated");
        database.migrate().await.expect("it migrates");
        assert!(database.is_ready().await.expect("it answers"));
        database.close().await.expect("it closes");
        assert!(
            !folder.path().join("new/books.db-wal").exists(),
            "closing merges the log into the file"
        );
    }

    /// Who comes first to a file and who comes beside are both let in, and so is who comes while the last of others goes.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn comers_and_goers_do_not_meet_at_the_door() {
        let keys = Keys::read(&keys::fresh(&mut Zeros), Box::new(Zeros)).expect("keys");
        for _ in 0..100 {
            let folder = tempfile::tempdir().expect("a folder");
            let address = format!("sqlite://{}/books.db", folder.path().display());
            let come_and_go = |address: String, keys: Keys| async move {
                for _ in 0..2 {
                    Database::open(&address, &keys).await?.close().await?;
                }
                Ok::<(), StoreError>(())
            };
            let all: Vec<_> = (0..6)
                .map(|_| tokio::spawn(come_and_go(address.clone(), keys.clone())))
                .collect();
            for one in all {
                one.await.expect("it ends").expect("it is let in");
            }
        }
    }
}
