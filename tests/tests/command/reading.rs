//! Books that can only be read, a database without books, and what is said of databases that are not there.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::program::{on, run, succeed};
use xiaonuan_tests::small_books::small_books;
use xiaonuan_tests::tables::Form;

/// Imports small books into a file of its own.
fn file_in(folder: &Path) -> String {
    let path = small_books().write(&folder.join("source"), Form::Utf8);
    let books = folder.join("books");
    fs::create_dir(&books).expect("a folder");
    let address = format!("sqlite://{}/books.db", books.display());
    succeed(&address, &[Path::new("import"), &path]);
    address
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder)
        .expect("a folder")
        .map(|file| file.expect("a file"));
    let mut contents: Vec<_> = files
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            (name, fs::read(file.path()).expect("it is read"))
        })
        .collect();
    contents.sort();
    contents
}

#[test]
fn a_file_that_cannot_be_written_is_read_and_nothing_is_written_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = file_in(folder.path());
    let books = folder.path().join("books");
    let report = ["report", "funds", "--community", "qz", "--format", "csv"];
    let expected = (succeed(&address, &report), succeed(&address, &["check"]));
    let before = contents(&books);
    let names: Vec<&str> = before.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["books.db", "books.db-turn"], "the log is merged");
    for (file, around) in [(0o444, 0o755), (0o644, 0o555), (0o444, 0o555)] {
        fs::set_permissions(books.join("books.db"), Permissions::from_mode(file)).expect("it is ours");
        fs::set_permissions(&books, Permissions::from_mode(around)).expect("it is ours");
        assert_eq!(succeed(&address, &report), expected.0, "{file:o} in {around:o}");
        assert_eq!(succeed(&address, &["check"]), expected.1, "{file:o} in {around:o}");
        assert!(
            contents(&books) == before,
            "nothing was written: {file:o} in {around:o}"
        );
    }
    // What was written last may be in a log that was copied along.
    fs::set_permissions(&books, Permissions::from_mode(0o755)).expect("it is ours");
    fs::write(books.join("books.db-wal"), "log").expect("it is written");
    let output = run(&address, &["check"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && told.contains("books.db-wal"), "{told}");
}

async fn check_finds_books_without_their_community(fixture: &Fixture) {
    let said = String::from_utf8(succeed(&fixture.address, &["check"])).expect("UTF-8");
    assert!(said.contains("nothing was checked"), "{said}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = small_books().write(&folder.path().join("books"), Form::Utf8);
    succeed(&fixture.address, &[Path::new("import"), &path]);
    let mut raw = fixture.raw().await;
    let take_away = match fixture.backend {
        Backend::Sqlite => "PRAGMA foreign_keys = OFF; DELETE FROM community",
        Backend::Postgres => "SET session_replication_role = replica; DELETE FROM community",
    };
    raw.execute(take_away).await.expect("its owner may do that");
    let output = run(&fixture.address, &["check"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for table in ["journal_head", "record", "posting", "outcome", "resident"] {
        assert!(said.contains(&format!("rows of {table} belong")), "{table}: {said}");
    }
    assert!(!said.contains("nothing was checked"), "{said}");
}

#[test]
fn no_password_is_repeated_and_nothing_is_said_twice() {
    for address in [
        "postgres://user:secret@127.0.0.1:notaport/db",
        "postgres://user:sec secret@127.0.0.1/db",
        "postgres//user:secret@127.0.0.1/db",
        "postgres:user:secret@127.0.0.1://db",
        "postgres://user:1/secret@127.0.0.1/db",
        "postgres://user:secret@[127.0.0.1/db",
        "postgresql://user:secret@nowhere.invalid/db",
        "postgres://user:secret@nowhere.invalid/db?pasword=secret",
        "postgres://user:secret@nowhere.invalid/db",
    ] {
        for verb in ["check", "migrate", "serve"] {
            let output = on(address).arg(verb).env("XIAONUAN_LOG__FILTER", "trace").output();
            let output = output.expect("the program runs");
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{address}: {told}");
            assert!(!told.contains("secret") && !told.contains("panicked"), "{told}");
            let said = told.lines().last().expect("it says why");
            assert!(said.starts_with("xiaonuan: "), "{told}");
            let parts: Vec<&str> = said.split(": ").collect();
            let once: std::collections::BTreeSet<&str> = parts.iter().copied().collect();
            assert_eq!(parts.len(), once.len(), "{said}");
        }
    }
}

#[test]
fn a_command_line_or_configuration_with_a_password_in_the_wrong_place_does_not_show_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("xiaonuan.toml");
    fs::write(&file, "database = \"postgres://user:secret@host/db\n").expect("it is written");
    let file = file.display().to_string();
    let address = "postgres://user:secret@host/db";
    for arguments in [
        &[address, "check"][..],
        &["check", address],
        &["check", "--databse", address],
        &["--config", &file, "check"],
    ] {
        let output = run("sqlite:///tmp/none.db", arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && !told.is_empty(), "{arguments:?}");
        assert!(!told.contains("secret"), "{arguments:?}: {told}");
    }
}

xiaonuan_tests::on_both!(check_finds_books_without_their_community);
