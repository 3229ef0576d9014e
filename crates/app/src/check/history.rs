//! Registers against their history: every row is what its record says, and every record has its row.

use std::collections::HashMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::commitment::Commitment;
use xiaonuan_domain::document::{
    CommunityDocument, ContactValue, DisbursementDocument, DiscountDocument, FundDocument, MerchantDocument,
    PaymentDocument, ResidentDocument,
};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{DiscountNo, FundNo, MerchantNo, Registers, ResidentNo};
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
    approvals: HashMap<Seq, (String, DisbursementDocument)>,
    payments: Vec<(Seq, String, Instant, PaymentDocument)>,
}

type Values<'v> = HashMap<(Seq, &'v str), &'v StoredValue>;

impl<'a> History<'a> {
    pub(super) fn new(registers: &'a Registers) -> Self {
        let (approvals, payments) = (HashMap::new(), Vec::new());
        History {
            registers,
            funds: 0,
            merchants: 0,
            discounts: 0,
            residents: 0,
            approvals,
            payments,
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
            RecordKind::DisbursementApproved => {
                let document = serde_json::from_str(&record.document).ok()?;
                self.approvals.insert(record.seq, (record.reference.clone(), document));
                None
            }
            RecordKind::DisbursementPaid => {
                let document = serde_json::from_str(&record.document).ok()?;
                self.payments
                    .push((record.seq, record.reference.clone(), record.occurred_at(), document));
                None
            }
            RecordKind::Donation
            | RecordKind::Redemption
            | RecordKind::VoucherExpiry
            | RecordKind::Settlement
            | RecordKind::Reversal
            | RecordKind::StatementDrafted
            | RecordKind::StatementSent
            | RecordKind::StatementConfirmed
            | RecordKind::StatementDisputed
            | RecordKind::StatementApproved
            | RecordKind::StatementPaid
            | RecordKind::SettlementPrepared
            | RecordKind::SettlementApproved => None,
        }
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

    /// Compares the registers' sizes and the disbursements as a whole.
    pub(super) fn finish(&self, rows: &[StoredDisbursement], findings: &mut Findings) {
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
        let (stored, recorded) = (rows.len(), self.payments.len());
        findings.expect(Law::Registers, stored == recorded, || {
            format!("{stored} disbursements, and records of {recorded}")
        });
        for (row, payment) in rows.iter().zip(&self.payments) {
            let same = self.disbursement(row, payment).unwrap_or(false);
            findings.expect(Law::Registers, same, || {
                format!("disbursement {} is not what record {} says", row.reference, payment.0)
            });
        }
    }

    fn disbursement(
        &self,
        row: &StoredDisbursement,
        payment: &(Seq, String, Instant, PaymentDocument),
    ) -> Option<bool> {
        let (seq, reference, at, document) = payment;
        let (approved_reference, approval) = self.approvals.get(&document.approved)?;
        let fund = self.registers.funds.find(FundNo(u32::try_from(row.fund).ok()?))?;
        let resident = self
            .registers
            .residents
            .find(ResidentNo(u32::try_from(row.resident).ok()?))?;
        let merchant = row
            .merchant
            .map(|number| u32::try_from(number).ok())
            .map(|number| self.registers.merchants.find(MerchantNo(number?)));
        let merchant = match merchant {
            Some(found) => Some(found?.code.clone()),
            None => None,
        };
        let zone = &self.registers.community.zone;
        let ends = approval.expires_on.map(|day| zone.end_of(day).micros());
        Some(
            row.paid == *seq
                && row.approved == document.approved
                && row.reference == *reference
                && reference == approved_reference
                && row.given_at == at.micros()
                && row.kind == document.kind.as_str()
                && fund.code == document.fund
                && resident.subject == document.resident
                && merchant == document.merchant
                && row.expires_on == approval.expires_on.map(|day| day.to_string())
                && row.expires_at == ends,
        )
    }
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
