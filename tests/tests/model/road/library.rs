//! Operations as commands.

mod goods;
mod register;

use xiaonuan_domain::account::Held;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::closing::{ClosePeriod, Closing, ReopenPeriod};
use xiaonuan_domain::command::money::{DonationReturn, FundCharge, FundMoney, MoneyEvent, Opening, Transfer};
use xiaonuan_domain::command::{
    ApproveSettlement, Approved, AtOnce, CaseApproval, CaseStep, CaseTerms, Claim, Command, Correction, Disbursement,
    Donation, DraftStatement, Entered, PaySettlement, PrepareSettlement, Reversal, Settlement, SettlementOf,
    StatementStep, StepCase, StepStatement, Target,
};
use xiaonuan_domain::kind::{DonationMethod, DonorKind};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::register::Span;
use xiaonuan_tests::ask::code;

use crate::calendar::{At, DAY, moment, month};
use crate::neighbourhood::day;
use crate::operation::{self, Answering, Operation};

pub(super) fn fen(fen: i64) -> Money {
    Money::from_fen(fen)
}

/// A moment of the model, whose clock is eight hours before.
pub(crate) fn instant(at: At) -> Instant {
    Instant::from_micros(at - DAY / 3)
}

fn held(in_hand: bool) -> Held {
    if in_hand { Held::Hand } else { Held::Bank }
}

fn donation(gift: &operation::Gift) -> Donation {
    Donation {
        registered: gift.donor.as_deref().map(code),
        reference: code(&gift.reference),
        date: day(gift.day),
        donor: if gift.donor.is_some() {
            String::new()
        } else {
            "某热心居民".to_owned()
        },
        donor_kind: DonorKind::Person,
        fund: gift.fund.clone(),
        amount: fen(gift.fen),
        method: if gift.is_cash {
            DonationMethod::Cash
        } else {
            DonationMethod::Bank
        },
        held: held(gift.in_hand),
        receipt: gift.receipt.as_deref().map(code),
        beneficiary: String::new(),
    }
}

fn reversal(asked: &operation::Reversal) -> Reversal {
    Reversal {
        reference: code(&asked.reference),
        of: Target::Reference(asked.kind.parse().expect("a kind"), code(&asked.of)),
        date: day(asked.day),
        reason: "录入有误".to_owned(),
        counter: None,
    }
}

fn fund_money(asked: &operation::FundMoney) -> FundMoney {
    FundMoney {
        reference: code(&asked.reference),
        date: day(asked.day),
        fund: asked.fund.clone(),
        amount: fen(asked.fen),
    }
}

fn case_terms(terms: &operation::HelpTerms) -> CaseTerms {
    CaseTerms {
        fund: terms.fund.clone(),
        resident: terms.resident.clone(),
        kind: terms.kind.parse().expect("a kind"),
        amount: fen(terms.fen),
        goods: goods::counts(&terms.goods),
        merchant: terms.merchant.clone(),
        purpose: terms.purpose.to_owned(),
        expires_on: terms.last_day.map(day),
    }
}

fn approval(approval: &operation::Approval, hash: Option<&str>) -> CaseApproval {
    CaseApproval {
        approves: hash.map(str::to_owned),
        minutes: approval.minutes.then(|| "纪要1".to_owned()),
        votes: approval.votes,
        minutes_above: approval.minutes_above.map(fen),
        duplicate_reason: approval.explained.then(|| "情况特殊".to_owned()),
    }
}

fn case(asked: &operation::Case, hash: Option<&str>) -> Command {
    let reason = || "情况有变".to_owned();
    let step = match &asked.step {
        operation::CaseStep::Apply(terms) => CaseStep::Apply(case_terms(terms)),
        operation::CaseStep::PayFirst {
            terms,
            approval: how,
            paid_by,
            papers_by,
        } => CaseStep::PayFirst {
            terms: case_terms(terms),
            approval: approval(how, None),
            paid_by: (*paid_by).to_owned(),
            from: Held::Bank,
            papers_by: day(*papers_by),
            reason: reason(),
        },
        operation::CaseStep::Visit(visitors) => CaseStep::Visit {
            visitors: visitors.map(str::to_owned).into(),
            findings: "屋内温度低".to_owned(),
        },
        operation::CaseStep::Prepare(terms) => CaseStep::Prepare(terms.as_ref().map(case_terms)),
        operation::CaseStep::Review => CaseStep::Review,
        operation::CaseStep::Approve(how) => CaseStep::Approve(approval(how, hash)),
        operation::CaseStep::Pay {
            approved, explained, ..
        } => CaseStep::Pay {
            approval: match hash {
                Some(hash) => Approved::Hash(hash.to_owned()),
                None => Approved::Record(*approved),
            },
            from: Held::Bank,
            duplicate_reason: explained.then(|| "情况特殊".to_owned()),
        },
        operation::CaseStep::Sign(agent) => CaseStep::Sign {
            instead: None,
            agent: agent.as_deref().map(code),
        },
        operation::CaseStep::Reject => CaseStep::Reject { reason: reason() },
        operation::CaseStep::Cancel => CaseStep::Cancel { reason: reason() },
        operation::CaseStep::Return => CaseStep::Return { reason: reason() },
        operation::CaseStep::Post(days) => CaseStep::Post { days: *days },
        operation::CaseStep::Object => CaseStep::Object { reason: reason() },
        operation::CaseStep::Answer => CaseStep::Answer {
            findings: "查无此事".to_owned(),
        },
    };
    Command::StepCase(Box::new(StepCase {
        case: code(&asked.reference),
        date: day(asked.day),
        by: asked.by.to_owned(),
        step,
        evidence: Vec::new(),
    }))
}

fn statement(asked: &operation::StatementStep, hash: Option<&str>) -> Command {
    let step = match &asked.step {
        Answering::Send => StatementStep::Send,
        Answering::Confirm => StatementStep::Confirm {
            invoice: format!("FP-{}", asked.statement),
        },
        Answering::Dispute(lines) => StatementStep::Dispute {
            lines: lines.iter().map(|line| (*line, "金额不符".to_owned())).collect(),
        },
        Answering::Approve => StatementStep::Approve,
    };
    Command::StepStatement(StepStatement {
        statement: code(&asked.statement),
        step,
        date: asked.day.map(day),
        approves: hash.map(str::to_owned),
        by: asked.by.to_owned(),
    })
}

fn money(operation: &Operation) -> Option<MoneyEvent> {
    Some(match operation {
        Operation::Move("cash_withdrawn", asked) => MoneyEvent::Withdraw(fund_money(asked)),
        Operation::Move("cash_deposited", asked) => MoneyEvent::Deposit(fund_money(asked)),
        Operation::Move(_, asked) => MoneyEvent::Interest(fund_money(asked)),
        Operation::Charge(what, asked) => MoneyEvent::Charge(FundCharge {
            reference: code(&asked.reference),
            date: day(asked.day),
            fund: asked.fund.clone(),
            charge: what.parse().expect("a charge"),
            amount: fen(asked.fen),
            from: Held::Bank,
        }),
        Operation::GiveBack(asked) => MoneyEvent::Return(DonationReturn {
            reference: code(&asked.reference),
            date: day(asked.day),
            donation: asked.donation.clone(),
            amount: fen(asked.fen),
            from: held(asked.from_hand),
            reason: "捐赠人要求".to_owned(),
        }),
        Operation::Transfer(asked) => MoneyEvent::Transfer(Transfer {
            reference: code(&asked.reference),
            date: day(asked.day),
            from: asked.from.clone(),
            to: asked.to.clone(),
            amount: fen(asked.fen),
            reason: "统筹使用".to_owned(),
        }),
        Operation::Open(asked) => MoneyEvent::Open(Opening {
            reference: code(&asked.reference),
            date: day(asked.day),
            fund: asked.fund.clone(),
            item: asked.item.parse().expect("an item"),
            amount: fen(asked.fen),
            merchant: asked.merchant.clone(),
            resident: asked.resident.clone(),
            expires_on: asked.last_day.map(day),
            goods: None,
        }),
        _ => return None,
    })
}

fn closing(period: &operation::Period, reopening: Option<&operation::Reopening>) -> Command {
    let span = if period.is_year { Span::Year } else { Span::Month };
    let (reference, on) = (code(&period.reference), day(period.day));
    Command::Close(Box::new(match reopening {
        None => Closing::Close(ClosePeriod {
            reference,
            span,
            day: on,
            from: Some("2000-01-01".parse().expect("a day")),
        }),
        Some(reopening) => Closing::Reopen(ReopenPeriod {
            reference,
            span,
            day: on,
            requested_by: reopening.requested_by.to_owned(),
            approved_by: reopening.approved_by.to_owned(),
            reason: "漏记一笔".to_owned(),
        }),
    }))
}

/// The command of an operation, which may name what it approves by a hash.
pub(crate) fn command(operation: &Operation, hash: Option<&str>) -> Command {
    match operation {
        Operation::Donate(gift) => Command::Donate(donation(gift)),
        Operation::Help(help) => Command::Disburse(Disbursement {
            reference: code(&help.reference),
            date: day(help.day),
            fund: help.terms.fund.clone(),
            resident: help.terms.resident.clone(),
            kind: help.terms.kind.parse().expect("a kind"),
            amount: fen(help.terms.fen),
            goods: goods::counts(&help.terms.goods),
            merchant: help.terms.merchant.clone(),
            purpose: help.terms.purpose.to_owned(),
            prepared_by: help.prepared_by.to_owned(),
            approved_by: help.approved_by.to_owned(),
            expires_on: help.terms.last_day.map(day),
            from: Held::Bank,
            at_once: Some(Box::new(AtOnce {
                duplicate_reason: help.explained.then(|| "确有困难".to_owned()),
            })),
        }),
        Operation::Claim(claim) => Command::Redeem(Claim {
            branch: claim.branch.as_deref().map(code),
            card: None,
            customer: None,
            counter: None,
            reference: code(&claim.reference),
            at: moment(claim.at).parse().expect("a moment"),
            merchant: claim.merchant.clone(),
            resident: claim.resident.clone(),
            discount: claim.discount.clone().unwrap_or_default(),
            bill: fen(claim.bill),
            voucher: fen(claim.voucher),
            receipt: claim.receipt.as_deref().map(code),
        }),
        Operation::Settle(asked) => Command::Settle(Settlement {
            reference: code(&asked.reference),
            date: day(asked.day),
            merchant: asked.merchant.clone(),
            amount: asked.fen.map(fen),
            at_once: true,
            from: Held::Bank,
        }),
        Operation::Reverse(asked) => Command::Reverse(reversal(asked)),
        Operation::Correct(asked, gift) => Command::Correct(Box::new(Correction {
            reversal: reversal(asked),
            entered: Entered::Donation(donation(gift)),
        })),
        Operation::Close(period) => closing(period, None),
        Operation::Reopen(period, reopening) => closing(period, Some(reopening)),
        Operation::DrawUp(asked) => Command::DraftStatement(DraftStatement {
            reference: code(&asked.reference),
            merchant: asked.merchant.clone(),
            month: month(asked.month).parse().expect("a month"),
            date: asked.day.map(day),
            by: asked.by.to_owned(),
        }),
        Operation::StepStatement(asked) => statement(asked, hash),
        Operation::Prepare(asked) => Command::PrepareSettlement(PrepareSettlement {
            reference: code(&asked.reference),
            date: day(asked.day),
            of: match &asked.statement {
                Some(statement) => SettlementOf::Statement(code(statement)),
                None => SettlementOf::Merchant {
                    merchant: asked.merchant.clone(),
                    amount: asked.fen.map(fen),
                },
            },
            by: asked.by.to_owned(),
        }),
        Operation::ApproveSettlement(asked) => Command::ApproveSettlement(ApproveSettlement {
            settlement: code(&asked.settlement),
            date: asked.day.map(day),
            approves: hash.map(str::to_owned),
            by: asked.by.to_owned(),
        }),
        Operation::PaySettlement(asked, on) => Command::PaySettlement(PaySettlement {
            settlement: code(&asked.settlement),
            date: day(*on),
            from: Held::Bank,
            by: asked.by.to_owned(),
        }),
        Operation::Begin(asked) | Operation::Step(asked) => case(asked, hash),
        Operation::Change(asked) => register::change(asked),
        Operation::Register(asked) => register::registration(asked),
        Operation::GiveGoods(_) | Operation::WriteOff(_) | Operation::Find(_) => goods::command(operation),
        other => Command::Money(Box::new(money(other).expect("the rest is money's"))),
    }
}
