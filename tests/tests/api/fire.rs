//! Under load and fire: many clients, a server that is killed in the middle of it, and clients that try again.

mod clients;
mod limits;
mod mixed;

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Server, post};

use crate::world::{Api, claim, donation};

const CLIENTS: usize = 16;
const CLAIMS: usize = 40;
const PATH: &str = "/api/v1/communities/qingzhu/redemptions";

/// What the clients were told: status and answer by key.
type Told = Mutex<HashMap<String, (u16, Value)>>;

/// All clients claim what they were not yet told about, each in its own order, until the server is gone or all is told.
fn claim_all(address: &str, told: &Told, answered: &AtomicUsize) {
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || {
                for n in 0..CLAIMS {
                    let key = format!("C{client:02}-{n:02}");
                    if told.lock().expect("told").contains_key(&key) {
                        continue;
                    }
                    let body = claim(&key, &format!("R{:02}", n % 8 + 1), "20");
                    // A broken connection tells nothing: it is tried again, with the same key, on the next server.
                    let Some((status, answer)) = post(address, PATH, &key, &body) else {
                        return;
                    };
                    assert!(status == 201 || status == 409, "{key}: {status} {answer}");
                    told.lock().expect("told").insert(key, (status, answer));
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
}

async fn what_was_acknowledged_outlives_a_kill(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    // Of 640 claims at a yuan of the fund's each, 500 can be borne.
    assert_eq!(api.post("/donations", "d", &donation("DON1", "F1", "500")).await.0, 201);
    let told: Told = Mutex::default();
    for kill_after in [100, 250] {
        let answered = AtomicUsize::new(told.lock().expect("told").len());
        let server = Server::start(&fixture.address, &[]);
        std::thread::scope(|scope| {
            let clients = scope.spawn(|| claim_all(&server.address, &told, &answered));
            while answered.load(Ordering::Relaxed) < kill_after && !clients.is_finished() {
                std::thread::yield_now();
            }
            server.signal("-KILL");
        });
    }
    let acknowledged = told.lock().expect("told").clone();
    assert!(acknowledged.len() < CLIENTS * CLAIMS, "it was killed in the middle");
    let server = Server::start(&fixture.address, &[]);
    claim_all(&server.address, &told, &AtomicUsize::new(0));
    for (key, before) in &acknowledged {
        let body = claim(
            key,
            &format!("R{:02}", key[4..].parse::<usize>().expect("n") % 8 + 1),
            "20",
        );
        let again = post(&server.address, PATH, key, &body).expect("it answers");
        assert_eq!((again.0, &again.1["code"]), (before.0, &before.1["code"]), "{key}");
        if before.0 == 201 {
            assert_eq!(&again, before, "{key}");
        }
    }
    drop(server);
    let told = told.into_inner().expect("told");
    assert_eq!(told.len(), CLIENTS * CLAIMS);
    let recorded = told.values().filter(|(status, _)| *status == 201).count();
    assert_eq!(recorded, 500, "to the fen");
    assert_eq!(books.balance("budget/F1/available").await, 0);
    assert_eq!(books.balance("general/F1/payable/M01").await, -50_000);
    program::succeed(&fixture.address, &["check"]);
}

async fn two_processes_keep_the_same_books(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    assert_eq!(api.post("/donations", "d", &donation("DON1", "F1", "500")).await.0, 201);
    let servers = [
        Server::start(&fixture.address, &[]),
        Server::start(&fixture.address, &[]),
    ];
    let recorded = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (servers, recorded) = (&servers, &recorded);
            scope.spawn(move || {
                for n in 0..CLAIMS {
                    let key = format!("C{client:02}-{n:02}");
                    let body = claim(&key, &format!("R{:02}", n % 8 + 1), "20");
                    // Each is asked of both, and done once.
                    let one = post(&servers[n % 2].address, PATH, &key, &body).expect("it answers");
                    let other = post(&servers[(n + 1) % 2].address, PATH, &key, &body).expect("it answers");
                    assert_eq!((one.0, &one.1["seq"]), (other.0, &other.1["seq"]), "{key}");
                    recorded.fetch_add(usize::from(one.0 == 201), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(recorded.into_inner(), 500);
    assert_eq!(books.balance("budget/F1/available").await, 0);
    drop(servers);
    program::succeed(&fixture.address, &["check"]);
}

on_both!(what_was_acknowledged_outlives_a_kill, two_processes_keep_the_same_books);
