//! One walk through the journal: numbers, hashes, times, sums, laws and bounds, record by record.

use std::collections::{HashMap, HashSet};

use xiaonuan_domain::account::Bound;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::ledger::{ChangedRow, Head};
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_domain::register::{FundNo, Registers};
use xiaonuan_persistence::audit::StoredDisbursement;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;
use xiaonuan_persistence::scan::StoredRecord;

use super::accounts::Followers;
use super::digest::PostingRow;
use super::expiries::Expiries;
use super::history::{Erasures, History};
use super::merkle::Frontier;
use super::outcomes::{is_asked_for, made_by_proposal};
use super::periods::Periods;
use super::stock::Stock;
use super::sums::{FundSums, RecordSums};
use super::{Findings, Law, Progress, reversals};

const PAGE: u32 = 2_000;

/// How far the journal has been followed.
pub(super) struct Walk<'a> {
    registers: &'a Registers,
    pub(super) followers: Followers,
    /// The business time of each record by number, from 1.
    pub(super) occurred: Vec<Instant>,
    /// Whether each record by number is one that an outcome names.
    pub(super) asked_for: Vec<bool>,
    expiries: Expiries<'a>,
    periods: Periods,
    funds: HashMap<FundNo, FundSums>,
    stock: Stock,
    history: History<'a>,
    tree: Frontier,
    last: Seq,
    recorded_at: Instant,
    high_water: Instant,
    register_seq: Seq,
}

impl<'a> Walk<'a> {
    pub(super) fn new(registers: &'a Registers, followers: Followers, erasures: Erasures) -> Self {
        Walk {
            registers,
            followers,
            occurred: Vec::new(),
            asked_for: Vec::new(),
            expiries: Expiries::new(&registers.community),
            periods: Periods::of(registers),
            funds: HashMap::new(),
            stock: Stock::default(),
            history: History::new(registers, erasures),
            tree: Frontier::default(),
            last: 0,
            recorded_at: Instant::MIN,
            high_water: Instant::MIN,
            register_seq: 0,
        }
    }

    /// Follows all records up to the head.
    pub(super) async fn read(
        &mut self,
        database: &Database,
        community: CommunityNo,
        head: Head,
        progress: Progress<'_>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        loop {
            let page = database.records(community, self.last, head.seq, &[], PAGE).await?;
            let Some(end) = page.last().map(|record| record.seq) else {
                break;
            };
            let values = database.private_values(community, self.last, end).await?;
            for record in &page {
                self.follow(record, findings);
            }
            self.history.follow(&page, &values, findings);
            reversals::compare(database, community, &page, findings).await?;
            self.last = end;
            progress(end.unsigned_abs(), head.seq.unsigned_abs());
        }
        findings.records = self.last;
        findings.root = self.tree.root().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(())
    }

    fn follow(&mut self, record: &StoredRecord, findings: &mut Findings) {
        let wanted = self.occurred.len() as i64 + 1;
        findings.expect(Law::Numbers, record.seq == wanted, || {
            format!("record {} where {wanted} was expected", record.seq)
        });
        let kind = record.kind.parse().ok();
        let length = usize::try_from(record.seq).unwrap_or_default();
        self.occurred.resize(length, Instant::MIN);
        if let Some(last) = self.occurred.last_mut() {
            *last = record.occurred_at();
        }
        self.asked_for.resize(length, false);
        if let Some(last) = self.asked_for.last_mut() {
            *last = kind.is_some_and(|kind| is_asked_for(kind, &record.document));
        }
        if kind == Some(RecordKind::ProposalApproved)
            && let Some(made) = made_by_proposal(&record.document).and_then(|made| self.asked_for.get_mut(made))
        {
            *made = false;
        }
        if let Some(kind) = kind {
            let opens_at = self.periods.opens_at(record.seq);
            self.expiries.follow(kind, record, opens_at, findings);
            let open = record.occurred_at() >= opens_at;
            let closes = kind.happens_when_recorded() || kind == RecordKind::NetAssetsReclassified;
            findings.expect(Law::Times, open || closes, || {
                format!("record {} is booked in a closed period", record.seq)
            });
        }
        let hash = record.leaf(self.registers.community.id).hash();
        let matches = hash.as_ref().is_ok_and(|hash| hash[..] == record.leaf_hash[..]);
        findings.expect(Law::Hashes, matches, || {
            format!("record {} is not what its hash says", record.seq)
        });
        self.tree.push(hash.unwrap_or_default());
        self.times(record, findings);
        self.postings(record, findings);
    }

    fn times(&mut self, record: &StoredRecord, findings: &mut Findings) {
        let seq = record.seq;
        let in_order = record.recorded_at() >= self.recorded_at;
        findings.expect(Law::Times, in_order, || {
            format!("record {seq} was recorded before the one before it")
        });
        self.recorded_at = record.recorded_at();
        let day = self.registers.community.zone.day_of(record.occurred_at()).to_string();
        findings.expect(Law::Times, day == record.effective_on, || {
            format!("record {seq} is of {day}, not of {}", record.effective_on)
        });
        let late = (record.postings != "[]").then(|| record.occurred_at() < self.high_water);
        findings.expect(Law::Times, late.map(i64::from) == record.late, || {
            format!("record {seq} is marked late: {:?}", record.late)
        });
        if late == Some(false) {
            self.high_water = record.occurred_at();
        }
        if record.kind.parse().is_ok_and(RecordKind::is_of_a_register) {
            self.register_seq = seq;
        }
    }

    fn postings(&mut self, record: &StoredRecord, findings: &mut Findings) {
        let postings = match read_postings(&record.postings) {
            Ok(postings) => postings,
            Err(why) => return findings.differ(Law::ZeroSums, || format!("record {}: {why}", record.seq)),
        };
        let mut sums = RecordSums::default();
        let mut funds = HashSet::new();
        for (address, side, amount) in postings {
            let Some(place) = self.followers.by_address.get(&address) else {
                findings.differ(Law::Accounts, || {
                    format!("record {} posts to {address}, which is no account", record.seq)
                });
                continue;
            };
            let account = &mut self.followers.accounts[*place];
            let change = side.signed(amount);
            account.balance += change;
            let past = account
                .bound
                .is_some_and(|bound| moves_past(bound, account.balance, change));
            findings.expect(Law::BoundsRecorded, !past, || {
                format!("record {} moves {address} past its bound", record.seq)
            });
            let late_at = (record.late == Some(1)).then(|| record.occurred_at().micros());
            let row = PostingRow {
                seq: record.seq,
                side: side.signed(1),
                amount,
                balance: account.balance,
                late_at,
            };
            account.digest.add(&row);
            sums.add(account.kind, account.fund, change);
            self.stock.add(&address, record.occurred_at(), change);
            if let Some(fund) = account.fund {
                self.funds.entry(fund).or_default().change(account.kind, change);
                funds.insert(fund);
            }
        }
        self.stock.after(record.seq, findings);
        let unbalanced = sums.unbalanced();
        findings.expect(Law::ZeroSums, unbalanced.is_none(), || {
            format!("record {}: {unbalanced:?}", record.seq)
        });
        for fund in funds {
            let broken = self.funds[&fund].broken();
            let code = &self.registers.funds.get(fund).code;
            findings.expect(Law::FundLaws, broken.is_none(), || {
                format!(
                    "fund {code} after record {}: {}",
                    record.seq,
                    broken.unwrap_or_default()
                )
            });
        }
    }

    /// What can only be said at the end: the head, the registers as a whole, and expiries.
    pub(super) fn finish(
        &mut self,
        head: &Head,
        disbursements: &[StoredDisbursement],
        changes: &[ChangedRow],
        findings: &mut Findings,
    ) {
        let same = head.seq == self.last && head.register_seq == self.register_seq;
        findings.expect(Law::Numbers, same, || {
            format!("the head names record {}, the last is {}", head.seq, self.last)
        });
        let same = head.recorded_at == self.recorded_at && head.high_water == self.high_water;
        findings.expect(Law::Times, same, || {
            "the head's times are not those of the records".to_owned()
        });
        self.history.finish(disbursements, changes, self.last, findings);
        self.stock.finish(findings);
        self.expiries.finish(head.expired_through, findings);
    }
}

/// Whether a change moved a balance further past its bound.
fn moves_past(bound: Bound, after: i64, change: i64) -> bool {
    match bound {
        Bound::AtLeast(least) => change < 0 && after < least,
        Bound::AtMost(most) => change > 0 && after > most,
    }
}
