//! 商户往来表: what each merchant is owed, was paid and bore.

use std::collections::HashMap;

use xiaonuan_domain::account::{AccountKind, Side};
use xiaonuan_domain::money::Sum;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::sums::{on_side, yuan};
use super::view::View;
use crate::report::{Cell, Ready, Row};

/// The columns after code and name: field, the accounts that are added up, and their side.
const COLUMNS: [(&str, AccountKind, Side); 3] = [
    ("payable", AccountKind::Payable, Side::Credit),
    ("settled", AccountKind::Settled, Side::Debit),
    ("discount_borne", AccountKind::BorneMerchant, Side::Credit),
];

/// Every merchant that was registered, in the order of registration.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let kinds = COLUMNS.map(|(_, kind, _)| kind);
    let mut sums: HashMap<_, Sum> = HashMap::new();
    for account in view.database.balances(view.community, view.as_of, &kinds).await? {
        if let Some(merchant) = account.merchant {
            *sums.entry((merchant, account.kind)).or_default() += Sum::from_fen(account.balance);
        }
    }
    let mut totals = COLUMNS.map(|(name, ..)| (name, Sum::ZERO));
    let mut rows = Vec::new();
    for (number, merchant) in view.registers.merchants.iter() {
        if view.merchant.is_some_and(|only| only != number) {
            continue;
        }
        let mut cells = vec![
            Cell::Code(merchant.code.clone()),
            Cell::Text(merchant.details.name.clone()),
        ];
        for ((_, kind, side), (_, total)) in COLUMNS.into_iter().zip(&mut totals) {
            let amount = on_side(side, sums.get(&(number, kind)).copied().unwrap_or_default());
            *total += amount;
            cells.push(yuan(amount));
        }
        rows.push(Row::plain(cells));
    }
    let totals = totals.map(|(name, total)| (name, yuan(total))).into();
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(rows, totals)),
    })
}
