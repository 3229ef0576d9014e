//! The service as those see it who run it: it tells what it does, and ends without losing anything.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Server, post};

use crate::world::{Api, claim, donation};

const CLIENTS: usize = 12;
const PATH: &str = "/api/v1/communities/qingzhu/redemptions";

async fn what_was_accepted_is_finished_before_it_ends(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let gift = donation("DON1", "F1", "90000");
    assert_eq!(Api::of(fixture).post("/donations", "d", &gift).await.0, 201);
    let mut server = Server::start(&fixture.address, &[]);
    let told: Mutex<BTreeSet<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (told, address) = (&told, server.address.clone());
            scope.spawn(move || {
                for n in 0.. {
                    let key = format!("C{client:02}-{n:04}");
                    let body = claim(&key, &format!("R{:02}", n % 8 + 1), "20");
                    // Who comes when it ends is not let in.
                    let Some((status, answer)) = post(&address, PATH, &key, &body) else {
                        return;
                    };
                    assert_eq!(status, 201, "{answer}");
                    told.lock().expect("no panic").insert(key);
                }
            });
        }
        while told.lock().expect("no panic").len() < 100 {
            std::thread::yield_now();
        }
        server.signal("-TERM");
        assert_eq!(server.wait().code(), Some(0));
    });
    let records = books.records().await.into_iter();
    let recorded: BTreeSet<String> = records
        .map(|record| record.reference)
        .filter(|reference| reference.starts_with('C'))
        .collect();
    assert_eq!(
        recorded,
        told.into_inner().expect("no panic"),
        "all that was done was told"
    );
    program::succeed(&fixture.address, &["check"]);
}

/// As many requests as a batch may have.
const WHOLE_BATCH: usize = 10_000;

async fn a_batch_that_is_under_way_is_finished_before_it_ends(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let before = books.head().await;
    let reference = |n: usize| format!("B{n:05}");
    let requests: Vec<Value> = (0..WHOLE_BATCH)
        .map(|n| json!({"operation": "donation", "key": reference(n), "body": donation(&reference(n), "F1", "1")}))
        .collect();
    let batch = json!({"requests": requests});
    let path = "/api/v1/communities/qingzhu/batches";
    let mut server = Server::start(&fixture.address, &[]);
    let address = server.address.clone();
    let (status, told) = std::thread::scope(|scope| {
        let asked = scope.spawn(|| post(&address, path, "whole", &batch));
        while !server
            .get("/metrics")
            .contains("xiaonuan_records_total{kind=\"donation\"}")
        {
            std::thread::yield_now();
        }
        server.signal("-TERM");
        assert_eq!(server.wait().code(), Some(0));
        asked.join().expect("no panic").expect("it is answered")
    });
    let recorded: BTreeSet<String> = books
        .records()
        .await
        .into_iter()
        .map(|record| record.reference)
        .collect();
    // A machine that is too slow for so many in time says so; what it did until then is told when it is asked again.
    if status == 200 {
        assert_eq!(told["recorded"], WHOLE_BATCH, "{}", told["refused"]);
        assert!((0..WHOLE_BATCH).all(|n| recorded.contains(&reference(n))));
    } else {
        assert_eq!((status, &told["code"]), (503, &json!("unavailable")), "{told}");
    }
    let done = (0..WHOLE_BATCH).filter(|n| recorded.contains(&reference(*n))).count();
    assert_eq!(books.head().await - before, i64::try_from(done).expect("few"));
    program::succeed(&fixture.address, &["check"]);
    let server = Server::start(&fixture.address, &[]);
    let first = json!({"requests": requests[..100]});
    let (_, again) = post(&server.address, path, "again", &first).expect("it answers");
    let answers = again["answers"].as_array().expect("answers");
    let repeated = answers.iter().filter(|answer| answer["repeated"] == true).count();
    assert_eq!(repeated, done.min(100));
}

async fn it_tells_what_it_does_and_nothing_of_whom(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let server = Server::start(&fixture.address, &[]);
    let address = &server.address;
    let donations = "/api/v1/communities/qingzhu/donations";
    let gift = donation("DON1", "F1", "1");
    assert_eq!(post(address, donations, "d", &gift).expect("it answers").0, 201);
    for (key, status) in [("A-1", 201), ("A-1", 201), ("A-2", 409)] {
        let answer = post(address, PATH, key, &claim(key, "R01", "20")).expect("it answers");
        assert_eq!(answer.0, status, "{}", answer.1);
    }
    assert!(server.get("/c/nowhere/accounts").starts_with("HTTP/1.1 404"));
    let told = server.get("/metrics");
    let redemptions = "route=\"/api/v1/communities/{community}/redemptions\",method=\"POST\"";
    for line in [
        format!("xiaonuan_http_requests_total{{{redemptions},status=\"201\"}} 2"),
        format!("xiaonuan_http_requests_total{{{redemptions},status=\"409\"}} 1"),
        format!("xiaonuan_http_request_seconds_count{{{redemptions}}} 3"),
        "xiaonuan_refusals_total{code=\"fund_insufficient\"} 1".to_owned(),
        "xiaonuan_records_total{kind=\"redemption\"} 1".to_owned(),
        "xiaonuan_commits_total ".to_owned(),
        "xiaonuan_commit_entries_bucket{le=\"1\"} ".to_owned(),
        "xiaonuan_queue_entries 0".to_owned(),
        "xiaonuan_expiry_runs_total{result=\"done\"} 1".to_owned(),
    ] {
        assert!(told.contains(&line), "{line}:\n{told}");
    }
    for private in ["qingzhu", "nowhere", "R01", "M01", "A-1", "青竹"] {
        assert!(!told.contains(private), "{private}:\n{told}");
    }
}

on_both!(
    what_was_accepted_is_finished_before_it_ends,
    a_batch_that_is_under_way_is_finished_before_it_ends,
    it_tells_what_it_does_and_nothing_of_whom,
);
