//! Accounts: what balances are kept of, in which book, and what bounds them.
//!
//! Every limit on an amount is a bound on an account's balance (docs/books.md lists them all).

pub mod chart;
mod kind;
mod parts;
mod sort;

use serde::{Deserialize, Serialize};

pub use self::kind::AccountKind;
pub use self::parts::AccountParts;
pub use self::sort::{Activity, Charge, Given, GoodsSource, GoodsUse, Held, Purpose, Restriction, Source};
use crate::address::{Address, Of};
use crate::calendar::{Day, Period};
use crate::entropy::SubjectId;
use crate::goods::Item;
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
        /// What goods a fund has 实物. Balanced per fund, in pieces.
        Stock = "stock",
    }
}

impl Book {
    /// Whether its unit is no money: times or pieces.
    #[must_use]
    pub const fn is_counted(self) -> bool {
        matches!(self, Book::Usage | Book::Stock)
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
    /// What someone got through cards on a day, in discounts and vouchers together. Kept while the community caps it.
    OnCard(SubjectId, Day),
    /// All that was got through cards.
    OnCards,
    /// How often someone used a discount in a period.
    Uses(DiscountNo, SubjectId, Period),
    /// 1201 inventory: what the fund's pieces of an item are worth.
    Inventory(FundNo, Item),
    /// 4101 donation income in kind.
    DonationInKind(FundNo),
    /// 5201 goods that are no more, or no good any more.
    StockLoss(FundNo),
    /// Goods that came to be promised, by source.
    GoodsAuthorised(FundNo, GoodsSource),
    /// What the pieces of an item are worth that may still be promised.
    GoodsAvailable(FundNo, Item),
    /// What the pieces of an item are worth that are promised and not yet given.
    GoodsEncumbered(FundNo, Item),
    /// Goods that were given or written off.
    GoodsSpent(FundNo, GoodsUse),
    /// Pieces of an item that may still be promised.
    Stock(FundNo, Item),
    /// Pieces of an item that are promised and not yet given 已批未发.
    Reserved(FundNo, Item),
    /// Pieces of an item that came less those that went.
    Moved(FundNo, Item),
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
            Account::OnCard(..) => AccountKind::OnCard,
            Account::OnCards => AccountKind::OnCards,
            Account::Uses(..) => AccountKind::Uses,
            Account::Inventory(..) => AccountKind::Inventory,
            Account::DonationInKind(_) => AccountKind::DonationInKind,
            Account::Programme(_, Activity::Goods) => AccountKind::ProgrammeGoods,
            Account::StockLoss(_) => AccountKind::StockLoss,
            Account::GoodsAuthorised(_, GoodsSource::Donation) => AccountKind::GoodsAuthorisedDonation,
            Account::GoodsAuthorised(_, GoodsSource::Found) => AccountKind::GoodsAuthorisedFound,
            Account::GoodsAuthorised(_, GoodsSource::Opening) => AccountKind::GoodsAuthorisedOpening,
            Account::GoodsAvailable(..) => AccountKind::GoodsAvailable,
            Account::GoodsEncumbered(..) => AccountKind::GoodsEncumbered,
            Account::GoodsSpent(_, GoodsUse::Help) => AccountKind::GoodsSpentHelp,
            Account::GoodsSpent(_, GoodsUse::Loss) => AccountKind::GoodsSpentLoss,
            Account::Stock(..) => AccountKind::Stock,
            Account::Reserved(..) => AccountKind::Reserved,
            Account::Moved(..) => AccountKind::Moved,
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
            | Account::BorneFund(fund)
            | Account::Inventory(fund, _)
            | Account::DonationInKind(fund)
            | Account::StockLoss(fund)
            | Account::GoodsAuthorised(fund, _)
            | Account::GoodsAvailable(fund, _)
            | Account::GoodsEncumbered(fund, _)
            | Account::GoodsSpent(fund, _)
            | Account::Stock(fund, _)
            | Account::Reserved(fund, _)
            | Account::Moved(fund, _) => Some(fund),
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

    /// The item it is of.
    #[must_use]
    pub const fn item(&self) -> Option<Item> {
        match *self {
            Account::Inventory(_, item)
            | Account::GoodsAvailable(_, item)
            | Account::GoodsEncumbered(_, item)
            | Account::Stock(_, item)
            | Account::Reserved(_, item)
            | Account::Moved(_, item) => Some(item),
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
            Account::OnCard(..) => registers.community.card_daily_cap().map(|cap| Bound::AtMost(cap.fen())),
            _ => self.kind().fixed_bound(),
        }
    }

    /// Its name in records. Hashed, so it never changes.
    #[must_use]
    pub fn address(&self, registers: &Registers, vouchers: &Vouchers) -> String {
        let merchant = |number| Of::Merchant(registers.merchants.get(number).code.as_str());
        let discount = |number| registers.discounts.get(number).code.as_str();
        let (period, on);
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
            Account::OnCard(subject, day) => {
                on = day.to_string();
                Of::Day(subject, &on)
            }
            Account::Inventory(_, ref item)
            | Account::GoodsAvailable(_, ref item)
            | Account::GoodsEncumbered(_, ref item)
            | Account::Stock(_, ref item)
            | Account::Reserved(_, ref item)
            | Account::Moved(_, ref item) => Of::Item(item.as_str()),
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
