//! One row as the books get it.

use xiaonuan_domain::command::Command;
use xiaonuan_domain::refusal::Refusal;
use xiaonuan_persistence::outcome::ContentHash;

use crate::import::table::Table;

/// What an outcome is kept under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey {
    /// The table.
    pub file: Table,
    /// The row as a spreadsheet counts: the header is row 1.
    pub row: u32,
    /// The row's own code or reference as given; not always a valid one.
    pub reference: String,
    /// The hash of the cells, trimmed and with Chinese codes as their English.
    pub cells_hash: ContentHash,
}

/// A row that is to be decided.
#[derive(Clone, Debug)]
pub struct Row {
    /// The table.
    pub file: Table,
    /// The row as a spreadsheet counts: the header is row 1.
    pub row: u32,
    /// The row's own code or reference as given; not always a valid one.
    pub reference: String,
    /// The hash of the cells, trimmed and with Chinese codes as their English.
    pub cells_hash: ContentHash,
    /// What it says.
    pub content: Content,
}

/// What a row says.
#[derive(Clone, Debug)]
pub enum Content {
    /// It asks this of the books.
    Ask(Command),
    /// A cell cannot be read.
    Unreadable(Refusal),
    /// It repeats the row of this step, cell by cell, and is answered alike. That step comes before this one.
    Repeats(u32),
    /// An earlier row of the file has its code or reference with other cells.
    Conflicts(Refusal),
}
