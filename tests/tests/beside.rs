//! A counter beside a bulk import: whoever stands there is served in time, whatever else is written to the same file.

#![expect(
    clippy::disallowed_methods,
    reason = "how long an answer takes is what is promised, and no record depends on it"
)]

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::Mutex;
use xiaonuan_app::demo::write_large;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Server, post};

/// How many claims are to be imported: more than can be meanwhile.
const CLAIMS: u32 = 40_000;
/// How many tills there are, each with one customer after another.
const TILLS: usize = 4;
/// How many customers come to each.
const CUSTOMERS: usize = 150;
/// Claims of the community that is imported, which is not the first.
const IMPORTED: &str = "SELECT count(*) FROM record WHERE kind = 'redemption' AND community > 1";
/// What 99 of 100 customers wait at most.
const PROMISED: Duration = Duration::from_millis(300);

/// One till's customers; answers how long each waited.
fn serve_customers(address: &str, till: usize) -> Vec<Duration> {
    let serve = |customer: usize| {
        let key = format!("T{till}-{customer}");
        let resident = format!("R{:02}", customer % 8 + 1);
        let body = json!({"ref": key, "at": "2026-03-02T10:00:00+08:00", "merchant": "M01", "resident": resident,
                          "discount": "D01", "bill": "20"});
        let start = Instant::now();
        let answer = post(address, "/api/v1/communities/qingzhu/redemptions", &key, &body);
        let (status, answer) = answer.expect("it answers");
        assert_eq!(status, 201, "{answer}");
        start.elapsed()
    };
    (0..CUSTOMERS).map(serve).collect()
}

/// An import that ends with the test.
struct Import(Child);

impl Import {
    fn is_under_way(&mut self) -> bool {
        self.0.try_wait().expect("it is ours").is_none()
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What is promised is promised of one database at a time on these cores.
static TURN: Mutex<()> = Mutex::const_new(());

async fn a_counter_is_served_in_time_beside_a_bulk_import(fixture: &Fixture) {
    let _turn = TURN.lock().await;
    let folder = tempfile::tempdir().expect("a folder");
    write_large(folder.path(), 5, CLAIMS).expect("it is written");
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let server = Server::start(&fixture.address, &[]);
    let gift = json!({"ref": "DON1", "date": "2026-01-05", "donor": "青竹热力", "donor_kind": "organisation",
                      "fund": "F1", "amount": "900000", "method": "bank"});
    let donations = "/api/v1/communities/qingzhu/donations";
    assert_eq!(post(&server.address, donations, "d", &gift).expect("it answers").0, 201);
    let mut raw = fixture.raw().await;
    let mut import = program::on(&fixture.address);
    import
        .arg("import")
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut import = Import(import.spawn().expect("it runs"));
    // Registers first; then the claims.
    while raw.number(IMPORTED).await == 0 {
        assert!(import.is_under_way(), "it imports");
    }
    let mut waited: Vec<Duration> = std::thread::scope(|scope| {
        let address = &server.address;
        let tills = [(); TILLS].into_iter().enumerate();
        let tills: Vec<_> = tills
            .map(|(till, ())| scope.spawn(move || serve_customers(address, till)))
            .collect();
        tills
            .into_iter()
            .flat_map(|till| till.join().expect("no panic"))
            .collect()
    });
    assert!(import.is_under_way(), "it imported all the time");
    let imported = raw.number(IMPORTED).await;
    drop(import);
    let served = waited.len();
    waited.sort_unstable();
    let p99 = waited[served * 99 / 100];
    println!(
        "{served} customers: p50 {:?}, p99 {p99:?}, longest {:?}",
        waited[served / 2],
        waited[served - 1]
    );
    println!("{imported} claims imported meanwhile");
    assert!(p99 <= PROMISED, "one in a hundred waited {p99:?} or longer");
    assert_eq!(
        books.balance("general/F1/payable/M01").await,
        -100 * i64::try_from(served).expect("few")
    );
    // Nor does the import stand still.
    assert!(
        imported > i64::try_from(served).expect("few"),
        "{imported} claims were imported meanwhile"
    );
    drop(server);
    program::succeed(&fixture.address, &["check"]);
}

on_both!(a_counter_is_served_in_time_beside_a_bulk_import);
