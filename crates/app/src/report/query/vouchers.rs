//! 代金券余额表: what is left on each resident's vouchers.

use std::collections::HashMap;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::money::Sum;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::naming;
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, Ready, Row};

/// Everyone who has or had a voucher by then, in the order of resident codes. Whoever is erased stands last, without
/// a code, so that the total stays right.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let mut left: HashMap<_, Sum> = HashMap::new();
    for account in view
        .database
        .balances(view.community, view.as_of, &[AccountKind::Voucher])
        .await?
    {
        if view.fund.is_none_or(|only| account.fund == Some(only)) {
            let address = naming::read(&account.address)?;
            let of_nobody = || StoreError::unreadable("voucher", &account.address);
            let subject = address.subject().ok_or_else(of_nobody)?;
            *left.entry(subject).or_default() += -Sum::from_fen(account.balance);
        }
    }
    let mut rows: Vec<_> = left
        .into_iter()
        .map(|(subject, balance)| {
            (
                view.registers.resident_of(subject).map(|resident| &resident.code),
                subject,
                balance,
            )
        })
        .collect();
    rows.sort_by_key(|(code, subject, _)| (code.is_none(), *code, *subject));
    let total = rows.iter().map(|(_, _, balance)| *balance).sum::<Sum>();
    let row = |(code, _, balance): (Option<&_>, _, Sum)| {
        let code = code.cloned().map_or(Cell::Empty, Cell::Code);
        Row::plain(vec![code, yuan(balance)])
    };
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(
            rows.into_iter().map(row).collect(),
            vec![("balance", yuan(total))],
        )),
    })
}
