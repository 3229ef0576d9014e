//! 基金余额表: what each fund was given, gave, promised and has.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::money::Money;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::view::View;
use crate::report::{Cell, Ready, Row, Totals};

/// The columns after code and name: field, the accounts that they sum, and whether these stand on the credit side.
const COLUMNS: &[(&str, AccountKind, i64)] = &[
    ("donated", AccountKind::AuthorisedDonation, -1),
    ("disbursed", AccountKind::SpentHelp, 1),
    ("discounts", AccountKind::SpentDiscount, 1),
    ("expired", AccountKind::SpentExpired, -1),
    ("encumbered", AccountKind::Encumbered, 1),
    ("available", AccountKind::Available, 1),
    ("bank", AccountKind::Bank, 1),
    ("voucher_outstanding", AccountKind::Voucher, -1),
    ("merchant_payable", AccountKind::Payable, -1),
];

/// Every fund that was registered, in the order of registration.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let kinds: Vec<_> = COLUMNS.iter().map(|(_, kind, _)| *kind).collect();
    let mut sums = vec![[0_i64; COLUMNS.len()]; view.registers.funds.len()];
    for account in view.database.balances(view.community, view.as_of, &kinds).await? {
        let column = COLUMNS.iter().position(|(_, kind, _)| *kind == account.kind);
        let fund = account
            .fund
            .and_then(|fund| sums.get_mut((fund.0 as usize).checked_sub(1)?));
        if let (Some(column), Some(fund)) = (column, fund) {
            fund[column] += COLUMNS[column].2 * account.balance;
        }
    }
    let mut totals = [0_i64; COLUMNS.len()];
    let mut rows = Vec::with_capacity(sums.len());
    for ((number, fund), sums) in view.registers.funds.iter().zip(sums) {
        if view.fund.is_some_and(|only| only != number) {
            continue;
        }
        let mut cells = vec![Cell::Code(fund.code.clone()), Cell::Text(fund.details.name.clone())];
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total += sum;
            cells.push(Cell::Amount(Money::from_fen(sum)));
        }
        rows.push(Row::plain(cells));
    }
    let totals: Totals = COLUMNS
        .iter()
        .zip(totals)
        .map(|((name, ..), total)| (*name, Cell::Amount(Money::from_fen(total))))
        .collect();
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(rows, totals)),
    })
}
