//! Concurrent callers share commits, whoever they are; and none waits without end, or for another's fault.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use futures::future::join_all;
use futures::poll;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::{Answer, Grouped, Journal};
use xiaonuan_persistence::outcome::{Binding, ContentHash, Key, Outcome};
use xiaonuan_tests::ask::{donation, entry_of, moment};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::clock::{Seeded, TickingClock};
use xiaonuan_tests::fixture::{Backend, Fixture, Process};
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::raw::Raw;

type Given = Result<Answer, Arc<StoreError>>;

/// A process whose every commit has a time of its own.
async fn ticking(fixture: &Fixture, books: &Books) -> Books {
    let database = Database::open(&fixture.address, &xiaonuan_tests::keys::keys())
        .await
        .expect("it opens");
    let clock = Arc::new(TickingClock::from(moment("2026-07-01 10:00")));
    let journal = Arc::new(Journal::new(database, clock, Box::new(Seeded::new(3))));
    let grouped = Grouped::new(journal.clone());
    books.in_process(&Process { journal, grouped })
}

/// Holds the community's lock, so that whoever comes has to wait.
async fn hold(fixture: &Fixture) -> Raw {
    let mut raw = fixture.raw().await;
    let lock = match fixture.backend {
        Backend::Sqlite => "BEGIN IMMEDIATE",
        Backend::Postgres => "BEGIN; SELECT seq FROM journal_head FOR UPDATE",
    };
    raw.execute(lock).await.expect("nobody else has it");
    raw
}

fn gift(books: &Books, n: usize) -> impl Future<Output = Given> {
    let gift = entry_of(
        &format!("clerk{n}"),
        donation(&format!("DON{n}"), "2026-01-01", "F1", "1"),
    );
    let books = books.clone();
    async move { books.process.grouped.record(books.community, gift).await }
}

async fn callers_of_all_names_share_a_commit(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F1")).await;
    let before = books.head().await;
    let books = ticking(fixture, &books).await;
    let mut lock = hold(fixture).await;
    let mut callers = pin!(join_all((0..32).map(|n| gift(&books, n))));
    assert!(poll!(callers.as_mut()).is_pending(), "all are asked, none is answered");
    lock.execute("COMMIT").await.expect("it is released");
    for (n, given) in callers.await.into_iter().enumerate() {
        let Outcome::Accepted(seq) = given.expect("the database works").outcome else {
            panic!("{n} was refused")
        };
        let record = &books.records().await[usize::try_from(seq - 1).expect("a number")];
        assert_eq!(
            (record.reference.as_str(), record.actor.as_str()),
            (&*format!("DON{n}"), &*format!("clerk{n}"))
        );
    }
    let records = books.records().await.split_off(usize::try_from(before).expect("few"));
    let commits: BTreeSet<i64> = records.iter().map(|record| record.recorded_at().micros()).collect();
    // Whoever came first may have been taken alone; the others wait together.
    assert!(records.len() == 32 && commits.len() <= 2, "{commits:?}");
    books.obey_the_laws().await;
}

async fn when_too_many_wait_the_next_is_told_so_and_can_ask_again(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F1")).await;
    let mut lock = hold(fixture).await;
    let mut callers: Vec<_> = (0..2_600).map(|n| Box::pin(gift(&books, n))).collect();
    let mut told = BTreeSet::new();
    for (n, caller) in callers.iter_mut().enumerate() {
        if let std::task::Poll::Ready(given) = poll!(caller.as_mut()) {
            assert!(matches!(*given.expect_err("the lock is held"), StoreError::Busy));
            told.insert(n);
        }
    }
    // Those of one group are under way, and no longer wait.
    assert!((100..=600).contains(&told.len()), "{}", told.len());
    lock.execute("COMMIT").await.expect("it is released");
    let waiting = callers.into_iter().enumerate().filter(|(n, _)| !told.contains(n));
    for given in join_all(waiting.map(|(_, caller)| caller)).await {
        assert!(matches!(given.expect("its turn came").outcome, Outcome::Accepted(_)));
    }
    for n in told.into_iter().take(3) {
        assert!(gift(&books, n).await.is_ok(), "nobody waits any more");
    }
    books.obey_the_laws().await;
}

async fn one_that_the_database_refuses_is_alone_in_the_end(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F1")).await;
    let mut lock = fixture.raw().await;
    let refuse = match fixture.backend {
        Backend::Sqlite => {
            "CREATE TRIGGER refuse BEFORE INSERT ON record WHEN NEW.reference IN ('DON5', 'DON19') \
             BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        }
        Backend::Postgres => {
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'not this one'; END $$; \
             CREATE TRIGGER refuse BEFORE INSERT ON record FOR EACH ROW \
             WHEN (NEW.reference IN ('DON5', 'DON19')) EXECUTE FUNCTION refuse()"
        }
    };
    lock.execute(refuse).await.expect("a trigger");
    let mut lock = hold(fixture).await;
    let mut callers = pin!(join_all((0..32).map(|n| gift(&books, n))));
    assert!(poll!(callers.as_mut()).is_pending());
    lock.execute("COMMIT").await.expect("it is released");
    for (n, given) in callers.await.into_iter().enumerate() {
        match given {
            Ok(answer) => assert!(matches!(answer.outcome, Outcome::Accepted(_)) && n != 5 && n != 19),
            Err(error) => {
                assert!(n == 5 || n == 19, "{n}: {error}");
                assert_eq!(error.to_string().matches("not this one").count(), 1, "{error}");
            }
        }
    }
    assert_eq!(books.balance("general/F1/bank").await, 3000);
    books.obey_the_laws().await;
}

/// What is left of books whose community was taken away stands in the way of new ones. That is told, not tried for ever.
async fn opening_books_in_the_place_of_others_fails_in_the_end(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::new("qingzhu")).await;
    let mut raw = fixture.raw().await;
    let take_away = match fixture.backend {
        Backend::Sqlite => "PRAGMA foreign_keys = OFF; DELETE FROM community",
        Backend::Postgres => "SET session_replication_role = replica; DELETE FROM community",
    };
    raw.execute(take_away).await.expect("its owner may do that");
    let command = Neighbourhood::new("baimu").community;
    let key = Key {
        scope: "community",
        key: "baimu".to_owned(),
        content: ContentHash::default(),
        conflict: RefusalCode::DuplicateCode,
        binding: Binding::Accepted,
    };
    let opened = books.process.journal.open("test", &command, &key, None).await;
    assert!(opened.expect_err("its number is in use").is_conflict());
}

xiaonuan_tests::on_both!(
    callers_of_all_names_share_a_commit,
    when_too_many_wait_the_next_is_told_so_and_can_ask_again,
    one_that_the_database_refuses_is_alone_in_the_end,
    opening_books_in_the_place_of_others_fails_in_the_end,
);
