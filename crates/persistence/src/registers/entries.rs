//! Rows of the registers that all work alike: how they are read, and wound back.

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use xiaonuan_domain::document::{ErasureDocument, RemainsValue};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::entry::{ENTRIES, Entry, EntryDetails, seeded};
use xiaonuan_domain::register::{Register, Registers, Shelf};

use super::history::Said;
use super::rows::{next, parse, same_print, sealed_of, subject};
use crate::entity::{OfCommunity, entry};
use crate::error::StoreError;
use crate::keys::Keys;
use crate::sealed::{entry_print, open_entry};

/// The rows of each register, in order of their numbers.
pub(super) struct Entries(Vec<(Register, Vec<Entry>)>);

/// Reads the rows that were registered up to a record, as they stand.
pub(super) async fn rows(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: i64,
    until: Seq,
) -> Result<Entries, StoreError> {
    let mut all: Vec<_> = ENTRIES
        .into_iter()
        .map(|register| (register, seeded(register)))
        .collect();
    let found = entry::Entity::of(community)
        .filter(entry::Column::Since.lte(until))
        .order_by_asc(entry::Column::Number)
        .all(on)
        .await?;
    for row in found {
        let register: Register = parse("register", &row.register)?;
        let of_it = all.iter_mut().find(|(other, _)| *other == register);
        let (_, rows) = of_it.ok_or_else(|| StoreError::unreadable("register", "its rows are of another form"))?;
        let there = usize::try_from(row.number)
            .ok()
            .and_then(|number| number.checked_sub(1));
        let number = row.number;
        let seeded = there.and_then(|place| rows.get_mut(place)).filter(|row| row.since == 0);
        let row = read(register, row, keys)?;
        match seeded {
            Some(seeded) if seeded.code == row.code && row.since == 0 => *seeded = row,
            _ => {
                next(register.as_str(), number, rows.len())?;
                rows.push(row);
            }
        }
    }
    Ok(Entries(all))
}

fn read(register: Register, row: entry::Model, keys: &Keys) -> Result<Entry, StoreError> {
    let sealed = sealed_of(register.as_str(), row.number, row.sealed.as_deref())?;
    let opened = open_entry(keys, row.community, register.as_str(), row.number, sealed)?;
    let right = entry_print(keys, row.community, register, &opened.code);
    same_print(register.as_str(), &right, row.code_print.as_deref())?;
    let details = EntryDetails::read(register, opened.details);
    Ok(Entry {
        code: parse("code", &opened.code)?,
        since: row.since,
        changed: row.changed,
        subject: row.subject.as_deref().map(subject).transpose()?,
        details: details.map_err(|_| StoreError::unreadable("details of a row", "they are of another form"))?,
    })
}

impl Entries {
    /// All rows: register, number, and the records that registered and last changed it.
    pub(super) fn records(&self) -> impl Iterator<Item = (Register, u32, Seq, Seq)> {
        self.0.iter().flat_map(|(register, rows)| {
            let numbered = (1..).zip(rows);
            numbered.map(|(number, row)| (*register, number, row.since, row.changed))
        })
    }

    /// Winds rows that changed after a record back to what was said of them before.
    pub(super) fn wind_back(
        &mut self,
        until: Seq,
        mut said: impl FnMut(Register, usize) -> Option<Said>,
    ) -> Result<(), StoreError> {
        for (register, rows) in &mut self.0 {
            for (place, row) in rows.iter_mut().enumerate() {
                match said(*register, place) {
                    Some(said) => said_of(*register, row, &said)?,
                    None if row.changed > until => row.clone_from(&seeded(*register)[place]),
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// Puts them into the registers.
    pub(super) fn put(self, registers: &mut Registers) {
        for (register, rows) in self.0 {
            let mut shelf = Shelf::default();
            for row in rows {
                shelf.push(row.code.clone(), row);
            }
            *registers.entries_mut(register) = shelf;
        }
    }
}

fn said_of(register: Register, row: &mut Entry, said: &Said) -> Result<(), StoreError> {
    if said.kind == RecordKind::ResidentErased {
        return left_of(register, row, said);
    }
    let details = Entry::details_said(register, said.read()?, said.value("personal")?, &row.details);
    row.details = details.map_err(|error| StoreError::unreadable(format!("record {}", said.seq), error))?;
    row.changed = said.seq;
    Ok(())
}

/// What was left of a row by an erasure before the last one, while that is known.
fn left_of(register: Register, row: &mut Entry, said: &Said) -> Result<(), StoreError> {
    let document: ErasureDocument = said.read()?;
    let place = document
        .rows
        .iter()
        .position(|erased| Some(erased.subject) == row.subject);
    let remains: Option<RemainsValue> = said.value("personal")?;
    let left = place.and_then(|place| remains?.rows.into_iter().nth(place));
    if let Some(left) = left {
        let details = EntryDetails::read(register, left);
        row.details = details.map_err(|error| StoreError::unreadable(format!("record {}", said.seq), error))?;
    }
    row.changed = said.seq;
    Ok(())
}
