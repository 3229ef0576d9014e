//! Where the rows of reports come from.

use xiaonuan_app::report::{Heading, ReportName, RowSource};
use xiaonuan_app::view::ViewError;

use super::ReportQuery;
use crate::fault::Fault;
use crate::open::Open;

/// What a report is made of.
pub(super) type Opened = (Heading, Box<dyn RowSource<Error = ViewError>>);

/// Opens a report on open books.
pub(super) async fn open(_open: &Open, _report: ReportName, _query: &ReportQuery) -> Result<Opened, Fault> {
    Err(Fault::ReportNotAvailable)
}
