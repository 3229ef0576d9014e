//! A fresh database for a test, and the same test on both kinds.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::journal::{Grouped, Journal, Opened};
use xiaonuan_persistence::outcome::{Binding, ContentHash, Key};

use crate::ask::{entry, moment};
use crate::books::Books;
use crate::clock::{FrozenClock, Seeded};
use crate::neighbourhood::Neighbourhood;
use crate::postgres::Cluster;
use crate::raw::Raw;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where the clock stands at first.
const NOW: &str = "2026-07-01 09:30";
/// What randomness begins with at first.
const SEED: u64 = 20_260_701;

/// A fresh, migrated database with one process on it.
pub struct Fixture {
    /// Its kind.
    pub backend: Backend,
    /// Its address.
    pub address: String,
    /// The time, for every process on it.
    pub clock: Arc<FrozenClock>,
    /// The process.
    pub process: Process,
    _folder: TempDir,
}

/// What one process has open. Cheap to clone.
#[derive(Clone)]
pub struct Process {
    /// The journals, for batches.
    pub journal: Arc<Journal>,
    /// The same, for concurrent callers.
    pub grouped: Grouped,
}

impl Process {
    /// A process on a database.
    #[must_use]
    pub fn on(database: Database, clock: Arc<FrozenClock>, entropy: Box<dyn Entropy>) -> Self {
        let journal = Arc::new(Journal::new(database, clock, entropy));
        Process {
            grouped: Grouped::new(journal.clone()),
            journal,
        }
    }

    /// The database, for reading.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.journal.database()
    }
}

impl Fixture {
    /// A fresh database of a kind.
    ///
    /// # Panics
    /// When there is none to be had.
    pub async fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let address = match backend {
            Backend::Sqlite => sqlite_in(folder.path()),
            Backend::Postgres => Cluster::shared().migrated_database().await,
        };
        let clock = Arc::new(FrozenClock::at(moment(NOW)));
        let process = open(&address, clock.clone(), SEED).await;
        Fixture {
            backend,
            address,
            clock,
            process,
            _folder: folder,
        }
    }

    /// A fresh database on a server that a test may crash.
    ///
    /// # Panics
    /// When there is none to be had.
    pub async fn on_server(cluster: &Cluster) -> Self {
        let address = cluster.empty_database().await;
        let clock = Arc::new(FrozenClock::at(moment(NOW)));
        Fixture {
            backend: Backend::Postgres,
            process: open(&address, clock.clone(), SEED).await,
            address,
            clock,
            _folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Another process on the same database, with other randomness.
    ///
    /// # Panics
    /// When the database does not open.
    pub async fn another_process(&self, seed: u64) -> Process {
        open(&self.address, self.clock.clone(), seed).await
    }

    /// A plain connection.
    pub async fn raw(&self) -> Raw {
        Raw::connect(&self.address).await
    }

    /// Opens the books of a neighbourhood and registers who belongs to it.
    ///
    /// # Panics
    /// When anything of it is refused.
    pub async fn open(&self, neighbourhood: Neighbourhood) -> Books {
        let name = neighbourhood.community.code.to_string();
        let key = Key {
            scope: "community.csv",
            key: name,
            content: ContentHash::default(),
            conflict: RefusalCode::DuplicateCode,
            binding: Binding::Accepted,
        };
        let journal = &self.process.journal;
        let opened = journal
            .open("test", &neighbourhood.community, &key, None)
            .await
            .expect("it opens");
        let Opened::New(community) = opened else {
            panic!("the community is not new")
        };
        let books = Books {
            process: self.process.clone(),
            community,
        };
        let entries = neighbourhood.registrations.into_iter().map(entry).collect();
        books.accept_all(entries).await;
        books
    }

    /// Closes the database and removes it.
    pub async fn close(self) {
        let Process { journal, grouped } = self.process;
        drop(grouped);
        let database = journal.database().clone();
        drop(journal);
        // A failure to close does not matter to what the test has shown.
        let _ = database.close().await;
        if self.backend == Backend::Postgres {
            Cluster::shared().drop_database(&self.address).await;
        }
    }
}

/// A file that holds no tables yet.
#[must_use]
pub fn sqlite_in(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("xiaonuan.db").display())
}

async fn open(address: &str, clock: Arc<FrozenClock>, seed: u64) -> Process {
    let database = Database::open(address, &crate::keys::keys())
        .await
        .unwrap_or_else(|error| panic!("{address}: {error}"));
    database.migrate().await.expect("it migrates");
    Process::on(database, clock, Box::new(Seeded::new(seed)))
}

/// Runs something asynchronous with a few threads, so that what can happen at once does.
///
/// # Panics
/// When it does.
pub fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .expect("threads")
        .block_on(test)
}

/// Runs a test on a fresh database of a kind.
///
/// # Panics
/// When the test does.
pub fn run_on(backend: Backend, test: impl AsyncFnOnce(&Fixture)) {
    run(async {
        let fixture = Fixture::new(backend).await;
        test(&fixture).await;
        fixture.close().await;
    });
}

/// Makes two tests of each function, `sqlite::name` and `postgres::name`. A function takes a [`Fixture`].
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { $crate::fixture::run_on($crate::fixture::Backend::Sqlite, super::$name); })+
        }
        mod postgres {
            $(#[test] fn $name() { $crate::fixture::run_on($crate::fixture::Backend::Postgres, super::$name); })+
        }
    };
}
