//! Who may read which report, and how names in it are shown.

use futures::FutureExt;
use xiaonuan_app::StoreError;
use xiaonuan_app::report::{Cell, Format, NextRows, ReportName, Row, RowSource, Totals};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::Access;
use xiaonuan_app::view::Reading;
use xiaonuan_domain::access::Right;

use super::{Principal, Sight};
use crate::fault::Fault;

impl Principal {
    /// Lets somebody read a report in a form, of one merchant where that is asked for; or says why not. Reading and taking
    /// away are two rights.
    pub(crate) fn may_report(&self, report: ReportName, merchant: Option<&str>, format: Format) -> Result<(), Fault> {
        let everywhere = |right| self.reach(right).everything;
        let may_read = everywhere(Right::ReadBooks)
            || match report {
                ReportName::CashJournal | ReportName::BankJournal | ReportName::Encumbrances => {
                    everywhere(Right::KeepCash)
                }
                ReportName::Statement => {
                    let reach = self.reach(Right::ReadStatements);
                    reach.everything || merchant.is_some_and(|merchant| reach.covers_merchant(merchant))
                }
                _ => false,
            };
        match () {
            () if !may_read => Err(Fault::NotAllowed),
            () if is_taken_away(format) && !self.may_take_away(merchant) => Err(Fault::NotAllowed),
            () => Ok(()),
        }
    }

    /// Whether somebody may take reports away as files, of one merchant where that is asked for.
    pub(crate) fn may_take_away(&self, merchant: Option<&str>) -> bool {
        let reach = self.reach(Right::Export);
        reach.everything || merchant.is_some_and(|merchant| reach.covers_merchant(merchant))
    }

    /// Logs that a report was taken away as a file.
    pub(crate) async fn log_export(
        &self,
        service: &Service,
        of: &Reading,
        report: ReportName,
        format: Format,
    ) -> Result<(), Fault> {
        if !is_taken_away(format) {
            return Ok(());
        }
        let access = Access {
            community: Some(of.community().code.to_string()),
            what: format!("exported/{format}"),
            subject: Some(report.as_str().to_owned()),
            ..Access::default()
        };
        self.log(service, access).await
    }
}

/// Whether a form is a file to take away. Pages and JSON are read where they are asked for.
pub(crate) const fn is_taken_away(format: Format) -> bool {
    matches!(format, Format::Csv | Format::Xlsx)
}

/// A report's rows with persons' names as somebody sees them. A shop is not told who its customers are, not even by code.
pub(crate) struct Seen {
    rows: Box<dyn RowSource<Error = StoreError>>,
    sight: Sight,
    is_of_a_shop: bool,
}

/// A report's rows with persons' names masked, as whoever reads books sees them who did not say why they look.
#[must_use]
pub fn masked(rows: Box<dyn RowSource<Error = StoreError>>) -> Box<dyn RowSource<Error = StoreError>> {
    Box::new(Seen {
        rows,
        sight: Sight::Masked,
        is_of_a_shop: false,
    })
}

impl Seen {
    pub(crate) fn by(
        to: &Principal,
        rows: Box<dyn RowSource<Error = StoreError>>,
    ) -> Box<dyn RowSource<Error = StoreError>> {
        let office = [Right::ReadBooks, Right::KeepCash];
        let is_of_a_shop = !office.into_iter().any(|right| to.reach(right).everything);
        match to.sight {
            Sight::Whole if !is_of_a_shop => rows,
            sight => Box::new(Seen {
                rows,
                sight,
                is_of_a_shop,
            }),
        }
    }
}

impl RowSource for Seen {
    type Error = StoreError;

    fn next(&mut self) -> NextRows<'_, StoreError> {
        let (sight, is_of_a_shop) = (self.sight, self.is_of_a_shop);
        let masked = move |row: Row| {
            let cells = row.cells.into_iter().map(|cell| match cell {
                Cell::Person(name) => Cell::Person(sight.name(&name)),
                Cell::Phrase(phrase) if is_of_a_shop => Cell::Phrase(phrase.without_party()),
                other => other,
            });
            Row {
                cells: cells.collect(),
                ..row
            }
        };
        let next = self.rows.next();
        async move { Ok(next.await?.map(|rows| rows.into_iter().map(masked).collect())) }.boxed()
    }

    fn totals(&self) -> Totals {
        self.rows.totals()
    }
}
