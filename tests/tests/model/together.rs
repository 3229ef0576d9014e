//! Many clients at once against the model: a sequence is asked of a real server by a crowd, out of order and over kills,
//! and afterwards there must be an order in which the model says the same. What was accepted was decided in the order of
//! its numbers. What was refused or looked up must be so on paper at some time between its question and its answer.

mod crowd;
mod order;
mod said;

use xiaonuan_tests::fixture::{Backend, Fixture, run_on};
use xiaonuan_tests::program;

use self::crowd::Crowd;
use crate::generate::Sequence;
use crate::model::Model;
use crate::neighbourhood::neighbourhood;
use crate::road::{Road, Way, on_paper, time_of_a_server};
use crate::{said as number, views};

/// How many ask at once.
const CLIENTS: usize = 24;
/// After how many percent of all that is asked the server is killed.
const KILLS: [usize; 2] = [35, 70];

/// Has a sequence asked by a crowd and compares all that was said, then the books.
async fn ask_all(fixture: &Fixture, community: &str, sequence: &Sequence) -> Result<(), String> {
    let books = fixture.open(neighbourhood(community)).await;
    let mut road = Road::to(Way::Server, fixture, community, books.clone()).await;
    let crowd = Crowd::new(community, &books, sequence, road.address());
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| crowd.work());
        }
        for percent in KILLS {
            crowd.wait_for(percent);
            road.kill();
            crowd.go_on_at(road.address());
        }
    });
    let said = crowd.said();
    let records = books.records().await;
    let now = sequence.model.now;
    let mut model = order::find(Model::new(now), &said, &records)?;
    // The server's clock went on: what is looked at is looked at when all of it has happened.
    let last = records.last().map(|record| on_paper(record.recorded_at()));
    model.now = model.now.max(last.unwrap_or(now));
    said::again(&said, &road)?;
    views::compare_all(&road, &model, sequence.seed).await?;
    road.stop().await;
    views::check(fixture, community).await?;
    program::succeed(&fixture.address, &["check"]);
    Ok(())
}

async fn a_crowd_and_the_model_agree(fixture: &Fixture) {
    let (sequences, steps) = (number("MODEL_SEQUENCES", 1), number("MODEL_STEPS", 150) * 4);
    let first = number("MODEL_SEED", 20_260_701);
    let length = usize::try_from(steps).expect("a few");
    for seed in first..first + sequences {
        let now = time_of_a_server(fixture).await;
        let sequence = Sequence::of(seed, length, now, false);
        let asked = ask_all(fixture, &format!("crowd{seed}"), &sequence).await;
        asked.unwrap_or_else(|what| panic!("MODEL_SEED={seed} on {:?}: {what}", fixture.backend));
    }
}

#[test]
fn sqlite_asked_by_a_crowd() {
    run_on(Backend::Sqlite, a_crowd_and_the_model_agree);
}

#[test]
fn postgres_asked_by_a_crowd() {
    run_on(Backend::Postgres, a_crowd_and_the_model_agree);
}
