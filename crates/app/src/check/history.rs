//! Registers against their history: every row is what its record says, and every record has its row.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::commitment::Commitment;
use xiaonuan_domain::document::closing::{ClosedDocument, ReopenedDocument};
use xiaonuan_domain::document::{
    CommunityDocument, ContactValue, DiscountDocument, FundDocument, MerchantDocument, ResidentDocument,
};
use xiaonuan_domain::ledger::{Case, Filed};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{DiscountNo, FundNo, MerchantNo, Registers, ResidentNo, Span};
use xiaonuan_persistence::audit::StoredDisbursement;
use xiaonuan_persistence::scan::{StoredRecord, StoredValue};

use super::{Findings, Law};

/// What the records said so far.
pub(super) struct History<'a> {
    registers: &'a Registers,
    funds: u32,
    merchants: u32,
    discounts: u32,
    residents: u32,
    closings: usize,
    cases: HashMap<Code, Case>,
}

type Values<'v> = HashMap<(Seq, &'v str), &'v StoredValue>;

impl<'a> History<'a> {
    pub(super) fn new(registers: &'a Registers) -> Self {
        History {
            registers,
            funds: 0,
            merchants: 0,
            discounts: 0,
            residents: 0,
            closings: 0,
            cases: HashMap::new(),
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
            findings.expect(Law::Commitments, committed, || {
                format!("{} of record {} is not what it commits to", value.field, value.seq)
            });
        }
        for record in page {
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
        match kind {
            RecordKind::CommunityRegistered => Some(self.community(record)),
            RecordKind::FundRegistered => {
                self.funds += 1;
                Some(self.fund(record).unwrap_or(false))
            }
            RecordKind::MerchantRegistered => {
                self.merchants += 1;
                Some(self.merchant(record, values).unwrap_or(false))
            }
            RecordKind::DiscountRegistered => {
                self.discounts += 1;
                Some(self.discount(record).unwrap_or(false))
            }
            RecordKind::ResidentRegistered => {
                self.residents += 1;
                Some(self.resident(record, values).unwrap_or(false))
            }
            RecordKind::DisbursementApplied
            | RecordKind::DisbursementVisited
            | RecordKind::DisbursementPrepared
            | RecordKind::DisbursementReviewed
            | RecordKind::DisbursementApproved
            | RecordKind::DisbursementPaid
            | RecordKind::DisbursementSigned
            | RecordKind::DisbursementRejected
            | RecordKind::DisbursementCancelled
            | RecordKind::OpeningVoucher => Some(self.step(kind, record, values).is_some()),
            RecordKind::Reversal => filed(kind, record, values)?
                .case()
                .map(|_| self.step(kind, record, values).is_some()),
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
            | RecordKind::CashWithdrawn
            | RecordKind::CashDeposited
            | RecordKind::Interest
            | RecordKind::Charge
            | RecordKind::DonationReturned
            | RecordKind::Transfer
            | RecordKind::OpeningBalance
            | RecordKind::NetAssetsReclassified => None,
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

    fn community(&self, record: &StoredRecord) -> bool {
        let row = &self.registers.community;
        read::<CommunityDocument>(record).is_some_and(|document| {
            document.code == row.code
                && document.name == row.name
                && document.district == row.district
                && document.timezone == row.zone
        })
    }

    fn fund(&self, record: &StoredRecord) -> Option<bool> {
        let row = self.registers.funds.find(FundNo(self.funds))?;
        let document: FundDocument = read(record)?;
        Some(document.fund == row.code && document.details == row.details && row.since == record.seq)
    }

    fn merchant(&self, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let row = self.registers.merchants.find(MerchantNo(self.merchants))?;
        let (document, details): (MerchantDocument, _) = (read(record)?, &row.details);
        let contact = ContactValue {
            contact: details.contact.clone(),
            phone: details.phone.clone(),
        };
        Some(
            document.merchant == row.code
                && document.name == details.name
                && document.uscc == details.uscc
                && document.category == details.category
                && document.joined_on == details.joined_on
                && document.left_on == details.left_on
                && row.since == record.seq
                && same_value(values, record.seq, "contact", &contact),
        )
    }

    fn discount(&self, record: &StoredRecord) -> Option<bool> {
        let row = self.registers.discounts.find(DiscountNo(self.discounts))?;
        let document: DiscountDocument = read(record)?;
        let merchant = &self.registers.merchants.find(row.merchant)?.code;
        let fund = match row.fund {
            Some(fund) => Some(self.registers.funds.find(fund)?.code.clone()),
            None => None,
        };
        let same = document.discount == row.code && document.merchant == *merchant && document.fund == fund;
        Some(same && document.terms == row.terms && row.since == record.seq)
    }

    fn resident(&self, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let row = self.registers.residents.find(ResidentNo(self.residents))?;
        let document: ResidentDocument = read(record)?;
        let same = document.subject == row.subject && document.household == row.household && row.since == record.seq;
        Some(
            same && same_value(values, record.seq, "identity", &row.details.identity(&row.code))
                && same_value(values, record.seq, "eligibility", &row.details.eligibility),
        )
    }

    /// Follows a step of a disbursement; nothing if it does not begin where the disbursement stands.
    fn step(&mut self, kind: RecordKind, record: &StoredRecord, values: &Values<'_>) -> Option<()> {
        let filed = filed(kind, record, values)?;
        let case = self.cases.remove(&filed.case()?);
        let case = Case::after(case, &filed)?;
        self.cases.insert(case.reference.clone(), case);
        Some(())
    }

    /// Compares the registers' sizes and the disbursements as a whole.
    pub(super) fn finish(&self, rows: &[StoredDisbursement], last: Seq, findings: &mut Findings) {
        let sizes = [
            ("funds", self.registers.funds.len(), self.funds),
            ("merchants", self.registers.merchants.len(), self.merchants),
            ("discounts", self.registers.discounts.len(), self.discounts),
            ("residents", self.registers.residents.len(), self.residents),
        ];
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
            let same = self.disbursement(row).unwrap_or(false);
            findings.expect(Law::Registers, same, || {
                format!("disbursement {} is not what its records say", row.reference)
            });
        }
        for reference in without_row {
            findings.differ(Law::Registers, || format!("disbursement {reference} has no row"));
        }
    }

    fn disbursement(&self, row: &StoredDisbursement) -> Option<bool> {
        let reference: Code = row.reference.parse().ok()?;
        let told = self.cases.get(&reference)?.row(self.registers, false)?;
        Some(
            row.state == told.state.as_str()
                && row.last == told.last
                && row.approved == told.approved
                && row.paid == told.paid
                && row.fund == i64::from(told.fund.0)
                && row.resident == i64::from(told.resident.0)
                && row.kind == told.kind.as_str()
                && row.merchant == told.merchant.map(|merchant| i64::from(merchant.0))
                && row.expires_on == told.expires_on.map(|day| day.to_string())
                && row.expires_at == told.expires_at.map(|at| at.micros())
                && row.given_at == told.given_at.map(|at| at.micros()),
        )
    }
}

/// A record with its personal values, as steps are read.
fn filed(kind: RecordKind, record: &StoredRecord, values: &Values<'_>) -> Option<Filed> {
    const FIELDS: [&str; 3] = ["officer", "particulars", "terms"];
    let kept = FIELDS.iter().filter_map(|field| values.get(&(record.seq, *field)));
    Some(Filed {
        seq: record.seq,
        kind,
        reference: record.reference.parse().ok()?,
        occurred_at: record.occurred_at(),
        day: record.effective_on.parse().ok()?,
        reverses: record.reverses,
        document: record.document.clone(),
        values: kept.map(|value| (value.field.clone(), value.value.clone())).collect(),
    })
}

fn read<T: DeserializeOwned>(record: &StoredRecord) -> Option<T> {
    serde_json::from_str(&record.document).ok()
}

/// Whether a record's document holds the commitment to a value.
fn commits(record: &StoredRecord, value: &StoredValue) -> bool {
    let Ok(salt) = <[u8; 16]>::try_from(value.salt.as_slice()) else {
        return false;
    };
    let document: serde_json::Value = serde_json::from_str(&record.document).unwrap_or_default();
    serde_json::to_value(Commitment::to(&salt, &value.value))
        .is_ok_and(|commitment| document.get(&value.field) == Some(&commitment))
}

/// Whether a personal value is what the register row holds. While the row holds it, the value must exist: what is
/// erased is erased in both.
fn same_value(values: &Values<'_>, seq: Seq, field: &str, row: &impl Serialize) -> bool {
    let Some(stored) = values.get(&(seq, field)) else {
        return false;
    };
    let stored: Option<serde_json::Value> = serde_json::from_str(&stored.value).ok();
    stored.is_some_and(|stored| serde_json::to_value(row).is_ok_and(|row| row == stored))
}
