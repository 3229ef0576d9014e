//! Commands in few words. Amounts, days and moments are texts as people write them.

mod closing;
mod correction;
mod goods;
mod opening;
mod settlement;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::account::{Charge, Held};
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::money::{DonationReturn, FundCharge, FundMoney, MoneyEvent, Transfer};
use xiaonuan_domain::command::{
    ApproveSettlement, Claim, Command, Disbursement, Donation, DraftStatement, PaySettlement, PrepareSettlement,
    SettlementOf, StatementStep, StepStatement,
};
use xiaonuan_domain::kind::{DisbursementKind, DonationMethod, DonorKind};
use xiaonuan_domain::money::Money;
use xiaonuan_persistence::journal::Entry;
use xiaonuan_persistence::outcome::Key;

pub use self::closing::{close, reopen, reopening};
pub use self::correction::{correct, reverse, reverse_number};
pub use self::goods::{in_kind, write_off};
pub use self::opening::{open, opening};
pub use self::settlement::{settle, settle_part};

/// A code.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn code(text: &str) -> Code {
    text.parse().unwrap_or_else(|_| panic!("{text} is no code"))
}

/// A day, `2026-03-01`.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("{text} is no day"))
}

/// A moment in the neighbourhood: `2026-03-01 10:00`.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn moment(text: &str) -> Instant {
    let text = format!("{}:00+08:00", text.replace(' ', "T"));
    text.parse().unwrap_or_else(|_| panic!("{text} is no moment"))
}

/// An amount in yuan.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn yuan(text: &str) -> Money {
    text.parse().unwrap_or_else(|_| panic!("{text} is no amount"))
}

/// A donation to a fund.
#[must_use]
pub fn donation(reference: &str, date: &str, fund: &str, amount: &str) -> Command {
    Command::Donate(Donation {
        reference: code(reference),
        date: day(date),
        donor: "某热心居民".to_owned(),
        registered: None,
        donor_kind: DonorKind::Person,
        fund: fund.to_owned(),
        amount: yuan(amount),
        method: DonationMethod::Bank,
        held: Held::Bank,
        receipt: None,
        beneficiary: String::new(),
    })
}

fn help(reference: &str, date: &str, fund: &str, resident: &str, amount: &str) -> Disbursement {
    Disbursement {
        reference: code(reference),
        date: day(date),
        fund: fund.to_owned(),
        resident: resident.to_owned(),
        kind: DisbursementKind::Cash,
        amount: yuan(amount),
        goods: Vec::new(),
        merchant: String::new(),
        purpose: "取暖".to_owned(),
        prepared_by: "经办人".to_owned(),
        approved_by: "审批人".to_owned(),
        expires_on: None,
        from: Held::Bank,
        at_once: None,
    }
}

/// Help in cash.
#[must_use]
pub fn cash(reference: &str, date: &str, fund: &str, resident: &str, amount: &str) -> Command {
    Command::Disburse(help(reference, date, fund, resident, amount))
}

/// Help as a voucher that is good until the end of a day.
#[must_use]
pub fn voucher(reference: &str, date: &str, fund: &str, resident: &str, amount: &str, last_day: &str) -> Command {
    Command::Disburse(Disbursement {
        kind: DisbursementKind::Voucher,
        expires_on: Some(day(last_day)),
        ..help(reference, date, fund, resident, amount)
    })
}

/// Help as a bill that the fund will pay to a merchant.
#[must_use]
pub fn bill(reference: &str, date: &str, fund: &str, resident: &str, merchant: &str, amount: &str) -> Command {
    Command::Disburse(Disbursement {
        kind: DisbursementKind::BillPayment,
        merchant: merchant.to_owned(),
        ..help(reference, date, fund, resident, amount)
    })
}

fn claim(reference: &str, at: &str, merchant: &str, resident: &str, bill: &str) -> Claim {
    Claim {
        reference: code(reference),
        at: moment(at),
        merchant: merchant.to_owned(),
        resident: resident.to_owned(),
        discount: String::new(),
        bill: yuan(bill),
        voucher: Money::ZERO,
        receipt: None,
        branch: None,
        card: None,
        customer: None,
        counter: None,
    }
}

/// A claim for a discount.
#[must_use]
pub fn redeem(reference: &str, at: &str, merchant: &str, resident: &str, discount: &str, bill: &str) -> Command {
    Command::Redeem(Claim {
        discount: discount.to_owned(),
        ..claim(reference, at, merchant, resident, bill)
    })
}

/// A claim on a resident's vouchers for a whole bill.
#[must_use]
pub fn spend(reference: &str, at: &str, merchant: &str, resident: &str, amount: &str) -> Command {
    Command::Redeem(Claim {
        voucher: yuan(amount),
        ..claim(reference, at, merchant, resident, amount)
    })
}

fn event(event: MoneyEvent) -> Command {
    Command::Money(Box::new(event))
}

fn money(reference: &str, date: &str, fund: &str, amount: &str) -> FundMoney {
    FundMoney {
        reference: code(reference),
        date: day(date),
        fund: fund.to_owned(),
        amount: yuan(amount),
    }
}

/// A donation in cash that is kept in hand.
#[must_use]
pub fn donation_in_hand(reference: &str, date: &str, fund: &str, amount: &str) -> Command {
    match donation(reference, date, fund, amount) {
        Command::Donate(donation) => Command::Donate(Donation {
            method: DonationMethod::Cash,
            held: Held::Hand,
            ..donation
        }),
        other => other,
    }
}

/// Money taken from the bank into hand.
#[must_use]
pub fn withdraw(reference: &str, date: &str, fund: &str, amount: &str) -> Command {
    event(MoneyEvent::Withdraw(money(reference, date, fund, amount)))
}

/// Money in hand paid into the bank.
#[must_use]
pub fn deposit(reference: &str, date: &str, fund: &str, amount: &str) -> Command {
    event(MoneyEvent::Deposit(money(reference, date, fund, amount)))
}

/// Interest.
#[must_use]
pub fn interest(reference: &str, date: &str, fund: &str, amount: &str) -> Command {
    event(MoneyEvent::Interest(money(reference, date, fund, amount)))
}

/// A charge of the bank, or a fee of the host.
#[must_use]
pub fn charge(reference: &str, date: &str, fund: &str, charge: Charge, amount: &str) -> Command {
    event(MoneyEvent::Charge(FundCharge {
        reference: code(reference),
        date: day(date),
        fund: fund.to_owned(),
        charge,
        amount: yuan(amount),
        from: Held::Bank,
    }))
}

/// Some of a donation given back from the bank.
#[must_use]
pub fn give_back(reference: &str, date: &str, donation: &str, amount: &str) -> Command {
    event(MoneyEvent::Return(DonationReturn {
        reference: code(reference),
        date: day(date),
        donation: donation.to_owned(),
        amount: yuan(amount),
        from: Held::Bank,
        reason: "捐赠人要求".to_owned(),
    }))
}

/// Money moved from one fund to another.
#[must_use]
pub fn transfer(reference: &str, date: &str, from: &str, to: &str, amount: &str) -> Command {
    event(MoneyEvent::Transfer(Transfer {
        reference: code(reference),
        date: day(date),
        from: from.to_owned(),
        to: to.to_owned(),
        amount: yuan(amount),
        reason: "统筹使用".to_owned(),
    }))
}

/// Drawing up a merchant's statement of a month.
///
/// # Panics
/// When it is no month.
#[must_use]
pub fn draw_up(reference: &str, merchant: &str, month: &str, by: &str) -> Command {
    Command::DraftStatement(DraftStatement {
        reference: code(reference),
        merchant: merchant.to_owned(),
        month: month.parse().expect("a month"),
        date: None,
        by: by.to_owned(),
    })
}

/// A step of a statement.
#[must_use]
pub fn step(statement: &str, step: StatementStep, by: &str) -> Command {
    Command::StepStatement(StepStatement {
        statement: code(statement),
        step,
        date: None,
        approves: None,
        by: by.to_owned(),
    })
}

/// The merchant's agreement under an invoice.
#[must_use]
pub fn confirm(invoice: &str) -> StatementStep {
    StatementStep::Confirm {
        invoice: invoice.to_owned(),
    }
}

/// The merchant's disagreement about records.
#[must_use]
pub fn dispute(lines: &[i64]) -> StatementStep {
    StatementStep::Dispute {
        lines: lines.iter().map(|seq| (*seq, "金额不符".to_owned())).collect(),
    }
}

/// A settlement to prepare.
#[must_use]
pub fn prepare(reference: &str, date: &str, of: SettlementOf, by: &str) -> Command {
    Command::PrepareSettlement(PrepareSettlement {
        reference: code(reference),
        date: day(date),
        of,
        by: by.to_owned(),
    })
}

/// What a merchant is owed, or a part of it.
#[must_use]
pub fn owed_to(merchant: &str, amount: Option<&str>) -> SettlementOf {
    SettlementOf::Merchant {
        merchant: merchant.to_owned(),
        amount: amount.map(yuan),
    }
}

/// A prepared settlement to approve, on the first day of February.
#[must_use]
pub fn approve(settlement: &str, by: &str) -> Command {
    Command::ApproveSettlement(ApproveSettlement {
        settlement: code(settlement),
        date: Some(day("2026-02-01")),
        approves: None,
        by: by.to_owned(),
    })
}

/// An approved settlement to pay.
#[must_use]
pub fn pay(settlement: &str, date: &str, by: &str) -> Command {
    Command::PaySettlement(PaySettlement {
        settlement: code(settlement),
        date: day(date),
        from: Held::Bank,
        by: by.to_owned(),
    })
}

/// Who asks in tests.
pub const ACTOR: &str = "test";

/// An entry under the command's own code or reference. Refusals are kept.
#[must_use]
pub fn entry(command: Command) -> Entry {
    entry_of(ACTOR, command)
}

/// An entry of somebody's under the command's own code or reference. Refusals are kept.
#[must_use]
pub fn entry_of(actor: &str, command: Command) -> Entry {
    match Key::of(&command) {
        Some(key) => Entry::under(key, &Actor::operator(actor), Ok(command)),
        None => Entry::by_reference(&Actor::operator(actor), command),
    }
}

/// An entry whose refusal is not kept: it is decided anew until it is accepted.
#[must_use]
pub fn by_reference(command: Command) -> Entry {
    Entry::by_reference(&Actor::operator(ACTOR), command)
}
