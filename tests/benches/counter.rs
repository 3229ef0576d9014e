//! How many claims a second the service records, and how long each waits: 1 to 200 tills at once, all of one fund or of
//! many, on both databases with every commit on disk. Beside it what the machine can do: how often it brings a page to the
//! disk, how often PostgreSQL's own `pgbench` changes one row with as many clients, and what one transaction for each
//! claim comes to.
//!
//! `make bench-counter`. With `sqlite` or `postgres`, that database alone. What it prints is for reading; nothing here
//! passes or fails.

#![expect(
    clippy::disallowed_methods,
    reason = "it measures time, and nothing that it measures is kept"
)]

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use xiaonuan_tests::ask::{donation, entry, redeem};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::{Backend, Fixture, run};
use xiaonuan_tests::neighbourhood::{Neighbourhood, Offer};
use xiaonuan_tests::postgres::{Cluster, Durability};
use xiaonuan_tests::server::Server;

const TILLS: [usize; 4] = [1, 8, 32, 200];
/// How many funds, each with a merchant and a discount of its own.
const FUNDS: usize = 16;
const RESIDENTS: u32 = 400;
/// How long each is measured.
const SPAN: Duration = Duration::from_secs(4);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let wanted = |backend: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == backend);
    println!(
        "load       {}",
        std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim()
    );
    println!("fsync      {} a second", syncs());
    if wanted("sqlite") {
        run(async {
            let fixture = Fixture::new(Backend::Sqlite).await;
            measure("SQLite", &fixture, |_| None).await;
            fixture.close().await;
        });
    }
    if wanted("postgres") {
        let cluster = Cluster::start(Durability::Kept);
        run(async {
            let fixture = Fixture::on_server(&cluster).await;
            let hot = cluster.empty_database().await;
            measure("PostgreSQL, fsync on", &fixture, |tills| pgbench(&hot, tills)).await;
        });
    }
}

async fn measure(name: &str, fixture: &Fixture, hot_row: impl Fn(usize) -> Option<u64>) {
    let books = fixture.open(neighbourhood()).await;
    for fund in 0..FUNDS {
        let gift = donation(&format!("DON{fund}"), "2026-01-01", &format!("F{fund}"), "90000000");
        books.accept(gift).await;
    }
    println!("\n{name}");
    println!("  one transaction a claim    {} a second", one_by_one(&books).await);
    println!("  tills  funds   claims/s   p50 ms   p99 ms   hot row of pgbench/s");
    let server = Server::start(&fixture.address, &[]);
    for tills in TILLS {
        let hot_row = hot_row(tills).map_or_else(|| "-".to_owned(), |tps| tps.to_string());
        for funds in [1, FUNDS] {
            let (mut waited, took) = serve_customers(&server.address, tills, funds);
            waited.sort_unstable();
            let at = |percent: usize| {
                let micros = waited[(waited.len() - 1) * percent / 100].as_micros();
                format!("{}.{}", micros / 1000, micros % 1000 / 100)
            };
            let rate = waited.len() as u128 * 1000 / took.as_millis();
            println!(
                "  {tills:>5} {funds:>6} {rate:>10} {:>8} {:>8} {hot_row:>12}",
                at(50),
                at(99)
            );
        }
    }
}

fn neighbourhood() -> Neighbourhood {
    let mut neighbourhood = Neighbourhood::new("qingzhu").residents(RESIDENTS);
    for n in 0..FUNDS {
        let (fund, merchant) = (format!("F{n}"), format!("M{n:02}"));
        let offer = Offer::percent(&format!("D{n:02}"), &merchant, "10").borne_by(&fund, "50");
        neighbourhood = neighbourhood.fund(&fund).merchant(&merchant).discount(offer);
    }
    neighbourhood
}

/// All tills claim one thing after another for a while; answers how long each customer waited.
fn serve_customers(address: &str, tills: usize, funds: usize) -> (Vec<Duration>, Duration) {
    let start = Instant::now();
    let waited = std::thread::scope(|scope| {
        let till = |till: usize| {
            scope.spawn(move || one_till(address, &format!("{tills}-{funds}-{till}"), till % funds, start))
        };
        let all: Vec<_> = (0..tills).map(till).collect();
        all.into_iter()
            .flat_map(|till| till.join().expect("no panic"))
            .collect()
    });
    (waited, start.elapsed())
}

fn one_till(address: &str, name: &str, fund: usize, start: Instant) -> Vec<Duration> {
    let mut stream = BufReader::new(TcpStream::connect(address).expect("it listens"));
    stream.get_ref().set_nodelay(true).expect("a socket");
    let mut waited = Vec::new();
    while start.elapsed() < SPAN {
        let resident = (waited.len() * 7 + name.len()) % RESIDENTS as usize + 1;
        let body = json!({"ref": format!("C{name}-{}", waited.len()), "at": "2026-03-02T10:00:00+08:00",
                          "merchant": format!("M{fund:02}"), "resident": format!("R{resident:02}"),
                          "discount": format!("D{fund:02}"), "bill": "20"});
        let began = Instant::now();
        let status = ask(
            &mut stream,
            address,
            &format!("{name}-{}", waited.len()),
            &body.to_string(),
        );
        waited.push(began.elapsed());
        assert!(status.contains("201"), "{status}");
    }
    waited
}

/// Asks on a connection that stays open; answers the line of the status.
fn ask(stream: &mut BufReader<TcpStream>, host: &str, key: &str, body: &str) -> String {
    let request = format!(
        "POST /api/v1/communities/qingzhu/redemptions HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.get_mut().write_all(request.as_bytes()).expect("it is sent");
    let (mut status, mut length) = (String::new(), 0);
    stream.read_line(&mut status).expect("a status");
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).expect("a header");
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    stream.read_exact(&mut vec![0; length]).expect("a body");
    status
}

/// How many claims a second one transaction for each comes to, in this process and without HTTP.
async fn one_by_one(books: &Books) -> u128 {
    let (start, mut count) = (Instant::now(), 0_u128);
    while start.elapsed() < SPAN {
        let resident = format!("R{:02}", count % u128::from(RESIDENTS) + 1);
        let claim = redeem(&format!("N{count}"), "2026-03-02 10:00", "M00", &resident, "D00", "20");
        let answers = books.append(&[entry(claim)]).await;
        assert_eq!(answers.len(), 1);
        count += 1;
    }
    count * 1000 / start.elapsed().as_millis()
}

/// How often a second a page comes to the disk.
fn syncs() -> u128 {
    let folder = tempfile::tempdir().expect("a folder");
    let mut file = File::create(folder.path().join("page")).expect("a file");
    let (start, mut count) = (Instant::now(), 0_u128);
    while start.elapsed() < Duration::from_secs(1) {
        file.write_all(&[0; 4096]).expect("it is written");
        file.sync_data().expect("it is on the disk");
        count += 1;
    }
    count * 1000 / start.elapsed().as_millis()
}

/// How often a second `pgbench` changes one row, with so many clients.
fn pgbench(database: &str, clients: usize) -> Option<u64> {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("hot.sql");
    std::fs::write(&script, "UPDATE hot SET n = n + 1 WHERE id = 1;\n").expect("it is written");
    let made = "CREATE TABLE IF NOT EXISTS hot (id int PRIMARY KEY, n bigint NOT NULL); \
                INSERT INTO hot VALUES (1, 0) ON CONFLICT DO NOTHING";
    Command::new("psql")
        .args(["-q", "-d", database, "-c", made])
        .output()
        .ok()?;
    let told = Command::new("pgbench")
        .args([
            "-n",
            "-j",
            "2",
            "-T",
            &SPAN.as_secs().to_string(),
            "-c",
            &clients.to_string(),
            "-f",
        ])
        .arg(&script)
        .arg(database)
        .output()
        .ok()?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let line = told.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split('.').next()?.parse().ok()
}
