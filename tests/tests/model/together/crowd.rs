//! Clients that ask a sequence together, and note when they asked and when they were answered.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::Handle;
use xiaonuan_tests::books::Books;
use xiaonuan_tests::server::Answer as Reply;

use super::said::{Line, Question};
use crate::generate::{Dice, Sequence, Step};
use crate::model::Answer;
use crate::operation::{Answering, Asked, CaseStep, Operation};
use crate::registers::Registers;
use crate::road::{Message, hash_of, names_hash};

/// How long the next server is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many gifts come before all else, one after the other, so that there is something to be disputed.
const GIFTS: usize = 6;

/// Among how many steps one is taken at random.
const NEAR: usize = 24;
/// How many percent of steps are taken again soon.
const TWICE: i64 = 15;

/// A sequence in the hands of many clients.
pub(super) struct Crowd<'a> {
    community: &'a str,
    books: &'a Books,
    /// Where futures run that clients wait for.
    runtime: Handle,
    steps: &'a [Step],
    /// The places of steps in the order in which they are taken.
    places: Vec<usize>,
    work: Mutex<Work>,
    changed: Condvar,
}

struct Work {
    address: String,
    /// How many steps are taken, and how many are done.
    next: usize,
    done: usize,
    /// Counts questions and answers.
    tick: usize,
    /// The highest number that anybody was told.
    known: i64,
    /// The numbers that accepted steps have on paper, and in the books once they are told.
    numbers: BTreeMap<i64, Option<i64>>,
    /// What is asked under keys: whoever asks the same again asks it word for word.
    messages: BTreeMap<(&'static str, String, String), (Asked, Option<String>)>,
    lines: Vec<Line>,
}

impl<'a> Crowd<'a> {
    pub(super) fn new(community: &'a str, books: &'a Books, sequence: &'a Sequence, address: String) -> Self {
        let numbers = sequence.steps.iter().filter_map(|step| match step {
            Step::Ask(_, Answer::Done { done, .. }) => Some((done.seq, None)),
            _ => None,
        });
        Crowd {
            community,
            books,
            runtime: Handle::current(),
            steps: &sequence.steps,
            places: disordered(sequence),
            work: Mutex::new(Work {
                address,
                next: 0,
                done: 0,
                tick: 0,
                known: Registers::of_the_neighbourhood().last(),
                numbers: numbers.collect(),
                messages: BTreeMap::new(),
                lines: Vec::new(),
            }),
            changed: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Work> {
        self.work.lock().expect("no client panics")
    }

    /// Waits until so many percent of all steps are done.
    pub(super) fn wait_for(&self, percent: usize) {
        let steps = self.places.len() * percent / 100;
        let work = self.lock();
        let waited = self
            .changed
            .wait_timeout_while(work, PATIENCE, |work| work.done < steps);
        assert!(
            !waited.expect("no client panics").1.timed_out(),
            "nobody is answered any more"
        );
    }

    /// The server is another one now.
    pub(super) fn go_on_at(&self, address: String) {
        self.lock().address = address;
        self.changed.notify_all();
    }

    /// All that was said, in the order of answers.
    pub(super) fn said(self) -> Vec<Line> {
        self.work.into_inner().expect("no client panics").lines
    }

    /// Asks what nobody asks yet, until nothing is left.
    pub(super) fn work(&self) {
        while let Some(place) = self.take() {
            match &self.steps[place] {
                Step::Ask(asked, on_paper) => {
                    let (asked, hash) = self.in_words(asked);
                    let message = Message::asking(self.community, &asked, hash.as_deref());
                    self.ask(Question::Ask(Box::new(asked), hash), message, Some(on_paper));
                }
                Step::Look(looked, _) => {
                    let message = Message::looking(self.community, &looked.look);
                    self.ask(Question::Look(looked.clone()), message, None);
                }
                Step::Restart => {}
            }
            self.lock().done += 1;
            self.changed.notify_all();
        }
    }

    /// The place of the next step that nobody has taken.
    fn take(&self) -> Option<usize> {
        let first = |work: &mut Work| work.next > 0 && work.next < GIFTS && work.done < work.next;
        let mut work = self.changed.wait_while(self.lock(), first).expect("no client panics");
        let place = self.places.get(work.next).copied();
        work.next += 1;
        place
    }

    /// An operation with the numbers and the hash that it names as they are in these books.
    fn in_words(&self, asked: &Asked) -> (Asked, Option<String>) {
        let same = (
            asked.operation.scope(),
            asked.key.clone(),
            format!("{:?}", asked.operation),
        );
        let mut bound = asked.clone();
        {
            let work = self.lock();
            if let Some(known) = work.messages.get(&same) {
                return known.clone();
            }
            name_numbers(&mut bound.operation, |on_paper| work.number(on_paper));
        }
        let mut hash = None;
        if names_hash(&bound.operation) {
            let records = self.runtime.block_on(self.books.records());
            hash = hash_of(&bound.operation, &records);
        }
        let mut work = self.lock();
        work.messages.entry(same).or_insert((bound, hash)).clone()
    }

    /// Asks until there is an answer, and notes it.
    fn ask(&self, question: Question, message: Message, on_paper: Option<&Answer>) {
        let (mut address, mut known, mut sent) = self.begins();
        let reply = loop {
            match message.send_to(&address) {
                Ok(reply) if reply.status != 503 => break reply,
                // A server that ends, or one that waits for what the one before it held.
                Ok(_) => {}
                Err(_) => address = self.another_than(&address),
            }
            if matches!(question, Question::Look(_)) {
                (address, known, sent) = self.begins();
            }
        };
        let Reply { status, body, head } = reply;
        let body: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{question:?}: {status} {body}"));
        let mut work = self.lock();
        work.tick += 1;
        let line = Line {
            question,
            message,
            status,
            is_repeated: head.contains("idempotency-replayed: true"),
            body,
            known,
            sent,
            answered: work.tick,
        };
        if let (Some(seq), Question::Ask(..)) = (line.seq(), &line.question) {
            work.known = work.known.max(seq);
            if let Some(Answer::Done { done, .. }) = on_paper {
                work.numbers.insert(done.seq, Some(seq));
            }
        }
        work.lines.push(line);
    }

    /// Where to ask, and what is known just before.
    fn begins(&self) -> (String, i64, usize) {
        let mut work = self.lock();
        work.tick += 1;
        (work.address.clone(), work.known, work.tick)
    }

    /// Waits for another server than one that is gone.
    fn another_than(&self, gone: &str) -> String {
        let work = self.lock();
        let waited = self
            .changed
            .wait_timeout_while(work, PATIENCE, |work| work.address == gone);
        let (work, waited) = waited.expect("no client panics");
        assert!(!waited.timed_out(), "a server that was not killed does not answer");
        work.address.clone()
    }
}

/// The places of a sequence's steps, each not far from its own, and some twice: who is not answered at once asks again.
fn disordered(sequence: &Sequence) -> Vec<usize> {
    let mut dice = Dice::of(sequence.seed ^ 0xc20d);
    let mut places: Vec<usize> = (0..GIFTS).collect();
    let rest: Vec<usize> = (GIFTS..sequence.steps.len()).collect();
    for some in rest.chunks(NEAR) {
        let mut some = some.to_vec();
        while !some.is_empty() {
            let place = dice.pick(&some).to_owned();
            if !dice.chance(TWICE) {
                some.retain(|other| *other != place);
            }
            places.push(place);
        }
    }
    places
}

impl Work {
    /// The number in the books of a record that has one on paper; the same if it is not known.
    fn number(&self, on_paper: i64) -> i64 {
        if on_paper <= Registers::of_the_neighbourhood().last() {
            return on_paper;
        }
        // A step may write several records, of which the last is told.
        match self.numbers.range(on_paper..).next() {
            Some((told, Some(seq))) => seq - (told - on_paper),
            _ => on_paper,
        }
    }
}

/// Puts other numbers for those of records that an operation names.
fn name_numbers(operation: &mut Operation, number: impl Fn(i64) -> i64) {
    match operation {
        Operation::Step(case) => {
            if let CaseStep::Pay { approved, .. } = &mut case.step {
                *approved = number(*approved);
            }
        }
        Operation::StepStatement(step) => {
            if let Answering::Dispute(lines) = &mut step.step {
                lines.iter_mut().for_each(|line| *line = number(*line));
            }
        }
        Operation::Change(change) => change.based_on = number(change.based_on),
        _ => {}
    }
}
