//! What was answered survives the database's crash, and what was not can be asked for again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::Notify;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{donation, entry};
use xiaonuan_tests::fixture::{Fixture, run};
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::postgres::{Cluster, Durability};

const CALLERS: u32 = 16;
const GIFTS: u32 = 40;

#[test]
fn what_was_answered_before_a_crash_is_on_record_once() {
    let cluster = Cluster::start(Durability::Kept);
    run(async {
        let fixture = Fixture::on_server(&cluster).await;
        let books = fixture.open(Neighbourhood::new("qingzhu").fund("F1")).await;
        let (given, enough) = (Arc::new(AtomicU32::new(0)), Arc::new(Notify::new()));
        let mut callers = Vec::new();
        for caller in 0..CALLERS {
            let (books, given, enough) = (books.clone(), given.clone(), enough.clone());
            callers.push(tokio::spawn(async move {
                let mut answered = Vec::new();
                for gift in 0..GIFTS {
                    let reference = format!("D{caller}G{gift}");
                    let gift = entry(donation(&reference, "2026-01-01", "F1", "1"));
                    if let Ok(answer) = books.process.grouped.record(books.community, gift).await {
                        answered.push((reference, answer.outcome));
                    }
                    if given.fetch_add(1, Ordering::SeqCst) == CALLERS * GIFTS / 4 {
                        enough.notify_one();
                    }
                }
                answered
            }));
        }
        enough.notified().await;
        tokio::task::block_in_place(|| {
            cluster.crash();
            cluster.start_again();
        });
        let mut answered = Vec::new();
        for caller in callers {
            answered.extend(caller.await.expect("no panic"));
        }
        let records = books.records().await;
        for (reference, outcome) in &answered {
            let Outcome::Accepted(seq) = outcome else {
                panic!("{reference} was refused")
            };
            let record = &records[usize::try_from(*seq - 1).expect("a number")];
            assert_eq!(&record.reference, reference);
        }
        let references = (0..CALLERS).flat_map(|caller| (0..GIFTS).map(move |gift| format!("D{caller}G{gift}")));
        let asked = references.map(|reference| entry(donation(&reference, "2026-01-01", "F1", "1")));
        books.accept_all(asked.collect()).await;
        assert_eq!(books.balance("general/F1/bank").await, i64::from(CALLERS * GIFTS) * 100);
        books.obey_the_laws().await;
    });
}

/// A server that was started again is met by connections that know nothing of it.
#[test]
fn the_first_caller_after_a_restart_sees_no_failure() {
    let cluster = Cluster::start(Durability::Kept);
    run(async {
        let fixture = Fixture::on_server(&cluster).await;
        let books = fixture.open(Neighbourhood::new("qingzhu").fund("F1")).await;
        let many: Vec<_> = (0..200)
            .map(|_| {
                let books = books.clone();
                tokio::spawn(async move { books.head().await })
            })
            .collect();
        for one in many {
            one.await.expect("no panic");
        }
        let open = fixture
            .raw()
            .await
            .number("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle'")
            .await;
        assert!(open >= 10, "many connections are open: {open}");
        tokio::task::block_in_place(|| {
            cluster.crash();
            cluster.start_again();
        });
        books.accept(donation("DON1", "2026-01-01", "F1", "1")).await;
    });
}
