//! What accounts of one sort are divided by: activities, sources, purposes, charges.

use super::Account;
use crate::kind::kinds;
use crate::money::Money;
use crate::record::Seq;
use crate::register::FundNo;

kinds! {
    /// What charitable activity a cost is of (业务活动成本 by activity).
    Activity {
        /// Money paid out 现金帮扶.
        Cash = "cash",
        /// Vouchers granted, less those that expired 代金券.
        Voucher = "voucher",
        /// Bills paid for residents 代付.
        Bill = "bill",
        /// Goods out of the stock 实物.
        Goods = "goods",
        /// The fund's share of discounts 优惠补贴.
        Discount = "discount",
    }
}

kinds! {
    /// Where money that may be promised came from.
    Source {
        /// Donations 捐赠.
        Donation = "donation",
        /// What was there when the books began 期初.
        Opening = "opening",
        /// Another fund 基金划转.
        Transfer = "transfer",
        /// Interest 其他.
        Other = "other",
    }
}

kinds! {
    /// What promised money went to.
    Purpose {
        /// Help to residents 帮扶.
        Help = "help",
        /// The fund's share of discounts 优惠.
        Discount = "discount",
        /// Vouchers that expired, coming back 过期退回.
        Expired = "expired",
        /// Charges and fees 费用.
        Cost = "cost",
    }
}

kinds! {
    /// Where goods came from.
    GoodsSource {
        /// Given in kind 实物捐赠.
        Donation = "donation",
        /// Found when the stock was counted 盘盈.
        Found = "found",
        /// There when the books began 期初.
        Opening = "opening",
    }
}

kinds! {
    /// What became of goods.
    GoodsUse {
        /// Help to residents 帮扶.
        Help = "help",
        /// No more, or no good any more 报废、盘亏.
        Loss = "loss",
    }
}

kinds! {
    /// What keeping money costs a fund.
    Charge {
        /// What the bank takes 手续费.
        BankCharge = "bank-charge",
        /// What the charity takes that holds the money 慈善会管理费.
        HostFee = "host-fee",
    }
}

kinds! {
    /// Whether net assets are bound to a purpose.
    Restriction {
        /// 非限定性.
        Unrestricted = "unrestricted",
        /// 限定性.
        Restricted = "restricted",
    }
}

kinds! {
    /// Where a fund's money lies.
    #[derive(Default)]
    Held {
        /// At the bank 银行存款.
        #[default]
        Bank = "bank",
        /// In hand 现金.
        Hand = "hand",
    }
}

impl Held {
    /// Whether it lies at the bank, as it does unless something else is said.
    #[must_use]
    pub const fn is_bank(&self) -> bool {
        matches!(self, Held::Bank)
    }

    /// What a document says of it: nothing for the bank.
    #[must_use]
    pub fn unless_bank(self) -> Option<Held> {
        (!self.is_bank()).then_some(self)
    }

    /// The account of a fund's money that lies there.
    #[must_use]
    pub const fn account(self, fund: FundNo) -> Account {
        match self {
            Held::Bank => Account::Bank(fund),
            Held::Hand => Account::Cash(fund),
        }
    }
}

/// A donation on record, of which some may be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Given {
    /// Its record.
    pub seq: Seq,
    /// How much it was.
    pub amount: Money,
}
