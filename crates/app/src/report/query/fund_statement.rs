//! 收支表: what each fund took in and spent in a period, by activity.
//!
//! What is left is what may still be spent: available and encumbered together, and goods at their value.

use xiaonuan_domain::account::{AccountKind, Activity};
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::register::FundNo;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::period::{Period, Usual};
use super::sums::{Sums, yuan};
use super::view::View;
use crate::report::{Cell, Choice, FundLine, Ready, Row, RowStyle, Wording};

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
    AccountKind::DonationInKind,
    AccountKind::ProgrammeGoods,
    AccountKind::StockLoss,
    AccountKind::GoodsAvailable,
    AccountKind::GoodsEncumbered,
];

/// Per fund one row for each line, of the period and of the year so far at its end.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let period = Period::of(view, Usual::Year).await?;
    let year = view.zone().day_of(period.closing.at).first_of_year();
    let new_year = view.at(view.zone().start_of(year).just_before()).await?;
    let opening = Sums::before(view, (period.opening, period.closing), KINDS).await?;
    let at_new_year = Sums::before(view, (new_year, period.closing), KINDS).await?;
    let closing = Sums::unclosed(view, period.closing, KINDS).await?;
    let amounts = |line, fund| {
        [
            amount(line, fund, &opening, &closing),
            amount(line, fund, &at_new_year, &closing),
        ]
    };
    let mut rows = Vec::new();
    for (number, fund) in view.funds() {
        for line in FundLine::ALL {
            let [amount, so_far] = amounts(*line, number);
            if line.is_rare() && amount.is_zero() && so_far.is_zero() {
                continue;
            }
            let cells = vec![
                Cell::Code(fund.code.clone()),
                Cell::Text(fund.details.name.clone()),
                Cell::Choice(Choice::Line(*line)),
                yuan(amount),
                yuan(so_far),
            ];
            rows.push(Row::styled(style(*line), cells).remarked(remark(*line, &[amount, so_far])));
        }
    }
    rows.extend(of_all(view, amounts, |amounts| amounts.map(yuan).into()));
    Ok(Report {
        heading: view.heading(Some(&period)),
        rows: Box::new(Ready::new(rows, Vec::new())),
    })
}

/// The same lines of all funds together, where there are several.
pub(super) fn of_all<const N: usize>(
    view: &View,
    amounts: impl Fn(FundLine, FundNo) -> [Sum; N],
    cells: impl Fn([Sum; N]) -> Vec<Cell>,
) -> Vec<Row> {
    let funds: Vec<FundNo> = view.funds().map(|(number, _)| number).collect();
    if funds.len() < 2 {
        return Vec::new();
    }
    let row = |line: &FundLine| {
        let mut sums = [Sum::ZERO; N];
        for fund in &funds {
            for (sum, amount) in sums.iter_mut().zip(amounts(*line, *fund)) {
                *sum += amount;
            }
        }
        let mut row = vec![
            Cell::Empty,
            Cell::Label(Choice::Row(RowStyle::Overall)),
            Cell::Choice(Choice::Line(*line)),
        ];
        row.extend(cells(sums));
        Row::styled(RowStyle::Overall, row).remarked(remark(*line, &sums))
    };
    let stands = |line: &&FundLine| {
        !line.is_rare()
            || funds
                .iter()
                .any(|fund| amounts(**line, *fund).iter().any(|amount| !amount.is_zero()))
    };
    FundLine::ALL.iter().filter(stands).map(row).collect()
}

/// What a row is that has a line.
pub(super) const fn style(line: FundLine) -> RowStyle {
    match line {
        FundLine::Opening => RowStyle::Opening,
        FundLine::Donation | FundLine::OtherIncome | FundLine::Activity(_) => RowStyle::Plain,
        FundLine::Cost | FundLine::Transfer => RowStyle::Plain,
        FundLine::DonationInKind | FundLine::StockLoss | FundLine::ClosingGoods => RowStyle::Plain,
        FundLine::Income | FundLine::Expense | FundLine::Change => RowStyle::Subtotal,
        FundLine::Closing => RowStyle::Closing,
    }
}

/// Why a line is below zero, if it is.
pub(super) fn remark(line: FundLine, amounts: &[Sum]) -> Option<Wording> {
    let wording = match line {
        FundLine::Activity(Activity::Voucher) => Wording::VouchersCameBack,
        FundLine::Activity(_) | FundLine::Expense | FundLine::Donation | FundLine::Income => Wording::MoreCameBack,
        FundLine::DonationInKind | FundLine::StockLoss => Wording::MoreCameBack,
        FundLine::Change => Wording::MoreSpent,
        FundLine::OtherIncome | FundLine::Cost | FundLine::Transfer => return None,
        FundLine::Opening | FundLine::Closing | FundLine::ClosingGoods => return None,
    };
    amounts.iter().any(|amount| amount.is_negative()).then_some(wording)
}

/// What a line of a fund comes to between two moments.
pub(super) fn amount(line: FundLine, fund: FundNo, before: &Sums, after: &Sums) -> Sum {
    let goods =
        |sums: &Sums| sums.get(fund, AccountKind::GoodsAvailable) + sums.get(fund, AccountKind::GoodsEncumbered);
    let money = |sums: &Sums| sums.get(fund, AccountKind::Available) + sums.get(fund, AccountKind::Encumbered);
    let left = |sums: &Sums| money(sums) + goods(sums);
    let change = |kind| after.get(fund, kind) - before.get(fund, kind);
    let (donations, other) = (-change(AccountKind::DonationIncome), -change(AccountKind::OtherIncome));
    let cost = change(AccountKind::CostBankCharge) + change(AccountKind::CostHostFee);
    let activities: Sum = Activity::ALL.iter().map(|activity| change(cost_of(*activity))).sum();
    // Opening balances stand in the sums before, so that they are no change.
    let transfer = -change(AccountKind::AuthorisedTransfer) - change(AccountKind::AuthorisedOpening);
    let (in_kind, loss) = (-change(AccountKind::DonationInKind), change(AccountKind::StockLoss));
    let (income, expense) = (donations + in_kind + other, activities + cost + loss);
    match line {
        FundLine::Opening => left(before),
        FundLine::Donation => donations,
        FundLine::DonationInKind => in_kind,
        FundLine::OtherIncome => other,
        FundLine::Income => income,
        FundLine::Activity(activity) => change(cost_of(activity)),
        FundLine::Cost => cost,
        FundLine::StockLoss => loss,
        FundLine::Expense => expense,
        FundLine::Transfer => transfer,
        FundLine::Change => income - expense + transfer,
        FundLine::Closing => left(after),
        FundLine::ClosingGoods => goods(after),
    }
}

const fn cost_of(activity: Activity) -> AccountKind {
    match activity {
        Activity::Cash => AccountKind::ProgrammeCash,
        Activity::Voucher => AccountKind::ProgrammeVoucher,
        Activity::Bill => AccountKind::ProgrammeBill,
        Activity::Goods => AccountKind::ProgrammeGoods,
        Activity::Discount => AccountKind::ProgrammeDiscount,
    }
}
