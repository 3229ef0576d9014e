//! A rehearsal answers as the journal would, and writes nothing.

use std::sync::atomic::AtomicU32;

use proptest::prelude::*;
use xiaonuan_domain::calendar::{Instant, Zone};
use xiaonuan_domain::command::Command;
use xiaonuan_persistence::journal::{Answer, Entry};
use xiaonuan_tests::ask::ACTOR;
use xiaonuan_tests::ask::{entry, moment};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

use crate::history::{Said, as_entry, check, events, instant, neighbourhood, next_books, said};
use crate::story::story;

async fn books_that_are_not_open_yet_are_rehearsed_from_their_first_record(fixture: &Fixture) {
    let qingzhu = Neighbourhood::qingzhu();
    let mut told = story();
    told.sort_by_key(|command| occurred_at(command, &qingzhu.community.zone));
    let entries: Vec<Entry> = qingzhu.registrations.iter().cloned().chain(told).map(entry).collect();
    let journal = &fixture.process.journal;
    let from = Some(moment("2026-01-01 00:00"));
    let mut rehearsal = journal
        .rehearse(&ACTOR.into(), &qingzhu.community, from)
        .await
        .expect("a rehearsal");
    let mut rehearsed: Vec<Answer> = Vec::new();
    for batch in entries.chunks(5) {
        rehearsed.extend(rehearsal.append(batch).await.expect("the database works"));
    }
    let head = rehearsal.head();
    drop(rehearsal);
    assert!(
        fixture
            .process
            .database()
            .communities()
            .await
            .expect("the database works")
            .is_empty()
    );

    let mut alone = qingzhu.clone();
    alone.registrations.clear();
    let books = fixture.open(alone).await;
    assert_eq!(books.append(&entries).await, rehearsed);
    assert_eq!(books.head().await, head);
}

fn occurred_at(command: &Command, zone: &Zone) -> Instant {
    match command {
        Command::Donate(it) => zone.start_of(it.date),
        Command::Disburse(it) => zone.start_of(it.date),
        Command::Settle(it) => zone.start_of(it.date),
        Command::Redeem(it) => it.at,
        other => panic!("{other:?} is no event"),
    }
}

async fn rehearse(books: &Books, name: &str, entries: &[Entry], from: i64, batch: usize) -> (Vec<Said>, i64) {
    let community = neighbourhood(name).community;
    let journal = &books.process.journal;
    let mut rehearsal = journal
        .rehearse(&ACTOR.into(), &community, Some(instant(from)))
        .await
        .expect("a rehearsal");
    let mut answers = Vec::new();
    for part in entries.chunks(batch) {
        answers.extend(
            rehearsal
                .append(part)
                .await
                .expect("the database works")
                .iter()
                .map(said),
        );
    }
    (answers, rehearsal.head())
}

async fn what_is_rehearsed_comes_true_and_nothing_is_written(fixture: &Fixture) {
    let count = AtomicU32::new(0);
    check(
        &(events(), 1..9usize, 0..100usize),
        async |(mut events, batch, known)| {
            let books = next_books(fixture, &count).await;
            let name = format!("c{}", count.load(std::sync::atomic::Ordering::Relaxed) - 1);
            // Some of it is on record, in any order; the rest is rehearsed in the order of time, as an import does.
            let mut to_come = events.split_off(events.len() * known / 100);
            to_come.sort_by_key(crate::model::Event::at);
            let mut numbered = (1..).map(|n| format!("E{n}"));
            let mut named = |events: &[_]| -> Vec<Entry> {
                events
                    .iter()
                    .zip(&mut numbered)
                    .map(|(event, reference)| as_entry(&reference, event))
                    .collect()
            };
            let (on_record, to_come_entries) = (named(&events), named(&to_come));
            books.append(&on_record).await;
            let before = (books.leaf_hashes().await, books.postings().await);
            let from = to_come.first().map_or(0, crate::model::Event::at);
            let (rehearsed, head) = rehearse(&books, &name, &to_come_entries, from, batch).await;
            prop_assert_eq!(&before, &(books.leaf_hashes().await, books.postings().await));
            let (again, _) = rehearse(&books, &name, &to_come_entries, from, batch).await;
            prop_assert_eq!(&again, &rehearsed, "a rehearsal leaves no answer behind");
            let answers: Vec<Said> = books.append(&to_come_entries).await.iter().map(said).collect();
            prop_assert_eq!(answers, rehearsed);
            prop_assert_eq!(books.head().await, head);
            Ok(())
        },
    );
}

async fn what_was_answered_before_is_rehearsed_as_answered(fixture: &Fixture) {
    let qingzhu = Neighbourhood::qingzhu();
    let books = fixture.open(qingzhu.clone()).await;
    let entries: Vec<Entry> = story().into_iter().map(entry).collect();
    let answers = books.append(&entries).await;
    let from = Some(moment("2026-01-01 00:00"));
    let mut rehearsal = books
        .process
        .journal
        .rehearse(&ACTOR.into(), &qingzhu.community, from)
        .await
        .expect("a rehearsal");
    let rehearsed = rehearsal.append(&entries).await.expect("the database works");
    assert!(rehearsed.iter().all(|answer| answer.repeated));
    assert!(
        rehearsed
            .iter()
            .zip(&answers)
            .all(|(one, other)| one.outcome == other.outcome)
    );
    assert_eq!(rehearsal.head(), books.head().await);
}

xiaonuan_tests::on_both!(
    books_that_are_not_open_yet_are_rehearsed_from_their_first_record,
    what_is_rehearsed_comes_true_and_nothing_is_written,
    what_was_answered_before_is_rehearsed_as_answered,
);
