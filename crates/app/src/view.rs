//! What can be seen of the books: pure reads, each of one community as of one moment.
//!
//! [`Service::read`] opens a community's books at a view; everything else is asked of the [`Reading`] that it gives.
//! Names of people never leave this module: residents appear by code.

mod account;
mod case;
mod document;
mod journal;
mod moment;
mod naming;
mod overview;
mod reading;
mod register;
mod statement;

use thiserror::Error;
use xiaonuan_persistence::error::StoreError;

pub use account::{AccountFilter, ListedAccount};
pub use case::{CasePage, CaseRow, CaseView, CasesAsked};
pub use document::{Fact, FactValue};
pub use journal::{JournalPage, JournalRow, PostingRow, RecordView};
pub use moment::{AsAsked, NotAMoment, Recorded, Upto};
pub use naming::{AccountName, NamedFund};
pub use overview::{Figure, FundCard, MerchantOwed, Overview};
pub use reading::{CommunityName, NamedMerchant, Reading};
pub use register::{FieldChange, RowChange};
pub use statement::{Period, Statement, StatementLine};

pub use crate::walk::{Cursor, NotACursor};

/// Something cannot be shown.
#[derive(Debug, Error)]
pub enum ViewError {
    /// There is no such thing, or there was not then.
    #[error("there is no such thing in these books")]
    Missing,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
