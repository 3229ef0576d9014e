//! The queries behind the reports: one file each, all from postings and records, none from a second copy of a figure.

mod address;
mod funds;
mod merchants;
mod people;
mod period;
mod redemptions;
mod view;
mod vouchers;
mod walk;

use std::sync::Arc;

use xiaonuan_persistence::error::StoreError;

use self::view::View;
use super::{Heading, ReportError, ReportName, Request, RowSource};
use crate::service::Service;

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
    let view = Arc::new(View::open(service, request).await?);
    let report = match view.request.report {
        ReportName::Funds => funds::report(&view).await?,
        ReportName::Merchants => merchants::report(&view).await?,
        ReportName::Vouchers => vouchers::report(&view).await?,
        ReportName::Redemptions => redemptions::report(view).await?,
        other => return Err(StoreError::unreadable(format!("report {other}"), "it has no query yet").into()),
    };
    Ok(report)
}
