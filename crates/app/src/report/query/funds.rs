//! 基金余额表: what each fund was given, gave, promised and has.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::sums::{Sums, yuan};
use super::view::View;
use crate::report::{Cell, Ready, Row};

/// The columns after code and name: field, the accounts that are added up, and their sign.
const COLUMNS: [(&str, &[AccountKind], i64); 10] = [
    ("donated", &[AccountKind::AuthorisedDonation], -1),
    ("disbursed", &[AccountKind::SpentHelp], 1),
    ("discounts", &[AccountKind::SpentDiscount], 1),
    ("expired", &[AccountKind::SpentExpired], -1),
    ("encumbered", &[AccountKind::Encumbered], 1),
    ("available", &[AccountKind::Available], 1),
    ("bank", &[AccountKind::Bank, AccountKind::Cash], 1),
    ("voucher_outstanding", &[AccountKind::Voucher], -1),
    ("merchant_payable", &[AccountKind::Payable], -1),
    ("other", OTHER, -1),
];

/// What else came to be available, less charges and fees.
const OTHER: &[AccountKind] = &[
    AccountKind::AuthorisedOpening,
    AccountKind::AuthorisedTransfer,
    AccountKind::AuthorisedOther,
    AccountKind::SpentCost,
];

/// Every fund that was registered, in the order of registration.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let sums = Sums::of(view, view.as_of, &COLUMNS.map(|(_, kinds, _)| kinds).concat()).await?;
    let mut totals = COLUMNS.map(|(name, ..)| (name, 0));
    let mut rows = Vec::new();
    for (number, fund) in view.funds() {
        let mut cells = vec![Cell::Code(fund.code.clone()), Cell::Text(fund.details.name.clone())];
        for ((_, kinds, sign), (_, total)) in COLUMNS.into_iter().zip(&mut totals) {
            let amount = sign * kinds.iter().map(|kind| sums.get(number, *kind)).sum::<i64>();
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
