//! Reports: one query each, typed columns and rows, and a few writers that know nothing of what they write.
//!
//! A report is a [`Heading`], rows that come in chunks from a [`RowSource`], and the totals of its columns. [`render`]
//! passes them to a [`Writer`] and hands on the bytes as they come, so that a long report is never in memory as a
//! whole (an XLSX file excepted: its rows wait in a temporary file).
//!
//! Architecture invariant: a writer does no I/O and reads no clock; the same rows give the same bytes.

mod cell;
mod choice;
mod column;
mod error;
mod heading;
mod name;
mod parameter;
mod phrase;
mod query;
mod request;
mod row;
mod source;
mod writer;

pub use cell::Cell;
pub use choice::{BalanceSide, Choice, Dealing, FundLine, HostFlow, SheetLine};
pub use column::{Column, ColumnKind, SHOP_REDEMPTIONS};
pub use error::ReportError;
pub use heading::Heading;
pub use name::{NotAReport, ReportName};
pub use parameter::{Expected, Parameter};
pub use phrase::{Phrase, Wording};
pub use query::{Report, run, run_on};
pub use request::{Asked, Request};
pub use row::{Row, RowStyle, Totals};
pub use source::{NextRows, Ready, RenderError, RowSource, render};
pub(crate) use writer::lines;
pub use writer::{Format, NotAFormat, WriteError, Writer};
