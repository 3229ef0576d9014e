//! Input that is not in its form stops an import before anything is written, with one message that says where and what.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use xiaonuan_app::import::Table;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;
use xiaonuan_tests::small_books::small_books;
use xiaonuan_tests::tables::{Form, fixture as folder_of};

/// A sort of malformed input: what it is called, how a good folder becomes so, and what the message must name.
type Sort = (&'static str, fn(&Path), &'static [&'static str]);

fn put(folder: &Path, file: &str, bytes: impl AsRef<[u8]>) {
    fs::write(folder.join(file), bytes).expect("the file is written");
}

const GIFTS: &str = "ref,date,donor,donor_kind,fund,amount,method\n";

const SORTS: &[Sort] = &[
    (
        "binary junk",
        |folder| {
            put(
                folder,
                "donations.csv",
                [GIFTS.as_bytes(), b"\x00\x01\x02\xff\xfe,,,\n"].concat(),
            )
        },
        &["donations.csv", "row 2", "binary"],
    ),
    (
        "a picture",
        |folder| put(folder, "claims.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        &["claims.csv", "binary"],
    ),
    (
        "bytes of no encoding",
        |folder| {
            put(
                folder,
                "donations.csv",
                [GIFTS.as_bytes(), b"G9,2026-02-01,\xff\xff,person,F,1,bank\n"].concat(),
            )
        },
        &["donations.csv", "UTF-8", "GB 18030", "row 2"],
    ),
    (
        "UTF-16",
        |folder| put(folder, "donations.csv", b"\xff\xfer\x00e\x00f\x00"),
        &["donations.csv", "UTF-16"],
    ),
    (
        "semicolons",
        |folder| put(folder, "donations.csv", GIFTS.replace(',', ";")),
        &["donations.csv", "row 1", "semicolon"],
    ),
    (
        "tabs",
        |folder| put(folder, "donations.csv", GIFTS.replace(',', "\t")),
        &["donations.csv", "row 1", "tab"],
    ),
    (
        "no header",
        |folder| put(folder, "donations.csv", "G9,2026-02-01,甲,person,F,1.00,bank\n"),
        &["donations.csv", "row 1", "ref,date,donor"],
    ),
    (
        "an empty first row",
        |folder| put(folder, "donations.csv", format!("\n{GIFTS}")),
        &["donations.csv", "row 1"],
    ),
    (
        "a column twice",
        |folder| put(folder, "donations.csv", "ref,date,amount,fund,amount\n"),
        &["donations.csv", "row 1", "column E", "amount", "column C"],
    ),
    (
        "a column in both languages",
        |folder| put(folder, "donations.csv", "ref,date,amount,fund,金额\n"),
        &["donations.csv", "row 1", "column E", "金额"],
    ),
    (
        "an unknown column",
        |folder| put(folder, "donations.csv", "ref,date,ammount,fund\n"),
        &["donations.csv", "row 1", "column C", "“ammount”", "“amount”"],
    ),
    (
        "an unknown column in Chinese",
        |folder| put(folder, "donations.csv", "ref,date,捐赠人类形,fund\n"),
        &["donations.csv", "row 1", "column C", "“捐赠人类形”", "“捐赠人类型”"],
    ),
    (
        "a row longer than the header",
        |folder| {
            put(
                folder,
                "donations.csv",
                format!("{GIFTS}\nG9,2026-02-01,甲,person,F,1.00,bank,more\n"),
            )
        },
        &["donations.csv", "row 3", "8 cells", "7 columns"],
    ),
    (
        "an open quotation mark",
        |folder| {
            put(
                folder,
                "donations.csv",
                format!("{GIFTS}G9,\"2026-02-01,甲,person,F,1.00,bank\n"),
            )
        },
        &["donations.csv", "row 2", "column B", "quotation mark"],
    ),
    (
        "both names of a table",
        |folder| put(folder, "核销.csv", "ref\n"),
        &["claims.csv", "核销.csv", "same table"],
    ),
    (
        "no community",
        |folder| fs::remove_file(folder.join("community.csv")).expect("it is there"),
        &["community.csv", "社区", "missing"],
    ),
    (
        "two communities",
        |folder| {
            put(
                folder,
                "community.csv",
                "community,timezone\na,Asia/Shanghai\nb,Asia/Shanghai\n",
            )
        },
        &["community.csv", "2 rows"],
    ),
    (
        "a community without a code",
        |folder| put(folder, "community.csv", "community,timezone\n青竹,Asia/Shanghai\n"),
        &["community.csv", "row 2", "column community", "“青竹”"],
    ),
    (
        "an unknown zone",
        |folder| put(folder, "community.csv", "community,timezone\nqz,Asia/Changchun\n"),
        &[
            "community.csv",
            "row 2",
            "column timezone",
            "“Asia/Changchun”",
            "Asia/Shanghai",
        ],
    ),
    (
        "a workbook that is called CSV",
        |folder| {
            fs::copy(folder_of("gb18030.xlsx"), folder.join("claims.csv")).expect("it is copied");
        },
        &["claims.csv", "workbook"],
    ),
    (
        "a folder that is called CSV",
        |folder| {
            fs::remove_file(folder.join("claims.csv")).expect("it is there");
            fs::create_dir(folder.join("claims.csv")).expect("a folder");
        },
        &["claims.csv", "not a file"],
    ),
    (
        "no tables at all",
        |folder| {
            fs::remove_dir_all(folder).expect("it is there");
            fs::create_dir(folder).expect("a folder");
        },
        &["community.csv", "社区.csv"],
    ),
    (
        "nothing there",
        |folder| fs::remove_dir_all(folder).expect("it is there"),
        &["nothing here", "folder"],
    ),
];

fn good_folder(under: &Path) -> PathBuf {
    let _ = fs::remove_dir_all(under.join("books"));
    small_books().write(&under.join("books"), Form::Utf8)
}

/// What is said about a folder that is refused: one line on standard error, and nothing in the books.
async fn refusal_of(fixture: &Fixture, name: &str, path: &Path) -> String {
    let output = program::run(&fixture.address, &[Path::new("import"), path]);
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{name}: {told}");
    assert!(output.stdout.is_empty(), "{name}: nothing on standard output");
    assert!(told.starts_with("xiaonuan: ") && told.ends_with('\n'), "{name}: {told}");
    assert_eq!(told.lines().count(), 1, "{name}: {told}");
    let contents = fixture.raw().await.contents().await;
    assert!(contents.values().all(Vec::is_empty), "{name}: nothing is written");
    told
}

async fn every_sort_is_refused_with_its_place(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, spoil, words) in SORTS {
        let path = good_folder(folder.path());
        spoil(&path);
        let told = refusal_of(fixture, name, &path).await;
        for word in *words {
            assert!(told.contains(word), "{name}: {told} does not say {word:?}");
        }
    }
    program::succeed(&fixture.address, &[Path::new("import"), &good_folder(folder.path())]);
}

async fn a_file_that_is_no_folder_of_books_is_refused(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = good_folder(folder.path());
    let told = refusal_of(fixture, "a CSV file", &path.join("claims.csv")).await;
    assert!(told.contains("folder"), "{told}");
    put(folder.path(), "broken.xlsx", b"PK\x03\x04 and then nothing");
    let told = refusal_of(fixture, "a broken workbook", &folder.path().join("broken.xlsx")).await;
    assert!(told.contains("broken.xlsx"), "{told}");
}

/// Whoever asks for no language is told in Chinese, as everything else is; who asks for one is told in that.
async fn what_is_malformed_is_told_in_the_language_that_was_chosen(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = good_folder(folder.path());
    put(&path, "donations.csv", "ref,date,ammount\n");
    let chinese = "donations.csv，第 1 行 C 列：没有名为“ammount”的列。是不是“amount”？";
    let english = "donations.csv, row 1, column C: no column is called “ammount”; did you mean “amount”?";
    for (language, chosen, expected) in [
        (None, None, chinese),
        (Some("en"), Some("zh-CN"), chinese),
        (Some("zh"), None, chinese),
        (None, Some("en"), english),
        (Some("en"), None, english),
    ] {
        let mut import = program::on(&fixture.address);
        import.env_remove("XIAONUAN_LANGUAGE").arg("import").arg(&path);
        import.envs(language.map(|language| ("XIAONUAN_LANGUAGE", language)));
        import.args(chosen.map(|chosen| ["--lang", chosen]).iter().flatten());
        let output = import.output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(told, format!("xiaonuan: {expected}\n"), "{language:?} {chosen:?}");
    }
}

/// The most memory that a process has held so far, in MiB, while it lives.
fn peak_memory(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kibibytes / 1024)
}

const LINE: usize = 200 << 20;

/// A row of 200 MB is refused by its place, and never held in memory as a whole.
async fn a_row_without_end_is_refused_in_little_memory(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, start, row) in [
        ("in the header", "ref,", "row 1"),
        ("in a row", "ref,time\nC1,", "row 2"),
        ("in quotation marks", "ref,time\nC1,\"", "row 2"),
    ] {
        let path = good_folder(folder.path());
        let mut claims = BufWriter::new(File::create(path.join("claims.csv")).expect("a file"));
        claims.write_all(start.as_bytes()).expect("it is written");
        std::io::copy(&mut std::io::repeat(b'x').take(LINE as u64), &mut claims).expect("it is written");
        claims.flush().expect("it is written");
        let mut import = program::on(&fixture.address)
            .arg("import")
            .arg(&path)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut peak = 0;
        while import.try_wait().expect("it is ours").is_none() {
            peak = peak_memory(import.id()).unwrap_or(0).max(peak);
        }
        let output = import.wait_with_output().expect("it ends");
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{name}: {told}");
        assert!(told.contains("claims.csv") && told.contains(row), "{name}: {told}");
        assert!(told.len() < 1_000, "{name}: a message, not the row");
        assert!(peak > 0 && peak < 300, "{name}: {peak} MiB");
    }
    let contents = fixture.raw().await.contents().await;
    assert!(contents.values().all(Vec::is_empty), "nothing is written");
}

/// The first of several faults is told, the same each time; what is read is not what was typed but what is in the file.
async fn a_folder_with_several_faults_is_told_the_first(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = good_folder(folder.path());
    put(&path, "donations.csv", "ref,date,ammount\n");
    put(&path, "community.csv", "community,timezone\nqz,Nowhere\n");
    let told = refusal_of(fixture, "two faults", &path).await;
    assert!(told.contains("Nowhere"), "{told}");
    assert!(
        Table::ALL
            .iter()
            .all(|table| table.is_register() || !told.contains(table.file_name()))
    );
}

on_both!(
    every_sort_is_refused_with_its_place,
    a_file_that_is_no_folder_of_books_is_refused,
    what_is_malformed_is_told_in_the_language_that_was_chosen,
    a_row_without_end_is_refused_in_little_memory,
    a_folder_with_several_faults_is_told_the_first,
);
