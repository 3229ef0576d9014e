//! How fast big books are imported, asked for balances and printed, on both databases with every commit on disk, and
//! how much memory and disk that takes.
//!
//! `make bench` measures 100,000 claims. Other sizes, also several: `cargo bench -p xiaonuan-tests -- 100000 850000`
//! (850,000 claims are about a million records). With `sqlite` or `postgres` before the sizes, that database alone.
//! What it prints is for reading; nothing here passes or fails.

#![expect(
    clippy::disallowed_methods,
    reason = "it measures time, and nothing that it measures is kept"
)]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use xiaonuan_app::demo::write_large;
use xiaonuan_app::import::Folder;
use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::calendar::Instant as Moment;
use xiaonuan_persistence::balances::AsRecorded;
use xiaonuan_persistence::connect::Database;
use xiaonuan_tests::fixture::{run, sqlite_in};
use xiaonuan_tests::postgres::{Cluster, Durability};
use xiaonuan_tests::program;
use xiaonuan_tests::raw::Raw;

/// How many claims, unless others are asked for.
const CLAIMS: u32 = 100_000;
/// How many balances are asked for.
const VIEWS: usize = 200;
/// What is read of a process's memory is at most this old.
const LOOK: Duration = Duration::from_millis(10);

/// What a process took.
struct Spent {
    time: Duration,
    peak_kib: u64,
    printed: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let mut sizes: Vec<u32> = arguments.iter().filter_map(|size| size.parse().ok()).collect();
    if sizes.is_empty() {
        sizes.push(CLAIMS);
    }
    let wanted = |backend: &str| {
        let named = |name: &str| arguments.iter().any(|argument| argument == name);
        named(backend) || !(named("sqlite") || named("postgres"))
    };
    print_machine();
    // A tenth of the first size too: the difference tells what each further row takes.
    sizes.insert(0, sizes[0] / 10);
    let folder = tempfile::tempdir().expect("a folder");
    let books: Vec<(u32, PathBuf)> = sizes
        .iter()
        .map(|claims| {
            let path = folder.path().join(claims.to_string());
            write_large(&path, 1, *claims).expect("it is written");
            (*claims, path)
        })
        .collect();
    if wanted("sqlite") {
        let place = |claims: u32| sqlite_in(&folder.path().join(format!("sqlite-{claims}")));
        measure("SQLite", &books, |claims| Box::pin(async move { place(claims) }));
    }
    if wanted("postgres") {
        let cluster = Cluster::start(Durability::Kept);
        let cluster = &cluster;
        measure("PostgreSQL, fsync on", &books, |_| Box::pin(cluster.empty_database()));
    }
}

/// Measures all sizes on one database.
fn measure<'a>(
    name: &str,
    books: &[(u32, PathBuf)],
    place: impl Fn(u32) -> std::pin::Pin<Box<dyn Future<Output = String> + 'a>>,
) {
    let mut before: Option<(u64, u64)> = None;
    for (claims, path) in books {
        run(async {
            let address = place(*claims).await;
            println!("\n{name}: {claims} claims");
            let rows = rows_of(path);
            let import = spend(program::on(&address).arg("import").arg(path));
            let mut raw = Raw::connect(&address).await;
            let records = number(&mut raw, "SELECT count(*) FROM record").await;
            let postings = number(&mut raw, "SELECT count(*) FROM posting").await;
            print_time("import", rows, "rows", import.time);
            println!("  {:<26} {records} records, {postings} postings", "recorded");
            println!("  {:<26} {} MiB", "peak memory", import.peak_kib / 1024);
            if let Some((fewer, peak)) = before {
                let bytes = import.peak_kib.saturating_sub(peak) * 1024 / (rows - fewer);
                println!("  {:<26} {bytes} bytes", "memory per further row");
            }
            before = Some((rows, import.peak_kib));
            let size = size_on_disk(&address, &mut raw).await;
            println!(
                "  {:<26} {} MiB, {} bytes a record",
                "on disk",
                size >> 20,
                size / records
            );
            let again = spend(program::on(&address).arg("import").arg(path));
            print_time("import again", rows, "rows", again.time);
            let check = spend(program::on(&address).arg("check"));
            print_time("check", records, "records", check.time);
            println!("  {:<26} {} MiB", "peak memory", check.peak_kib / 1024);
            balances(&address).await;
            reports(&address, path);
        });
    }
}

/// The balances of all funds at random times of the year.
async fn balances(address: &str) {
    const KINDS: [AccountKind; 5] = [
        AccountKind::Bank,
        AccountKind::Payable,
        AccountKind::Voucher,
        AccountKind::Available,
        AccountKind::Encumbered,
    ];
    let database = Database::open(address, &xiaonuan_tests::keys::keys())
        .await
        .expect("it opens");
    let code = database.communities().await.expect("it answers").remove(0).code;
    let community = database
        .community(code.as_str())
        .await
        .expect("it answers")
        .expect("a community");
    let year: Moment = "2025-01-01T00:00:00Z".parse().expect("a time");
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for (name, kinds) in [
        ("balances of funds", &KINDS[3..]),
        ("with vouchers and debts", &KINDS[..]),
    ] {
        let mut times = Vec::with_capacity(VIEWS);
        for _ in 0..VIEWS {
            let at = Moment::from_micros(year.micros() + random.random_range(0..365 * 86_400_000_000_i64));
            let start = Instant::now();
            let view = database
                .as_of(community, Some(at), AsRecorded::Everything)
                .await
                .expect("a view");
            database.balances(community, view, kinds).await.expect("balances");
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let at = |percent: usize| times[(VIEWS - 1) * percent / 100].as_micros();
        println!(
            "  {name:<26} p50 {} µs, p99 {} µs, at {VIEWS} random times",
            at(50),
            at(99)
        );
    }
    database.close().await.expect("it closes");
}

/// How fast reports are printed, and in how much memory.
fn reports(address: &str, path: &Path) {
    let opened = Folder::open(path).expect("it opens");
    let community = opened.community().community.code.to_string();
    for (report, format) in [
        ("funds", "json"),
        ("merchants", "json"),
        ("vouchers", "json"),
        ("redemptions", "csv"),
        ("redemptions", "json"),
        ("redemptions", "xlsx"),
    ] {
        let arguments = ["report", report, "--community", &community, "--format", format];
        let printed = spend(program::on(address).args(arguments));
        let rate = printed.printed as u64 * 1000 / millis(printed.time) / 1024;
        println!(
            "  {:<26} {} ms, {} KiB, {rate} KiB/s, {} MiB of memory",
            format!("report {report}, {format}"),
            printed.time.as_millis(),
            printed.printed / 1024,
            printed.peak_kib / 1024
        );
    }
}

/// Runs a command to its end, and looks at its memory meanwhile.
fn spend(command: &mut Command) -> Spent {
    let start = Instant::now();
    let mut process = command.stdout(Stdio::piped()).spawn().expect("it runs");
    let mut out = process.stdout.take().expect("a pipe");
    let reading = std::thread::spawn(move || {
        let (mut buffer, mut printed) = (vec![0; 1 << 16], 0);
        while let Ok(read @ 1..) = out.read(&mut buffer) {
            printed += read;
        }
        printed
    });
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_memory(process.id()).max(peak_kib);
        if let Some(status) = process.try_wait().expect("it is ours") {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    let time = start.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    Spent {
        time,
        peak_kib,
        printed: reading.join().expect("no panic"),
    }
}

/// The most memory that a process has held so far, in KiB; 0 once it has ended.
fn peak_memory(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

/// How many rows a folder's tables have, with the headers.
fn rows_of(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).expect("a folder");
    let lines = |path: PathBuf| {
        fs::read(path)
            .expect("a file")
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
    };
    files.map(|file| lines(file.expect("an entry").path()) as u64).sum()
}

async fn number(raw: &mut Raw, sql: &str) -> u64 {
    u64::try_from(raw.number(sql).await).expect("not negative")
}

async fn size_on_disk(address: &str, raw: &mut Raw) -> u64 {
    match address.strip_prefix("sqlite://") {
        Some(file) => ["", "-wal"]
            .iter()
            .filter_map(|ending| Some(fs::metadata(format!("{file}{ending}")).ok()?.len()))
            .sum(),
        None => number(raw, "SELECT pg_database_size(current_database())").await,
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).expect("not that long").max(1)
}

fn print_time(what: &str, count: u64, of: &str, time: Duration) {
    let milliseconds = millis(time);
    let rate = count * 1000 / milliseconds;
    println!(
        "  {what:<26} {count} {of} in {}.{:03} s: {rate} a second",
        milliseconds / 1000,
        milliseconds % 1000
    );
}

/// On what it was measured.
fn print_machine() {
    let line = |path: &str, name: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let found = text.lines().find_map(|line| line.strip_prefix(name));
        found.map_or_else(String::new, |line| line.trim_start_matches([' ', '\t', ':']).to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("processor  {} ({cores} cores)", line("/proc/cpuinfo", "model name"));
    println!("memory     {}", line("/proc/meminfo", "MemTotal"));
    println!("kernel     {}", line("/proc/version", ""));
    println!("load       {}", line("/proc/loadavg", ""));
}
