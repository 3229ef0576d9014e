//! A fund's money besides help: cash and bank, interest, charges, returned donations, transfers, opening balances; and
//! the closing of periods.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::closing::{ClosePeriod, Closing, ReopenPeriod};
use xiaonuan_domain::command::money::{self, FundMoney, MoneyEvent};

use super::{Ask, read, read_if};
use crate::field;

fn event(event: MoneyEvent) -> Command {
    Command::Money(Box::new(event))
}

/// Declares a body that says: so much of a fund's money on a day.
macro_rules! fund_money {
    ($(#[$doc:meta])* $name:ident, $event:ident) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// The reference, new for each.
            #[serde(rename = "ref")]
            #[validate(custom(function = "field::code"))]
            #[schema(example = "XJ-2026-001")]
            reference: String,
            /// The day.
            #[validate(custom(function = "field::day"))]
            #[schema(example = "2026-11-02")]
            date: String,
            /// The fund.
            #[validate(custom(function = "field::named"))]
            #[schema(example = "xiaonuan")]
            fund: String,
            /// How much, in yuan.
            #[validate(custom(function = "field::amount"))]
            #[schema(example = "200.00")]
            amount: String,
        }

        impl Ask for $name {
            const MOVES_MONEY: bool = true;

            fn command(self) -> Command {
                event(MoneyEvent::$event(FundMoney {
                    reference: read(&self.reference),
                    date: read(&self.date),
                    fund: self.fund,
                    amount: read(&self.amount),
                }))
            }
        }
    };
}

fund_money! {
    /// Money taken from the bank into hand 提取现金.
    CashWithdrawal, Withdraw
}
fund_money! {
    /// Money in hand paid into the bank 现金存入.
    CashDeposit, Deposit
}
fund_money! {
    /// Interest that came in 利息收入.
    Interest, Interest
}

/// A charge of the bank or a fee of the charity that holds the money 手续费, 慈善会管理费.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Charge {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "FY-2026-001")]
    reference: String,
    /// The day.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-02")]
    date: String,
    /// The fund.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "xiaonuan")]
    fund: String,
    /// bank-charge or host-fee.
    #[validate(custom(function = "field::charge"))]
    #[schema(example = "bank-charge")]
    charge: String,
    /// How much, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "5.00")]
    amount: String,
    /// From where it is paid: bank unless hand is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::held"))]
    #[schema(example = "bank")]
    from: Option<String>,
}

impl Ask for Charge {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        event(MoneyEvent::Charge(money::FundCharge {
            reference: read(&self.reference),
            date: read(&self.date),
            fund: self.fund,
            charge: read(&self.charge),
            amount: read(&self.amount),
            from: read_if(self.from.as_ref()).unwrap_or_default(),
        }))
    }
}

/// A donation given back, as a whole or in part 退还捐赠.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DonationReturn {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "TH-2026-001")]
    reference: String,
    /// The day.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-12")]
    date: String,
    /// The donation's reference.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "JZ-2026-001")]
    donation: String,
    /// How much, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "500.00")]
    amount: String,
    /// From where it is paid: bank unless hand is said.
    #[serde(default)]
    #[validate(custom(function = "field::held"))]
    #[schema(example = "bank")]
    from: Option<String>,
    /// Why.
    #[validate(custom(function = "field::prose"))]
    #[schema(example = "捐赠人汇错账户")]
    reason: String,
}

impl Ask for DonationReturn {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        event(MoneyEvent::Return(money::DonationReturn {
            reference: read(&self.reference),
            date: read(&self.date),
            donation: self.donation,
            amount: read(&self.amount),
            from: read_if(self.from.as_ref()).unwrap_or(Held::Bank),
            reason: self.reason,
        }))
    }
}

/// Money moved between two unrestricted funds 基金划转.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transfer {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "HZ-2026-001")]
    reference: String,
    /// The day.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-12")]
    date: String,
    /// The fund that gives.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "general")]
    from: String,
    /// The fund that receives.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "festival")]
    to: String,
    /// How much, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "1000.00")]
    amount: String,
    /// Why.
    #[validate(custom(function = "field::prose"))]
    #[schema(example = "统筹使用")]
    reason: String,
}

impl Ask for Transfer {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        event(MoneyEvent::Transfer(money::Transfer {
            reference: read(&self.reference),
            date: read(&self.date),
            from: self.from,
            to: self.to,
            amount: read(&self.amount),
            reason: self.reason,
        }))
    }
}

/// A month or year to close 月结, 年结.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeriodClosing {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "YJ-2026-10")]
    reference: String,
    /// month or year.
    #[validate(custom(function = "field::span"))]
    #[schema(example = "month")]
    span: String,
    /// Any day of it.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-10-31")]
    day: String,
    /// Where no month was closed before: any day of the first month that is closed with it. Needed if earlier months have
    /// records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::day"))]
    from: Option<String>,
}

impl Ask for PeriodClosing {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::Close(Box::new(Closing::Close(ClosePeriod {
            reference: read(&self.reference),
            span: read(&self.span),
            day: read(&self.day),
            from: read_if(self.from.as_ref()),
        })))
    }
}

/// The period that was closed last, to be opened again 反结账.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeriodReopening {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "FJ-2026-10")]
    reference: String,
    /// month or year.
    #[validate(custom(function = "field::span"))]
    #[schema(example = "month")]
    span: String,
    /// Any day of it.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-10-31")]
    day: String,
    /// Who asks for it.
    #[validate(custom(function = "field::text"))]
    requested_by: String,
    /// Who allows it: someone else.
    #[validate(custom(function = "field::text"))]
    approved_by: String,
    /// Why.
    #[validate(custom(function = "field::prose"))]
    #[schema(example = "漏记一笔利息")]
    reason: String,
}

impl Ask for PeriodReopening {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::Close(Box::new(Closing::Reopen(ReopenPeriod {
            reference: read(&self.reference),
            span: read(&self.span),
            day: read(&self.day),
            requested_by: self.requested_by,
            approved_by: self.approved_by,
            reason: self.reason,
        })))
    }
}
