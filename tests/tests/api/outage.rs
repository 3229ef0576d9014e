//! The database goes away in the middle of business: whoever asks is told so at once, nothing is lost or done twice, and
//! all goes on by itself.

#![expect(
    clippy::disallowed_methods,
    reason = "how long an answer takes is what is promised, and no record depends on it"
)]

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use xiaonuan_tests::fixture::{Fixture, run};
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::postgres::{Cluster, Durability};
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Server, post, post_whole};

use crate::world::{Api, claim, donation};

const CLIENTS: usize = 8;
const PATH: &str = "/api/v1/communities/qingzhu/redemptions";
/// How long the database is away.
const OUTAGE: Duration = Duration::from_secs(10);
/// An answer comes within the patience of 3 s, or three times that of a server that says nothing; the rest is for a
/// machine that is busy.
const PROMPT: Duration = Duration::from_secs(8);
const PROMPT_IF_SILENT: Duration = Duration::from_secs(16);

/// What clients saw.
#[derive(Default)]
struct Seen {
    /// The answer of each claim that was acknowledged, by its key.
    told: Mutex<HashMap<String, Value>>,
    /// How many answers there were so far of each sort.
    done: AtomicUsize,
    turned_away: AtomicUsize,
    longest: Mutex<Duration>,
    enough: AtomicBool,
}

impl Seen {
    /// A client claims one thing after another, each until it is told what came of it.
    fn claim(&self, address: &str, client: usize) {
        for n in 0.. {
            let key = format!("C{client:02}-{n:04}");
            let body = claim_of(&key);
            loop {
                let start = Instant::now();
                let answer = post_whole(address, PATH, &key, &body).expect("the service answers");
                let mut longest = self.longest.lock().expect("no panic");
                *longest = (*longest).max(start.elapsed());
                drop(longest);
                let (head, text) = (&answer.head, &answer.body);
                let body: Value = serde_json::from_str(text).expect("JSON");
                if answer.status == 201 {
                    self.told.lock().expect("no panic").insert(key, body);
                    self.done.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                assert_eq!(answer.status, 503, "{key}: {text}");
                assert!(head.contains("\r\nretry-after: "), "{head}");
                let code = body["code"].as_str().expect("a code");
                assert!(["unavailable", "busy"].contains(&code), "{text}");
                self.turned_away.fetch_add(1, Ordering::Relaxed);
            }
            if self.enough.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    /// Waits until so many more claims were done, which must be before long.
    fn wait_for(&self, more: usize) {
        let (start, before) = (Instant::now(), self.done.load(Ordering::Relaxed));
        while self.done.load(Ordering::Relaxed) < before + more {
            assert!(start.elapsed() < Duration::from_secs(60), "it does not go on");
            std::thread::yield_now();
        }
    }
}

fn claim_of(key: &str) -> Value {
    let resident = key.bytes().map(usize::from).sum::<usize>() % 8 + 1;
    claim(key, &format!("R{resident:02}"), "20")
}

/// Business goes on while the database is taken away and given back.
fn an_outage(take: fn(&Cluster), give_back: fn(&Cluster), prompt: Duration) {
    let cluster = Cluster::start(Durability::Kept);
    run(async {
        let fixture = Fixture::on_server(&cluster).await;
        let books = fixture.open(Neighbourhood::qingzhu()).await;
        let gift = donation("DON1", "F1", "500000");
        assert_eq!(Api::of(&fixture).post("/donations", "d", &gift).await.0, 201);
        let server = Server::start(&fixture.address, &[]);
        let seen = Seen::default();
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (seen, address) = (&seen, &server.address);
                scope.spawn(move || seen.claim(address, client));
            }
            seen.wait_for(50);
            take(&cluster);
            let gone = Instant::now();
            while gone.elapsed() < OUTAGE {
                let answer = server.get("/health/ready");
                assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
            }
            give_back(&cluster);
            seen.wait_for(50);
            seen.enough.store(true, Ordering::Relaxed);
        });
        let longest = seen.longest.into_inner().expect("no panic");
        assert!(longest < prompt, "an answer took {longest:?}");
        assert!(
            seen.turned_away.into_inner() >= CLIENTS,
            "all were told that it is away"
        );
        let told = seen.told.into_inner().expect("no panic");
        for (key, before) in told.iter().take(40) {
            let again = post(&server.address, PATH, key, &claim_of(key)).expect("it answers");
            assert_eq!((again.0, &again.1), (201, before), "{key}");
        }
        drop(server);
        let claimed = i64::try_from(told.len()).expect("not that many");
        let records = books.records().await;
        let references = records.iter().map(|record| record.reference.as_str());
        let mut recorded: Vec<&str> = references.filter(|reference| reference.starts_with('C')).collect();
        recorded.sort_unstable();
        let mut acknowledged: Vec<&str> = told.keys().map(String::as_str).collect();
        acknowledged.sort_unstable();
        assert_eq!(recorded, acknowledged, "each once, and no other");
        assert_eq!(books.balance("general/F1/payable/M01").await, -100 * claimed);
        program::succeed(&fixture.address, &["check"]);
    });
}

#[test]
fn business_goes_on_after_the_database_crashed() {
    an_outage(Cluster::crash, Cluster::start_again, PROMPT);
}

#[test]
fn business_goes_on_after_the_database_said_nothing() {
    an_outage(Cluster::freeze, Cluster::thaw, PROMPT_IF_SILENT);
}
