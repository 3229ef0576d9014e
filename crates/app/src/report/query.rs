//! The queries behind the reports: one file each, all from postings and records, none from a second copy of a figure.

mod accounts;
mod activities;
mod balance_sheet;
mod beneficiaries;
mod cases;
mod disclosure;
mod discount_use;
mod donors;
mod fund_statement;
mod funds;
mod general_ledger;
mod help;
mod host_statement;
mod journal;
mod merchants;
mod movements;
mod naming;
mod people;
mod period;
mod receivables;
mod redemptions;
mod related;
mod statement;
mod statements;
mod stock;
mod summary;
mod sums;
#[cfg(test)]
mod tests;
mod trial_balance;
mod view;
mod vouchers;

use std::sync::Arc;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_persistence::error::StoreError;

use self::view::View;
use super::{Heading, Parameter, ReportError, ReportName, Request, RowSource};
use crate::service::Service;
use crate::view::{AsAsked, Reading, ViewError};

/// A report that was asked for: what stands above it, and its rows as they are read.
pub struct Report {
    /// What stands above it.
    pub heading: Heading,
    /// Its rows.
    pub rows: Box<dyn RowSource<Error = StoreError>>,
}

/// Reads a report. Rows of long ones are read as they are asked for; all of them are as of one view of the books.
///
/// # Errors
/// [`ReportError`].
pub async fn run(service: &Service, request: Request) -> Result<Report, ReportError> {
    let asked = AsAsked {
        at: request.as_of,
        recorded: request.as_recorded,
    };
    let reading = service.read(&request.community, asked).await;
    let reading = reading.map_err(|error| match error {
        ViewError::Missing => ReportError::NotFound {
            what: Parameter::Community,
            code: request.community.clone(),
        },
        ViewError::Store(error) => error.into(),
    })?;
    run_on(reading, request).await
}

/// Reads a report from books that are open; it is as of their view.
///
/// # Errors
/// [`ReportError`].
pub async fn run_on(reading: Reading, request: Request) -> Result<Report, ReportError> {
    let view = Arc::new(View::of(reading, request)?);
    let report = match view.request.report {
        ReportName::Funds => funds::report(&view).await?,
        ReportName::Merchants => merchants::report(&view).await?,
        ReportName::Vouchers => vouchers::report(&view).await?,
        ReportName::Redemptions => redemptions::report(view).await?,
        ReportName::TrialBalance => trial_balance::report(&view).await?,
        ReportName::GeneralLedger => general_ledger::report(view).await?,
        ReportName::Journal => journal::report(view).await?,
        ReportName::FundStatement => fund_statement::report(&view).await?,
        ReportName::DiscountUse => discount_use::report(view).await?,
        ReportName::Donors => donors::report(view).await?,
        ReportName::Beneficiaries => beneficiaries::report(view).await?,
        ReportName::Statement => statement::report(view).await?,
        ReportName::Disclosure => disclosure::report(view).await?,
        ReportName::Statements => statements::report(view).await?,
        ReportName::Receivables => receivables::report(&view).await?,
        ReportName::Encumbrances => cases::encumbrances(view).await?,
        ReportName::OpenPapers => cases::open_papers(view).await?,
        ReportName::BalanceSheet => balance_sheet::report(&view).await?,
        ReportName::Activities => activities::report(&view).await?,
        ReportName::CashJournal => general_ledger::journal(view, AccountKind::Cash).await?,
        ReportName::Stock => stock::report(&view).await?,
        ReportName::BankJournal => general_ledger::journal(view, AccountKind::Bank).await?,
        ReportName::HostStatement => host_statement::report(&view).await?,
        ReportName::DonorTotals => related::by_donor(view).await?,
        ReportName::RelatedParties => related::parties(view).await?,
    };
    Ok(report)
}
