//! 资产负债表: what the funds have, owe and own, at the beginning of the year and now.

use xiaonuan_domain::account::{AccountKind, Book};
use xiaonuan_domain::command::Keeper;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::register::FundNo;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::sums::{Sums, kinds_of, unverified, yuan};
use super::view::View;
use crate::report::{Cell, Choice, Ready, Row, RowStyle, SheetLine};

const LINES: &[SheetLine] = &[
    SheetLine::Cash,
    SheetLine::Bank,
    SheetLine::Receivable,
    SheetLine::Inventory,
    SheetLine::Assets,
    SheetLine::Payable,
    SheetLine::Voucher,
    SheetLine::Liabilities,
    SheetLine::Unrestricted,
    SheetLine::Restricted,
    SheetLine::NetAssets,
    SheetLine::LiabilitiesAndNetAssets,
];

/// One row for each line, of all funds or of the one that was asked for.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let kinds = kinds_of(Book::General);
    let new_year = view.zone().start_of(view.day().first_of_year()).just_before();
    let new_year = view.at(new_year).await?;
    let opening = Sums::of(view, new_year, &kinds).await?;
    let opening = opening.with_openings(view, (new_year, view.as_of), &kinds).await?;
    let closing = Sums::of(view, view.as_of, &kinds).await?;
    let row = |line: &SheetLine| {
        let of = |sums: &Sums| {
            view.funds()
                .map(|(fund, _)| amount(*line, view, fund, sums))
                .sum::<Sum>()
        };
        if *line == SheetLine::Inventory && of(&opening).is_zero() && of(&closing).is_zero() {
            return None;
        }
        let cells = vec![
            Cell::Choice(named(*line, view)),
            code(*line),
            yuan(of(&opening)),
            yuan(of(&closing)),
        ];
        let style = if line.is_sum() {
            RowStyle::Subtotal
        } else {
            RowStyle::Plain
        };
        Some(Row::styled(style, cells))
    };
    let rows = LINES.iter().filter_map(row).collect();
    let mut heading = view.heading(None);
    heading
        .notes
        .extend(unverified(LINES.iter().filter_map(|line| line.account())));
    Ok(Report {
        heading,
        rows: Box::new(Ready::new(rows, Vec::new())),
    })
}

/// A line as it is called where the fund is kept so.
fn named(line: SheetLine, view: &View) -> Choice {
    match (line, &view.registers.community.keeper) {
        (SheetLine::Bank, Keeper::HostCharity(_)) => Choice::Deposited,
        _ => Choice::Sheet(line),
    }
}

fn code(line: SheetLine) -> Cell {
    let code = line.account().and_then(AccountKind::official_code);
    code.and_then(|code| code.parse().ok()).map_or(Cell::Empty, Cell::Code)
}

/// What a fund owns, unrestricted and restricted. The result of years that are not closed yet counts as net assets of
/// the fund's sort; what these cannot bear is spent of the other sort, as closing will have it.
pub(super) fn owned(restricted: bool, fund: FundNo, sums: &Sums) -> [Sum; 2] {
    let of = |kind| -sums.get(fund, kind);
    let mut owned = [of(AccountKind::NetUnrestricted), of(AccountKind::NetRestricted)];
    let (own, other) = (usize::from(restricted), usize::from(!restricted));
    let results = AccountKind::ALL.iter().copied();
    owned[own] += results
        .filter(|kind| kind.is_income() || kind.is_expense())
        .map(of)
        .sum::<Sum>();
    if owned[own] < Sum::ZERO {
        owned[other] += owned[own];
        owned[own] = Sum::ZERO;
    }
    owned
}

/// What a line of a fund comes to.
fn amount(line: SheetLine, view: &View, fund: FundNo, sums: &Sums) -> Sum {
    let of = |kind| sums.get(fund, kind);
    let owned = || owned(view.registers.funds.get(fund).details.restricted, fund, sums);
    let all = |lines: &[SheetLine]| lines.iter().map(|line| amount(*line, view, fund, sums)).sum();
    match line {
        SheetLine::Cash => of(AccountKind::Cash),
        SheetLine::Bank => of(AccountKind::Bank),
        SheetLine::Receivable => of(AccountKind::Receivable),
        SheetLine::Inventory => of(AccountKind::Inventory),
        SheetLine::Assets => all(&[
            SheetLine::Cash,
            SheetLine::Bank,
            SheetLine::Receivable,
            SheetLine::Inventory,
        ]),
        SheetLine::Payable => -of(AccountKind::Payable),
        SheetLine::Voucher => -of(AccountKind::Voucher),
        SheetLine::Liabilities => all(&[SheetLine::Payable, SheetLine::Voucher]),
        SheetLine::Unrestricted => owned()[0],
        SheetLine::Restricted => owned()[1],
        SheetLine::NetAssets => all(&[SheetLine::Unrestricted, SheetLine::Restricted]),
        SheetLine::LiabilitiesAndNetAssets => all(&[SheetLine::Liabilities, SheetLine::NetAssets]),
        SheetLine::Reclassified => Sum::ZERO,
    }
}
