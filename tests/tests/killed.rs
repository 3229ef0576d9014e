//! An import that is killed, or whose database is, goes on where it was: run again to its end it has come to the same
//! as one that was never disturbed, to the byte.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;
use xiaonuan_app::demo::write_large;
use xiaonuan_app::import::Folder;
use xiaonuan_tests::fixture::{Backend, run, sqlite_in};
use xiaonuan_tests::postgres::{Cluster, Durability};
use xiaonuan_tests::program;
use xiaonuan_tests::raw::Raw;

/// Enough for several batches.
const CLAIMS: u32 = 4_000;
const KILLS: usize = 3;
const REPORTS: [&str; 4] = ["funds", "merchants", "vouchers", "redemptions"];

/// The folder that all tests here import.
struct Books {
    folder: TempDir,
    community: String,
}

impl Books {
    fn new() -> Books {
        let folder = tempfile::tempdir().expect("a folder");
        write_large(&folder.path().join("books"), 5, CLAIMS).expect("it is written");
        let opened = Folder::open(&folder.path().join("books")).expect("it opens");
        Books {
            community: opened.community().community.code.to_string(),
            folder,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("books")
    }

    /// Where the list of outcomes of a database goes.
    fn outcomes(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.csv"))
    }

    fn arguments(&self, name: &str) -> [PathBuf; 4] {
        let option = |text: &str| Path::new(text).to_owned();
        [option("import"), self.path(), option("--outcomes"), self.outcomes(name)]
    }

    /// Imports to the end; answers everything that can be seen of it.
    fn finish(&self, database: &str, name: &str) -> Vec<(String, Vec<u8>)> {
        program::succeed(database, &self.arguments(name));
        let listed = std::fs::read(self.outcomes(name)).expect("the outcomes are there");
        let mut seen = vec![("outcomes".to_owned(), listed)];
        for as_of in ["2025-08-15T12:00:00+08:00", "2026-02-01T00:00:00+08:00"] {
            for report in REPORTS {
                let arguments = [
                    "report",
                    report,
                    "--community",
                    &self.community,
                    "--as-of",
                    as_of,
                    "--format",
                    "json",
                ];
                seen.push((format!("{report} {as_of}"), program::succeed(database, &arguments)));
            }
        }
        program::succeed(database, &["check"]);
        seen
    }
}

/// Kills a process without a chance to clear up.
fn kill(mut import: Child) {
    import.kill().expect("it is ours");
    import.wait().expect("it ends");
}

async fn records(raw: &mut Raw) -> i64 {
    raw.number("SELECT coalesce(max(seq), 0) FROM record").await
}

/// Waits until an import has recorded so many, or has ended; then for so many more looks at the database, so that it
/// is killed anywhere in its next batch. Answers how many there were.
async fn wait_for(import: &mut Child, raw: &mut Raw, threshold: i64, looks: u32) -> i64 {
    loop {
        let ended = import.try_wait().expect("it is ours").is_some();
        let recorded = records(raw).await;
        if ended || recorded >= threshold {
            break;
        }
    }
    let mut recorded = 0;
    for _ in 0..=looks {
        recorded = records(raw).await;
    }
    recorded
}

/// Moments at which to kill, spread over an import at random.
fn thresholds(seed: u64, total: i64) -> (Vec<i64>, ChaCha8Rng) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut thresholds: Vec<i64> = (1..KILLS).map(|_| random.random_range(0..total * 9 / 10)).collect();
    thresholds.push(0);
    thresholds.sort_unstable();
    (thresholds, random)
}

fn an_import_that_is_killed_again_and_again_comes_to_the_same(backend: Backend) {
    let books = Books::new();
    run(async {
        let mut databases = Vec::new();
        for name in ["whole", "killed"] {
            databases.push(match backend {
                Backend::Sqlite => sqlite_in(&books.folder.path().join(name)),
                Backend::Postgres => Cluster::shared().empty_database().await,
            });
        }
        let undisturbed = books.finish(&databases[0], "whole");
        let total = records(&mut Raw::connect(&databases[0]).await).await;
        let killed = &databases[1];
        program::succeed(killed, &["migrate"]);
        let mut raw = Raw::connect(killed).await;
        let (thresholds, mut random) = thresholds(17, total);
        let (mut before, mut interrupted) = (0, 0);
        for threshold in thresholds {
            let mut command = program::on(killed);
            command
                .args(books.arguments("killed"))
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let mut import = command.spawn().expect("it runs");
            let reached = wait_for(&mut import, &mut raw, threshold, random.next_u32() % 60).await;
            kill(import);
            assert!(
                reached >= before,
                "nothing that was recorded is lost: {reached} after {before}"
            );
            assert!(
                !books.outcomes("killed").exists() || reached == total,
                "a list is whole or not there"
            );
            interrupted += usize::from(reached < total);
            before = reached;
            program::succeed(killed, &["check"]);
        }
        assert!(interrupted >= KILLS / 2, "killed under way only {interrupted} times");
        let resumed = books.finish(killed, "killed");
        for ((name, undisturbed), (_, resumed)) in undisturbed.iter().zip(&resumed) {
            assert!(undisturbed == resumed, "{name} differs");
        }
    });
}

#[test]
fn sqlite_an_import_that_is_killed_again_and_again_comes_to_the_same() {
    an_import_that_is_killed_again_and_again_comes_to_the_same(Backend::Sqlite);
}

#[test]
fn postgres_an_import_that_is_killed_again_and_again_comes_to_the_same() {
    an_import_that_is_killed_again_and_again_comes_to_the_same(Backend::Postgres);
}

#[test]
fn an_import_whose_server_crashes_comes_to_the_same() {
    let books = Books::new();
    let cluster = Cluster::start(Durability::Kept);
    run(async {
        let (whole, crashed) = (cluster.empty_database().await, cluster.empty_database().await);
        let undisturbed = books.finish(&whole, "whole");
        let total = records(&mut Raw::connect(&whole).await).await;
        program::succeed(&crashed, &["migrate"]);
        let (thresholds, mut random) = thresholds(23, total);
        let mut before = 0;
        for threshold in thresholds {
            let mut raw = Raw::connect(&crashed).await;
            let mut command = program::on(&crashed);
            command
                .args(books.arguments("crashed"))
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let mut import = command.spawn().expect("it runs");
            let reached = wait_for(&mut import, &mut raw, threshold, random.next_u32() % 60).await;
            tokio::task::block_in_place(|| cluster.crash());
            kill(import);
            tokio::task::block_in_place(|| cluster.start_again());
            let kept = records(&mut Raw::connect(&crashed).await).await;
            assert!(
                kept >= reached && reached >= before,
                "what was committed is kept: {kept} of {reached}"
            );
            before = kept;
            program::succeed(&crashed, &["check"]);
        }
        let resumed = books.finish(&crashed, "crashed");
        for ((name, undisturbed), (_, resumed)) in undisturbed.iter().zip(&resumed) {
            assert!(undisturbed == resumed, "{name} differs");
        }
    });
}
