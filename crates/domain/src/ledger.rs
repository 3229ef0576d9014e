//! The ledger: what was loaded of a community's books, and the decisions on what shall be recorded.
//!
//! A batch runs in three steps. Whoever appends puts in the registers, the vouchers and the balances that the batch
//! may touch ([`Ledger::touched`]); [`Ledger::enter`] decides each entry in turn, as if it stood alone under the lock;
//! then the records and register rows that came of it are written as a whole. Nothing here does I/O, so a dry run is
//! the same decisions with nothing written.

mod case;
mod closing;
mod correction;
mod disbursement;
mod donation;
mod donation_return;
mod draft;
mod expiry;
mod money;
mod opening;
mod original;
mod payment;
mod redemption;
mod registration;
mod settlement;
mod statement;
mod step;
mod touched;
mod transfer;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use case::{Case, CaseState, EarlierHelp, Filed, PAPERS};
pub use closing::PostingsRead;
pub use donation_return::Donated;
pub use expiry::further_reference;
pub use opening::Begun;
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
use crate::register::{DiscountNo, FundNo, MerchantNo, Registers, ResidentNo};
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
    /// A period closed or reopened, by the number of its row.
    Closing(u32),
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
    /// The donations on record that the batch names.
    pub donations: HashMap<Code, Donated>,
    /// The funds that have money records, as far as the batch asks.
    pub begun: Begun,
    /// What the closing of the last year posted, by record, if the batch may reopen it.
    pub closed_by: Vec<(Seq, PostingsRead)>,
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
            originals: Originals::default(),
            steps: Steps::default(),
            listed: Vec::new(),
            cases: HashMap::new(),
            earlier_help: Vec::new(),
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
        if let Some(at) = self.happened_at(command) {
            if at > circumstances.now {
                return Err(RefusalCode::FutureDate.into());
            }
            let booked = self.occurred_at(command).unwrap_or(at);
            self.expire_due(booked, circumstances);
        }
        let (records, rows, head) = (self.records.len(), self.rows.len(), self.head);
        match self.decide(command, circumstances) {
            Ok(()) => {
                self.books.keep();
                for record in &self.records[records..] {
                    self.begun.note(record);
                }
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
            Command::Money(event) => self.move_money(event, circumstances),
            Command::Close(closing) => self.change_periods(closing, circumstances),
            Command::Reverse(reversal) => self.reverse(reversal, circumstances),
            Command::Correct(correction) => self.correct(correction, circumstances),
            Command::DraftStatement(asked) => self.draft_statement(asked, circumstances),
            Command::StepStatement(asked) => self.step_statement(asked, circumstances),
            Command::PrepareSettlement(asked) => self.prepare_settlement(asked, circumstances),
            Command::ApproveSettlement(asked) => self.approve_settlement(asked, circumstances),
            Command::PaySettlement(asked) => self.pay_settlement(asked, circumstances),
            Command::StepCase(asked) => self.step_case(asked, circumstances),
            Command::ExpireDue(_) => Ok(()),
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
    fn happened_at(&self, command: &Command) -> Option<Instant> {
        let at = command.occurred_at(&self.registers.community.zone)?;
        let original = command.target().and_then(|target| self.originals.find(target));
        Some(original.map_or(at, |original| at.max(original.occurred_at)))
    }

    /// When something of a day is booked.
    fn start_of(&self, day: Day) -> Instant {
        self.booked(self.registers.community.zone.start_of(day))
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
            Command::Money(event) => Some(zone.start_of(event.date())),
            Command::Close(closing) => Some(closing.last_instant(zone)),
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
            | Command::RegisterResident(_) => None,
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
                | Command::Close(_)
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
            Command::Donate(donation) => [key(RecordKind::Donation, &donation.reference), None, None, None],
            Command::Disburse(asked) => [
                key(RecordKind::DisbursementPaid, &asked.reference),
                key(RecordKind::DisbursementApplied, &asked.reference),
                key(RecordKind::DisbursementPrepared, &asked.reference),
                key(RecordKind::OpeningVoucher, &asked.reference),
            ],
            Command::Redeem(claim) => [key(RecordKind::Redemption, &claim.reference), None, None, None],
            Command::Settle(settlement) => [key(RecordKind::Settlement, &settlement.reference), None, None, None],
            Command::Money(event) if event.record_kind() == RecordKind::OpeningVoucher => [
                key(RecordKind::OpeningVoucher, event.reference()),
                key(RecordKind::DisbursementPaid, event.reference()),
                key(RecordKind::DisbursementApplied, event.reference()),
                key(RecordKind::DisbursementPrepared, event.reference()),
            ],
            Command::Money(event) => [key(event.record_kind(), event.reference()), None, None, None],
            Command::Close(closing) => [
                key(closing.record_kind(), closing.reference()),
                key(RecordKind::NetAssetsReclassified, closing.reference()),
                None,
                None,
            ],
            Command::Reverse(reversal) => [key(RecordKind::Reversal, &reversal.reference), None, None, None],
            Command::Correct(correction) => [
                key(RecordKind::Reversal, &correction.reversal.reference),
                key(RecordKind::Donation, &correction.donation.reference),
                None,
                None,
            ],
            Command::PrepareSettlement(asked) => [
                key(RecordKind::SettlementPrepared, &asked.reference),
                key(RecordKind::Settlement, &asked.reference),
                None,
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
            | Command::ExpireDue(_) => [None, None, None, None],
        };
        keys.into_iter().flatten()
    }
}
