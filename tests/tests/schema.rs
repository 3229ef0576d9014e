//! What the schema promises, read back from both databases after the real migrations.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sha2::{Digest, Sha256};
use xiaonuan_domain::command::Command;
use xiaonuan_persistence::audit::{OF_COMMUNITIES, OF_SIGN_IN};
use xiaonuan_tests::ask::{by_reference, entry, moment, spend, voucher};
use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::raw::Raw;

/// Tables that are of the whole installation beside those of signing in: everything else is of a community.
const OF_ALL: [&str; 4] = ["community", "sealing", "seaql_migrations", "membership"];

fn is_of_all(table: &str) -> bool {
    OF_ALL.contains(&table) || OF_SIGN_IN.contains(&table)
}

/// Tables that are only ever added to.
const JOURNAL: &[&str] = &["record", "posting"];

async fn tables(fixture: &Fixture, raw: &mut Raw) -> Vec<String> {
    let sql = match fixture.backend {
        Backend::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Backend::Postgres => "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
    };
    let tables: Vec<String> = raw.rows(sql).await.into_iter().map(|mut row| row.remove(0)).collect();
    assert!(tables.len() >= 12, "{tables:?}");
    tables
}

async fn every_key_and_index_begins_with_the_community(fixture: &Fixture) {
    let mut raw = fixture.raw().await;
    let tables = tables(fixture, &mut raw).await;
    for table in tables.iter().filter(|table| !is_of_all(table)) {
        let sql = match fixture.backend {
            Backend::Sqlite => format!(
                "SELECT l.name, i.name, l.origin FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i \
                 WHERE i.seqno = 0"
            ),
            Backend::Postgres => format!(
                "SELECT c.relname::text, a.attname::text, CASE WHEN x.indisprimary THEN 'pk' ELSE 'c' END \
                 FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid \
                 LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0] \
                 WHERE x.indrelid = '{table}'::regclass"
            ),
        };
        let mut indexes = raw.rows(&sql).await;
        if fixture.backend == Backend::Sqlite {
            // A key of one whole-number column has no index of its own.
            let sql = format!("SELECT 'key', name, 'pk' FROM pragma_table_info('{table}') WHERE pk = 1");
            indexes.extend(raw.rows(&sql).await);
        }
        assert!(indexes.iter().any(|index| index[2] == "pk"), "{table} has no key");
        for index in indexes {
            assert_eq!(index[1], "community", "{table}, {}", index[0]);
        }
    }
}

async fn a_check_looks_for_strays_in_every_table_of_communities(fixture: &Fixture) {
    let mut raw = fixture.raw().await;
    let watched = OF_COMMUNITIES.into_iter().chain(OF_ALL).chain(OF_SIGN_IN);
    let watched: BTreeSet<String> = watched.map(str::to_owned).collect();
    let there = tables(fixture, &mut raw).await;
    assert_eq!(watched, there.into_iter().collect());
}

async fn no_column_holds_a_float(fixture: &Fixture) {
    let mut raw = fixture.raw().await;
    for table in tables(fixture, &mut raw)
        .await
        .iter()
        .filter(|table| *table != "seaql_migrations")
    {
        let (sql, allowed) = match fixture.backend {
            Backend::Sqlite => (
                format!("SELECT name, type FROM pragma_table_info('{table}')"),
                ["INTEGER", "TEXT", "BLOB"],
            ),
            Backend::Postgres => (
                format!(
                    "SELECT column_name::text, data_type::text FROM information_schema.columns \
                     WHERE table_schema = 'public' AND table_name = '{table}'"
                ),
                ["bigint", "text", "bytea"],
            ),
        };
        for column in raw.rows(&sql).await {
            assert!(
                allowed.contains(&column[1].as_str()),
                "{table}.{} is {}",
                column[0],
                column[1]
            );
        }
        if fixture.backend == Backend::Sqlite {
            let strict = raw
                .number(&format!("SELECT strict FROM pragma_table_list WHERE name = '{table}'"))
                .await;
            assert_eq!(strict, 1, "{table} is not STRICT: it would take a float for a number");
        }
    }
}

async fn both_databases_have_the_same_columns(fixture: &Fixture) {
    let other = Fixture::new(match fixture.backend {
        Backend::Sqlite => Backend::Postgres,
        Backend::Postgres => Backend::Sqlite,
    })
    .await;
    assert_eq!(columns(fixture).await, columns(&other).await);
    other.close().await;
}

async fn columns(fixture: &Fixture) -> BTreeMap<String, Vec<String>> {
    let mut raw = fixture.raw().await;
    let mut columns = BTreeMap::new();
    for table in tables(fixture, &mut raw).await {
        let sql = match fixture.backend {
            Backend::Sqlite => {
                format!("SELECT name || ' ' || \"notnull\" FROM pragma_table_info('{table}') ORDER BY name")
            }
            Backend::Postgres => format!(
                "SELECT column_name || ' ' || CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END FROM \
                 information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}' \
                 ORDER BY column_name COLLATE \"C\""
            ),
        };
        let of_table = raw.rows(&sql).await.into_iter().map(|mut row| row.remove(0)).collect();
        columns.insert(table, of_table);
    }
    columns
}

async fn the_journal_is_append_only(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let gift = xiaonuan_tests::ask::donation("DON1", "2026-01-01", "F1", "100");
    let help = voucher("DIS1", "2026-01-02", "F1", "R01", "10", "2026-01-31");
    let spent = spend("RED1", "2026-01-03 10:00", "M01", "R01", "4");
    books.accept_all(vec![entry(gift), entry(help), entry(spent)]).await;
    books
        .append(&[by_reference(Command::ExpireDue(moment("2026-03-01 00:00")))])
        .await;
    let before = (books.leaf_hashes().await, books.postings().await);
    let mut raw = fixture.raw().await;
    let mut attempts = Vec::new();
    for table in JOURNAL {
        attempts.push(format!("DELETE FROM {table}"));
        attempts.push(format!(
            "DELETE FROM {table} WHERE seq = (SELECT max(seq) FROM {table})"
        ));
        attempts.push(format!("UPDATE {table} SET seq = seq"));
        attempts.push(format!(
            "UPDATE {table} SET seq = seq + 1000 WHERE seq = (SELECT max(seq) FROM {table})"
        ));
    }
    let copy = |seq: &str, reference: &str, reverses: &str| {
        format!(
            "SELECT community, {seq}, kind, {reference}, occurred_at, recorded_at, effective_on, 'thief', {reverses}, \
             document, postings, salt, leaf_hash, late FROM record WHERE seq = 3"
        )
    };
    let posting = "SELECT community, account, seq, side, amount * 2, balance, late_at FROM posting";
    let clash = copy("seq", "reference", "reverses");
    match fixture.backend {
        Backend::Sqlite => {
            for verb in ["INSERT OR REPLACE", "REPLACE"] {
                // By the number, and by the business key under a number that is free.
                attempts.push(format!("{verb} INTO record {clash}"));
                attempts.push(format!(
                    "{verb} INTO record {}",
                    copy("seq + 1000", "reference", "reverses")
                ));
                attempts.push(format!("{verb} INTO posting {posting}"));
            }
            attempts.push(format!(
                "INSERT INTO record {clash} ON CONFLICT DO UPDATE SET actor = 'thief'"
            ));
            attempts.push("UPDATE OR REPLACE record SET seq = 2 WHERE seq = 3".to_owned());
        }
        Backend::Postgres => {
            for table in JOURNAL {
                attempts.push(format!("TRUNCATE {table} CASCADE"));
                attempts.push(format!("SET session_replication_role = replica; DELETE FROM {table}"));
                attempts.push(format!(
                    "SET session_replication_role = replica; TRUNCATE {table} CASCADE"
                ));
                attempts.push("SET session_replication_role = origin; UPDATE record SET actor = 'thief'".to_owned());
            }
            let conflict = "ON CONFLICT (community, seq) DO UPDATE SET actor = 'thief'";
            attempts.push(format!("INSERT INTO record {clash} {conflict}"));
        }
    }
    for attempt in attempts {
        assert!(raw.execute(&attempt).await.is_err(), "{attempt} was not refused");
        assert_eq!((books.leaf_hashes().await, books.postings().await), before, "{attempt}");
    }
    books.obey_the_laws().await;
}

/// One record reverses another; none replaces the one that reversed it first.
async fn a_reversal_cannot_be_replaced(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F1")).await;
    let mut raw = fixture.raw().await;
    let reverse = |seq: i64| {
        format!(
            "SELECT community, {seq}, 'settlement', 'X{seq}', occurred_at, recorded_at, effective_on, actor, 2, \
             document, postings, salt, leaf_hash, late FROM record WHERE seq = 1"
        )
    };
    raw.execute(&format!("INSERT INTO record {}", reverse(3)))
        .await
        .expect("the first reversal");
    assert!(
        raw.execute(&format!("INSERT INTO record {}", reverse(4)))
            .await
            .is_err()
    );
    if fixture.backend == Backend::Sqlite {
        assert!(
            raw.execute(&format!("INSERT OR REPLACE INTO record {}", reverse(4)))
                .await
                .is_err()
        );
    }
    assert_eq!(books.head().await, 3);
}

async fn migrating_again_changes_nothing(fixture: &Fixture) {
    let before = columns(fixture).await;
    let database = fixture.process.database();
    assert!(database.is_ready().await.expect("it answers"));
    database.migrate().await.expect("nothing to do");
    assert_eq!(columns(fixture).await, before);
}

async fn a_migration_that_fails_leaves_nothing_behind(_: &Fixture) {
    // Where a table of the first migration already stands, that migration fails half way.
    let folder = tempfile::tempdir().expect("a folder");
    let lite = xiaonuan_tests::fixture::sqlite_in(folder.path());
    let server = xiaonuan_tests::postgres::Cluster::shared().empty_database().await;
    for address in [lite, server] {
        let database = xiaonuan_persistence::connect::Database::open(&address, &xiaonuan_tests::keys::keys())
            .await
            .expect("it opens");
        let mut raw = Raw::connect(&address).await;
        raw.execute("CREATE TABLE disbursement (x TEXT)")
            .await
            .expect("a stranger's table");
        assert!(database.migrate().await.is_err());
        raw.execute("DROP TABLE disbursement").await.expect("it goes");
        database.migrate().await.expect("it migrates from the beginning");
        database.close().await.expect("it closes");
    }
}

xiaonuan_tests::on_both!(
    every_key_and_index_begins_with_the_community,
    a_check_looks_for_strays_in_every_table_of_communities,
    no_column_holds_a_float,
    both_databases_have_the_same_columns,
    the_journal_is_append_only,
    a_reversal_cannot_be_replaced,
    migrating_again_changes_nothing,
);

#[test]
fn a_migration_that_fails_changes_nothing() {
    xiaonuan_tests::fixture::run_on(Backend::Sqlite, a_migration_that_fails_leaves_nothing_behind);
}

/// The texts of released migrations by their hashes. A released migration never changes: write a new one.
#[test]
fn released_migrations_never_change() {
    let released: BTreeMap<&str, &str> = include_str!("schema/released.txt")
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(hash, name)| (name, hash))
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/src");
    let mut found = BTreeMap::new();
    for file in std::fs::read_dir(folder)
        .expect("the migrations")
        .map(|file| file.expect("a file").path())
    {
        if file.extension().is_some_and(|extension| extension == "sql") {
            let hash = Sha256::digest(std::fs::read(&file).expect("a text"));
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            found.insert(file.file_name().expect("a name").to_string_lossy().into_owned(), hash);
        }
    }
    for (name, hash) in &found {
        assert_eq!(
            released.get(name.as_str()).copied(),
            Some(hash.as_str()),
            "{name} is new or has changed; tests/tests/schema/released.txt has the hashes of what was released"
        );
    }
    assert_eq!(found.len(), released.len(), "a released migration is missing");
}
