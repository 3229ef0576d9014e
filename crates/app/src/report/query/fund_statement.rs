//! 收支表: what each fund took in and spent in a period, by activity.
//!
//! What is left is what may still be spent: available and encumbered together.

use xiaonuan_domain::account::{AccountKind, Activity};
use xiaonuan_domain::register::FundNo;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::period::{Period, Usual};
use super::sums::{Sums, yuan};
use super::view::View;
use crate::report::{Cell, Choice, FundLine, Ready, Row};

/// The accounts that a statement is made of.
pub(super) const KINDS: &[AccountKind] = &[
    AccountKind::Available,
    AccountKind::Encumbered,
    AccountKind::AuthorisedOpening,
    AccountKind::AuthorisedTransfer,
    AccountKind::DonationIncome,
    AccountKind::OtherIncome,
    AccountKind::CostBankCharge,
    AccountKind::CostHostFee,
    AccountKind::ProgrammeCash,
    AccountKind::ProgrammeVoucher,
    AccountKind::ProgrammeBill,
    AccountKind::ProgrammeDiscount,
];

/// Per fund one row for each line, of the period and of the year so far at its end.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let period = Period::of(view, Usual::Year).await?;
    let year = view.zone().day_of(period.closing.at).first_of_year();
    let new_year = view.at(view.zone().start_of(year).just_before()).await?;
    let opening = Sums::unclosed(view, period.opening, KINDS).await?;
    let at_new_year = Sums::unclosed(view, new_year, KINDS).await?;
    let closing = Sums::unclosed(view, period.closing, KINDS).await?;
    let mut rows = Vec::new();
    for (number, fund) in view.funds() {
        for line in FundLine::ALL {
            let of_period = amount(*line, number, &opening, &closing);
            let of_year = amount(*line, number, &at_new_year, &closing);
            if line.is_rare() && of_period == 0 && of_year == 0 {
                continue;
            }
            rows.push(Row::plain(vec![
                Cell::Code(fund.code.clone()),
                Cell::Text(fund.details.name.clone()),
                Cell::Choice(Choice::Line(*line)),
                yuan(of_period),
                yuan(of_year),
            ]));
        }
    }
    Ok(Report {
        heading: view.heading(Some(&period)),
        rows: Box::new(Ready::new(rows, Vec::new())),
    })
}

/// What a line of a fund comes to between two moments.
pub(super) fn amount(line: FundLine, fund: FundNo, before: &Sums, after: &Sums) -> i64 {
    let left = |sums: &Sums| sums.get(fund, AccountKind::Available) + sums.get(fund, AccountKind::Encumbered);
    let change = |kind| after.get(fund, kind) - before.get(fund, kind);
    let (donations, other) = (-change(AccountKind::DonationIncome), -change(AccountKind::OtherIncome));
    let cost = change(AccountKind::CostBankCharge) + change(AccountKind::CostHostFee);
    let activities: i64 = Activity::ALL.iter().map(|activity| change(cost_of(*activity))).sum();
    let transfer = -change(AccountKind::AuthorisedTransfer) - change(AccountKind::AuthorisedOpening);
    let (income, expense) = (donations + other, activities + cost);
    match line {
        FundLine::Opening => left(before),
        FundLine::Donation => donations,
        FundLine::OtherIncome => other,
        FundLine::Income => income,
        FundLine::Activity(activity) => change(cost_of(activity)),
        FundLine::Cost => cost,
        FundLine::Expense => expense,
        FundLine::Transfer => transfer,
        FundLine::Change => income - expense + transfer,
        FundLine::Closing => left(after),
    }
}

const fn cost_of(activity: Activity) -> AccountKind {
    match activity {
        Activity::Cash => AccountKind::ProgrammeCash,
        Activity::Voucher => AccountKind::ProgrammeVoucher,
        Activity::Bill => AccountKind::ProgrammeBill,
        Activity::Discount => AccountKind::ProgrammeDiscount,
    }
}
