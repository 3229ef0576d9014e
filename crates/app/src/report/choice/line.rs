//! Lines of statements, each with its stable code.

use xiaonuan_domain::account::{AccountKind, Activity};

/// What a line of a statement with the host charity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostFlow {
    /// What the host held before the period.
    Opening,
    /// What came in.
    In,
    /// What went out.
    Out,
    /// What the host holds after the period, by these books.
    Closing,
}

impl HostFlow {
    /// All of them, in the order of the statement.
    pub const ALL: &[HostFlow] = &[HostFlow::Opening, HostFlow::In, HostFlow::Out, HostFlow::Closing];

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            HostFlow::Opening => "opening",
            HostFlow::In => "in",
            HostFlow::Out => "out",
            HostFlow::Closing => "closing",
        }
    }
}

/// A line of a statement of income and expenditure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FundLine {
    /// What was left before the period.
    Opening,
    /// Donations.
    Donation,
    /// Donations in kind.
    DonationInKind,
    /// Interest.
    OtherIncome,
    /// All income.
    Income,
    /// The cost of one activity.
    Activity(Activity),
    /// Charges and fees.
    Cost,
    /// Goods that were written off.
    StockLoss,
    /// All expenditure.
    Expense,
    /// What came from other funds, or was there when the books began, less what went to other funds.
    Transfer,
    /// Income less expenditure, and what came from other funds.
    Change,
    /// What was left after the period.
    Closing,
    /// How much of it was goods.
    ClosingGoods,
}

impl FundLine {
    /// All of them, in the order of the statement.
    pub const ALL: &[FundLine] = &[
        FundLine::Opening,
        FundLine::Donation,
        FundLine::DonationInKind,
        FundLine::OtherIncome,
        FundLine::Income,
        FundLine::Activity(Activity::Cash),
        FundLine::Activity(Activity::Voucher),
        FundLine::Activity(Activity::Bill),
        FundLine::Activity(Activity::Goods),
        FundLine::Activity(Activity::Discount),
        FundLine::Cost,
        FundLine::StockLoss,
        FundLine::Expense,
        FundLine::Transfer,
        FundLine::Change,
        FundLine::Closing,
        FundLine::ClosingGoods,
    ];

    /// Whether it is left out where nothing stands on it.
    #[must_use]
    pub const fn is_rare(self) -> bool {
        matches!(self, FundLine::OtherIncome | FundLine::Cost | FundLine::Transfer) || self.is_of_goods()
    }

    /// Whether it is of goods alone.
    #[must_use]
    pub const fn is_of_goods(self) -> bool {
        matches!(
            self,
            FundLine::DonationInKind
                | FundLine::Activity(Activity::Goods)
                | FundLine::StockLoss
                | FundLine::ClosingGoods
        )
    }

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            FundLine::Opening => "opening",
            FundLine::Donation => "donation",
            FundLine::DonationInKind => "donation_in_kind",
            FundLine::OtherIncome => "other_income",
            FundLine::Income => "income",
            FundLine::Activity(activity) => activity.as_str(),
            FundLine::Cost => "cost",
            FundLine::StockLoss => "stock_loss",
            FundLine::Expense => "expense",
            FundLine::Transfer => "transfer",
            FundLine::Change => "change",
            FundLine::Closing => "closing",
            FundLine::ClosingGoods => "closing_goods",
        }
    }
}

/// A line of a balance sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetLine {
    /// Cash in hand 现金.
    Cash,
    /// Money at the bank 银行存款.
    Bank,
    /// What merchants must give back 其他应收款.
    Receivable,
    /// Goods 存货.
    Inventory,
    /// 资产总计.
    Assets,
    /// Owed to merchants 应付账款.
    Payable,
    /// Vouchers not yet spent 其他应付款.
    Voucher,
    /// 负债合计.
    Liabilities,
    /// 非限定性净资产.
    Unrestricted,
    /// 限定性净资产.
    Restricted,
    /// 净资产合计; in a period, its change.
    NetAssets,
    /// 负债和净资产总计.
    LiabilitiesAndNetAssets,
    /// Restricted money spent on its purpose 限定性净资产转为非限定性净资产.
    Reclassified,
}

impl SheetLine {
    /// All of them.
    pub const ALL: &[SheetLine] = &[
        SheetLine::Cash,
        SheetLine::Bank,
        SheetLine::Receivable,
        SheetLine::Inventory,
        SheetLine::Assets,
        SheetLine::Payable,
        SheetLine::Voucher,
        SheetLine::Liabilities,
        SheetLine::Unrestricted,
        SheetLine::Restricted,
        SheetLine::NetAssets,
        SheetLine::LiabilitiesAndNetAssets,
        SheetLine::Reclassified,
    ];

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SheetLine::Cash => "cash",
            SheetLine::Bank => "bank",
            SheetLine::Receivable => "receivable",
            SheetLine::Inventory => "inventory",
            SheetLine::Assets => "assets",
            SheetLine::Payable => "payable",
            SheetLine::Voucher => "voucher",
            SheetLine::Liabilities => "liabilities",
            SheetLine::Unrestricted => "unrestricted",
            SheetLine::Restricted => "restricted",
            SheetLine::NetAssets => "net_assets",
            SheetLine::LiabilitiesAndNetAssets => "liabilities_and_net_assets",
            SheetLine::Reclassified => "reclassified",
        }
    }

    /// The sort of accounts it stands for; none for sums.
    #[must_use]
    pub const fn account(self) -> Option<AccountKind> {
        match self {
            SheetLine::Cash => Some(AccountKind::Cash),
            SheetLine::Bank => Some(AccountKind::Bank),
            SheetLine::Receivable => Some(AccountKind::Receivable),
            SheetLine::Inventory => Some(AccountKind::Inventory),
            SheetLine::Payable => Some(AccountKind::Payable),
            SheetLine::Voucher => Some(AccountKind::Voucher),
            SheetLine::Unrestricted => Some(AccountKind::NetUnrestricted),
            SheetLine::Restricted => Some(AccountKind::NetRestricted),
            _ => None,
        }
    }

    /// Whether it adds up other lines.
    #[must_use]
    pub const fn is_sum(self) -> bool {
        self.account().is_none()
    }
}
