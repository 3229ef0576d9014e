//! Reading books that were kept in spreadsheets, and the workbook to begin such books with.
//!
//! [`folder::Folder`] opens a folder of CSV files or one workbook and refuses what is malformed, before anything is
//! written. [`plan::Plan`] then gives its rows, one by one, in the order in which they are to be decided.
//!
//! [`run`] hands them to the books in batches, and [`outcomes`] lists what came of each.
//!
//! [`bills`] reads a list of bills that a shop sends to a page.
//!
//! Architecture invariant: nothing but [`run`] and [`outcomes`] is async, reads a clock or names a database; rows are read, not judged.

pub mod bills;
pub mod expected;
pub mod folder;
pub mod malformed;
pub mod outcomes;
pub mod plan;
pub mod row;
pub mod run;
pub mod table;
pub mod template;
pub mod vocabulary;

mod cells;
mod commands;
mod encoding;
mod header;
mod index;
mod number;
mod pace;
mod record;
mod source;
mod workbook;

pub use folder::{Folder, OpenedCommunity};
pub use malformed::Malformed;
pub use plan::Plan;
pub use row::{Content, Row, RowKey};
pub use run::{ImportError, Imported, Options, run};
pub use table::Table;
