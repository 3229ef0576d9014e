//! The columns of every report: field names that never change, and what they hold.

use super::ReportName;
use crate::messages::Messages;

/// What a column holds, from which writers know how to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Free text, or words that are put together.
    Text,
    /// A code or reference.
    Code,
    /// One of a few codes, shown by its label.
    Choice,
    /// An amount of money.
    Amount,
    /// A number of people, times or things.
    Count,
    /// A day.
    Day,
    /// A moment, in the community's zone.
    Time,
    /// A record's number.
    Seq,
}

impl ColumnKind {
    /// Whether its cells stand to the right.
    #[must_use]
    pub const fn is_numeric(self) -> bool {
        matches!(self, ColumnKind::Amount | ColumnKind::Count | ColumnKind::Seq)
    }
}

/// A column of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field's name in files and API.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
}

impl Column {
    /// What people read above it; a report may call a field by another name than others do.
    #[must_use]
    pub fn label(&self, report: ReportName, messages: &Messages) -> String {
        let own = format!("column-{report}-{}", self.name);
        if messages.has(&own) {
            messages.text(&own)
        } else {
            messages.column(self.name)
        }
    }
}

/// Lists columns as `name: Kind`.
macro_rules! columns {
    ($($name:ident: $kind:ident),+ $(,)?) => {
        &[$(Column { name: stringify!($name), kind: ColumnKind::$kind }),+]
    };
}

/// The columns of the redemptions report as a shop has it for its own books: of its customers nothing, and what funds came to
/// owe it.
pub const SHOP_REDEMPTIONS: &[Column] = columns! {
    time: Time, ref: Code, receipt: Code, branch: Code, staff: Code, discount_code: Code, title: Text, bill: Amount,
    discount: Amount, voucher: Amount, due_from_resident: Amount, owed: Amount, seq: Seq, reversed_by: Seq,
};

impl ReportName {
    /// The columns, in order.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            ReportName::Funds => columns! {
                fund: Code, name: Text, donated: Amount, disbursed: Amount, discounts: Amount, expired: Amount,
                encumbered: Amount, available: Amount, bank: Amount, voucher_outstanding: Amount,
                merchant_payable: Amount, other: Amount,
            },
            ReportName::Merchants => columns! {
                merchant: Code, name: Text, payable: Amount, settled: Amount, discount_borne: Amount,
            },
            ReportName::Vouchers => columns! { resident: Code, balance: Amount },
            ReportName::Redemptions => columns! {
                ref: Code, time: Time, merchant: Code, resident: Code, discount_code: Code, bill: Amount,
                discount: Amount, fund_part: Amount, merchant_part: Amount, voucher: Amount,
                due_from_resident: Amount, fund: Code, seq: Seq, reversed_by: Seq,
            },
            ReportName::TrialBalance => columns! {
                fund: Code, code: Code, account: Code, name: Text, opening_side: Choice, opening: Amount,
                debit: Amount, credit: Amount, closing_side: Choice, closing: Amount,
            },
            ReportName::GeneralLedger | ReportName::CashJournal | ReportName::BankJournal => columns! {
                date: Day, seq: Seq, summary: Text, contra: Text, debit: Amount, credit: Amount, side: Choice,
                balance: Amount, ref: Code,
            },
            ReportName::Journal => columns! {
                date: Day, seq: Seq, kind: Choice, ref: Code, summary: Text, fund: Code, code: Code,
                account: Code, name: Text, debit: Amount, credit: Amount, recorded_at: Time, reversed_by: Seq,
            },
            ReportName::FundStatement => columns! {
                fund: Code, name: Text, line: Choice, amount: Amount, year_to_date: Amount,
            },
            ReportName::DiscountUse => columns! {
                discount_code: Code, title: Text, merchant: Code, name: Text, uses: Count, residents: Count,
                bill: Amount, discount: Amount, fund_part: Amount, merchant_part: Amount, budget: Amount,
                budget_left: Amount, valid_from: Day, valid_to: Day,
            },
            ReportName::Donors => columns! {
                date: Day, ref: Code, donor: Text, donor_kind: Choice, fund: Code, name: Text, method: Choice,
                amount: Amount, seq: Seq, reversed_by: Seq, given_on: Day, receipt: Code,
            },
            ReportName::Beneficiaries => columns! {
                category: Choice, people: Count, households: Count, times: Count, cash: Amount, voucher: Amount,
                bill_payment: Amount, goods: Amount, discount: Amount, total: Amount,
            },
            ReportName::Statement => columns! {
                time: Time, seq: Seq, summary: Text, ref: Code, bill: Amount, discount: Amount,
                merchant_part: Amount, fund_part: Amount, voucher: Amount, bill_payment: Amount, owed: Amount,
                settled: Amount, balance: Amount,
            },
            ReportName::BalanceSheet => columns! {
                line: Choice, code: Code, opening: Amount, closing: Amount,
            },
            ReportName::Activities => columns! {
                line: Choice, unrestricted: Amount, restricted: Amount, total: Amount,
                year_unrestricted: Amount, year_restricted: Amount, year_total: Amount,
            },
            ReportName::Disclosure => columns! {
                fund: Code, name: Text, line: Choice, times: Count, people: Count, amount: Amount,
            },
            ReportName::HostStatement => columns! {
                fund: Code, name: Text, flow: Choice, kind: Choice, times: Count, amount: Amount, host_amount: Amount,
                difference: Amount,
            },
            ReportName::Statements => columns! {
                ref: Code, merchant: Code, name: Text, month: Text, state: Choice, lines: Count, owed: Amount,
                invoice: Text, seq: Seq,
            },
            ReportName::Receivables => columns! {
                fund: Code, merchant: Code, name: Text, receivable: Amount, payable: Amount,
            },
            ReportName::DonorTotals => columns! {
                donor_code: Code, donor: Text, donor_kind: Choice, times: Count, amount: Amount,
            },
            ReportName::RelatedParties => columns! {
                party: Choice, code: Code, name: Text, dealing: Choice, links: Code, times: Count, amount: Amount,
            },
            ReportName::Encumbrances => columns! {
                ref: Code, fund: Code, resident: Code, help: Choice, amount: Amount, approved_on: Day, days: Count,
                state: Choice, seq: Seq,
            },
            ReportName::Stock => columns! {
                fund: Code, item: Code, name: Text, unit: Text, came: Count, went: Count, reserved: Count,
                on_hand: Count, worth: Amount,
            },
            ReportName::OpenPapers => columns! {
                ref: Code, fund: Code, resident: Code, amount: Amount, paid_on: Day, paper: Choice, papers_by: Day,
                days_left: Count,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_report_has_a_column_twice() {
        let all = ReportName::ALL.iter().map(|report| (report.as_str(), report.columns()));
        for (report, columns) in all.chain([("shop", SHOP_REDEMPTIONS)]) {
            let mut names: Vec<_> = columns.iter().map(|column| column.name).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{report}");
            assert!(!names.contains(&"row"), "{report}: writers add this one");
        }
    }
}
