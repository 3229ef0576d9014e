//! An order in which the model says what was said.

use std::collections::BTreeMap;

use xiaonuan_persistence::scan::StoredRecord;

use super::said::{Line, Question};
use crate::model::Model;
use crate::operation::{Approves, Asked, CaseStep, Look, Looked, Operation};
use crate::road::{Seen, Shown, compare, compare_found, hash_of, shown};

/// What was decided under a key, by the first question and the first answer.
struct Decided<'a> {
    asked: &'a Asked,
    hash: Option<&'a str>,
    seen: Seen,
    seq: Option<i64>,
    known: i64,
    sent: usize,
    answered: usize,
}

/// What changed nothing, and the times at which it can have been decided: after so many accepted ones, or as many.
struct Passing<'a> {
    what: What<'a>,
    first: usize,
    last: usize,
}

enum What<'a> {
    Refused(&'a Decided<'a>),
    Looked(&'a Looked, Shown),
}

/// Tells the model what was accepted in the order of its numbers, and finds a time for all else. Answers the model.
pub(super) fn find(mut model: Model, said: &[Line], records: &[StoredRecord]) -> Result<Model, String> {
    let decided = decided(said)?;
    let mut accepted: Vec<&Decided<'_>> = decided.iter().filter(|one| one.seq.is_some()).collect();
    accepted.sort_by_key(|one| one.seq);
    let mut open: Vec<Passing<'_>> = Vec::new();
    let span = |known: i64, answered: usize| {
        let first = accepted.partition_point(|one| one.seq <= Some(known));
        // Whatever was asked after the answer came was decided after it.
        let later = accepted.iter().position(|one| one.sent > answered);
        (first, later.unwrap_or(accepted.len()))
    };
    for one in decided.iter().filter(|one| one.seq.is_none()) {
        let (first, last) = span(one.known, one.answered);
        let what = What::Refused(one);
        open.push(Passing { what, first, last });
    }
    for line in said {
        let Question::Look(looked) = &line.question else {
            continue;
        };
        let shown = shown(&looked.look, line.status, &line.body)?;
        if let Some(one) = refused_under(&decided, &looked.look) {
            is_of_its_time(line, &shown, one)?;
            continue;
        }
        let (first, last) = span(line.known, line.answered);
        let what = What::Looked(looked, shown);
        open.push(Passing { what, first, last });
    }
    let refused = decided.len() - accepted.len();
    if accepted.len() < decided.len() / 5 || refused < decided.len() / 10 {
        return Err(format!("of {} only {} are accepted", decided.len(), accepted.len()));
    }
    let mut told = Vec::new();
    for place in 0..=accepted.len() {
        let mut still = Vec::new();
        for passing in open {
            if place < passing.first {
                still.push(passing);
                continue;
            }
            match passing.what.holds(&model, records) {
                Ok(()) => {}
                Err(what) if place >= passing.last => {
                    let span = format!("after {} to {} accepted", passing.first, passing.last);
                    return Err(format!(
                        "{}: never, {span}: {what}\naccepted: {}",
                        passing.what.text(),
                        told.join("\n")
                    ));
                }
                Err(_) => still.push(passing),
            }
        }
        open = still;
        let Some(one) = accepted.get(place) else { break };
        if one.seq <= Some(one.known) {
            return Err(format!("{:?}: {:?} came after it was known", one.asked, one.seq));
        }
        let asked = on_paper(one.asked, one.hash, records, model.seq());
        told.push(format!("{asked:?}"));
        let answer = model.tell(&asked);
        compare(&answer, &one.seen, true).map_err(|what| format!("{what}\naccepted: {}", told.join("\n")))?;
    }
    Ok(model)
}

/// What was refused under the key whose answer is looked up.
fn refused_under<'a, 'b>(decided: &'b [Decided<'a>], look: &Look) -> Option<&'b Decided<'a>> {
    let Look::Answer(operation, key) = look else {
        return None;
    };
    let is_it = |one: &&Decided<'_>| (one.asked.operation.scope(), &one.asked.key) == (*operation, key);
    decided.iter().find(is_it).filter(|one| one.seq.is_none())
}

/// A refusal leaves nothing on paper: it is found once it was asked for, and must be once it was answered.
fn is_of_its_time(line: &Line, shown: &Shown, one: &Decided<'_>) -> Result<(), String> {
    match (shown, &one.seen) {
        (Shown::Nothing, _) if line.sent < one.answered => Ok(()),
        (Shown::Seen(Seen::No(found)), Seen::No(no)) if found == no && one.sent < line.answered => Ok(()),
        _ => Err(format!("{line:?}, of {:?}: {:?}", one.asked, one.seen)),
    }
}

/// A question with the operation and the hash that it names.
type Asking<'a> = (&'a Line, &'a Asked, Option<&'a str>);

/// What was decided, by key. Of several things that were asked under a key one was decided, and all others were told so.
fn decided(said: &[Line]) -> Result<Vec<Decided<'_>>, String> {
    let mut by_key: BTreeMap<(&str, &str), Vec<Asking<'_>>> = BTreeMap::new();
    for line in said {
        if let Question::Ask(asked, hash) = &line.question {
            let key = (asked.operation.scope(), asked.key.as_str());
            by_key.entry(key).or_default().push((line, asked, hash.as_deref()));
        }
    }
    by_key.into_iter().map(|(key, lines)| one_of(key, &lines)).collect()
}

fn one_of<'a>(key: (&str, &str), lines: &[Asking<'a>]) -> Result<Decided<'a>, String> {
    let is_reused = |line: &Line| line.body["code"] == "idempotency_key_reused";
    let mut of_it = lines.iter().filter(|(line, ..)| !is_reused(line));
    let (line, asked, hash) = *of_it
        .next()
        .ok_or_else(|| format!("{key:?}: all were told it was used"))?;
    for (other, also, _) in lines {
        let is_same = also.operation == asked.operation;
        if is_same == is_reused(other) || (is_same && (other.status, other.seq()) != (line.status, line.seq())) {
            return Err(format!("{key:?}: {line:?}\nand {other:?}"));
        }
    }
    let same = || lines.iter().filter(|(_, also, _)| also.operation == asked.operation);
    let (sent, known) = same()
        .map(|(line, ..)| (line.sent, line.known))
        .min()
        .unwrap_or_default();
    Ok(Decided {
        asked,
        hash,
        seen: line.seen(&asked.operation)?,
        seq: line.seq(),
        known,
        sent,
        answered: same().map(|(line, ..)| line.answered).min().unwrap_or_default(),
    })
}

impl What<'_> {
    fn text(&self) -> String {
        match self {
            What::Refused(one) => format!("{:?} {:?}", one.asked, one.seen),
            What::Looked(looked, shown) => format!("{looked:?} {shown:?}"),
        }
    }

    /// Whether it would be so now.
    fn holds(&self, model: &Model, records: &[StoredRecord]) -> Result<(), String> {
        let mut then = model.clone();
        match self {
            What::Refused(one) => {
                let asked = on_paper(one.asked, one.hash, records, model.seq());
                compare(&then.tell(&asked), &one.seen, true)
            }
            What::Looked(looked, shown) => compare_found(&then.look(looked), shown),
        }
    }
}

/// What was asked, in the words of the model: a hash names what stands, or something else.
fn on_paper(asked: &Asked, hash: Option<&str>, records: &[StoredRecord], seq: i64) -> Asked {
    let mut asked = asked.clone();
    let Some(hash) = hash else { return asked };
    let standing = records.iter().take_while(|record| record.seq <= seq);
    let standing: Vec<StoredRecord> = standing.cloned().collect();
    if hash_of(&asked.operation, &standing).as_deref() == Some(hash) {
        return asked;
    }
    match &mut asked.operation {
        Operation::StepStatement(step) => step.approves = Approves::SomethingElse,
        Operation::ApproveSettlement(by) => by.approves = Approves::SomethingElse,
        Operation::Step(case) => match &mut case.step {
            CaseStep::Approve(approval) => approval.approves = Approves::SomethingElse,
            CaseStep::Pay { approved, .. } => *approved = 0,
            _ => {}
        },
        _ => {}
    }
    asked
}
