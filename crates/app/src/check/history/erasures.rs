//! What was erased: only what a record says, and all of it.

use std::collections::HashMap;

use xiaonuan_domain::command::ResidentDetails;
use xiaonuan_domain::document::{ErasedRow, ErasureDocument, RemainsValue};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::entry::{Entry, EntryNo};
use xiaonuan_domain::register::{Register, Registers, Resident};
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;
use xiaonuan_persistence::scan::StoredRecord;

use super::values::{erased, read};
use super::{Findings, History, Law, Values};

/// Of which records the values were erased, and by which record the last time.
#[derive(Debug, Default)]
pub(in crate::check) struct Erasures(HashMap<Seq, Seq>);

const PAGE: u32 = 1_000;

impl Erasures {
    /// Reads what the records up to a number say. Whether these are what they were is found by their hashes.
    pub(in crate::check) async fn read(
        database: &Database,
        community: CommunityNo,
        until: Seq,
    ) -> Result<Erasures, StoreError> {
        let mut all = HashMap::new();
        let mut after = 0;
        loop {
            let page = database
                .records(community, after, until, &[RecordKind::ResidentErased], PAGE)
                .await?;
            let Some(last) = page.last() else {
                return Ok(Erasures(all));
            };
            after = last.seq;
            for record in &page {
                let document: Option<ErasureDocument> = read(record);
                let records = document.map(|document| document.records).unwrap_or_default();
                all.extend(records.into_iter().map(|seq| (seq, record.seq)));
            }
        }
    }

    /// Whether a later record says that a record's values were erased.
    pub(super) fn cover(&self, seq: Seq) -> bool {
        self.0.get(&seq).is_some_and(|by| *by > seq)
    }
}

impl History<'_> {
    /// Counts the values of a record that are gone, each of which a record must say; and looks whether all are gone that one
    /// says.
    pub(super) fn destroyed(&self, record: &StoredRecord, values: &Values<'_>, findings: &mut Findings) {
        let gone = erased(record, values);
        if self.erasures.cover(record.seq) {
            findings.erased += gone;
            let left = values.keys().any(|(seq, _)| *seq == record.seq);
            findings.expect(Law::Commitments, !left, || {
                format!("a value of record {} is there, which was erased", record.seq)
            });
        } else if gone > 0 {
            findings.differ(Law::Commitments, || {
                format!("{gone} values of record {} are gone, and no record says so", record.seq)
            });
        }
    }

    /// Whether nobody is known any more by the rows that a record made anonymous.
    pub(super) fn erasure(&mut self, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let document: ErasureDocument = read(record)?;
        let registers = self.registers;
        let resident = registers.resident_of(document.subject)?;
        let (number, _) = registers.residents.by_code(&resident.code)?;
        self.changes.changed(Register::Resident, number.0, record.seq);
        let mut rows = Vec::new();
        for row in &document.rows {
            let (number, found) = row_of(registers, row)?;
            self.changes.changed(row.register, number.0, record.seq);
            rows.push(found);
        }
        let of_them = record.reference == document.subject.to_string()
            && document.records.iter().all(|seq| *seq < record.seq)
            && document.records.is_sorted()
            && is_left(record.seq, &document, resident)
            && rows.iter().all(|row| row.is_erased());
        let kept = values.get(&(record.seq, "personal"));
        let remains: Option<RemainsValue> = kept.and_then(|value| serde_json::from_str(&value.value).ok());
        let Some(remains) = remains else {
            return Some(of_them && self.erasures.cover(record.seq));
        };
        let same = rows.len() == remains.rows.len()
            && rows
                .iter()
                .zip(&remains.rows)
                .all(|(row, left)| row.changed != record.seq || row.details.fields() == *left);
        Some(of_them && same && resident.details == ResidentDetails::erased(remains.eligibility))
    }
}

fn row_of<'r>(registers: &'r Registers, named: &ErasedRow) -> Option<(EntryNo, &'r Entry)> {
    named.register.entry_kinds()?;
    let mut rows = registers.entries(named.register).iter();
    rows.find(|(_, row)| row.subject == Some(named.subject))
}

/// Whether a resident's row is what was left of it by a record.
fn is_left(seq: Seq, document: &ErasureDocument, resident: &Resident) -> bool {
    resident.is_erased() && resident.changed == seq && resident.household == document.household
}
