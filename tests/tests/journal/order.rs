//! Numbers, sums, laws and hashes.

use xiaonuan_persistence::balances::AsRecorded;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{entry, moment};
use xiaonuan_tests::fixture::{Backend, Fixture, run};
use xiaonuan_tests::neighbourhood::Neighbourhood;

use crate::story::story;

async fn numbers_have_no_gap_and_every_law_holds_after_each_record(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let mut refused = 0;
    for command in story() {
        if let Outcome::Refused(_) = books.tell(command).await {
            refused += 1;
        }
    }
    books.obey_the_laws().await;
    assert!(
        books.records().await.iter().any(|record| record.late == Some(1)),
        "the story has late events"
    );
    assert!(refused >= 5, "the story has events that are refused");
}

async fn communities_keep_separate_books(fixture: &Fixture) {
    let one = fixture.open(Neighbourhood::qingzhu()).await;
    let mut neighbours = Neighbourhood::qingzhu();
    neighbours.community.code = "baimu".parse().expect("a code");
    let other = fixture.open(neighbours).await;
    for command in story() {
        assert_eq!(same(one.tell(command.clone()).await), same(other.tell(command).await));
    }
    one.obey_the_laws().await;
    other.obey_the_laws().await;
    assert_eq!(one.head().await, other.head().await);
    assert_eq!(one.balances().await.len(), other.balances().await.len());
    assert!(
        one.leaf_hashes()
            .await
            .iter()
            .zip(other.leaf_hashes().await)
            .all(|(one, other)| *one != other)
    );
}

fn same(outcome: Outcome) -> Result<i64, String> {
    match outcome {
        Outcome::Accepted(seq) => Ok(seq),
        Outcome::Refused(refusal) => Err(format!("{refusal} {:?}", refusal.facts)),
    }
}

async fn recording_times_never_fall_even_if_the_clock_does(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    for (at, command) in story().into_iter().enumerate() {
        fixture.clock.set(moment(if at % 2 == 0 {
            "2026-07-02 12:00"
        } else {
            "2026-07-01 12:00"
        }));
        books.tell(command).await;
    }
    books.obey_the_laws().await;
    let last = books.records().await.pop().expect("records");
    assert_eq!(last.recorded_at(), moment("2026-07-02 12:00"));
}

async fn an_event_is_refused_until_its_time_has_come(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let gift = || xiaonuan_tests::ask::donation("DON1", "2026-07-02", "F1", "1");
    let before = books.head().await;
    let refused = books
        .append(&[xiaonuan_tests::ask::by_reference(gift())])
        .await
        .remove(0)
        .outcome;
    assert_eq!(same(refused), Err("future_date {}".to_owned()));
    assert_eq!(books.head().await, before);
    fixture.clock.set(moment("2026-07-02 00:00"));
    books.accept(gift()).await;
}

async fn a_recorded_time_is_resolved_to_the_last_number_recorded_by_then(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let database = books.process.database();
    for (at, command) in story().into_iter().enumerate() {
        if at % 3 == 0 {
            fixture.clock.advance(60);
        }
        books.tell(command).await;
    }
    let records = books.records().await;
    for last in &records {
        for time in [last.recorded_at(), last.recorded_at().just_before()] {
            let number = records.iter().filter(|record| record.recorded_at() <= time).count();
            let view = database
                .as_of(books.community, None, AsRecorded::Time(time))
                .await
                .expect("a view");
            assert_eq!(usize::try_from(view.number), Ok(number));
            let by_number = database
                .as_of(books.community, None, AsRecorded::Number(view.number))
                .await;
            assert_eq!(
                by_number.expect("a view"),
                view,
                "a report can be asked for again by its number"
            );
        }
    }
}

xiaonuan_tests::on_both!(
    a_recorded_time_is_resolved_to_the_last_number_recorded_by_then,
    numbers_have_no_gap_and_every_law_holds_after_each_record,
    communities_keep_separate_books,
    recording_times_never_fall_even_if_the_clock_does,
    an_event_is_refused_until_its_time_has_come,
);

/// Same input, clock and randomness: the same outcomes, balances and hashes, whatever the database and the batches.
#[test]
fn hashes_do_not_depend_on_database_or_batches() {
    run(async {
        let mut all = Vec::new();
        for backend in [Backend::Sqlite, Backend::Postgres] {
            for batch in [1, 7, usize::MAX] {
                let fixture = Fixture::new(backend).await;
                let books = fixture.open(Neighbourhood::qingzhu()).await;
                let mut answers = Vec::new();
                let entries: Vec<_> = story().into_iter().map(entry).collect();
                for part in entries.chunks(batch.min(entries.len())) {
                    answers.extend(books.append(part).await);
                }
                books.obey_the_laws().await;
                all.push((
                    answers,
                    books.leaf_hashes().await,
                    books.balances().await,
                    books.postings().await,
                ));
                fixture.close().await;
            }
        }
        for other in &all[1..] {
            assert_eq!(all[0].0, other.0, "answers");
            assert_eq!(all[0].1, other.1, "hashes");
            assert_eq!(all[0].2, other.2, "balances");
            assert_eq!(all[0].3, other.3, "rows");
        }
    });
}
