//! 商户往来表: what each merchant is owed, was paid and bore.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::money::Money;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::view::View;
use crate::report::{Cell, Ready, Row};

/// The columns after code and name: field, the accounts that they sum, and their sign.
const COLUMNS: &[(&str, AccountKind, i64)] = &[
    ("payable", AccountKind::Payable, -1),
    ("settled", AccountKind::Settled, 1),
    ("discount_borne", AccountKind::BorneMerchant, -1),
];

/// Every merchant that was registered, in the order of registration.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let kinds: Vec<_> = COLUMNS.iter().map(|(_, kind, _)| *kind).collect();
    let mut sums = vec![[0_i64; COLUMNS.len()]; view.registers.merchants.len()];
    for account in view.database.balances(view.community, view.as_of, &kinds).await? {
        let column = COLUMNS.iter().position(|(_, kind, _)| *kind == account.kind);
        let merchant = account
            .merchant
            .and_then(|merchant| sums.get_mut((merchant.0 as usize).checked_sub(1)?));
        if let (Some(column), Some(merchant)) = (column, merchant) {
            merchant[column] += COLUMNS[column].2 * account.balance;
        }
    }
    let mut totals = [0_i64; COLUMNS.len()];
    let mut rows = Vec::with_capacity(sums.len());
    for ((number, merchant), sums) in view.registers.merchants.iter().zip(sums) {
        if view.merchant.is_some_and(|only| only != number) {
            continue;
        }
        let mut cells = vec![
            Cell::Code(merchant.code.clone()),
            Cell::Text(merchant.details.name.clone()),
        ];
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total += sum;
            cells.push(Cell::Amount(Money::from_fen(sum)));
        }
        rows.push(Row::plain(cells));
    }
    let total =
        |((name, ..), total): (&(&'static str, AccountKind, i64), i64)| (*name, Cell::Amount(Money::from_fen(total)));
    let totals = COLUMNS.iter().zip(totals).map(total).collect();
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(rows, totals)),
    })
}
