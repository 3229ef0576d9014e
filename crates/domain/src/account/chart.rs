//! What each sort of account is: its book, its side, its place in the official chart, its bound.

use super::{AccountKind, Book, Bound, Side};
use crate::refusal::RefusalCode;

/// An account's place in the official chart of accounts (会计科目).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartLine {
    /// The number 科目编号.
    pub code: &'static str,
    /// The name 科目名称.
    pub title: &'static str,
    /// Where both stand.
    pub source: &'static str,
    /// Since when: the day on which the source came into force.
    pub since: &'static str,
    /// Whether number and name were compared with the text of the newest rule, 财会〔2024〕25号.
    pub verified: bool,
}

/// 民间非营利组织会计制度, part two: names and numbers of accounts.
const OF_2004: &str = "民间非营利组织会计制度（财会〔2004〕7号）第二部分";

const fn line(code: &'static str, title: &'static str, verified: bool) -> ChartLine {
    ChartLine {
        code,
        title,
        source: OF_2004,
        since: "2005-01-01",
        verified,
    }
}

/// The chart: every line with its source. 财会〔2024〕25号, in force since 2026-01-01, moves some of its accounts; lines
/// that were not compared with it are marked, and reports that show them say so.
pub const CHART: &[(AccountKind, ChartLine)] = &[
    (AccountKind::Cash, line("1001", "现金", false)),
    (AccountKind::Bank, line("1002", "银行存款", true)),
    (AccountKind::Receivable, line("1122", "其他应收款", true)),
    (AccountKind::Inventory, line("1201", "存货", false)),
    (AccountKind::Payable, line("2202", "应付账款", true)),
    (AccountKind::Voucher, line("2209", "其他应付款", true)),
    (AccountKind::NetUnrestricted, line("3101", "非限定性净资产", false)),
    (AccountKind::NetRestricted, line("3102", "限定性净资产", false)),
    (AccountKind::DonationIncome, line("4101", "捐赠收入", true)),
    (AccountKind::DonationInKind, line("4101", "捐赠收入", true)),
    (AccountKind::OtherIncome, line("4901", "其他收入", false)),
    (AccountKind::ProgrammeCash, line("5101", "业务活动成本", true)),
    (AccountKind::ProgrammeVoucher, line("5101", "业务活动成本", true)),
    (AccountKind::ProgrammeBill, line("5101", "业务活动成本", true)),
    (AccountKind::ProgrammeGoods, line("5101", "业务活动成本", true)),
    (AccountKind::ProgrammeDiscount, line("5101", "业务活动成本", true)),
    (AccountKind::CostBankCharge, line("5201", "管理费用", false)),
    (AccountKind::CostHostFee, line("5201", "管理费用", false)),
    (AccountKind::StockLoss, line("5201", "管理费用", false)),
];

impl AccountKind {
    /// The book.
    #[must_use]
    pub const fn book(self) -> Book {
        use AccountKind as K;
        match self {
            K::Cash | K::Bank | K::Receivable | K::Payable | K::Voucher | K::NetUnrestricted | K::NetRestricted => {
                Book::General
            }
            K::DonationIncome | K::OtherIncome | K::CostBankCharge | K::CostHostFee => Book::General,
            K::Inventory | K::DonationInKind | K::ProgrammeGoods | K::StockLoss => Book::General,
            K::ProgrammeCash | K::ProgrammeVoucher | K::ProgrammeBill | K::ProgrammeDiscount => Book::General,
            K::AuthorisedDonation | K::AuthorisedOpening | K::AuthorisedTransfer | K::AuthorisedOther => Book::Budget,
            K::Available | K::Encumbered => Book::Budget,
            K::SpentHelp | K::SpentDiscount | K::SpentExpired | K::SpentCost => Book::Budget,
            K::Discount | K::BorneMerchant | K::BorneFund | K::Settled | K::Settlements => Book::Memo,
            K::Returned | K::Returns | K::OnCard | K::OnCards => Book::Memo,
            K::Uses => Book::Usage,
            K::GoodsAuthorisedDonation | K::GoodsAuthorisedFound | K::GoodsAuthorisedOpening => Book::Budget,
            K::GoodsAvailable | K::GoodsEncumbered | K::GoodsSpentHelp | K::GoodsSpentLoss => Book::Budget,
            K::Stock | K::Reserved | K::Moved => Book::Stock,
        }
    }

    /// Whether accounts of this kind are listed. Those of uses, and of what people get on a day, are only counted: there is one
    /// for each person and period.
    #[must_use]
    pub const fn is_listed(self) -> bool {
        !matches!(self, AccountKind::Uses | AccountKind::OnCard)
    }

    /// The side on which the balance normally stands.
    #[must_use]
    pub const fn normal_side(self) -> Side {
        use AccountKind as K;
        match self {
            K::Payable | K::Voucher | K::NetUnrestricted | K::NetRestricted => Side::Credit,
            K::DonationIncome | K::OtherIncome | K::SpentExpired => Side::Credit,
            K::AuthorisedDonation | K::AuthorisedOpening | K::AuthorisedTransfer | K::AuthorisedOther => Side::Credit,
            K::BorneMerchant | K::BorneFund | K::Settlements | K::Returns | K::OnCards => Side::Credit,
            K::GoodsAuthorisedDonation | K::GoodsAuthorisedFound | K::GoodsAuthorisedOpening => Side::Credit,
            K::DonationInKind | K::Moved => Side::Credit,
            _ => Side::Debit,
        }
    }

    /// Its line in the official chart of accounts, for accounts of the general book.
    #[must_use]
    pub fn chart_line(self) -> Option<&'static ChartLine> {
        CHART.iter().find(|(kind, _)| *kind == self).map(|(_, line)| line)
    }

    /// Its number in the official chart (科目编号).
    #[must_use]
    pub fn official_code(self) -> Option<&'static str> {
        self.chart_line().map(|line| line.code)
    }

    /// Whether it is an income, which the closing of a year takes to net assets.
    #[must_use]
    pub const fn is_income(self) -> bool {
        matches!(
            self,
            AccountKind::DonationIncome | AccountKind::OtherIncome | AccountKind::DonationInKind
        )
    }

    /// Whether it is an expense, which the closing of a year takes to net assets.
    #[must_use]
    pub const fn is_expense(self) -> bool {
        use AccountKind as K;
        matches!(
            self,
            K::ProgrammeCash
                | K::ProgrammeVoucher
                | K::ProgrammeBill
                | K::ProgrammeDiscount
                | K::CostBankCharge
                | K::CostHostFee
                | K::ProgrammeGoods
                | K::StockLoss
        )
    }

    /// Whether it is what the funds own, to which the closing of a year takes its result.
    #[must_use]
    pub const fn is_net_assets(self) -> bool {
        matches!(self, AccountKind::NetUnrestricted | AccountKind::NetRestricted)
    }

    /// The bound on balances of this kind that no register sets.
    pub(super) const fn fixed_bound(self) -> Option<Bound> {
        use AccountKind as K;
        match self {
            K::Cash | K::Bank | K::Receivable | K::Available | K::Encumbered => Some(Bound::AtLeast(0)),
            K::Payable | K::Voucher => Some(Bound::AtMost(0)),
            K::Inventory | K::GoodsAvailable | K::GoodsEncumbered => Some(Bound::AtLeast(0)),
            K::Stock | K::Reserved => Some(Bound::AtLeast(0)),
            _ => None,
        }
    }

    /// What is said when a posting would cross the bound.
    #[must_use]
    pub const fn refusal(self) -> RefusalCode {
        use AccountKind as K;
        match self {
            K::Cash => RefusalCode::CashInsufficient,
            K::Bank => RefusalCode::BankInsufficient,
            K::Payable | K::Receivable => RefusalCode::ExceedsPayable,
            K::Voucher => RefusalCode::VoucherInsufficient,
            K::Discount => RefusalCode::DiscountBudgetExhausted,
            K::Returned => RefusalCode::ExceedsDonation,
            K::Uses => RefusalCode::UsageLimitReached,
            K::OnCard => RefusalCode::CardDailyCapReached,
            K::Stock | K::Reserved => RefusalCode::StockInsufficient,
            K::Inventory | K::GoodsAvailable | K::GoodsEncumbered => RefusalCode::StockMovedSince,
            _ => RefusalCode::FundInsufficient,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_has_every_account_of_the_general_book_once() {
        for kind in AccountKind::ALL {
            let lines = CHART.iter().filter(|(listed, _)| listed == kind).count();
            assert_eq!(lines, usize::from(kind.book() == Book::General), "{kind}");
        }
    }
}
