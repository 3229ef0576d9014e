//! Where the rows of reports come from.

use xiaonuan_app::StoreError;
use xiaonuan_app::report::{Asked, Expected, Heading, Parameter, ReportError, ReportName, Request, RowSource, run_on};
use xiaonuan_domain::ledger::StatementState;

use super::ReportQuery;
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::open::Open;

/// What a report is made of.
pub(super) type Opened = (Heading, Box<dyn RowSource<Error = StoreError>>);

/// Opens a report on open books.
pub(super) async fn open(open: Open, report: ReportName, query: &ReportQuery) -> Result<Opened, Fault> {
    let community = open.reading.community();
    let asked = Asked {
        community: community.code.as_str(),
        as_of: open.view.as_of.as_deref(),
        as_recorded: open.view.as_recorded.as_deref(),
        from: query.from.as_deref(),
        to: query.to.as_deref(),
        fund: query.fund.as_deref(),
        merchant: query.merchant.as_deref(),
        account: query.account.as_deref(),
        branch: query.branch.as_deref(),
        state: query.state.as_deref(),
    };
    let request = Request::parse(report, &asked)?;
    let report = run_on(open.reading, request).await?;
    Ok((report.heading, report.rows))
}

impl From<ReportError> for Fault {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::NotFound {
                what: Parameter::Community,
                ..
            } => Fault::NotFound,
            ReportError::NotFound { what, .. } => Fault::Unlisted(FieldFault::absent(what.as_str())),
            ReportError::Invalid {
                parameter, expected, ..
            } => Fault::Invalid(vec![fault_of(parameter, expected)]),
            ReportError::Store(error) => error.into(),
        }
    }
}

fn fault_of(parameter: Parameter, expected: Expected) -> FieldFault {
    let code = match expected {
        Expected::TimeOrDay | Expected::NumberOrTime | Expected::SomethingOnRecord => FieldCode::Moment,
        Expected::Day => FieldCode::Day,
        Expected::NotBeforeFrom => FieldCode::Order,
        Expected::Nothing => FieldCode::Unasked,
        Expected::Merchant => FieldCode::Required,
        Expected::Account => FieldCode::Number,
        Expected::StatementState => {
            let states = StatementState::ALL.iter().map(|state| state.as_str());
            return FieldFault::of_choices(parameter.as_str(), states);
        }
    };
    FieldFault::new(parameter.as_str().to_owned(), code)
}
