//! The stored postings, read in the order of their table: the same rows as the records', and within bounds at every
//! business time.

use std::collections::HashMap;

use xiaonuan_domain::account::Bound;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::{Seq, read_postings};
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;
use xiaonuan_persistence::scan::StoredPosting;

use super::digest::{PostingDigest, PostingRow};
use super::journal::Walk;
use super::{Findings, Law};

const PAGE: u32 = 20_000;

/// How many differing accounts are compared row by row.
const LOOKED_INTO: usize = 5;

/// One account's stored postings as they are read.
struct Reading {
    account: i64,
    digest: PostingDigest,
    changes: Vec<(Instant, i64)>,
    falls_back: bool,
}

impl Reading {
    fn of(account: i64) -> Self {
        Reading {
            account,
            digest: PostingDigest::default(),
            changes: Vec::new(),
            falls_back: false,
        }
    }
}

/// Compares the stored postings with those of the records, in both directions. Answers how many lie beyond the walk.
pub(super) async fn compare(
    database: &Database,
    community: CommunityNo,
    walk: &mut Walk<'_>,
    findings: &mut Findings,
) -> Result<i64, StoreError> {
    let last = walk.occurred.len() as i64;
    let mut beyond = 0;
    let places: HashMap<i64, usize> = walk
        .followers
        .accounts
        .iter()
        .enumerate()
        .map(|(place, account)| (account.number, place))
        .collect();
    let mut seen = vec![false; walk.followers.accounts.len()];
    let mut differing = Vec::new();
    let mut reading: Option<Reading> = None;
    let mut after = (0, Seq::MIN);
    loop {
        let page = database.postings(community, after, PAGE).await?;
        let Some(end) = page.last() else { break };
        after = (end.account, end.seq);
        for posting in &page {
            if posting.seq > last {
                beyond += 1;
                continue;
            }
            if reading
                .as_ref()
                .is_none_or(|reading| reading.account != posting.account)
                && let Some(read) = reading.replace(Reading::of(posting.account))
            {
                finish(&read, walk, &places, &mut seen, &mut differing, findings);
            }
            if let Some(reading) = &mut reading {
                read_row(reading, posting, walk, findings);
            }
        }
    }
    if let Some(read) = reading {
        finish(&read, walk, &places, &mut seen, &mut differing, findings);
    }
    for (place, seen) in seen.iter().enumerate() {
        let account = &walk.followers.accounts[place];
        if !seen && account.digest.count > 0 {
            differing.push(account.number);
        }
        let number = account.number;
        findings.expect(Law::Accounts, account.digest.count > 0, || {
            format!("account {number} was never posted to")
        });
    }
    differing.sort_unstable();
    for number in differing {
        findings.differ(Law::Postings, || {
            format!("the postings of account {number} are not those of the records")
        });
        if findings.broken[Law::Postings as usize] <= LOOKED_INTO as u64 {
            look_into(database, community, walk, number, findings).await?;
        }
    }
    Ok(beyond)
}

fn row(posting: &StoredPosting) -> PostingRow {
    PostingRow {
        seq: posting.seq,
        side: posting.side,
        amount: posting.amount,
        balance: posting.balance,
        late_at: posting.late_at,
    }
}

fn read_row(reading: &mut Reading, posting: &StoredPosting, walk: &Walk<'_>, findings: &mut Findings) {
    findings.look(Law::Postings);
    reading.digest.add(&row(posting));
    let place = usize::try_from(posting.seq - 1).ok();
    let Some(at) = place.and_then(|place| walk.occurred.get(place)).copied() else {
        return findings.differ(Law::Postings, || {
            format!(
                "account {} has a posting of record {}, which is none",
                posting.account, posting.seq
            )
        });
    };
    reading.falls_back |= reading.changes.last().is_some_and(|(last, _)| *last > at);
    // Wrapping: a row that was tampered with must not stop the check.
    reading.changes.push((at, posting.side.wrapping_mul(posting.amount)));
}

fn finish(
    reading: &Reading,
    walk: &Walk<'_>,
    places: &HashMap<i64, usize>,
    seen: &mut [bool],
    differing: &mut Vec<i64>,
    findings: &mut Findings,
) {
    let Some(place) = places.get(&reading.account) else {
        return findings.differ(Law::Postings, || {
            format!("postings of account {}, which is none", reading.account)
        });
    };
    seen[*place] = true;
    let account = &walk.followers.accounts[*place];
    if !account.digest.agrees(&reading.digest) {
        differing.push(account.number);
        return;
    }
    let Some(bound) = account.bound else { return };
    findings.look(Law::BoundsInTime);
    // In order of business time the recording order already told; only histories with late entries are sorted anew.
    if reading.falls_back
        && let Some(at) = first_past(bound, reading.changes.clone())
    {
        findings.differ(Law::BoundsInTime, || {
            format!("account {} was past its bound at {at}", account.number)
        });
    }
}

/// The first instant at the end of which a balance is past its bound.
fn first_past(bound: Bound, mut changes: Vec<(Instant, i64)>) -> Option<Instant> {
    changes.sort_by_key(|(at, _)| *at);
    let mut balance = 0_i64;
    changes.chunk_by(|(one, _), (next, _)| one == next).find_map(|instant| {
        balance += instant.iter().map(|(_, change)| change).sum::<i64>();
        let past = match bound {
            Bound::AtLeast(least) => balance < least,
            Bound::AtMost(most) => balance > most,
        };
        past.then_some(instant[0].0)
    })
}

/// Describes the first row in which an account differs from the records.
async fn look_into(
    database: &Database,
    community: CommunityNo,
    walk: &Walk<'_>,
    number: i64,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let Some((address, _)) = walk
        .followers
        .by_address
        .iter()
        .find(|(_, place)| walk.followers.accounts[**place].number == number)
    else {
        return Ok(());
    };
    let stored = database.postings(community, (number, Seq::MIN), PAGE).await?;
    let mut stored = stored.iter().filter(|posting| posting.account == number).map(row);
    let (mut last, mut balance) = (0, 0);
    loop {
        let page = database.records(community, last, Seq::MAX, &[], 2_000).await?;
        let Some(end) = page.last() else { break };
        last = end.seq;
        for record in &page {
            let postings = read_postings(&record.postings).unwrap_or_default();
            for (_, side, amount) in postings.into_iter().filter(|(posted, ..)| posted == address) {
                balance += side.signed(amount);
                let late_at = (record.late == Some(1)).then(|| record.occurred_at().micros());
                let wanted = PostingRow {
                    seq: record.seq,
                    side: side.signed(1),
                    amount,
                    balance,
                    late_at,
                };
                let found = stored.next();
                if found != Some(wanted) {
                    findings.described.push((
                        Law::Postings,
                        format!("account {number} ({address}): {found:?} where the record has {wanted:?}"),
                    ));
                    return Ok(());
                }
            }
        }
    }
    if let Some(extra) = stored.next() {
        findings.described.push((
            Law::Postings,
            format!("account {number} ({address}): {extra:?} is in no record"),
        ));
    }
    Ok(())
}
