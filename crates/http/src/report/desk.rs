//! What stands around a report in a browser: the frame of every page, and the form that asks for another part of it.

use xiaonuan_app::report::{Format, Parameter, ReportName};
use xiaonuan_app::view::{NamedFund, NamedMerchant};
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::ledger::StatementState;

use super::ReportQuery;
use crate::access::Principal;
use crate::open::Open;
use crate::page::{Frame, Place};

/// The frame of a report's page and its form.
pub(crate) struct Desk {
    pub(crate) frame: Frame,
    pub(crate) form: ReportForm,
}

/// The form of a report: the fields that it can be asked with, and the files of what is shown.
pub(crate) struct ReportForm {
    pub(crate) report: ReportName,
    pub(crate) title: String,
    pub(crate) query: ReportQuery,
    pub(crate) funds: Vec<NamedFund>,
    pub(crate) merchants: Vec<NamedMerchant>,
    /// Where it leads.
    pub(crate) path: String,
    /// For whoever may take them away.
    pub(crate) files: Vec<(Format, String)>,
}

impl Desk {
    pub(crate) fn of(open: &Open, to: &Principal, report: ReportName, query: ReportQuery) -> Self {
        let asked = query.asked_of(report);
        let files = [Format::Csv, Format::Xlsx];
        let files = files.map(|format| (format, open.links.file(report, format, &asked)));
        let takes_away = to.may_take_away(query.merchant.as_deref());
        let is_complete = report != ReportName::Statement || query.merchant.is_some();
        let page = open.links.now().report(report, &[]);
        let mut frame = Frame::of(open, Place::Reports);
        // The same report asked for under another address has its page here.
        if let Some(books) = &mut frame.books {
            books.path.clone_from(&page);
        }
        let form = ReportForm {
            report,
            title: report.title(open.reading.is_deposited(), open.visit.words.books),
            funds: open.reading.funds(),
            merchants: open.reading.merchants(),
            path: page,
            files: if is_complete && takes_away {
                files.to_vec()
            } else {
                Vec::new()
            },
            query,
        };
        Desk { frame, form }
    }
}

impl ReportForm {
    /// Shows the period that the report is of where none was named.
    pub(super) fn fill(&mut self, period: Option<(Day, Day)>) {
        if let Some((from, to)) = period {
            self.query.from.get_or_insert_with(|| from.to_string());
            self.query.to.get_or_insert_with(|| to.to_string());
        }
    }

    pub(crate) fn has_period(&self) -> bool {
        Parameter::From.is_of(self.report)
    }

    pub(crate) fn has_fund(&self) -> bool {
        Parameter::Fund.is_of(self.report)
    }

    pub(crate) fn has_merchant(&self) -> bool {
        Parameter::Merchant.is_of(self.report)
    }

    pub(crate) fn has_state(&self) -> bool {
        Parameter::State.is_of(self.report)
    }

    /// The states that can be chosen.
    pub(crate) fn states(&self) -> &'static [StatementState] {
        StatementState::ALL
    }

    pub(crate) fn is_state(&self, state: &StatementState) -> bool {
        self.query.state.as_deref() == Some(state.as_str())
    }

    /// Whether the report is of one merchant and not of all.
    pub(crate) fn needs_merchant(&self) -> bool {
        self.report == ReportName::Statement
    }

    pub(crate) fn is_fund(&self, fund: &NamedFund) -> bool {
        self.query.fund.as_deref() == Some(fund.code.as_str())
    }

    pub(crate) fn is_merchant(&self, merchant: &NamedMerchant) -> bool {
        self.query.merchant.as_deref() == Some(merchant.code.as_str())
    }
}
