//! Where every row is, when it is decided, and which row of its file had its code or reference first.
//!
//! 48 bytes a row, and 5 to 12 more while the index is built: rows themselves stay where they are.

use std::hash::BuildHasher;
use std::sync::atomic::AtomicU8;

use hashbrown::{DefaultHashBuilder, HashTable};
use xiaonuan_domain::calendar::Zone;

use crate::import::cells::Cells;
use crate::import::malformed::{Label, Malformed};
use crate::import::record::Place;
use crate::import::source::Source;

/// A row's place in its file and among the decisions.
#[derive(Debug)]
pub(crate) struct Entry {
    when: i64,
    pub(crate) offset: u64,
    key: u64,
    pub(crate) length: u32,
    pub(crate) row: u32,
    /// The row of the file that has the code or reference first; this one's own if it is the first.
    pub(crate) first: u32,
    /// Tells whether the bytes are still the same.
    pub(crate) check: u32,
    pub(crate) source: u8,
    rank: u8,
    /// Whether a later row has the same cells as the first.
    pub(crate) same: bool,
    /// What the caller notes about the row.
    pub(crate) outcome: AtomicU8,
}

/// Registers before events; events by time; at one instant by table; in a table in file order.
pub(crate) type Order = (bool, i64, u8, u32);

impl Entry {
    pub(crate) fn order(&self) -> Order {
        self.order_of_row(self.row)
    }

    /// The place that a row of the same file and time has.
    pub(crate) fn order_of_row(&self, row: u32) -> Order {
        (
            self.rank > crate::import::table::Table::Residents.rank(),
            self.when,
            self.rank,
            row,
        )
    }
}

/// A short hash of a row's bytes.
pub(crate) fn check(hasher: &DefaultHashBuilder, bytes: &[u8]) -> u32 {
    let [one, two, three, four, ..] = hasher.hash_one(bytes).to_be_bytes();
    u32::from_be_bytes([one, two, three, four])
}

/// Indexes all rows but the community's, in the order of decisions.
pub(crate) fn of(sources: &[Source], zone: &Zone, hasher: &DefaultHashBuilder) -> Result<Vec<Entry>, Malformed> {
    let tables = || sources.iter().enumerate().filter(|(_, source)| source.table.rank() > 0);
    let total: u64 = tables().map(|(_, source)| u64::from(source.rows)).sum();
    let Ok(total) = u32::try_from(total) else {
        let longest = tables().max_by_key(|(_, source)| source.rows);
        let file = longest.map_or_else(|| Label::File(String::new()), |(_, source)| source.label.clone());
        return Err(Malformed::TooManyRows { file });
    };
    let mut entries = Vec::with_capacity(total as usize);
    for (number, source) in tables() {
        let begin = entries.len();
        let mut index = FileIndex {
            source,
            number: u8::try_from(number).expect("there are fewer tables"),
            zone,
            hasher,
            firsts: HashTable::with_capacity(source.rows as usize),
            entries: &mut entries,
            begin,
            earlier: Vec::new(),
        };
        source.each(|place, bytes, cells| match cells {
            Some(cells) => index.add(place, bytes, &cells),
            None => Ok(()),
        })?;
        if entries.len() - begin != source.rows as usize {
            return Err(source.changed());
        }
    }
    entries.sort_unstable_by_key(Entry::order);
    Ok(entries)
}

/// The index of one file while it is built.
struct FileIndex<'a> {
    source: &'a Source,
    number: u8,
    zone: &'a Zone,
    hasher: &'a DefaultHashBuilder,
    /// The places in `entries` of the first row of each code.
    firsts: HashTable<u32>,
    entries: &'a mut Vec<Entry>,
    begin: usize,
    earlier: Vec<u8>,
}

impl FileIndex<'_> {
    fn add(&mut self, place: Place, bytes: &[u8], cells: &Cells<'_>) -> Result<(), Malformed> {
        if self.entries.len() - self.begin == self.source.rows as usize {
            return Err(self.source.changed());
        }
        let key = self.hasher.hash_one(cells.key());
        let earlier = self.first_with(key, cells)?;
        let entry = Entry {
            when: cells.when(self.zone).micros(),
            offset: place.offset,
            key,
            length: u32::try_from(bytes.len()).expect("a row has a limit"),
            row: place.row,
            first: earlier.map_or(place.row, |(row, _)| row),
            check: check(self.hasher, bytes),
            source: self.number,
            rank: self.source.table.rank(),
            same: earlier.is_some_and(|(_, same)| same),
            outcome: AtomicU8::new(0),
        };
        if earlier.is_none() {
            let at = u32::try_from(self.entries.len()).expect("rows are counted in 32 bits");
            let entries = &*self.entries;
            self.firsts.insert_unique(key, at, |at| entries[*at as usize].key);
        }
        self.entries.push(entry);
        Ok(())
    }

    /// The row that has these cells' code first, and whether all its cells are the same.
    fn first_with(&mut self, key: u64, cells: &Cells<'_>) -> Result<Option<(u32, bool)>, Malformed> {
        let (entries, source, bytes) = (&*self.entries, self.source, &mut self.earlier);
        let mut answer = Ok(None);
        self.firsts.find(key, |at| {
            let entry = &entries[*at as usize];
            if entry.key != key {
                return false;
            }
            answer = compare(source, entry, cells, bytes);
            !matches!(answer, Ok(None))
        });
        answer
    }
}

/// Whether an earlier row has the same code, and then whether it has the same cells.
fn compare(
    source: &Source,
    entry: &Entry,
    cells: &Cells<'_>,
    bytes: &mut Vec<u8>,
) -> Result<Option<(u32, bool)>, Malformed> {
    source.reread(entry.offset, entry.length, bytes)?;
    let earlier = source.cells(bytes, entry.row)?.ok_or_else(|| source.changed())?;
    Ok((earlier.key() == cells.key()).then(|| (entry.row, earlier == *cells)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_costs_at_most_64_bytes() {
        let buckets = |rows: usize| HashTable::<u32>::with_capacity(rows).num_buckets();
        let worst = [1_000_usize, 57_345, 114_689, 1_000_000, 10_000_000].map(|rows| {
            let table = buckets(rows) * 5;
            size_of::<Entry>() * rows + table <= 64 * rows
        });
        assert_eq!(size_of::<Entry>(), 48);
        assert_eq!(worst, [true; 5]);
    }
}
