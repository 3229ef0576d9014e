//! The ledger: what was loaded of a community's books, and the decisions on what shall be recorded.
//!
//! A batch runs in three steps. Whoever appends puts in the registers, the vouchers and the balances that the batch
//! may touch ([`Ledger::touched`]); [`Ledger::enter`] decides each entry in turn, as if it stood alone under the lock;
//! then the records and register rows that came of it are written as a whole. Nothing here does I/O, so a dry run is
//! the same decisions with nothing written.

mod case;
mod change;
mod correction;
mod disbursement;
mod donation;
mod draft;
mod expiry;
mod original;
mod payment;
mod redemption;
mod registration;
mod settlement;
mod statement;
mod step;
mod touched;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use case::{Case, CaseState, EarlierHelp, Filed, PAPERS};
pub use expiry::further_reference;
pub use original::{Original, Originals};
pub use registration::open_community;
pub use statement::{Listing, StatementLine, StatementState, records_hash};
pub use step::{Step, Steps};

use crate::books::Books;
use crate::calendar::{Day, Instant, Zone};
use crate::code::Code;
use crate::command::Command;
use crate::entropy::Entropy;
use crate::kind::DisbursementKind;
use crate::record::{Record, RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{DiscountNo, FundNo, MerchantNo, Register, Registers, ResidentNo};
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
    /// Who records.
    pub actor: &'a str,
    /// Randomness for salts and subjects.
    pub entropy: &'a mut dyn Entropy,
}

/// A register row that records made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewRow {
    /// A fund.
    Fund(FundNo),
    /// A merchant.
    Merchant(MerchantNo),
    /// A discount.
    Discount(DiscountNo),
    /// A resident.
    Resident(ResidentNo),
    /// A disbursement.
    Disbursement(DisbursementRow),
    /// Not a new row, but a change of one.
    Changed(ChangedRow),
}

/// A change of a register row: which row, by which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangedRow {
    /// The register.
    pub register: Register,
    /// The row's number in it; the community's own row is 1.
    pub number: u32,
    /// The record of the change.
    pub seq: Seq,
}

/// The register row of a disbursement: what it is and where it stands. What was paid is in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisbursementRow {
    /// The reference.
    pub reference: Code,
    /// The fund it comes from.
    pub fund: FundNo,
    /// Who is helped.
    pub resident: ResidentNo,
    /// How.
    pub kind: DisbursementKind,
    /// Whom a bill is owed to.
    pub merchant: Option<MerchantNo>,
    /// A voucher's last day.
    pub expires_on: Option<Day>,
    /// The first instant at which a voucher is no longer good.
    pub expires_at: Option<Instant>,
    /// When it was given.
    pub given_at: Option<Instant>,
    /// The record that approved it.
    pub approved: Option<Seq>,
    /// The record that paid it, which also is a voucher's key.
    pub paid: Option<Seq>,
    /// Where it stands.
    pub state: CaseState,
    /// The record of the last step.
    pub last: Seq,
    /// Whether it takes the place of the row before it.
    pub replaces: bool,
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
            originals: Originals::default(),
            steps: Steps::default(),
            listed: Vec::new(),
            cases: HashMap::new(),
            earlier_help: Vec::new(),
            funded: HashSet::new(),
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
        if command.keys().any(|key| self.taken.contains(&key)) {
            return Err(RefusalCode::RefConflict.into());
        }
        if let Some(at) = self.occurred_at(command) {
            if at > circumstances.now {
                return Err(RefusalCode::FutureDate.into());
            }
            self.expire_due(at, circumstances);
        }
        let (records, rows, head) = (self.records.len(), self.rows.len(), self.head);
        match self.decide(command, circumstances) {
            Ok(()) => {
                self.books.keep();
                self.taken.extend(command.keys());
                Ok(self.asked_for(command, records))
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
            Command::Donate(donation) => self.donate(donation, circumstances),
            Command::Disburse(disbursement) => self.disburse(disbursement, circumstances),
            Command::Redeem(claim) => self.redeem(claim, circumstances),
            Command::Settle(settlement) => self.settle(settlement, circumstances),
            Command::Reverse(reversal) => self.reverse(reversal, circumstances),
            Command::Correct(correction) => self.correct(correction, circumstances),
            Command::DraftStatement(asked) => self.draft_statement(asked, circumstances),
            Command::StepStatement(asked) => self.step_statement(asked, circumstances),
            Command::PrepareSettlement(asked) => self.prepare_settlement(asked, circumstances),
            Command::ApproveSettlement(asked) => self.approve_settlement(asked, circumstances),
            Command::PaySettlement(asked) => self.pay_settlement(asked, circumstances),
            Command::StepCase(asked) => self.step_case(asked, circumstances),
            Command::ExpireDue(_) => Ok(()),
            Command::Change(change) => self.change(change, circumstances),
        }
    }

    /// See [`Command::occurred_at`]. A correction does not happen before what it corrects.
    #[must_use]
    pub fn occurred_at(&self, command: &Command) -> Option<Instant> {
        let at = command.occurred_at(&self.registers.community.zone)?;
        let original = command.target().and_then(|target| self.originals.find(target));
        Some(original.map_or(at, |original| at.max(original.occurred_at)))
    }

    /// Keeps records of a batch within reach of corrections to come.
    pub fn remember(&mut self, records: &[Record]) {
        for record in records {
            self.originals.insert(record.into());
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

impl Command {
    /// The business time of an event in a community's zone; changes of a register have none but that of recording.
    #[must_use]
    pub fn occurred_at(&self, zone: &Zone) -> Option<Instant> {
        match self {
            Command::Donate(donation) => Some(zone.start_of(donation.date)),
            Command::Disburse(disbursement) => Some(zone.start_of(disbursement.date)),
            Command::Settle(settlement) => Some(zone.start_of(settlement.date)),
            Command::Redeem(claim) => Some(claim.at),
            Command::Reverse(reversal) => Some(zone.start_of(reversal.date)),
            Command::Correct(correction) => Some(zone.start_of(correction.reversal.date)),
            Command::PrepareSettlement(asked) => Some(zone.start_of(asked.date)),
            Command::PaySettlement(asked) => Some(zone.start_of(asked.date)),
            Command::StepCase(asked) => Some(zone.start_of(asked.date)),
            Command::ExpireDue(until) => Some(*until),
            Command::DraftStatement(_)
            | Command::StepStatement(_)
            | Command::ApproveSettlement(_)
            | Command::RegisterFund(_)
            | Command::RegisterMerchant(_)
            | Command::RegisterDiscount(_)
            | Command::RegisterResident(_)
            | Command::Change(_) => None,
        }
    }

    /// Whether it changes a register, on which later commands may build.
    #[must_use]
    pub fn is_of_a_register(&self) -> bool {
        matches!(
            self,
            Command::RegisterFund(_)
                | Command::RegisterMerchant(_)
                | Command::RegisterDiscount(_)
                | Command::RegisterResident(_)
                | Command::Change(_)
        )
    }

    /// What record it makes, and its own code or reference. A resident's record itself is not named by their code.
    #[must_use]
    pub fn own_reference(&self) -> Option<(RecordKind, Code)> {
        match self {
            Command::RegisterFund(fund) => Some((RecordKind::FundRegistered, fund.fund.clone())),
            Command::RegisterMerchant(merchant) => Some((RecordKind::MerchantRegistered, merchant.merchant.clone())),
            Command::RegisterDiscount(discount) => Some((RecordKind::DiscountRegistered, discount.discount.clone())),
            Command::RegisterResident(resident) => Some((RecordKind::ResidentRegistered, resident.resident.clone())),
            Command::Change(change) => Some((change.kind(), change.reference())),
            Command::DraftStatement(asked) => Some((RecordKind::StatementDrafted, asked.reference.clone())),
            Command::StepStatement(asked) => Some((asked.step.kind(), asked.statement.clone())),
            Command::ApproveSettlement(asked) => Some((RecordKind::SettlementApproved, asked.settlement.clone())),
            Command::PaySettlement(asked) => Some((RecordKind::Settlement, asked.settlement.clone())),
            Command::StepCase(asked) => Some((asked.step.kind(), asked.case.clone())),
            _ => self.keys().next(),
        }
    }

    /// The business keys that the command would take, where the journal itself keeps them unique.
    /// Registers keep their codes unique themselves.
    pub fn keys(&self) -> impl Iterator<Item = (RecordKind, Code)> + use<> {
        let key = |kind, reference: &Code| Some((kind, reference.clone()));
        let keys = match self {
            Command::Donate(donation) => [key(RecordKind::Donation, &donation.reference), None, None],
            Command::Disburse(asked) => [
                key(RecordKind::DisbursementPaid, &asked.reference),
                key(RecordKind::DisbursementApplied, &asked.reference),
                key(RecordKind::DisbursementPrepared, &asked.reference),
            ],
            Command::Redeem(claim) => [key(RecordKind::Redemption, &claim.reference), None, None],
            Command::Settle(settlement) => [key(RecordKind::Settlement, &settlement.reference), None, None],
            Command::Reverse(reversal) => [key(RecordKind::Reversal, &reversal.reference), None, None],
            Command::Correct(correction) => [
                key(RecordKind::Reversal, &correction.reversal.reference),
                key(RecordKind::Donation, &correction.donation.reference),
                None,
            ],
            Command::PrepareSettlement(asked) => [
                key(RecordKind::SettlementPrepared, &asked.reference),
                key(RecordKind::Settlement, &asked.reference),
                None,
            ],
            Command::DraftStatement(_)
            | Command::StepStatement(_)
            | Command::ApproveSettlement(_)
            | Command::PaySettlement(_)
            | Command::RegisterFund(_)
            | Command::RegisterMerchant(_)
            | Command::RegisterDiscount(_)
            | Command::RegisterResident(_)
            | Command::StepCase(_)
            | Command::ExpireDue(_)
            | Command::Change(_) => [None, None, None],
        };
        keys.into_iter().flatten()
    }
}
