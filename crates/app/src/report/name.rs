//! The reports there are. One name serves command line, API and page.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::messages::{Language, Messages};

/// A report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportName {
    /// 基金余额表: what each fund was given, gave, promised and has.
    Funds,
    /// 商户往来表: what each merchant is owed, was paid and bore.
    Merchants,
    /// 代金券余额表: what is left on each resident's vouchers.
    Vouchers,
    /// 优惠核销明细表: every redemption and how it was split.
    Redemptions,
    /// 科目余额表: opening, turnover and closing of every account of the general book.
    TrialBalance,
    /// 明细账: every posting to one account of a fund, with the balance after it.
    GeneralLedger,
    /// 序时账: every posting of the general book in the order of recording.
    Journal,
    /// 收支表: what each fund took in and spent in a period, by activity.
    FundStatement,
    /// 优惠使用情况表: how much each discount was used and what it gave.
    DiscountUse,
    /// 捐赠台账: every donation.
    Donors,
    /// 受助统计表: how many people were helped and with how much, by category.
    Beneficiaries,
    /// 商户对账单: one merchant's month.
    Statement,
    /// 收支公开表: one month for the public, sums only.
    Disclosure,
    /// 对账单一览表: every statement of a month and where it stands.
    Statements,
    /// 商户应退表: what merchants must give back.
    Receivables,
    /// 已批未付表: what is approved and not yet paid, by age.
    Encumbrances,
    /// 待补手续表: papers that help which was paid first must make up for.
    OpenPapers,
    /// 资产负债表: what the funds have, owe and own.
    BalanceSheet,
    /// 业务活动表: income and expenses, unrestricted and restricted.
    Activities,
    /// 现金日记账: cash in hand, day by day.
    CashJournal,
    /// 银行存款日记账: money at the bank, day by day.
    BankJournal,
    /// 与托管方对账单: what the host charity holds by these books, to be tied to what it says.
    HostStatement,
    /// 捐赠汇总表: what each donor gave.
    DonorTotals,
    /// 关联方往来表: what went to and came from linked parties.
    RelatedParties,
    /// 物资收发存表: items of goods, what came and went, and what is there.
    Stock,
}

/// A text that names no report.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("there is no report \"{0}\"; the reports are: {names}", names = ReportName::names())]
pub struct NotAReport(pub String);

impl ReportName {
    /// All of them, in the order in which they are offered.
    pub const ALL: &[ReportName] = &[
        ReportName::Funds,
        ReportName::Merchants,
        ReportName::Vouchers,
        ReportName::Redemptions,
        ReportName::TrialBalance,
        ReportName::GeneralLedger,
        ReportName::Journal,
        ReportName::FundStatement,
        ReportName::DiscountUse,
        ReportName::Donors,
        ReportName::Beneficiaries,
        ReportName::Statement,
        ReportName::Disclosure,
        ReportName::Statements,
        ReportName::Receivables,
        ReportName::Encumbrances,
        ReportName::OpenPapers,
        ReportName::BalanceSheet,
        ReportName::Activities,
        ReportName::CashJournal,
        ReportName::BankJournal,
        ReportName::HostStatement,
        ReportName::DonorTotals,
        ReportName::RelatedParties,
        ReportName::Stock,
    ];

    /// The name in addresses and files. Its Chinese title names it as well.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ReportName::Funds => "funds",
            ReportName::Merchants => "merchants",
            ReportName::Vouchers => "vouchers",
            ReportName::Redemptions => "redemptions",
            ReportName::TrialBalance => "trial-balance",
            ReportName::GeneralLedger => "general-ledger",
            ReportName::Journal => "journal",
            ReportName::FundStatement => "fund-statement",
            ReportName::DiscountUse => "discount-use",
            ReportName::Donors => "donors",
            ReportName::Beneficiaries => "beneficiaries",
            ReportName::Statement => "statement",
            ReportName::Disclosure => "disclosure",
            ReportName::Statements => "statements",
            ReportName::Receivables => "receivables",
            ReportName::Encumbrances => "encumbrances",
            ReportName::OpenPapers => "open-papers",
            ReportName::BalanceSheet => "balance-sheet",
            ReportName::Activities => "activities",
            ReportName::CashJournal => "cash-journal",
            ReportName::BankJournal => "bank-journal",
            ReportName::HostStatement => "host-statement",
            ReportName::DonorTotals => "donor-totals",
            ReportName::RelatedParties => "related-parties",
            ReportName::Stock => "stock",
        }
    }

    /// The id of its title.
    #[must_use]
    pub fn message_id(self) -> String {
        format!("report-{self}")
    }

    /// What it is called; some are called otherwise where a host charity 慈善会 holds the money.
    #[must_use]
    pub fn title(self, is_hosted: bool, messages: &Messages) -> String {
        let hosted = format!("{}-hosted", self.message_id());
        if is_hosted && messages.has(&hosted) {
            messages.text(&hosted)
        } else {
            messages.text(&self.message_id())
        }
    }

    /// Whether some rows are sums or carried balances, so that files must say which: in a last column `row`.
    #[must_use]
    pub const fn marks_rows(self) -> bool {
        matches!(
            self,
            ReportName::TrialBalance
                | ReportName::GeneralLedger
                | ReportName::Statement
                | ReportName::BalanceSheet
                | ReportName::Activities
                | ReportName::CashJournal
                | ReportName::BankJournal
                | ReportName::HostStatement
        )
    }

    /// All names with commas, for messages.
    fn names() -> String {
        let names: Vec<_> = ReportName::ALL.iter().map(|report| report.as_str()).collect();
        names.join(", ")
    }
}

impl FromStr for ReportName {
    type Err = NotAReport;

    fn from_str(text: &str) -> Result<Self, NotAReport> {
        let text = text.trim();
        let is_called = |report: &&ReportName| {
            let chinese = Messages::of(Language::Chinese);
            report.as_str() == text
                || [false, true]
                    .iter()
                    .any(|hosted| report.title(*hosted, chinese) == text)
        };
        let found = ReportName::ALL.iter().find(is_called);
        found.copied().ok_or_else(|| NotAReport(text.to_owned()))
    }
}

impl fmt::Display for ReportName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_is_found_by_its_name() {
        for report in ReportName::ALL {
            assert_eq!(report.to_string().parse(), Ok(*report));
            let title = report.title(false, Messages::of(Language::Chinese));
            assert_eq!(title.parse(), Ok(*report), "{title}");
            let json = serde_json::to_string(report).expect("a name is JSON");
            assert_eq!(json, format!("\"{report}\""));
        }
        assert_eq!(ReportName::ALL.len(), 25);
    }

    #[test]
    fn an_unknown_report_is_answered_with_all_names() {
        let message = "fund".parse::<ReportName>().expect_err("no report").to_string();
        assert!(message.contains("\"fund\""), "{message}");
        for report in ReportName::ALL {
            assert!(message.contains(report.as_str()), "{message}");
        }
    }
}
