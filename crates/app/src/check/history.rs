//! Registers against their history: every row is what its last record says, and every record has its row.

mod cases;
mod changes;
mod entries;
mod erasures;
mod proposals;
mod values;

use std::collections::{HashMap, HashSet};

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Bands, Keeper};
use xiaonuan_domain::document::closing::{ClosedDocument, ReopenedDocument};
use xiaonuan_domain::document::{
    CommunityChangedDocument, CommunityDocument, ContactValue, DiscountDocument, FundDocument, MerchantDocument,
    ResidentDocument,
};
use xiaonuan_domain::ledger::{Case, ChangedRow};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{DiscountNo, FundNo, MerchantNo, Register, Registers, ResidentNo, Span};
use xiaonuan_persistence::audit::StoredDisbursement;
use xiaonuan_persistence::scan::{StoredRecord, StoredValue};

use self::cases::{is_by_enough, is_same};
use self::changes::Changes;
pub(super) use self::erasures::Erasures;
use self::proposals::Proposals;
use self::values::{commits, filed, read, same_value};
use super::{Findings, Law};

/// What the records said so far.
pub(super) struct History<'a> {
    registers: &'a Registers,
    funds: u32,
    merchants: u32,
    discounts: u32,
    residents: u32,
    closings: usize,
    entries: HashMap<Register, u32>,
    changes: Changes,
    cases: HashMap<Code, Case>,
    erasures: Erasures,
    /// How many approve help, as the settings were set last.
    help_bands: Bands,
    proposals: Proposals,
}

type Values<'v> = HashMap<(Seq, &'v str), &'v StoredValue>;

impl<'a> History<'a> {
    pub(super) fn new(registers: &'a Registers, erasures: Erasures) -> Self {
        History {
            registers,
            funds: 0,
            merchants: 0,
            discounts: 0,
            residents: 0,
            closings: 0,
            entries: HashMap::new(),
            changes: Changes::beginning(),
            cases: HashMap::new(),
            erasures,
            help_bands: Bands::default(),
            proposals: Proposals::default(),
        }
    }

    /// Follows a page of records with the personal values that go with them.
    pub(super) fn follow(&mut self, page: &[StoredRecord], values: &[StoredValue], findings: &mut Findings) {
        let by_field: Values<'_> = values
            .iter()
            .map(|value| ((value.seq, value.field.as_str()), value))
            .collect();
        let records: HashMap<Seq, &StoredRecord> = page.iter().map(|record| (record.seq, record)).collect();
        for value in values {
            let committed = records.get(&value.seq).is_some_and(|record| commits(record, value));
            findings.expect(Law::Commitments, committed, || match &value.fault {
                Some(fault) => fault.clone(),
                None => format!("{} of record {} is not what it commits to", value.field, value.seq),
            });
        }
        for record in page {
            self.destroyed(record, &by_field, findings);
            let Ok(kind) = record.kind.parse::<RecordKind>() else {
                findings.differ(Law::Registers, || format!("record {} is of no known kind", record.seq));
                continue;
            };
            match self.agrees(kind, record, &by_field) {
                None => {}
                Some(true) => findings.look(Law::Registers),
                Some(false) => findings.expect(Law::Registers, false, || {
                    format!("the register row of record {} ({kind}) is not what it says", record.seq)
                }),
            }
        }
    }

    /// Whether the register row that a record made is what it says; nothing for records that make none.
    fn agrees(&mut self, kind: RecordKind, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        self.proposals.note(kind, record);
        match kind {
            RecordKind::CommunityRegistered => {
                self.changes.registered(Register::Community, 1, record.seq);
                Some(self.community(record))
            }
            RecordKind::FundRegistered => {
                self.funds += 1;
                self.changes.registered(Register::Fund, self.funds, record.seq);
                Some(self.fund(self.funds, record).unwrap_or(false))
            }
            RecordKind::MerchantRegistered => {
                self.merchants += 1;
                self.changes.registered(Register::Merchant, self.merchants, record.seq);
                Some(self.merchant(self.merchants, record, values).unwrap_or(false))
            }
            RecordKind::DiscountRegistered => {
                self.discounts += 1;
                self.changes.registered(Register::Discount, self.discounts, record.seq);
                Some(self.discount(self.discounts, record).unwrap_or(false))
            }
            RecordKind::ResidentRegistered => {
                self.residents += 1;
                self.changes.registered(Register::Resident, self.residents, record.seq);
                Some(self.resident(self.residents, record, values).unwrap_or(false))
            }
            RecordKind::CommunityChanged
            | RecordKind::FundChanged
            | RecordKind::MerchantChanged
            | RecordKind::DiscountChanged
            | RecordKind::ResidentChanged => Some(self.changed(kind, record, values).unwrap_or(false)),
            RecordKind::ResidentErased => Some(self.erasure(record, values).unwrap_or(false)),
            RecordKind::DonorRegistered
            | RecordKind::DonorChanged
            | RecordKind::CategoryRegistered
            | RecordKind::CategoryChanged
            | RecordKind::AgentRegistered
            | RecordKind::AgentChanged
            | RecordKind::LinkRegistered
            | RecordKind::LinkChanged
            | RecordKind::BranchRegistered
            | RecordKind::BranchChanged
            | RecordKind::HouseholdRegistered
            | RecordKind::HouseholdChanged
            | RecordKind::RoleGranted
            | RecordKind::GrantChanged
            | RecordKind::CardRegistered
            | RecordKind::CardChanged
            | RecordKind::DeviceRegistered
            | RecordKind::DeviceChanged
            | RecordKind::StaffRegistered
            | RecordKind::StaffChanged
            | RecordKind::ConsentRegistered
            | RecordKind::ConsentChanged
            | RecordKind::ComplaintRegistered
            | RecordKind::ComplaintChanged
            | RecordKind::CustomerRegistered
            | RecordKind::CustomerChanged => self.entry(kind, record, values),
            RecordKind::DisbursementApplied
            | RecordKind::DisbursementVisited
            | RecordKind::DisbursementPrepared
            | RecordKind::DisbursementReviewed
            | RecordKind::DisbursementApprovedInPart
            | RecordKind::DisbursementApproved
            | RecordKind::DisbursementPaid
            | RecordKind::DisbursementSigned
            | RecordKind::DisbursementRejected
            | RecordKind::DisbursementCancelled
            | RecordKind::DisbursementPosted
            | RecordKind::DisbursementObjected
            | RecordKind::DisbursementAnswered
            | RecordKind::OpeningVoucher => Some(self.step(kind, record, values).is_some()),
            RecordKind::Reversal => filed(kind, record, values)?
                .case()
                .map(|_| self.step(kind, record, values).is_some()),
            RecordKind::Proposed => Some(self.proposals.proposed(record, values).unwrap_or(false)),
            RecordKind::ProposalApproved | RecordKind::ProposalRejected | RecordKind::ProposalWithdrawn => {
                Some(self.proposals.decided(kind, record).unwrap_or(false))
            }
            RecordKind::Donation
            | RecordKind::Redemption
            | RecordKind::VoucherExpiry
            | RecordKind::Settlement
            | RecordKind::StatementDrafted
            | RecordKind::StatementSent
            | RecordKind::StatementConfirmed
            | RecordKind::StatementDisputed
            | RecordKind::StatementApproved
            | RecordKind::StatementPaid
            | RecordKind::SettlementPrepared
            | RecordKind::SettlementApproved
            | RecordKind::SettlementApprovedInPart
            | RecordKind::CashWithdrawn
            | RecordKind::CashDeposited
            | RecordKind::Interest
            | RecordKind::Charge
            | RecordKind::DonationReturned
            | RecordKind::Transfer
            | RecordKind::OpeningBalance
            | RecordKind::NetAssetsReclassified
            | RecordKind::ItemRegistered
            | RecordKind::GoodsDonated
            | RecordKind::StockWrittenOff
            | RecordKind::StockFound => None,
            RecordKind::MonthClosed | RecordKind::YearClosed => {
                self.closings += 1;
                let document: Option<ClosedDocument> = read(record);
                let said = document.map(|document| (document.span, document.last_day));
                Some(self.closing(record, true, said))
            }
            RecordKind::MonthReopened | RecordKind::YearReopened => {
                self.closings += 1;
                let document: Option<ReopenedDocument> = read(record);
                let said = document.map(|document| (document.span, document.last_day));
                Some(self.closing(record, false, said))
            }
        }
    }

    fn closing(&self, record: &StoredRecord, closed: bool, said: Option<(Span, Day)>) -> bool {
        let row = self.registers.closings.rows().get(self.closings - 1);
        row.is_some_and(|row| row.closed == closed && Some((row.span, row.last_day)) == said && row.since == record.seq)
    }

    /// Whether the row that a record changed is what it says. Only the last record of a row can be compared with it.
    fn changed(&mut self, kind: RecordKind, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let registers = self.registers;
        Some(match kind {
            RecordKind::FundChanged => {
                let document: FundDocument = read(record)?;
                let (number, _) = registers.funds.by_code(&document.fund)?;
                self.changes.changed(Register::Fund, number.0, record.seq);
                self.fund(number.0, record)?
            }
            RecordKind::MerchantChanged => {
                let document: MerchantDocument = read(record)?;
                let (number, _) = registers.merchants.by_code(&document.merchant)?;
                self.changes.changed(Register::Merchant, number.0, record.seq);
                self.merchant(number.0, record, values)?
            }
            RecordKind::DiscountChanged => {
                let document: DiscountDocument = read(record)?;
                let (number, _) = registers.discounts.by_code(&document.discount)?;
                self.changes.changed(Register::Discount, number.0, record.seq);
                self.discount(number.0, record)?
            }
            RecordKind::ResidentChanged => {
                let document: ResidentDocument = read(record)?;
                let code = &registers.resident_of(document.subject)?.code;
                let (number, _) = registers.residents.by_code(code)?;
                self.changes.changed(Register::Resident, number.0, record.seq);
                self.resident(number.0, record, values)?
            }
            _ => {
                self.changes.changed(Register::Community, 1, record.seq);
                let document: CommunityChangedDocument = read(record)?;
                let row = &registers.community;
                let settings = document.details.settings.as_ref();
                self.help_bands = settings.map(|settings| settings.help_bands.clone()).unwrap_or_default();
                document.code == row.code
                    && document.timezone == row.zone
                    && (row.changed != record.seq || document.details == row.details())
            }
        })
    }

    fn community(&self, record: &StoredRecord) -> bool {
        let row = &self.registers.community;
        read::<CommunityDocument>(record).is_some_and(|document| {
            let same = document.name == row.name
                && document.district == row.district
                && row.settings.is_none()
                && row.keeper == Keeper::from(document.host);
            document.code == row.code && document.timezone == row.zone && (row.changed != record.seq || same)
        })
    }

    fn fund(&self, number: u32, record: &StoredRecord) -> Option<bool> {
        let row = self.registers.funds.find(FundNo(number))?;
        let document: FundDocument = read(record)?;
        let is_of_it = document.fund == row.code && row.since <= record.seq;
        Some(is_of_it && (row.changed != record.seq || document.details == row.details))
    }

    fn merchant(&self, number: u32, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let row = self.registers.merchants.find(MerchantNo(number))?;
        let (document, details): (MerchantDocument, _) = (read(record)?, &row.details);
        let is_of_it = document.merchant == row.code
            && document.uscc == details.uscc
            && document.joined_on == details.joined_on
            && row.since <= record.seq;
        if row.changed != record.seq {
            return Some(is_of_it);
        }
        let contact = ContactValue {
            contact: details.contact.clone(),
            phone: details.phone.clone(),
        };
        Some(
            is_of_it
                && document.name == details.name
                && document.category == details.category
                && document.left_on == details.left_on
                && document.by_list == details.by_list
                && same_value(values, record.seq, "contact", &contact),
        )
    }

    fn discount(&mut self, number: u32, record: &StoredRecord) -> Option<bool> {
        let row = self.registers.discounts.find(DiscountNo(number))?;
        let document: DiscountDocument = read(record)?;
        let merchant = &self.registers.merchants.find(row.merchant)?.code;
        let fund = match row.fund {
            Some(fund) => Some(self.registers.funds.find(fund)?.code.clone()),
            None => None,
        };
        let of_it = document.discount == row.code && document.merchant == *merchant && document.fund == fund;
        let versions = self.changes.version(number, &document)?;
        let same = document.terms == row.terms && document.state == row.state && *versions == row.versions;
        Some(of_it && row.since <= record.seq && (row.changed != record.seq || same))
    }

    fn resident(&self, number: u32, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let row = self.registers.residents.find(ResidentNo(number))?;
        let document: ResidentDocument = read(record)?;
        let is_of_it = document.subject == row.subject && row.since <= record.seq;
        if row.changed != record.seq {
            return Some(is_of_it);
        }
        Some(
            is_of_it
                && document.household == row.household
                && same_value(values, record.seq, "identity", &row.details.identity(&row.code))
                && same_value(values, record.seq, "eligibility", &row.details.eligibility),
        )
    }

    /// Follows a step of a disbursement; nothing if it does not begin where the disbursement stands.
    fn step(&mut self, kind: RecordKind, record: &StoredRecord, values: &Values<'_>) -> Option<()> {
        let filed = filed(kind, record, values)?;
        let case = self.cases.remove(&filed.case()?);
        let case = Case::after(case, &filed)?;
        is_by_enough(&self.help_bands, kind, record, &case)?.then_some(())?;
        self.cases.insert(case.reference.clone(), case);
        Some(())
    }

    /// Compares the registers' sizes, their changes and the disbursements as a whole.
    pub(super) fn finish(
        &self,
        rows: &[StoredDisbursement],
        changes: &[ChangedRow],
        last: Seq,
        findings: &mut Findings,
    ) {
        self.changes.finish(self.registers, last, changes, findings);
        let sizes = [
            ("funds", self.registers.funds.len(), self.funds),
            ("merchants", self.registers.merchants.len(), self.merchants),
            ("discounts", self.registers.discounts.len(), self.discounts),
            ("residents", self.registers.residents.len(), self.residents),
        ];
        self.entries_complete(findings);
        for (name, rows, records) in sizes {
            findings.expect(Law::Registers, rows == records as usize, || {
                format!("{rows} {name}, and records of {records}")
            });
        }
        let (kept, recorded) = (self.registers.closings.rows().len(), self.closings);
        findings.expect(Law::Registers, kept == recorded, || {
            format!("{kept} closings, and records of {recorded}")
        });
        let mut without_row: HashSet<&str> = self.cases.keys().map(Code::as_str).collect();
        for row in rows {
            without_row.remove(row.reference.as_str());
            // One that went on since the last record that is checked is checked the next time.
            if row.last > last {
                continue;
            }
            let case = row
                .reference
                .parse()
                .ok()
                .and_then(|reference: Code| self.cases.get(&reference));
            let same = case
                .and_then(|case| is_same(case, row, self.registers))
                .unwrap_or(false);
            findings.expect(Law::Registers, same, || {
                format!("disbursement {} is not what its records say", row.reference)
            });
        }
        for reference in without_row {
            findings.differ(Law::Registers, || format!("disbursement {reference} has no row"));
        }
    }
}
