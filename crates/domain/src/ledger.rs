//! The ledger: what was loaded of a community's books, and the decisions on what shall be recorded.
//!
//! A batch runs in three steps. Whoever appends puts in the registers, the vouchers and the balances that the batch
//! may touch ([`Ledger::touched`]); [`Ledger::enter`] decides each entry in turn, as if it stood alone under the lock;
//! then the records and register rows that came of it are written as a whole. Nothing here does I/O, so a dry run is
//! the same decisions with nothing written.

mod authority;
mod case;
mod change;
mod closing;
mod complaint;
mod correction;
mod counter;
mod customer;
mod disbursement;
mod donation;
mod donation_return;
mod draft;
mod entry;
mod erasure;
mod expiry;
mod goods;
mod grant;
mod interest;
mod money;
mod opening;
mod original;
mod paper;
mod payment;
mod people;
mod proposal;
mod redemption;
mod registration;
mod row;
mod settlement;
mod statement;
mod step;
mod stock;
mod touched;
mod transfer;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use authority::Manner;
pub use authority::UNDO_MINUTES;
pub use case::{Case, CaseState, EarlierHelp, Filed, GivenApproval, PAPERS};
pub use closing::PostingsRead;
pub use complaint::COMPLAINTS_A_DAY;
pub use donation_return::Donated;
pub use erasure::{ARCHIVE_YEARS, Erased, Traces};
pub use expiry::further_reference;
pub use goods::Items;
pub use opening::Begun;
pub use original::{Original, Originals, dated_on, told_reference};
pub use paper::Papers;
pub use payment::part_references;
pub use proposal::Proposal;
pub use registration::open_community;
pub use row::{ChangedRow, DisbursementRow, NewRow};
pub use statement::{Listing, StatementLine, StatementState, records_hash};
pub use step::{Step, Steps};

use crate::access::Actor;
use crate::books::Books;
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::{CaseStep, Command, DecideProposal, Target};
use crate::entropy::Entropy;
use crate::record::{Record, RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{FundNo, Registers, ResidentNo};
use crate::user::UserId;
use crate::voucher::Vouchers;

/// Where a journal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last record.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The latest business time of any record with postings.
    pub high_water: Instant,
    /// The last record that changed a register.
    pub register_seq: Seq,
    /// Every expiry that was due up to here is recorded.
    pub expired_through: Instant,
}

impl Head {
    /// The head of a journal without records.
    pub const EMPTY: Head = Head {
        seq: 0,
        recorded_at: Instant::MIN,
        high_water: Instant::MIN,
        register_seq: 0,
        expired_through: Instant::MIN,
    };
}

/// Under which circumstances entries are decided.
pub struct Circumstances<'a> {
    /// The time.
    pub now: Instant,
    /// Who asks.
    pub actor: &'a Actor,
    /// Randomness for salts and subjects.
    pub entropy: &'a mut dyn Entropy,
}

/// A community's books in memory, as far as a batch needs them.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Where the journal stands.
    pub head: Head,
    /// All registers.
    pub registers: Arc<Registers>,
    /// The vouchers that the batch may touch.
    pub vouchers: Vouchers,
    /// The balances that the batch may touch.
    pub books: Books,
    /// References in use among those that the batch names.
    pub taken: HashSet<(RecordKind, Code)>,
    /// The donations on record that the batch names.
    pub donations: HashMap<Code, Donated>,
    /// The funds that have money records, as far as the batch asks.
    pub begun: Begun,
    /// What the closing of the last year posted, by record, if the batch may reopen it.
    pub closed_by: Vec<(Seq, PostingsRead)>,
    /// The earliest business time of any record with postings, if the batch may close the first month.
    pub earliest: Option<Instant>,
    /// The records that the batch's corrections name.
    pub originals: Originals,
    /// The steps of statements and settlements that the batch may build on.
    pub steps: Steps,
    /// The records of the statement that the batch is about.
    pub listed: Vec<StatementLine>,
    /// The disbursements that the batch takes steps with.
    pub cases: HashMap<Code, Case>,
    /// Help that was approved for the households of these before.
    pub earlier_help: Vec<EarlierHelp>,
    /// The funds that money was recorded for, among those that the batch changes.
    pub funded: HashSet<FundNo>,
    /// The items that the batch names, as they are registered.
    pub items: Items,
    /// The papers in use that the batch names.
    pub papers: Papers,
    /// What is on record of those whom the batch would erase.
    pub traces: HashMap<ResidentNo, Traces>,
    /// The administrators who cannot sign in, if the batch grants roles.
    pub gone: BTreeSet<UserId>,
    /// The proposals that the batch decides, by reference.
    pub proposals: HashMap<Code, Proposal>,
    records: Vec<Record>,
    rows: Vec<NewRow>,
}

/// What came of a batch, to be written as a whole.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The records, in order.
    pub records: Vec<Record>,
    /// The register rows they made.
    pub rows: Vec<NewRow>,
}

impl Ledger {
    /// A ledger on loaded registers. Vouchers, balances and references in use are put in by whoever appends.
    #[must_use]
    pub fn new(head: Head, registers: Arc<Registers>, books: Books) -> Self {
        Ledger {
            head,
            registers,
            books,
            vouchers: Vouchers::default(),
            taken: HashSet::new(),
            donations: HashMap::new(),
            begun: Begun::default(),
            closed_by: Vec::new(),
            earliest: None,
            originals: Originals::default(),
            steps: Steps::default(),
            listed: Vec::new(),
            cases: HashMap::new(),
            earlier_help: Vec::new(),
            funded: HashSet::new(),
            items: Items::new(),
            papers: Papers::default(),
            traces: HashMap::new(),
            gone: BTreeSet::new(),
            proposals: HashMap::new(),
            records: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Decides an entry and, if it is accepted, takes it into the books: records, postings and register rows.
    /// Expiries due at or before its business time are recorded first, whatever comes of it.
    ///
    /// Answers the number of the record that was asked for.
    ///
    /// # Errors
    /// A [`Refusal`]; the entry itself has changed nothing then.
    pub fn enter(&mut self, command: &Command, circumstances: &mut Circumstances<'_>) -> Result<Seq, Refusal> {
        match (self.authorise(command, circumstances)?, command) {
            (Manner::Proposed, _) => self.propose(command, circumstances),
            (Manner::Done, Command::DecideProposal(asked)) => self.decide_proposal(asked, circumstances),
            (Manner::Done, _) => self.enter_now(command, None, circumstances),
        }
    }

    /// Decides what is asked and takes it into the books, with the confirmation of its proposal if it had one.
    fn enter_now(
        &mut self,
        command: &Command,
        confirming: Option<&DecideProposal>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        if command.keys().any(|key| self.taken.contains(&key)) {
            return Err(RefusalCode::RefConflict.into());
        }
        if let Some(at) = self.happened_at(command) {
            if at > circumstances.now {
                return Err(RefusalCode::FutureDate.into());
            }
            let booked = self.occurred_at(command).unwrap_or(at);
            self.expire_due(booked, circumstances);
        }
        let (records, rows, head) = (self.records.len(), self.rows.len(), self.head);
        let decided = self.decide(command, circumstances).and_then(|()| {
            let made = self.asked_for(command, records);
            match confirming {
                Some(asked) => self.close_proposal(asked, Some(made), None, circumstances),
                None => Ok(made),
            }
        });
        match decided {
            Ok(answer) => {
                self.books.keep();
                for record in &self.records[records..] {
                    self.begun.note(record);
                    self.papers.note(record);
                }
                self.taken.extend(command.keys());
                Ok(answer)
            }
            Err(refusal) => {
                self.books.take_back();
                self.records.truncate(records);
                self.rows.truncate(rows);
                if self.head.seq > head.seq {
                    self.vouchers.forget_after(head.seq);
                }
                self.head = head;
                Err(refusal)
            }
        }
    }

    /// The number of the record that was asked for, among those made since; others came with it.
    fn asked_for(&self, command: &Command, since: usize) -> Seq {
        let key = command.own_reference();
        let made = self.records[since..].iter();
        let mut named = made.filter(|record| {
            key.as_ref()
                .is_some_and(|(kind, own)| record.kind == *kind && record.reference == *own)
        });
        named.next().map_or(self.head.seq, |record| record.seq)
    }

    fn decide(&mut self, command: &Command, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        match command {
            Command::RegisterFund(fund) => self.register_fund(fund, circumstances),
            Command::RegisterMerchant(merchant) => self.register_merchant(merchant, circumstances),
            Command::RegisterDiscount(discount) => self.register_discount(discount, circumstances),
            Command::RegisterResident(resident) => self.register_resident(resident, circumstances),
            Command::RegisterEntry(asked) => self.register_entry(asked, circumstances),
            Command::Donate(donation) => self.donate(donation, circumstances),
            Command::Disburse(disbursement) => self.disburse(disbursement, circumstances),
            Command::Redeem(claim) => self.redeem(claim, circumstances),
            Command::Settle(settlement) => self.settle(settlement, circumstances),
            Command::Money(event) => self.move_money(event, circumstances),
            Command::Goods(event) => self.move_goods(event, circumstances),
            Command::Close(closing) => self.change_periods(closing, circumstances),
            Command::Reverse(reversal) => self.reverse(reversal, circumstances),
            Command::Correct(correction) => self.correct(correction, circumstances),
            Command::DraftStatement(asked) => self.draft_statement(asked, circumstances),
            Command::StepStatement(asked) => self.step_statement(asked, circumstances),
            Command::PrepareSettlement(asked) => self.prepare_settlement(asked, circumstances),
            Command::ApproveSettlement(asked) => self.approve_settlement(asked, circumstances),
            Command::PaySettlement(asked) => self.pay_settlement(asked, circumstances),
            Command::StepCase(asked) => self.step_case(asked, circumstances),
            // What was proposed is decided before it comes here.
            Command::ExpireDue(_) | Command::DecideProposal(_) => Ok(()),
            Command::Change(change) => self.change(change, circumstances),
            Command::Erase(asked) => self.erase(asked, circumstances),
        }
    }

    /// When a command is booked: when it happens, or on the first open day if that is closed. Closings themselves keep
    /// their time.
    #[must_use]
    pub fn occurred_at(&self, command: &Command) -> Option<Instant> {
        let at = self.happened_at(command)?;
        match command {
            Command::Close(_) => Some(at),
            _ => Some(self.booked(at)),
        }
    }

    /// See [`Command::occurred_at`]. A correction does not happen before what it corrects.
    #[must_use]
    pub fn happened_at(&self, command: &Command) -> Option<Instant> {
        let at = command.occurred_at(&self.registers.community.zone)?;
        let original = self.original_of(command);
        Some(original.map_or(at, |original| at.max(original.occurred_at)))
    }

    /// The record that a command would take back: one that it names, or the payment of the disbursement that it returns.
    fn original_of(&self, command: &Command) -> Option<&Original> {
        let returned = self.returned_by(command).map(Target::Number);
        self.originals.find(command.target().or(returned.as_ref())?)
    }

    /// The payment that a step of a disbursement would take back.
    #[must_use]
    pub fn returned_by(&self, command: &Command) -> Option<Seq> {
        let Command::StepCase(asked) = command else {
            return None;
        };
        let case = self.cases.get(&asked.case)?;
        let returns = matches!(asked.step, CaseStep::Return { .. });
        case.paid.filter(|_| returns).map(|(seq, _)| seq)
    }

    /// When something of a day is booked.
    fn start_of(&self, day: Day) -> Instant {
        self.booked(self.registers.community.zone.start_of(day))
    }

    /// Keeps records of a batch within reach of corrections to come, and where the disbursements stand that it gave in one
    /// step.
    pub fn remember(&mut self, records: &[Record]) {
        for record in records {
            self.originals.insert(record.into());
            self.follow_help(record);
        }
    }

    /// Hands over what came of the entries so far, to be written.
    pub fn take_written(&mut self) -> Written {
        Written {
            records: std::mem::take(&mut self.records),
            rows: std::mem::take(&mut self.rows),
        }
    }
}
