//! One model, many roads: random sequences of everything that can be asked of the books, told to a small model on paper
//! and through every road: the library and HTTP, on SQLite and on PostgreSQL, one by one and many at once, with restarts
//! between. Every answer, balance and report is the model's, and the books' own check finds nothing.
//!
//! `MODEL_SEQUENCES`, `MODEL_STEPS`, `MODEL_SEED` and `MODEL_TRIES` make it longer or another one. A failure names its seed and shows
//! the shortest sequence that was found to fail.

mod calendar;
mod generate;
mod model;
mod money;
mod neighbourhood;
mod operation;
mod paper;
mod registers;
mod reports;
mod road;
mod together;
mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use xiaonuan_tests::fixture::{Backend, Fixture, run_on};

use crate::calendar::{At, DAY, MINUTE, day};
use crate::generate::{Sequence, Step};
use crate::model::Answer;
use crate::operation::Asked;
use crate::road::{Road, Way, compare, compare_found, instant};

/// A number from the environment.
fn said(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name} is no number"))
    })
}

/// Friday morning, three weeks before a year ends.
fn begin() -> At {
    day(2025, 12, 5) * DAY + 9 * 60 * MINUTE
}

/// Takes one road with a sequence in books of its own, and compares all the way.
async fn travel(fixture: &Fixture, way: Way, together: bool, sequence: &Sequence) -> Result<(), String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let community = format!("c{}", COUNT.fetch_add(1, Ordering::Relaxed));
    if way != Way::Server {
        fixture.clock.set(instant(begin()));
    }
    let books = fixture.open(neighbourhood::neighbourhood(&community)).await;
    let mut road = Road::to(way, fixture, &community, books).await;
    let travelled = follow(&mut road, fixture, together, sequence).await;
    let travelled = match travelled {
        Ok(()) => views::compare_all(&road, &sequence.model, sequence.seed).await,
        failed => failed,
    };
    road.stop().await;
    match travelled {
        Ok(()) => views::check(fixture, &community).await,
        failed => failed,
    }
}

async fn follow(road: &mut Road<'_>, fixture: &Fixture, together: bool, sequence: &Sequence) -> Result<(), String> {
    let mut waiting: Vec<(&Asked, &Answer)> = Vec::new();
    for (place, step) in sequence.steps.iter().enumerate() {
        let (asked, answer) = match step {
            Step::Ask(asked, answer) => (asked, answer),
            Step::Look(looked, found) => {
                ask_waiting(road, &mut waiting).await?;
                if road.way() != Way::Server {
                    fixture.clock.set(instant(looked.now));
                }
                let shown = road.look(&looked.look).await;
                let compared = shown.and_then(|shown| compare_found(found, &shown));
                compared.map_err(|what| format!("step {place}, {:?}: {what}", looked.look))?;
                continue;
            }
            Step::Restart => {
                ask_waiting(road, &mut waiting).await?;
                road.restart().await;
                continue;
            }
        };
        let told = |what: String| format!("step {place}, {asked:?}: {what}");
        let same_time = waiting.first().is_none_or(|(first, _)| first.now == asked.now);
        if !same_time || !road.takes_together(&asked.operation) {
            ask_waiting(road, &mut waiting).await?;
        }
        if road.way() != Way::Server {
            fixture.clock.set(instant(asked.now));
        }
        if together && road.takes_together(&asked.operation) {
            waiting.push((asked, answer));
            continue;
        }
        if place % 6 == 0 {
            let seen = road.ask(asked, true).await.map_err(told)?;
            compare(answer, &seen, true).map_err(|what| told(format!("rehearsed: {what}")))?;
        }
        let seen = road.ask(asked, false).await.map_err(told)?;
        compare(answer, &seen, false).map_err(told)?;
    }
    ask_waiting(road, &mut waiting).await
}

async fn ask_waiting(road: &Road<'_>, waiting: &mut Vec<(&Asked, &Answer)>) -> Result<(), String> {
    if waiting.is_empty() {
        return Ok(());
    }
    let all: Vec<&Asked> = waiting.iter().map(|(asked, _)| *asked).collect();
    let seen = road.ask_all(&all).await?;
    for ((asked, answer), seen) in waiting.drain(..).zip(&seen) {
        compare(answer, seen, false).map_err(|what| format!("of {} together, {asked:?}: {what}", all.len()))?;
    }
    Ok(())
}

/// Leaves out what can be left out so that it still fails.
async fn shortest(fixture: &Fixture, way: Way, together: bool, failed: Sequence, now: At) -> Sequence {
    let (mut best, mut size, mut tries) = (failed, usize::MAX, 0);
    // How many shorter sequences are tried.
    let most = said("MODEL_TRIES", 60);
    size = size.min(best.steps.len() / 2);
    while size > 0 {
        let mut place = 0;
        while place < best.steps.len() && tries < most {
            tries += 1;
            let mut fewer = best.steps.clone();
            fewer.drain(place..(place + size).min(best.steps.len()));
            let fewer = Sequence::retold(best.seed, now, &fewer);
            if travel(fixture, way, together, &fewer).await.is_err() {
                best = fewer;
            } else {
                place += size;
            }
        }
        size /= 2;
    }
    best
}

async fn roads_lead_to_the_model(fixture: &Fixture, way: Way, together: bool) {
    let is_server = way == Way::Server;
    let usual = if is_server { 1 } else { 3 };
    let (sequences, steps) = (said("MODEL_SEQUENCES", usual), said("MODEL_STEPS", 150));
    let first = said("MODEL_SEED", 20_260_701);
    // A server takes a second to start, and is killed often.
    let length = usize::try_from(if is_server { steps / 2 } else { steps }).expect("a few");
    for seed in first..first + sequences {
        let now = if is_server {
            road::time_of_a_server(fixture).await
        } else {
            begin()
        };
        let sequence = Sequence::of(seed, length, now, !is_server);
        let Err(what) = travel(fixture, way, together, &sequence).await else {
            continue;
        };
        let shortest = shortest(fixture, way, together, sequence, now).await;
        let again = travel(fixture, way, together, &shortest).await;
        let steps: Vec<String> = shortest.steps.iter().map(|step| format!("{step:?}")).collect();
        panic!(
            "MODEL_SEED={seed} on {:?} through {way:?}: {what}\nshortest:\n{}\n{again:?}",
            fixture.backend,
            steps.join("\n")
        );
    }
}

#[test]
fn sqlite_through_the_library_many_at_once() {
    run_on(Backend::Sqlite, async |fixture| {
        roads_lead_to_the_model(fixture, Way::Library, true).await
    });
}

#[test]
fn sqlite_through_http_one_by_one() {
    run_on(Backend::Sqlite, async |fixture| {
        roads_lead_to_the_model(fixture, Way::Web, false).await
    });
}

#[test]
fn postgres_through_the_library_one_by_one() {
    run_on(Backend::Postgres, async |fixture| {
        roads_lead_to_the_model(fixture, Way::Library, false).await
    });
}

#[test]
fn postgres_through_http_many_at_once() {
    run_on(Backend::Postgres, async |fixture| {
        roads_lead_to_the_model(fixture, Way::Web, true).await
    });
}

/// What comes of the operations of many sequences: how often each is accepted, and all that is said against any.
fn tally(sequences: u64) -> (BTreeMap<&'static str, u32>, BTreeSet<String>) {
    let (mut accepted, mut said) = (BTreeMap::new(), BTreeSet::new());
    for seed in 0..sequences {
        for step in Sequence::of(seed, 150, begin(), true).steps {
            let Step::Ask(asked, answer) = step else { continue };
            match answer {
                Answer::Done { repeated: true, .. } => {}
                Answer::Done { .. } => *accepted.entry(asked.operation.scope()).or_default() += 1,
                Answer::No(no) if no.late => drop(said.insert(format!("{} late", no.code))),
                Answer::No(no) => drop(said.insert(no.code)),
            }
        }
    }
    (accepted, said)
}

#[test]
fn sequences_meet_what_there_is_to_meet() {
    let (accepted, said) = tally(200);
    let seldom: Vec<_> = accepted.iter().filter(|(_, times)| **times < 5).collect();
    assert!(
        accepted.len() == operation::SCOPES.len() && seldom.is_empty(),
        "{accepted:?}"
    );
    let looked_for = [
        "ref_conflict",
        "idempotency_key_reused",
        "future_date",
        "usage_limit_reached",
        "discount_budget_exhausted",
        "voucher_insufficient late",
        "exceeds_payable late",
        "nothing_payable late",
        "fund_insufficient late",
        "bank_insufficient late",
        "period_out_of_order",
        "already_closed",
        "statement_open",
        "duplicate_help",
        "approval_stale",
        "changed_meanwhile",
        "eligibility_fixed",
        "given_back",
        "before_original",
    ];
    let missed: Vec<_> = looked_for.iter().filter(|code| !said.contains(**code)).collect();
    assert!(missed.is_empty(), "never said: {missed:?}");
}

#[test]
fn sqlite_through_a_server_that_is_killed() {
    run_on(Backend::Sqlite, async |fixture| {
        roads_lead_to_the_model(fixture, Way::Server, false).await;
    });
}

#[test]
fn postgres_through_a_server_that_is_killed() {
    run_on(Backend::Postgres, async |fixture| {
        roads_lead_to_the_model(fixture, Way::Server, true).await;
    });
}
