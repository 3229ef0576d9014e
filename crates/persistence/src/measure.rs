//! What the store tells of its work: counts and times, without a word of what is in the books.
//!
//! No label has more values than an enum has: communities, keys and people are in none.

use metrics::{counter, gauge, histogram};
use xiaonuan_domain::record::Record;
use xiaonuan_domain::refusal::RefusalCode;

use crate::error::StoreError;
use crate::journal::Answer;
use crate::outcome::Outcome;

/// A commit of so many entries, with what was answered and recorded.
pub(crate) fn committed(answers: &[Answer], records: &[Record]) {
    counter!("xiaonuan_commits_total").increment(1);
    histogram!("xiaonuan_commit_entries").record(u32::try_from(answers.len()).unwrap_or(u32::MAX));
    for record in records {
        counter!("xiaonuan_records_total", "kind" => record.kind.as_str()).increment(1);
    }
    for answer in answers.iter().filter(|answer| !answer.repeated) {
        if let Outcome::Refused(refusal) = &answer.outcome {
            counter!("xiaonuan_refusals_total", "code" => told(refusal.code).as_str()).increment(1);
        }
    }
}

/// The code of a refusal as a counter hears it: beside what a shop was told, the number that grew would tell why.
const fn told(code: RefusalCode) -> RefusalCode {
    if code.is_hidden_at_counter() {
        RefusalCode::NotAvailable
    } else {
        code
    }
}

/// So many more wait for a shared commit.
pub(crate) fn queued(entries: usize) {
    gauge!("xiaonuan_queue_entries").increment(u32::try_from(entries).unwrap_or(u32::MAX));
}

/// So many wait no more.
pub(crate) fn taken(entries: usize) {
    gauge!("xiaonuan_queue_entries").decrement(u32::try_from(entries).unwrap_or(u32::MAX));
}

/// The database failed.
pub(crate) fn failed(error: &StoreError) {
    let sort = if error.is_held() {
        "held"
    } else if error.is_away() {
        "away"
    } else if error.is_of_one_entry() {
        "entry"
    } else {
        "other"
    };
    counter!("xiaonuan_database_errors_total", "sort" => sort).increment(1);
}
