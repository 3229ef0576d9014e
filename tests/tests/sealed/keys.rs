//! Other keys than those of the database are refused before anything is read or written.

use xiaonuan_app::{Database, Keys, StoreError};
use xiaonuan_persistence::keys;
use xiaonuan_persistence::sealed::SEALED;
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

fn of(text: &str) -> Keys {
    Keys::read(text, Box::new(Seeded::new(1))).expect("these are keys")
}

async fn foreign_keys_are_refused(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let before = (books.head().await, fixture.raw().await.contents().await);
    let foreign = keys::fresh(&mut Seeded::new(2));
    let own = xiaonuan_tests::keys::text();
    let line = |text: &str, of: fn(&str) -> bool| text.lines().rfind(|line| of(line)).expect("a line").to_owned();
    let is_lookup = |line: &str| line.starts_with("lookup");
    let is_sealing = |line: &str| !line.starts_with("lookup") && !line.starts_with('#');
    let mixed = format!("{}\n{}\n", line(&foreign, is_lookup), line(&own, is_sealing));
    for (what, text) in [("all other", foreign.to_string()), ("another lookup key", mixed)] {
        let database = Database::open(&fixture.address, &of(&text)).await.expect("it opens");
        let met = database.migrate().await;
        assert!(matches!(met, Err(StoreError::ForeignKeys)), "{what}: {met:?}");
        database.close().await.expect("it closes");
    }
    assert_eq!((books.head().await, fixture.raw().await.contents().await), before);
    books.obey_the_laws().await;
}

async fn it_is_told_whether_a_database_has_met_keys(fixture: &Fixture) {
    assert!(Database::is_sealed(&fixture.address).await.expect("it answers"));
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = xiaonuan_tests::fixture::sqlite_in(folder.path());
    assert!(!Database::is_sealed(&nowhere).await.expect("it answers"));
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        0,
        "nothing was made"
    );
}

/// Rotation goes by a list of columns: one that is missing there would be lost with the old key.
async fn the_list_of_sealed_columns_is_whole(fixture: &Fixture) {
    let mut raw = fixture.raw().await;
    let columns = raw.columns().await;
    let bytes = columns
        .iter()
        .filter(|column| ["blob", "bytea"].contains(&column.sort.as_str()));
    let sealed = bytes.filter(|column| column.name == "sealed" || column.name == "told");
    let found: Vec<(&str, &str)> = sealed
        .map(|column| (column.table.as_str(), column.name.as_str()))
        .collect();
    assert!(found.len() >= 5, "{found:?}");
    for (table, column) in found {
        let listed = SEALED
            .iter()
            .find(|sealed| sealed.table == table && sealed.column == column);
        let listed = listed.unwrap_or_else(|| panic!("{table}.{column} is not listed"));
        let keys = columns.iter().filter(|column| column.table == table && column.is_key);
        let mut keys: Vec<&str> = keys.map(|column| column.name.as_str()).collect();
        let mut named: Vec<&str> = listed.key.iter().map(|key| key.name()).collect();
        keys.sort_unstable();
        named.sort_unstable();
        assert_eq!(named, keys, "{table}");
    }
}

on_both!(
    foreign_keys_are_refused,
    it_is_told_whether_a_database_has_met_keys,
    the_list_of_sealed_columns_is_whole,
);
