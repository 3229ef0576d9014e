//! What goes to standard output, what to standard error, and how a command ends.

use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::lines;
use xiaonuan_tests::on_both;
use xiaonuan_tests::postgres::Cluster;
use xiaonuan_tests::program::{on, run, succeed};
use xiaonuan_tests::small_books::small_books;
use xiaonuan_tests::tables::{Form, fixture as folder_of};

fn import_small(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = small_books().write(&folder.path().join("books"), Form::Utf8);
    succeed(&fixture.address, &[Path::new("import"), &path]);
}

/// What a command says when it refuses: one line on standard error, exit code 1, nothing on standard output.
fn refusal_of(fixture: &Fixture, arguments: &[&str]) -> String {
    let output = run(&fixture.address, arguments);
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
    assert!(output.stdout.is_empty(), "{arguments:?}: nothing on standard output");
    assert_eq!(told.lines().count(), 1, "{arguments:?}: {told}");
    told
}

async fn migrate_makes_the_tables_and_can_be_repeated(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = match fixture.backend {
        xiaonuan_tests::fixture::Backend::Sqlite => format!("sqlite://{}/new/x.db", folder.path().display()),
        xiaonuan_tests::fixture::Backend::Postgres => Cluster::shared().empty_database().await,
    };
    for _ in 0..2 {
        succeed(&empty, &["migrate"]);
    }
    let mut raw = xiaonuan_tests::raw::Raw::connect(&empty).await;
    assert_eq!(raw.columns().await, fixture.raw().await.columns().await);
}

async fn refused_rows_are_outcomes_and_no_failure(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = small_books().write(&folder.path().join("books"), Form::Utf8);
    let list = folder.path().join("outcomes.csv");
    let arguments = [Path::new("import"), &path, Path::new("--outcomes"), &list];
    let summary = String::from_utf8(succeed(&fixture.address, &arguments)).expect("UTF-8");
    assert!(
        summary.contains("invalid_uscc") && summary.contains("fund_insufficient"),
        "{summary}"
    );
    assert!(
        summary.contains("10 rows: 8 accepted, 2 refused; 0 had been decided before"),
        "{summary}"
    );
    let text = std::fs::read_to_string(&list).expect("the list is there");
    assert!(text.starts_with("file,row,ref,outcome,code,message\n"), "{text}");
    let listed = lines(&text);
    assert_eq!(listed.len(), 10);
    assert_eq!(listed.iter().filter(|line| line.outcome == "refused").count(), 2);
    let refused = text
        .lines()
        .find(|line| line.contains("fund_insufficient"))
        .expect("a line");
    assert!(
        refused.starts_with("disbursements.csv,3,H1,refused,fund_insufficient,"),
        "{refused}"
    );
    let summary = String::from_utf8(succeed(&fixture.address, &arguments)).expect("UTF-8");
    assert!(
        summary.contains("10 rows: 8 accepted, 2 refused; 10 had been decided before"),
        "{summary}"
    );
    assert_eq!(std::fs::read_to_string(&list).expect("the list is there"), text);
}

async fn a_dry_run_says_so(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = small_books().write(&folder.path().join("books"), Form::Utf8);
    let output = succeed(&fixture.address, &[Path::new("import"), &path, Path::new("--dry-run")]);
    let summary = String::from_utf8(output).expect("UTF-8");
    assert!(summary.contains("dry run: nothing was written"), "{summary}");
    assert!(fixture.raw().await.contents().await.values().all(Vec::is_empty));
}

async fn a_list_of_outcomes_that_cannot_be_written_is_a_failure(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = small_books().write(&folder.path().join("books"), Form::Utf8);
    let nowhere = folder.path().join("no/such/folder/outcomes.csv");
    let output = run(
        &fixture.address,
        &[Path::new("import"), &path, Path::new("--outcomes"), &nowhere],
    );
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(told.contains("outcomes.csv"), "{told}");
}

async fn a_template_opens_and_wants_the_community_filled_in(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("books.xlsx");
    let said = String::from_utf8(succeed(&fixture.address, &[Path::new("template"), &file])).expect("UTF-8");
    assert!(said.contains("xiaonuan import"), "{said}");
    let told = refusal_of(fixture, &["import", &file.display().to_string()]);
    assert!(told.contains("fill in your community"), "{told}");
    assert!(fixture.raw().await.contents().await.values().all(Vec::is_empty));
}

/// Excel refuses to open a workbook of another ending.
async fn a_template_ends_in_xlsx(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["books", "books.xls", "books.csv", "books.xlsx.bak", ".xlsx"] {
        let file = folder.path().join(name);
        let told = refusal_of(fixture, &["template", &file.display().to_string()]);
        assert!(told.contains(name) && told.contains(".xlsx"), "{told}");
        assert!(!file.exists(), "{name}");
    }
    succeed(
        &fixture.address,
        &[Path::new("template"), &folder.path().join("账本.XLSX")],
    );
}

async fn a_language_that_is_not_spoken_is_said_first(fixture: &Fixture) {
    for arguments in [
        &["migrate"][..],
        &["check"],
        &["import", "nowhere"],
        &["template", "x.xlsx"],
    ] {
        let told = refusal_of(fixture, &[arguments, &["--lang", "fr"]].concat());
        for word in ["fr", "zh-CN", "en"] {
            assert!(told.contains(word), "{told}");
        }
    }
}

async fn a_report_prints_itself_and_nothing_else(fixture: &Fixture) {
    import_small(fixture);
    for report in ["funds", "merchants", "vouchers", "redemptions"] {
        for format in ["json", "csv", "table", "xlsx"] {
            let printed = succeed(
                &fixture.address,
                &["report", report, "--community", "qz", "--format", format],
            );
            match format {
                "json" => {
                    let json: Value = serde_json::from_slice(&printed).expect("JSON and nothing else");
                    assert_eq!(json["report"], report);
                    assert_eq!(json["community"], "qz");
                }
                "xlsx" => assert!(printed.starts_with(b"PK\x03\x04"), "{report}"),
                "csv" => {
                    let text = String::from_utf8(printed).expect("UTF-8");
                    let header = text.trim_start_matches('\u{feff}').lines().next().expect("a header");
                    assert!(header.contains(',') && !header.contains(' '), "{header}");
                }
                _ => assert!(!printed.is_empty()),
            }
        }
    }
}

async fn what_is_unknown_is_named(fixture: &Fixture) {
    import_small(fixture);
    for (arguments, words) in [
        (
            &["report", "fund", "--community", "qz"][..],
            &["\"fund\"", "funds", "redemptions"][..],
        ),
        (&["report", "funds", "--community", "nowhere"], &["nowhere"]),
        (
            &["report", "funds", "--community", "qz", "--fund", "NOFUND"],
            &["NOFUND"],
        ),
        (
            &["report", "merchants", "--community", "qz", "--merchant", "M9"],
            &["M9"],
        ),
        (
            &["report", "funds", "--community", "qz", "--format", "pdf"],
            &["pdf", "csv", "json"],
        ),
        (
            &["report", "funds", "--community", "qz", "--as-of", "yesterday"],
            &["yesterday"],
        ),
        (
            &["report", "funds", "--community", "qz", "--as-of", "2026-02-30"],
            &["2026-02-30"],
        ),
        (
            &["report", "funds", "--community", "qz", "--from", "2026-01-01"],
            &["from"],
        ),
        (&["check", "--community", "nowhere"], &["nowhere"]),
    ] {
        let told = refusal_of(fixture, arguments);
        assert!(told.starts_with("xiaonuan: "), "{told}");
        for word in words {
            assert!(told.contains(word), "{arguments:?}: {told} does not say {word}");
        }
    }
    for arguments in [&["frobnicate"][..], &["import"], &["report"], &["report", "funds"], &[]] {
        let output = run(&fixture.address, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

async fn check_succeeds_on_sound_books_and_fails_on_others(fixture: &Fixture) {
    import_small(fixture);
    let said = String::from_utf8(succeed(&fixture.address, &["check"])).expect("UTF-8");
    assert!(said.starts_with("qz: ") && said.contains("tree root"), "{said}");
    assert!(!said.contains("BROKEN"), "{said}");
    let mut raw = fixture.raw().await;
    raw.execute("UPDATE journal_head SET seq = seq - 1")
        .await
        .expect("it can be changed");
    let output = run(&fixture.address, &["check", "--community", "qz"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("BROKEN"));
}

/// On the command line, too, names are shown in full for a reason that is logged.
async fn a_report_masks_names_unless_it_is_said_why(fixture: &Fixture) {
    succeed(&fixture.address, &[Path::new("import"), &folder_of("qingzhu")]);
    let report = ["report", "donors", "--community", "qingzhu", "--format", "csv"];
    let print = |more: &[&str]| {
        let printed = succeed(&fixture.address, &[&report[..], more].concat());
        String::from_utf8(printed).expect("UTF-8")
    };
    let mut raw = fixture.raw().await;
    let logged = "SELECT who, what, subject FROM access_log";
    let masked = print(&[]);
    assert!(masked.contains("居**") && !masked.contains("居民严先生"), "{masked}");
    assert!(raw.rows(logged).await.is_empty());
    let silent = run(&fixture.address, &[&report[..], &["--reveal", " "][..]].concat());
    assert!(!silent.status.success() && silent.stdout.is_empty());
    assert!(raw.rows(logged).await.is_empty());
    let whole = print(&["--reveal", "年度审计"]);
    assert!(whole.contains("居民严先生"), "{whole}");
    assert_eq!(
        raw.rows(logged).await,
        [["command", "revealed/reports/{report}", "donors"]]
    );
}

/// Whoever reads only the beginning, as `head` does, is no failure, and nothing is said about it.
async fn a_reader_that_leaves_early_is_no_failure(fixture: &Fixture) {
    succeed(&fixture.address, &[Path::new("import"), &folder_of("qingzhu")]);
    let report = |name, format| vec!["report", name, "--community", "qingzhu", "--format", format];
    for arguments in [
        report("redemptions", "csv"),
        report("redemptions", "json"),
        report("redemptions", "table"),
        report("redemptions", "xlsx"),
        vec!["check"],
        vec!["--help"],
    ] {
        for wanted in [0, 10] {
            let mut program = on(&fixture.address)
                .args(&arguments)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("it runs");
            let mut out = program.stdout.take().expect("a pipe");
            out.read_exact(&mut vec![0; wanted]).expect("it says something");
            drop(out);
            let output = program.wait_with_output().expect("it ends");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
            assert!(output.status.success(), "{arguments:?}: {}", output.status);
        }
    }
}

async fn a_database_that_is_not_there_is_a_failure_in_one_line(_fixture: &Fixture) {
    for address in [
        "nonsense",
        "mysql://host/x",
        "postgres://nobody@127.0.0.1:1/none",
        "sqlite:///proc/none/x.db",
    ] {
        let output = run(address, &["check"]);
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{address}: {told}");
        assert_eq!(told.lines().count(), 1, "{address}: {told}");
    }
}

on_both!(
    a_report_masks_names_unless_it_is_said_why,
    migrate_makes_the_tables_and_can_be_repeated,
    refused_rows_are_outcomes_and_no_failure,
    a_dry_run_says_so,
    a_list_of_outcomes_that_cannot_be_written_is_a_failure,
    a_template_opens_and_wants_the_community_filled_in,
    a_template_ends_in_xlsx,
    a_language_that_is_not_spoken_is_said_first,
    a_report_prints_itself_and_nothing_else,
    what_is_unknown_is_named,
    check_succeeds_on_sound_books_and_fails_on_others,
    a_reader_that_leaves_early_is_no_failure,
    a_database_that_is_not_there_is_a_failure_in_one_line,
);
