//! How many claims a second the service records, and how long each waits: 1 to 200 tills at once, all of one fund or of
//! many, on both databases with every commit on disk. Beside it what the machine can do: how often it brings a page to the
//! disk, how often PostgreSQL's own `pgbench` changes one row with as many clients, and what one transaction for each
//! claim comes to. Through the library, then through HTTP, where clients and server share the machine.
//!
//! Every claim is one as a shop makes it: a discount with a budget and a limit of uses a week, half of it borne by a fund,
//! and part of the rest paid by voucher. How many postings that is, is counted and printed.
//!
//! `make bench`, or alone `cargo bench --workspace --bench counter`; with `-- sqlite` or `-- postgres`, that database
//! alone, and with a number, so many tills alone. What it prints is for reading; nothing here passes or fails.

#![expect(
    clippy::disallowed_methods,
    reason = "it measures time, and nothing that it measures is kept"
)]

use std::fs::File;
use std::io::Write;
use std::process::Command as Program;
use std::time::{Duration, Instant};

use serde_json::json;
use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::command::{Claim, Command};
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{donation, redeem, voucher, yuan};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::connection::Connection;
use xiaonuan_tests::fixture::{Backend, Fixture, run};
use xiaonuan_tests::neighbourhood::{Neighbourhood, Offer};
use xiaonuan_tests::postgres::{Cluster, Durability};
use xiaonuan_tests::server::Server;

/// How many tills claim at once, unless a number is given.
const TILLS: [usize; 4] = [1, 8, 32, 200];
/// How many funds, each with a merchant and a discount of its own.
const FUNDS: usize = 16;
const RESIDENTS: u32 = 400;
/// How long each is measured.
const SPAN: Duration = Duration::from_secs(4);

/// How often a second PostgreSQL changed one row for so many clients.
type HotRows = Vec<(usize, u64)>;

/// The customers of one measurement: how many come at once, and whose money pays.
#[derive(Clone, Copy)]
struct Queue {
    tills: usize,
    funds: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let of_backend = |argument: &String| argument.parse::<usize>().is_err();
    let all = !arguments.iter().any(of_backend);
    let wanted = |backend: &str| all || arguments.iter().any(|argument| argument == backend);
    let given: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let tills = if given.is_empty() { TILLS.to_vec() } else { given };
    println!(
        "load       {}",
        std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim()
    );
    println!("fsync      {} a second", syncs());
    let cluster = Cluster::start(Durability::Kept);
    run(async {
        let hot = cluster.empty_database().await;
        let hot_rows: HotRows = tills.iter().map(|tills| (*tills, pgbench(&hot, *tills))).collect();
        if wanted("sqlite") {
            let fixture = Fixture::new(Backend::Sqlite).await;
            measure("SQLite", &fixture, &hot_rows).await;
            fixture.close().await;
        }
        if wanted("postgres") {
            let fixture = Fixture::on_server(&cluster).await;
            measure("PostgreSQL, fsync on", &fixture, &hot_rows).await;
        }
    });
}

async fn measure(name: &str, fixture: &Fixture, hot_rows: &HotRows) {
    let books = fixture.open(neighbourhood()).await;
    for fund in 0..FUNDS {
        let gift = donation(&format!("DON{fund}"), "2026-01-01", &format!("F{fund}"), "900000000");
        books.accept(gift).await;
    }
    for number in 0..RESIDENTS as usize {
        let (reference, holder) = (format!("V{number}"), resident(number));
        let granted = voucher(&reference, "2026-01-02", "F0", &holder, "100000", "2026-12-31");
        books.accept(granted).await;
    }
    println!("\n{name}");
    println!("  one transaction a claim    {} a second", one_by_one(&books).await);
    println!("  postings of a claim        {}", postings_of_the_last(&books).await);
    println!("  through  tills  funds   claims/s   p50 ms   p99 ms   pgbench's hot row/s   ratio");
    for queue in queues(hot_rows) {
        report("library", queue, hot_rows, at_the_library(&books, queue).await);
    }
    let server = Server::start(&fixture.address, &[]);
    for queue in queues(hot_rows) {
        report("HTTP", queue, hot_rows, over_http(&server.address, queue));
    }
}

fn queues(hot_rows: &HotRows) -> impl Iterator<Item = Queue> {
    let tills = hot_rows.iter().map(|(tills, _)| *tills);
    tills.flat_map(|tills| [1, FUNDS].map(|funds| Queue { tills, funds }))
}

fn report(through: &str, queue: Queue, hot_rows: &HotRows, (mut waited, took): (Vec<Duration>, Duration)) {
    waited.sort_unstable();
    let at = |percent: usize| {
        let micros = waited[(waited.len() - 1) * percent / 100].as_micros();
        format!("{}.{}", micros / 1000, micros % 1000 / 100)
    };
    let Queue { tills, funds } = queue;
    let rate = waited.len() as u128 * 1000 / took.as_millis();
    let hot_row = hot_rows.iter().find(|(known, _)| *known == tills);
    let hot_row = hot_row.map_or(0, |(_, rate)| *rate);
    let hundredths = rate * 100 / u128::from(hot_row.max(1));
    println!(
        "  {through:<7} {tills:>6} {funds:>6} {rate:>10} {:>8} {:>8} {hot_row:>21} {:>4}.{:02}",
        at(50),
        at(99),
        hundredths / 100,
        hundredths % 100
    );
}

fn neighbourhood() -> Neighbourhood {
    let mut neighbourhood = Neighbourhood::new("qingzhu").residents(RESIDENTS);
    for n in 0..FUNDS {
        let (fund, merchant) = (format!("F{n}"), format!("M{n:02}"));
        let offer = Offer::percent(&format!("D{n:02}"), &merchant, "10")
            .borne_by(&fund, "50")
            .budget("90000000")
            .uses(1_000_000, UsesScope::Resident, PeriodLength::Week);
        neighbourhood = neighbourhood.fund(&fund).merchant(&merchant).discount(offer);
    }
    neighbourhood
}

/// All tills claim one thing after another for a while; answers how long each customer waited.
async fn at_the_library(books: &Books, Queue { tills, funds }: Queue) -> (Vec<Duration>, Duration) {
    let start = Instant::now();
    let till = |till: usize| {
        let books = books.clone();
        tokio::spawn(async move {
            let (name, fund) = (format!("L{tills}-{funds}-{till}"), till % funds);
            let (merchant, discount) = (format!("M{fund:02}"), format!("D{fund:02}"));
            let mut waited = Vec::new();
            while start.elapsed() < SPAN {
                let reference = format!("{name}-{}", waited.len());
                let resident = resident(waited.len() * 7 + till);
                let claim = claim(&reference, &merchant, &resident, &discount);
                let began = Instant::now();
                let outcome = books.tell_grouped(claim).await;
                waited.push(began.elapsed());
                assert!(matches!(outcome, Outcome::Accepted(_)), "{outcome:?}");
            }
            waited
        })
    };
    let mut waited = Vec::new();
    for till in (0..tills).map(till).collect::<Vec<_>>() {
        waited.extend(till.await.expect("no panic"));
    }
    (waited, start.elapsed())
}

/// The same over connections that stay open, each till a thread.
fn over_http(address: &str, Queue { tills, funds }: Queue) -> (Vec<Duration>, Duration) {
    let start = Instant::now();
    let waited = std::thread::scope(|scope| {
        let till = |till: usize| {
            scope.spawn(move || one_till(address, &format!("{tills}-{funds}-{till}"), till, funds, start))
        };
        let all: Vec<_> = (0..tills).map(till).collect();
        all.into_iter()
            .flat_map(|till| till.join().expect("no panic"))
            .collect()
    });
    (waited, start.elapsed())
}

fn one_till(address: &str, name: &str, till: usize, funds: usize, start: Instant) -> Vec<Duration> {
    let mut connection = Connection::to(address);
    let mut waited = Vec::new();
    while start.elapsed() < SPAN {
        let (resident, fund) = (resident(waited.len() * 7 + till), till % funds);
        let body = json!({"ref": format!("C{name}-{}", waited.len()), "at": "2026-03-02T10:00:00+08:00",
                          "merchant": format!("M{fund:02}"), "resident": resident,
                          "discount": format!("D{fund:02}"), "bill": "20", "voucher": "3"});
        let (key, body) = (format!("{name}-{}", waited.len()), body.to_string());
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", key.as_str())];
        let began = Instant::now();
        let (status, problem) = connection.post("/api/v1/communities/qingzhu/redemptions", &headers, &body);
        waited.push(began.elapsed());
        assert_eq!(status, 201, "{problem}");
    }
    waited
}

/// A bill of 20 yuan: 2 less by the discount, 3 by voucher.
fn claim(reference: &str, merchant: &str, resident: &str, discount: &str) -> Command {
    let plain = redeem(reference, "2026-03-02 10:00", merchant, resident, discount, "20");
    let Command::Redeem(claim) = plain else { return plain };
    Command::Redeem(Claim {
        voucher: yuan("3"),
        ..claim
    })
}

/// One of the residents, another for each number that follows.
fn resident(number: usize) -> String {
    format!("R{:03}", number % RESIDENTS as usize + 1)
}

/// How many postings the last record has.
async fn postings_of_the_last(books: &Books) -> usize {
    let records = books.records().await;
    let last = records.last().expect("claims were made");
    let postings: Vec<serde_json::Value> = serde_json::from_str(&last.postings).expect("JSON");
    postings.len()
}

/// How many claims a second one transaction for each comes to, in this process and without HTTP.
async fn one_by_one(books: &Books) -> u128 {
    let (start, mut count) = (Instant::now(), 0);
    while start.elapsed() < SPAN {
        let claim = claim(&format!("N{count}"), "M00", &resident(count), "D00");
        books.accept(claim).await;
        count += 1;
    }
    count as u128 * 1000 / start.elapsed().as_millis()
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

/// How often a second `pgbench` changes one row, with so many clients; 0 where there is no `pgbench`.
fn pgbench(database: &str, clients: usize) -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("hot.sql");
    std::fs::write(&script, "UPDATE hot SET n = n + 1 WHERE id = 1;\n").expect("it is written");
    let made = "CREATE TABLE IF NOT EXISTS hot (id int PRIMARY KEY, n bigint NOT NULL); \
                INSERT INTO hot VALUES (1, 0) ON CONFLICT DO NOTHING";
    let (seconds, clients) = (SPAN.as_secs().to_string(), clients.to_string());
    let told = Program::new("psql")
        .args(["-q", "-d", database, "-c", made])
        .output()
        .and_then(|_| {
            Program::new("pgbench")
                .args(["-n", "-j", "2", "-T", &seconds, "-c", &clients, "-f"])
                .arg(&script)
                .arg(database)
                .output()
        });
    let told = told
        .map(|told| String::from_utf8_lossy(&told.stdout).into_owned())
        .unwrap_or_default();
    let rate = told.lines().find_map(|line| line.strip_prefix("tps = "));
    rate.and_then(|rate| rate.split('.').next()?.parse().ok()).unwrap_or(0)
}
