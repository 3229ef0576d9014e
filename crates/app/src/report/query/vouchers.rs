//! 代金券余额表: what is left on each resident's vouchers.

use std::collections::HashMap;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::money::Sum;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::naming;
use super::people::code_of;
use super::sums::yuan;
use super::view::View;
use crate::report::{Ready, Row};

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
    let code = |subject| {
        let known = view.registers.resident_of(subject);
        known
            .filter(|resident| !resident.is_erased())
            .map(|resident| &resident.code)
    };
    let mut rows: Vec<_> = left
        .into_iter()
        .map(|(subject, balance)| (code(subject), subject, balance))
        .collect();
    rows.sort_by_key(|(code, subject, _)| (code.is_none(), *code, *subject));
    let total = rows.iter().map(|(_, _, balance)| *balance).sum::<Sum>();
    let row = |(_, subject, balance): (Option<&Code>, _, Sum)| {
        Row::plain(vec![code_of(&view.registers, subject), yuan(balance)])
    };
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(
            rows.into_iter().map(row).collect(),
            vec![("balance", yuan(total))],
        )),
    })
}
