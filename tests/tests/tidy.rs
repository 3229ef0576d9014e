//! The shape of the code: who may depend on whom, and what is deliberately absent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the workspace")
}

/// What each package names in its manifest, for the given sorts of dependencies (`null` is the ordinary one).
fn dependencies(sorts: &[Option<&str>]) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    let of_package = |package: &Value| {
        let all = package["dependencies"].as_array().expect("dependencies").iter();
        let named = all
            .filter(|it| sorts.contains(&it["kind"].as_str()))
            .map(|it| text(&it["name"]));
        (text(&package["name"]), named.collect())
    };
    packages.iter().map(of_package).collect()
}

/// All files below a folder with an ending, with their texts.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                found.extend(files(&path, ending));
            }
        } else if path.extension().is_some_and(|extension| extension == ending) {
            let text = std::fs::read_to_string(&path).expect("a text");
            found.push((path, text));
        }
    }
    found
}

/// Rust files of a folder of the workspace; there must be some.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let found = files(&root().join(folder), "rs");
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

/// The lines of a text that hold a word, as `file:line`. Comments may say anything.
fn lines_with(word: &str, sources: &[(PathBuf, String)]) -> Vec<String> {
    let of_word = |character: char| character.is_alphanumeric() || character == '_';
    let holds = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let (before, after) = (line[..at].chars().next_back(), line[at + word.len()..].chars().next());
            !before.is_some_and(of_word) && !after.is_some_and(of_word)
        })
    };
    let mut found = Vec::new();
    for (path, text) in sources {
        for (number, line) in (1..).zip(text.lines()) {
            if !line.trim_start().starts_with("//") && holds(line) {
                found.push(format!("{}:{number}", path.display()));
            }
        }
    }
    found
}

/// cli → http → app → persistence → domain; the command line composes what http, app and domain give.
#[test]
fn crates_depend_on_those_below_them_only() {
    let allowed: &[(&str, &[&str])] = &[
        ("xiaonuan-domain", &[]),
        ("xiaonuan-migrations", &[]),
        ("xiaonuan-persistence", &["xiaonuan-domain", "xiaonuan-migrations"]),
        ("xiaonuan-app", &["xiaonuan-domain", "xiaonuan-persistence"]),
        ("xiaonuan-http", &["xiaonuan-domain", "xiaonuan-app"]),
        ("xiaonuan", &["xiaonuan-domain", "xiaonuan-app", "xiaonuan-http"]),
    ];
    let packages = dependencies(&[None, Some("build")]);
    let of_tests = dependencies(&[Some("dev")]);
    for (package, named) in packages.iter().filter(|(package, _)| *package != "xiaonuan-tests") {
        let place = allowed.iter().position(|(name, _)| name == package);
        let place = place.unwrap_or_else(|| panic!("{package} has no place in the order of crates"));
        for name in named.iter().filter(|name| packages.contains_key(*name)) {
            assert!(
                allowed[place].1.contains(&name.as_str()),
                "{package} must not depend on {name}"
            );
        }
        // A crate's own tests may build on everything below it.
        for name in of_tests[package].iter().filter(|name| packages.contains_key(*name)) {
            let below = allowed[..place].iter().any(|(lower, _)| lower == name);
            assert!(below, "the tests of {package} must not depend on {name}");
        }
    }
    assert_eq!(packages.len(), allowed.len() + 1, "every crate is there");
}

#[test]
fn persistence_alone_names_a_database() {
    for (package, named) in dependencies(&[None, Some("dev"), Some("build")]) {
        let databases: Vec<&String> = named
            .iter()
            .filter(|name| name.starts_with("sea-") || name.starts_with("sqlx") || name.contains("sqlite"))
            .collect();
        let may = match package.as_str() {
            "xiaonuan-persistence" | "xiaonuan-migrations" => true,
            // Tests look at a database as a stranger would.
            "xiaonuan-tests" => databases.iter().all(|name| *name == "sqlx"),
            _ => databases.is_empty(),
        };
        assert!(may, "{package} names {databases:?}");
    }
    for folder in ["crates/domain", "crates/app", "crates/http", "crates/cli", "tests/src"] {
        assert_eq!(lines_with("sea_orm", &sources(folder)), Vec::<String>::new());
    }
}

#[test]
fn the_domain_is_pure() {
    let named = dependencies(&[None, Some("build")])
        .remove("xiaonuan-domain")
        .expect("the domain");
    for outside in [
        "tokio",
        "futures",
        "async-trait",
        "rand",
        "getrandom",
        "reqwest",
        "tracing",
    ] {
        assert!(!named.contains(outside), "the domain names {outside}");
    }
    let sources = sources("crates/domain/src");
    for word in [
        "async",
        "await",
        "SystemTime",
        "std::fs",
        "std::net",
        "std::env",
        "std::thread",
    ] {
        assert_eq!(lines_with(word, &sources), Vec::<String>::new(), "{word}");
    }
}

#[test]
fn money_is_never_a_float() {
    for folder in ["crates/domain", "crates/persistence", "migrations"] {
        for float in ["f32", "f64"] {
            assert_eq!(lines_with(float, &sources(folder)), Vec::<String>::new(), "{float}");
        }
    }
    // A workbook knows no other numbers. One file turns the digits of reports into them; import turns them into digits,
    // writes the examples of its template, and measures how alike two names are.
    let is_edge = |path: &Path| {
        path.ends_with("crates/app/src/report/writer/xlsx/number.rs")
            || path.starts_with(root().join("crates/app/src/import"))
    };
    for folder in ["crates/app/src", "crates/http/src", "crates/cli/src"] {
        let inside: Vec<_> = sources(folder).into_iter().filter(|(path, _)| !is_edge(path)).collect();
        for float in ["f32", "f64", "to_f64"] {
            assert_eq!(lines_with(float, &inside), Vec::<String>::new(), "{float}");
        }
    }
    for (path, text) in files(&root().join("migrations"), "sql") {
        for column in ["REAL", "FLOAT", "DOUBLE", "DECIMAL", "NUMERIC"] {
            assert!(
                !text.to_uppercase().split_whitespace().any(|word| word == column),
                "{}",
                path.display()
            );
        }
    }
}

/// `foo.rs` beside `foo/`, one subject to a file.
#[test]
fn files_are_small_and_named_after_their_subject() {
    const MOST_LINES: usize = 400;
    let not_nouns = ["mod", "util", "utils", "helper", "helpers", "common", "manager", "misc"];
    for (path, text) in sources("crates")
        .into_iter()
        .chain(sources("tests"))
        .chain(sources("migrations"))
    {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert!(
            !not_nouns.contains(&stem.as_str()),
            "{}: what is its subject?",
            path.display()
        );
        let lines = text.lines().count();
        assert!(
            lines <= MOST_LINES,
            "{} has {lines} lines, and may have {MOST_LINES}",
            path.display()
        );
    }
}

/// Failing tests are neither skipped nor tried until they pass.
#[test]
fn no_test_is_ignored_or_sleeps() {
    let here = Path::new("tests/tests/tidy.rs");
    let sources: Vec<_> = sources("tests")
        .into_iter()
        .chain(sources("crates"))
        .filter(|(path, _)| !path.ends_with(here))
        .collect();
    assert_eq!(lines_with("#[ignore", &sources), Vec::<String>::new());
    let of_tests: Vec<_> = sources
        .into_iter()
        .filter(|(path, _)| path.starts_with(root().join("tests")) && !path.starts_with(root().join("tests/benches")))
        .collect();
    assert_eq!(lines_with("thread::sleep", &of_tests), Vec::<String>::new());
    assert_eq!(lines_with("time::sleep", &of_tests), Vec::<String>::new());
}

/// The document would keep one of two schemas of the same name and describe the other by it.
#[test]
fn schemas_have_names_of_their_own() {
    let mut named: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for (path, text) in sources("crates/http/src") {
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if !line.trim_start().starts_with("#[derive(") || !line.contains("ToSchema") {
                continue;
            }
            let mut other = None;
            let declared = lines.by_ref().find_map(|line| {
                let line = line.trim();
                if let Some((_, name)) = line.split_once("#[schema(as = ") {
                    other = name.split([',', ')']).next().map(str::to_owned);
                }
                let words: Vec<&str> = line.split([' ', '<', '{', '(', ';']).collect();
                let at = words.iter().position(|word| ["struct", "enum"].contains(word))?;
                words.get(at + 1).map(|name| (*name).to_owned())
            });
            let name = other.or(declared).expect("a type follows what it derives");
            named.entry(name).or_default().push(path.clone());
        }
    }
    assert!(named.len() > 40, "the schemas are found: {}", named.len());
    // A macro's parameter stands for as many names as it is given.
    named.retain(|name, files| !name.starts_with('$') && files.len() > 1);
    assert!(named.is_empty(), "one name for several: {named:#?}");
}
