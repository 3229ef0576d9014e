//! Accounts: what balances are kept of, in which book, and what bounds them.
//!
//! Every limit on an amount is a bound on an account's balance (docs/books.md lists them all).

pub mod chart;
mod parts;
mod sort;

use serde::{Deserialize, Serialize};

pub use self::parts::AccountParts;
pub use self::sort::{Activity, Charge, Given, Held, Purpose, Restriction, Source};
use crate::address::{Address, Of};
use crate::calendar::Period;
use crate::entropy::SubjectId;
use crate::kind::kinds;
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

/// An account of one community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// 1001 cash in hand.
    Cash(FundNo),
    /// 1002 money at the bank.
    Bank(FundNo),
    /// 1122 receivable: what a merchant must give back.
    Receivable(FundNo, MerchantNo),
    /// 2202 payable to a merchant.
    Payable(FundNo, MerchantNo),
    /// 2209 voucher money not yet spent. The fund is the voucher's.
    Voucher(FundNo, VoucherNo),
    /// 3101 and 3102: what the fund owned when its books began or a year was closed.
    NetAssets(FundNo, Restriction),
    /// 4101 donation income.
    DonationIncome(FundNo),
    /// 4901 other income.
    OtherIncome(FundNo),
    /// 5101 cost of an activity.
    Programme(FundNo, Activity),
    /// 5201 charges and fees.
    Cost(FundNo, Charge),
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
    /// What was given back of a donation.
    Returned(Given),
    /// All that was given back.
    Returns,
    /// How often someone used a discount in a period.
    Uses(DiscountNo, SubjectId, Period),
}

kinds! {
    /// The sort of an account, without what it is of.
    AccountKind {
        /// See [`Account::Cash`].
        Cash = "cash",
        /// See [`Account::Bank`].
        Bank = "bank",
        /// See [`Account::Receivable`].
        Receivable = "receivable",
        /// See [`Account::Payable`].
        Payable = "payable",
        /// See [`Account::Voucher`].
        Voucher = "voucher",
        /// See [`Account::NetAssets`] with [`Restriction::Unrestricted`].
        NetUnrestricted = "net-assets/unrestricted",
        /// See [`Account::NetAssets`] with [`Restriction::Restricted`].
        NetRestricted = "net-assets/restricted",
        /// See [`Account::DonationIncome`].
        DonationIncome = "donation",
        /// See [`Account::OtherIncome`].
        OtherIncome = "other-income",
        /// See [`Account::Programme`] with [`Activity::Cash`].
        ProgrammeCash = "programme/cash",
        /// See [`Account::Programme`] with [`Activity::Voucher`].
        ProgrammeVoucher = "programme/voucher",
        /// See [`Account::Programme`] with [`Activity::Bill`].
        ProgrammeBill = "programme/bill",
        /// See [`Account::Programme`] with [`Activity::Discount`].
        ProgrammeDiscount = "programme/discount",
        /// See [`Account::Cost`] with [`Charge::BankCharge`].
        CostBankCharge = "cost/bank-charge",
        /// See [`Account::Cost`] with [`Charge::HostFee`].
        CostHostFee = "cost/host-fee",
        /// See [`Account::Authorised`] with [`Source::Donation`].
        AuthorisedDonation = "authorised/donation",
        /// See [`Account::Authorised`] with [`Source::Opening`].
        AuthorisedOpening = "authorised/opening",
        /// See [`Account::Authorised`] with [`Source::Transfer`].
        AuthorisedTransfer = "authorised/transfer",
        /// See [`Account::Authorised`] with [`Source::Other`].
        AuthorisedOther = "authorised/other",
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
        /// See [`Account::Spent`] with [`Purpose::Cost`].
        SpentCost = "spent/cost",
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
        /// See [`Account::Returned`].
        Returned = "returned",
        /// See [`Account::Returns`].
        Returns = "returns",
        /// See [`Account::Uses`].
        Uses = "uses",
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
            Account::Cash(_) => AccountKind::Cash,
            Account::Bank(_) => AccountKind::Bank,
            Account::Receivable(..) => AccountKind::Receivable,
            Account::Payable(..) => AccountKind::Payable,
            Account::Voucher(..) => AccountKind::Voucher,
            Account::NetAssets(_, Restriction::Unrestricted) => AccountKind::NetUnrestricted,
            Account::NetAssets(_, Restriction::Restricted) => AccountKind::NetRestricted,
            Account::DonationIncome(_) => AccountKind::DonationIncome,
            Account::OtherIncome(_) => AccountKind::OtherIncome,
            Account::Programme(_, Activity::Cash) => AccountKind::ProgrammeCash,
            Account::Programme(_, Activity::Voucher) => AccountKind::ProgrammeVoucher,
            Account::Programme(_, Activity::Bill) => AccountKind::ProgrammeBill,
            Account::Programme(_, Activity::Discount) => AccountKind::ProgrammeDiscount,
            Account::Cost(_, Charge::BankCharge) => AccountKind::CostBankCharge,
            Account::Cost(_, Charge::HostFee) => AccountKind::CostHostFee,
            Account::Authorised(_, Source::Donation) => AccountKind::AuthorisedDonation,
            Account::Authorised(_, Source::Opening) => AccountKind::AuthorisedOpening,
            Account::Authorised(_, Source::Transfer) => AccountKind::AuthorisedTransfer,
            Account::Authorised(_, Source::Other) => AccountKind::AuthorisedOther,
            Account::Available(_) => AccountKind::Available,
            Account::Encumbered(_) => AccountKind::Encumbered,
            Account::Spent(_, Purpose::Help) => AccountKind::SpentHelp,
            Account::Spent(_, Purpose::Discount) => AccountKind::SpentDiscount,
            Account::Spent(_, Purpose::Expired) => AccountKind::SpentExpired,
            Account::Spent(_, Purpose::Cost) => AccountKind::SpentCost,
            Account::Discount(_) => AccountKind::Discount,
            Account::BorneMerchant(_) => AccountKind::BorneMerchant,
            Account::BorneFund(_) => AccountKind::BorneFund,
            Account::Settled(_) => AccountKind::Settled,
            Account::Settlements => AccountKind::Settlements,
            Account::Returned(_) => AccountKind::Returned,
            Account::Returns => AccountKind::Returns,
            Account::Uses(..) => AccountKind::Uses,
        }
    }

    /// The fund that it is of, if it is of one.
    #[must_use]
    pub const fn fund(&self) -> Option<FundNo> {
        match *self {
            Account::Cash(fund)
            | Account::Bank(fund)
            | Account::Receivable(fund, _)
            | Account::Payable(fund, _)
            | Account::Voucher(fund, _)
            | Account::NetAssets(fund, _)
            | Account::DonationIncome(fund)
            | Account::OtherIncome(fund)
            | Account::Programme(fund, _)
            | Account::Cost(fund, _)
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
            Account::Returned(given) => Some(Bound::AtMost(given.amount.fen())),
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
            Account::Returned(given) => Of::Record(given.seq),
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
