//! The rows of a folder in the order in which they are to be decided.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use hashbrown::DefaultHashBuilder;
use xiaonuan_domain::calendar::Zone;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use crate::import::commands;
use crate::import::index::{self, Entry};
use crate::import::malformed::Malformed;
use crate::import::row::{Content, Row};
use crate::import::source::Source;
use crate::import::table::Table;

/// Steps, one for each row but the community's: first the registers (funds, merchants, discounts, residents) in file
/// order, then the events by time; at one instant donations, disbursements, settlements, claims; within one file in
/// file order. A row whose own date or time cannot be read comes before all other events.
///
/// Rows are read from their files when they are asked for. Of each, one byte can be noted.
#[derive(Debug)]
pub struct Plan {
    sources: Arc<Vec<Source>>,
    hasher: DefaultHashBuilder,
    entries: Vec<Entry>,
}

/// A step as the list of outcomes shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The step.
    pub step: u32,
    /// The table.
    pub file: Table,
    /// The row as a spreadsheet counts.
    pub row: u32,
    /// The row's own code or reference as given.
    pub reference: String,
    /// What was noted about it.
    pub outcome: u8,
}

impl Plan {
    pub(crate) fn of(sources: Arc<Vec<Source>>, zone: Zone) -> Result<Plan, Malformed> {
        let hasher = DefaultHashBuilder::default();
        let entries = index::of(&sources, &zone, &hasher)?;
        Ok(Plan {
            sources,
            hasher,
            entries,
        })
    }

    /// How many steps there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to decide.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The table of a step.
    ///
    /// # Panics
    /// If there is no such step.
    #[must_use]
    pub fn table(&self, step: usize) -> Table {
        self.sources[usize::from(self.entries[step].source)].table
    }

    /// Reads one step.
    ///
    /// # Errors
    /// [`Malformed::Changed`] if the file is not what it was.
    ///
    /// # Panics
    /// If there is no such step.
    pub fn row(&self, step: usize) -> Result<Row, Malformed> {
        self.read(step, &mut Vec::new())
    }

    /// Reads the steps of a range that exist, in order.
    ///
    /// # Errors
    /// [`Malformed::Changed`] if a file is not what it was.
    pub fn rows(&self, steps: Range<usize>) -> Result<Vec<Row>, Malformed> {
        let mut bytes = Vec::new();
        let end = steps.end.min(self.len());
        (steps.start.min(end)..end)
            .map(|step| self.read(step, &mut bytes))
            .collect()
    }

    /// Notes a byte about a step; it is 0 until then.
    ///
    /// # Panics
    /// If there is no such step.
    pub fn set_outcome(&self, step: usize, outcome: u8) {
        self.entries[step].outcome.store(outcome, Ordering::Relaxed);
    }

    /// What was noted about a step.
    ///
    /// # Panics
    /// If there is no such step.
    #[must_use]
    pub fn outcome(&self, step: usize) -> u8 {
        self.entries[step].outcome.load(Ordering::Relaxed)
    }

    /// All steps in the order of tables and rows, as the list of outcomes has them. Keeps 4 bytes a step meanwhile.
    pub fn in_file_order(&self) -> impl Iterator<Item = Result<Line, Malformed>> + '_ {
        let count = u32::try_from(self.len()).expect("rows are counted in 32 bits");
        let mut steps: Vec<u32> = (0..count).collect();
        steps.sort_unstable_by_key(|step| {
            let entry = &self.entries[*step as usize];
            (entry.source, entry.row)
        });
        let mut bytes = Vec::new();
        steps.into_iter().map(move |step| self.line(step, &mut bytes))
    }

    fn line(&self, step: u32, bytes: &mut Vec<u8>) -> Result<Line, Malformed> {
        let entry = &self.entries[step as usize];
        let source = self.reread(entry, bytes)?;
        let cells = source.cells(bytes, entry.row)?.ok_or_else(|| source.changed())?;
        Ok(Line {
            step,
            file: source.table,
            row: entry.row,
            reference: cells.key().to_owned(),
            outcome: self.outcome(step as usize),
        })
    }

    fn read(&self, step: usize, bytes: &mut Vec<u8>) -> Result<Row, Malformed> {
        let entry = &self.entries[step];
        let source = self.reread(entry, bytes)?;
        let cells = source.cells(bytes, entry.row)?.ok_or_else(|| source.changed())?;
        let content = if entry.first == entry.row {
            commands::content(&cells)
        } else if entry.same {
            Content::Repeats(self.first_of(entry))
        } else {
            let code = if source.table.is_register() {
                RefusalCode::DuplicateCode
            } else {
                RefusalCode::RefConflict
            };
            Content::Conflicts(
                Refusal::new(code)
                    .with("column", source.table.key())
                    .with("first_row", entry.first),
            )
        };
        Ok(Row {
            file: source.table,
            row: entry.row,
            reference: cells.key().to_owned(),
            cells_hash: cells.hash(),
            content,
        })
    }

    /// The step of the row that this one repeats: same cells, so at the same time.
    fn first_of(&self, entry: &Entry) -> u32 {
        let order = entry.order_of_row(entry.first);
        let found = self.entries.binary_search_by_key(&order, Entry::order);
        let step = found.expect("a repeated row is in the plan");
        u32::try_from(step).expect("rows are counted in 32 bits")
    }

    fn reread(&self, entry: &Entry, bytes: &mut Vec<u8>) -> Result<&Source, Malformed> {
        let source = &self.sources[usize::from(entry.source)];
        source.reread(entry.offset, entry.length, bytes)?;
        if index::check(&self.hasher, bytes) == entry.check {
            Ok(source)
        } else {
            Err(source.changed())
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
