//! Rows of the registers that all work alike against their records.

use std::collections::HashMap;

use serde_json::{Map, Value};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::entry::{ENTRIES, Entry, EntryNo, seeded};
use xiaonuan_domain::register::{Number, Register};
use xiaonuan_persistence::scan::StoredRecord;

use super::values::{read, same_value};
use super::{Findings, History, Law, Values};

impl History<'_> {
    /// Whether the row that a record made or changed is what it says. Only the last record of a row can be compared.
    pub(super) fn entry(&mut self, kind: RecordKind, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let (register, is_new) = Register::of_entry(kind)?;
        let number = if is_new {
            let begun = seeded(register).len();
            let made = self.entries.entry(register).or_insert(u32::try_from(begun).ok()?);
            *made += 1;
            self.changes.registered(register, *made, record.seq);
            Some(*made)
        } else {
            let number = self.named(register, record);
            if let Some(number) = number {
                self.changes.changed(register, number, record.seq);
            }
            number
        };
        Some(
            number
                .and_then(|number| self.is_said(register, number, record, values))
                .unwrap_or(false),
        )
    }

    /// The row that a change names: by its subject where its code is personal.
    fn named(&self, register: Register, record: &StoredRecord) -> Option<u32> {
        let document: Map<String, Value> = read(record)?;
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let subject = text("subject");
        let is_it = |row: &Entry| match row.subject {
            Some(own) => subject == Some(&own.to_string()),
            None => text("code") == Some(row.code.as_str()),
        };
        let mut rows = self.registers.entries(register).iter();
        rows.find(|(_, row)| is_it(row)).map(|(number, _)| number.number())
    }

    fn is_said(&self, register: Register, number: u32, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let row = self.registers.entries(register).find(EntryNo(number))?;
        let mut document: Map<String, Value> = read(record)?;
        let (clear, personal) = row.said(self.registers);
        let same = |name: &str| document.get(name) == clear.get(name);
        let is_of_it = same("code") && same("subject") && row.since <= record.seq;
        if row.changed != record.seq {
            return Some(is_of_it);
        }
        document.remove("personal");
        let personal = personal.is_none_or(|personal| same_value(values, record.seq, "personal", &personal));
        Some(is_of_it && document == clear && personal)
    }

    /// Compares how many rows there are, and that what never had a record is as every community has it.
    pub(super) fn entries_complete(&self, findings: &mut Findings) {
        for register in ENTRIES {
            let rows = self.registers.entries(register);
            let begun = seeded(register);
            let made = self
                .entries
                .get(&register)
                .copied()
                .map_or(begun.len(), |made| made as usize);
            findings.expect(Law::Registers, rows.len() == made, || {
                format!("{} rows of {register}, and records of {made}", rows.len())
            });
            for ((_, row), seeded) in rows.iter().zip(&begun) {
                let same = row.changed != NEVER || row == seeded;
                findings.expect(Law::Registers, same, || {
                    format!("{register} {} differs without a record", row.code)
                });
            }
        }
        self.households_whole(findings);
    }

    /// Who names a household that is registered belongs to it.
    fn households_whole(&self, findings: &mut Findings) {
        let rows = self.registers.entries(Register::Household);
        let known: HashMap<&str, _> = rows.iter().map(|(_, row)| (row.code.as_str(), row.subject)).collect();
        for (_, resident) in self.registers.residents.iter() {
            let Some(subject) = known.get(resident.details.household.as_str()) else {
                continue;
            };
            findings.expect(Law::Registers, resident.household == *subject, || {
                format!(
                    "resident {} is of another household than their code says",
                    resident.code
                )
            });
        }
    }
}

/// The last change of a row that never had one.
const NEVER: Seq = 0;
