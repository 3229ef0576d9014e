//! The books as a careful accountant would keep them with paper and pencil, written from the documents alone: rules in
//! their order, plain maps of names to fen, every balance added up anew. It shares no code with what it judges.

mod case;
mod closing;
mod correction;
mod counter;
mod fund;
mod goods;
mod help;
mod interest;
mod look;
mod register;
mod settings;
mod settlement;
mod statement;
mod writing;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) use self::case::{Case as KeptCase, State as CaseState};
pub(crate) use self::counter::Redeemed;
pub(crate) use self::help::AGAIN;
pub(crate) use self::look::{Found, Offer, Price, Quote};
pub(crate) use self::statement::Drawn;
use crate::calendar::{At, DAY, Day, day_of};
use crate::operation::{Asked, ByWhom, HelpTerms, Operation, Statement, StatementStep};
use crate::paper::Paper;
use crate::registers::Registers;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct No {
    pub(crate) code: String,
    pub(crate) late: bool,
}

impl From<&str> for No {
    fn from(code: &str) -> Self {
        No {
            code: code.to_owned(),
            late: false,
        }
    }
}

pub(crate) type Told<T = ()> = Result<T, No>;

/// What came of an operation: the record that was asked for, and what it must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) seq: i64,
    pub(crate) kind: &'static str,
    /// None where it is a hash.
    pub(crate) reference: Option<String>,
    /// None where it happens when it is recorded.
    pub(crate) at: Option<At>,
    pub(crate) reverses: Option<i64>,
    pub(crate) late: bool,
    /// Places in the document and what stands there.
    pub(crate) says: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Done { done: Done, repeated: bool },
    No(No),
}

/// A record.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) kind: &'static str,
    pub(crate) reference: Option<String>,
    pub(crate) at: At,
    /// Whether it happens when it is recorded.
    is_untimed: bool,
    /// The day that it is dated, which in a closed period is not the day on which it is booked.
    pub(crate) true_day: Day,
    pub(crate) reverses: Option<i64>,
    pub(crate) reversed_by: Option<i64>,
    pub(crate) moves: bool,
    pub(crate) late: bool,
    pub(crate) says: Vec<(String, String)>,
    /// What it posts: account, whether a debit, amount.
    pub(crate) lines: Vec<(String, bool, i64)>,
}

/// A voucher.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) seq: i64,
    pub(crate) reference: String,
    pub(crate) fund: String,
    pub(crate) resident: String,
    pub(crate) given: At,
    pub(crate) ends: At,
    pub(crate) expired: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Donated {
    pub(crate) seq: i64,
    pub(crate) fund: String,
    pub(crate) fen: i64,
    pub(crate) at: At,
}

/// A donation in money or in kind, for reports.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) fund: String,
    pub(crate) fen: i64,
    /// A donor of the register.
    pub(crate) donor: Option<String>,
    pub(crate) is_organisation: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) now: At,
    pub(crate) registers: Registers,
    /// From which record on they were like what.
    history: Vec<(i64, Arc<Registers>)>,
    pub(crate) paper: Paper,
    /// From record 1; registrations among them.
    pub(crate) records: Vec<Record>,
    pub(crate) grants: Vec<Grant>,
    /// Every expiry that was due until then is recorded.
    expired_until: At,
    pub(crate) donations: BTreeMap<String, Donated>,
    /// What was given, in money and in kind, by the donation's record.
    pub(crate) given: BTreeMap<i64, Given>,
    pub(crate) redeemed: BTreeMap<i64, Redeemed>,
    /// What help was given by which payment.
    pub(crate) helped: BTreeMap<i64, HelpTerms>,
    pub(crate) cases: BTreeMap<String, KeptCase>,
    pub(crate) statements: Vec<Drawn>,
    pub(crate) prepared: BTreeMap<String, settlement::Prepared>,
    /// Periods that are closed: last day, whether a year, and the records that closed it.
    pub(crate) closed: Vec<closing::Closed>,
    /// All help that was approved, in order, for finding help given twice.
    approved: Vec<help::Approved>,
    taken: BTreeSet<(&'static str, String)>,
    keys: BTreeMap<(&'static str, String), (String, Answer)>,
}

impl Model {
    /// The neighbourhood's books after everyone is registered.
    pub(crate) fn new(now: At) -> Self {
        let registers = Registers::of_the_neighbourhood();
        let registered = Record {
            kind: "registered",
            reference: None,
            at: now,
            is_untimed: true,
            true_day: day_of(now),
            reverses: None,
            reversed_by: None,
            moves: false,
            late: false,
            says: Vec::new(),
            lines: Vec::new(),
        };
        let count = usize::try_from(registers.last()).expect("a few");
        Model {
            now,
            history: vec![(0, Arc::new(registers.clone()))],
            registers,
            paper: Paper::default(),
            records: vec![registered; count],
            grants: Vec::new(),
            expired_until: At::MIN,
            donations: BTreeMap::new(),
            given: BTreeMap::new(),
            redeemed: BTreeMap::new(),
            helped: BTreeMap::new(),
            cases: BTreeMap::new(),
            statements: Vec::new(),
            prepared: BTreeMap::new(),
            closed: Vec::new(),
            approved: Vec::new(),
            taken: BTreeSet::new(),
            keys: BTreeMap::new(),
        }
    }

    /// What comes of an operation.
    pub(crate) fn tell(&mut self, asked: &Asked) -> Answer {
        self.now = asked.now;
        let key = (asked.operation.scope(), asked.key.clone());
        let content = format!("{:?}", asked.operation);
        if let Some((before, answer)) = self.keys.get(&key) {
            return match answer {
                _ if *before != content => Answer::No("idempotency_key_reused".into()),
                Answer::Done { done, .. } => Answer::Done {
                    done: done.clone(),
                    repeated: true,
                },
                Answer::No(no) => Answer::No(no.clone()),
            };
        }
        let answer = match self.decide(&asked.operation) {
            Ok(done) => Answer::Done { done, repeated: false },
            Err(no) => Answer::No(no),
        };
        self.keys.insert(key, (content, answer.clone()));
        answer
    }

    fn decide(&mut self, operation: &Operation) -> Told<Done> {
        if self.names(operation).into_iter().any(|name| self.taken.contains(&name)) {
            return Err("ref_conflict".into());
        }
        if let Some(at) = self.happens(operation) {
            if at > self.now {
                return Err("future_date".into());
            }
            let keeps_its_time = matches!(operation, Operation::Close(_) | Operation::Reopen(..));
            self.expire(if keeps_its_time { at } else { self.booked(at) });
        }
        let before = self.clone();
        let decided = self.follow(operation);
        if decided.is_err() {
            *self = before;
        }
        decided.map(|seq| self.done(seq))
    }

    /// The rules of an operation in their order, and what is written; the number of the record that was asked for.
    fn follow(&mut self, operation: &Operation) -> Told<i64> {
        match operation {
            Operation::Donate(gift) => self.donate(gift, gift.day * DAY, None),
            Operation::Help(help) => self.help(help),
            Operation::Claim(claim) => self.claim(claim),
            Operation::Settle(asked) => self.settle(asked),
            Operation::Reverse(reversal) => self.reverse(reversal),
            Operation::Correct(reversal, gift) => self.correct(reversal, gift),
            Operation::Move(kind, money) => self.move_money(kind, money),
            Operation::Charge(what, money) => self.charge(what, money),
            Operation::GiveBack(asked) => self.give_back(asked),
            Operation::Transfer(asked) => self.transfer(asked),
            Operation::Open(asked) => self.open(asked),
            Operation::Close(period) => self.close(period),
            Operation::Reopen(period, reopening) => self.reopen(period, reopening),
            Operation::DrawUp(statement) => self.draw_up(statement),
            Operation::StepStatement(step) => self.step_statement(step),
            Operation::Prepare(asked) => self.prepare(asked),
            Operation::ApproveSettlement(by) => self.approve_settlement(by),
            Operation::PaySettlement(by, day) => self.pay_settlement(by, *day),
            Operation::Begin(case) | Operation::Step(case) => self.step_case(case),
            Operation::Change(change) => self.change(change),
            Operation::Register(registration) => self.register(registration),
            Operation::GiveGoods(asked) => self.give_goods(asked),
            Operation::WriteOff(asked) => self.write_off(asked),
            Operation::Find(asked) => self.find_goods(asked),
        }
    }

    /// When an operation happens, before what is closed is looked at.
    fn happens(&self, operation: &Operation) -> Option<At> {
        let day = match operation {
            Operation::Donate(gift) => gift.day,
            Operation::Help(help) => help.day,
            Operation::Claim(claim) => return Some(claim.at),
            Operation::Settle(asked) => asked.day,
            Operation::Reverse(reversal) | Operation::Correct(reversal, _) => {
                return Some(self.reversal_at(reversal));
            }
            Operation::Move(_, money) | Operation::Charge(_, money) => money.day,
            Operation::GiveBack(asked) => asked.day,
            Operation::Transfer(asked) => asked.day,
            Operation::Open(asked) => asked.day,
            Operation::Close(period) | Operation::Reopen(period, _) => return Some(closing::end(period) - 1),
            Operation::Prepare(asked) => asked.day,
            Operation::PaySettlement(_, day) => *day,
            Operation::Begin(case) | Operation::Step(case) => case.day,
            Operation::GiveGoods(asked) => asked.day,
            Operation::WriteOff(asked) | Operation::Find(asked) => asked.day,
            Operation::DrawUp(Statement { day, .. })
            | Operation::StepStatement(StatementStep { day, .. })
            | Operation::ApproveSettlement(ByWhom { day, .. }) => (*day)?,
            Operation::Change(_) | Operation::Register(_) => return None,
        };
        Some(day * DAY)
    }

    /// The references that an operation would take, which no record of these kinds may have.
    fn names(&self, operation: &Operation) -> Vec<(&'static str, String)> {
        let one = |kind: &'static str, name: &String| vec![(kind, name.clone())];
        let grant = |name: &String| {
            let kinds = [
                "disbursement_paid",
                "disbursement_applied",
                "disbursement_prepared",
                "opening_voucher",
            ];
            kinds.map(|kind| (kind, name.clone())).to_vec()
        };
        match operation {
            Operation::Donate(gift) => one("donation", &gift.reference),
            Operation::Help(help) => grant(&help.reference),
            Operation::Claim(claim) => one("redemption", &claim.reference),
            Operation::Settle(asked) => one("settlement", &asked.reference),
            Operation::Reverse(reversal) => one("reversal", &reversal.reference),
            Operation::Correct(reversal, gift) => {
                vec![
                    ("reversal", reversal.reference.clone()),
                    ("donation", gift.reference.clone()),
                ]
            }
            Operation::Move(kind, money) => one(kind, &money.reference),
            Operation::Charge(_, money) => one("charge", &money.reference),
            Operation::GiveBack(asked) => one("donation_returned", &asked.reference),
            Operation::Transfer(asked) => one("transfer", &asked.reference),
            Operation::Open(asked) if asked.item == "voucher" => grant(&asked.reference),
            Operation::Open(asked) => one("opening_balance", &asked.reference),
            Operation::Close(period) => {
                let kind = if period.is_year { "year_closed" } else { "month_closed" };
                vec![
                    (kind, period.reference.clone()),
                    ("net_assets_reclassified", period.reference.clone()),
                ]
            }
            Operation::Reopen(period, _) => {
                let kind = if period.is_year {
                    "year_reopened"
                } else {
                    "month_reopened"
                };
                vec![
                    (kind, period.reference.clone()),
                    ("net_assets_reclassified", period.reference.clone()),
                ]
            }
            Operation::Prepare(asked) => {
                vec![
                    ("settlement_prepared", asked.reference.clone()),
                    ("settlement", asked.reference.clone()),
                ]
            }
            Operation::GiveGoods(asked) => one("goods_donated", &asked.reference),
            Operation::WriteOff(asked) => one("stock_written_off", &asked.reference),
            Operation::Find(asked) => one("stock_found", &asked.reference),
            Operation::DrawUp(statement) => one("statement_drafted", &statement.reference),
            _ => Vec::new(),
        }
    }

    /// Whether a record of a kind has a reference.
    pub(crate) fn is_taken(&self, kind: &'static str, reference: &str) -> bool {
        self.taken.contains(&(kind, reference.to_owned()))
    }

    /// Whether there is a record of a kind.
    pub(crate) fn has(&self, kind: &str) -> bool {
        self.records.iter().any(|record| record.kind == kind)
    }

    pub(crate) fn seq(&self) -> i64 {
        i64::try_from(self.records.len()).expect("a few")
    }

    pub(crate) fn record(&self, seq: i64) -> &Record {
        let place = usize::try_from(seq - 1).expect("numbers begin with 1");
        &self.records[place]
    }

    fn record_mut(&mut self, seq: i64) -> &mut Record {
        let place = usize::try_from(seq - 1).expect("numbers begin with 1");
        &mut self.records[place]
    }

    /// The record of a kind and reference.
    pub(crate) fn find(&self, kind: &str, reference: &str) -> Option<i64> {
        let numbered = (1..).zip(&self.records);
        let mut named =
            numbered.filter(|(_, record)| record.kind == kind && record.reference.as_deref() == Some(reference));
        named.next().map(|(seq, _)| seq)
    }

    fn done(&self, seq: i64) -> Done {
        let record = self.record(seq);
        Done {
            seq,
            kind: record.kind,
            reference: record.reference.clone(),
            at: (!record.is_untimed).then_some(record.at),
            reverses: record.reverses,
            late: record.late,
            says: record.says.clone(),
        }
    }
}
