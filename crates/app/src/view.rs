//! What can be seen of the books: pure reads, each of one community as of one moment.
//!
//! [`Service::read`] opens a community's books at a view; everything else is asked of the [`Reading`] that it gives.
//! Residents appear by code. Words that lie beside the journal are shown with the record that has their check value.

mod account;
mod case;
mod document;
mod journal;
mod merchant_statement;
mod moment;
mod naming;
mod overview;
mod period;
mod person;
mod proposal;
mod reading;
mod register;
mod said;
mod statement;

use thiserror::Error;
use xiaonuan_persistence::error::StoreError;

pub use account::{AccountFilter, ListedAccount};
pub use case::{CasePage, CaseRow, CaseStepView, CaseView, CasesAsked};
pub use document::{Fact, FactValue};
pub use journal::{JournalPage, JournalRow, PostingRow, RecordView};
pub use merchant_statement::{
    ListedLine, StatementPayment, StatementRow, StatementStepView, StatementView, StatementsAsked, StatementsPage,
};
pub use moment::{AsAsked, NotAMoment, Recorded, Upto};
pub use naming::{AccountName, NamedFund};
pub(crate) use overview::OTHER_SOURCES;
pub use overview::{Figure, FundCard, MerchantOwed, Overview};
pub use period::{ClosedPeriod, PeriodStep, Periods};
pub use person::{PersonRecord, PersonVoucher};
pub use proposal::{DecisionView, ProposalPage, ProposalView};
pub use reading::{CommunityName, NamedMerchant, Reading};
pub use register::{FieldChange, RowChange};
pub use said::{DONOR, Said, SaidText};
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
