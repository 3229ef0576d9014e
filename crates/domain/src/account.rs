//! Accounts: what balances are kept of, in which book, and what bounds them.
//!
//! Every limit on an amount is a bound on an account's balance (docs/books.md lists them all).

mod parts;

use serde::{Deserialize, Serialize};

pub use self::parts::AccountParts;
use crate::address::{Address, Of};
use crate::calendar::Period;
use crate::entropy::SubjectId;
use crate::kind::kinds;
use crate::refusal::RefusalCode;
use crate::register::{DiscountNo, FundNo, MerchantNo, Registers};
use crate::voucher::{VoucherNo, Vouchers};

kinds! {
    /// The books that are kept beside each other.
    Book {
        /// What the fund has, owes, receives and spends 总账. Balanced per fund, in fen.
        General = "general",
        /// What the fund may still promise 预算. Balanced per fund, in fen.
        Budget = "budget",
        /// What discounts give and who bears it 备查. Balanced, in fen.
        Memo = "memo",
        /// How often discounts were used 用量. Counts only, one-sided.
        Usage = "usage",
    }
}

kinds! {
    /// The side of a posting. Balance = debits − credits.
    Side {
        /// 借.
        Debit = "debit",
        /// 贷.
        Credit = "credit",
    }
}

impl Side {
    /// What a posting of an amount on this side adds to a balance.
    #[must_use]
    pub const fn signed(self, amount: i64) -> i64 {
        match self {
            Side::Debit => amount,
            Side::Credit => -amount,
        }
    }
}

kinds! {
    /// What charitable activity a cost is of (业务活动成本 by activity).
    Activity {
        /// Money paid out 现金帮扶.
        Cash = "cash",
        /// Vouchers granted, less those that expired 代金券.
        Voucher = "voucher",
        /// Bills paid for residents 代付.
        Bill = "bill",
        /// The fund's share of discounts 优惠补贴.
        Discount = "discount",
    }
}

kinds! {
    /// Where money that may be promised came from.
    Source {
        /// Donations 捐赠.
        Donation = "donation",
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
    }
}

/// An account of one community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// 1002 bank: money at the bank and in hand.
    Bank(FundNo),
    /// 1122 receivable: what a merchant must give back.
    Receivable(FundNo, MerchantNo),
    /// 2202 payable to a merchant.
    Payable(FundNo, MerchantNo),
    /// 2209 voucher money not yet spent. The fund is the voucher's.
    Voucher(FundNo, VoucherNo),
    /// 4101 donation income.
    DonationIncome(FundNo),
    /// 5101 cost of an activity.
    Programme(FundNo, Activity),
    /// Money that came to be promised, by source.
    Authorised(FundNo, Source),
    /// Money that may still be promised.
    Available(FundNo),
    /// Money promised and not yet paid 已批未付.
    Encumbered(FundNo),
    /// Money that was spent, by purpose.
    Spent(FundNo, Purpose),
    /// What a discount has given in total.
    Discount(DiscountNo),
    /// What a merchant has borne of discounts.
    BorneMerchant(MerchantNo),
    /// What a fund has borne of discounts.
    BorneFund(FundNo),
    /// What a merchant has been paid in settlements.
    Settled(MerchantNo),
    /// All settlements.
    Settlements,
    /// How often someone used a discount in a period.
    Uses(DiscountNo, SubjectId, Period),
}

kinds! {
    /// The sort of an account, without what it is of.
    AccountKind {
        /// See [`Account::Bank`].
        Bank = "bank",
        /// See [`Account::Receivable`].
        Receivable = "receivable",
        /// See [`Account::Payable`].
        Payable = "payable",
        /// See [`Account::Voucher`].
        Voucher = "voucher",
        /// See [`Account::DonationIncome`].
        DonationIncome = "donation",
        /// See [`Account::Programme`] with [`Activity::Cash`].
        ProgrammeCash = "programme/cash",
        /// See [`Account::Programme`] with [`Activity::Voucher`].
        ProgrammeVoucher = "programme/voucher",
        /// See [`Account::Programme`] with [`Activity::Bill`].
        ProgrammeBill = "programme/bill",
        /// See [`Account::Programme`] with [`Activity::Discount`].
        ProgrammeDiscount = "programme/discount",
        /// See [`Account::Authorised`].
        AuthorisedDonation = "authorised/donation",
        /// See [`Account::Available`].
        Available = "available",
        /// See [`Account::Encumbered`].
        Encumbered = "encumbered",
        /// See [`Account::Spent`] with [`Purpose::Help`].
        SpentHelp = "spent/help",
        /// See [`Account::Spent`] with [`Purpose::Discount`].
        SpentDiscount = "spent/discount",
        /// See [`Account::Spent`] with [`Purpose::Expired`].
        SpentExpired = "spent/expired",
        /// See [`Account::Discount`].
        Discount = "discount",
        /// See [`Account::BorneMerchant`].
        BorneMerchant = "borne-merchant",
        /// See [`Account::BorneFund`].
        BorneFund = "borne-fund",
        /// See [`Account::Settled`].
        Settled = "settled",
        /// See [`Account::Settlements`].
        Settlements = "settlements",
        /// See [`Account::Uses`].
        Uses = "uses",
    }
}

impl AccountKind {
    /// The book.
    #[must_use]
    pub const fn book(self) -> Book {
        use AccountKind as K;
        match self {
            K::Bank | K::Receivable | K::Payable | K::Voucher | K::DonationIncome => Book::General,
            K::ProgrammeCash | K::ProgrammeVoucher | K::ProgrammeBill | K::ProgrammeDiscount => Book::General,
            K::AuthorisedDonation | K::Available | K::Encumbered => Book::Budget,
            K::SpentHelp | K::SpentDiscount | K::SpentExpired => Book::Budget,
            K::Discount | K::BorneMerchant | K::BorneFund | K::Settled | K::Settlements => Book::Memo,
            K::Uses => Book::Usage,
        }
    }

    /// The side on which the balance normally stands.
    #[must_use]
    pub const fn normal_side(self) -> Side {
        use AccountKind as K;
        match self {
            K::Payable | K::Voucher | K::DonationIncome | K::AuthorisedDonation | K::SpentExpired => Side::Credit,
            K::BorneMerchant | K::BorneFund | K::Settlements => Side::Credit,
            _ => Side::Debit,
        }
    }

    /// The official code of the chart of accounts (科目编号), for accounts of the general book.
    ///
    /// Source: 民间非营利组织会计制度 (财会〔2004〕7号), unchanged for these accounts by 财会〔2024〕25号.
    #[must_use]
    pub const fn official_code(self) -> Option<&'static str> {
        use AccountKind as K;
        match self {
            K::Bank => Some("1002"),
            K::Receivable => Some("1122"),
            K::Payable => Some("2202"),
            K::Voucher => Some("2209"),
            K::DonationIncome => Some("4101"),
            K::ProgrammeCash | K::ProgrammeVoucher | K::ProgrammeBill | K::ProgrammeDiscount => Some("5101"),
            _ => None,
        }
    }

    /// The bound on balances of this kind that no register sets.
    const fn fixed_bound(self) -> Option<Bound> {
        use AccountKind as K;
        match self {
            K::Bank | K::Receivable | K::Available | K::Encumbered => Some(Bound::AtLeast(0)),
            K::Payable | K::Voucher => Some(Bound::AtMost(0)),
            _ => None,
        }
    }

    /// What is said when a posting would cross the bound.
    #[must_use]
    pub const fn refusal(self) -> RefusalCode {
        use AccountKind as K;
        match self {
            K::Bank => RefusalCode::BankInsufficient,
            K::Payable | K::Receivable => RefusalCode::ExceedsPayable,
            K::Voucher => RefusalCode::VoucherInsufficient,
            K::Discount => RefusalCode::DiscountBudgetExhausted,
            K::Uses => RefusalCode::UsageLimitReached,
            _ => RefusalCode::FundInsufficient,
        }
    }
}

/// A bound on a balance. A posting is refused if it moves the balance further past it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The balance may not fall below this.
    AtLeast(i64),
    /// The balance may not rise above this.
    AtMost(i64),
}

impl Account {
    /// Its sort.
    #[must_use]
    pub const fn kind(&self) -> AccountKind {
        match self {
            Account::Bank(_) => AccountKind::Bank,
            Account::Receivable(..) => AccountKind::Receivable,
            Account::Payable(..) => AccountKind::Payable,
            Account::Voucher(..) => AccountKind::Voucher,
            Account::DonationIncome(_) => AccountKind::DonationIncome,
            Account::Programme(_, Activity::Cash) => AccountKind::ProgrammeCash,
            Account::Programme(_, Activity::Voucher) => AccountKind::ProgrammeVoucher,
            Account::Programme(_, Activity::Bill) => AccountKind::ProgrammeBill,
            Account::Programme(_, Activity::Discount) => AccountKind::ProgrammeDiscount,
            Account::Authorised(_, Source::Donation) => AccountKind::AuthorisedDonation,
            Account::Available(_) => AccountKind::Available,
            Account::Encumbered(_) => AccountKind::Encumbered,
            Account::Spent(_, Purpose::Help) => AccountKind::SpentHelp,
            Account::Spent(_, Purpose::Discount) => AccountKind::SpentDiscount,
            Account::Spent(_, Purpose::Expired) => AccountKind::SpentExpired,
            Account::Discount(_) => AccountKind::Discount,
            Account::BorneMerchant(_) => AccountKind::BorneMerchant,
            Account::BorneFund(_) => AccountKind::BorneFund,
            Account::Settled(_) => AccountKind::Settled,
            Account::Settlements => AccountKind::Settlements,
            Account::Uses(..) => AccountKind::Uses,
        }
    }

    /// The fund that it is of, if it is of one.
    #[must_use]
    pub const fn fund(&self) -> Option<FundNo> {
        match *self {
            Account::Bank(fund)
            | Account::Receivable(fund, _)
            | Account::Payable(fund, _)
            | Account::Voucher(fund, _)
            | Account::DonationIncome(fund)
            | Account::Programme(fund, _)
            | Account::Authorised(fund, _)
            | Account::Available(fund)
            | Account::Encumbered(fund)
            | Account::Spent(fund, _)
            | Account::BorneFund(fund) => Some(fund),
            _ => None,
        }
    }

    /// The merchant it is of.
    #[must_use]
    pub const fn merchant(&self) -> Option<MerchantNo> {
        match *self {
            Account::Receivable(_, merchant)
            | Account::Payable(_, merchant)
            | Account::BorneMerchant(merchant)
            | Account::Settled(merchant) => Some(merchant),
            _ => None,
        }
    }

    /// The discount it is of.
    #[must_use]
    pub const fn discount(&self) -> Option<DiscountNo> {
        match *self {
            Account::Discount(discount) | Account::Uses(discount, ..) => Some(discount),
            _ => None,
        }
    }

    /// The voucher it is of.
    #[must_use]
    pub const fn voucher(&self) -> Option<VoucherNo> {
        match *self {
            Account::Voucher(_, voucher) => Some(voucher),
            _ => None,
        }
    }

    /// The bound on its balance.
    #[must_use]
    pub fn bound(&self, registers: &Registers) -> Option<Bound> {
        match *self {
            Account::Discount(discount) => registers
                .discounts
                .get(discount)
                .terms
                .budget
                .map(|budget| Bound::AtMost(budget.fen())),
            Account::Uses(discount, ..) => registers
                .discounts
                .get(discount)
                .most_uses()
                .map(|most| Bound::AtMost(i64::from(most))),
            _ => self.kind().fixed_bound(),
        }
    }

    /// Its name in records. Hashed, so it never changes.
    #[must_use]
    pub fn address(&self, registers: &Registers, vouchers: &Vouchers) -> String {
        let merchant = |number| Of::Merchant(registers.merchants.get(number).code.as_str());
        let discount = |number| registers.discounts.get(number).code.as_str();
        let period;
        let of = match *self {
            Account::Receivable(_, number)
            | Account::Payable(_, number)
            | Account::BorneMerchant(number)
            | Account::Settled(number) => merchant(number),
            Account::Voucher(_, number) => {
                let voucher = vouchers.get(number);
                Of::Voucher(voucher.subject, voucher.grant.as_str())
            }
            Account::Discount(number) => Of::Discount(discount(number)),
            Account::Uses(number, subject, of_period) => {
                period = of_period.to_string();
                Of::Uses(discount(number), subject, &period)
            }
            _ => Of::Itself,
        };
        let address = Address {
            kind: self.kind(),
            fund: self.fund().map(|fund| registers.funds.get(fund).code.as_str()),
            of,
        };
        address.to_string()
    }
}
