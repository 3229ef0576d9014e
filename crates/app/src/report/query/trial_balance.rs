//! 科目余额表: opening, turnover and closing of every account of the general book.

use xiaonuan_domain::money::Sum as Amount;
use xiaonuan_domain::register::FundNo;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::accounts::{LedgerAccount, of_general_book};
use super::period::{Period, Usual};
use super::sums::{unverified, yuan};
use super::view::View;
use crate::report::{BalanceSide, Cell, Choice, Ready, Row, RowStyle};

/// Accounts by fund, each fund with its sum: what debits and credits of a fund come to is equal.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let period = Period::of(view, Usual::Everything).await?;
    let accounts = of_general_book(view, &period).await?;
    let (mut debit, mut credit) = (Amount::ZERO, Amount::ZERO);
    let mut rows = Vec::with_capacity(accounts.len());
    for of_fund in accounts.chunk_by(|one, next| one.fund == next.fund) {
        let mut sum = Sum::default();
        for account in of_fund {
            sum.add(account);
            rows.push(row(view, account));
        }
        debit += sum.debit;
        credit += sum.credit;
        rows.extend(of_fund.first().map(|account| sum.row(view, account.fund)));
    }
    let mut heading = view.heading(Some(&period));
    heading
        .notes
        .extend(unverified(accounts.iter().map(|account| account.kind)));
    Ok(Report {
        heading,
        rows: Box::new(Ready::new(rows, vec![("debit", yuan(debit)), ("credit", yuan(credit))])),
    })
}

#[derive(Default)]
struct Sum {
    opening: Amount,
    debit: Amount,
    credit: Amount,
    closing: Amount,
}

impl Sum {
    fn add(&mut self, account: &LedgerAccount) {
        self.opening += account.opening;
        self.debit += account.debit;
        self.credit += account.credit;
        self.closing += account.closing;
    }

    fn row(&self, view: &View, fund: FundNo) -> Row {
        let mut cells = vec![
            Cell::Code(view.registers.funds.get(fund).code.clone()),
            Cell::Empty,
            Cell::Empty,
            Cell::Label(Choice::Row(RowStyle::Subtotal)),
        ];
        cells.extend(amounts(self.opening, self.debit, self.credit, self.closing));
        Row::styled(RowStyle::Subtotal, cells)
    }
}

fn row(view: &View, account: &LedgerAccount) -> Row {
    let code = |text: &str| text.parse().map_or(Cell::Empty, Cell::Code);
    let mut cells = vec![
        Cell::Code(view.registers.funds.get(account.fund).code.clone()),
        account.kind.official_code().map_or(Cell::Empty, code),
        account.number.map_or(Cell::Empty, |number| code(&number.to_string())),
        account.name(view),
    ];
    cells.extend(amounts(account.opening, account.debit, account.credit, account.closing));
    Row::plain(cells)
}

/// Side and amount before, debits, credits, side and amount after.
fn amounts(opening: Amount, debit: Amount, credit: Amount, closing: Amount) -> [Cell; 6] {
    let side = |balance: Amount| Cell::Choice(Choice::Side(BalanceSide::of(balance.fen())));
    [
        side(opening),
        yuan(opening.abs()),
        yuan(debit),
        yuan(credit),
        side(closing),
        yuan(closing.abs()),
    ]
}
