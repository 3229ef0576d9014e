//! 商户应退表: what merchants were paid for something that was taken back, and must give back.

use std::collections::BTreeMap;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::money::Sum;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, Ready, Row};

/// Every fund and merchant with something to give back: by fund, then by merchant, each in the order of registration.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let kinds = [AccountKind::Receivable, AccountKind::Payable];
    let mut figures: BTreeMap<_, [Sum; 2]> = BTreeMap::new();
    for account in view.database.balances(view.community, view.as_of, &kinds).await? {
        let (Some(fund), Some(merchant)) = (account.fund, account.merchant) else {
            continue;
        };
        let figures = figures.entry((fund, merchant)).or_default();
        match account.kind {
            AccountKind::Receivable => figures[0] += Sum::from_fen(account.balance),
            _ => figures[1] += -Sum::from_fen(account.balance),
        }
    }
    let mut totals = [Sum::ZERO; 2];
    let mut rows = Vec::new();
    for ((fund, merchant), [receivable, payable]) in figures {
        let is_asked_for =
            view.fund.is_none_or(|only| only == fund) && view.merchant.is_none_or(|only| only == merchant);
        if receivable == Sum::ZERO || !is_asked_for {
            continue;
        }
        totals[0] += receivable;
        totals[1] += payable;
        let merchant = view.registers.merchants.get(merchant);
        rows.push(Row::plain(vec![
            Cell::Code(view.registers.funds.get(fund).code.clone()),
            Cell::Code(merchant.code.clone()),
            Cell::Text(merchant.details.name.clone()),
            yuan(receivable),
            yuan(payable),
        ]));
    }
    let [receivable, payable] = totals;
    let totals = vec![("receivable", yuan(receivable)), ("payable", yuan(payable))];
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(rows, totals)),
    })
}
