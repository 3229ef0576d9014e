//! Databases of earlier versions, in which personal data stood in the clear, are sealed when they are opened.
//!
//! The dumps are of the example in `docs/example`, and of a few rows and refusals that were asked of the API.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use xiaonuan_app::{Database, StoreError};
use xiaonuan_domain::register::Register;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::clock::{FrozenClock, Seeded};
use xiaonuan_tests::fixture::{Backend, Process, sqlite_in};
use xiaonuan_tests::office::Office;
use xiaonuan_tests::postgres::Cluster;
use xiaonuan_tests::raw::Raw;
use xiaonuan_tests::stolen::Stolen;

const COMMUNITY: &str = "songlan";

/// What stood there in the clear.
const PERSONAL: [&str; 19] = [
    "鑫焱",
    "周某",
    "吴某",
    "赵某",
    "钱某",
    "林某",
    "松澜供热",
    "220199194803120011",
    "220199197907040028",
    "220199200005242506",
    "13877665544",
    "043100000001",
    "88栋",
    "R0001",
    "\"household\":\"HQ77\"",
    "A0009",
    "J0009",
    "\"category\":\"disabled\"",
    "earlier-10",
];

/// A database as an earlier version left it.
struct Older {
    backend: Backend,
    address: String,
    _folder: TempDir,
}

impl Older {
    async fn new(backend: Backend) -> Older {
        let folder = tempfile::tempdir().expect("a folder");
        let (address, dump) = match backend {
            Backend::Sqlite => {
                std::fs::write(folder.path().join("xiaonuan.db"), "").expect("a file");
                (sqlite_in(folder.path()), include_str!("older/sqlite.sql"))
            }
            Backend::Postgres => {
                let address = Cluster::shared().empty_database().await;
                (address, include_str!("older/postgres.sql"))
            }
        };
        let older = Older {
            backend,
            address,
            _folder: folder,
        };
        older.raw().await.execute(dump).await.expect("it is a dump");
        older
    }

    async fn raw(&self) -> Raw {
        Raw::connect(&self.address).await
    }

    async fn open(&self) -> Database {
        let keys = xiaonuan_tests::keys::keys();
        Database::open(&self.address, &keys).await.expect("it opens")
    }

    fn process(database: &Database) -> (Process, Arc<FrozenClock>) {
        let clock = Arc::new(FrozenClock::at(moment("2027-01-01 09:30")));
        let process = Process::on(database.clone(), clock.clone(), Box::new(Seeded::new(3)));
        (process, clock)
    }

    fn stolen(&self) -> Stolen {
        Stolen::at(self.backend, &self.address)
    }
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/example")
}

async fn it_is_sealed_when_it_is_opened(older: &Older) {
    for text in PERSONAL {
        assert!(older.stolen().shows(text).is_some(), "{text} stood there");
    }
    let mut raw = older.raw().await;
    let kept = "SELECT count(*) FROM outcome";
    let (head, outcomes) = (raw.number("SELECT seq FROM journal_head").await, raw.number(kept).await);
    let database = older.open().await;
    database.migrate().await.expect("it is sealed");
    older.stolen().shows_none_of(PERSONAL);

    let (process, clock) = Older::process(&database);
    let office = Office::at(&process, clock);
    office.check_sound(COMMUNITY).await;
    assert_eq!(office.check(COMMUNITY).await.erased, 0);
    let community = database
        .community(COMMUNITY)
        .await
        .expect("it reads")
        .expect("it is there");
    let registers = database.registers(community).await.expect("they read");
    let of = |code: &str| {
        registers
            .residents
            .by_code(&code.parse().expect("a code"))
            .expect("a resident")
            .1
    };
    assert_eq!(of("R0001").details.name, "周某");
    assert_eq!(of("R0003").details.name, "郑鑫焱");
    assert_eq!(of("R0003").details.household, "HQ77");
    assert_eq!(of("R0003").details.eligibility.len(), 1);
    for (register, code) in [
        (Register::Donor, "J0009"),
        (Register::Agent, "A0009"),
        (Register::Household, "HQ78"),
    ] {
        assert!(registers.entry(register, code).is_some(), "{code}");
    }

    // What was asked is known again, refusals with what they told.
    let again = office.import(&example()).await;
    let refused = again.iter().filter(|line| line.outcome != "accepted");
    let refused: Vec<&str> = refused.map(|line| line.reference.as_str()).collect();
    assert_eq!(refused, ["HX2"], "as it was before");
    let mut raw = older.raw().await;
    assert_eq!(raw.number("SELECT seq FROM journal_head").await, head);
    assert_eq!(raw.number(kept).await, outcomes);
    let asked = database.outcomes(community, "request/redemption", vec!["earlier-10".to_owned()]);
    let Outcome::Refused(refusal) = &asked.await.expect("it reads")["earlier-10"].outcome else {
        panic!("it was refused")
    };
    assert_eq!(refusal.facts["day"], "2026-01-22");
    older.stolen().shows_none_of(PERSONAL);
}

async fn sealing_that_is_stopped_goes_on(older: &Older) {
    let mut raw = older.raw().await;
    let (stop, go_on) = match older.backend {
        Backend::Sqlite => (
            "CREATE TRIGGER stop BEFORE UPDATE ON private_value WHEN NEW.seq > 6 BEGIN SELECT RAISE(ABORT, 'stop'); END",
            "DROP TRIGGER stop",
        ),
        Backend::Postgres => (
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stop'; END $$; \
             CREATE TRIGGER stop BEFORE UPDATE ON private_value FOR EACH ROW WHEN (NEW.seq > 6) EXECUTE FUNCTION stop()",
            "DROP FUNCTION stop CASCADE",
        ),
    };
    raw.execute(stop).await.expect("something stands in the way");
    let database = older.open().await;
    let stopped = database.migrate().await;
    assert!(matches!(stopped, Err(StoreError::Database(_))), "{stopped:?}");
    assert!(!database.is_ready().await.expect("it answers"));
    let sealed = raw
        .number("SELECT count(*) FROM resident WHERE sealed IS NOT NULL")
        .await;
    assert_eq!(sealed, 3, "what was done before is kept");
    database.close().await.expect("it closes");

    raw.execute(go_on).await.expect("the way is free");
    let database = older.open().await;
    database.migrate().await.expect("it goes on");
    older.stolen().shows_none_of(PERSONAL);
    let (process, clock) = Older::process(&database);
    Office::at(&process, clock).check_sound(COMMUNITY).await;
}

fn at(backend: Backend, test: impl AsyncFnOnce(&Older)) {
    xiaonuan_tests::fixture::run(async {
        let older = Older::new(backend).await;
        test(&older).await;
        if backend == Backend::Postgres {
            Cluster::shared().drop_database(&older.address).await;
        }
    });
}

macro_rules! of_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::at(super::Backend::Sqlite, super::$name); })+
        }
        mod postgres {
            $(#[test] fn $name() { super::at(super::Backend::Postgres, super::$name); })+
        }
    };
}

of_both!(it_is_sealed_when_it_is_opened, sealing_that_is_stopped_goes_on);
