//! 基金余额表: what each fund was given, gave, promised and has.

use xiaonuan_domain::account::{AccountKind, Side};
use xiaonuan_domain::money::Sum;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::sums::{Sums, on_side, yuan};
use super::view::View;
use crate::report::{Cell, Ready, Row};
use crate::view::OTHER_SOURCES;

/// The columns after code and name: field, the accounts that are added up, and their side.
const COLUMNS: [(&str, &[AccountKind], Side); 10] = [
    ("donated", &[AccountKind::AuthorisedDonation], Side::Credit),
    ("disbursed", &[AccountKind::SpentHelp], Side::Debit),
    ("discounts", &[AccountKind::SpentDiscount], Side::Debit),
    ("expired", &[AccountKind::SpentExpired], Side::Credit),
    ("encumbered", &[AccountKind::Encumbered], Side::Debit),
    ("available", &[AccountKind::Available], Side::Debit),
    ("bank", &[AccountKind::Bank, AccountKind::Cash], Side::Debit),
    ("voucher_outstanding", &[AccountKind::Voucher], Side::Credit),
    ("merchant_payable", &[AccountKind::Payable], Side::Credit),
    ("other", OTHER_SOURCES, Side::Credit),
];

/// Every fund that was registered, in the order of registration.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let sums = Sums::of(view, view.as_of, &COLUMNS.map(|(_, kinds, _)| kinds).concat()).await?;
    let mut totals = COLUMNS.map(|(name, ..)| (name, Sum::ZERO));
    let mut rows = Vec::new();
    for (number, fund) in view.funds() {
        let mut cells = vec![Cell::Code(fund.code.clone()), Cell::Text(fund.details.name.clone())];
        for ((_, kinds, side), (_, total)) in COLUMNS.into_iter().zip(&mut totals) {
            let amount = on_side(side, kinds.iter().map(|kind| sums.get(number, *kind)).sum());
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
