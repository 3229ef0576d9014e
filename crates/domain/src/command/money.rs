//! What happens to a fund's money besides help: cash and bank, interest, charges, returned donations, transfers.

use serde::{Deserialize, Serialize};

use crate::account::{Charge, Held};
use crate::calendar::Day;
use crate::code::Code;
use crate::kind::kinds;
use crate::money::Money;

/// An event of a fund's money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyEvent {
    /// Take money from the bank into hand 提现.
    Withdraw(FundMoney),
    /// Pay money in hand into the bank 存现.
    Deposit(FundMoney),
    /// Interest came in 利息收入.
    Interest(FundMoney),
    /// A charge or fee was paid 手续费, 管理费.
    Charge(FundCharge),
    /// Give back a donation, or some of it 退还捐赠.
    Return(DonationReturn),
    /// Move money to another fund 基金划转.
    Transfer(Transfer),
    /// Say what was there when the books began 期初.
    Open(Opening),
}

kinds! {
    /// What an opening balance is of.
    OpeningItem {
        /// Money at the bank 银行存款.
        Bank = "bank",
        /// Money in hand 现金.
        Cash = "cash",
        /// What a merchant is owed 应付商户.
        Payable = "payable",
        /// What a merchant must give back 商户应退.
        Receivable = "receivable",
        /// Goods in stock 实物.
        Goods = "goods",
        /// What is left on a resident's voucher 代金券.
        Voucher = "voucher",
        /// How much of an unrestricted fund's net assets is restricted 限定性净资产.
        Restricted = "restricted",
        /// How much of a restricted fund's net assets is not 非限定性净资产.
        Unrestricted = "unrestricted",
    }
}

/// One line of a fund's opening balances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The reference.
    pub reference: Code,
    /// The day on which the books begin.
    pub date: Day,
    /// The fund, as given.
    pub fund: String,
    /// What it is of.
    pub item: OpeningItem,
    /// How much; of goods, what all pieces are worth.
    pub amount: Money,
    /// Who is owed a payable or must give a receivable back, as given.
    #[serde(default)]
    pub merchant: String,
    /// Whose voucher it is, as given.
    #[serde(default)]
    pub resident: String,
    /// A voucher's last day.
    #[serde(default)]
    pub expires_on: Option<Day>,
    /// What goods there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goods: Option<OpeningGoods>,
}

/// Pieces of an item that a fund had when its books began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningGoods {
    /// The item.
    pub item: Code,
    /// Its name; may be empty for an item that is known.
    pub name: String,
    /// The unit in which it is counted; may be empty for an item that is known.
    pub unit: String,
    /// How many.
    pub quantity: u32,
}

/// So much of a fund's money on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundMoney {
    /// The reference.
    pub reference: Code,
    /// The day.
    pub date: Day,
    /// The fund, as given.
    pub fund: String,
    /// How much.
    pub amount: Money,
}

/// A charge or fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundCharge {
    /// The reference.
    pub reference: Code,
    /// The day.
    pub date: Day,
    /// The fund, as given.
    pub fund: String,
    /// What for.
    pub charge: Charge,
    /// How much.
    pub amount: Money,
    /// From where it is paid.
    #[serde(default, skip_serializing_if = "Held::is_bank")]
    pub from: Held,
}

/// Some of a donation to give back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DonationReturn {
    /// The reference.
    pub reference: Code,
    /// The day.
    pub date: Day,
    /// The donation's reference, as given.
    pub donation: String,
    /// How much.
    pub amount: Money,
    /// From where it is paid.
    pub from: Held,
    /// Why.
    pub reason: String,
}

/// Money to move from one fund to another; neither may be restricted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The reference.
    pub reference: Code,
    /// The day.
    pub date: Day,
    /// The fund that gives, as given.
    pub from: String,
    /// The fund that receives, as given.
    pub to: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
}

impl MoneyEvent {
    /// The reference.
    #[must_use]
    pub fn reference(&self) -> &Code {
        match self {
            MoneyEvent::Withdraw(it) | MoneyEvent::Deposit(it) | MoneyEvent::Interest(it) => &it.reference,
            MoneyEvent::Charge(it) => &it.reference,
            MoneyEvent::Return(it) => &it.reference,
            MoneyEvent::Transfer(it) => &it.reference,
            MoneyEvent::Open(it) => &it.reference,
        }
    }

    /// The day.
    #[must_use]
    pub fn date(&self) -> Day {
        match self {
            MoneyEvent::Withdraw(it) | MoneyEvent::Deposit(it) | MoneyEvent::Interest(it) => it.date,
            MoneyEvent::Charge(it) => it.date,
            MoneyEvent::Return(it) => it.date,
            MoneyEvent::Transfer(it) => it.date,
            MoneyEvent::Open(it) => it.date,
        }
    }

    /// How much.
    #[must_use]
    pub fn amount(&self) -> Money {
        match self {
            MoneyEvent::Withdraw(it) | MoneyEvent::Deposit(it) | MoneyEvent::Interest(it) => it.amount,
            MoneyEvent::Charge(it) => it.amount,
            MoneyEvent::Return(it) => it.amount,
            MoneyEvent::Transfer(it) => it.amount,
            MoneyEvent::Open(it) => it.amount,
        }
    }
}
