//! Where the program takes its keys from, and what it says when it cannot.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use xiaonuan_tests::fixture::{Backend, sqlite_in};
use xiaonuan_tests::postgres::Cluster;
use xiaonuan_tests::program;
use xiaonuan_tests::small_books::small_books;
use xiaonuan_tests::stolen::Stolen;
use xiaonuan_tests::tables::Form;

/// A place where the program was never started.
struct Place {
    backend: Backend,
    address: String,
    folder: TempDir,
}

impl Place {
    async fn new(backend: Backend) -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        let address = match backend {
            Backend::Sqlite => sqlite_in(folder.path()),
            Backend::Postgres => Cluster::shared().empty_database().await,
        };
        Place {
            backend,
            address,
            folder,
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("keys/xiaonuan.key")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program::on(&self.address);
        command.env_remove("XIAONUAN_KEY").env("XIAONUAN_KEY_FILE", self.file());
        command.args(arguments);
        command
    }

    /// Runs the program; answers whether it succeeded, and what it said on either output.
    fn run(&self, arguments: &[&str]) -> (bool, String, String) {
        told(&self.command(arguments).output().expect("it runs"))
    }

    fn succeed(&self, arguments: &[&str]) -> String {
        let (succeeded, said, complained) = self.run(arguments);
        assert!(succeeded, "{complained}");
        assert_eq!(complained, "", "{arguments:?}");
        said
    }

    fn import(&self) -> (bool, String, String) {
        let books = small_books().write(&self.folder.path().join("books"), Form::Utf8);
        self.run(&["import", &books.display().to_string()])
    }
}

fn told(output: &Output) -> (bool, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").mode() & 0o777
}

/// No line of a key file but its comments.
fn secrets(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("it is there");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split(' ').next_back().expect("a key").to_owned())
        .collect()
}

async fn the_first_start_makes_keys_and_says_so(place: &Place) {
    let (succeeded, _, complained) = place.import();
    assert!(succeeded, "{complained}");
    assert!(complained.contains(&place.file().display().to_string()), "{complained}");
    assert!(complained.contains("keep a copy elsewhere"), "{complained}");
    assert_eq!(complained.lines().count(), 1, "{complained}");
    assert_eq!(mode(&place.file()), 0o600);
    assert_eq!(mode(place.file().parent().expect("its folder")), 0o700);
    let left = fs::read_dir(place.file().parent().expect("its folder"))
        .expect("a folder")
        .count();
    assert_eq!(left, 1, "nothing unfinished is left beside it");
    for secret in secrets(&place.file()) {
        assert!(!complained.contains(&secret));
        assert_eq!(Stolen::at(place.backend, &place.address).shows(&secret), None);
    }
    place.succeed(&["check"]);
    assert!(place.succeed(&["key", "list"]).contains("newest"));
}

async fn keys_that_others_may_read_are_refused(place: &Place) {
    place.import();
    fs::set_permissions(place.file(), PermissionsExt::from_mode(0o640)).expect("its mode");
    let (succeeded, said, complained) = place.run(&["check"]);
    assert!(!succeeded && said.is_empty(), "{said}");
    assert!(complained.contains("chmod 600"), "{complained}");
    fs::set_permissions(place.file(), PermissionsExt::from_mode(0o600)).expect("its mode");
    place.succeed(&["check"]);
}

async fn a_database_whose_keys_are_gone_gets_no_others(place: &Place) {
    place.import();
    let kept = fs::read(place.file()).expect("it is there");
    fs::remove_file(place.file()).expect("it goes");
    let books = place.folder.path().join("books").display().to_string();
    for arguments in [&["check"][..], &["migrate"], &["import", &books], &["key", "rotate"]] {
        let (succeeded, said, complained) = place.run(arguments);
        assert!(!succeeded && said.is_empty(), "{arguments:?}: {said}");
        assert!(complained.contains("no key file"), "{arguments:?}: {complained}");
        assert!(!place.file().exists(), "{arguments:?}");
    }
    let other = place.folder.path().join("other.key").display().to_string();
    place.succeed(&["key", "create", &other]);
    let output = place.command(&["check"]).env("XIAONUAN_KEY_FILE", &other).output();
    let (succeeded, _, complained) = told(&output.expect("it runs"));
    assert!(
        !succeeded && complained.contains("sealed with other keys"),
        "{complained}"
    );
    // The text itself can come from the environment.
    let text = String::from_utf8(kept).expect("a text");
    let output = place.command(&["check"]).env("XIAONUAN_KEY", &text).output();
    let (succeeded, _, complained) = told(&output.expect("it runs"));
    assert!(succeeded, "{complained}");
    assert!(!place.file().exists());
}

async fn two_first_starts_at_once_meet_the_same_keys(place: &Place) {
    let start = || {
        let mut command = place.command(&["migrate"]);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts")
    };
    let all: Vec<_> = (0..4).map(|_| start()).collect();
    for one in all {
        let output = one.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{:?}", told(&output));
    }
    place.succeed(&["check"]);
    assert_eq!(secrets(&place.file()).len(), 2);
}

async fn keys_are_replaced_and_taken_out(place: &Place) {
    place.import();
    // A reason that stands in the access log is sealed with the key of its day, and moves on with everything else.
    let reveal = ["report", "donors", "--community", "qz", "--reveal", "年度审计"];
    place.succeed(&reveal);
    let before = secrets(&place.file());
    let said = place.succeed(&["key", "rotate"]);
    assert!(said.contains("was added") && said.contains("key retire"), "{said}");
    let between = secrets(&place.file());
    assert_eq!((between.len(), &between[..2]), (3, &before[..]));
    assert_eq!(mode(&place.file()), 0o600);
    let text = fs::read_to_string(place.file()).expect("it is there");
    let ids: Vec<String> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("lookup"))
        .map(|line| line.split(' ').next().expect("an id").to_owned())
        .collect();
    let (succeeded, _, complained) = place.run(&["key", "retire", &ids[1]]);
    assert!(!succeeded && complained.contains("still seals"), "{complained}");
    place.succeed(&["check"]);
    place.succeed(&["key", "retire", &ids[0]]);
    assert_eq!(secrets(&place.file()), [between[0].clone(), between[2].clone()]);
    place.succeed(&["check"]);
    place.succeed(&reveal);
    let said = place.succeed(&["key", "rotate"]);
    assert!(said.contains("was added"), "each rotation has a key of its own: {said}");
}

async fn a_key_file_is_never_overwritten(place: &Place) {
    let file = place.folder.path().join("own.key");
    let name = file.display().to_string();
    place.succeed(&["key", "create", &name]);
    let before = fs::read(&file).expect("it is there");
    let (succeeded, said, complained) = place.run(&["key", "create", &name]);
    assert!(
        !succeeded && said.is_empty() && complained.contains("already"),
        "{complained}"
    );
    assert_eq!(fs::read(&file).expect("it is there"), before);
}

macro_rules! at_new_places {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::at(super::Backend::Sqlite, super::$name); })+
        }
        mod postgres {
            $(#[test] fn $name() { super::at(super::Backend::Postgres, super::$name); })+
        }
    };
}

fn at(backend: Backend, test: impl AsyncFnOnce(&Place)) {
    xiaonuan_tests::fixture::run(async {
        let place = Place::new(backend).await;
        test(&place).await;
        if backend == Backend::Postgres {
            Cluster::shared().drop_database(&place.address).await;
        }
    });
}

at_new_places!(
    the_first_start_makes_keys_and_says_so,
    keys_that_others_may_read_are_refused,
    a_database_whose_keys_are_gone_gets_no_others,
    two_first_starts_at_once_meet_the_same_keys,
    keys_are_replaced_and_taken_out,
    a_key_file_is_never_overwritten,
);
